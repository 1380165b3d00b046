"""Scripts: the wording that fits a case comes first, is filled safely, and every version is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kiosk
from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import speaking
from kiosk.imports.hospital import HospitalRows, read
from kiosk.records import Account, Category, ChecklistStep, Membership, Route, Script, Staff
from kiosk.rules.drafts import Draft
from kiosk.rules.filling import PLACES, surname, unknown_places
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor
from kiosk.services import cases, hospital, scripts, tasks
from tests.register import NOW, draft

SUPERVISOR = Actor("he-meijuan", "supervisor", frozenset({"service-centre"}))
LATER = NOW + timedelta(days=1)


@pytest.fixture(scope="module", autouse=True)
def in_english() -> Iterator[None]:
    with speaking("en"):
        yield


def sample() -> HospitalRows:
    return read(Path(kiosk.__file__).parent / "sample")


def script(code: str, text: str = "您好。", version: int = 1, **fits: str) -> Script:
    return Script(
        uid=uuid5(NAMESPACE_URL, f"{code} {version}"),
        code=code,
        version=version,
        position=0,
        title={"zh_CN": code},
        text={"zh_CN": text},
        **{"use": "reply", **fits},
    )


@pytest.fixture
def library(register: Settings) -> Settings:
    bring_in(script("hello"))
    return register


def bring_in(*rows: Script, at: datetime = NOW) -> None:
    with store.writing("hospital.import", "front", "hospital", at) as written:
        scripts.take_over(written, rows, at)


def held() -> list[tuple[str, int, str, bool]]:
    rows = Script.select().order_by(Script.code, Script.version)
    return [(row.code, row.version, row.text["zh_CN"], row.is_current) for row in rows]


def test_what_is_made_exactly_for_a_case_comes_before_what_is_general(register: Settings) -> None:
    """CMP-25, SCR-01: the script for this category and grade first."""
    bring_in(
        script("general"),
        script("complaint", kind="complaint"),
        script("stage", stage="working"),
        script("both", kind="complaint", stage="working"),
        script("all", kind="complaint", stage="working", grade="major"),
        script("praise", kind="praise"),
        script("closed", kind="complaint", stage="closed"),
        script("said", kind="complaint", use="call"),
    )
    found = [row.code for row in scripts.for_case("complaint", "major", "working", "reply")]
    assert found == ["all", "both", "complaint", "stage", "general"]
    assert "all" not in [row.code for row in scripts.for_case("complaint", "minor", "working")]
    assert [row.code for row in scripts.for_case("complaint", "minor", "working", "call")] == ["said"]


def test_known_places_are_filled_and_what_is_missing_is_named() -> None:
    """SCR-04: variables of a reply template; what is missing is seen."""
    filled = scripts.fill("{name}，编号{number}，{due}前答复{name}。", {"name": "王女士", "number": "KK-1"})
    assert filled.text == "王女士，编号KK-1，{due}前答复王女士。"
    assert filled.missing == ("due",)


@pytest.mark.parametrize(
    "text",
    ["{0.__class__}", "{name.__class__}", "{name!r}", "{name:>99999}", "{}", "{0}", "%(name)s", "{Name}"],
)
def test_a_format_string_trick_stays_text(text: str) -> None:
    assert scripts.fill(text, {"name": "王"}) == (text, ())


def test_a_value_is_cleaned_and_a_place_within_it_is_only_text() -> None:
    filled = scripts.fill("{name}{number}", {"name": "\x1b[31m{number}\u202e\n王", "number": "7"})
    assert filled == ("{number} 王7", ())


@given(st.text(), st.dictionaries(st.sampled_from(PLACES), st.text()))
def test_filling_never_fails_and_never_touches_a_text_without_places(
    text: str, values: dict[str, str]
) -> None:
    filled = scripts.fill(text, values)
    assert set(filled.missing) <= set(PLACES)
    if not any(f"{{{place}}}" in text for place in PLACES):
        assert filled == (text, ())


def test_a_slip_of_the_pen_is_told_from_a_place() -> None:
    assert unknown_places(["{name}{nmae}", "{due} {0} {Name}"]) == ["{nmae}"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("王秀英", "王"),
        ("欧阳明", "欧阳"),
        ("欧阳", "欧"),
        ("John Smith", ""),
        ("王", ""),
        ("", ""),
        ("阿 明", ""),
    ],
)
def test_a_person_is_greeted_by_surname_where_one_can_tell_it(name: str, found: str) -> None:
    assert surname(name) == found


def test_values_say_who_answers_until_when_in_the_patients_language(register: Settings) -> None:
    """SCR-04: number, office, day and greeting, as the patient reads them."""
    hospital.replace(sample(), "front", NOW)
    case = cases.file(draft(), register, NOW)
    values = scripts.values_for(case, register, NOW, "zh_CN")
    assert set(values) == set(PLACES)
    assert values["number"] == case.number
    assert values["hospital"] == "明州市第一人民医院"
    assert values["office"] == "客户服务中心"
    assert values["responder"] == "沈雅婷"
    assert values["day"] == "2026年9月18日"
    assert values["due"] == "2026年9月24日"
    assert "王" in values["name"] and "秀英" not in values["name"]
    assert scripts.values_for(case, register, NOW, "en")["hospital"] == "Mingzhou First People's Hospital"


def test_a_child_and_somebody_unnamed_are_left_to_the_writer(register: Settings) -> None:
    nameless = draft()
    nameless.name = ""
    case = cases.file(nameless, register, NOW)
    assert "name" in scripts.fill("{name}您好", scripts.values_for(case, register, NOW, "zh_CN")).missing


def test_an_edited_script_is_a_new_version_and_the_old_one_stays(library: Settings) -> None:
    """SCR-01: every version is kept, because timelines name it."""
    new = scripts.edit("hello", {"zh_CN": "问候"}, {"zh_CN": "{name}，您好。"}, SUPERVISOR, LATER)
    assert (new.version, new.is_current, scripts.used(new)) == (2, True, "hello/2")
    assert held() == [("hello", 1, "您好。", False), ("hello", 2, "{name}，您好。", True)]
    assert [row.version for row in scripts.versions("hello")] == [2, 1]
    assert [row.version for row in scripts.every()] == [2]
    assert store.verify().ok


def test_the_same_wording_again_makes_no_version(library: Settings) -> None:
    assert scripts.edit("hello", {"zh_CN": "hello"}, {"zh_CN": "您好。 "}, SUPERVISOR, LATER).version == 1
    assert len(held()) == 1


@pytest.mark.parametrize(
    ("code", "text", "sentence"),
    [
        ("hello", {"zh_CN": "{nmae}您好"}, '"{nmae}" is not a place that can be filled.'),
        ("hello", {"en": "Hello"}, "A script needs a title and a text in the hospital's first language."),
        ("hello", {"zh_CN": "长" * 1201}, "This is longer than 1200 characters."),
        ("bye", {"zh_CN": "再见"}, "There is no such script."),
    ],
)
def test_a_script_that_cannot_be_used_is_refused(
    library: Settings, code: str, text: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Refusal) as refused:
        scripts.edit(code, {"zh_CN": "题"}, text, SUPERVISOR, LATER)
    assert str(refused.value) == sentence
    assert len(held()) == 1


def test_a_desk_does_not_write_scripts(library: Settings) -> None:
    with pytest.raises(Refusal):
        scripts.edit("hello", {"zh_CN": "题"}, {"zh_CN": "文"}, Actor("fang", "desk"), LATER)


def test_a_changed_file_makes_a_new_version_and_an_unchanged_one_none(library: Settings) -> None:
    bring_in(script("hello"), at=LATER)
    assert held() == [("hello", 1, "您好。", True)]
    bring_in(script("hello", "您好！"), script("bye", "再见。"), at=LATER)
    assert held() == [
        ("bye", 1, "再见。", True),
        ("hello", 1, "您好。", False),
        ("hello", 2, "您好！", True),
    ]


def test_what_was_edited_here_outlives_the_file_that_did_not_change(library: Settings) -> None:
    scripts.edit("hello", {"zh_CN": "hello"}, {"zh_CN": "改过。"}, SUPERVISOR, LATER)
    bring_in(script("hello"), at=LATER)
    assert held()[-1] == ("hello", 2, "改过。", True)
    bring_in(script("hello", version=5), at=LATER)
    assert held()[-1] == ("hello", 5, "您好。", True)


def test_a_script_that_left_the_file_is_kept_but_offered_no_more(library: Settings) -> None:
    bring_in(script("bye"), at=LATER)
    assert [row.code for row in scripts.every()] == ["bye"]
    bring_in(script("hello"), script("bye"), at=LATER)
    assert [(code, version) for code, version, _text, stands in held() if stands] == [
        ("bye", 1),
        ("hello", 2),
    ]


def test_files_without_scripts_leave_the_library_alone(library: Settings) -> None:
    bring_in(at=LATER)
    assert held() == [("hello", 1, "您好。", True)]


def test_a_script_that_fits_other_cases_keeps_its_version(library: Settings) -> None:
    bring_in(script("hello", kind="praise", use="talk"), at=LATER)
    found = scripts.every()[0]
    assert (found.version, found.kind, found.use) == (1, "praise", "talk")


def test_an_import_keeps_people_who_were_added_by_hand(register: Settings) -> None:
    rows = sample()
    hospital.replace(rows, "front", NOW)
    with store.writing("people.add", "xu-ke", "staff:new", NOW) as written:
        for code in ("wu-di", "fang-xiaoyun"):
            written.add(Account(code=code, made_at=NOW))
        for code in ("wu-di", "gone"):
            written.add(Staff(code=code, name={"zh_CN": "吴迪"}, department="eye", role="handler"))
            written.add(Membership(uid=uuid5(NAMESPACE_URL, code), staff=code, department="ent"))
    hospital.replace(sample(), "front", LATER)
    assert {row.code for row in Staff.select()} == {*(row.code for row in rows.staff), "wu-di"}
    assert "wu-di" in {row.staff for row in Membership.select()}
    assert "gone" not in {row.staff for row in Membership.select()}
    assert Account.select().count() == 2
    assert store.verify().ok


def test_importing_the_same_hospital_again_writes_nothing_but_its_audit_entry(register: Settings) -> None:
    hospital.replace(sample(), "front", NOW)
    before = [str(row.uid) for row in Script.select().order_by(Script.uid)]
    with store.writing("look", "front", "hospital", NOW) as written:
        scripts.take_over(written, sample().scripts, LATER)
        assert written.rows == {}
    assert [str(row.uid) for row in Script.select().order_by(Script.uid)] == before


def test_a_category_leads_to_the_office_that_supervises_its_subject(register: Settings) -> None:
    """ORG-09: what a complaint is about says which office supervises it."""
    with store.writing("hospital.import", "front", "hospital", NOW) as written:
        written.add(Route(subject="doctor", position=0, name={"zh_CN": "医生"}, department="medical-office"))
        written.add(Route(subject="nurse", position=1, name={"zh_CN": "护士"}, department="nursing-office"))
        for code, parent, subject in (
            ("attitude", "", "doctor"),
            ("nurse", "attitude", "nurse"),
            ("other", "attitude", ""),
            ("food", "", ""),
        ):
            row = Category(code=code, position=0, parent=parent, name={"zh_CN": code}, subject=subject)
            written.add(row)
    found = [hospital.supervising_office(code) for code in ("attitude", "nurse", "other", "food", "none")]
    assert found == ["medical-office", "nursing-office", "medical-office", "", ""]


def steps_of(about: Draft, settings: Settings) -> list[str]:
    position = {row.code: row.position for row in ChecklistStep.select()}
    filed = tasks.of(cases.file(about, settings, NOW).uid)
    return sorted((task.code for task in filed), key=position.__getitem__)


def test_a_case_gets_the_steps_of_its_type_and_no_others(register: Settings) -> None:
    """SCR-03: a checklist by type, with owner and time."""
    hospital.replace(sample(), "front", NOW)
    lost, fees, harm = draft("contact"), draft(), draft()
    lost.need, fees.category, harm.category = "lost-found", "overcharge", "medical-harm"
    assert steps_of(lost, register) == ["lost-search", "lost-answer"]
    assert steps_of(fees, register) == [
        "first-call", "statement", "talk-head", "explain", "fee-check", "refund",
    ]  # fmt: skip
    assert {"tell-leaders", "seal", "report-up", "rights"} < set(steps_of(harm, register))
    assert steps_of(draft("praise"), register) == ["praise-pass"]

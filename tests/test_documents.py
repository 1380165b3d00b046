"""Cases as JSON documents, for scripts and other channels."""

import json
from datetime import datetime, timedelta

import pytest

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Case, Workday
from kiosk.rules.refusal import Refusal
from kiosk.services import cases, documents, workdays
from tests.register import HOSTILE, NOW


def filed(register: Settings, **document: object) -> dict[str, object]:
    """File a document, and pass the answer through JSON."""
    return json.loads(json.dumps(documents.file(document, register, NOW)))  # type: ignore[no-any-return]


def test_a_document_becomes_a_case_with_masked_people_and_its_clocks(register: Settings) -> None:
    workdays.sync(range(2026, 2027), "CN", NOW)
    shown = filed(register, kind="complaint", words="挂号排了太久", name="王秀英", phone="138 1234 5678")
    assert shown["people"] == [{"role": "filer", "name": "王*英", "phone": "138****5678"}]
    clocks = {(clock["name"], clock["basis"]): clock["due_at"] for clock in shown["clocks"]}  # type: ignore
    assert clocks == {
        ("acknowledge", "house"): "2026-09-18T10:30:00+08:00",
        ("investigate", "house"): "2026-09-19T10:30:00+08:00",
        ("reply", "national"): "2026-09-25T00:00:00+08:00",
        ("reply", "house"): "2026-09-30T00:00:00+08:00",
    }


def test_the_same_uid_again_is_the_same_case(register: Settings) -> None:
    uid = "0192f000-0000-7000-8000-000000000001"
    first = filed(register, uid=uid, kind="question", words="几点开门")
    second = filed(register, uid=uid, kind="question", words="几点开门")
    assert first["number"] == second["number"] and Case.select().count() == 1


@pytest.mark.parametrize(
    "document",
    [
        {"knd": "complaint"},
        {"kind": 7},
        {"kind": "murmur"},
        {"phrases": "x"},
        {"phrases": [1]},
        {"complainants": True},
        {"uid": "no"},
        {"uid": 5},
        {"language": "tlh"},
        {"opened_at": "2020-01-01"},
        {"phone": "12"},
        {"category": "no-such-thing"},
        {"department": "no-such-place"},
        {"need": "no-such-need"},
        {"by": "no-such-person"},
        {"pin": "12345"},
    ],
)
def test_a_document_that_does_not_fit_is_refused_and_nothing_is_written(
    register: Settings, document: dict[str, object]
) -> None:
    with pytest.raises(Refusal):
        filed(register, **document)
    assert not Case.select().exists()


@pytest.mark.parametrize(
    "field", ["words", "name", "about_person", "wish_words", "channel_number", "happened"]
)
def test_hostile_words_in_any_field_are_only_words(register: Settings, field: str) -> None:
    uid = filed(register, kind="complaint", **{field: HOSTILE * 200})["uid"]
    case = cases.find(documents.uid_of(uid, NOW))
    held = [
        value for row in (case, *case.people) for value in row.__data__.values() if isinstance(value, str)
    ]
    shown = json.dumps(documents.show(case, register), ensure_ascii=False)
    assert not set("".join(held) + shown) & set("\x1b\x9b\u202e\x00\x07")
    assert "[@click=app.quit]x[/]" in "".join(held) or field == "happened"


def test_ten_thousand_characters_are_cut_and_kept(register: Settings) -> None:
    assert len(str(filed(register, kind="complaint", words="长" * 10_000)["words"])) == cases.PAGE


def test_the_hospitals_own_day_wins_over_the_calendar(register: Settings) -> None:
    with store.writing("calendar.set", "test", "", NOW) as written:
        written.add(Workday(day="2026-10-01", kind="work", source="hospital"))
    assert workdays.sync(range(2025, 2028), "CN", NOW) == [2025, 2026]
    assert Workday.get_by_id("2026-10-01").kind == "work"
    assert Workday.get_by_id("2026-10-10").kind == "work"
    again: datetime = NOW + timedelta(days=1)
    before = Workday.select().count()
    workdays.sync(range(2025, 2028), "CN", again)
    assert Workday.select().count() == before

"""What the desk learns from: teaching cases without names, the weekly meeting, and hard weeks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.records import Account, Alert, Case, Presentation, TeachingCase
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.services import acts, cases, heavy, meetings, sheets, teaching_sheet, tick, training
from tests.register import NOW, draft
from tests.staff import hire, person

WORDS = "我叫王秀英，电话13812345678，2026年9月17日找Gu医生，张护士长让我等了两个小时，多收三十元"
TODAY = date(2026, 9, 18)
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    i18n.choose("en")
    yield


@pytest.fixture
def house(register: Settings) -> Settings:
    hire()
    with store.writing("people.added", "test", "people", NOW) as written:
        for code in ("fang", "luo", "gu", "he"):
            written.add(Account(code=code, made_at=NOW))
    return register


def filed(settings: Settings, words: str = WORDS) -> Case:
    made = draft(words=words)
    made.category, made.department = "waiting", "cashier"
    return cases.file(made, settings, NOW)


def kept(settings: Settings, title: str = "等候太久", at: datetime = NOW) -> UUID:
    uid, case = new_uid(at), filed(settings)
    training.keep(uid, case.uid, title, "某某等了两个小时。", "早说要等多久。", person("he"), at)
    return uid


def test_a_case_is_told_without_anybody_who_was_in_it(house: Settings) -> None:
    """TRN-01: from facts and words, with every name, telephone, day and number taken out."""
    case = filed(house)
    acts.reply(case.uid, "王秀英女士您好，已退费，请联系13900001111。", person("he"), house, NOW + 2 * WEEK)
    told = training.propose(case.uid, person("fang"), house, NOW + 2 * WEEK)
    everything = f"{told.title}\n{told.words}"
    for secret in ("王秀英", "秀英", "1381234", "1390000", "9月17日", "Gu", "张护士长", case.number):
        assert secret not in everything
    assert told.title == "waiting"
    for kept_part in ("等了两个小时", "多收三十元", "Day 15", "已退费", "minor"):
        assert kept_part in told.words
    assert store.rows("SELECT COUNT(*) FROM audit_entry WHERE body LIKE '%case.read%'")[0][0] == 1


def test_a_teaching_case_that_still_names_somebody_is_not_kept(house: Settings) -> None:
    """TRN-01: staff edit what is proposed, and what they type is looked at, too."""
    case = filed(house)
    for words in ("王秀英等了很久", "电话是 138 1234 5678", f"编号 {case.number}", "9月17日来的"):
        with pytest.raises(Refusal, match="still stands in it"):
            training.keep(new_uid(NOW), case.uid, "等候", words, "", person("he"), NOW)
    assert TeachingCase.select().count() == 0


def test_a_teaching_case_is_kept_once_and_can_be_written_better(house: Settings) -> None:
    """TRN-01: the form saves under one uid, however often it is sent."""
    uid, case = new_uid(NOW), filed(house)
    for lesson in ("早说。", "早说要等多久。"):
        training.keep(uid, case.uid, "等候", "某某等了两个小时。", lesson, person("fang"), NOW)
    [one] = training.every(person("gu"))
    assert (one.uid, one.lesson, one.from_case) == (uid, "早说要等多久。", case.uid)
    assert not store.verify().broken


def test_only_the_desk_writes_teaching_cases_and_auditors_do_not_see_them(house: Settings) -> None:
    """TRN-01: rights are asked in the service."""
    case = filed(house)
    for code in ("gu", "cao", "xu", "dai"):
        with pytest.raises(Refusal):
            training.propose(case.uid, person(code), house, NOW)
        with pytest.raises(Refusal):
            training.keep(new_uid(NOW), case.uid, "等候", "某某", "", person(code), NOW)
    with pytest.raises(Refusal):
        training.every(person("dai"))


def test_there_is_a_meeting_each_week_and_whoever_presented_longest_ago_comes_next(
    house: Settings,
) -> None:
    """LIMIT weekly-case-sharing: one each week, presenters in turn; no supervisor, nobody without account."""
    rota = meetings.rota(person("gu"), house, NOW)
    assert [one.day for one in rota] == [TODAY + n * WEEK for n in range(4)]
    assert [one.staff for one in rota] == ["fang", "gu", "luo", "fang"]
    meetings.fix(TODAY, "gu", None, person("he"), house, NOW)
    meetings.hold(TODAY, "说了三个案例。", person("gu"), NOW)
    later = meetings.rota(person("gu"), house, NOW + timedelta(days=1))
    assert [one.staff for one in later[:4]] == ["fang", "luo", "gu", "fang"]
    assert (later[4].day, later[4].staff) == (TODAY, "gu")
    assert later[4].row is not None
    assert later[4].row.minutes == "说了三个案例。"


def test_a_meeting_that_was_moved_within_its_week_is_the_only_one_of_it(house: Settings) -> None:
    """LIMIT weekly-case-sharing: held on Thursday, there is none on Friday."""
    thursday = NOW - timedelta(days=1)
    meetings.fix(thursday.date(), "luo", None, person("he"), house, thursday)
    meetings.hold(thursday.date(), "提前开了。", person("he"), thursday)
    assert meetings.coming(house, NOW)[0].day == TODAY + WEEK


def test_the_next_presenter_is_told_by_itself_once_there_is_a_case_to_tell(house: Settings) -> None:
    """LIMIT weekly-case-sharing: with the oldest case that nobody presented; once, however many tick."""
    assert tick.tick(house, NOW).planned == 0
    first, _second = kept(house), kept(house, "第二个", NOW + timedelta(minutes=1))
    assert tick.tick(house, NOW).planned == 1
    assert tick.tick(house, NOW).planned == 0
    [row] = store.load(Presentation, "")
    assert (row.day, row.staff, row.teaching) == ("2026-09-18", "fang", first)
    [alert] = Alert.select().where(Alert.kind == "present")
    assert (alert.person, alert.facts) == ("fang", {"day": "2026-09-18"})


def test_who_presents_can_be_changed_until_it_was_held(house: Settings) -> None:
    """TRN-01: somebody is ill; the new presenter is told."""
    uid = kept(house)
    meetings.fix(TODAY, "fang", uid, person("he"), house, NOW)
    meetings.fix(TODAY, "luo", uid, person("he"), house, NOW)
    assert [alert.person for alert in Alert.select().where(Alert.kind == "present")] == ["fang", "luo"]
    with pytest.raises(Refusal, match="Your role"):
        meetings.hold(TODAY, "讲了。", person("gu"), NOW)
    with pytest.raises(Refusal, match="what was said"):
        meetings.hold(TODAY, " ", person("luo"), NOW)
    meetings.hold(TODAY, "讲了。", person("luo"), NOW)
    with pytest.raises(Refusal, match="held already"):
        meetings.fix(TODAY, "fang", uid, person("he"), house, NOW)
    for who in ("he", "nobody"):
        with pytest.raises(Refusal, match="Choose who presents"):
            meetings.fix(TODAY + WEEK, who, None, person("he"), house, NOW)
    with pytest.raises(Refusal, match="still to come"):
        meetings.fix(TODAY - WEEK, "fang", None, person("he"), house, NOW)


def hard(settings: Settings, count: int, at: datetime = NOW) -> None:
    """Let Fang get some hard cases."""
    for n in range(count):
        made = draft(words=f"第{n}个")
        case = cases.file(made, settings, at)
        acts.grade(case.uid, "complex", "多个科室", person("he"), settings, at)


def loads() -> list[tuple[str, str, str, int]]:
    found = Alert.select().where(Alert.kind << ["load", "loaded"]).order_by(Alert.at, Alert.kind)
    return [(one.kind, one.role, one.person, one.facts["count"]) for one in found]


def test_a_supervisor_is_told_once_a_week_of_somebody_with_many_hard_cases_and_so_are_they(
    house: Settings,
) -> None:
    """TRN-04: five complex or major cases of one person within a week; once a person and week."""
    hard(house, 4)
    assert heavy.tell_due(house, NOW) == 0
    hard(house, 1)
    assert tick.tick(house, NOW).warned == 1
    assert tick.tick(house, NOW).warned == 0
    assert loads() == [("load", "supervisor", "", 5), ("loaded", "", "fang", 5)]
    hard(house, 3, NOW + timedelta(hours=1))
    assert heavy.tell_due(house, NOW + timedelta(hours=2)) == 0
    monday = NOW + timedelta(days=3)
    assert heavy.tell_due(house, monday) == 1
    assert loads()[2:] == [("load", "supervisor", "", 8), ("loaded", "", "fang", 8)]
    assert heavy.tell_due(house, NOW + 2 * WEEK) == 0
    assert not store.verify().broken


def test_the_case_of_the_next_meeting_is_printed_on_paper(house: Settings) -> None:
    """PRINT teaching-case: title, what happened, what we learn, who presents on which day; nobody's name."""
    uid = kept(house)
    with pytest.raises(Refusal, match="No teaching case is chosen"):
        teaching_sheet.of("next", "cli:test", house, NOW)
    meetings.fix(TODAY + WEEK, "luo", uid, person("he"), house, NOW)
    text = sheets.text(teaching_sheet.of("next", "cli:test", house, NOW))
    for part in ("等候太久", "某某等了两个小时。", "早说要等多久。", "Luo", "25 Sep 2026", "____"):
        assert part in text
    page = sheets.html(teaching_sheet.of(str(uid), "cli:test", house, NOW))
    assert "<h1>Teaching case</h1>" in page
    assert "Luo" not in page
    with pytest.raises(Refusal, match="no such teaching case"):
        teaching_sheet.of("王秀英", "cli:test", house, NOW)

"""Registering for somebody: first responder, repeats, letter boxes, rounds; and the duty roster."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.records import AuditEntry, Case, Duty
from kiosk.rules import likeness
from kiosk.rules.drafts import Draft
from kiosk.rules.refusal import Refusal
from kiosk.services import cases, registering, roster, staff, timeline_words
from kiosk.services.name_book import NameBook
from tests.register import HOSTILE, NOW
from tests.register import draft as complaint
from tests.staff import hire, person

WORDS = "上午在二楼抽血窗口排了两个小时的队，没有人出来说明原因"


@pytest.fixture(autouse=True)
def hospital(register: Settings) -> Iterator[None]:
    """Have people who register, and read refusals in English."""
    hire()
    with i18n.speaking("en"):
        yield


def told(source: str = "phone", **more: Any) -> Draft:
    """Return a draft as the console's form makes it."""
    return replace(complaint(), source=source, **more)


def test_whoever_registers_is_the_first_responder_and_is_written_down(register: Settings) -> None:
    """FC-01: whoever is asked first is responsible."""
    case = registering.register(told(), person("luo"), register, NOW)
    assert (case.first_responder, case.responsible, case.registered_by) == ("luo", "luo", "luo")
    assert cases.find(case.uid).source == "phone"
    assert store.verify().ok


def test_the_same_form_filed_twice_is_one_case(register: Settings) -> None:
    draft = told()
    first = registering.register(draft, person("luo"), register, NOW)
    second = registering.register(draft, person("luo"), register, NOW + timedelta(seconds=2))
    assert first.number == second.number
    assert Case.select().count() == 1


@pytest.mark.parametrize("code", ["cao", "xu", "dai"])
def test_who_may_not_register_is_refused(register: Settings, code: str) -> None:
    with pytest.raises(Refusal):
        registering.register(told(), person(code), register, NOW)
    assert not Case.select().exists()


def test_a_case_says_how_it_came_in_and_what_it_is_about(register: Settings) -> None:
    """CH-01: whichever way it came in, it says so."""
    with pytest.raises(Refusal, match="how it came in"):
        registering.register(told("kiosk"), person("luo"), register, NOW)
    with pytest.raises(Refusal, match="what it is about"):
        registering.register(told(words=" \x00 "), person("luo"), register, NOW)


def test_a_contact_answered_at_once_is_closed_as_solved(register: Settings) -> None:
    """FC-03: answered at once."""
    draft = told("desk", kind="contact", need="wheelchair", words="", phone="", name="", answered=True)
    case = registering.register(draft, person("fang"), register, NOW)
    assert (case.stage, case.verdict, case.people) == ("closed", "solved", [])


def test_the_same_telephone_is_found_however_it_is_written(register: Settings) -> None:
    """CH-04: the same matter over another channel is found."""
    before = registering.register(told(), person("luo"), register, NOW)
    found = registering.repeats("138 1234-5678", "", person("fang"), register, NOW + timedelta(days=9))
    assert [(one.uid, one.why) for one in found] == [(before.uid, "phone")]
    assert registering.repeats("13812345679", "", person("fang"), register, NOW) == []
    assert registering.repeats("5678", "", person("fang"), register, NOW) == []


def test_that_a_telephone_was_found_is_on_the_audit_trail(register: Settings) -> None:
    registering.register(told(), person("luo"), register, NOW)
    registering.repeats("13812345679", "", person("fang"), register, NOW)
    assert not [row for row in AuditEntry.select() if "search.personal" in row.body]
    registering.repeats("13812345678", "", person("fang"), register, NOW)
    bodies = [row.body for row in AuditEntry.select() if "search.personal" in row.body]
    assert len(bodies) == 1 and "5678" not in bodies[0] and '"by":"fang"' in bodies[0]


def test_words_that_say_the_same_are_found_and_others_not(register: Settings) -> None:
    """CH-04: also when another telephone was given."""
    alike = registering.register(told(words=WORDS), person("luo"), register, NOW)
    registering.register(told(words="护士态度很好，谢谢你们"), person("luo"), register, NOW)
    again = "我妈妈在二楼抽血窗口排了两个小时的队，也没有人说明原因"
    found = registering.repeats("", again, person("fang"), register, NOW)
    assert [(one.uid, one.why) for one in found] == [(alike.uid, "words")]
    assert registering.repeats("", "食堂的菜太咸了", person("fang"), register, NOW) == []


def test_english_words_are_compared_by_words(register: Settings) -> None:
    said = "I waited two hours at the blood test window on the second floor"
    case = registering.register(told(words=said), person("luo"), register, NOW)
    again = "We waited nearly two hours at the blood test window upstairs"
    found = registering.repeats("", again, person("fang"), register, NOW)
    assert [one.number for one in found] == [case.number]


def test_what_is_older_than_a_year_or_void_is_no_repeat(register: Settings) -> None:
    registering.register(told(words=WORDS), person("luo"), register, NOW)
    later = NOW + timedelta(days=366)
    assert registering.repeats("13812345678", WORDS, person("fang"), register, later) == []


@pytest.mark.parametrize("code", ["gu", "xie", "xu"])
def test_repeats_are_for_those_who_may_search_personal_data(register: Settings, code: str) -> None:
    registering.register(told(words=WORDS), person("luo"), register, NOW)
    assert registering.repeats("13812345678", WORDS, person(code), register, NOW) == []


@pytest.mark.parametrize("words", ["", "好", HOSTILE, "a b c", '" OR *', "。" * 50, "等" * 5000])
def test_no_words_break_the_search_for_repeats(register: Settings, words: str) -> None:
    registering.register(told(words=WORDS), person("luo"), register, NOW)
    assert registering.repeats("", words, person("fang"), register, NOW) == []


@given(st.text(max_size=200), st.text(max_size=200))
def test_likeness_is_the_same_both_ways_and_never_more_than_one(one: str, other: str) -> None:
    a, b = likeness.pieces(one), likeness.pieces(other)
    assert likeness.likeness(a, b) == likeness.likeness(b, a)
    assert 0 <= likeness.likeness(a, b) <= 1
    if len(a) >= likeness.FEWEST:
        assert likeness.likeness(a, a) == 1
    assert len(likeness.windows(one)) <= likeness.MOST_WINDOWS


def box(*words: str) -> list[Draft]:
    """Return letters with these words."""
    return [told("desk", words=one, phone="", name="") for one in words]


def test_each_letter_of_a_box_is_a_case_that_tells_of_the_opening(register: Settings) -> None:
    """CH-06: the suggestion box, its day and its two openers."""
    letters = box("病房太吵", "护士很好")
    filed = registering.open_box(date(2026, 9, 17), ("fang", "he"), letters, person("luo"), register, NOW)
    assert [case.source for case in filed] == ["letter", "letter"]
    for case in filed:
        opened = next(line for line in cases.find(case.uid).timeline if line.kind == "box_opened")
        assert opened.facts == {"date": "2026-09-17", "openers": ["fang", "he"]}
        assert opened.by == "luo"
    again = registering.open_box(date(2026, 9, 17), ("fang", "he"), letters, person("luo"), register, NOW)
    assert [case.uid for case in again] == [case.uid for case in filed]
    assert [len(cases.find(case.uid).timeline) for case in filed] == [2, 2]
    assert store.verify().ok


@pytest.mark.parametrize("openers", [("fang", "fang"), ("fang", "nobody"), ("", "")])
def test_a_box_is_opened_by_two_who_work_here(register: Settings, openers: tuple[str, str]) -> None:
    with pytest.raises(Refusal, match="Two different"):
        registering.open_box(date(2026, 9, 17), openers, box("太吵"), person("luo"), register, NOW)


def test_a_box_is_filed_whole_or_not_at_all(register: Settings) -> None:
    with pytest.raises(Refusal):
        registering.open_box(
            date(2026, 9, 17), ("fang", "he"), box("病房太吵", ""), person("luo"), register, NOW
        )
    assert not Case.select().exists()
    assert store.verify().ok


def test_a_box_is_not_opened_tomorrow_and_holds_something(register: Settings) -> None:
    with pytest.raises(Refusal, match="day to come"):
        registering.open_box(date(2026, 9, 19), ("fang", "he"), box("吵"), person("luo"), register, NOW)
    with pytest.raises(Refusal, match="Nothing"):
        registering.open_box(date(2026, 9, 18), ("fang", "he"), [], person("luo"), register, NOW)


def test_a_round_makes_cases_that_say_where_it_was_and_who_went(register: Settings) -> None:
    """FU-06: place, who went, and each opinion a case."""
    opinions = [
        told("desk", words="热水不够", department=""),
        told("desk", words="灯坏了", department="cashier"),
    ]
    filed = registering.record_round(
        "3号楼5层", "nursing-office", "何美娟、毛爱萍", opinions, person("he"), register, NOW
    )
    assert [(case.source, case.department) for case in filed] == [
        ("round", "nursing-office"),
        ("round", "cashier"),
    ]
    walked = next(line for line in cases.find(filed[0].uid).timeline if line.kind == "round")
    assert walked.facts == {"place": "3号楼5层", "department": "nursing-office", "who": "何美娟、毛爱萍"}
    with pytest.raises(Refusal, match="where"):
        registering.record_round(" ", "", "", opinions, person("he"), register, NOW)


@pytest.mark.parametrize("code", ["he", "xu"])
def test_supervisors_and_admins_change_who_answers(register: Settings, code: str) -> None:
    by = person(code)
    row = roster.set_duty("front", 6, "7:30", "12:00", "luo", by, NOW)
    saturday = NOW + timedelta(days=1)
    assert staff.on_duty("front", saturday, register.tz) == "luo"
    roster.set_duty("front", 6, "07:30", "12:00", "fang", by, NOW, uid=row.uid)
    assert staff.on_duty("front", saturday, register.tz) == "fang"
    roster.drop_duty(row.uid, by, NOW)
    assert staff.on_duty("front", saturday, register.tz) is None
    with pytest.raises(Refusal, match="not in the roster"):
        roster.drop_duty(row.uid, by, NOW)
    assert store.verify().ok


def test_the_same_duty_twice_is_one_row(register: Settings) -> None:
    before = Duty.select().count()
    for _time in range(2):
        roster.set_duty("front", 7, "08:00", "24:00", "luo", person("he"), NOW)
    assert Duty.select().count() == before + 1


@pytest.mark.parametrize(
    ("weekday", "begins", "ends", "who"),
    [
        (0, "08:00", "12:00", "luo"),
        (8, "08:00", "12:00", "luo"),
        (1, "8", "12:00", "luo"),
        (1, "12:00", "08:00", "luo"),
        (1, "08:00", "24:30", "luo"),
        (1, "08:00", "12:00", "nobody"),
    ],
)
def test_a_duty_that_cannot_be_is_refused(
    register: Settings, weekday: int, begins: str, ends: str, who: str
) -> None:
    with pytest.raises(Refusal):
        roster.set_duty("front", weekday, begins, ends, who, person("he"), NOW)


@pytest.mark.parametrize("code", ["fang", "gu", "cao", "dai"])
def test_nobody_else_changes_the_roster(register: Settings, code: str) -> None:
    with pytest.raises(Refusal):
        roster.set_duty("front", 6, "07:30", "12:00", "luo", person(code), NOW)


def test_box_and_round_are_told_on_the_timeline(register: Settings) -> None:
    book = NameBook(people={"fang": {"en": "Fang"}, "he": {"en": "He"}}, departments={"w": {"en": "Ward"}})
    facts = {"date": "2026-09-17", "openers": ["fang", "he"]}
    with i18n.speaking("en"):
        opened = timeline_words.sentence("box_opened", facts, book, register.tz)
        assert opened == "Letter box opened on 17 Sep 2026 by Fang, He"
        walked = {"place": "3-5", "department": "w", "who": "He Meijuan"}
        told = timeline_words.sentence("round", walked, book, register.tz)
        assert told == "Told on a round: 3-5 · Ward (He Meijuan)"

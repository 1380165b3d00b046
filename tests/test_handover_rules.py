"""A handover is an offer: answered once, by a moment, and never made to oneself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules import handover
from kiosk.rules.handover import ENDS, STATES, check_offer, clock, move
from kiosk.rules.refusal import Refusal
from kiosk.rules.workdays import WorkCalendar

TZ = ZoneInfo("Asia/Shanghai")
MAKEUP = dict.fromkeys((date(2026, 9, 20), date(2026, 10, 10)), "work")
HOLIDAYS = dict.fromkeys([date(2026, 9, 25), *(date(2026, 10, d) for d in range(1, 8))], "rest")
CALENDAR = WorkCalendar(MAKEUP | HOLIDAYS)
OFFER: dict[str, Any] = {
    "departments": ("icu", "cashier"),
    "members": ("wu", "li"),
    "open_parts": (),
}


def local(text: str) -> datetime:
    """Return a moment of 2026 in the hospital: `09-18 10:30`."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=TZ)


@pytest.mark.parametrize(("state", "act"), list(product(STATES, ENDS)))
def test_an_offer_is_answered_once(state: str, act: str) -> None:
    if state == "requested":
        assert move(state, act) == ENDS[act]
    else:
        with pytest.raises(Refusal) as refused:
            move(state, act)
        assert refused.value.sentence == handover._ENDED[state]


def test_every_state_but_the_first_is_an_end() -> None:
    assert {"requested", *ENDS.values()} == set(STATES) == {"requested", *handover._ENDED}


@pytest.mark.parametrize(
    ("offered", "due"),
    [
        ("09-18 10:00", "09-18 12:00"),
        ("09-18 11:00", "09-18 15:00"),  # across lunch
        ("09-18 15:30", "09-18 17:30"),
        ("09-18 17:00", "09-20 09:30"),  # Sunday 20 September makes up for a holiday
        ("09-20 16:30", "09-21 09:00"),
        ("09-24 17:00", "09-28 09:30"),  # over the Mid-Autumn Festival
        ("09-30 17:00", "10-08 09:30"),  # over National Day
        ("10-10 17:00", "10-12 09:30"),
    ],
)
def test_in_working_hours_an_offer_has_two_working_hours(offered: str, due: str) -> None:
    found, is_on_duty = clock(local(offered), calendar=CALENDAR, tz=TZ)
    assert (found.due_at, found.unit, is_on_duty) == (local(due), "workhours", False)


@pytest.mark.parametrize(
    "offered",
    ["09-18 12:00", "09-18 13:59", "09-18 17:30", "09-18 23:30", "09-19 10:00", "09-25 10:00", "09-18 07:59"],
)
def test_at_other_times_the_duty_officer_has_two_hours_by_the_clock(offered: str) -> None:
    found, is_on_duty = clock(local(offered), calendar=CALENDAR, tz=TZ)
    assert (found.due_at - found.started_at, found.unit, is_on_duty) == (timedelta(hours=2), "hours", True)


@given(st.datetimes(datetime(2026, 9, 1), datetime(2026, 10, 31)))
def test_an_offer_expires_later_than_it_was_made_and_never_while_nobody_works(at: datetime) -> None:
    offered = at.replace(tzinfo=UTC)
    due, is_on_duty = clock(offered, calendar=CALENDAR, tz=TZ)
    assert is_on_duty is not CALENDAR.is_open(offered.astimezone(TZ))
    assert (due.name, due.basis, due.started_at) == ("accept", "house", offered)
    assert due.due_at - offered >= timedelta(hours=2)
    if not is_on_duty:
        assert CALENDAR.is_open((due.due_at - timedelta(microseconds=1)).astimezone(TZ))


@pytest.mark.parametrize("part", ["responsibility", "help"])
@pytest.mark.parametrize("person", ["", "wu", "li"])
def test_an_offer_goes_to_a_department_or_to_one_of_its_people(part: str, person: str) -> None:
    check_offer(part, "fang", "icu", person, **OFFER)


@pytest.mark.parametrize(
    ("giver", "department", "person", "given"),
    [
        ("fang", "", "", {}),
        ("fang", "nowhere", "", {}),
        ("wu", "icu", "wu", {}),
        ("wu", "icu", "", {"members": ("wu",)}),
        ("fang", "icu", "song", {}),
        ("fang", "icu", "", {"open_parts": ("help", "responsibility")}),
    ],
)
def test_an_offer_that_cannot_be_made_is_refused(
    giver: str, department: str, person: str, given: dict[str, Any]
) -> None:
    with pytest.raises(Refusal):
        check_offer("responsibility", giver, department, person, **OFFER | given)


@given(st.lists(st.just("help"), max_size=5))
def test_any_number_of_helpers_is_asked_beside_one_offer_of_the_case(others: list[str]) -> None:
    check_offer("responsibility", "fang", "icu", "", **OFFER | {"open_parts": others})
    check_offer("help", "fang", "icu", "", **OFFER | {"open_parts": [*others, "responsibility"]})

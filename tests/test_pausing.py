"""A pause gives back to the house's clocks what it took, and nothing to the national ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.pausing import REASONS, WEEK, check, moved, stands_still
from kiosk.rules.refusal import Refusal
from kiosk.rules.workdays import WorkCalendar

TZ = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(
    {date(2026, 9, 20): "work", date(2026, 9, 25): "rest", date(2026, 10, 10): "work"}
    | {date(2026, 10, day): "rest" for day in range(1, 8)}
)
NOW = datetime(2026, 9, 18, 2, 30, tzinfo=UTC)
MICRO = timedelta(microseconds=1)
times = st.datetimes(datetime(2026, 9, 1), datetime(2026, 11, 1), timezones=st.just(UTC))
spans = st.timedeltas(timedelta(), timedelta(days=30))


def local(text: str) -> datetime:
    """Return a moment of 2026 in the hospital: `09-18 10:30`."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=TZ)


def end_of(day: date) -> datetime:
    """Return 24:00 of a day in the hospital."""
    return datetime.combine(day + timedelta(days=1), time(), TZ)


@pytest.mark.parametrize(
    "name", ["acknowledge", "investigate", "reply", "answer", "accept", "correct", "confirm"]
)
def test_a_national_clock_never_stands_still(name: str) -> None:
    assert not stands_still(name, "national")
    assert stands_still(name, "house") is (name in ("investigate", "reply", "answer"))


@given(times, spans, spans)
def test_hours_are_given_back_to_the_second(due: datetime, before: timedelta, span: timedelta) -> None:
    began = due - before - MICRO
    assert moved(due, "hours", began, began + span, CALENDAR, TZ) == due + span


@given(times, spans, spans, st.sampled_from(["hours", "workdays"]))
def test_what_was_late_before_the_pause_stays_late(
    due: datetime, before: timedelta, span: timedelta, unit: str
) -> None:
    assert moved(due, unit, due + before, due + before + span, CALENDAR, TZ) == due


@given(times, spans, times, st.sampled_from(["hours", "workdays"]))
def test_no_pause_takes_time_away(began: datetime, span: timedelta, due: datetime, unit: str) -> None:
    assert moved(due, unit, began, began + span, CALENDAR, TZ) >= due
    assert moved(due, unit, began + span, began, CALENDAR, TZ) == due


@given(st.dates(date(2026, 9, 1), date(2026, 10, 31)), st.integers(1, 15), times, spans)
def test_a_promise_gets_the_working_days_that_the_pause_took(
    received: date, amount: int, began: datetime, span: timedelta
) -> None:
    due = end_of(CALENDAR.due_day(received, amount).day)
    ended = began + span
    day, lost = began.astimezone(TZ).date(), 0
    while day < ended.astimezone(TZ).date():
        day += timedelta(days=1)
        lost += CALENDAR.is_working(day)
    again = moved(due, "workdays", began, ended, CALENDAR, TZ)
    assert again == (end_of(CALENDAR.due_day(received, amount + lost).day) if began < due else due)


@pytest.mark.parametrize(
    ("began", "ended", "due"),
    [
        ("09-18 10:30", "09-18 17:00", "09-24"),  # within a day
        ("09-18 10:30", "09-19 17:00", "09-24"),  # into a Saturday: no working day was lost
        ("09-18 10:30", "09-20 08:00", "09-28"),  # Sunday 20 is a make-up day; Friday 25 a holiday
        ("09-18 10:30", "09-22 08:00", "09-30"),
        ("09-24 10:30", "09-27 10:00", "09-24"),  # over the festival
        ("09-24 10:30", "10-08 10:00", "10-08"),  # over National Day: 28, 29, 30 September, 8 October
    ],
)
def test_a_promise_moves_by_working_days_over_holidays_and_make_up_days(
    began: str, ended: str, due: str
) -> None:
    again = moved(local("09-25 00:00"), "workdays", local(began), local(ended), CALENDAR, TZ)
    assert again == end_of(date.fromisoformat(f"2026-{due}"))


@pytest.mark.parametrize("reason", REASONS)
def test_a_case_is_paused_once_a_week_for_the_same_reason(reason: str) -> None:
    earlier = [(reason, NOW, NOW + timedelta(hours=1))]
    with pytest.raises(Refusal):
        check(reason, earlier, NOW + WEEK - timedelta(seconds=1))
    check(reason, earlier, NOW + WEEK)
    [other] = set(REASONS) - {reason}
    check(other, earlier, NOW + timedelta(hours=2))


def test_clocks_that_stand_still_are_not_stopped_again() -> None:
    with pytest.raises(Refusal):
        check("outside", [("patient", NOW - 2 * WEEK, None)], NOW)


@pytest.mark.parametrize("reason", ["", "holiday"])
def test_a_pause_needs_a_reason_from_the_list(reason: str) -> None:
    with pytest.raises(Refusal):
        check(reason, [], NOW)

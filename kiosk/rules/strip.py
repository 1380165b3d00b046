"""The next days as a strip: which are worked, and how much is promised for each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from kiosk.rules.workdays import WorkCalendar

DAYS = 14
_SATURDAY = 5


class StripDay(NamedTuple):
    """One day of the strip."""

    day: date
    kind: str
    """`work`, `rest`, or `makeup`: worked although it is a weekend."""
    due: int
    """Promises that end on it."""
    is_today: bool = False


def strip(today: date, due: Iterable[date], calendar: WorkCalendar, days: int = DAYS) -> tuple[StripDay, ...]:
    """Return the days from today on with the promises that end on each."""
    ends = list(due)
    span = [today + timedelta(days=n) for n in range(days)]
    return tuple(StripDay(day, kind(day, calendar), ends.count(day), day == today) for day in span)


def kind(day: date, calendar: WorkCalendar) -> str:
    """Say whether a day is worked, and whether that is out of turn."""
    if not calendar.is_working(day):
        return "rest"
    return "makeup" if day.weekday() >= _SATURDAY else "work"

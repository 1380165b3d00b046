"""The weekly case meeting (投诉案例分享会): when it is, and who presents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from kiosk.rules.workdays import WorkCalendar

WEEK = timedelta(days=7)


def meeting_day(week_of: date, weekday: int, calendar: WorkCalendar) -> date | None:
    """Return the day of the meeting in the week of a day: on its weekday, 1 Monday to 7 Sunday.

    Where that is no working day it is the nearest one before it, else after it; a week of holidays has none.
    """
    monday = week_of - timedelta(days=week_of.weekday())
    days = [monday + timedelta(days=n) for n in range(7)]
    wanted = weekday - 1
    in_order = [*reversed(days[: wanted + 1]), *days[wanted + 1 :]]
    return next((day for day in in_order if calendar.is_working(day)), None)


def next_meetings(today: date, weekday: int, calendar: WorkCalendar, most: int) -> list[date]:
    """Return the meetings from a day on, one a week."""
    found: list[date] = []
    week = today
    while len(found) < most:
        day = meeting_day(week, weekday, calendar)
        if day is not None and day >= today:
            found.append(day)
        week += WEEK
    return found


def presenters(people: Sequence[str], last: Mapping[str, date], most: int) -> list[str]:
    """Return who presents at the next meetings: first who never did, then whose turn is longest ago."""
    if not people:
        return []
    ordered = sorted(dict.fromkeys(people), key=lambda code: last.get(code, date.min))
    return [ordered[n % len(ordered)] for n in range(most)]

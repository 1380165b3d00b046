"""Late work climbs: from the handler to the head, the supervisor and the leader, each step once."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo

from kiosk.rules.workdays import WorkCalendar

HANDLER, HEAD, SUPERVISOR, LEADER = range(4)
ROLES = ("handler", "head", "supervisor", "leader")
STILL = frozenset({"acknowledge", "confirm"})
"""Clocks that nobody is late with: filing keeps the first, the patient keeps the second."""
LEADER_WORKDAYS = 2
EARLY = 5
"""The head hears when this part of the span is left: one fifth."""


def moments(
    name: str, started_at: datetime, due_at: datetime, calendar: WorkCalendar, tz: tzinfo
) -> dict[int, datetime]:
    """Return when each step of a clock is due; an offer climbs by expiring, not to the head before."""
    if name in STILL:
        return {}
    found = {SUPERVISOR: due_at, LEADER: _leader(due_at, calendar, tz)}
    if name != "accept":
        found[HEAD] = due_at - (due_at - started_at) / EARLY
    return found


def step(
    name: str, started_at: datetime, due_at: datetime, calendar: WorkCalendar, tz: tzinfo, now: datetime
) -> int:
    """Return how far a clock that still runs has climbed by now."""
    due = moments(name, started_at, due_at, calendar, tz)
    return max((level for level, at in due.items() if at <= now), default=HANDLER)


def _leader(due_at: datetime, calendar: WorkCalendar, tz: tzinfo) -> datetime:
    last = (due_at - timedelta(microseconds=1)).astimezone(tz).date()
    found = calendar.due_day(last, LEADER_WORKDAYS).day
    return datetime.combine(found + timedelta(days=1), time(), tz).astimezone(UTC)

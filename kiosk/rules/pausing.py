"""A pause stops the house's clocks, never the national ones; the patient sees it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta, tzinfo

from kiosk.i18n import N_
from kiosk.rules.refusal import Refusal
from kiosk.rules.workdays import WorkCalendar

REASONS = {
    "patient": N_("We wait for the patient"),
    "outside": N_("We wait for an office outside the hospital"),
}
WEEK = timedelta(days=7)
PAUSED = frozenset({"investigate", "reply", "answer"})
"""The clocks that can stand still; those of offers, notices and verdicts have their own end."""


def check(reason: str, earlier: Iterable[tuple[str, datetime, datetime | None]], now: datetime) -> None:
    """Refuse a pause that cannot be; `earlier` are (reason, began, ended) of the case's pauses."""
    if reason not in REASONS:
        raise Refusal(N_("Choose why the clocks stand still."))
    for told, began, ended in earlier:
        if ended is None:
            raise Refusal(N_("The clocks of this case stand still already."))
        if told == reason and now - began < WEEK:
            raise Refusal(N_("A case is paused at most once a week for the same reason."))


def stands_still(name: str, basis: str) -> bool:
    """Tell whether a pause stops this clock."""
    return basis == "house" and name in PAUSED


def moved(
    due_at: datetime, unit: str, began: datetime, ended: datetime, calendar: WorkCalendar, tz: tzinfo
) -> datetime:
    """Return the new due moment of a clock that stood still from `began` to `ended`.

    Hours are added as they passed; a promise in working days gets the working days that the pause took.
    What was late before the pause stays late.
    """
    if ended <= began or due_at <= began:
        return due_at
    if unit != "workdays":
        return due_at.astimezone(UTC) + (ended - began)
    first, last = began.astimezone(tz).date(), ended.astimezone(tz).date()
    lost = sum(calendar.is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
    if not lost:
        return due_at
    day = (due_at - timedelta(microseconds=1)).astimezone(tz).date()
    found = calendar.due_day(day, lost).day
    return datetime.combine(found + timedelta(days=1), time(), tz).astimezone(UTC)

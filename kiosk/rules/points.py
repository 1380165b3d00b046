"""What a late notice costs its department: points when it is late, and more for each further week."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from kiosk.i18n import N_
from kiosk.rules.refusal import Refusal

WEEK = timedelta(weeks=1)
OUTCOMES = {
    "kept": N_("kept as they are"),
    "reduced": N_("reduced"),
    "cancelled": N_("cancelled"),
}
"""Of an appeal: what becomes of the points."""


class Step(NamedTuple):
    """Points that are taken once: step 0 when a notice is late, one more for each week after."""

    number: int
    at: datetime
    points: int


def steps(
    due_at: datetime, done_at: datetime | None, now: datetime, first: int, weekly: int
) -> tuple[Step, ...]:
    """Return every step that a notice has come to by now; none comes after it was mended."""
    until = now if done_at is None else min(done_at, now)
    if until < due_at:
        return ()
    weeks = (until - due_at) // WEEK
    return tuple(Step(n, due_at + n * WEEK, weekly if n else first) for n in range(weeks + 1))


def after_appeal(points: int, outcome: str, left: int) -> int:
    """Return what counts after an appeal; `left` is read only where the points are reduced."""
    if outcome not in OUTCOMES:
        raise Refusal(N_("Choose what becomes of the points."))
    if outcome == "reduced" and not 0 < left < points:
        raise Refusal(N_("Reduced points are fewer than before, and at least 1."))
    return {"kept": points, "reduced": left, "cancelled": 0}[outcome]

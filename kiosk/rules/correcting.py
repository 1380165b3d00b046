"""How far a rectification notice is, and where it stands in the circle of plan, do, check, act (PDCA)."""

from __future__ import annotations

from datetime import datetime

from kiosk.i18n import N_

STAGES = {
    "plan": N_("P ordered"),
    "do": N_("D mended"),
    "check": N_("C verified"),
    "act": N_("A a rule"),
}


def stage(done_at: datetime | None, verified_at: datetime | None, standard_at: datetime | None) -> str:
    """Return the last step of the circle that a notice has come to."""
    if standard_at is not None:
        return "act"
    if verified_at is not None:
        return "check"
    return "do" if done_at is not None else "plan"


def is_late(due_at: datetime, done_at: datetime | None, now: datetime) -> bool:
    """Tell whether something is still to be mended whose day is over."""
    return done_at is None and now >= due_at

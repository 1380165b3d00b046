"""Who works here, and who answers at a desk right now."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk import store

ON_DUTY = """SELECT staff FROM duty WHERE desk = ? AND weekday = ? AND begins <= ? AND ends > ?
    ORDER BY begins DESC, staff LIMIT 1"""


def on_duty(desk: str, now: datetime, tz: ZoneInfo) -> str | None:
    """Return the staff code of who answers at a desk at this moment; None when nobody is on duty."""
    local = now.astimezone(tz)
    time = f"{local:%H:%M}"
    found = store.rows(ON_DUTY, desk, local.isoweekday(), time, time)
    return found[0][0] if found else None


def answers_for(desk: str, now: datetime, tz: ZoneInfo) -> str:
    """Return who is responsible for what comes in at a desk: the person on duty, else the desk itself."""
    return on_duty(desk, now, tz) or f"desk:{desk}"

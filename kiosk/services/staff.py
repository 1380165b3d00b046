"""Who works here, and who answers at a desk right now."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.records import Duty, Staff


def on_duty(desk: str, now: datetime, tz: ZoneInfo) -> Staff | None:
    """Return who answers at a desk at this moment; None when nobody is on duty."""
    local = now.astimezone(tz)
    time = f"{local:%H:%M}"
    found: Staff | None = (
        Staff.select(Staff)
        .join(Duty, on=(Duty.staff == Staff.code))
        .where(
            (Duty.desk == desk)
            & (Duty.weekday == local.isoweekday())
            & (Duty.begins <= time)
            & (Duty.ends > time)
        )
        .order_by(Duty.begins.desc(), Staff.code)
        .first()
    )
    return found


def answers_for(desk: str, now: datetime, tz: ZoneInfo) -> str:
    """Return who is responsible for what comes in at a desk: the person on duty, else the desk itself."""
    person = on_duty(desk, now, tz)
    return person.code if person else f"desk:{desk}"

"""Forget who stayed here: name, telephone and words go, while ward, days and answers stay to be counted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import FollowUpAttempt, Stay
from kiosk.services import followup_making, kept, phones
from kiosk.services.followup_reading import hold_stays

STILL_HERE = N_("This patient is still in the hospital. Erase it after the discharge.")
OVER = """WHERE discharged_on <> '' AND discharged_on < ? AND erased_at IS NULL
    ORDER BY discharged_on, uid LIMIT ?"""
BY_PHONE = "WHERE phone_mark = ? ORDER BY admitted_on, uid"
KNOWN = "WHERE uid = ? AND erased_at IS NULL"
FOLLOW_UPS = "SELECT uid FROM follow_up WHERE stay_uid = ?"
ATTEMPTS = "WHERE follow_up_uid IN (SELECT uid FROM follow_up WHERE stay_uid = ?) ORDER BY at, uid"


def with_phone(phone: str) -> list[Stay]:
    """Return every stay with this telephone, the first first."""
    found = store.load(Stay, BY_PHONE, phones.phone_mark(store.keys().index, phone))
    return [stay for stay in found if stay.phone == phone]


def why_not(stay: Stay, settings: Settings, now: datetime) -> str:
    """Return "" when a stay may be erased, else the sentence that says why not."""
    today = now.astimezone(settings.tz).date().isoformat()
    return "" if stay.discharged_on and stay.discharged_on <= today else STILL_HERE


def erase_over(settings: Settings, now: datetime, most: int) -> int:
    """Erase the stays that were kept for their time."""
    before = settings.keeping.stays_before(now).astimezone(settings.tz).date().isoformat()
    over = store.load(Stay, OVER, before, most)
    for stay in over:
        erase(stay.uid, "rule", settings, now)
    return len(over)


def erase(uid: UUID, by: str, settings: Settings, now: datetime) -> None:
    """Erase one stay for good, and give up its calls; what was erased before stays as it is."""
    with store.writing("stay.erased", by, str(uid), now) as written:
        hold_stays()
        for stay in store.load(Stay, KNOWN, uid.hex):
            written.change(stay, name="", phone="", phone_mark=None, listed={}, erased_at=now)
            for attempt in store.load(FollowUpAttempt, ATTEMPTS, uid.hex):
                written.change(attempt, words="")
            kept.forget([uid, *(UUID(made) for (made,) in store.rows(FOLLOW_UPS, uid.hex))])
        written.is_idle = not written.rows
    if not written.is_idle:
        followup_making.generate(settings, now, uid)

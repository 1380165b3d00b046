"""What is agreed with a patient about being called: whether, when, by which way, and on which telephone."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Stay
from kiosk.rules import followups as rules
from kiosk.rules.numbers import clean_phone
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor
from kiosk.services import followup_making, phones
from kiosk.services.followup_reading import hold_stays, stay_to_work

CHANNELS = ("phone", "wechat", "sms", "email")
"""The ways by which somebody is reached who is not in the hospital."""


class Agreed(NamedTuple):
    """What is agreed with a patient about being called."""

    consent: str
    is_phone_right: bool
    phone: str = ""
    """Another telephone than the one that is known; empty leaves it."""
    calls_from: str = ""
    calls_until: str = ""
    channel: str = ""


def agree(stay: UUID, agreed: Agreed, by: Actor, settings: Settings, now: datetime) -> Stay:
    """Keep whether, when and how a patient wants to be called, and whether the telephone is right."""
    hours = check_hours(agreed.calls_from, agreed.calls_until)
    if agreed.channel not in ("", *CHANNELS) or agreed.consent not in ("", "yes", "no"):
        raise Refusal(N_("Choose from the list."))
    said: dict[str, Any] = {
        "consent": agreed.consent,
        "is_phone_checked": agreed.is_phone_right,
        "channel": agreed.channel,
        "calls_from": hours[0],
        "calls_until": hours[1],
    }
    if agreed.consent == "yes":
        said["is_not_called"] = False
    if agreed.phone:
        phone = clean_phone(agreed.phone)
        if phone is None:
            raise Refusal(N_("This phone number is not complete. Check the digits."))
        said |= {"phone": phone, "phone_mark": phones.phone_mark(store.keys().index, phone)}
    with store.whole():
        with store.writing("followup.agreed", by.code, str(stay), now) as written:
            hold_stays()
            found = stay_to_work(stay, by)
            written.is_idle = not keep(written, found, said)
        if not written.is_idle:
            followup_making.generate(settings, now, stay)
    return found


def keep(written: store.Written, stay: Stay, said: dict[str, Any]) -> bool:
    """Write what is new about a stay; return whether anything is."""
    fresh_values = {name: value for name, value in said.items() if getattr(stay, name) != value}
    if fresh_values:
        written.change(stay, **fresh_values)
    return bool(fresh_values)


def check_hours(begins: str, ends: str) -> tuple[str, str]:
    """Return the hours of a day as HH:MM, both or none."""
    told = time_of(begins), time_of(ends)
    if bool(told[0]) != bool(told[1]):
        raise Refusal(N_("Write both times, or neither."))
    if told[0] and told[0] >= told[1]:
        raise Refusal(N_("The first time must be before the second."))
    return told


def time_of(text: str) -> str:
    """Return a time of day as HH:MM, however it was typed; empty stays empty."""
    told = text.strip().replace("：", ":")
    if not told:
        return ""
    try:
        return rules.shown(rules.clock_time(told.zfill(len("HH:MM"))))
    except ValueError:
        raise Refusal(N_("Write a time as 14:00.")) from None

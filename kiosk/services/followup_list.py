"""The visits and calls of today: at the bedside ward by ward, on the telephone hour by hour."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Any, NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.records import FollowUp, FollowUpAttempt, Stay, SurveyQuestion
from kiosk.rules import followups as rules
from kiosk.rules.numbers import mask_name, mask_phone
from kiosk.rules.rights import ALL_SEEING, Actor, require
from kiosk.services.followup_reading import fresh, questions, stay_of

PAGE = 50
DUE = """SELECT f.uid, f.stay_uid, f.kind, f.ward, s.bed, f.due_day, f.due_at, f.next_at,
        s.calls_from, s.calls_until
    FROM follow_up f JOIN stay s ON s.uid = f.stay_uid
    WHERE f.state = 'open' AND f.due_day <= ? AND (f.next_at IS NULL OR f.next_at < ?)"""
AT_BED = " AND f.kind IN ('visit', 'survey')"
BY_PHONE = """ AND f.kind NOT IN ('visit', 'survey') AND s.consent = 'yes' AND NOT s.is_not_called
    AND s.phone_mark IS NOT NULL"""
IN_HOUSE = """SELECT uid, ward, bed FROM stay
    WHERE (discharged_on = '' OR discharged_on >= ?) AND erased_at IS NULL"""
OF_FOLLOW_UP = "WHERE follow_up_uid = ? ORDER BY at, uid"

Key = tuple[Any, ...]
"""The place of a line in its list."""
LAST: Key = ()
"""Before this stands the whole list."""


class Patient(NamedTuple):
    """Somebody's stay, name and telephone covered."""

    uid: UUID
    visit: str
    ward: str
    bed: str
    doctor: str
    name: str
    phone: str
    language: str
    admitted_on: str
    discharged_on: str
    consent: str
    calls_from: str
    calls_until: str
    channel: str
    is_not_called: bool
    is_phone_checked: bool

    @classmethod
    def of(cls, stay: Stay) -> Patient:
        """Cover a stay."""
        plain = {name: getattr(stay, name) for name in cls._fields}
        covered = {"name": mask_name(stay.name, stay.is_child), "phone": mask_phone(stay.phone)}
        return cls(**plain | covered)


class Listed(NamedTuple):
    """A line of a list."""

    key: Key
    patient: Patient
    due: FollowUp | None
    """The visit or the call; None in the list of those who are in the hospital."""
    opens_at: datetime | None = None
    """When one may call, where that is still to come."""

    @property
    def uid(self) -> UUID:
        """Return what the line stands for."""
        return self.due.uid if self.due else self.patient.uid


def page(
    actor: Actor,
    scope: str,
    ward: str,
    settings: Settings,
    now: datetime,
    after: Key | None = None,
    size: int = PAGE,
    before: Key | None = None,
) -> list[Listed]:
    """Return the lines after a place, or the last ones before it; `ward` narrows to one, "" to none."""
    require(actor, "see_followups")
    found = keys(scope, wards(actor, ward), settings, now)
    if before is not None:
        until = bisect_left(found, before) if before else len(found)
        chosen = found[max(0, until - size) : until]
    else:
        begin = bisect_right(found, after) if after is not None else 0
        chosen = found[begin : begin + size]
    return [*lines(scope, chosen, now)]


def wards(actor: Actor, ward: str) -> frozenset[str] | None:
    """Return the wards that somebody sees; None is all of them."""
    if actor.role in ALL_SEEING:
        return frozenset({ward}) if ward else None
    return actor.departments & {ward} if ward else actor.departments


def keys(scope: str, seen: frozenset[str] | None, settings: Settings, now: datetime) -> list[Key]:
    """Return the places of a whole list in its order, which needs nobody's name."""
    make: Callable[..., Iterable[Key]] = {"ward": at_bed, "phone": by_phone, "patients": in_house}[scope]
    return sorted(make(seen, settings, now))


def at_bed(seen: frozenset[str] | None, settings: Settings, now: datetime) -> Iterable[Key]:
    """Give the visits and surveys: ward by ward, the late ones first, then bed by bed; put off, last."""
    moment = int(now.timestamp() * 1000)
    for uid, stay, _kind, ward, bed, _day, due_at, next_at, *_rest in due_rows(AT_BED, seen, settings, now):
        yield ward, (next_at or 0) > moment, due_at, len(bed), bed, uid, stay


def by_phone(seen: frozenset[str] | None, settings: Settings, now: datetime) -> Iterable[Key]:
    """Give the calls: those that can be made now, then by the moment from which they can be."""
    opening = cache(partial(opens_at, settings, now))
    for uid, stay, kind, _ward, _bed, day, due_at, next_at, begins, ends in due_rows(
        BY_PHONE, seen, settings, now
    ):
        yield opening(kind, day, next_at, begins, ends), due_at, uid, stay


def opens_at(
    settings: Settings, now: datetime, kind: str, day: str, next_at: int | None, begins: str, ends: str
) -> int:
    """Return the moment from which one may call, in milliseconds; 0 is now."""
    following, tz = settings.following, settings.tz
    agreed = Stay(calls_from=begins, calls_until=ends)
    asked = FollowUp.next_at.python_value(next_at)
    first = rules.begins_at(kind, agreed, day, asked, following, tz)
    if first <= now:
        first = rules.within(now.astimezone(tz), *rules.hours_of(kind, agreed, following))
    return 0 if first <= now else int(first.timestamp() * 1000)


def in_house(seen: frozenset[str] | None, settings: Settings, now: datetime) -> Iterable[Key]:
    """Give everybody who is in the hospital, or leaves it today: ward by ward, bed by bed."""
    narrow, values = among("ward", seen)
    today = now.astimezone(settings.tz).date().isoformat()
    for uid, ward, bed in store.rows(IN_HOUSE + narrow, today, *values):
        yield ward, len(bed), bed, uid


def due_rows(which: str, seen: frozenset[str] | None, settings: Settings, now: datetime) -> list[Any]:
    """Read what is open and due today, or was to be done before."""
    today = now.astimezone(settings.tz).date()
    tomorrow = FollowUp.next_at.db_value(midnight(today + timedelta(days=1), settings))
    narrow, values = among("f.ward", seen)
    return store.rows(DUE + which + narrow, today.isoformat(), tomorrow, *values)


def midnight(day: date, settings: Settings) -> datetime:
    """Return the beginning of a day in the hospital."""
    return datetime(day.year, day.month, day.day, tzinfo=settings.tz)


def among(column: str, seen: frozenset[str] | None) -> tuple[str, list[str]]:
    """Return the condition that narrows to some wards."""
    if seen is None:
        return "", []
    return f" AND {column} IN ({marks(sorted(seen))})", sorted(seen)


def marks(values: Sequence[Any]) -> str:
    """Return as many marks as there are values."""
    return ", ".join("?" * len(values))


def lines(scope: str, chosen: Sequence[Key], now: datetime) -> Iterable[Listed]:
    """Read the lines themselves, names covered."""
    is_due = scope != "patients"
    found = by_uid(Stay, [key[-1] for key in chosen])
    due = by_uid(FollowUp, [key[-2] for key in chosen]) if is_due else {}
    for key in chosen:
        patient = Patient.of(found[key[-1]])
        opens = FollowUp.next_at.python_value(key[0]) if scope == "phone" and key[0] else None
        yield Listed(key, patient, due[key[-2]] if is_due else None, opens)


def by_uid(table: type[Any], uids: Sequence[str]) -> dict[str, Any]:
    """Read records by their uids."""
    found = store.load(table, f"WHERE uid IN ({marks(uids)})", *uids)
    return {one.uid.hex: one for one in found}


class Opened(NamedTuple):
    """A visit or a call with all that its form shows."""

    due: FollowUp
    patient: Patient
    questions: tuple[SurveyQuestion, ...]
    attempts: tuple[FollowUpAttempt, ...]
    why_not_now: str
    """The sentence that says why one does not call now; empty when one may."""


def opened(uid: UUID, actor: Actor, settings: Settings, now: datetime) -> Opened:
    """Return a visit or a call for whoever may see it."""
    require(actor, "see_followups")
    with store.reading():
        due = fresh(uid)
        stay = stay_of(due.__data__["stay"], actor)
        asked = tuple(questions(due.questions))
        before = tuple(store.load(FollowUpAttempt, OF_FOLLOW_UP, uid.hex))
    why = "" if due.kind in rules.BEDSIDE else rules.may_be_called(stay, now, settings.following, settings.tz)
    return Opened(due, Patient.of(stay), asked, before, why)

"""Erase the words and people of a case: its key is shredded, while number, counts and trail stay whole."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from kiosk import sealing, store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Case, Deduction, Person, Record, database
from kiosk.rules import lifecycle
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.services import cases, kept, person_file, phones, search, stay_erasing

HELD = N_("A legal hold keeps this case. Lift it first.")
OPEN = N_("This case is still open. Bring it to its end first.")
SHRED = "DELETE FROM case_key WHERE case_uid = ?"
NOTICES = "SELECT uid FROM notice WHERE case_uid = ?"
DEDUCTIONS = f"WHERE notice_uid IN ({NOTICES}) AND appealed_at IS NOT NULL ORDER BY uid"
KEPT = 'SELECT 1 FROM "case" WHERE uid = ? AND erased_at IS NULL'
BATCH = 20_000
NOTED = "erased"
"""The list of erased cases in the data directory: their keys alone, which say nothing."""


class Erasure(NamedTuple):
    """What became of one case or stay of somebody."""

    number: str
    """Of the case, or of the visit as the hospital numbers it."""
    why_not: str
    """Empty when it is erased."""


def erase(uid: UUID, by: str, settings: Settings, now: datetime) -> None:
    """Erase one case for good; what was erased before stays as it is."""
    while search.catch_up(BATCH):
        pass  # what is taken out of the index must be in it
    with store.writing("case.erased", by, str(uid), now) as written:
        case = cases.find(uid)
        if case.erased_at is not None:
            written.is_idle = True
            return
        if sentence := why_not(case):
            raise Refusal(sentence)
        note(uid, settings)
        shred(case, written, now)


def shred(case: Case, written: store.Written, now: datetime) -> None:
    """Blot out what can be read of a case, and destroy its key; to be called inside `writing`."""
    search.catch_up(BATCH)  # what came meanwhile
    search.forget(case)
    for record in person_file.records_of(case.uid):
        if values := blots(record):
            written.change(record, **values)
    for points in store.load(Deduction, DEDUCTIONS, case.uid.hex):
        written.change(points, appeal="", decision="")
    written.change(cases.find(case.uid), erased_at=now, link_until=now, keep_until=None)
    kept.forget([case.uid, *(UUID(uid) for (uid,) in store.rows(NOTICES, case.uid.hex))])
    database.execute_sql(SHRED, (case.uid.hex,))


def note(uid: UUID, settings: Settings) -> None:
    """Remember beside the register what was erased, for the day when an older copy takes its place."""
    handle = os.open(settings.data / NOTED, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(f"{uid}\n")
        file.flush()
        os.fsync(file.fileno())


def erase_again(settings: Settings, now: datetime) -> int:
    """Erase in an older copy of the register what was erased since; return how many cases."""
    noted = settings.data / NOTED
    uids = [UUID(line) for line in noted.read_text().split()] if noted.exists() else []
    for uid in uids:
        stay_erasing.erase(uid, "rule", settings, now)
    return erase_known(uids, now)


def erase_known(uids: Iterable[UUID], now: datetime) -> int:
    """Erase here what was erased elsewhere, or stands elsewhere; return how many cases."""
    known = [uid for uid in dict.fromkeys(uids) if store.rows(KEPT, uid.hex)]
    while known and search.catch_up(BATCH):
        pass
    for uid in known:
        with store.writing("case.erased", "rule", str(uid), now) as written:
            shred(cases.find(uid), written, now)
    if known:
        store.settle()
    return len(known)


def blots(record: Record) -> dict[str, Any]:
    """Return what blots out keyed hashes of a person, and words that no key ever sealed."""
    found: dict[str, Any] = {}
    for field in sealing.sealed(type(record)):
        if sealing.is_plain(field, record.sealed_as[field.name]):
            found[field.name] = type(record.__data__[field.name])()
    if isinstance(record, Person):
        found |= {"phone_end": None, "pin": None, "phone_mark": None}
    return found


def why_not(case: Case) -> str:
    """Return "" when a case may be erased, else the sentence that says why not."""
    if case.is_held:
        return HELD
    return OPEN if lifecycle.is_open(case.stage) else ""


def erase_person(phone: str, by: Actor, settings: Settings, now: datetime) -> list[Erasure]:
    """Erase every case and stay of somebody that may be erased; tell of each."""
    require(by, "erase_person")
    done = []
    for uid in dict.fromkeys(person.__data__["case"] for person in phones.people_with(phone)):
        case = cases.find(uid)
        reason = why_not(case)
        if not reason:
            erase(uid, by.code, settings, now)
        done.append(Erasure(case.number, reason))
    done += erase_stays(phone, by, settings, now)
    store.settle()
    with store.writing("person.erased", by.code, "", now):
        pass  # that somebody asked is told, and not who
    return done


def erase_stays(phone: str, by: Actor, settings: Settings, now: datetime) -> list[Erasure]:
    """Erase the stays of somebody that may be erased; tell of each by the hospital's visit number."""
    done = []
    for stay in stay_erasing.with_phone(phone):
        if not (reason := stay_erasing.why_not(stay, settings, now)):
            note(stay.uid, settings)
            stay_erasing.erase(stay.uid, by.code, settings, now)
        done.append(Erasure(stay.visit, reason))
    return done


def erase_number(number: str, by: Actor, settings: Settings, now: datetime) -> list[Erasure]:
    """Erase the case with a number."""
    require(by, "erase_person")
    case = cases.by_number(number)
    if case is None:
        return []
    if not (reason := why_not(case)):
        erase(case.uid, by.code, settings, now)
        store.settle()
    return [Erasure(case.number, reason)]


def hold(uid: UUID, is_held: bool, by: Actor, settings: Settings, now: datetime) -> Case:
    """Put a legal hold on a case, which keeps it from being erased, or lift it."""
    require(by, "hold")
    with store.writing("case.held" if is_held else "case.released", by.code, str(uid), now) as written:
        case = cases.find(uid)
        if case.is_held == is_held:
            written.is_idle = True
        else:
            written.change(case, is_held=is_held)
    return case

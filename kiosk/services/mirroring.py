"""Bring down to a terminal what it shows when it is alone: the hospital, and the cases that it filed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.records import (
    Answer,
    Case,
    Category,
    ChecklistStep,
    Clock,
    Department,
    Doctor,
    Duty,
    Entry,
    Fact,
    Membership,
    Need,
    Pause,
    Person,
    Record,
    Session,
    Staff,
    SurveyQuestion,
    Theme,
    Workday,
)

HOSPITAL: tuple[type[Record], ...] = (
    Department,
    Doctor,
    Session,
    Answer,
    Need,
    Category,
    Staff,
    Duty,
    Membership,
    Workday,
    Fact,
    ChecklistStep,
    SurveyQuestion,
    Theme,
)
"""What every terminal shows and reckons with, each table after those it points to."""
PARTS: tuple[type[Record], ...] = (Person, Clock, Entry, Pause)
"""What belongs to a case, and is shown to its patient."""
OF_CASE = "WHERE case_uid = ?"
OPEN_HERE = """SELECT uid, version FROM "case" WHERE stage IN ('received', 'working', 'answered')
    AND uid NOT IN (SELECT subject FROM outbox WHERE state = 'waiting')"""
NOT_ERASED = 'SELECT uid FROM "case" WHERE erased_at IS NULL'
LONG_OVER = f"""{NOT_ERASED} AND closed_at < ? AND NOT EXISTS (SELECT 1 FROM outbox
    WHERE outbox.subject = "case".uid AND state <> 'delivered')"""
ERASED = 'SELECT uid FROM "case" WHERE erased_at IS NOT NULL AND uid IN ({marks})'
KEPT_HERE = timedelta(days=30)
"""How long a terminal can show a case after its end; the register keeps it as long as it is to be kept."""
WAITS = "SELECT 1 FROM outbox WHERE state = 'waiting' AND subject = ?"
BATCH = 200
BY = "central"

Rows = dict[type[Record], list[Record]]


class Copy(NamedTuple):
    """A case with what belongs to it, as the central register holds it."""

    case: Case
    parts: list[Record]


def snapshot() -> Rows:
    """Read the hospital as it stands at the register that is open."""
    with store.reading():
        return {table: list(store.load(table, "")) for table in HOSPITAL}


def version(rows: Rows) -> str:
    """Return what tells one state of the hospital from another."""
    told = [
        [table._meta.table_name, *(sorted(row.__data__.items()) for row in sorted(some, key=store.row_key))]
        for table, some in rows.items()
    ]
    return sha256(repr(told).encode()).hexdigest()


def take_over(rows: Rows, now: datetime) -> None:
    """Put the hospital of the central register in the place of the one that stood here."""
    with store.writing("hospital.mirrored", BY, "hospital", now) as written:
        gone: list[Record] = []
        for table in HOSPITAL:
            here = {store.row_key(row): row for row in store.load(table, "")}
            there = {store.row_key(row): row for row in rows[table]}
            for key, row in there.items():
                if key not in here or row.__data__ != here[key].__data__:
                    written.put(row)
            gone += [row for key, row in here.items() if key not in there]
        for row in reversed(gone):
            written.remove(row)
        written.is_idle = not written.rows


def open_here() -> dict[UUID, int]:
    """Return the open cases of this terminal with their versions, but for those with an act that waits."""
    return {UUID(str(uid)): version for uid, version in store.rows(OPEN_HERE)}


def newer(held: dict[UUID, int]) -> list[Copy]:
    """Return the cases that stand otherwise at the register that is open."""
    found: list[Copy] = []
    uids = sorted(held)
    for first in range(0, len(uids), BATCH):
        some = [uid.hex for uid in uids[first : first + BATCH]]
        marks = ", ".join("?" * len(some))
        for uid, version in store.rows(f'SELECT uid, version FROM "case" WHERE uid IN ({marks})', *some):
            if held[UUID(str(uid))] != version:
                found += copies([UUID(str(uid))])
    return found


def kept_here() -> list[str]:
    """Return the keys of the cases of which this terminal can show the words."""
    return [uid for (uid,) in store.rows(NOT_ERASED)]


def erased_among(uids: list[str]) -> list[UUID]:
    """Return which of some cases were erased at the register that is open."""
    found: list[UUID] = []
    for first in range(0, len(uids), BATCH):
        some = uids[first : first + BATCH]
        statement = ERASED.format(marks=", ".join("?" * len(some)))
        found += [UUID(str(uid)) for (uid,) in store.rows(statement, *some)]
    return found


def long_over(now: datetime) -> list[UUID]:
    """Return the cases that ended so long ago that a terminal keeps their words no more."""
    since = int((now - KEPT_HERE).timestamp() * 1000)
    return [UUID(str(uid)) for (uid,) in store.rows(LONG_OVER, since)]


def copies(uids: Iterable[UUID]) -> list[Copy]:
    """Return cases with what belongs to them."""
    found = []
    for uid in uids:
        with store.reading():
            for case in store.load(Case, "WHERE uid = ?", uid.hex):
                parts: list[Record] = []
                for table in PARTS:
                    parts += store.load(table, OF_CASE, uid.hex)
                found.append(Copy(case, parts))
    return found


def keep(copy: Copy, now: datetime) -> None:
    """Put a case as the central register holds it in the place of the one that stood here."""
    with store.writing("case.mirrored", BY, str(copy.case.uid), now) as written:
        if store.rows(WAITS, copy.case.uid.hex):
            written.is_idle = True
            return
        kept = {(type(row), store.row_key(row)) for row in copy.parts}
        written.put(copy.case)
        for table in PARTS:
            for row in store.load(table, OF_CASE, copy.case.uid.hex):
                if (table, store.row_key(row)) not in kept:
                    written.remove(row)
        for row in copy.parts:
            written.put(row)

"""All notices as one list: whose they are, how far, what they cost, and what came again in spite of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.records import Case, Deduction, Notice
from kiosk.rules import correcting, rights
from kiosk.rules.rights import Actor, require
from kiosk.services import notices, staff

MOST = 200
FITTING = 12
YEAR = timedelta(days=365)
APPEALED = """EXISTS (SELECT 1 FROM deduction d WHERE d.notice_uid = notice.uid
    AND d.appealed_at IS NOT NULL AND d.decided_at IS NULL)"""
WAITING = f"(verified_at IS NULL OR {APPEALED})"
LISTED = "WHERE {where} ORDER BY verified_at IS NOT NULL, due_at, number LIMIT ?"
NEWEST = "WHERE {where} ORDER BY issued_at DESC, number DESC LIMIT ?"
NUMBERS = 'SELECT uid, number FROM "case" WHERE uid IN ({marks})'
RECURRED = """SELECT l.other, c.number FROM case_link l JOIN "case" c ON c.uid = l.case_uid
    WHERE l.kind = 'recurrence' AND l.ended_at IS NULL AND l.other IN ({marks})
    ORDER BY c.filed_at, c.number"""
EARLIER = """WHERE issued_at < ? AND issued_at >= ? AND case_uid <> ? AND {own} AND (department IN ({marks})
    OR EXISTS (SELECT 1 FROM "case" c WHERE c.uid = notice.case_uid AND c.category <> '' AND c.category = ?))
    ORDER BY CASE WHEN EXISTS (SELECT 1 FROM "case" c WHERE c.uid = notice.case_uid AND c.category = ?)
    THEN 0 ELSE 1 END, issued_at DESC, number DESC LIMIT ?"""


class NoticeRow(NamedTuple):
    """A notice with what hangs on it."""

    notice: Notice
    case: UUID
    case_number: str
    stage: str
    """Of PDCA; see rules.correcting."""
    deductions: tuple[Deduction, ...]
    recurrences: tuple[str, ...]
    """Numbers of the cases that it should have prevented."""

    @property
    def points(self) -> int:
        """Return what it cost, after appeals."""
        return sum(one.points if one.points_kept is None else one.points_kept for one in self.deductions)

    @property
    def open_appeal(self) -> Deduction | None:
        """Return the appeal that waits for a decision."""
        waiting = (one for one in self.deductions if one.appealed_at and not one.decided_at)
        return next(waiting, None)

    @property
    def to_appeal(self) -> Deduction | None:
        """Return the first points against which nobody appealed yet."""
        return next((one for one in self.deductions if one.appealed_at is None), None)


def listed(by: Actor, is_all: bool = False) -> list[NoticeRow]:
    """Return the notices that somebody may see: those that wait for something, or all, the newest first."""
    require(by, "see_notices")
    where, values = mine(by)
    statement = NEWEST.format(where=where) if is_all else LISTED.format(where=f"{where} AND {WAITING}")
    with store.reading():
        return rows_of(store.load(Notice, statement, *values, MOST))


def mine(by: Actor) -> tuple[str, list[str]]:
    """Return the condition under which somebody sees a notice, and its values."""
    if by.role in notices.ALL_SEEING:
        return "case_uid IS NOT NULL", []
    departments = sorted(by.departments)
    marks = ", ".join("?" * len(departments))
    return f"case_uid IS NOT NULL AND department IN ({marks})", departments


def rows_of(found: list[Notice]) -> list[NoticeRow]:
    """Return notices with what hangs on them."""
    keys = [one.uid.hex for one in found]
    marks = ", ".join("?" * len(keys))
    cases = [one.__data__["case"] for one in found]
    numbers = {UUID(uid): number for uid, number in store.rows(NUMBERS.format(marks=marks), *hexes(cases))}
    cost: dict[UUID, list[Deduction]] = {}
    for one in store.load(Deduction, f"WHERE notice_uid IN ({marks}) ORDER BY step", *keys):
        cost.setdefault(one.__data__["notice"], []).append(one)
    again: dict[UUID, list[str]] = {}
    for other, number in store.rows(RECURRED.format(marks=marks), *keys):
        again.setdefault(UUID(other), []).append(number)
    return [
        NoticeRow(
            one,
            case,
            numbers.get(case, ""),
            correcting.stage(one.done_at, one.verified_at, one.standard_at),
            tuple(cost.get(one.uid, ())),
            tuple(again.get(one.uid, ())),
        )
        for one, case in zip(found, cases, strict=True)
    ]


def hexes(uids: list[UUID]) -> list[str]:
    """Return uids as the store keeps them."""
    return [uid.hex for uid in uids]


def row(uid: UUID) -> NoticeRow:
    """Return one notice with what hangs on it."""
    notices.case_of(uid)
    return rows_of([notices.fresh(uid)])[0]


def fitting(case: Case, by: Actor) -> list[Notice]:
    """Return the notices of a year that may have been meant to prevent a case; of its own category first.

    Who reads every case reads its notices, too; others see those to their own departments.
    """
    require(by, "link", staff.standing(case))
    own, values = ("case_uid IS NOT NULL", []) if by.role in rights.ALL_SEEING else mine(by)
    departments = sorted(staff.concerned(case)) or [""]
    marks = ", ".join("?" * len(departments))
    until = int(case.filed_at.timestamp() * 1000)
    since = until - int(YEAR.total_seconds() * 1000)
    about = (case.category, case.category)
    statement = EARLIER.format(marks=marks, own=own)
    return store.load(Notice, statement, until, since, case.uid.hex, *values, *departments, *about, FITTING)


def is_late(one: Notice, now: datetime) -> bool:
    """Tell whether a notice is still to be mended after its day."""
    return correcting.is_late(one.due_at, one.done_at, now)

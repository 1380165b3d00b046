"""Rectification notices: an order to a department to mend something, done, and verified by somebody else."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Case, Notice, database
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import CLOSE, Actor, ways
from kiosk.rules.text import clean
from kiosk.services import acts, alerts, cases, staff
from kiosk.services.changes import acting, once

OF_CASE = "WHERE case_uid = ? ORDER BY issued_at, number"
ALL_SEEING = frozenset({"supervisor", "leader", "auditor"})
"""Roles that see the notices of every department; others see those to their own."""
LAST = "SELECT COUNT(*) FROM notice WHERE number LIKE ?"


def sees(by: Actor, department: str) -> bool:
    """Tell whether somebody may see the notices to a department."""
    return by.role in ALL_SEEING or department in by.departments


def of(uid: UUID) -> list[Notice]:
    """Return the notices of a case."""
    return store.load(Notice, OF_CASE, uid.hex)


@once
def issue(
    uid: UUID,
    department: str,
    person: str,
    to_mend: str,
    due: date,
    by: Actor,
    settings: Settings,
    now: datetime,
    entry: UUID | None = None,
) -> Case:
    """Order a department to mend something by the end of a day; its head answers unless one is named."""
    to_mend = acts.told(to_mend, N_("Write what is to be mended."))
    if due < now.astimezone(settings.tz).date():
        raise Refusal(N_("Choose a day that is still to come."))
    with acting(uid, "notice", by, settings, now, entry) as change:
        if not cases.office_name(department):
            raise Refusal(N_("Choose the department."))
        if person and person not in staff.members(department):
            raise Refusal(N_("Choose somebody of this department."))
        number = next_number(now.astimezone(settings.tz).year)
        made = Notice(
            uid=new_uid(now),
            number=number,
            case=uid,
            department=department,
            person=person or staff.answering_for(department),
            to_mend=to_mend,
            due_day=due.isoformat(),
            due_at=datetime.combine(due + timedelta(days=1), time(), settings.tz).astimezone(UTC),
            issued_at=now,
            issued_by=by.code,
        )
        change.written.add(made)
        change.tell("notice", to_mend, uid=entry, number=number, department=department, due=made.due_day)
        alerts.ring(change.written, "notice", now, uid, department=department, number=change.case.number)
    return change.case


def next_number(year: int) -> str:
    """Return the next number of a year: 2026-0001."""
    database.obj.hold("notice")
    return f"{year}-{store.rows(LAST, f'{year}-%')[0][0] + 1:04}"


@once
def mend(
    uid: UUID,
    done: str,
    proof: str,
    by: Actor,
    settings: Settings,
    now: datetime,
    entry: UUID | None = None,
) -> Case:
    """Write what a department did about a notice, and what proves it."""
    done = acts.told(done, N_("Write what was done."))
    with acting(case_of(uid), "mend", by, settings, now, entry) as change:
        notice = fresh(uid)
        if not (sees(by, notice.department) or ways(by, change.standing) & CLOSE):
            raise Refusal(N_("This notice is to another department."))
        if notice.verified_at is not None:
            raise Refusal(N_("This notice was verified already."))
        proof = clean(proof, cases.PAGE)
        change.written.change(notice, done=done, proof=proof, done_at=now, done_by=by.code)
        change.tell("notice_done", done, uid=entry, number=notice.number)
        alerts.ring(change.written, "mended", now, change.case.uid, role="supervisor", number=notice.number)
    return change.case


@once
def verify(
    uid: UUID, words: str, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None
) -> Case:
    """Confirm on the spot that it was mended; never by whoever mended it."""
    words = clean(words, cases.PAGE)
    with acting(case_of(uid), "notice", by, settings, now, entry) as change:
        notice = fresh(uid)
        if notice.done_at is None:
            raise Refusal(N_("Nothing was written yet about what was done."))
        if notice.done_by == by.code:
            raise Refusal(N_("Somebody else verifies what one has mended."))
        change.written.change(notice, verification=words, verified_at=now, verified_by=by.code)
        change.tell("notice_verified", words, uid=entry, number=notice.number)
    return change.case


@once
def send_back(
    uid: UUID, words: str, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None
) -> Case:
    """Say that what was called mended is not: it stays to be done, by the same day as before."""
    words = acts.told(words, N_("Write what is not mended yet."))
    with acting(case_of(uid), "notice", by, settings, now, entry) as change:
        notice = fresh(uid)
        if notice.done_at is None:
            raise Refusal(N_("Nothing was written yet about what was done."))
        if notice.verified_at is not None:
            raise Refusal(N_("This notice was verified already."))
        change.written.change(notice, done_at=None, done_by="")
        change.tell("notice_returned", words, uid=entry, number=notice.number)
        to = {"department": notice.department}
        alerts.ring(change.written, "returned", now, change.case.uid, number=notice.number, **to)
    return change.case


@once
def make_standard(
    uid: UUID, words: str, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None
) -> Case:
    """Write which rule was made of what was mended, so that it stays so; the last step of PDCA."""
    words = acts.told(words, N_("Write what is the rule from now on."))
    with acting(case_of(uid), "notice", by, settings, now, entry) as change:
        notice = fresh(uid)
        if notice.verified_at is None:
            raise Refusal(N_("A rule is made of what was verified."))
        change.written.change(notice, standard=words, standard_at=now, standard_by=by.code)
        change.tell("notice_standard", words, uid=entry, number=notice.number)
    return change.case


def case_of(uid: UUID) -> UUID:
    """Return the case of a notice."""
    found = store.rows("SELECT case_uid FROM notice WHERE uid = ?", uid.hex)
    if not found or found[0][0] is None:
        raise Refusal(N_("This notice is not known."))
    return UUID(found[0][0])


def by_number(number: str) -> UUID | None:
    """Return the notice with a number; None when there is none."""
    found = store.rows("SELECT uid FROM notice WHERE number = ?", number)
    return UUID(found[0][0]) if found else None


def fresh(uid: UUID) -> Notice:
    """Return a notice as it stands in this transaction."""
    [notice] = store.load(Notice, "WHERE uid = ?", uid.hex)
    return notice

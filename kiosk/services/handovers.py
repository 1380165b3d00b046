"""Offer a case to somebody else, and answer the offer: responsibility moves only when it is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Alert, Case, Handover
from kiosk.rules import handover
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, Standing, require
from kiosk.rules.text import clean
from kiosk.services import acts, alerts, cases, staff, tasks, workdays
from kiosk.services.changes import Change, acting, changing, once

OF_CASE = "WHERE case_uid = ? ORDER BY offered_at, rowid"
RINGS = "WHERE case_uid = ? AND kind IN ('offer', 'urgent') AND taken_at IS NULL"
DEPARTMENTS = "SELECT code FROM department"
DUE = "SELECT uid FROM handover WHERE state = 'requested' AND due_at <= ? ORDER BY due_at, uid LIMIT ?"


def of(uid: UUID) -> list[Handover]:
    """Return every offer of a case, the first first."""
    return store.load(Handover, OF_CASE, uid.hex)


@once
def offer(
    uid: UUID,
    department: str,
    person: str,
    said: str,
    by: Actor,
    settings: Settings,
    now: datetime,
    part: str = "responsibility",
    entry: UUID | None = None,
) -> Case:
    """Offer a case, or with `part="help"` a piece of its work; until it is accepted nothing moves.

    `said` carries what was said already, so that the patient tells it once; for help it is the task.
    """
    said = clean(said, cases.PAGE)
    if part == "help" and not said:
        raise Refusal(N_("Write what the department is asked to do."))
    with acting(uid, "offer", by, settings, now, entry) as change:
        change.check_open()
        check(change, part, department, person)
        due, is_on_duty = handover.clock(
            now, promises=settings.promises, calendar=workdays.calendar(), tz=settings.tz
        )
        made = Handover(
            uid=new_uid(now),
            case=uid,
            part=part,
            by=by.code,
            department=department,
            person=person,
            is_on_duty=is_on_duty,
            said=said,
            offered_at=now,
            due_at=due.due_at,
        )
        change.written.add(made)
        facts: dict[str, Any] = {
            "department": department,
            "person": person,
            "part": part,
            "offer": str(made.uid),
        }
        change.tell("offered", said, uid=entry, **facts)
        ring_offer(change, made, settings)
    return change.case


def check(change: Change, part: str, department: str, person: str) -> None:
    """Refuse an offer that cannot be made."""
    handover.check_offer(
        part,
        change.by,
        department,
        person,
        departments=[row[0] for row in store.rows(DEPARTMENTS)],
        members=staff.at_work(department),
        open_parts=[one.part for one in of(change.case.uid) if one.state == "requested"],
    )
    if part == "responsibility" and person and person == change.case.responsible:
        raise Refusal(N_("This person answers for the case already."))


def ring_offer(change: Change, made: Handover, settings: Settings) -> None:
    """Let an offer ring where it must be answered."""
    to = {"department": settings.duty_department if made.is_on_duty else made.department}
    if made.person and not made.is_on_duty:
        to = {"person": made.person}
    told = {"number": change.case.number, "offer": str(made.uid)}
    alerts.ring(change.written, "offer", change.now, change.case.uid, **told, **to)


def end(change: Change, made: Handover, state: str, **values: Any) -> None:
    """End an offer, which rings for nobody any more."""
    change.written.change(made, state=state, ended_at=change.now, ended_by=change.by, **values)
    for alert in store.load(Alert, RINGS, change.case.uid.hex):
        if alert.facts.get("offer") == str(made.uid):
            change.written.change(alert, taken_at=change.now, taken_by=change.by)


def case_of(uid: UUID) -> UUID:
    """Return the case of an offer."""
    found = store.rows("SELECT case_uid FROM handover WHERE uid = ?", uid.hex)
    if not found:
        raise Refusal(N_("This offer is not known."))
    return UUID(found[0][0])


def fresh(uid: UUID, act: str) -> Handover:
    """Return an offer as it stands in this transaction, refused when it was answered before."""
    [made] = store.load(Handover, "WHERE uid = ?", uid.hex)
    handover.move(made.state, act)
    return made


@contextmanager
def answering(
    uid: UUID, act: str, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None
) -> Iterator[tuple[Change, Handover]]:
    """Open a case for the answer to one of its offers, in time and by whom it was made to."""
    with changing(case_of(uid), act, by.code, settings, now, entry) as change:
        made = fresh(uid, act)
        if made.due_at <= now:
            handover.move("expired", act)
        may_answer(made, by)
        yield change, made


def may_answer(made: Handover, by: Actor) -> None:
    """Refuse the giver, and whoever it was not made to; a head answers for their people."""
    to_them = Standing("", offered_to=frozenset({made.department}), is_on_duty=made.is_on_duty)
    require(by, "accept", to_them)
    if by.code == made.by:
        raise Refusal(N_("Nobody hands over to themselves."))
    is_asked = not made.person or by.code == made.person or by.role == "head"
    if not is_asked and not (made.is_on_duty and by.is_duty):
        raise Refusal(N_("It was offered to one person of your department."))


@once
def accept(uid: UUID, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None) -> Case:
    """Take an offer: in this very transaction the case, or the piece of work, becomes one's own."""
    with answering(uid, "accept", by, settings, now, entry) as (change, made):
        end(change, made, "accepted")
        facts: dict[str, Any] = {"department": made.department, "part": made.part, "offer": str(uid)}
        if made.part == "help":
            change.tell("help_accepted", uid=entry, **facts)
            acts.add_helper(change, made.department)
            tasks.add(change, "help", now + (made.due_at - made.offered_at), made.said, by.code)
        else:
            change.begin()
            before = change.case.responsible
            change.set(responsible=by.code)
            change.tell("accepted", is_public=True, uid=entry, before=before, responsible=by.code, **facts)
    return change.case


@once
def reject(
    uid: UUID, reason: str, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None
) -> Case:
    """Send an offer back, with a reason; the giver sees it on top of the list."""
    reason = acts.told(reason, N_("Write why you send it back."))
    with answering(uid, "reject", by, settings, now, entry) as (change, made):
        end(change, made, "rejected", reason=reason)
        facts: dict[str, Any] = {"department": made.department, "part": made.part, "offer": str(uid)}
        change.tell("rejected", reason, uid=entry, **facts)
        alerts.ring(
            change.written, "rejected", now, change.case.uid, person=made.by, number=change.case.number
        )
    return change.case


@once
def withdraw(uid: UUID, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None) -> Case:
    """Take one's own offer back."""
    with changing(case_of(uid), "withdraw_offer", by.code, settings, now, entry) as change:
        made = fresh(uid, "withdraw")
        require(by, "withdraw_offer", Standing("", offered_by=frozenset({made.by})))
        take_back(change, made, entry)
    return change.case


def expire_due(settings: Settings, now: datetime, most: int) -> int:
    """Expire every offer that nobody answered in time; it climbs to the head and the supervisor."""
    moment = int(now.timestamp() * 1000)
    return sum(expire(UUID(row[0]), settings, now) for row in store.rows(DUE, moment, most))


def expire(uid: UUID, settings: Settings, now: datetime) -> bool:
    """Expire one offer; False when it was answered meanwhile."""
    with changing(case_of(uid), "offer_expired", "rule", settings, now) as change:
        [made] = store.load(Handover, "WHERE uid = ?", uid.hex)
        if made.state != "requested" or made.due_at > now:
            change.written.is_idle = True
            return False
        end(change, made, "expired")
        change.tell("expired", department=made.department, part=made.part, offer=str(uid))
        for to in (
            {"role": "head", "department": made.department},
            {"role": "supervisor"},
            {"person": made.by},
        ):
            alerts.ring(change.written, "expired", now, change.case.uid, number=change.case.number, **to)
    return True


def drop_open(change: Change) -> None:
    """Take back every open offer of a case that is over."""
    for made in of(change.case.uid):
        if made.state == "requested":
            take_back(change, made)


def take_back(change: Change, made: Handover, entry: UUID | None = None) -> None:
    """Take an open offer back, in the transaction of an act."""
    end(change, made, "withdrawn")
    facts: dict[str, Any] = {"department": made.department, "part": made.part, "offer": str(made.uid)}
    change.tell("offer_withdrawn", uid=entry, **facts)

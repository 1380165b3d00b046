"""What is to be done for a case by a moment: checklist steps, call-backs, help, meetings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Case, Task
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor
from kiosk.rules.text import clean
from kiosk.services import acts, alerts, cases
from kiosk.services.changes import Change, acting, changing, once

OF_CASE = "WHERE case_uid = ? ORDER BY state = 'open' DESC, due_at, uid"
CALLS_DUE = """SELECT uid, case_uid FROM task WHERE state = 'open' AND kind = 'callback'
    AND reminded_at IS NULL AND due_at <= ? ORDER BY due_at LIMIT ?"""
ATTEMPTS = 3


def of(uid: UUID) -> list[Task]:
    """Return the tasks of a case, the open ones first."""
    return store.load(Task, OF_CASE, uid.hex)


def add(
    change: Change,
    kind: str,
    due_at: datetime,
    words: str = "",
    owner: str = "",
    department: str = "",
    **values: Any,
) -> Task:
    """Add a task to a case in its transaction."""
    task = Task(
        uid=new_uid(change.now),
        case=change.case.uid,
        kind=kind,
        words=words,
        owner=owner,
        department=department,
        due_at=due_at,
        **values,
    )
    change.written.add(task)
    return task


def check_ahead(due_at: datetime, now: datetime) -> None:
    """Refuse a moment that is over."""
    if due_at <= now:
        raise Refusal(N_("Choose a moment that is still to come."))


@once
def call_back(
    uid: UUID,
    due_at: datetime,
    words: str,
    by: Actor,
    settings: Settings,
    now: datetime,
    entry: UUID | None = None,
) -> Case:
    """Promise to call the patient back at a moment; whoever promises it does it."""
    check_ahead(due_at, now)
    with acting(uid, "call_back", by, settings, now, entry) as change:
        change.check_open()
        add(change, "callback", due_at, clean(words, cases.PAGE), by.code)
        change.tell("callback", clean(words, cases.PAGE), uid=entry, due=due_at.isoformat())
    return change.case


@once
def meet(
    uid: UUID,
    due_at: datetime,
    place: str,
    departments: list[str],
    words: str,
    by: Actor,
    settings: Settings,
    now: datetime,
    entry: UUID | None = None,
) -> Case:
    """Call a coordination meeting of several departments."""
    check_ahead(due_at, now)
    if not departments or not all(cases.office_name(department) for department in departments):
        raise Refusal(N_("Choose who comes to the meeting."))
    with acting(uid, "meet", by, settings, now, entry) as change:
        change.check_open()
        facts: dict[str, Any] = {"place": clean(place, cases.LINE, lines=False), "departments": departments}
        add(change, "meeting", due_at, clean(words, cases.PAGE), by.code, facts=facts)
        change.tell("meeting", clean(words, cases.PAGE), uid=entry, due=due_at.isoformat(), **facts)
        for department in departments:
            alerts.ring(change.written, "meeting", now, uid, department=department, number=change.case.number)
    return change.case


@once
def do(
    uid: UUID, result: str, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None
) -> Case:
    """Mark a task as done, with what came of it; a meeting needs its decision."""
    with acting(case_of(uid), "do_task", by, settings, now, entry) as change:
        task = fresh(uid)
        if task.kind == "meeting":
            result = acts.told(result, N_("Write what was decided."))
        result = clean(result, cases.PAGE)
        change.written.change(task, state="done", result=result, ended_at=now, ended_by=by.code)
        change.tell("task_done", result, uid=entry, task=task.kind, code=task.code)
    return change.case


@once
def tried(uid: UUID, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None) -> Case:
    """Write down that a call-back reached nobody; after three attempts the task is given up."""
    with acting(case_of(uid), "do_task", by, settings, now, entry) as change:
        task = fresh(uid)
        if task.kind != "callback":
            raise Refusal(N_("Only calls are tried again."))
        attempts = task.attempts + 1
        values: dict[str, Any] = {"attempts": attempts, "reminded_at": None}
        if attempts >= ATTEMPTS:
            values |= {"state": "dropped", "ended_at": now, "ended_by": by.code}
        else:
            values |= {"due_at": now + timedelta(hours=1)}
        change.written.change(task, **values)
        change.tell("call_tried", uid=entry, attempts=attempts)
    return change.case


@once
def drop(
    uid: UUID, reason: str, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None
) -> Case:
    """Give a task up, with a reason."""
    reason = acts.told(reason, N_("Write why it is not needed."))
    with acting(case_of(uid), "do_task", by, settings, now, entry) as change:
        task = fresh(uid)
        change.written.change(task, state="dropped", result=reason, ended_at=now, ended_by=by.code)
        change.tell("task_dropped", reason, uid=entry, task=task.kind, code=task.code)
    return change.case


def drop_open(change: Change) -> None:
    """Give up every open task of a case that was withdrawn or filed by mistake."""
    for task in of(change.case.uid):
        if task.state == "open":
            change.written.change(task, state="dropped", ended_at=change.now, ended_by=change.by)


def remind_due(settings: Settings, now: datetime, most: int) -> int:
    """Ring for every promised call-back whose moment has come, once each attempt."""
    due = store.rows(CALLS_DUE, int(now.timestamp() * 1000), most)
    return sum(remind(UUID(task), UUID(case), settings, now) for task, case in due)


def remind(uid: UUID, case: UUID, settings: Settings, now: datetime) -> bool:
    """Ring for one call-back; False when somebody else did."""
    with changing(case, "reminded", "rule", settings, now) as change:
        [task] = store.load(Task, "WHERE uid = ?", uid.hex)
        if task.state != "open" or task.reminded_at is not None:
            change.written.is_idle = True
            return False
        change.written.change(task, reminded_at=now)
        alerts.ring(change.written, "callback", now, case, person=task.owner, number=change.case.number)
    return True


def case_of(uid: UUID) -> UUID:
    """Return the case of a task."""
    found = store.rows("SELECT case_uid FROM task WHERE uid = ?", uid.hex)
    if not found:
        raise Refusal(N_("This task is not known."))
    return UUID(found[0][0])


def fresh(uid: UUID) -> Task:
    """Return a task as it stands in this transaction; refused when it is over."""
    [task] = store.load(Task, "WHERE uid = ?", uid.hex)
    if task.state != "open":
        raise Refusal(N_("This task is over already."))
    return task

"""What every case of a type needs: the steps of its checklist, given to it when it is filed or graded up."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Case, ChecklistStep, Task
from kiosk.rules.numbers import new_uid
from kiosk.services import workdays

STEPS = """WHERE kind = ? AND (grade = '' OR grade = ?)
    AND (category = '' OR category = ? OR category = (SELECT parent FROM category WHERE code = ?))
    ORDER BY position"""
KNOWN = "SELECT code FROM task WHERE case_uid = ? AND kind = 'step'"


def first_steps(case: Case, settings: Settings) -> list[Task]:
    """Return the steps that a new case begins with."""
    return [task_of(step, case, settings, case.filed_at) for step in steps_of(case)]


def more_steps(case: Case, settings: Settings, now: datetime) -> list[Task]:
    """Return the steps that a case needs beside those it has: after another grade or category."""
    known = {row[0] for row in store.rows(KNOWN, case.uid.hex)}
    return [task_of(step, case, settings, now) for step in steps_of(case) if step.code not in known]


def steps_of(case: Case) -> list[ChecklistStep]:
    """Return the checklist of a case's type; a contact has the steps of its need."""
    about = case.category or case.need
    return store.load(ChecklistStep, STEPS, case.kind, case.grade, about, about)


def task_of(step: ChecklistStep, case: Case, settings: Settings, since: datetime) -> Task:
    """Return a step as a task; a step of nobody in particular is for whoever answers for the case."""
    return Task(
        uid=new_uid(since),
        case=case.uid,
        kind="step",
        code=step.code,
        name=step.name,
        owner="" if step.department else case.responsible,
        department=step.department,
        due_at=due_of(step, since, settings),
    )


def due_of(step: ChecklistStep, since: datetime, settings: Settings) -> datetime:
    """Return when a step is due."""
    if step.unit == "hours":
        return since + timedelta(hours=step.amount)
    found = workdays.calendar().due_day(since.astimezone(settings.tz).date(), step.amount).day
    return datetime.combine(found + timedelta(days=1), time(), settings.tz).astimezone(UTC)

"""What a work list shows: its filter, its lines, and where a page goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kiosk.records import Case


@dataclass(frozen=True)
class Filter:
    """What a work list shows; whatever is empty does not narrow it."""

    scope: str = "mine"
    kind: str = ""
    grade: str = ""
    stage: str = ""
    department: str = ""
    category: str = ""
    """A category, or a parent with all under it."""
    only_late: bool = False


class Key(NamedTuple):
    """The place of a row in its list, from which the next page goes on."""

    due_at: datetime | None
    uid: UUID


class WorkRow(NamedTuple):
    """One line of a work list."""

    row: str
    """`case`, `verdict` (answered, and the patient has not said yet), `offer` or `task`."""
    uid: UUID
    """Of the case, the handover or the task."""
    case: UUID
    number: str
    kind: str
    stage: str
    grade: str
    category: str
    department: str
    need: str
    responsible: str
    due_at: datetime | None
    filed_at: datetime
    by: str = ""
    """Who offers; whose task it is, empty for anybody's of the department."""
    to: str = ""
    """The department that an offer or a task is for."""
    what: str = ""
    """The part that is offered, or the kind of task."""
    name: dict[str, str] = {}
    """What a task is called, by language."""
    is_late: bool = False

    @property
    def key(self) -> Key:
        """Return the row's place in its list."""
        return Key(self.due_at, self.uid)


class Counters(NamedTuple):
    """The whole desk in four numbers."""

    late: int
    today: int
    """Due before this day ends, and not late yet."""
    running: int
    offers: int


def row_of(case: Case, now: datetime) -> WorkRow:
    """Return the line of a case that is at hand."""
    is_late = case.due_at is not None and case.due_at < now
    return WorkRow(
        "verdict" if case.stage == "answered" else "case",
        case.uid,
        case.uid,
        case.number,
        case.kind,
        case.stage,
        case.grade,
        case.category,
        case.department,
        case.need,
        case.responsible,
        case.due_at,
        case.filed_at,
        is_late=is_late,
    )

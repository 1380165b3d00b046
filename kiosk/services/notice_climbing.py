"""Notices that are not mended climb as late work does: the head before, the leader two working days after."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Notice
from kiosk.rules import climbing
from kiosk.rules.workdays import WorkCalendar
from kiosk.services import alerts, notices, workdays
from kiosk.services.changes import Change, changing

DUE = """SELECT n.uid, n.case_uid, n.issued_at, n.due_at, n.climbed FROM notice n
    JOIN "case" c ON c.uid = n.case_uid
    WHERE n.done_at IS NULL AND c.stage <> 'void' AND c.erased_at IS NULL
    AND (n.climbed = 0 AND n.due_at - (n.due_at - n.issued_at) / 5 <= ?
        OR n.climbed = 1 AND n.due_at <= ? OR n.climbed = 2 AND n.due_at + 172800000 <= ?)
    ORDER BY n.due_at, n.uid LIMIT 20000"""
CLOCK = "correct"


def climb_due(settings: Settings, now: datetime, most: int) -> int:
    """Let notices climb that wait for too long; each step once, however many do it at the same time."""
    calendar = workdays.calendar()
    due: list[tuple[UUID, UUID]] = []
    for uid, case, issued, due_at, climbed in store.rows(DUE, *[int(now.timestamp() * 1000)] * 3):
        began, ends = (datetime.fromtimestamp(at / 1000, UTC) for at in (issued, due_at))
        if climbing.step(CLOCK, began, ends, calendar, settings.tz, now) > climbed:
            due.append((UUID(str(uid)), UUID(str(case))))
        if len(due) >= most:
            break
    return sum(climb(uid, case, calendar, settings, now) for uid, case in due)


def climb(uid: UUID, case: UUID, calendar: WorkCalendar, settings: Settings, now: datetime) -> int:
    """Let one notice climb; return how many steps were taken."""
    with changing(case, "climbed", "rule", settings, now) as change:
        notice = notices.fresh(uid)
        level = climbing.step(CLOCK, notice.issued_at, notice.due_at, calendar, settings.tz, now)
        reached = range(notice.climbed + 1, level + 1) if notice.done_at is None else range(0)
        for step in reached:
            change.tell("climbed", clock=CLOCK, basis="house", to=climbing.ROLES[step])
            ring(change, notice, step)
        if reached:
            change.written.change(notice, climbed=level)
        change.written.is_idle = not reached
    return len(reached)


def ring(change: Change, notice: Notice, step: int) -> None:
    """Tell the head that it is due soon, or the leader that it is late; points tell the supervisor."""
    told = {"number": notice.number, "clock": CLOCK}
    if step == climbing.HEAD:
        to = {"role": "head", "department": notice.department}
        alerts.ring(change.written, "soon", change.now, change.case.uid, **to, **told)
    elif step == climbing.LEADER:
        alerts.ring(change.written, "late", change.now, change.case.uid, role="leader", **told)

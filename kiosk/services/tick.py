"""Clocks that act: expire offers, climb with late work, close silent verdicts, remind; once each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.records import tallies
from kiosk.rules import climbing, pausing
from kiosk.rules.workdays import WorkCalendar
from kiosk.services import (
    alerts,
    closing,
    followup_making,
    handovers,
    heavy,
    low_ratings,
    meetings,
    notice_climbing,
    pauses,
    points,
    staff,
    tasks,
    workdays,
)
from kiosk.services.changes import Change, changing

RUNNING = """SELECT case_uid, name, started_at, due_at, climbed FROM clock
    WHERE ended_at IS NULL AND name NOT IN ('acknowledge', 'confirm')
    AND (climbed = 0 AND due_at - (due_at - started_at) / 5 <= ?
        OR climbed = 1 AND due_at <= ? OR climbed = 2 AND due_at + 172800000 <= ?)
    AND NOT (basis = 'house' AND EXISTS (SELECT 1 FROM pause p
        WHERE p.case_uid = clock.case_uid AND p.ended_at IS NULL))
    ORDER BY due_at LIMIT 20000"""
SILENT = """SELECT case_uid FROM clock WHERE ended_at IS NULL AND name = 'confirm' AND due_at <= ?
    ORDER BY due_at LIMIT ?"""
MOST = 1000
"""Cases that one tick takes of each kind; the next one goes on."""


class Ticked(NamedTuple):
    """How much one tick did."""

    expired: int
    climbed: int
    closed: int
    reminded: int
    deducted: int
    warned: int
    planned: int
    low_rated: int


def tick(settings: Settings, now: datetime, most: int = MOST) -> Ticked:
    """Do what moment has come for, `most` of each kind; however many do it at once, each happens once."""
    tallies.fold()
    followup_making.daily(settings, now)
    return Ticked(
        handovers.expire_due(settings, now, most),
        climb_due(settings, now, most) + notice_climbing.climb_due(settings, now, most),
        close_silent(settings, now, most),
        tasks.remind_due(settings, now, most),
        points.take_due(settings, now, most),
        heavy.tell_due(settings, now),
        meetings.fix_next(settings, now),
        low_ratings.follow(settings, now, most),
    )


def close_silent(settings: Settings, now: datetime, most: int) -> int:
    """Close the cases whose patient said nothing in time."""
    silent = store.rows(SILENT, int(now.timestamp() * 1000), most)
    return sum(closing.no_answer(UUID(row[0]), settings, now).verdict == "no_answer" for row in silent)


def climb_due(settings: Settings, now: datetime, most: int) -> int:
    """Let late work climb, a step at a time, each once."""
    calendar = workdays.calendar()
    due: dict[str, None] = {}
    for case, name, started, due_at, climbed in store.rows(RUNNING, *[int(now.timestamp() * 1000)] * 3):
        began, ends = (datetime.fromtimestamp(at / 1000, UTC) for at in (started, due_at))
        if climbing.step(name, began, ends, calendar, settings.tz, now) > climbed:
            due[case] = None
        if len(due) >= most:
            break
    return sum(climb(UUID(case), calendar, settings, now) for case in due)


def climb(uid: UUID, calendar: WorkCalendar, settings: Settings, now: datetime) -> int:
    """Let the late clocks of a case climb; return how many steps were taken."""
    steps = 0
    with changing(uid, "climbed", "rule", settings, now) as change:
        is_paused = pauses.is_paused(uid)
        for clock in change.running():
            if is_paused and pausing.stands_still(clock.name, clock.basis):
                continue
            level = climbing.step(clock.name, clock.started_at, clock.due_at, calendar, settings.tz, now)
            for reached in range(clock.climbed + 1, level + 1):
                change.tell("climbed", clock=clock.name, basis=clock.basis, to=climbing.ROLES[reached])
                ring_level(change, reached, clock.name)
                steps += 1
            if level > clock.climbed:
                change.written.change(clock, climbed=level)
        change.written.is_idle = not steps
    return steps


def ring_level(change: Change, level: int, clock: str) -> None:
    """Tell the head, the supervisor or the leader that a case is late, or about to be."""
    case, number = change.case, change.case.number
    role = climbing.ROLES[level]
    if level > climbing.HEAD:
        alerts.ring(change.written, "late", change.now, case.uid, role=role, number=number, clock=clock)
        return
    for department in sorted(staff.departments_of(case.responsible)) or [""]:
        alerts.ring(
            change.written,
            "soon",
            change.now,
            case.uid,
            role=role if department else "supervisor",
            department=department,
            number=number,
            clock=clock,
        )

"""Points that late notices cost their departments: taken by rule, open to appeal, never erased."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Case, Deduction, Notice
from kiosk.rules import points as rule
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.services import acts, alerts, notices
from kiosk.services.changes import Change, acting, changing, once

SPACE = UUID("6f0c5a52-6f1d-4f0e-9f6a-3f2b7d1c9e10")
"""Names of deductions are made in it: each notice and step has one, whoever takes it."""
WEEK = rule.WEEK.total_seconds() * 1000
LATE = """SELECT n.uid, n.case_uid FROM notice n JOIN "case" c ON c.uid = n.case_uid
    WHERE n.due_at <= ? AND (n.done_at IS NULL OR n.done_at >= n.due_at)
    AND c.stage <> 'void' AND c.erased_at IS NULL AND
    COALESCE(n.done_at, ?) - n.due_at >= ? * (SELECT COUNT(*) FROM deduction d WHERE d.notice_uid = n.uid)
    ORDER BY n.due_at, n.uid LIMIT ?"""
OF_NOTICE = "WHERE notice_uid = ? ORDER BY step"
SCORES = """SELECT department, SUM(points), SUM(COALESCE(points_kept, points)), COUNT(DISTINCT notice_uid),
    SUM(CASE WHEN appealed_at IS NOT NULL AND decided_at IS NULL THEN 1 ELSE 0 END)
    FROM deduction WHERE day >= ? AND day <= ? GROUP BY department"""


class Score(NamedTuple):
    """What late notices cost one department in a period."""

    department: str
    taken: int
    kept: int
    """After appeals: what was not appealed, or not decided yet, counts whole."""
    notices: int
    appeals: int
    """Appeals that wait for a decision."""


def take_due(settings: Settings, now: datetime, most: int) -> int:
    """Take the points of late notices; each step once, however many do it at the same time."""
    moment = int(now.timestamp() * 1000)
    late = store.rows(LATE, moment, moment, int(WEEK), most)
    return sum(take(UUID(uid), UUID(case), settings, now) for uid, case in late)


def take(uid: UUID, case: UUID, settings: Settings, now: datetime) -> int:
    """Take the points of one late notice that were not taken yet; return how many steps."""
    with changing(case, "points", "rule", settings, now) as change:
        notice = notices.fresh(uid)
        taken = {one.step for one in of(uid)}
        due = rule.steps(
            notice.due_at, notice.done_at, now, settings.notice_points, settings.notice_points_week
        )
        fresh = [step for step in due if step.number not in taken]
        for step in fresh:
            take_step(change, notice, step)
        change.written.is_idle = not fresh
    return len(fresh)


def take_step(change: Change, notice: Notice, step: rule.Step) -> None:
    """Take the points of one step; the department's head hears of each, the supervisor of the first."""
    change.written.add(
        Deduction(
            uid=uuid5(SPACE, f"{notice.uid}/{step.number}"),
            notice=notice.uid,
            department=notice.department,
            day=step.at.astimezone(change.settings.tz).date().isoformat(),
            step=step.number,
            points=step.points,
            at=change.now,
        )
    )
    change.tell("points", number=notice.number, department=notice.department, points=step.points)
    told = [{"role": "head", "department": notice.department}]
    told += [{"role": "supervisor"}] if step.number == 0 else []
    for to in told:
        alerts.ring(change.written, "points", change.now, change.case.uid, number=notice.number, **to)


def of(notice: UUID) -> list[Deduction]:
    """Return what a notice cost, step by step."""
    return store.load(Deduction, OF_NOTICE, notice.hex)


@once
def appeal(
    uid: UUID, words: str, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None
) -> Case:
    """Say why points should not count: the head of the department that lost them, once for each."""
    words = acts.told(words, N_("Write why the points should not count."))
    notice = notices.fresh(fresh(uid).__data__["notice"])
    with acting(notices.case_of(notice.uid), "appeal", by, settings, now, entry) as change:
        found = fresh(uid)
        if found.department not in by.departments:
            raise Refusal(N_("Only the head of the department that lost the points can appeal."))
        if found.appealed_at is not None:
            raise Refusal(N_("There was an appeal against these points already."))
        change.written.change(found, appeal=words, appealed_at=now, appealed_by=by.code)
        change.tell("points_appealed", words, uid=entry, number=notice.number)
        for role in ("supervisor", "leader"):
            alerts.ring(change.written, "appeal", now, change.case.uid, role=role, number=notice.number)
    return change.case


@once
def decide(
    uid: UUID,
    outcome: str,
    left: int,
    words: str,
    by: Actor,
    settings: Settings,
    now: datetime,
    entry: UUID | None = None,
) -> Case:
    """Decide an appeal for good; never whoever issued the notice. What was taken stays written."""
    words = acts.told(words, N_("Write why it is decided so."))
    notice = notices.fresh(fresh(uid).__data__["notice"])
    with acting(notices.case_of(notice.uid), "decide_appeal", by, settings, now, entry) as change:
        found = fresh(uid)
        if found.appealed_at is None:
            raise Refusal(N_("There is no appeal against these points."))
        if found.decided_at is not None:
            raise Refusal(N_("This appeal was decided already."))
        if by.code in (notice.issued_by, found.appealed_by):
            raise Refusal(N_("Somebody else decides than whoever issued the notice or appealed."))
        counts = rule.after_appeal(found.points, outcome, left)
        decided = {"decision": words, "decided_at": now, "decided_by": by.code}
        change.written.change(found, outcome=outcome, points_kept=counts, **decided)
        facts: dict[str, Any] = {"outcome": outcome, "points": found.points, "left": counts}
        change.tell("points_decided", words, uid=entry, number=notice.number, **facts)
        to = {"role": "head", "department": found.department}
        alerts.ring(change.written, "appealed", now, change.case.uid, number=notice.number, **to)
    return change.case


def scorecard(first: str, last: str, by: Actor) -> list[Score]:
    """Return what late notices cost each department in a period of ISO days, the most first."""
    require(by, "see_notices")
    found = [Score(row[0], *(int(number) for number in row[1:])) for row in store.rows(SCORES, first, last)]
    mine = [one for one in found if notices.sees(by, one.department)]
    return sorted(mine, key=lambda one: (-one.kept, -one.taken, one.department))


def fresh(uid: UUID) -> Deduction:
    """Return points as they stand now."""
    found = store.load(Deduction, "WHERE uid = ?", uid.hex)
    if not found:
        raise Refusal(N_("These points are not known."))
    return found[0]

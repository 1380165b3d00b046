"""How a case ends, and how it opens again: the verdict, silence, withdrawal, void, reopening."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Case
from kiosk.rules import grading, lifecycle
from kiosk.rules.rights import Actor
from kiosk.rules.text import clean
from kiosk.services import acts, alerts, cases, handovers, pauses, tasks
from kiosk.services.carrying import carried
from kiosk.services.changes import Change, acting, changing, once

PATIENT, RULE = "patient", "rule"


@carried
@once
def give_verdict(
    uid: UUID, solved: bool, settings: Settings, now: datetime, entry: UUID | None = None, words: str = ""
) -> Case:
    """Take the patient's own answer: closed as solved, or open again at once."""
    with changing(uid, "verdict", PATIENT, settings, now, entry) as change:
        judge(change, "solved" if solved else "not_solved", words, entry)
    return change.case


@once
def verdict(
    uid: UUID,
    solved: bool,
    by: Actor,
    settings: Settings,
    now: datetime,
    entry: UUID | None = None,
    words: str = "",
) -> Case:
    """Write down what the patient said on the telephone or at the counter."""
    with acting(uid, "verdict", by, settings, now, entry) as change:
        judge(change, "solved" if solved else "not_solved", words, entry)
    return change.case


def no_answer(uid: UUID, settings: Settings, now: datetime) -> Case:
    """Close a case whose patient stayed silent; a case that was judged meanwhile stays as it is."""
    with changing(uid, "silence", RULE, settings, now) as change:
        if any(clock.name == "confirm" and clock.due_at <= now for clock in change.running()):
            judge(change, "no_answer")
        else:
            change.written.is_idle = True
    return change.case


def judge(change: Change, verdict: str, words: str = "", entry: UUID | None = None) -> None:
    """Write a verdict, and what follows from it."""
    stage = lifecycle.move(change.case.stage, verdict)
    change.end()
    change.set(stage=stage, verdict=verdict)
    words = clean(words, cases.PAGE)
    change.tell("verdict", words, is_public=True, uid=entry, verdict=verdict)
    if verdict == "not_solved":
        open_again(change)
    else:
        close(change)


def close(change: Change) -> None:
    """Close a case, and set how long its link opens and its personal data is kept."""
    case, now = change.case, change.now
    handovers.drop_open(change)
    change.set(
        closed_at=now,
        first_closed_at=case.first_closed_at or now,
        link_until=now + timedelta(days=change.settings.link_days),
        keep_until=now + timedelta(days=change.settings.keeping.days(case.kind)),
    )


def open_again(change: Change) -> None:
    """Open a case again: new promises, at least `complex`, its owner and the supervisor told."""
    case = change.case
    change.set(closed_at=None, link_until=None, keep_until=None, reopenings=case.reopenings + 1)
    change.promise_again()
    acts.grade_by_rule(change, grading.Graded(grading.at_least_complex(case.grade), "not_solved"))
    alerts.ring(change.written, "reopened", change.now, case.uid, role="supervisor", number=case.number)
    wake(change, "reopened")


def wake(change: Change, kind: str) -> None:
    """Alert whoever answers for the case."""
    case = change.case
    desk = case.responsible.removeprefix("desk:") if case.responsible.startswith("desk:") else ""
    alerts.ring(
        change.written,
        kind,
        change.now,
        case.uid,
        desk=desk,
        person="" if desk else case.responsible,
        number=case.number,
    )


@once
def reopen(
    uid: UUID, reason: str, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None
) -> Case:
    """Open a closed case again, as a supervisor may, with a reason."""
    reason = acts.told(reason, N_("Write why it is opened again."))
    with acting(uid, "reopen", by, settings, now, entry) as change:
        change.move("reopen")
        change.set(verdict="")
        change.tell("reopened", reason, uid=entry)
        open_again(change)
    return change.case


@once
def withdraw(
    uid: UUID, reason: str, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None
) -> Case:
    """Take a case back for the patient, who asked for it."""
    reason = acts.told(reason, N_("Write how the patient asked for it."))
    with acting(uid, "withdraw", by, settings, now, entry) as change:
        take_back(change, reason, entry)
    return change.case


def take_back(change: Change, reason: str = "", entry: UUID | None = None) -> None:
    """Withdraw a case; nothing is deleted."""
    change.move("withdraw")
    change.tell("withdrawn", is_public=True, uid=entry)
    if reason:
        change.tell("note", reason)
    let_go(change)


@once
def void(
    uid: UUID, reason: str, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None
) -> Case:
    """Mark a case as filed by mistake; it stays in the register."""
    reason = acts.told(reason, N_("Write why it was filed by mistake."))
    with acting(uid, "void", by, settings, now, entry) as change:
        change.move("void")
        change.tell("voided", reason, uid=entry)
        let_go(change)
    return change.case


def let_go(change: Change) -> None:
    """End all that still runs for a case that nobody works on any more."""
    pauses.go_on(change)
    change.end()
    tasks.drop_open(change)
    close(change)

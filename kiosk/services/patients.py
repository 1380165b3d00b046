"""What patients do to their own cases: add something, withdraw, say whether it was solved, rate."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Case, Rating
from kiosk.rules import clocks, lifecycle
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.text import clean
from kiosk.services import cases, workdays

MESSAGES = 20
"""How many messages one case takes from its patient."""


def add_message(uid: UUID, words: str, now: datetime) -> Case:
    """Add what a patient still wants to say."""
    case = cases.find(uid)
    told = clean(words, cases.PAGE)
    if not told:
        raise Refusal(N_("Write what you want to add first."))
    last = case.timeline[-1]
    if last.kind == "message" and last.words == told:
        return case  # a second tap on Send
    if not lifecycle.is_open(case.stage):
        raise Refusal(N_("This matter is closed. Open a new one, or ask at the desk."))
    if sum(line.kind == "message" for line in case.timeline) >= MESSAGES:
        raise Refusal(N_("This matter has many messages already. Call us, or ask at the desk."))
    with store.writing("case.message", "patient", str(uid), now) as written:
        written.change(case, changed_at=now)
        line = cases.entry(case, "message", now, "patient", words=told, visibility="public")
        cases.add_entry(written, case, line)
    return case


def withdraw(uid: UUID, now: datetime) -> Case:
    """Take a case back; nothing is deleted."""
    case = cases.find(uid)
    stage = lifecycle.move(case.stage, "withdraw")
    with store.writing("case.withdrawn", "patient", str(uid), now) as written:
        end_clocks(written, case, now)
        written.change(case, stage=stage, due_at=None, closed_at=now, changed_at=now)
        line = cases.entry(case, "withdrawn", now, "patient", visibility="public")
        cases.add_entry(written, case, line)
    return case


def give_verdict(uid: UUID, solved: bool, settings: Settings, now: datetime) -> Case:
    """Close an answered case as solved, or reopen it at once with a new reply clock."""
    case = cases.find(uid)
    verdict = "solved" if solved else "not_solved"
    stage = lifecycle.move(case.stage, verdict)
    with store.writing("case.verdict", "patient", str(uid), now) as written:
        end_clocks(written, case, now)
        if solved:
            close(written, case, stage, settings, now)
        else:
            reopen(written, case, stage, settings, now)
        told = {"verdict": verdict}
        line = cases.entry(case, "verdict", now, "patient", facts=told, visibility="public")
        cases.add_entry(written, case, line)
    return case


def close(written: store.Written, case: Case, stage: str, settings: Settings, now: datetime) -> None:
    """Close a case, and set how long its link opens and its personal data is kept."""
    written.change(
        case,
        stage=stage,
        verdict="solved",
        due_at=None,
        closed_at=now,
        first_closed_at=case.first_closed_at or now,
        link_until=now + timedelta(days=settings.link_days),
        keep_until=now + timedelta(days=cases.KEPT_DAYS[case.kind]),
        changed_at=now,
    )


def reopen(written: store.Written, case: Case, stage: str, settings: Settings, now: datetime) -> None:
    """Reopen a case: new promises, and at least the grade `complex`."""
    promised = clocks.for_case(
        case.kind, now, promises=settings.promises, calendar=workdays.calendar(), tz=settings.tz
    )
    again = [cases.started(due, case, now) for due in promised if due.name in ("reply", "answer")]
    for clock in again:
        written.add(clock)
    case.clocks += again
    written.change(
        case,
        stage=stage,
        verdict="not_solved",
        grade="complex" if case.grade == "minor" else case.grade,
        due_at=min(clock.due_at for clock in again),
        closed_at=None,
        reopenings=case.reopenings + 1,
        changed_at=now,
    )


def end_clocks(written: store.Written, case: Case, now: datetime) -> None:
    """End every clock that runs: met when it was in time, missed when not."""
    for clock in case.clocks:
        if clock.ended_at is None:
            written.change(clock, ended_at=now, result="met" if now < clock.due_at else "missed")


def rate_case(uid: UUID, score: int, reasons: list[str], now: datetime) -> Rating:
    """Rate how a case was handled; one rating a case, the first one counts."""
    case = cases.find(uid)
    known = Rating.get_or_none(Rating.case == uid)
    if known is not None:
        return known
    if score not in range(1, 6):
        raise Refusal(N_("A rating is a number from 1 to 5."))
    rating = Rating(
        uid=new_uid(now),
        at=now,
        desk=case.desk,
        source="web",
        score=score,
        department=case.department,
        reasons=reasons[:3],
        case=uid,
    )
    with store.writing("case.rated", "patient", str(uid), now) as written:
        written.add(rating)
        line = cases.entry(case, "rated", now, "patient", facts={"score": score})
        cases.add_entry(written, case, line)
    return rating

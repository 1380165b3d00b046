"""What patients do to their own cases: add something, withdraw, say whether it was solved, rate."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Case, Rating
from kiosk.rules import lifecycle
from kiosk.rules.numbers import new_uid
from kiosk.rules.ratings import SCORES, is_own_work
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor
from kiosk.rules.text import clean
from kiosk.services import cases, closing, pauses
from kiosk.services.carrying import carried
from kiosk.services.changes import acting, changing, once

MESSAGES = 20
"""How many messages one case takes from its patient."""
RATED = "WHERE case_uid = ?"


@carried
def add_message(uid: UUID, words: str, settings: Settings, now: datetime) -> Case:
    """Add what a patient still wants to say; a case that waited for the patient goes on."""
    told = clean(words, cases.PAGE)
    if not told:
        raise Refusal(N_("Write what you want to add first."))
    with changing(uid, "message", closing.PATIENT, settings, now) as change:
        case = change.case
        if case.timeline[-1].kind == "message" and case.timeline[-1].words == told:
            change.written.is_idle = True  # a second tap on Send
            return case
        if not lifecycle.is_open(case.stage):
            raise Refusal(N_("This matter is closed. Open a new one, or ask at the desk."))
        if sum(line.kind == "message" for line in case.timeline) >= MESSAGES:
            raise Refusal(N_("This matter has many messages already. Call us, or ask at the desk."))
        change.tell("message", told, is_public=True)
        if any(pause.ended_at is None and pause.reason == "patient" for pause in pauses.of(uid)):
            pauses.go_on(change)
        closing.wake(change, "message")
    return change.case


@carried
def withdraw(uid: UUID, settings: Settings, now: datetime) -> Case:
    """Take a case back; nothing is deleted."""
    with changing(uid, "withdrawn", closing.PATIENT, settings, now) as change:
        closing.take_back(change)
        closing.wake(change, "withdrawn")
    return change.case


@carried
def rate_case(uid: UUID, score: int, reasons: list[str], now: datetime, source: str = "web") -> Rating:
    """Rate how a case was handled; one rating a case, the first one counts."""
    if score not in range(1, 6):
        raise Refusal(N_("A rating is a number from 1 to 5."))
    with store.writing("case.rated", closing.PATIENT, str(uid), now) as written:
        if known := store.load(Rating, RATED, uid.hex):
            written.is_idle = True
            return known[0]
        case = cases.find(uid)
        rating = Rating(
            uid=new_uid(now),
            at=now,
            desk=case.desk,
            source=source,
            score=score,
            department=case.department,
            reasons=reasons[:3],
            case=uid,
        )
        written.add(rating)
        line = cases.entry(case, "rated", now, closing.PATIENT, facts={"score": score})
        cases.add_entry(written, case, line)
    return rating


@once
def rate_for(
    uid: UUID, score: int, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None
) -> Case:
    """Write down how the patient rated it on the telephone; never by who worked on the case."""
    if score not in SCORES:
        raise Refusal(N_("A rating is a number from 1 to 5."))
    with acting(uid, "verdict", by, settings, now, entry) as change:
        case = change.case
        if store.load(Rating, RATED, uid.hex):
            raise Refusal(N_("This case was rated already."))
        if is_own_work(by.code, workers(case)):
            raise Refusal(N_("Nobody takes down a rating of a case on which they worked."))
        if case.stage not in ("answered", "closed"):
            raise Refusal(N_("A case is rated once it is answered."))
        rating = Rating(uid=new_uid(now), at=now, desk=case.desk, source="phone", score=score, case=uid)
        rating.department = case.department
        change.written.add(rating)
        change.tell("rated", uid=entry, score=score)
    return change.case


def workers(case: Case) -> set[str]:
    """Return who had a hand in a case."""
    return {case.responsible, case.first_responder, case.registered_by, *(line.by for line in case.timeline)}

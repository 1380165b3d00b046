"""The work of follow-ups: each attempt at a visit or a call, what was answered, and how it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Case, FollowUp, FollowUpAttempt, Stay, SurveyQuestion
from kiosk.rules import followups as rules
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.rules.text import clean
from kiosk.services import cases, followup_cases, followup_making, followup_wishes
from kiosk.services.followup_reading import fresh, hold_stays, questions, standing, stay_of

CHANNELS = ("bedside", *followup_wishes.CHANNELS)
RESULTS = ("reached", "no_answer", "busy", "later", "wrong_number", "refused")
SCALE = ("1", "2", "3", "4", "5")
ENDED = N_("Somebody has done this already.")


@dataclass(frozen=True)
class Heard:
    """What came of one attempt."""

    channel: str
    result: str
    answers: Mapping[str, str] = field(default_factory=dict)
    """Question code to the answer's code or number."""
    words: str = ""
    is_urgent: bool = False
    """Whoever asked says so; an answer that is always urgent is known without it."""
    is_not_called: bool = False
    """Asked not to be called again."""
    asked_for: datetime | None = None
    """When the patient wants to be tried, who said: later."""
    led_to: UUID | None = None
    """The case that an opinion became while one spoke."""
    consent: str = ""
    """Asked at the bedside: `yes` or `no`; empty leaves what is known."""
    is_phone_right: bool = False
    """Confirmed at the bedside."""


class Attempted(NamedTuple):
    """An attempt as it was written, and the case that an urgent answer became."""

    attempt: FollowUpAttempt
    state: str
    next_at: datetime | None
    case: Case | None = None


def attempt(
    uid: UUID,
    follow_up: UUID,
    heard: Heard,
    case: UUID,
    by: Actor,
    settings: Settings,
    now: datetime,
) -> Attempted:
    """Write what came of a visit or a call; the same uid again is the same attempt.

    `uid`, and `case` for an urgent answer, were made when the form opened. An urgent answer goes to the
    ward in the same transaction.
    """
    with store.whole():
        with store.writing("followup.attempt", by.code, str(follow_up), now) as written:
            due = fresh(follow_up)
            if wishes(heard):
                hold_stays()
            stay = stay_of(due.__data__["stay"], by)
            if known := store.load(FollowUpAttempt, "WHERE uid = ?", uid.hex):
                written.is_idle = True
                return again(known[0], due)
            require(by, "do_followup", standing(stay.ward))
            asked = questions(due.questions)
            check(due, stay, heard, asked, settings, now)
            made = made_of(uid, due, heard, asked, case, by, now)
            written.add(made)
            is_news = followup_wishes.keep(written, stay, wishes(heard))
            move_on(written, due, stay, heard, by, settings, now)
        if is_news:
            followup_making.generate(settings, now, stay.uid)
        urgent = None
        if made.is_urgent:
            told = urgent_among(made.answers, asked)
            urgent = followup_cases.file_urgent(case, due, stay, made, told, by, settings, now)
    return Attempted(made, due.state, due.next_at, urgent)


def again(known: FollowUpAttempt, due: FollowUp) -> Attempted:
    """Return an attempt that was written before."""
    case = cases.find(known.led_to) if known.is_urgent and known.led_to else None
    return Attempted(known, due.state, due.next_at, case)


def check(
    due: FollowUp,
    stay: Stay,
    heard: Heard,
    asked: list[SurveyQuestion],
    settings: Settings,
    now: datetime,
) -> None:
    """Refuse what cannot be written, and a call that may not be made."""
    if due.state != "open":
        raise Refusal(ENDED)
    if heard.channel not in CHANNELS or heard.result not in RESULTS:
        raise Refusal(N_("Choose what came of it."))
    if heard.channel != "bedside":
        refusal = rules.refused_now(stay, now, settings.following, settings.tz)
        if refusal is not None:
            raise refusal
    known = {one.code: one for one in asked}
    for code, answer in heard.answers.items():
        if code not in known or answer not in answers_to(known[code]):
            raise Refusal(N_("This answer is not one of the question's."))
    is_said = clean(heard.words) or urgent_among(heard.answers, asked)
    if heard.is_urgent and heard.result == "reached" and not is_said:
        raise Refusal(N_("Write what the ward must hear at once."))


def answers_to(question: SurveyQuestion) -> tuple[str, ...]:
    """Return what can be answered to a question."""
    if question.kind == "choice":
        return tuple(str(option["code"]) for option in question.options)
    return SCALE if question.kind == "scale" else ("yes", "no")


def made_of(
    uid: UUID,
    due: FollowUp,
    heard: Heard,
    asked: list[SurveyQuestion],
    case: UUID,
    by: Actor,
    now: datetime,
) -> FollowUpAttempt:
    """Return an attempt; only somebody who was reached has answered."""
    is_reached = heard.result == "reached"
    answers = dict(heard.answers) if is_reached else {}
    is_urgent = is_reached and (heard.is_urgent or bool(urgent_among(answers, asked)))
    return FollowUpAttempt(
        uid=uid,
        follow_up=due.uid,
        at=now,
        by=by.code,
        channel=heard.channel,
        result=heard.result,
        answers=answers,
        words=clean(heard.words, cases.PAGE),
        is_urgent=is_urgent,
        led_to=case if is_urgent else heard.led_to,
    )


def urgent_among(answers: Mapping[str, str], asked: list[SurveyQuestion]) -> list[SurveyQuestion]:
    """Return the questions whose answers a ward must hear of at once."""
    return [one for one in asked if answers.get(one.code) in {str(code) for code in one.urgent}]


def wishes(heard: Heard) -> dict[str, Any]:
    """Return what the patient said about being called."""
    said: dict[str, Any] = {}
    if heard.consent in ("yes", "no"):
        said["consent"] = heard.consent
    if heard.is_not_called:
        said |= {"consent": "no", "is_not_called": True}
    if heard.is_phone_right or heard.result == "wrong_number":
        said["is_phone_checked"] = heard.is_phone_right
    return said


def move_on(
    written: store.Written,
    due: FollowUp,
    stay: Stay,
    heard: Heard,
    by: Actor,
    settings: Settings,
    now: datetime,
) -> None:
    """Say when it is tried again, or end it."""
    attempts = due.attempts + 1
    given = due.kind, stay, heard.result, attempts, now, settings.following, settings.tz, heard.asked_for
    next_at = rules.next_attempt(*given)
    state = rules.state_after(heard.result, next_at)
    ended = {} if state == "open" else {"ended_at": now, "ended_by": by.code}
    written.change(due, attempts=attempts, state=state, next_at=next_at, **ended)

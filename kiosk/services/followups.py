"""The work of follow-ups: each attempt at a visit or a call, what was answered, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_, _, pick, speaking
from kiosk.records import Case, FollowUp, FollowUpAttempt, Handover, Stay, SurveyQuestion
from kiosk.rules import followups as rules
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import clean_phone, new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import ALL_SEEING, Actor, Standing, require
from kiosk.rules.text import clean, stated
from kiosk.services import alerts, cases, changes, phones, registering
from kiosk.services.changes import Change

CHANNELS = ("bedside", "phone", "wechat", "sms", "email")
RESULTS = ("reached", "no_answer", "busy", "later", "wrong_number", "refused")
SCALE = ("1", "2", "3", "4", "5")
QUESTIONS = 'WHERE "set" = ? ORDER BY position'
CALLS = """WHERE stay_uid = ? AND state = 'open' AND kind NOT IN ('visit', 'survey') ORDER BY due_at, uid"""
NOT_KNOWN = N_("This visit or call is not known.")
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


class Agreed(NamedTuple):
    """What is agreed with a patient about being called."""

    consent: str
    is_phone_right: bool
    phone: str = ""
    """Another telephone than the one that is known; empty leaves it."""
    calls_from: str = ""
    calls_until: str = ""
    channel: str = ""


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
            stay = stay_of(due.__data__["stay"], by)
            if known := store.load(FollowUpAttempt, "WHERE uid = ?", uid.hex):
                written.is_idle = True
                return again(known[0], due)
            require(by, "do_followup", standing(stay.ward))
            asked = store.load(SurveyQuestion, QUESTIONS, due.questions)
            check(due, stay, heard, asked, settings, now)
            made = made_of(uid, due, heard, asked, case, by, now)
            written.add(made)
            keep_wishes(written, stay, due, heard, by, now)
            move_on(written, due, stay, heard, by, settings, now)
        urgent = None
        if made.is_urgent:
            urgent = file_urgent(case, due, stay, made, asked, by, settings, now)
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
    if heard.is_urgent and heard.result == "reached" and not (clean(heard.words) or heard.answers):
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


def keep_wishes(
    written: store.Written, stay: Stay, due: FollowUp, heard: Heard, by: Actor, now: datetime
) -> None:
    """Keep what the patient said about being called."""
    changed: dict[str, Any] = {}
    if heard.consent in ("yes", "no"):
        changed["consent"] = heard.consent
    if heard.is_not_called:
        changed |= {"consent": "no", "is_not_called": True}
    if heard.is_phone_right or heard.result == "wrong_number":
        changed["is_phone_checked"] = heard.is_phone_right
    change_stay(written, stay, changed, by, now, but=due.uid)


def change_stay(
    written: store.Written, stay: Stay, changed: dict[str, Any], by: Actor, now: datetime, but: UUID | None
) -> None:
    """Write what is new about a stay; who is not to be called any more has no open calls."""
    fresh_values = {name: value for name, value in changed.items() if getattr(stay, name) != value}
    if not fresh_values:
        return
    written.change(stay, **fresh_values)
    if not rules.may_ever_call(stay):
        for due in store.load(FollowUp, CALLS, stay.uid.hex):
            if due.uid != but:
                written.change(due, state="dropped", ended_at=now, ended_by=by.code)


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
    if state == "open" and due.kind not in rules.BEDSIDE and not rules.may_ever_call(stay):
        state, next_at = "refused", None
    ended = {} if state == "open" else {"ended_at": now, "ended_by": by.code}
    written.change(due, attempts=attempts, state=state, next_at=next_at, **ended)


# What comes of it


def file_urgent(
    uid: UUID,
    due: FollowUp,
    stay: Stay,
    made: FollowUpAttempt,
    asked: list[SurveyQuestion],
    by: Actor,
    settings: Settings,
    now: datetime,
) -> Case:
    """Make a case of an urgent answer, and hand it over to the ward, which has half an hour to accept."""
    with speaking(settings.language):
        said = [
            stated(pick(one.text), answer_words(one, made.answers[one.code]))
            for one in urgent_among(made.answers, asked)
        ]
    words = "\n".join(filter(None, [*said, made.words]))
    draft = Draft(uid, now, "contact", stay.language, settings.desk, words=words)
    case = file_for(draft, stay, due, by, settings, now)
    with changes.changing(case.uid, "urgent", by.code, settings, now) as change:
        hand_over(change, stay.ward, words, settings)
    return change.case


def hand_over(change: Change, ward: str, said: str, settings: Settings) -> None:
    """Offer a case to a ward, by the clock and not by working hours."""
    if any(line.kind == "urgent" for line in change.case.timeline):
        change.written.is_idle = True
        return
    made = Handover(
        uid=new_uid(change.now),
        case=change.case.uid,
        part="responsibility",
        by=change.by,
        department=ward,
        said=said,
        offered_at=change.now,
        due_at=change.now + timedelta(minutes=settings.urgent_accept_minutes),
    )
    change.written.add(made)
    facts = {"department": ward, "part": made.part, "offer": str(made.uid), "due": made.due_at.isoformat()}
    change.tell("urgent", said, **facts)
    told = {"number": change.case.number, "offer": str(made.uid)}
    alerts.ring(change.written, "urgent", change.now, change.case.uid, department=ward, **told)


def answer_words(question: SurveyQuestion, answer: str) -> str:
    """Return an answer as it is read."""
    for option in question.options:
        if str(option["code"]) == answer:
            return pick(option["text"])
    return {"yes": _("Yes"), "no": _("No")}.get(answer, answer)


def opinion(
    draft: Draft, stay: UUID, follow_up: UUID | None, by: Actor, settings: Settings, now: datetime
) -> Case:
    """Make a case of what a patient said, with the visit or call at which it was said."""
    with store.whole():
        found = stay_of(stay, by)
        require(by, "do_followup", standing(found.ward))
        return file_for(draft, found, fresh(follow_up) if follow_up else None, by, settings, now)


def file_for(
    draft: Draft, stay: Stay, due: FollowUp | None, by: Actor, settings: Settings, now: datetime
) -> Case:
    """File a case for a patient, as staff do, and tell on it where it comes from."""
    is_call = due is not None and due.kind not in rules.BEDSIDE
    draft.source = "call" if is_call else "visit"
    draft.name, draft.filer_role = stay.name, "patient"
    draft.phone = clean_phone(stay.phone) or ""
    draft.is_child = stay.is_child
    draft.department = draft.department or stay.ward
    case = registering.register(draft, by, settings, now)
    told = {"of": due.kind if due else "", "follow_up": str(due.uid) if due else ""}
    with changes.changing(case.uid, "followup", by.code, settings, now) as change:
        registering.tell(change, "followup", {**told, "ward": stay.ward, "bed": stay.bed})
    return change.case


# What is agreed with a patient


def agree(stay: UUID, agreed: Agreed, by: Actor, settings: Settings, now: datetime) -> Stay:
    """Keep whether, when and how a patient wants to be called, and whether the telephone is right."""
    hours = check_hours(agreed.calls_from, agreed.calls_until)
    if agreed.channel not in ("", *CHANNELS[1:]) or agreed.consent not in ("", "yes", "no"):
        raise Refusal(N_("Choose from the list."))
    changed: dict[str, Any] = {
        "consent": agreed.consent,
        "is_phone_checked": agreed.is_phone_right,
        "channel": agreed.channel,
        "calls_from": hours[0],
        "calls_until": hours[1],
    }
    if agreed.consent == "yes":
        changed["is_not_called"] = False
    if agreed.phone:
        phone = clean_phone(agreed.phone)
        if phone is None:
            raise Refusal(N_("This phone number is not complete. Check the digits."))
        changed |= {"phone": phone, "phone_mark": phones.phone_mark(store.keys().index, phone)}
    with store.writing("followup.agreed", by.code, str(stay), now) as written:
        found = stay_of(stay, by)
        require(by, "do_followup", standing(found.ward))
        change_stay(written, found, changed, by, now, but=None)
        written.is_idle = not written.rows
    return found


def check_hours(begins: str, ends: str) -> tuple[str, str]:
    """Return the hours of a day as HH:MM, both or none."""
    told = time_of(begins), time_of(ends)
    if bool(told[0]) != bool(told[1]):
        raise Refusal(N_("Write both times, or neither."))
    if told[0] and told[0] >= told[1]:
        raise Refusal(N_("The first time must be before the second."))
    return told


def time_of(text: str) -> str:
    """Return a time of day as HH:MM, however it was typed; empty stays empty."""
    told = text.strip().replace("：", ":")
    if not told:
        return ""
    try:
        return rules.shown(rules.clock_time(told.zfill(len("HH:MM"))))
    except ValueError:
        raise Refusal(N_("Write a time as 14:00.")) from None


def reveal(stay: UUID, by: Actor, now: datetime) -> Stay:
    """Return a stay with name and telephone; that they were read is an audit entry."""
    found = stay_of(stay, by)
    require(by, "do_followup", standing(found.ward))
    with store.writing("person.read", by.code, str(stay), now):
        return found


# Reading


def fresh(uid: UUID) -> FollowUp:
    """Return a visit or a call as it stands now."""
    found = store.load(FollowUp, "WHERE uid = ?", uid.hex)
    if not found:
        raise Refusal(NOT_KNOWN)
    return found[0]


def stay_of(uid: UUID, by: Actor) -> Stay:
    """Return a stay for whoever may see the ward it is in."""
    require(by, "see_followups")
    found = store.load(Stay, "WHERE uid = ?", uid.hex)
    if not found or not (by.role in ALL_SEEING or found[0].ward in by.departments):
        raise Refusal(NOT_KNOWN)
    return found[0]


def standing(ward: str) -> Standing:
    """Return what rights need to know of a stay: the ward it is in."""
    return Standing("", involved=frozenset({ward}))

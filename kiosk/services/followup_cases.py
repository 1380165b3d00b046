"""What comes of a visit or a call: an opinion becomes a case, an urgent answer goes to the ward at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import _, pick, speaking
from kiosk.records import Case, FollowUp, FollowUpAttempt, Handover, Stay, SurveyQuestion
from kiosk.rules import followups as rules
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import clean_phone, new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor
from kiosk.rules.text import stated
from kiosk.services import alerts, changes, registering
from kiosk.services.changes import Change
from kiosk.services.followup_reading import NOT_KNOWN, fresh, stay_to_work


def opinion(
    draft: Draft, stay: UUID, follow_up: UUID | None, by: Actor, settings: Settings, now: datetime
) -> Case:
    """Make a case of what a patient said, with the visit or call at which it was said."""
    with store.whole():
        found = stay_to_work(stay, by)
        due = fresh(follow_up) if follow_up else None
        if due is not None and due.__data__["stay"] != found.uid:
            raise Refusal(NOT_KNOWN)
        return file_for(draft, found, due, by, settings, now)


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


def file_urgent(
    uid: UUID,
    due: FollowUp,
    stay: Stay,
    made: FollowUpAttempt,
    urgent: list[SurveyQuestion],
    by: Actor,
    settings: Settings,
    now: datetime,
) -> Case:
    """Make a case of an urgent answer, and hand it over to the ward, which has half an hour to accept."""
    with speaking(settings.language):
        said = [stated(pick(one.text), answer_words(one, made.answers[one.code])) for one in urgent]
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

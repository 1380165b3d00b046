"""File a case, and find it again."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Alert, Case, CaseLink, Clock, Department, Entry, Person, Staff
from kiosk.records.faults import Conflict
from kiosk.rules import clocks, grading, numbers, tokens
from kiosk.rules.drafts import Draft
from kiosk.rules.refusal import Refusal
from kiosk.rules.text import clean, is_code
from kiosk.services import alerts, checklists, phones, staff, workdays
from kiosk.services.carrying import carried

KINDS = ("contact", "complaint", "suggestion", "praise", "question")
FILED = 'SELECT 1 FROM "case" WHERE uid = ?'
GRADE = "SELECT grade FROM category WHERE code = ?"
CALL = "call"
"""The need of somebody who called a person."""
LINE, PAGE = 120, 4000
"""Characters that a short and a long answer may have."""


class NoCase(LookupError):
    """No case has this uid."""


@store.sparing
@carried
def file(draft: Draft, settings: Settings, now: datetime) -> Case:
    """Record a case with its people, clocks and first entry; the same draft again is the same case."""
    check(draft)
    if store.rows(FILED, draft.uid.hex):
        return same(find(draft.uid), draft)
    try:
        return write(draft, settings, now)
    except Conflict:
        # Another process filed the same draft between our look and our writing.
        return same(find(draft.uid), draft)


def same(case: Case, draft: Draft) -> Case:
    """Return the case that a draft became before; another terminal's case with its uid is none."""
    if draft.number and draft.number != case.number:
        raise Refusal(N_("Another case has this uid already: %(number)s."), number=case.number)
    return case


def check(draft: Draft) -> None:
    """Refuse a draft that no case can be made of."""
    if draft.kind not in KINDS:
        raise Refusal(N_("A case is a contact, complaint, suggestion, praise or question."))
    if draft.phone and numbers.clean_phone(draft.phone) is None:
        raise Refusal(N_("This phone number is not complete. Check the digits."))
    if draft.pin and not (len(draft.pin) == 4 and draft.pin.isascii() and draft.pin.isdecimal()):
        raise Refusal(N_("The PIN has four digits."))


def write(draft: Draft, settings: Settings, now: datetime) -> Case:
    """Write the case and all that belongs to it in one transaction."""
    promised = promises(draft, settings, now)
    graded = grade(draft)
    responsible = draft.by or draft.responder or staff.answers_for(draft.desk, now, settings.tz)
    keys = store.keys()
    with store.writing("case.filed", draft.by or f"desk:{draft.desk}", str(draft.uid), now) as written:
        number = draft.number or numbers.case_number(
            store.prefix(), numbers.scramble(store.next_number(), keys.index)
        )
        case = Case(
            uid=draft.uid,
            number=number,
            kind=draft.kind,
            stage="closed" if draft.answered else "received",
            grade=graded.grade,
            grade_reason=graded.reason_code,
            source=draft.source,
            channel_number=clean(draft.channel_number, 64, lines=False),
            desk=draft.desk,
            language=draft.language,
            need=draft.need,
            category=draft.category,
            department=draft.department,
            about_person=clean(draft.about_person, LINE, lines=False),
            happened=clean(draft.happened, 32, lines=False),
            words=clean(draft.words, PAGE),
            phrases=[clean(phrase, LINE, lines=False) for phrase in draft.phrases],
            wish=draft.wish,
            wish_words=clean(draft.wish_words, PAGE),
            filer_role=draft.filer_role,
            is_anonymous=draft.is_anonymous,
            is_child=draft.is_child or draft.filer_role == "guardian",
            is_verified=draft.is_verified,
            registered_by=draft.by,
            complainants=max(1, draft.complainants),
            first_responder=responsible,
            responsible=responsible,
            opened_at=draft.opened_at,
            filed_at=now,
            changed_at=now,
            due_at=min((due.due_at for due in promised if due.name != "acknowledge"), default=None),
            token_digest=tokens.digest(tokens.token(keys.link, draft.uid, 1)),
            link_key=keys.link_id,
        )
        if draft.answered:
            close_now(case, settings, now)
        case.people = people(draft, case)
        case.clocks = sorted((started(due, case, now) for due in promised), key=in_order)
        case.timeline = first_entries(case, graded, draft.page, now)
        for record in (case, *case.people, *case.clocks, *case.timeline):
            written.add(record)
        if not draft.answered:
            written.extend(checklists.first_steps(case, settings))
            written.extend(alarms(case, draft.page, settings))
        if draft.rating:
            written.add(of_rating(case, UUID(draft.rating)))
    return case


def of_rating(case: Case, rating: UUID) -> CaseLink:
    """Return what ties a case to the rating after which it was told."""
    uid, by = numbers.new_uid(case.filed_at), case.first_responder
    return CaseLink(uid=uid, case=case.uid, kind="rating", other=rating, by=by, at=case.filed_at)


def alarms(case: Case, page: str, settings: Settings) -> list[Alert]:
    """Return who must know of a new case at once: of a call, a grave matter, a desk without anybody."""
    at, number = case.filed_at, case.number
    found = []
    if case.need == CALL:
        found.append(alerts.alert("call", at, case.uid, desk=case.desk, number=number, page=page))
    for role in alerts.GRADED.get(case.grade, ()):
        found.append(alerts.alert("graded", at, case.uid, role=role, number=number, grade=case.grade))
    if case.responsible.startswith("desk:"):
        department = settings.duty_department
        found.append(alerts.alert("unmanned", at, case.uid, department=department, number=number))
    return found


def promises(draft: Draft, settings: Settings, now: datetime) -> tuple[clocks.Due, ...]:
    """Work out every clock that a new case starts."""
    due = clocks.for_case(
        draft.kind, now, promises=settings.promises, calendar=workdays.calendar(), tz=settings.tz
    )
    return tuple(one for one in due if one.name == "acknowledge" or not draft.answered)


def grade(draft: Draft) -> grading.Graded:
    """Let the rules grade a new case."""
    found = store.rows(GRADE, draft.category) if draft.category else []
    facts = grading.Facts(
        kind=draft.kind,
        category_grade=found[0][0] if found else "",
        complainants=draft.complainants,
        departments=1,
        repeated=False,
        words="\n".join((draft.words, *draft.phrases, draft.wish_words)),
    )
    return grading.by_rule(facts)


def close_now(case: Case, settings: Settings, now: datetime) -> None:
    """Mark a case as answered in the moment and closed as solved."""
    case.verdict = "solved"
    case.answered_at = case.closed_at = case.first_closed_at = now
    case.link_until = now + timedelta(days=settings.link_days)
    case.keep_until = now + timedelta(days=settings.keeping.days(case.kind))


def people(draft: Draft, case: Case) -> list[Person]:
    """Return the personal data of a draft, apart from the case's facts."""
    phone = numbers.clean_phone(draft.phone) or "" if draft.phone else ""
    name, patient = clean(draft.name, LINE, lines=False), clean(draft.patient_name, LINE, lines=False)
    if draft.is_anonymous:
        phone = name = patient = ""
    found = []
    if phone or name or draft.pin:
        found.append(
            Person(
                uid=numbers.new_uid(case.filed_at),
                case=case.uid,
                role="filer",
                name=name,
                phone=phone,
                phone_end=factor_hash(case.uid, phone[-4:]) if phone else None,
                phone_mark=phones.phone_mark(store.keys().index, phone) if phone else None,
                pin=factor_hash(case.uid, draft.pin) if draft.pin else None,
            )
        )
    if patient:
        uid = numbers.new_uid(case.filed_at)
        found.append(Person(uid=uid, case=case.uid, role="patient", name=patient, is_child=case.is_child))
    return found


def factor_hash(uid: UUID, digits: str) -> bytes:
    """Keyed hash of four digits, another for every case."""
    return hmac.digest(store.keys().index, uid.bytes + digits.encode(), "sha256")


def in_order(clock: Clock) -> tuple[datetime, str, str]:
    """Sort clocks as they come due."""
    return clock.due_at, clock.name, clock.basis


def started(due: clocks.Due, case: Case, now: datetime) -> Clock:
    """Return the clock of a promise; the acknowledgement is met by filing."""
    met = due.name == "acknowledge"
    return Clock(
        uid=numbers.new_uid(now),
        case=case.uid,
        name=due.name,
        basis=due.basis,
        started_at=due.started_at,
        due_at=due.due_at,
        amount=due.amount,
        unit=due.unit,
        is_certain=due.certain,
        ended_at=now if met else None,
        result="met" if met else "",
    )


def first_entries(case: Case, graded: grading.Graded, page: str, now: datetime) -> list[Entry]:
    """Return the first lines of a case's timeline."""
    facts = {"kind": case.kind, "source": case.source, "responsible": case.responsible}
    facts |= {"page": page} if page else {}
    found = [entry(case, "filed", now, case.responsible, facts=facts, visibility="public")]
    if graded.grade != "minor":
        told = {"grade": graded.grade, "reason": graded.reason_code}
        found.append(entry(case, "graded", now, "rule", facts=told))
    if case.closed_at:
        found.append(entry(case, "answered_now", now, "patient", visibility="public"))
    for position, one in enumerate(found):
        one.position = position
    return found


def entry(
    case: Case,
    kind: str,
    now: datetime,
    by: str,
    words: str = "",
    facts: dict[str, Any] | None = None,
    visibility: str = "internal",
) -> Entry:
    """Return a new line for a case's timeline."""
    return Entry(
        uid=numbers.new_uid(now),
        case=case.uid,
        position=0,
        at=now,
        kind=kind,
        facts=facts or {},
        words=clean(words, PAGE),
        visibility=visibility,
        by=by,
    )


def find(uid: UUID) -> Case:
    """Return a case with all that belongs to it; NoCase when there is none."""
    with store.reading():
        found = store.load(Case, "WHERE uid = ?", uid.hex)
        if not found:
            raise NoCase(uid)
        return whole(found[0])


def by_number(number: str) -> Case | None:
    """Return the case with this number, forgiving how it was typed."""
    told = numbers.parse_case_number(number)
    with store.reading():
        found = store.load(Case, "WHERE number = ?", told)
        return whole(found[0]) if found else None


def by_token(token: str) -> Case | None:
    """Return the case behind a status link; None for any that is not known."""
    told = tokens.parse_token(token)
    with store.reading():
        found = store.load(Case, "WHERE token_digest = ?", tokens.digest(told)) if told else []
        return whole(found[0]) if found else None


def whole(case: Case) -> Case:
    """Load what belongs to a case, so that nothing is read later."""
    key = case.uid.hex
    case.people = store.load(Person, "WHERE case_uid = ? ORDER BY uid", key)
    case.clocks = store.load(Clock, "WHERE case_uid = ? ORDER BY due_at, name, basis", key)
    case.timeline = store.load(Entry, "WHERE case_uid = ? ORDER BY position, uid", key)
    return case


def newest(limit: int, before: UUID | None = None) -> list[Case]:
    """Return the newest cases with all that belongs to them; `before` continues a list."""
    place, values = ("WHERE uid < ?", [before.hex]) if before else ("", [])
    with store.reading():
        found = store.load(Case, f"{place} ORDER BY uid DESC LIMIT ?", *values, limit)
        return [whole(case) for case in found]


def token_of(case: Case) -> str:
    """Return the token of a case's link; printing again gives the same."""
    return tokens.token(store.keys().link, case.uid, case.link_issue)


def add_entry(written: store.Written, case: Case, new: Entry) -> None:
    """Write a line of a case's timeline, and show it on the case at hand."""
    new.position = len(case.timeline)
    written.add(new)
    case.timeline.append(new)


def responsible_name(case: Case) -> dict[str, str]:
    """Return who answers for a case as patients may read it: the published name, else the office."""
    people = store.load(Staff, "WHERE code = ?", case.responsible)
    if people and people[0].is_published:
        return dict(people[0].name)
    return office_name(people[0].department if people else "")


def office_name(code: str) -> dict[str, str]:
    """Return the name of a department; empty when it has none."""
    offices = store.load(Department, "WHERE code = ?", code) if is_code(code) else []
    return dict(offices[0].name) if offices else {}

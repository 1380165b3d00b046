"""Everything that was ever done for one patient: stays, visits, calls, what they answered, and cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Case, FollowUp, FollowUpAttempt, Stay, SurveyQuestion
from kiosk.rules.rights import ALL_SEEING, Actor, may
from kiosk.services import staff
from kiosk.services.followup_list import Patient, by_uid, marks
from kiosk.services.followup_reading import stay_of

SAME = "WHERE phone_mark = ? AND erased_at IS NULL ORDER BY admitted_on, uid"
ATTEMPTS = "WHERE follow_up_uid IN ({}) ORDER BY at, uid"
FOLLOW_UPS = "WHERE stay_uid IN ({}) ORDER BY due_at, uid"
CASES = """SELECT DISTINCT case_uid FROM person WHERE phone_mark = ?
    UNION SELECT a.led_to FROM follow_up_attempt a JOIN follow_up f ON f.uid = a.follow_up_uid
        WHERE a.led_to IS NOT NULL AND f.stay_uid IN ({})"""


class Line(NamedTuple):
    """Something that was done, or will be."""

    at: datetime
    kind: str
    """`admitted`, `discharged`, `attempt`, `due` or `case`."""
    patient: Patient | None = None
    due: FollowUp | None = None
    attempt: FollowUpAttempt | None = None
    case: Case | None = None


class ContactFile(NamedTuple):
    """The care record of one patient, the newest first."""

    patient: Patient
    lines: tuple[Line, ...]
    questions: dict[str, SurveyQuestion]
    hidden: int
    """Cases that whoever reads may not read."""


def of(stay: UUID, by: Actor, settings: Settings, now: datetime) -> ContactFile:
    """Return the care record of a patient; that it was read is an audit entry.

    Whoever left the same telephone is the same patient, or somebody of the family.
    """
    found = stay_of(stay, by)
    with store.writing("person.read", by.code, str(stay), now):
        stays = [one for one in same_person(found) if by.role in ALL_SEEING or one.ward in by.departments]
        uids = [one.uid.hex for one in stays]
        cases = cases_of(found, uids)
        readable = [case for case in cases if not may(by, "read", staff.standing(case))]
        lines = [*of_stays(stays, settings.tz), *of_follow_ups(uids), *map(of_case, readable)]
        asked = {one.code: one for one in store.load(SurveyQuestion, "ORDER BY position")}
    lines.sort(key=lambda line: line.at, reverse=True)
    return ContactFile(Patient.of(found), tuple(lines), asked, len(cases) - len(readable))


def same_person(stay: Stay) -> list[Stay]:
    """Return every stay with this telephone, the first first; a stay without one stands alone."""
    if stay.phone_mark is None:
        return [stay]
    return store.load(Stay, SAME, stay.phone_mark)


def cases_of(stay: Stay, stays: list[str]) -> list[Case]:
    """Return the cases with this telephone, and those that visits and calls led to."""
    found = store.rows(CASES.format(marks(stays)), stay.phone_mark, *stays)
    return [*by_uid(Case, [row[0] for row in found]).values()] if found else []


def of_stays(stays: list[Stay], tz: ZoneInfo) -> Iterator[Line]:
    """Give each coming and going."""
    for stay in stays:
        patient = Patient.of(stay)
        yield Line(day_of(stay.admitted_on, tz), "admitted", patient)
        if stay.discharged_on:
            yield Line(day_of(stay.discharged_on, tz), "discharged", patient)


def day_of(day: str, tz: ZoneInfo) -> datetime:
    """Return the beginning of a day in the hospital."""
    return datetime.combine(datetime.fromisoformat(day).date(), time(), tz)


def of_follow_ups(stays: list[str]) -> Iterator[Line]:
    """Give each attempt, and what is still to be done."""
    due = by_uid_of(store.load(FollowUp, FOLLOW_UPS.format(marks(stays)), *stays))
    for one in store.load(FollowUpAttempt, ATTEMPTS.format(marks([*due])), *[uid.hex for uid in due]):
        yield Line(one.at, "attempt", due=due[one.__data__["follow_up"]], attempt=one)
    for follow_up in due.values():
        if follow_up.state == "open":
            yield Line(follow_up.next_at or follow_up.due_at, "due", due=follow_up)


def by_uid_of(found: list[FollowUp]) -> dict[UUID, FollowUp]:
    """Return visits and calls by their uids."""
    return {one.uid: one for one in found}


def of_case(case: Case) -> Line:
    """Return a case as a line."""
    return Line(case.filed_at, "case", case=case)

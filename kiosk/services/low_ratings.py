"""Bad ratings become work: a case for the department, told to its head, the supervisor and the leader."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Alert, Case, Fact, Rating
from kiosk.records.faults import named
from kiosk.rules.drafts import Draft
from kiosk.services import alerts, cases, closing, staff
from kiosk.services.changes import Change, Done, changing

NEED = "low-rating"
"""What such a case is about, where others name a need of the hospital's."""
SETTLED = timedelta(seconds=30)
"""After a tap: by then it can be taken back no more, and why and where were mostly said."""
DAY = timedelta(days=1)
SINCE = timedelta(days=30)
"""How far back one looks: a terminal may be alone for long before it delivers."""
LOW = """SELECT uid FROM rating WHERE at > ? AND at <= ? AND score <= 2 AND is_counted
    AND withdrawn_at IS NULL AND case_uid IS NULL AND NOT EXISTS (SELECT 1 FROM case_link
    WHERE other = rating.uid AND kind = 'rating') ORDER BY at LIMIT ?"""
PLACED = """SELECT r.uid, l.case_uid FROM rating r JOIN case_link l ON l.other = r.uid AND l.kind = 'rating'
    JOIN "case" c ON c.uid = l.case_uid WHERE r.at > ? AND r.score <= 2 AND r.department <> ''
    AND c.department = '' AND c.need = ? AND c.stage = 'received'"""
TOLD_MORE = """SELECT low.uid, other.number FROM rating r
    JOIN case_link a ON a.other = r.uid AND a.kind = 'rating'
    JOIN "case" low ON low.uid = a.case_uid AND low.need = ? AND low.stage = 'received'
    JOIN case_link b ON b.other = r.uid AND b.kind = 'rating' AND b.case_uid <> a.case_uid
    JOIN "case" other ON other.uid = b.case_uid WHERE r.at > ? AND r.score <= 2"""
IN_A_DAY = """SELECT COUNT(*) FROM rating WHERE department = ? AND at > ? AND at <= ? AND score <= 2
    AND is_counted AND withdrawn_at IS NULL AND case_uid IS NULL"""
TOLD = "SELECT 1 FROM alert WHERE kind = 'low_ratings' AND at > ? AND department = ?"
_CASES = UUID("b5f2c7aa-9f2e-5c43-8e0e-1c1f64d9a3d1")


def follow(settings: Settings, now: datetime, most: int) -> int:
    """Make work of what was rated badly; what became of it already is brought up to date."""
    since = ms(now - SINCE)
    for case, number in store.rows(TOLD_MORE, NEED, since):
        replace(UUID(str(case)), number, settings, now)
    for rating, case in store.rows(PLACED, since, NEED):
        place(UUID(str(case)), one(UUID(str(rating))), settings, now)
    low = [UUID(str(uid)) for (uid,) in store.rows(LOW, since, ms(now - SETTLED), most)]
    for uid in low:
        become_case(one(uid), settings, now)
    return len(low)


def become_case(rating: Rating, settings: Settings, now: datetime) -> Case:
    """Make a case of a bad rating; the same rating again is the same case.

    It is a request to look into it, no complaint: nobody complained, nobody waits for a reply, and no
    clock of a complaint may run for somebody whom nobody can answer.
    """
    uid = uuid5(_CASES, rating.uid.hex)
    draft = Draft(uid, rating.at, "contact", settings.language, rating.desk, need=NEED)
    draft.department, draft.rating = rating.department, str(rating.uid)
    # Where no department is named, whoever is on duty at the desk answers for it.
    draft.responder = staff.answering_for(rating.department) if rating.department else ""
    with named(), store.whole():
        case = cases.file(draft, settings, now)
        try:
            with changing(uid, "low_rating", closing.RULE, settings, now, rating.uid) as change:
                tell(change, rating)
                ring(change, rating.department, rating.desk)
                ring_when_many(change, rating, settings.low_ratings_told)
        except Done:
            return case
    return change.case


def tell(change: Change, rating: Rating) -> None:
    """Put the rating on the timeline; what was tapped stands there in every language."""
    known = {
        one["code"]: one["name"] for row in store.load(Fact, "WHERE name = 'reasons'") for one in row.value
    }
    reasons = [known[code] for code in rating.reasons if code in known]
    change.tell(
        "low_rating",
        uid=rating.uid,
        score=rating.score,
        desk=rating.desk,
        point=rating.point,
        reasons=reasons,
    )


def ring(change: Change, department: str, desk: str) -> None:
    """Tell the head of the department, or the desk where none was named, the supervisor and the leader."""
    first = {"role": "head", "department": department} if department else {"desk": desk}
    for to in (first, {"role": "supervisor"}, {"role": "leader"}):
        alerts.ring(change.written, "rating", change.now, change.case.uid, number=change.case.number, **to)


def ring_when_many(change: Change, rating: Rating, many: int) -> None:
    """Tell everybody once a day when a department was rated badly several times."""
    since = ms(rating.at - DAY)
    found = store.rows(IN_A_DAY, rating.department, since, ms(rating.at))[0][0]
    if not rating.department or found < many or store.rows(TOLD, ms(change.now - DAY), rating.department):
        return
    for role in ("head", "supervisor", "leader"):
        where = {"department": rating.department} if role == "head" else {}
        about = {"place": rating.department, "count": found}
        made: Alert = alerts.alert("low_ratings", change.now, change.case.uid, role=role, **where)
        made.facts = about
        change.written.add(made)


def place(uid: UUID, rating: Rating, settings: Settings, now: datetime) -> None:
    """Give the case to the department that was named after it was made."""
    with changing(uid, "low_rating", closing.RULE, settings, now) as change:
        if change.case.department or change.case.stage != "received":
            change.written.is_idle = True
            return
        change.set(department=rating.department)
        change.set(responsible=staff.answering_for(rating.department) or change.case.responsible)
        change.tell("categorised", department=rating.department)
        ring(change, rating.department, rating.desk)
        ring_when_many(change, rating, settings.low_ratings_told)


def replace(uid: UUID, number: str, settings: Settings, now: datetime) -> None:
    """End the case of a rating whose giver has told what happened: one matter is one case."""
    with changing(uid, "low_rating", closing.RULE, settings, now) as change:
        if change.case.stage != "received":
            change.written.is_idle = True
            return
        change.move("withdraw")
        change.tell("told_more", number=number)
        closing.let_go(change)


def one(uid: UUID) -> Rating:
    """Return a rating."""
    [found] = store.load(Rating, "WHERE uid = ?", uid.hex)
    return found


def ms(at: datetime) -> int:
    """Return a moment as the register keeps it."""
    return int(at.timestamp() * 1000)

"""Stays, visits and calls as whoever asks may see them: of one's own ward, or of all of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kiosk import store
from kiosk.i18n import N_
from kiosk.records import FollowUp, Stay, SurveyQuestion, database
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import ALL_SEEING, Actor, Standing, require

QUESTIONS = 'WHERE "set" = ? ORDER BY position'
NOT_KNOWN = N_("This visit or call is not known.")


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


def hold_stays() -> None:
    """Let nobody else change a stay until this transaction ends: a list changes many of them at once."""
    database.obj.hold(store.about("stays"))


def standing(ward: str) -> Standing:
    """Return what rights need to know of a stay: the ward it is in."""
    return Standing("", involved=frozenset({ward}))


def stay_to_work(uid: UUID, by: Actor) -> Stay:
    """Return a stay for whoever visits and calls the patients of its ward."""
    found = stay_of(uid, by)
    require(by, "do_followup", standing(found.ward))
    return found


def questions(code: str) -> list[SurveyQuestion]:
    """Return the questions of a set."""
    return store.load(SurveyQuestion, QUESTIONS, code)


def reveal(stay: UUID, by: Actor, now: datetime) -> Stay:
    """Return a stay with name and telephone; that they were read is an audit entry."""
    found = stay_to_work(stay, by)
    with store.writing("person.read", by.code, str(stay), now):
        return found

"""First-contact responsibility: a handover is an offer, and nothing moves before it is accepted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo

from kiosk.i18n import N_
from kiosk.rules.clocks import PROMISES, Due, Promises, for_handover
from kiosk.rules.refusal import Refusal
from kiosk.rules.workdays import WorkCalendar

STATES = ("requested", "accepted", "rejected", "expired", "withdrawn")
ENDS = {"accept": "accepted", "reject": "rejected", "expire": "expired", "withdraw": "withdrawn"}
_ENDED = {
    "accepted": N_("This offer was accepted already."),
    "rejected": N_("This offer was rejected already."),
    "expired": N_("This offer expired."),
    "withdrawn": N_("This offer was taken back."),
}


def move(state: str, act: str) -> str:
    """Return the state that an answer leads to; an offer is answered once."""
    if state != "requested":
        raise Refusal(_ENDED[state])
    return ENDS[act]


def check_offer(
    part: str,
    giver: str,
    department: str,
    person: str,
    *,
    departments: Collection[str],
    members: Collection[str],
    open_parts: Collection[str],
) -> None:
    """Refuse an offer that cannot be made.

    `departments` are those that exist, `members` the staff of the one offered to, and `open_parts`
    the parts of the case that wait for an answer.
    """
    if department not in departments:
        raise Refusal(N_("Choose the department that it is offered to."))
    if person == giver or (not person and set(members) == {giver}):
        raise Refusal(N_("Nobody hands over to themselves."))
    if person and person not in members:
        raise Refusal(N_("This person does not belong to that department."))
    if part == "responsibility" and "responsibility" in open_parts:
        raise Refusal(N_("An offer of this case waits for its answer. Take it back first."))


def clock(
    offered_at: datetime, *, promises: Promises = PROMISES, calendar: WorkCalendar, tz: tzinfo
) -> tuple[Due, bool]:
    """Return when an offer expires, and whether it goes to the general duty officer.

    In working hours it has so many working hours; at other times the duty officer has as many by the clock.
    """
    if calendar.is_open(offered_at.astimezone(tz)):
        return for_handover(offered_at, promises=promises, calendar=calendar, tz=tz), False
    due_at = offered_at.astimezone(UTC) + timedelta(hours=promises.accept_workhours)
    due = Due("accept", "house", offered_at, due_at, promises.accept_workhours, "hours")
    return replace(due, certain=calendar.is_certain(offered_at.astimezone(tz).date())), True

"""Who may do what: the one table of permissions, asked by every service."""

from __future__ import annotations

from typing import NamedTuple

from kiosk.i18n import N_
from kiosk.rules.refusal import Refusal

ROLES = ("desk", "handler", "head", "supervisor", "leader", "admin", "auditor")
ROLE_WORDS = {
    "desk": N_("Service desk"),
    "handler": N_("Department contact"),
    "head": N_("Department head"),
    "supervisor": N_("Supervisor"),
    "leader": N_("Hospital leader"),
    "admin": N_("Administrator"),
    "auditor": N_("Auditor"),
}


class Actor(NamedTuple):
    """Somebody who acts, with all that rights depend on."""

    code: str
    role: str
    departments: frozenset[str] = frozenset()
    is_duty: bool = False
    """The general duty officer of this moment."""


class Standing(NamedTuple):
    """What rights need to know of a case."""

    responsible: str
    """Staff code, or `desk:CODE`."""
    office: frozenset[str] = frozenset()
    """Departments of whoever is responsible."""
    involved: frozenset[str] = frozenset()
    """Departments that lead, help or got a notice, and the one that the case is about."""
    offered_to: frozenset[str] = frozenset()
    """Departments with an open offer of the case or of a part of its work."""
    offered_by: frozenset[str] = frozenset()
    """Who gave the open offers."""
    is_on_duty: bool = False
    """An open offer went to the general duty officer."""
    grade: str = "minor"


# How somebody can stand to a case.
RESPONSIBLE, OFFICE, INVOLVED, OFFERED, GIVER = "responsible", "office", "involved", "offered", "giver"
EVERY_WAY = frozenset({RESPONSIBLE, OFFICE, INVOLVED, OFFERED, GIVER})
CLOSE = frozenset({RESPONSIBLE, OFFICE})
AT_WORK = frozenset({RESPONSIBLE, OFFICE, INVOLVED})
NOBODY: frozenset[str] = frozenset()

DESK, SUPERVISOR = frozenset({"desk", "supervisor"}), frozenset({"supervisor"})
ALL_SEEING = frozenset({"desk", "supervisor", "leader", "auditor"})
WORKING = frozenset({"desk", "handler", "head", "supervisor", "leader"})
"""Roles that may change a case at all."""


class Right(NamedTuple):
    """Who has a right: some roles with every case, others by how they stand to it."""

    roles: frozenset[str]
    ways: frozenset[str] = NOBODY


TABLE: dict[str, Right] = {
    "read": Right(ALL_SEEING, EVERY_WAY),
    "reveal": Right(DESK | {"leader", "auditor"}, AT_WORK),
    "print": Right(DESK | {"leader", "auditor"}, AT_WORK),
    "note": Right(DESK | {"leader"}, EVERY_WAY),
    "start": Right(SUPERVISOR, CLOSE),
    "reply": Right(SUPERVISOR, CLOSE),
    "ask": Right(DESK, CLOSE),
    "grade_up": Right(WORKING, NOBODY),
    "grade_down": Right(SUPERVISOR),
    "offer": Right(SUPERVISOR, CLOSE),
    "accept": Right(NOBODY, frozenset({OFFERED})),
    "reject": Right(NOBODY, frozenset({OFFERED})),
    "withdraw_offer": Right(SUPERVISOR, frozenset({GIVER})),
    "involve": Right(SUPERVISOR, CLOSE),
    "meet": Right(SUPERVISOR | {"leader"}, CLOSE),
    "call_back": Right(DESK, AT_WORK),
    "do_task": Right(SUPERVISOR, AT_WORK),
    "pause": Right(SUPERVISOR, CLOSE),
    "resume": Right(SUPERVISOR, CLOSE),
    "investigate": Right(SUPERVISOR, AT_WORK),
    "answer": Right(SUPERVISOR, CLOSE),
    "verdict": Right(DESK, CLOSE),
    "reopen": Right(SUPERVISOR),
    "withdraw": Right(DESK, CLOSE),
    "void": Right(SUPERVISOR),
    "link": Right(DESK, CLOSE),
    "unlink": Right(DESK, CLOSE),
    "attach": Right(DESK, CLOSE),
    "notice": Right(SUPERVISOR),
    "mend": Right(SUPERVISOR, frozenset({INVOLVED, RESPONSIBLE, OFFICE})),
    "excuse_notice": Right(SUPERVISOR),
    "reissue": Right(DESK),
    "register": Right(frozenset({"desk", "handler", "head", "supervisor"})),
    "see_followups": Right(WORKING | {"auditor"}),
    "do_followup": Right(DESK, frozenset({INVOLVED})),
    "see_work": Right(WORKING | {"auditor"}),
    "search": Right(WORKING | {"auditor"}),
    "search_personal": Right(DESK | {"leader", "auditor"}),
    "take_alert": Right(WORKING | {"admin"}),
    "see_parked": Right(SUPERVISOR | {"admin"}),
    "see_audit": Right(frozenset({"auditor"})),
    "export_audit": Right(frozenset({"auditor"})),
    "manage_people": Right(frozenset({"admin"})),
    "export_person": Right(SUPERVISOR | {"admin"}),
    "erase_person": Right(SUPERVISOR | {"admin"}),
    "hold": Right(SUPERVISOR | {"admin"}),
    "manage_settings": Right(frozenset({"admin"})),
    "manage_roster": Right(SUPERVISOR | {"admin"}),
    "edit_scripts": Right(SUPERVISOR | {"admin"}),
    "see_notices": Right(WORKING | {"auditor"}),
    "appeal": Right(frozenset({"head"})),
    "decide_appeal": Right(SUPERVISOR | {"leader"}),
    "write_conduct": Right(SUPERVISOR),
    "read_conduct": Right(SUPERVISOR | {"leader"}),
    "see_stars": Right(WORKING | {"auditor"}),
    "give_stars": Right(SUPERVISOR),
    "see_themes": Right(WORKING | {"auditor"}),
    "theme_decide": Right(SUPERVISOR | {"leader"}),
    "theme_publish": Right(SUPERVISOR),
    "see_training": Right(WORKING),
    "teach": Right(DESK),
    "answer_unknown": Right(DESK),
    "import_stays": Right(DESK | {"admin"}),
    "import_orders": Right(DESK | {"admin"}),
    "publish_month": Right(SUPERVISOR),
    "see_reports": Right(frozenset({"head", "supervisor", "leader", "admin", "auditor"})),
}
ACTS = tuple(TABLE)
READING = frozenset({"read", "reveal", "print"})
"""The only acts on a case that somebody who changes nothing may have."""

_NOT_ROLE = N_("Your role does not have this right.")
_NOT_YOURS = N_("Only those who work on this case can do this.")
_NOT_RESPONSIBLE = N_("Only the office that answers for this case can do this.")
_NOT_OFFERED = N_("Only the department that it was offered to can do this.")
_NOT_GIVEN = N_("Only who made the offer can take it back.")
_SUPERVISOR = N_("Only a supervisor can do this.")


def ways(actor: Actor, standing: Standing) -> frozenset[str]:
    """Say how somebody stands to a case."""
    found = set()
    if actor.code == standing.responsible or (
        standing.responsible.startswith("desk:") and actor.role == "desk"
    ):
        found.add(RESPONSIBLE)
    if actor.departments & standing.office:
        found.add(OFFICE)
    if actor.departments & standing.involved:
        found.add(INVOLVED)
    if actor.departments & standing.offered_to or (actor.is_duty and standing.is_on_duty):
        found.add(OFFERED)
    if actor.code in standing.offered_by:
        found.add(GIVER)
    return frozenset(found)


def may(actor: Actor, act: str, standing: Standing | None = None) -> str:
    """Return "" when somebody may do this, else the sentence that says why not."""
    right = TABLE[act]
    if actor.role in right.roles:
        return ""
    if actor.role not in WORKING and act not in READING:
        return _NOT_ROLE
    if standing is not None and actor.role in WORKING and right.ways & ways(actor, standing):
        return ""
    return _why_not(right)


def require(actor: Actor, act: str, standing: Standing | None = None) -> None:
    """Refuse what somebody may not do."""
    if sentence := may(actor, act, standing):
        raise Refusal(sentence)


def _why_not(right: Right) -> str:
    if not right.ways:
        return _SUPERVISOR if right.roles == SUPERVISOR else _NOT_ROLE
    if right.ways == {OFFERED}:
        return _NOT_OFFERED
    if right.ways == {GIVER}:
        return _NOT_GIVEN
    return _NOT_RESPONSIBLE if right.ways == CLOSE else _NOT_YOURS

"""A case as staff work it: everything that its screen shows, read at one moment, with what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Case, CaseDepartment, CaseLink, Handover, Notice, Pause, Person, Task
from kiosk.rules import answering, lifecycle
from kiosk.rules.numbers import mask_name, mask_phone
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, Standing, may, require
from kiosk.services import acts, audit, cases, grouping, handovers, notices, pauses, staff, tasks

DEPARTMENTS = "WHERE case_uid = ? AND ended_at IS NULL ORDER BY part DESC, added_at"
BEFORE = N_("Nobody works on this case any more.")
NOT_ANSWERED = N_("This case has not been answered yet.")
NOT_CLOSED = N_("This case is still open.")
NO_OFFER = N_("No offer waits for an answer.")
OFFERED = N_("An offer of this case waits for its answer. Take it back first.")
NOT_PAUSED = N_("The clocks of this case do not stand still.")
PAUSED = N_("The clocks of this case stand still already.")
ANSWERED = N_("This case has already been answered.")
BEGUN = N_("Work on this case has already begun.")


@dataclass(frozen=True)
class CaseView:
    """A case with all that belongs to it, and what one person may do with it now."""

    case: Case
    people: tuple[Person, ...]
    """Masked: the whole is read with `acts.reveal`, which is an audit entry."""
    offers: tuple[Handover, ...]
    departments: tuple[CaseDepartment, ...]
    tasks: tuple[Task, ...]
    pauses: tuple[Pause, ...]
    links: tuple[CaseLink, ...]
    linked: dict[UUID, str]
    notices: tuple[Notice, ...]
    standing: Standing
    missing: tuple[str, ...]
    """Codes of what the gate still asks for; see rules.answering.MISSING."""
    can: dict[str, str]
    """Act to "" or the untranslated sentence why not."""

    @property
    def open_offers(self) -> tuple[Handover, ...]:
        """Return the offers that wait for an answer."""
        return tuple(offer for offer in self.offers if offer.state == "requested")

    @property
    def is_paused(self) -> bool:
        """Tell whether the house's clocks stand still."""
        return any(pause.ended_at is None for pause in self.pauses)


def of(uid: UUID, actor: Actor, settings: Settings, now: datetime) -> CaseView:
    """Return a case for somebody who may read it."""
    with store.reading():
        case = cases.find(uid)
        standing = staff.standing(case)
        require(actor, "read", standing)
        offers = tuple(handovers.of(uid))
        waiting = tuple(one for one in offers if one.state == "requested" and one.due_at > now)
        links = grouping.of(uid)
        paused = pauses.of(uid)
        return CaseView(
            case=case,
            people=tuple(masked(person) for person in case.people),
            offers=offers,
            departments=tuple(store.load(CaseDepartment, DEPARTMENTS, uid.hex)),
            tasks=tuple(tasks.of(uid)),
            pauses=tuple(paused),
            links=tuple(links),
            linked=grouping.numbers_of(links),
            notices=tuple(notices.of(uid)),
            standing=standing,
            missing=answering.missing(acts.gate_facts(case)),
            can=allowed(actor, case, standing, waiting, any(one.ended_at is None for one in paused)),
        )


def opened(uid: UUID, actor: Actor, settings: Settings, now: datetime) -> CaseView:
    """Return a case for somebody who opens it; that they read it stands in the trail before they see it."""
    view = of(uid, actor, settings, now)
    audit.read(uid, actor, now)
    return view


def masked(person: Person) -> Person:
    """Return somebody's personal data with most of it covered."""
    covered = Person(uid=person.uid, case=person.case, role=person.role, is_child=person.is_child)
    covered.name = mask_name(person.name, person.is_child) if person.name else ""
    covered.phone = mask_phone(person.phone) if person.phone else ""
    covered.phone_end, covered.pin = person.phone_end, person.pin
    return covered


CASE_ACTS = (
    *("note", "reply", "ask", "start", "grade_up", "grade_down", "offer", "accept", "reject"),
    *("withdraw_offer", "involve", "meet", "call_back", "do_task", "pause", "resume", "investigate"),
    *("answer", "verdict", "reopen", "withdraw", "void", "link", "unlink", "attach", "notice", "mend"),
    *("excuse_notice", "print", "reveal", "reissue", "teach"),
)
AT_ANY_STAGE = frozenset(
    ("note", "grade_up", "grade_down", "link", "unlink", "attach", "print", "reveal", "reissue", "teach")
    + ("reopen", "void", "verdict", "mend", "notice")
)


def allowed(
    actor: Actor, case: Case, standing: Standing, waiting: tuple[Handover, ...], is_paused: bool
) -> dict[str, str]:
    """Say of every act whether it can be done now, and why not; `waiting` are the offers to be answered."""
    found = {act: may(actor, act, standing) for act in CASE_ACTS}
    # A piece of its work may be offered while an offer of the whole waits.
    found["help"] = found["offer"] or ("" if lifecycle.is_open(case.stage) else BEFORE)
    for act, why in found.items():
        found[act] = why or why_not_now(act, case, waiting, is_paused, actor)
    return found


def why_not_now(act: str, case: Case, waiting: tuple[Handover, ...], is_paused: bool, actor: Actor) -> str:
    """Say why an act that somebody has a right to cannot be done at this moment."""
    stage, is_over = case.stage, case.stage in ("withdrawn", "void")
    mine = [offer for offer in waiting if can_answer(offer, actor)]
    reasons = {
        "start": BEGUN if stage != "received" else "",
        "verdict": {"answered": "", "closed": ""}.get(stage, BEFORE if is_over else NOT_ANSWERED),
        "answer": BEFORE if stage not in ("received", "working") else "",
        "investigate": ANSWERED if stage == "answered" else "",
        "reopen": NOT_CLOSED if lifecycle.is_open(stage) else BEFORE if is_over else "",
        "accept": "" if mine else NO_OFFER,
        "reject": "" if mine else NO_OFFER,
        "withdraw_offer": "" if waiting else NO_OFFER,
        "offer": OFFERED if any(one.part == "responsibility" for one in waiting) else "",
        "pause": PAUSED if is_paused else "",
        "resume": "" if is_paused else NOT_PAUSED,
    }
    if act not in AT_ANY_STAGE and not lifecycle.is_open(stage):
        return BEFORE
    return reasons.get(act, "")


def can_answer(offer: Handover, actor: Actor) -> bool:
    """Tell whether an offer was made to somebody."""
    try:
        handovers.may_answer(offer, actor)
    except Refusal:
        return False
    return True

"""What terminals did and the register did not take: read, done again, or settled by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Delivery
from kiosk.rules.numbers import mask_name, mask_phone
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.services import carrying
from kiosk.services.delivering import AGAIN

SETTLED = "settled"
"""Stands where the problem stood, once somebody has seen to it."""
WAITING = "WHERE problem <> '' AND problem <> 'settled' ORDER BY at, uid LIMIT 500"
ACTS = {
    "cases.file": N_("Filed a case"),
    "calls.call": N_("Called a person"),
    "closing.give_verdict": N_("Gave the verdict"),
    "patients.add_message": N_("Wrote something"),
    "patients.withdraw": N_("Withdrew the case"),
    "patients.rate_case": N_("Rated how a case was handled"),
    "ratings.rate": N_("Rated"),
}
MASKS: dict[str, Callable[[str], str]] = {"name": mask_name, "patient_name": mask_name, "phone": mask_phone}
HIDDEN = ("pin",)


def waiting(by: Actor) -> list[Delivery]:
    """Return what nobody has seen to yet, the oldest first."""
    require(by, "see_parked")
    return store.load(Delivery, WAITING)


def read(uid: UUID, by: Actor, now: datetime) -> list[tuple[str, str]]:
    """Return what an act was told, field by field, personal data masked; an audit entry tells of it."""
    require(by, "see_parked")
    with store.writing("spool.read", by.code, str(uid), now):
        return list(told(fresh(uid)))


def told(one: Delivery) -> Iterator[tuple[str, str]]:
    """Give the fields that an act was told, personal data masked."""
    facts = json.loads(one.facts) if one.facts else {}
    for name, value in flat(facts):
        if value and name not in HIDDEN:
            mask = MASKS.get(name, str)
            yield name, mask(value) if isinstance(value, str) else str(value)


def flat(facts: dict[str, object]) -> Iterator[tuple[str, object]]:
    """Return the fields of a document and of what stands in it."""
    for name, value in facts.items():
        if isinstance(value, dict):
            yield from flat(value)
        elif name != "now":
            yield name, value


def do_again(uid: UUID, by: Actor, settings: Settings, now: datetime) -> Delivery:
    """Do an act as the terminal did it; refused with the reason where the register still does not take it."""
    require(by, "see_parked")
    with store.whole():
        one = fresh(uid)
        try:
            carrying.do_again(one.act, one.facts, settings)
        except (Refusal, *AGAIN):
            raise
        except Exception:
            # Acts are parked whatever went wrong, and it goes wrong again: a later terminal tells more
            # than is known here, or its words were not taken.
            raise Refusal(N_("The register still does not take it. See to it by hand.")) from None
        return mark(one, "", "spool.done_again", by, now)


def settle(uid: UUID, by: Actor, now: datetime) -> Delivery:
    """Say that somebody has seen to it by hand."""
    require(by, "see_parked")
    return mark(fresh(uid), SETTLED, "spool.settled", by, now)


def mark(one: Delivery, problem: str, act: str, by: Actor, now: datetime) -> Delivery:
    """Note what became of it."""
    with store.writing(act, by.code, str(one.uid), now) as written:
        written.change(one, problem=problem)
    return one


def fresh(uid: UUID) -> Delivery:
    """Return a parked act that nobody has seen to yet."""
    found = store.load(Delivery, "WHERE uid = ? AND problem <> '' AND problem <> 'settled'", uid.hex)
    if not found:
        raise Refusal(N_("Somebody has seen to this already."))
    return found[0]

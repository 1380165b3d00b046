"""Deliver what a terminal did to the central register: each act once, in order, and none is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Alert, Delivery, Outbox
from kiosk.records.faults import Busy, Conflict, Full, Offline, ReadOnly, StoreFault, Undone
from kiosk.services import alerts, carrying, cases, closing, patients, ratings, unknown

AGAIN = (Busy, Full, Offline, ReadOnly)
"""Faults that pass: the same act is tried again later."""
PATIENCE = 5
"""Times that an act is tried that somebody else's change collides with."""
KEPT = timedelta(days=30)
"""How long an act stays here after it was delivered: it is offered again after a failover."""
BATCH = 50
WAITING = "WHERE state = 'waiting' ORDER BY place LIMIT ?"
KNOWN = "SELECT 1 FROM delivery WHERE uid = ?"
HEAD = "SELECT head FROM audit_chain WHERE chain = ?"
SENT = "SELECT uid FROM outbox WHERE state = 'delivered' AND sent_at > ? ORDER BY place"
COUNTS = "SELECT state, COUNT(*) FROM outbox GROUP BY state"
CARRIED = (cases.file, patients.add_message, closing.give_verdict, ratings.rate, unknown.keep)
"""Modules whose services are carried: they are here so that an act finds its service."""


class Outcome(NamedTuple):
    """How far a round of deliveries came."""

    delivered: int
    parked: int
    is_over: bool
    """Whether nothing more waits; else the register could not be reached, or there is more."""


class Counts(NamedTuple):
    """How many acts of this terminal stand where."""

    waiting: int
    delivered: int
    parked: int


def deliver_some(
    spool: store.Register, central: store.Register, settings: Settings, now: datetime, most: int = BATCH
) -> Outcome:
    """Deliver the acts that wait, in their order; raises what keeps the register from being reached."""
    with store.at(spool):
        waiting = store.load(Outbox, WAITING, most)
        heads = store.rows(HEAD, spool.chain)
    head = bytes(heads[0][0]) if heads else b""
    problems: list[str] = []
    try:
        with store.at(central):
            for act in waiting:
                problems.append(deliver(act, spool.chain, head, settings, now))
    finally:
        with store.at(spool):
            mark(waiting[: len(problems)], problems, now)
    parked = sum(map(bool, problems))
    return Outcome(len(waiting) - parked, parked, len(waiting) < most)


def deliver(act: Outbox, terminal: str, head: bytes, settings: Settings, now: datetime) -> str:
    """Do an act at the central register unless it was done; return why it is parked there, or nothing."""
    for _turn in range(PATIENCE):
        try:
            return do_once(act, terminal, head, settings, now)
        except AGAIN:
            raise
        except (Conflict, Undone):
            continue  # somebody changed the same case, or another line delivered the same act
        except Exception as problem:
            # Whatever it is: the acts behind it must not wait for it, and it must not vanish.
            return park(act, terminal, head, type(problem).__name__, now)
    return park(act, terminal, head, Conflict.__name__, now)


def do_once(act: Outbox, terminal: str, head: bytes, settings: Settings, now: datetime) -> str:
    """Do an act and note its delivery in one transaction."""
    with store.whole():
        if known := store.load(Delivery, "WHERE uid = ?", act.uid.hex):
            return str(known[0].problem)
        carrying.do_again(act.act, act.facts, settings)
        with store.writing("spool.delivered", f"terminal:{terminal}", str(act.uid), now) as written:
            written.add(delivery(act, terminal, head, now))
    return ""


def park(act: Outbox, terminal: str, head: bytes, problem: str, now: datetime) -> str:
    """Note an act that the register does not take, with all that it was told, and alert the supervisors."""
    told = delivery(act, terminal, head, now, problem, act.facts)
    alert = alerts.alert("parked", now, role="supervisor", terminal=terminal, act=act.act)
    try:
        note(act, terminal, now, told, alert)
    except AGAIN:
        raise
    except StoreFault:
        # Even its words are not taken: they stay at the terminal, where they are parked too.
        note(act, terminal, now, delivery(act, terminal, head, now, problem), alert)
    return problem


def note(act: Outbox, terminal: str, now: datetime, told: Delivery, alert: Alert) -> None:
    """Write down that an act is parked."""
    with store.writing("spool.parked", f"terminal:{terminal}", str(act.uid), now) as written:
        if store.rows(KNOWN, act.uid.hex):
            written.is_idle = True
            return
        written.add(told)
        written.add(alert)


def delivery(
    act: Outbox, terminal: str, head: bytes, now: datetime, problem: str = "", facts: str = ""
) -> Delivery:
    """Return the note of an act that came."""
    return Delivery(
        uid=act.uid, terminal=terminal, act=act.act, at=now, head=head, problem=problem, facts=facts
    )


def mark(acts: Sequence[Outbox], problems: Sequence[str], now: datetime) -> None:
    """Note at the terminal which acts were delivered and which are parked; one write for all of them."""
    if not acts:
        return
    with store.whole():
        for act, problem in zip(acts, problems, strict=True):
            state = "parked" if problem else "delivered"
            values = {"state": state, "problem": problem, "sent_at": now, "tries": act.tries + 1}
            Outbox.update(**values).where(Outbox.uid == act.uid).execute()


def offer_again(spool: store.Register, central: store.Register, now: datetime) -> int:
    """Let acts wait again that were delivered to a register that has lost them; return how many."""
    with store.at(spool):
        since = int((now - KEPT).timestamp() * 1000)
        sent = [uid for (uid,) in store.rows(SENT, since)]
    lost: list[str] = []
    for first in range(0, len(sent), BATCH):
        some = sent[first : first + BATCH]
        with store.at(central):
            lost += missing(some)
    with store.at(spool), store.whole():
        for uid in lost:
            Outbox.update(state="waiting", sent_at=None).where(Outbox.uid == UUID(uid)).execute()
    return len(lost)


def missing(uids: Sequence[str]) -> list[str]:
    """Return which of some acts the register does not know."""
    marks = ", ".join("?" * len(uids))
    known = store.rows(f"SELECT uid FROM delivery WHERE uid IN ({marks})", *uids)
    found = {UUID(str(uid)) for (uid,) in known}
    return [uid for uid in uids if UUID(uid) not in found]


def forget_old(now: datetime) -> int:
    """Drop from the outbox what was delivered long ago; what is parked stays."""
    with store.whole():
        query = Outbox.delete().where((Outbox.state == "delivered") & (Outbox.sent_at < now - KEPT))
        return int(query.execute())


def counts() -> Counts:
    """Count the acts of this terminal."""
    found = dict(store.rows(COUNTS))
    return Counts(*(int(found.get(state, 0)) for state in Counts._fields))

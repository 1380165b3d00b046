"""Alerts on their way to the telephones of staff: of a grave case, and of a late one; nobody's data."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_, _, pick, speaking
from kiosk.records import Alert, Case, StaffMessage, database
from kiosk.rules import hooks as pausing
from kiosk.services import cases
from kiosk.services.hooks import LEASE, millis

KINDS = ("graded", "late")
RECENT, GIVEN_UP = timedelta(days=1), timedelta(days=1)
"""How old an alert may be that is told for the first time, and after how long it is told no more."""
MESSAGES = UUID("f1b0a1d5-9d0e-5f57-8a53-0c9f0f6f2b6e")
NEW = "WHERE kind IN ('graded', 'late') AND at > ? ORDER BY at, uid"
KEEP = """INSERT INTO staff_message (uid, alert, address, at, state, tries, next_at)
    VALUES (?, ?, ?, ?, 'waiting', 0, ?) ON CONFLICT (uid) DO NOTHING"""
KNOWN = "SELECT 1 FROM staff_message WHERE uid = ?"
DUE = "SELECT uid FROM staff_message WHERE state = 'waiting' AND next_at <= ? ORDER BY next_at, uid LIMIT ?"
CLAIM = "UPDATE staff_message SET tries = tries + 1, next_at = ? WHERE uid = ?"
MARK = "UPDATE staff_message SET state = ?, next_at = ? WHERE uid = ? AND state = 'waiting'"
GRADES = {"complex": N_("complex"), "major": N_("major")}
SENTENCES = {
    "graded": N_("Case %(number)s is graded %(grade)s. Department: %(department)s. Open the console."),
    "late": N_("Case %(number)s is late. Grade: %(grade)s. Department: %(department)s. Open the console."),
}


class Message(NamedTuple):
    """A message on its way to one address."""

    uid: UUID
    address: bytes
    """Keyed hash of where it goes."""
    words: str
    tries: int
    made_at: datetime


def mark_of(address: str) -> bytes:
    """Return what the register keeps of an address."""
    return hmac.digest(store.keys().index, address.encode(), "sha256")


def gather(addresses: Iterable[str], now: datetime) -> int:
    """Make a message of every new alert for each address; what rings for several people is told once."""
    marks = [mark_of(address) for address in addresses]
    wanted = [
        (uuid5(MESSAGES, f"{mark.hex()}\n{one.__data__['case']}\n{one.kind}\n{millis(one.at)}"), one, mark)
        for one in store.load(Alert, NEW, millis(now - RECENT))
        for mark in marks
        if one.__data__["case"] is not None
    ]
    new = [one for one in wanted if not store.rows(KNOWN, one[0].hex)]
    if not new:
        return 0
    with store.alone("messages"):
        for uid, one, mark in new:
            database.execute_sql(KEEP, (uid.hex, one.uid.hex, mark, millis(now), millis(now)))
    return len(new)


def due(settings: Settings, now: datetime, most: int) -> list[Message]:
    """Take the messages whose turn it is."""
    with store.alone("messages"):
        free = [uid for (uid,) in store.rows(DUE, millis(now), most)]
        for uid in free:
            database.execute_sql(CLAIM, (millis(now + LEASE), uid))
    with speaking(settings.language):
        return [message(row) for uid in free for row in store.load(StaffMessage, "WHERE uid = ?", uid)]


def message(row: StaffMessage) -> Message:
    """Return a message in words, without anybody's data."""
    [alert] = store.load(Alert, "WHERE uid = ?", row.alert.hex)
    [case] = store.load(Case, "WHERE uid = ?", alert.__data__["case"].hex)
    places = {
        "number": case.number,
        "grade": _(GRADES.get(case.grade, N_("minor"))),
        "department": pick(cases.office_name(case.department)) or "—",
    }
    return Message(row.uid, bytes(row.address), _(SENTENCES[alert.kind]) % places, row.tries, row.at)


def sent(one: Message, now: datetime) -> None:
    """Mark a message that was sent."""
    with store.alone("messages"):
        database.execute_sql(MARK, ("sent", millis(now), one.uid.hex))


def not_sent(one: Message, settings: Settings, now: datetime) -> None:
    """Let a message be sent again later, or give it up: the alert rings on the consoles all the same."""
    again = now + pausing.pause(one.tries, timedelta(seconds=settings.hook_pause))
    state = "waiting" if now - one.made_at < GIVEN_UP else "given_up"
    with store.alone("messages"):
        database.execute_sql(MARK, (state, millis(again), one.uid.hex))

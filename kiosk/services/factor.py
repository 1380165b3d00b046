"""The second factor: the last digits of the phone, or the chosen PIN. Failures are counted and slowed."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from kiosk import store
from kiosk.records import Attempt, Case, database
from kiosk.services import cases

Answer = Literal["open", "wrong", "locked"]

WINDOW = timedelta(hours=1)
CASE_TRIES, ADDRESS_TRIES = 5, 20
"""Wrong tries within an hour, for one case and from one address."""
CASE_TOTAL = 10
"""Wrong tries until the link stays locked and the desk issues a new one."""


SHUT = "SELECT 1 FROM attempt WHERE key = ? AND total >= ?"


def unlock(uid: UUID, digits: str, address: str, now: datetime) -> Answer:
    """Try the four digits of a case; the answer and the count are one transaction."""
    return tried_once(uid.bytes, fits(cases.find(uid), digits), str(uid), address, now)


def unlock_number(told: str, digits: str, address: str, now: datetime) -> tuple[Answer, Case | None]:
    """Try the digits for a case number or a link's token; one that no case has fails as wrong digits do.

    It is counted and locked in the same way, too: nobody learns here which numbers exist.
    """
    case = cases.by_number(told) or cases.by_token(told)
    if case is None:
        return tried_once(told.encode(), False, "unknown", address, now), None
    answer = unlock(case.uid, digits, address, now)
    return answer, case if answer == "open" else None


def tried_once(name: bytes, is_right: bool, subject: str, address: str, now: datetime) -> Answer:
    """Answer one try, and count it where it failed."""
    with store.writing("factor.tried", "patient", subject, now):
        database.obj.hold("factor")  # an address tries many cases
        tried = [attempt("case", name, now), attempt("address", address.encode(), now)]
        if is_locked(*tried):
            return "locked"
        if is_right:
            return "open"
        for one in tried:
            one.failures += 1
            one.total += 1
            one.save()
        return "locked" if is_locked(*tried) else "wrong"


def is_locked(case: Attempt, address: Attempt) -> bool:
    """Say whether no more tries are taken now."""
    return case.total >= CASE_TOTAL or case.failures >= CASE_TRIES or address.failures >= ADDRESS_TRIES


def is_shut(uid: UUID) -> bool:
    """Say whether a case's link is dead until the desk issues a new one."""
    return bool(store.rows(SHUT, attempt_key("case", uid.bytes), CASE_TOTAL))


def seal_key() -> bytes:
    """Return the secret behind the status page's cookies and forms; it changes with the register's own."""
    return hmac.digest(store.keys().index, b"status page", "sha256")


def fits(case: Case, digits: str) -> bool:
    """Compare the digits with every factor of the case, in the same time whatever they are."""
    told = cases.factor_hash(case.uid, digits)
    known = [mark for person in case.people for mark in (person.phone_end, person.pin) if mark]
    return any([hmac.compare_digest(told, bytes(mark)) for mark in known or [bytes(len(told))]])


def kind(case: Case) -> Literal["phone", "pin", "none"]:
    """Say which second factor a case has."""
    if any(person.phone_end for person in case.people):
        return "phone"
    return "pin" if any(person.pin for person in case.people) else "none"


def attempt_key(what: str, name: bytes) -> bytes:
    """Return what stands in the register for a case or an address."""
    return hmac.digest(store.keys().index, what.encode() + b":" + name, "sha256")


def attempt(what: str, name: bytes, now: datetime) -> Attempt:
    """Return the count of failures, begun anew when its hour is over, or far off by a clock that was set.

    Another process may have begun it a moment later than this one looked at the clock: that is no new hour.
    """
    key = attempt_key(what, name)
    found = Attempt.get_or_none(Attempt.key == key) or Attempt.create(key=key, window_at=now)
    if abs(now - found.window_at) >= WINDOW:
        found.window_at, found.failures = now, 0
    return found


def forget_failures(uid: UUID, now: datetime) -> None:
    """Begin anew for a case whose link was reissued; to be called inside `writing`."""
    found = attempt("case", uid.bytes, now)
    found.failures = found.total = 0
    found.save()

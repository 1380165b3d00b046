"""Who may sign in: the password's hash, and how failures are slowed down."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Account, Attempt
from kiosk.rules.passwords import LONGEST, folded
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor
from kiosk.rules.text import clean, is_code
from kiosk.services import staff
from kiosk.services.factor import attempt_key

if TYPE_CHECKING:
    from argon2 import Parameters, PasswordHasher

COST: Parameters | None = None
"""What a hash costs; None takes what the library advises."""
QUIET = timedelta(minutes=15)
"""Failures further apart than this do not add up."""
ACCOUNT, ADDRESS = "sign-in", "sign-in from"
TRIES = {ACCOUNT: 5, ADDRESS: 20}
"""Failures after which an account waits, and an address."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=16)
UNKNOWN = "unknown"
SIGNING_IN = "sign-in"
"""What is held while tries are counted."""
LONGEST_NAME = 64
"""Characters of a name that are looked at; nobody's is longer than half of them."""
NOT_THESE = N_("Name and password do not fit together.")
NOT_THIS_KEY = N_("This SSH key does not open the console. Ask an administrator.")


@dataclass(frozen=True)
class SignedIn:
    """Who came in, and what the console says first."""

    actor: Actor
    since: datetime | None
    """The sign-in before this one; None at the first."""
    must_change: bool
    """Somebody else chose the password."""
    language: str
    """What this person reads; empty is what the settings say."""


def hasher() -> PasswordHasher:
    """Return the way of hashing that holds now."""
    from argon2 import PasswordHasher

    return PasswordHasher() if COST is None else PasswordHasher.from_parameters(COST)


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    return hasher().hash(folded(password))


@cache
def decoy() -> str:
    """Return the hash of something nobody knows: an unknown name takes as long as a known one."""
    return hashed(secrets.token_hex(16))


def is_right(account: Account | None, password: str) -> bool:
    """Hold a password against an account's; one that nobody has is held against nothing, as slowly."""
    from argon2.exceptions import InvalidHashError, VerificationError

    nothing = decoy()
    is_open = account is not None and not account.is_disabled and bool(account.password)
    kept = account.password if account is not None and is_open else nothing
    try:
        hasher().verify(kept, folded(password[: LONGEST * 4]))
    except (VerificationError, InvalidHashError):
        return False
    return is_open


def account_of(code: str) -> Account | None:
    """Return somebody's right to sign in."""
    found = store.load(Account, "WHERE code = ?", code) if is_code(code) else []
    return found[0] if found else None


def enter(code: str, password: str, settings: Settings, now: datetime, address: str = "") -> SignedIn:
    """Let somebody in who knows the password; `address` is where from, and is slowed down as well."""
    proved_with = proved(code, password, now, address)
    again = hashed(password) if hasher().check_needs_rehash(proved_with) else ""
    return let_in(plain(code), settings, now, password=proved_with, rehashed=again)


def enter_by_key(code: str, fingerprint: str, settings: Settings, now: datetime) -> SignedIn:
    """Let somebody in whose SSH key opened the session, when it is the key that the register knows."""
    account = account_of(plain(code))
    known = account.fingerprint if account is not None and not account.is_disabled else ""
    if not known or not hmac.compare_digest(known.encode(), fingerprint.encode()):
        note_failure(account, now)
        raise Refusal(NOT_THIS_KEY)
    return let_in(plain(code), settings, now, fingerprint=known)


def let_in(code: str, settings: Settings, now: datetime, rehashed: str = "", **proof: str) -> SignedIn:
    """Write that somebody came in, unless what proved it was taken away in this very moment."""
    with store.writing("people.signed_in", code, code, now) as written:
        account = account_of(code)
        if account is None or account.is_disabled:
            raise Refusal(NOT_THESE)
        if any(getattr(account, name) != value for name, value in proof.items()):
            raise Refusal(NOT_THESE)
        actor, since = staff.actor(code, settings), account.signed_in_at
        written.change(account, signed_in_at=now, **({"password": rehashed} if rehashed else {}))
    return SignedIn(actor, since, account.must_change and bool(account.password), account.language)


def plain(code: str) -> str:
    """Return a name as it stands in the register, however it was typed."""
    return clean(folded(code), LONGEST_NAME, lines=False).casefold()


def proved(code: str, password: str, now: datetime, address: str = "") -> str:
    """Return the hash that the password was held against, or refuse.

    Every try is counted before it is looked at, so that a hundred at once are a hundred.
    """
    count(plain(code), address, now)
    account = account_of(plain(code))
    if not is_right(account, password) or account is None:
        note_failure(account, now)
        raise Refusal(NOT_THESE)
    store.again(forgive, account.code, address, now)
    return account.password


def forgive(code: str, address: str, now: datetime) -> None:
    """Begin anew for an account whose password was right, and take back the one try of its address."""
    with store.alone(SIGNING_IN):
        clear(code, now)
        if address:
            give_back(address, now)


def note_failure(account: Account | None, now: datetime) -> None:
    """Tell of a failed try; a name that nobody has is not told: it may be a password."""
    with store.writing("people.sign_in_failed", "", account.code if account else UNKNOWN, now):
        pass


def count(code: str, address: str, now: datetime) -> None:
    """Count a try as failed until it is proved right, or refuse it while its account or address waits."""
    with store.alone(SIGNING_IN):
        tried = [(attempt(ACCOUNT, code, now), TRIES[ACCOUNT])]
        if address:
            tried.append((attempt(ADDRESS, address, now), TRIES[ADDRESS]))
        latest = max(one.window_at + wait(one.failures, tries) for one, tries in tried)
        if latest > now:
            minutes = -(-(latest - now) // timedelta(minutes=1))
            raise Refusal(N_("Too many tries. Try again in %(minutes)d min."), minutes=minutes)
        for one, _tries in tried:
            one.window_at, one.failures, one.total = now, one.failures + 1, one.total + 1
            one.save()


def wait(failures: int, tries: int) -> timedelta:
    """Return how long the next try waits: twice as long after every further failure."""
    if failures < tries:
        return timedelta(0)
    return min(FIRST_WAIT * (1 << min(failures - tries, 10)), LONGEST_WAIT)


def attempt(what: str, name: str, now: datetime) -> Attempt:
    """Return the count of failures, begun anew after a quiet time."""
    key = attempt_key(what, name.encode())
    found = Attempt.get_or_none(Attempt.key == key) or Attempt.create(key=key, window_at=now)
    if not found.window_at <= now < found.window_at + wait(found.failures, TRIES[what]) + QUIET:
        found.window_at, found.failures = now, 0
    return found


def clear(code: str, now: datetime) -> None:
    """Begin anew for an account: its password was right, or is another."""
    one = attempt(ACCOUNT, code, now)
    one.failures = one.total = 0
    one.save()


def give_back(address: str, now: datetime) -> None:
    """Take back the one try of an address that was right; those before it still count."""
    one = attempt(ADDRESS, address, now)
    one.failures = max(one.failures - 1, 0)
    one.save()

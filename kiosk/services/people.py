"""Who works here and may sign in: accounts, made and changed by an administrator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from kiosk import store
from kiosk.i18n import LANGUAGES, N_
from kiosk.records import Account, Department, Membership, Staff
from kiosk.rules import passwords
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import ROLES, Actor, require
from kiosk.rules.text import clean, is_code
from kiosk.services import signing
from kiosk.services.signing import SignedIn, enter, enter_by_key
from kiosk.services.staff import actor

__all__ = ["SignedIn", "actor", "enter", "enter_by_key"]

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,31}", re.ASCII)
FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}", re.ASCII)
NAME = 40
NO_NAME = N_("Write the name.")
LAST_ADMIN = """SELECT 1 FROM account JOIN staff ON staff.code = account.code
    WHERE staff.role = 'admin' AND NOT account.is_disabled AND account.code != ? LIMIT 1"""


class PersonRow(NamedTuple):
    """Somebody who works here, as an administrator sees them."""

    code: str
    names: dict[str, str]
    role: str
    departments: tuple[str, ...]
    """The main one first."""
    has_account: bool
    is_disabled: bool
    has_password: bool
    fingerprint: str
    must_change: bool
    signed_in_at: datetime | None


def first_admin_needed() -> bool:
    """Tell whether nobody can sign in yet."""
    return not store.rows("SELECT 1 FROM account LIMIT 1")


def is_allowed(code: str) -> bool:
    """Tell whether somebody who signed in may stay."""
    account = signing.account_of(code)
    return account is not None and not account.is_disabled


def add(
    code: str,
    names: Mapping[str, str] | str,
    role: str,
    departments: Iterable[str],
    by: Actor | None,
    now: datetime,
    password: str = "",
    must_change: bool = False,
) -> PersonRow:
    """Give somebody the right to sign in; only the very first administrator is made by nobody."""
    code, named_as = checked_code(code), checked_names(names)
    if password:
        passwords.check(password, code)
    kept = signing.hashed(password) if password else ""
    with store.writing("people.added", by.code if by else code, code, now) as written:
        if by is not None:
            require(by, "manage_people")
        elif role != "admin" or not first_admin_needed():
            raise Refusal(N_("Your role does not have this right."))
        if signing.account_of(code) is not None:
            raise Refusal(N_("%(code)s has an account already."), code=code)
        place(written, code, role, tuple(departments), now, named_as)
        written.add(
            Account(code=code, password=kept, must_change=must_change and bool(password), made_at=now)
        )
    return person(code)


def change(
    code: str,
    role: str,
    departments: Iterable[str],
    by: Actor,
    now: datetime,
    names: Mapping[str, str] | str | None = None,
) -> PersonRow:
    """Give somebody another role, other departments, or another name."""
    require(by, "manage_people")
    named_as = None if names is None else checked_names(names)
    with store.writing("people.changed", by.code, code, now) as written:
        if role != "admin" and signing.account_of(code) is not None:
            keep_an_admin(code)
        person(code)
        place(written, code, role, tuple(departments), now, named_as)
    return person(code)


def set_password(code: str, password: str, by: Actor, now: datetime, must_change: bool = False) -> None:
    """Give somebody another password; their waiting after wrong ones is over."""
    require(by, "manage_people")
    passwords.check(password, code)
    values = {"password": signing.hashed(password), "must_change": must_change}
    set_account(code, "people.password_set", by, now, **values)
    store.again(signing.forgive, code, "", now)


def change_password(code: str, old: str, new: str, now: datetime) -> None:
    """Let somebody choose another password, who knows the one before."""
    passwords.check(new, code)
    if passwords.folded(old) == passwords.folded(new):
        raise Refusal(N_("This is the password you had. Choose another."))
    held = signing.proved(code, old, now)
    kept = signing.hashed(new)
    with store.writing("people.password_changed", code, code, now) as written:
        account = account_of(code)
        if account.password != held:
            raise Refusal(signing.NOT_THESE)
        written.change(account, password=kept, must_change=False)


def disable(code: str, by: Actor, now: datetime) -> None:
    """Let somebody sign in no more; what they did stays theirs."""
    set_account(code, "people.disabled", by, now, is_disabled=True)


def enable(code: str, by: Actor, now: datetime) -> None:
    """Let somebody sign in again."""
    set_account(code, "people.enabled", by, now, is_disabled=False)


def set_key(code: str, fingerprint: str, by: Actor, now: datetime) -> None:
    """Say which SSH key is somebody's; an empty fingerprint takes the right of the key away."""
    if fingerprint and not FINGERPRINT.fullmatch(fingerprint):
        raise Refusal(N_("A fingerprint looks like SHA256: and 43 letters and digits."))
    set_account(code, "people.key_set", by, now, fingerprint=fingerprint)


def set_language(code: str, language: str, now: datetime) -> None:
    """Remember what somebody reads; it is theirs to choose."""
    with store.writing("people.language", code, code, now) as written:
        written.change(account_of(code), language=language if language in LANGUAGES else "")


def set_account(code: str, act: str, by: Actor, now: datetime, **values: Any) -> None:
    """Change somebody's right to sign in, as an administrator may."""
    require(by, "manage_people")
    with store.writing(act, by.code, code, now) as written:
        account = account_of(code)
        if values.get("is_disabled"):
            keep_an_admin(code)
        if fingerprint := values.get("fingerprint"):
            refuse_taken(code, fingerprint)
        if all(getattr(account, name) == value for name, value in values.items()):
            written.is_idle = True
        else:
            written.change(account, **values)


def refuse_taken(code: str, fingerprint: str) -> None:
    """Refuse a key that is somebody else's: it would not tell who sits there."""
    taken = store.rows("SELECT code FROM account WHERE fingerprint = ? AND code != ?", fingerprint, code)
    if taken:
        raise Refusal(N_("This key is the key of %(code)s already."), code=taken[0][0])


def keep_an_admin(code: str) -> None:
    """Refuse what would leave nobody who can let others in."""
    role = store.rows("SELECT role FROM staff WHERE code = ?", code)
    if role and role[0][0] == "admin" and not store.rows(LAST_ADMIN, code):
        raise Refusal(N_("%(code)s is the last administrator. Name another one first."), code=code)


def account_of(code: str) -> Account:
    """Return somebody's right to sign in, or refuse."""
    account = signing.account_of(code)
    if account is None:
        raise Refusal(N_("%(code)s has no account."), code=code)
    return account


def place(
    written: store.Written,
    code: str,
    role: str,
    departments: tuple[str, ...],
    now: datetime,
    names: dict[str, str] | None,
) -> None:
    """Write name, role and departments of somebody."""
    check_place(role, departments)
    main, *more = dict.fromkeys(departments) or ("",)
    found = store.load(Staff, "WHERE code = ?", code)
    values = {"role": role, "department": main} | ({"name": names} if names else {})
    if found:
        written.change(found[0], **values)
    elif names:
        written.add(Staff(code=code, **values))
    else:
        raise Refusal(NO_NAME)
    for old in store.load(Membership, "WHERE staff = ?", code):
        if old.department in more:
            more.remove(old.department)
        else:
            written.remove(old)
    for department in more:
        written.add(Membership(uid=new_uid(now), staff=code, department=department))


def check_place(role: str, departments: tuple[str, ...]) -> None:
    """Refuse a role or a department that is none."""
    if role not in ROLES:
        raise Refusal(N_("A role is one of %(roles)s."), roles=", ".join(ROLES))
    known = {row.code for row in Department.select(Department.code)}
    for code in departments:
        if code not in known:
            raise Refusal(N_("There is no department %(code)s."), code=code)


def checked_code(code: str) -> str:
    """Return the name by which somebody signs in, or refuse it."""
    code = signing.plain(code)
    if not CODE.fullmatch(code):
        raise Refusal(N_("A sign-in name has 1 to 32 small letters, digits and dashes."))
    return code


def checked_names(names: Mapping[str, str] | str) -> dict[str, str]:
    """Return somebody's name in every language in which it was told; one name is for all."""
    told = dict.fromkeys(LANGUAGES, names) if isinstance(names, str) else dict(names)
    return {language: name for language in told if (name := clean(told[language], NAME, lines=False))}


def names() -> dict[str, dict[str, str]]:
    """Return everybody's name."""
    return {row.code: row.name for row in Staff.select(Staff.code, Staff.name)}


def person(code: str) -> PersonRow:
    """Return one who works here, or refuse."""
    for row in everybody(code):
        return row
    raise Refusal(N_("Nobody with this name works here."))


def everybody(code: str = "") -> list[PersonRow]:
    """Return all who work here, those who may sign in first."""
    with store.reading():
        rows = store.load(Staff, "WHERE ? IN ('', code) ORDER BY code", code) if is_code(code) else []
        accounts = {account.code: account for account in store.load(Account, "")}
        more: dict[str, list[str]] = {}
        for person, department in store.rows("SELECT staff, department FROM membership ORDER BY uid"):
            more.setdefault(person, []).append(department)
    found = [row_of(row, accounts.get(row.code), more.get(row.code, ())) for row in rows]
    return sorted(found, key=lambda row: (not row.has_account, row.is_disabled, row.code))


def row_of(row: Staff, account: Account | None, more: Iterable[str]) -> PersonRow:
    """Return one row of the list of people."""
    return PersonRow(
        code=row.code,
        names=row.name,
        role=row.role,
        departments=tuple(filter(None, (row.department, *more))),
        has_account=account is not None,
        is_disabled=account is not None and account.is_disabled,
        has_password=account is not None and bool(account.password),
        fingerprint=account.fingerprint if account else "",
        must_change=account is not None and account.must_change,
        signed_in_at=account.signed_in_at if account else None,
    )

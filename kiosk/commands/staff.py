"""`kiosk staff`: the console in which staff work the cases, at a desk or over SSH."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import i18n, preflight
from kiosk.commands import FAILED, Stop, apart, asking, hospital, register, require
from kiosk.config import Settings
from kiosk.i18n import _
from kiosk.rules.refusal import Refusal

if TYPE_CHECKING:
    from kiosk.services.people import SignedIn

STAFF, AUTHENTICATION = "KIOSK_STAFF", "SSH_USER_AUTH"
"""Who opened the SSH session, and sshd's file about how they proved it."""
MOST = 1 << 16


def run(args: Namespace, settings: Settings) -> int:
    """Open the console until whoever sits there leaves it."""
    i18n.choose(settings.language)
    require(_terminal(), preflight.terminal(), preflight.encoding(), preflight.data(settings))
    os.umask(0o077)
    if not settings.has_register and (code := apart(lambda: hospital.open_sample(settings))):
        return code
    signed_in = recognised(settings)
    from kiosk import console

    return console.run(settings, signed_in)


def _terminal() -> str:
    if all(os.isatty(handle) for handle in (0, 1, 2)):
        return ""
    return _("The console needs a terminal: start it in one, or with 'ssh -t'.")


def recognised(settings: Settings) -> SignedIn | None:
    """Return whoever is known already: by the SSH key of this session, or as the first administrator."""
    from kiosk.services import people

    code = os.environ.get(STAFF, "")
    with register(settings):
        try:
            if not people.first_admin_needed():
                return by_key(code, settings) if code else None
            if code:
                raise Stop(_("Nobody can sign in yet: an administrator does it first."), FAILED)
            return first_admin(settings)
        except Refusal as refusal:
            raise Stop(str(refusal), FAILED) from None


def by_key(code: str, settings: Settings) -> SignedIn:
    """Return whose SSH key opened this session; a key that is not theirs any more ends it."""
    from kiosk.services import people

    proved = proved_keys()
    known = next((row.fingerprint for row in people.everybody(code)), "")
    fingerprint = known if known in proved else next(iter(proved), "")
    return people.enter_by_key(code, fingerprint, settings, settings.clock())


def proved_keys() -> list[str]:
    """Return the fingerprints of the keys that sshd says were used."""
    from kiosk.rules import ssh_keys

    try:
        with Path(os.environ.get(AUTHENTICATION, "")).open("rb") as file:
            return list(ssh_keys.fingerprints(file.read(MOST).decode("ascii", "replace")))
    except OSError:
        return []


def first_admin(settings: Settings) -> SignedIn:
    """Ask for the first administrator, before anybody can sign in; there is no password to begin with."""
    from kiosk.services import people

    print(_("Nobody can sign in yet. Who is the first administrator?"))
    while True:
        name = asking.ask(_("Name:"))
        told = asking.ask(_("Name to sign in with (small letters and digits):"))
        try:
            if not people.checked_names(name):
                raise Refusal(people.NO_NAME)
            code = people.checked_code(told)
            password = asking.new_password(code)
            people.add(code, name, "admin", (), None, settings.clock(), password)
            return people.enter(code, password, settings, settings.clock())
        except Refusal as refusal:
            if not people.first_admin_needed():
                raise
            print(refusal)

"""`kiosk people`: who may sign in to the console. Whoever may run this is the machine's administrator."""

import json
import os
import sys
from argparse import Namespace
from pathlib import Path

from kiosk.commands import DONE, FAILED, Stop, asking, hospital, register
from kiosk.config import Settings
from kiosk.i18n import _, pick
from kiosk.rules import ssh_keys
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import ROLE_WORDS, Actor

MOST = 1 << 16
"""Bytes of a file with a public key."""


def run(args: Namespace, settings: Settings) -> int:
    """Do one thing to the list of people."""
    if not settings.has_register and (code := hospital.open_sample(settings)):
        return code
    acts = {"add": _add_person, "list": _list, "password": _password, "key": _key}
    with register(settings):
        try:
            acts.get(args.act, _open_or_close)(args, settings)
        except Refusal as refusal:
            raise Stop(str(refusal), FAILED) from None
    return DONE


def administrator() -> Actor:
    """Return whoever runs this command, as the trail names them."""
    import pwd

    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = str(os.getuid())
    return Actor(f"cli:{name}", "admin")


def _add_person(args: Namespace, settings: Settings) -> None:
    from kiosk.services import people

    known = next(iter(people.everybody(args.code)), None)
    if known is not None and known.has_account:
        raise Stop(_("%(code)s has an account already.") % {"code": args.code}, FAILED)
    role = args.role or (known.role if known else "")
    departments = args.departments or (known.departments if known else ())
    if not role or not (args.name or known):
        raise Stop(_("Say the name with --name and the role with --role."))
    people.check_place(role, tuple(departments))
    password = "" if args.no_password else asking.new_password(people.checked_code(args.code))
    made = people.add(
        args.code,
        args.name or {},
        role,
        departments,
        administrator(),
        settings.clock(),
        password=password,
        must_change=True,
    )
    print(_("%(code)s may sign in.") % {"code": made.code})


def _password(args: Namespace, settings: Settings) -> None:
    from kiosk.services import people

    people.account_of(args.code)
    password = asking.new_password(args.code)
    people.set_password(args.code, password, administrator(), settings.clock(), must_change=True)
    print(_("The password is changed; they choose their own at the next sign-in."))


def _open_or_close(args: Namespace, settings: Settings) -> None:
    from kiosk.services import people

    if args.act == "disable":
        people.disable(args.code, administrator(), settings.clock())
        print(_("%(code)s may sign in no more.") % {"code": args.code})
    else:
        people.enable(args.code, administrator(), settings.clock())
        print(_("%(code)s may sign in.") % {"code": args.code})


def _key(args: Namespace, settings: Settings) -> None:
    from kiosk.services import people

    if bool(args.key) == args.revoke:
        raise Stop(_("Name the file of the public key, or say --revoke."))
    key = "" if args.revoke or args.key.startswith("SHA256:") else _public_key(Path(args.key))
    fingerprint = ssh_keys.fingerprint(key) if key else args.key
    people.set_key(args.code, fingerprint, administrator(), settings.clock())
    if key:
        # The line for sshd alone goes to standard output, so that it can be added to its file at once.
        print(f'restrict,pty,environment="KIOSK_STAFF={args.code}" {key} {args.code}')
        print(_("The key of %(code)s is %(key)s.") % {"code": args.code, "key": fingerprint}, file=sys.stderr)
    elif fingerprint:
        print(_("The key of %(code)s is %(key)s.") % {"code": args.code, "key": fingerprint})
    else:
        print(_("%(code)s has no key any more.") % {"code": args.code})


def _public_key(file: Path) -> str:
    """Read a public key, and refuse one that should never have left its owner."""
    try:
        with file.open("rb") as opened:
            told = opened.read(MOST).decode("ascii", "replace")
    except OSError as problem:
        places = {"file": file, "reason": problem.strerror}
        raise Stop(_("%(file)s cannot be read: %(reason)s") % places) from None
    if "PRIVATE KEY" in told:
        raise Stop(_("This is a private key: it stays with its owner. Name the file that ends in .pub."))
    key = next(filter(None, map(ssh_keys.public_key, told.splitlines())), "")
    if not key:
        raise Stop(_("%(file)s holds no public SSH key.") % {"file": file})
    return key


def _list(args: Namespace, settings: Settings) -> None:
    from kiosk.services import people

    rows = people.everybody()
    if args.json:
        told = [
            row._asdict() | {"signed_in_at": row.signed_in_at.isoformat() if row.signed_in_at else None}
            for row in rows
        ]
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for row in rows:
        state = _("may sign in") if row.has_account else _("no account")
        state = _("account closed") if row.is_disabled else state
        departments = ", ".join(row.departments) or "-"
        print(f"{row.code}  {pick(row.names)}  {_(ROLE_WORDS[row.role])}  {departments}  {state}")

"""`kiosk hooks`: receivers that are told what happens to cases. Whoever runs this is the administrator."""

import os
from argparse import Namespace

from kiosk import preflight
from kiosk.commands import DONE, FAILED, UNOPENED, Stop, register, require
from kiosk.commands.people import administrator
from kiosk.config import Settings
from kiosk.i18n import _
from kiosk.rules.refusal import Refusal


def run(args: Namespace, settings: Settings) -> int:
    """Do one thing to the list of receivers, or tell them until told to end."""
    if args.act == "run":
        return _serve(settings)
    acts = {"add": _open, "list": _list, "end": _end}
    with register(settings):
        try:
            acts[args.act](args, settings)
        except Refusal as refusal:
            raise Stop(str(refusal), FAILED) from None
    return DONE


def _serve(settings: Settings) -> int:
    if not settings.has_register:
        raise Stop(_("There is no register %(file)s yet.") % {"file": settings.register_name}, UNOPENED)
    require(preflight.data(settings))
    os.umask(0o077)
    from kiosk import sending

    try:
        sending.serve(settings)
    except BlockingIOError:
        raise Stop(_("Messages are sent on this machine already."), FAILED) from None
    return DONE


def _open(args: Namespace, settings: Settings) -> None:
    from kiosk import sending
    from kiosk.rules import hooks as rules
    from kiosk.services import hooks

    try:
        sending.allowed(rules.place(args.url), settings)
    except OSError:
        raise Stop(_("The receiver's name is not known: look at the address."), FAILED) from None
    secret = hooks.add(args.code, args.url, args.kinds, administrator(), settings.clock())
    print(_("What %(code)s is told is signed with this secret, shown this once:") % {"code": args.code})
    print(secret)


def _end(args: Namespace, settings: Settings) -> None:
    from kiosk.services import hooks

    hooks.end(args.code, administrator(), settings.clock())
    print(_("%(code)s is told nothing more.") % {"code": args.code})


def _list(args: Namespace, settings: Settings) -> None:
    from kiosk.services import hooks

    line = _("%(waiting)d wait, %(taken)d were taken, %(given_up)d were given up")
    for one in hooks.everyone():
        state = _("open") if one.is_open else _("ended")
        kinds = " ".join(one.kinds) or "*"
        print(f"{one.code}  {one.url}  {kinds}  {state}  {line % one._asdict()}")

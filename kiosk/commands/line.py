"""`kiosk line`: what a terminal did, on its way to the central register."""

import os
from argparse import Namespace

from kiosk import preflight
from kiosk.commands import DONE, UNOPENED, Stop, require
from kiosk.config import Settings
from kiosk.i18n import _


def run(args: Namespace, settings: Settings) -> int:
    """Keep the line until it is told to end, or say how much waits."""
    if not settings.database:
        raise Stop(_("This machine has no central register: set 'database'."))
    require(preflight.data(settings))
    os.umask(0o077)
    if not settings.has_spool and (code := begin(settings)):
        return code
    if args.status:
        return _status(settings)
    keep(settings)
    return DONE


def begin(settings: Settings) -> int:
    """Make this terminal's own register: the central one must be reached once for that."""
    from kiosk import line, store

    try:
        line.set_up(settings)
    except store.StoreFault as fault:
        raise Stop(fault.sentence(), UNOPENED) from None
    return DONE


def keep(settings: Settings) -> None:
    """Deliver until told to end."""
    from kiosk import line

    line.serve(settings)


def _status(settings: Settings) -> int:
    from kiosk import store
    from kiosk.services import delivering

    store.open_register(settings, is_spool=True)
    try:
        counts = delivering.counts()
    finally:
        store.close()
    print(_("%(waiting)d wait, %(delivered)d were delivered, %(parked)d were not taken.") % counts._asdict())
    return DONE

"""`kiosk import hotline`: work orders of the citizens' hotlines."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from kiosk.commands import DONE, FAILED, Stop, register
from kiosk.commands.people import administrator
from kiosk.config import Settings
from kiosk.i18n import _
from kiosk.rules.refusal import Refusal


def run(args: Namespace, settings: Settings) -> int:
    """File the orders of a file that are not known yet: all of it, or nothing."""
    from kiosk.imports.hotline import read
    from kiosk.imports.problems import ImportProblems

    with register(settings):
        from kiosk.services import hotline

        now = settings.clock()
        try:
            orders = read(Path(args.file), hotline.departments(), now, settings.tz)
            taken = hotline.take_in(orders, administrator(), settings, now)
        except ImportProblems as found:
            print(*found.problems, sep="\n", file=sys.stderr)
            return FAILED
        except Refusal as refusal:
            raise Stop(str(refusal), FAILED) from None
    print(_("Work orders: %(new)d new, %(known)d known already.") % taken._asdict())
    return DONE

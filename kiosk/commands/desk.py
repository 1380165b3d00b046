"""`kiosk`: the front desk, with its status page beside it."""

import gc
import os
from argparse import Namespace

from kiosk import preflight
from kiosk.commands import apart, hospital, require
from kiosk.config import Settings, leave_code


def run(args: Namespace, settings: Settings) -> int:
    """Open the front desk and keep it open until staff leave it."""
    require(preflight.terminal(), preflight.encoding(), preflight.data(settings))
    if settings.web:
        require(*preflight.page(settings))
    os.umask(0o077)
    leave_code(settings)
    # Made before the desk and its page start, which would otherwise make it both at once.
    if not settings.has_register and (code := apart(lambda: hospital.open_sample(settings))):
        return code
    from kiosk import supervisor

    return supervisor.run(settings, _desk, _page if settings.web else None, args.warm)


def _desk(settings: Settings, painted: int) -> int:
    gc.disable()  # until the first paint: the desk turns it on again
    from kiosk import desk

    code: int = desk.run(settings, painted)
    return code


def _page(settings: Settings) -> None:
    from kiosk.web import app

    app.serve(settings)

"""`kiosk`: the front desk, with its status page beside it."""

import gc
import os
from argparse import Namespace
from collections.abc import Callable

from kiosk import drivers, preflight
from kiosk.commands import apart, hospital, line, require
from kiosk.config import Settings, leave_code


def run(args: Namespace, settings: Settings) -> int:
    """Open the front desk and keep it open until staff leave it."""
    require(preflight.terminal(), preflight.encoding(), preflight.data(settings))
    if settings.web and not settings.database:
        require(*preflight.page(settings))
    os.umask(0o077)
    leave_code(settings)
    # Made before the desk and its page start, which would otherwise make it both at once.
    if not _is_begun(settings) and (code := apart(lambda: _begin(settings))):
        return code
    from kiosk import supervisor

    return supervisor.run(settings, _desk, _beside(settings), args.warm)


def _is_begun(settings: Settings) -> bool:
    return settings.has_spool if settings.database else settings.has_register


def _begin(settings: Settings) -> int:
    """Make a terminal's own register beside a central one, or one with the sample hospital."""
    return line.begin(settings) if settings.database else hospital.open_sample(settings)


def _beside(settings: Settings) -> dict[str, Callable[[Settings], None]]:
    """Return what works beside the desk: the line to a central register, else the status page."""
    if settings.database:
        return {"line": line.keep}
    return {"page": _page} if settings.web else {}


def _desk(settings: Settings, painted: int) -> int:
    gc.disable()  # until the first paint: the desk turns it on again
    drivers.keep_out()  # it only ever speaks to a register of its own
    from kiosk import desk

    code: int = desk.run(settings, painted)
    return code


def _page(settings: Settings) -> None:
    from kiosk.web import app

    app.serve(settings)

"""`kiosk web`: the status page alone."""

import os
from argparse import Namespace

from kiosk import preflight
from kiosk.commands import DONE, apart, hospital, require
from kiosk.config import Settings


def run(args: Namespace, settings: Settings) -> int:
    """Serve the status page until it is told to end."""
    require(preflight.data(settings), *preflight.page(settings))
    os.umask(0o077)
    if not settings.has_register and (code := apart(lambda: hospital.open_sample(settings))):
        return code
    from kiosk.web import app

    app.serve(settings)
    return DONE

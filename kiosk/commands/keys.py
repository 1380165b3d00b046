"""`kiosk keys`: the hospital's key, with which everything personal in the register is sealed."""

import sys
from argparse import Namespace
from collections.abc import Iterator

from kiosk.commands import DONE, FAILED, Stop, register
from kiosk.commands.people import administrator
from kiosk.config import Settings
from kiosk.i18n import _


def run(args: Namespace, settings: Settings) -> int:
    """Seal, change the key, or forget the old ones."""
    from kiosk.rules.refusal import Refusal

    with register(settings):
        try:
            {"seal": _seal, "rotate": _rotate, "forget": _forget}[args.act](settings)
        except Refusal as refusal:
            raise Stop(str(refusal), FAILED) from None
    return DONE


def _seal(settings: Settings) -> None:
    from kiosk.services import key_rotation

    count = _counted(key_rotation.seal_all(administrator(), settings.clock()))
    print(_("Rows sealed: %(n)d.") % {"n": count})


def _rotate(settings: Settings) -> None:
    from kiosk import store
    from kiosk.services import key_rotation

    _counted(key_rotation.rotate(settings, administrator(), settings.clock()))
    print(_("The hospital's key is number %(n)d now.") % {"n": store.keys().hospital_id})
    print(_("Copy %(file)s to where its copy is kept.") % {"file": settings.keys})


def _forget(settings: Settings) -> None:
    from kiosk.services import key_rotation

    key_rotation.forget(settings, administrator(), settings.clock())
    print(_("The older keys are gone. Copies of the register from before can no longer be read."))


def _counted(steps: Iterator[int]) -> int:
    """Show how far it has come, where somebody looks on."""
    done = 0
    for done in steps:
        if sys.stderr.isatty():
            print(f"\r{done:,}", end="", file=sys.stderr, flush=True)
    return done

"""`kiosk audit verify`: proof that nothing in the register was changed behind its back."""

import sys
from argparse import Namespace

from kiosk.commands import DONE, FAILED, register
from kiosk.config import Settings
from kiosk.i18n import _, ngettext


def run(args: Namespace, settings: Settings) -> int:
    """Check the whole chain, and name its first broken entry."""
    from kiosk import store

    with register(settings):
        verdict = store.verify()
    if verdict.broken is not None:
        print(_("The chain is broken: %(where)s") % {"where": verdict.broken}, file=sys.stderr)
        return FAILED
    whole = ngettext(
        "The chain is whole: %(n)d entry.", "The chain is whole: %(n)d entries.", verdict.entries
    )
    print(whole % {"n": verdict.entries})
    return DONE

"""`kiosk contact-card`: the card that a patient takes home, on a page or in plain words."""

import sys
from argparse import Namespace

from kiosk.commands import DONE, FAILED, Stop, register
from kiosk.config import Settings
from kiosk.i18n import _


def run(args: Namespace, settings: Settings) -> int:
    """Write the card of a stay to standard output."""
    from kiosk.commands.people import administrator
    from kiosk.printed import contact_card as paper
    from kiosk.rules.refusal import Refusal
    from kiosk.services import contact_cards

    if args.format == "pdf" and sys.stdout.isatty():
        raise Stop(_("A PDF goes into a file: add '> card.pdf'."))
    with register(settings):
        try:
            card = contact_cards.by_visit(args.visit, administrator().code, settings.clock())
        except Refusal as refusal:
            raise Stop(str(refusal), FAILED) from None
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(getattr(paper, args.format)(card, settings))
    except Refusal as refusal:
        raise Stop(str(refusal), FAILED) from None
    return DONE

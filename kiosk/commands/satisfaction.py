"""`kiosk satisfaction`: the month's sheet, and questionnaires on paper; `kiosk digest`: a time in words."""

from __future__ import annotations

from argparse import Namespace

from kiosk.commands import DONE, FAILED, Stop, register
from kiosk.config import Settings


def run(args: Namespace, settings: Settings) -> int:
    """Print a sheet or a digest."""
    from kiosk.rules.refusal import Refusal

    acts = {"sheet": _sheet, "questionnaire": _questionnaire}
    with register(settings):
        try:
            told = acts.get(args.act, _digest)(args, settings)
        except Refusal as refusal:
            raise Stop(str(refusal), FAILED) from None
    print(told, end="")
    return DONE


def _sheet(args: Namespace, settings: Settings) -> str:
    from kiosk.services import publishing, satisfaction_sheet, sheets

    drawn = publishing.published(args.month) or publishing.drawn_up(args.month, settings)
    sheet = satisfaction_sheet.of_month(drawn, settings, settings.clock())
    return sheets.html(sheet) if args.form == "html" else sheets.text(sheet)


def _questionnaire(args: Namespace, settings: Settings) -> str:
    from kiosk.services import satisfaction_sheet, sheets

    sheet = satisfaction_sheet.questionnaire(args.set, settings, settings.clock())
    return sheets.html(sheet) if args.form == "html" else sheets.text(sheet)


def _digest(args: Namespace, settings: Settings) -> str:
    from kiosk.rules import stretches
    from kiosk.services import satisfaction_digest

    last = satisfaction_digest.last(args.act, settings, settings.clock())
    one = stretches.read(args.act, args.period) if args.period else last
    return "\n".join(satisfaction_digest.digest(one, settings)) + "\n"

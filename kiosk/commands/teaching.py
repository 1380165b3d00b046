"""`kiosk teaching`: a teaching case on paper, and unanswered questions as rows of answers.csv."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from kiosk.commands import DONE, FAILED, Stop, register
from kiosk.config import Settings

if TYPE_CHECKING:
    from kiosk.services.sheets import Sheet


def run(args: Namespace, settings: Settings) -> int:
    """Write what was asked for to standard output."""
    from kiosk.commands.people import administrator
    from kiosk.rules.refusal import Refusal
    from kiosk.services import teaching_sheet, unknown

    with register(settings):
        try:
            if args.act == "questions":
                told = unknown.as_answers(unknown.waiting())
            elif args.act == "scripts":
                told = _drawn(args, teaching_sheet.library())
            else:
                by, now = administrator().code, settings.clock()
                told = _drawn(args, teaching_sheet.of(args.case, by, settings, now))
        except Refusal as refusal:
            raise Stop(str(refusal), FAILED) from None
    print(told, end="")
    return DONE


def _drawn(args: Namespace, sheet: Sheet) -> str:
    from kiosk.services import sheets

    return {"html": sheets.html, "text": sheets.text}[args.format](sheet)

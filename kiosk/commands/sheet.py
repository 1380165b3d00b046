"""`kiosk notice print`, `kiosk service-record`: what is put on A4 paper, as HTML or text."""

from argparse import Namespace

from kiosk.commands import DONE, FAILED, Stop, register
from kiosk.config import Settings


def run(args: Namespace, settings: Settings) -> int:
    """Write a sheet to standard output."""
    from kiosk.commands.people import administrator
    from kiosk.rules.refusal import Refusal
    from kiosk.services import notice_sheet, service_record, sheets

    by, now = administrator().code, settings.clock()
    with register(settings):
        try:
            if args.sheet == "notice":
                sheet = notice_sheet.by_number(args.number, by, settings, now)
            else:
                sheet = service_record.by_code(args.department, args.month, by, settings, now)
        except Refusal as refusal:
            raise Stop(str(refusal), FAILED) from None
    print({"html": sheets.html, "text": sheets.text}[args.format](sheet), end="")
    return DONE

"""`kiosk demo-data`: a register full of made-up cases, to try it out and to measure it."""

import sys
import time
from argparse import Namespace

from kiosk.commands import DONE, FAILED, Stop, register
from kiosk.config import Settings
from kiosk.i18n import _, ngettext

WIDTH = 30


def run(args: Namespace, settings: Settings) -> int:
    """Fill the register, with a line on standard error that says how far it has come."""
    from kiosk.rules.refusal import Refusal
    from kiosk.services import hospital

    if args.cases is None and args.year is not None:
        from kiosk.services import demo_year

        args.cases = demo_year.CASES
    if args.cases is None or args.cases < 1:
        raise Stop(_("Say how many cases: a number from 1."))
    this_year = settings.clock().astimezone(settings.tz).year
    if args.year and not 2000 <= args.year <= this_year:
        raise Stop(_("Say a year from 2000 to %(year)s.") % {"year": this_year})
    with register(settings):
        is_bare = hospital.is_empty()
    if is_bare:
        from kiosk.commands.hospital import open_sample

        if open_sample(settings) != DONE:
            return FAILED
    with register(settings):
        try:
            _fill(args, settings)
        except Refusal as refusal:
            raise Stop(str(refusal), FAILED) from None
    sentence = ngettext("%(n)d case was made.", "%(n)d cases were made.", args.cases)
    print(sentence % {"n": args.cases})
    return DONE


def _fill(args: Namespace, settings: Settings) -> None:
    from kiosk.services import demo, demo_year

    began, now = time.monotonic(), settings.clock()
    if args.year is None:
        filling = demo.fill(args.cases, settings, now, args.seed, args.more)
    else:
        filling = demo_year.fill(settings, now, args.year or None, args.cases, args.seed, args.more)
    try:
        for done in filling:
            _show(done, args.cases, time.monotonic() - began)
        demo.tidy()
    finally:
        print(file=sys.stderr)


def _show(done: int, total: int, seconds: float) -> None:
    filled = WIDTH * done // total
    rest = round(seconds / done * (total - done))
    line = _("%(done)s of %(total)s cases, about %(minutes)d:%(seconds)02d left") % {
        "done": f"{done:,}",
        "total": f"{total:,}",
        "minutes": rest // 60,
        "seconds": rest % 60,
    }
    bar = "#" * filled + "." * (WIDTH - filled)
    print(f"\r[{bar}] {line} ", end="", file=sys.stderr, flush=True)

"""`kiosk retention`: erase what has been kept for its time; `kiosk tick` does it as well."""

import sys
from argparse import Namespace

from kiosk.commands import DONE, FAILED, UNOPENED, Stop, register
from kiosk.config import Settings
from kiosk.i18n import _


def run(args: Namespace, settings: Settings) -> int:
    """Erase what is over, and tell how much."""
    if not settings.has_register:
        raise Stop(_("There is no register %(file)s yet.") % {"file": settings.register_name}, UNOPENED)
    with register(settings):
        return DONE if retire(settings, args.clock_is_right) else FAILED


def retire(settings: Settings, is_sure: bool = False, is_quiet: bool = False) -> bool:
    """Erase what is over in the open register; say so, and say why where it was not done."""
    from kiosk.services import retention

    try:
        done = retention.run(settings, settings.clock(), is_sure=is_sure)
    except retention.ClockJumped as jumped:
        sentence = _(
            "Nothing was erased: the clock stands more than a day from %(moment)s, when this was last done. "
            "Look at the date; when it is right, run 'kiosk retention --clock-is-right'."
        )
        last = jumped.last.astimezone(settings.tz).isoformat(timespec="minutes")
        print(sentence % {"moment": last}, file=sys.stderr)
        return False
    if any(done) or not is_quiet:
        line = _("Kept for their time and erased: %(cases)d cases, %(ratings)d ratings.")
        print(line % done._asdict())
    if done.stays:
        print(_("Names and telephones of %(stays)d stays were erased.") % done._asdict())
    return True

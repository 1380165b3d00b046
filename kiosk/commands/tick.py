"""`kiosk tick`: what the clocks do by themselves, once; a timer calls it every minute."""

from argparse import Namespace

from kiosk.commands import DONE, FAILED, UNOPENED, Stop, register, retention
from kiosk.config import Settings
from kiosk.i18n import _

ENTRIES = 20_000
"""How much of the trail is indexed at most, so that a tick ends before the next one."""


def run(args: Namespace, settings: Settings) -> int:
    """Let everything happen whose moment has come, and tell it in one line."""
    if not settings.has_register:
        raise Stop(_("There is no register %(file)s yet.") % {"file": settings.register_name}, UNOPENED)
    from kiosk import sending
    from kiosk.services import search, tick
    from kiosk.upkeep import soundness

    with register(settings):
        done = tick.tick(settings, settings.clock())._asdict()
        done["indexed"] = search.catch_up(limit=ENTRIES)
        retention.retire(settings, is_quiet=True)
        sending.once(settings)
        now = settings.clock()
        is_due = not settings.database and soundness.is_due(settings.data, now)
        fault = soundness.check(settings.data, now) if is_due else ""
    line = _(
        "Offers expired: %(expired)d. Late work climbed: %(climbed)d. Closed without a verdict: %(closed)d. "
        "Reminders: %(reminded)d. Points taken: %(deducted)d. Entries indexed: %(indexed)d."
    )
    print(line % done)
    if fault:
        sentence = _("The file is damaged: end the desk, and put a backup back with 'kiosk restore FILE'.")
        raise Stop(f"{sentence} ({fault})", FAILED)
    return DONE

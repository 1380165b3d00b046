"""`kiosk calendar sync`: the country's working days into the register."""

from argparse import Namespace
from importlib.util import find_spec

from kiosk.commands import DONE, Stop, register
from kiosk.config import Settings
from kiosk.i18n import _


def run(args: Namespace, settings: Settings) -> int:
    """Fill the day table for last year to next year, and say which of them are announced."""
    if find_spec("holidays") is None:
        raise Stop(
            _("The working-day library is missing: install it with 'pip install patient-desk[calendar]'.")
        )
    from kiosk.services import workdays

    now = settings.clock()
    this = now.astimezone(settings.tz).year
    years = range(this - 1, this + 2)
    with register(settings):
        announced = workdays.sync(years, "CN", now)
    for year in years:
        said = (
            _("%(year)d: announced.") if year in announced else _("%(year)d: not announced yet, provisional.")
        )
        print(said % {"year": year})
    return DONE

"""`kiosk import admissions`: who came to the hospital and who left it, from the list of its own system."""

from __future__ import annotations

import sys
from argparse import Namespace
from importlib.util import find_spec
from pathlib import Path

from kiosk.commands import DONE, FAILED, Stop, register
from kiosk.commands.people import administrator
from kiosk.config import Settings
from kiosk.i18n import _

LIBRARIES = {"hl7": "hl7apy", "fhir": "fhir"}
"""What reads the formats that the program itself does not."""


def run(args: Namespace, settings: Settings) -> int:
    """Take a list in, all of it or nothing, and bring the visits and calls up to date."""
    from kiosk.imports.admissions import format_of, read
    from kiosk.imports.problems import ImportProblems

    path = Path(args.file)
    library = LIBRARIES.get(format_of(path), "")
    if library and find_spec(library) is None:
        sentence = _("What reads HL7 and FHIR is missing: run 'pip install patient-desk[hospital-formats]'.")
        raise Stop(sentence)
    now = settings.clock()
    with register(settings):
        from kiosk.services import followup_making, stays

        try:
            rows = read(path, stays.house(settings, now))
        except ImportProblems as found:
            print(*found.problems, sep="\n", file=sys.stderr)
            return FAILED
        taken = stays.take_in(rows, administrator(), settings, now)
        made = followup_making.generate(settings, now)
    print(_("Stays: %(new)d new, %(changed)d changed, %(same)d as before.") % taken._asdict())
    line = _("Visits and calls: %(added)d new, %(moved)d changed, %(dropped)d not needed any more.")
    print(line % made._asdict())
    return DONE

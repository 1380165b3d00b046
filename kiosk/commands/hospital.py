"""`kiosk import hospital`: a hospital's own files into the register."""

import sys
from argparse import Namespace
from pathlib import Path

from kiosk.commands import DONE, FAILED, Stop, register
from kiosk.config import Settings
from kiosk.i18n import _

SAMPLE = Path(__file__).parent.parent / "sample"


def run(args: Namespace, settings: Settings) -> int:
    """Put the hospital of a directory in the place of the one in the register: all of it or nothing."""
    directory = Path(args.directory)
    if not directory.is_dir():
        raise Stop(_("There is no directory %(directory)s.") % {"directory": directory})
    return _bring_in(directory, settings)


def open_sample(settings: Settings) -> int:
    """Begin a new register with the sample hospital."""
    print(_("Making a new register with the sample hospital …"))
    return _bring_in(SAMPLE, settings)


def _bring_in(directory: Path, settings: Settings) -> int:
    from kiosk.imports.hospital import read
    from kiosk.imports.problems import ImportProblems
    from kiosk.services import hospital

    try:
        rows = read(directory)
    except ImportProblems as found:
        print(*found.problems, sep="\n", file=sys.stderr)
        return FAILED
    with register(settings):
        hospital.replace(rows, settings.desk, settings.clock())
    counts = {
        "departments": len(rows.departments),
        "doctors": len(rows.doctors),
        "answers": len(rows.answers),
    }
    print(
        _("The hospital has %(departments)d departments, %(doctors)d doctors and %(answers)d answers.")
        % counts
    )
    return DONE

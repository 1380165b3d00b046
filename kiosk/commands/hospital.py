"""`kiosk import hospital`: a hospital's own files into the register."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.commands import DONE, FAILED, Stop, register
from kiosk.config import Settings
from kiosk.i18n import _

if TYPE_CHECKING:
    from kiosk.records import Duty
    from kiosk.services.roster import Merged

SAMPLE = Path(__file__).parent.parent / "sample"


def run(args: Namespace, settings: Settings) -> int:
    """Put the hospital of a directory in the place of the one in the register: all of it or nothing."""
    directory = Path(args.directory)
    if not directory.is_dir():
        raise Stop(_("There is no directory %(directory)s.") % {"directory": directory})
    return _bring_in(directory, settings, args.whole_roster)


def open_sample(settings: Settings) -> int:
    """Begin a new register with the sample hospital."""
    print(_("Making a new register with the sample hospital …"))
    return _bring_in(SAMPLE, settings)


def _bring_in(directory: Path, settings: Settings, whole_roster: bool = False) -> int:
    from kiosk.imports.hospital import read
    from kiosk.imports.problems import ImportProblems
    from kiosk.services import hospital

    try:
        rows = read(directory)
    except ImportProblems as found:
        print(*found.problems, sep="\n", file=sys.stderr)
        return FAILED
    with register(settings):
        roster = hospital.replace(rows, settings.desk, settings.clock(), whole_roster)
    counts = {
        "departments": len(rows.departments),
        "doctors": len(rows.doctors),
        "answers": len(rows.answers),
    }
    print(
        _("The hospital has %(departments)d departments, %(doctors)d doctors and %(answers)d answers.")
        % counts
    )
    _tell_roster(roster)
    return DONE


def _tell_roster(roster: Merged) -> None:
    """Say which rows of the duty roster are not as the files say, as they would stand in `duty.csv`."""
    if roster.kept:
        print(_("Kept, as changed in the console: %(rows)s.") % {"rows": _rows(roster.kept)})
    if roster.left_out:
        print(_("Left out, as removed in the console: %(rows)s.") % {"rows": _rows(roster.left_out)})
    if roster.kept or roster.left_out:
        print(_("With --whole-roster the duty roster is as the files say."))


def _rows(rows: Iterable[Duty]) -> str:
    return "; ".join(f"{row.desk},{row.weekday},{row.begins},{row.ends},{row.staff}" for row in rows)

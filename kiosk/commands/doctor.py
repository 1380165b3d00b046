"""`kiosk doctor`: what is missing on this machine, line by line."""

import importlib.util
import json
import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from datetime import date, datetime

from kiosk import preflight
from kiosk.commands import DONE, FAILED, Stop, machine, page, register
from kiosk.config import OFF, Settings, leave_code
from kiosk.i18n import _

Finding = tuple[str, str]
"""What was looked at, and the sentence about what is wrong with it; empty when it is well."""


def run(args: Namespace, settings: Settings) -> int:
    """Look at everything the desk needs; return 1 when something is missing."""
    ill, told = 0, []
    for subject, problem in _findings(settings, is_watched=not args.json):
        told.append({"about": subject, "ok": not problem, "problem": problem})
        ill += bool(problem)
        if not args.json:
            print(f"{'!!' if problem else 'ok'}  {subject}" + (f"\n    {problem}" if problem else ""))
    if args.json:
        print(json.dumps({"ok": not ill, "findings": told}, ensure_ascii=False, indent=1))
    return FAILED if ill else DONE


def _findings(settings: Settings, is_watched: bool) -> Iterator[Finding]:
    yield _("Python %(version)s") % {"version": sys.version.split()[0]}, _compiled()
    if is_watched:  # a script that asks has no terminal, and the desk may have one
        yield _terminal(), preflight.terminal()
    yield _("Letters: %(encoding)s") % {"encoding": sys.stdout.encoding}, preflight.encoding()
    data_problem = preflight.data(settings)
    yield _("Data directory: %(directory)s") % {"directory": settings.data}, data_problem
    if not data_problem:
        yield _("Leave code: in %(file)s") % {"file": settings.data / "leave-code"}, _code(settings)
        yield from _register(settings)
        yield from machine.findings(settings)
    yield _("Printer: %(target)s") % {"target": settings.print_target or "-"}, _printer(settings)
    yield _("Voice: %(voice)s") % {"voice": settings.voice}, _voice(settings)
    if settings.web:
        yield from page.findings(settings)


def _terminal() -> str:
    name = os.environ.get("TERM", "")
    if not os.isatty(1):
        return _("Terminal: none")
    columns, rows = os.get_terminal_size(1)
    return _("Terminal: %(name)s, %(columns)d×%(rows)d") % {"name": name, "columns": columns, "rows": rows}


def _compiled() -> str:
    """Python starts four times slower without its compiled files."""
    found = importlib.util.find_spec("textual")
    if found is None or found.origin is None:
        return _("Textual is missing: install the desk again with 'pip install .'.")
    if os.path.exists(importlib.util.cache_from_source(found.origin)):
        return ""
    return _(
        "The libraries are not compiled and start slowly: run 'python -m compileall' over site-packages."
    )


def _code(settings: Settings) -> str:
    leave_code(settings)
    kept = settings.data / "leave-code"
    if not settings.leave_code and kept.stat().st_mode & 0o077:
        return _("Others can read the leave code: run 'chmod 600 %(file)s'.") % {"file": kept}
    return ""


def _register(settings: Settings) -> Iterator[Finding]:
    """Look into a register that is there already; none is made."""
    subject = _("Register: %(file)s") % {"file": settings.register_name}
    from kiosk.commands import doctor_disk

    if not settings.has_register:
        yield subject, doctor_disk.lost(settings)
        return
    if not settings.database:
        yield from doctor_disk.findings(settings)
    try:
        with register(settings):
            from kiosk.services import audit, hospital, workdays

            empty, calendar, last = hospital.is_empty(), workdays.calendar(), audit.newest()
    except Stop as stop:
        yield subject, str(stop)
        return
    yield subject, _("It holds no hospital: run 'kiosk import hospital DIR'.") if empty else ""
    yield _("Clock against the register"), machine.behind(last, settings.clock())
    local = settings.clock().astimezone(settings.tz)
    yield (
        _("Working days of %(year)d") % {"year": _year(local)},
        ""
        if calendar.is_certain(_last(local))
        else _("They are not in the register: run 'kiosk calendar sync' once they are announced."),
    )


def _year(local: datetime) -> int:
    """Return the year to look for: from November on, the next one."""
    return local.year + (local.month >= 11)


def _last(local: datetime) -> date:
    return date(_year(local), 12, 31)


def _voice(settings: Settings) -> str:
    if settings.voice == OFF:
        return ""
    from kiosk.voice.speakers import open_speaker

    return open_speaker(settings).missing()


def _printer(settings: Settings) -> str:
    if not settings.print_target:
        return ""
    from kiosk.slips import printers

    try:
        printers.open_printer(settings.print_target, settings.print_form, settings.receipt_columns)
    except printers.PrinterProblem as problem:
        return str(problem)
    return ""

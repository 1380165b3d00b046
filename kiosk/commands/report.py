"""`kiosk report`: a month's or a year's report as a page, as paper, or for programs."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from kiosk import i18n
from kiosk.commands import DONE, FAILED, Stop, register
from kiosk.commands.people import administrator
from kiosk.config import Settings
from kiosk.i18n import _
from kiosk.services.report_shape import Report

FORMATS = ("html", "csv", "json", "pdf")


def run(args: Namespace, settings: Settings) -> int:
    """Make the report and give it out, or count anew what reports are made of."""
    if args.act == "rebuild":
        return rebuild(settings)
    from kiosk.rules import figures
    from kiosk.rules.refusal import Refusal
    from kiosk.services import reports

    if args.format == "pdf" and not args.out and sys.stdout.isatty():
        raise Stop(_("A terminal shows no PDF: name a file with --out."))
    try:
        {"month": figures.month, "year": figures.year}[args.act](args.period)
        with register(settings):
            report = reports.issue(args.period, administrator(), settings, settings.clock())
        content = written(report, args.format, i18n.language())
    except Refusal as refusal:
        raise Stop(str(refusal)) from None
    give(content, args.out)
    return DONE


def rebuild(settings: Settings) -> int:
    """Count anew what reports are made of."""
    from kiosk.records import tallies

    with register(settings):
        tallies.rebuild()
    print(_("The counts for reports are built again."))
    return DONE


def written(report: Report, form: str, language: str) -> bytes:
    """Return the report in one of the formats."""
    if form in ("csv", "json"):
        from kiosk.services import report_files

        text: str = getattr(report_files, form)(report, language)
        return text.encode()
    from kiosk.printed import report as paper

    return paper.pdf(report, language) if form == "pdf" else paper.html(report, language).encode()


def give(content: bytes, file: str) -> None:
    """Write the report to a file, or to standard output."""
    if not file:
        sys.stdout.buffer.write(content)
        return
    try:
        Path(file).write_bytes(content)
    except OSError as problem:
        places = {"file": file, "reason": problem.strerror}
        raise Stop(_("%(file)s cannot be written: %(reason)s") % places, FAILED) from None

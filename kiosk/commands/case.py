"""`kiosk case`: cases in and out as JSON, through the same services as every other door."""

import json
import sys
from argparse import Namespace
from typing import Any

from kiosk.commands import DONE, FAILED, Stop, register
from kiosk.config import Settings
from kiosk.i18n import _


def run(args: Namespace, settings: Settings) -> int:
    """File, show, list, print or hold cases."""
    acts = {"file": _file, "show": _show, "list": _list, "print": _file_of, "hold": _hold, "release": _hold}
    return acts[args.act](args, settings)


def _file(args: Namespace, settings: Settings) -> int:
    from kiosk.rules.refusal import Refusal
    from kiosk.services import documents

    document = _document()
    with register(settings):
        try:
            _print(documents.file(document, settings, settings.clock()))
        except Refusal as refusal:
            raise Stop(str(refusal), FAILED) from None
    return DONE


def _document() -> dict[str, Any]:
    """Read one JSON object from standard input."""
    try:
        document = json.loads(sys.stdin.buffer.read())
    except (ValueError, RecursionError) as problem:
        at = f"{problem.lineno}:{problem.colno}" if isinstance(problem, json.JSONDecodeError) else "1:1"
        raise Stop(_("Standard input is not JSON in UTF-8 (at %(place)s).") % {"place": at}) from None
    if not isinstance(document, dict):
        raise Stop(_("Standard input holds no JSON object with the fields of a case."))
    return document


def _show(args: Namespace, settings: Settings) -> int:
    from kiosk.services import cases, documents

    with register(settings):
        case = cases.by_number(args.number)
        if case is None:
            raise Stop(_("No case has this number."), FAILED)
        document = documents.show(case, settings)
    _print(document) if args.json else _print_case(document)
    return DONE


def _list(args: Namespace, settings: Settings) -> int:
    from kiosk.services import cases, documents

    with register(settings):
        documents_found = [documents.show(case, settings) for case in cases.newest(args.limit)]
    if args.json:
        _print(documents_found)
    else:
        for document in documents_found:
            print(_line(document))
    return DONE


def _file_of(args: Namespace, settings: Settings) -> int:
    """Put the file of a case on pages."""
    from kiosk.commands.people import administrator
    from kiosk.commands.report import give
    from kiosk.printed import casefile as paper
    from kiosk.rules.refusal import Refusal
    from kiosk.services import casefile, cases

    if args.format == "pdf" and not args.out and sys.stdout.isatty():
        raise Stop(_("A terminal shows no PDF: name a file with --out."))
    with register(settings):
        case = cases.by_number(args.number)
        if case is None:
            raise Stop(_("No case has this number."), FAILED)
        parts = casefile.parts(case.uid, administrator().code, settings, settings.clock())
        house = casefile.hospital_name()
    try:
        give(getattr(paper, args.format)(parts, house), args.out)
    except Refusal as refusal:
        raise Stop(str(refusal), FAILED) from None
    return DONE


def _hold(args: Namespace, settings: Settings) -> int:
    """Put a legal hold on a case, or lift it."""
    from kiosk.commands.people import administrator
    from kiosk.services import cases, erasing

    with register(settings):
        case = cases.by_number(args.number)
        if case is None:
            raise Stop(_("No case has this number."), FAILED)
        is_held = args.act == "hold"
        erasing.hold(case.uid, is_held, administrator(), settings, settings.clock())
    print(_("A legal hold keeps this case.") if is_held else _("No legal hold keeps this case."))
    return DONE


def _print(document: object) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2))


def _line(document: dict[str, Any]) -> str:
    """Return a case as one line: number, kind, stage, grade, and when it is due."""
    return "  ".join(str(document[name] or "-") for name in ("number", "kind", "stage", "grade", "due_at"))


def _print_case(document: dict[str, Any]) -> None:
    print(_line(document))
    for clock in document["clocks"]:
        print(f"  {clock['name']}/{clock['basis']}  {clock['due_at']}  {clock['result'] or '-'}")
    for entry in document["timeline"]:
        print(f"  {entry['at']}  {entry['kind']}  {entry['by']}  {entry['visibility']}")

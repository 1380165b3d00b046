"""`kiosk person`: give out, or erase, everything that is held about one person."""

import json
import os
import sys
from argparse import Namespace
from io import BytesIO
from pathlib import Path
from typing import Any

from kiosk.commands import DONE, FAILED, Stop, asking, register
from kiosk.commands.people import administrator
from kiosk.config import Settings
from kiosk.i18n import _


def run(args: Namespace, settings: Settings) -> int:
    """Do what a person may ask for."""
    from kiosk.rules.numbers import clean_phone

    phone = ""
    if not args.case:
        phone = clean_phone(asking.line(_("The person's phone:"))) or ""
        if not phone:
            raise Stop(_("This phone number is not complete. Check the digits."))
    with register(settings):
        return {"export": _export, "erase": _erase}[args.act](args, phone, settings)


def _export(args: Namespace, phone: str, settings: Settings) -> int:
    from kiosk.services import person_file

    by, now = administrator(), settings.clock()
    if args.case:
        found = person_file.export_number(args.case, by, now)
    else:
        found = person_file.export(phone, by, now)
    if not found["cases"] and not found["stays"]:
        raise Stop(_("Nothing is held about this person."), FAILED)
    if args.out:
        _write(Path(args.out), found)
    else:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    return DONE


def _write(path: Path, found: dict[str, Any]) -> None:
    """Write a new file that only its owner can read; one that ends in .zip is packed."""
    text = json.dumps(found, ensure_ascii=False, indent=2).encode()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        places = {"file": path, "reason": problem.strerror}
        raise Stop(_("%(file)s cannot be written: %(reason)s") % places, FAILED) from None
    with os.fdopen(handle, "wb") as file:
        file.write(_packed(text) if path.suffix == ".zip" else text)
    print(path)


def _packed(text: bytes) -> bytes:
    from zipfile import ZIP_DEFLATED, ZipFile

    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr("person.json", text)
    return made.getvalue()


def _erase(args: Namespace, phone: str, settings: Settings) -> int:
    from kiosk.services import erasing

    by, now = administrator(), settings.clock()
    if args.case:
        done = erasing.erase_number(args.case, by, settings, now)
    else:
        done = erasing.erase_person(phone, by, settings, now)
    if not done:
        raise Stop(_("Nothing is held about this person."), FAILED)
    for one in done:
        print(f"{one.number}  {_(one.why_not) if one.why_not else _('erased')}")
    if any(one.why_not for one in done):
        print(_("Not everything was erased."), file=sys.stderr)
        return FAILED
    return DONE

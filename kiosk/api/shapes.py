"""What may be told of a case, said once: requests are checked by it, and the description is made of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.services.cases import KINDS, LINE, PAGE

Shape = dict[str, Any]
"""The part of JSON Schema that is spoken here: type, enum, pattern, maxLength, format date."""
ROLES = ("patient", "relative", "guardian", "visitor")
LETTER = "[0-9A-Za-z\u4e00-\u9fa5]"
"""At least one letter, digit or Chinese character: what nobody could read is no case."""
PHONE = (
    "^(1[3-9][0-9]{9}|0(10|2[0-9])[2-9][0-9]{7}|0[3-9][0-9]{2}[2-9][0-9]{6,7}|09[0-9]{8}"
    r"|\+[1-79][0-9]{7,13}|\+8[1-57][0-9]{6,12})$"
)
KEY = "^[A-Za-z0-9_.:~-]{8,128}$"
NUMBER = "^[0-9A-HJKMNP-TV-Z]{2}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{3}$"

NEEDED = N_("The field '%(name)s' is needed.")
UNKNOWN = N_("A case has no field '%(name)s'.")
OTHER_KIND = N_("The field '%(name)s' holds a value of another kind.")
NOT_AMONG = N_("The field '%(name)s' is one of: %(choices)s.")
TOO_LONG = N_("The field '%(name)s' has at most %(most)d characters.")
UNREADABLE = N_("The field '%(name)s' is not as the description says.")


def fields(settings: Settings, categories: Sequence[str], departments: Sequence[str]) -> dict[str, Shape]:
    """Return every field that a case may be told with, as this hospital takes it."""
    found = {
        "kind": among(KINDS, "What sort of matter it is."),
        "words": text(PAGE, "What happened, in the person's own words.", pattern=LETTER),
        "wish_words": text(PAGE, "What the person hopes for."),
        "language": among(settings.languages, "What the person speaks; the hospital's first when left out."),
        "happened": {"type": "string", "format": "date", "description": "The day it happened."},
        "about_person": text(LINE, "Whom praise or a complaint names."),
        "filer_role": among(ROLES, "Who tells it."),
        "name": text(LINE, "The name of who tells it."),
        "patient_name": text(LINE, "The patient's name, when somebody else tells it."),
        "phone": text(16, "Without spaces; its last four digits open the status page.", pattern=PHONE),
        "is_anonymous": flag("The person wants not to be named."),
        "is_child": flag("The patient is under 14."),
        "number_there": text(64, "The number that your system gave it."),
    }
    if categories:
        found["category"] = among(categories, "What it is about, by the hospital's codes.")
    if departments:
        found["department"] = among(departments, "Which department it is about, by the hospital's codes.")
    return found


REQUIRED = ("kind", "words")


def text(most: int, words: str, pattern: str = "") -> Shape:
    """Return the shape of a text."""
    shape: Shape = {"type": "string", "maxLength": most, "description": words}
    return shape | {"pattern": pattern} if pattern else shape


def among(choices: Sequence[str], words: str) -> Shape:
    """Return the shape of a code."""
    return {"type": "string", "enum": list(choices), "description": words}


def flag(words: str) -> Shape:
    """Return the shape of a yes or no."""
    return {"type": "boolean", "description": words}


def check(body: Mapping[str, Any], shapes: Mapping[str, Shape]) -> None:
    """Refuse a body that is not as the description says, with a sentence that names the field."""
    for name in REQUIRED:
        if name not in body:
            raise Refusal(NEEDED, name=name)
    for name, value in body.items():
        if name not in shapes:
            raise Refusal(UNKNOWN, name=name)
        check_value(name, value, shapes[name])


def check_value(name: str, value: Any, shape: Shape) -> None:
    """Refuse one value that does not fit."""
    if type(value) is not {"string": str, "boolean": bool}[shape["type"]]:
        raise Refusal(OTHER_KIND, name=name)
    if value not in shape.get("enum", [value]):
        raise Refusal(NOT_AMONG, name=name, choices=" ".join(shape["enum"]))
    if isinstance(value, str) and len(value) > shape.get("maxLength", PAGE):
        raise Refusal(TOO_LONG, name=name, most=shape["maxLength"])
    if isinstance(value, str) and not is_readable(value, shape):
        raise Refusal(UNREADABLE, name=name)


def is_readable(value: str, shape: Shape) -> bool:
    """Tell whether a text has the form that its field needs."""
    if shape.get("format") == "date":
        return is_day(value)
    # A text that ends in a line break is none that ends where its pattern does.
    return re.search(shape.get("pattern", "").replace("$", r"\Z"), value) is not None


def is_day(value: str) -> bool:
    """Tell whether a text is a day as ISO 8601 writes it, with dashes."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def draft(body: Mapping[str, Any], settings: Settings, now: datetime) -> Draft:
    """Return the draft that a body tells; nobody here saw who the person is."""
    told = dict(body)
    number = told.pop("number_there", "")
    given = {"language": settings.language, "desk": settings.desk} | told
    return Draft(uid=new_uid(now), opened_at=now, channel_number=number, **given)

"""Cases as JSON documents: the same services for scripts and other channels."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import LANGUAGES, N_
from kiosk.records import Case, Clock, Entry, Person
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import mask_name, mask_phone, new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.text import is_code
from kiosk.services import cases

KINDS_OF = {field.name: str(field.type) for field in fields(Draft)}
PLAIN = {"str": str, "bool": bool}
CODED = frozenset("desk source need category department wish filer_role by".split())
"""Fields that hold a code: stored as they come, so nothing that would be cleaned away comes in."""
MOST = 1_000_000
CODES = {"category": "category", "department": "department", "need": "need", "by": "staff"}
"""Fields that name a code of the hospital, and the table that it stands in."""
GIVEN_BY_US = ("uid", "opened_at", "page", "number", "responder", "rating")


def file(document: dict[str, Any], settings: Settings, now: datetime) -> dict[str, Any]:
    """File the case that a document tells; the same `uid` again is the same case."""
    return show(cases.file(draft_of(document, settings, now), settings, now), settings)


def draft_of(document: dict[str, Any], settings: Settings, now: datetime) -> Draft:
    """Return the draft that a document tells, or refuse what does not fit."""
    given = dict(document)
    uid = uid_of(given.pop("uid", None), now)
    for name, value in given.items():
        kind = KINDS_OF.get(name)
        if kind is None or name in GIVEN_BY_US:
            raise Refusal(N_("A case has no field '%(name)s'."), name=name)
        if not fits(kind, value) or (name in CODED and not is_code(value)):
            raise Refusal(N_("The field '%(name)s' holds a value of another kind."), name=name)
    for name, table in CODES.items():
        if given.get(name) and not store.rows(f"SELECT 1 FROM {table} WHERE code = ?", given[name]):
            raise Refusal(N_("The hospital has no %(name)s '%(code)s'."), name=table, code=given[name])
    given.setdefault("language", settings.language)
    if given["language"] not in LANGUAGES:
        raise Refusal(N_("The desk does not speak this language."))
    return Draft(
        uid=uid, opened_at=now, **{"kind": "contact", "desk": settings.desk, "source": "import", **given}
    )


def fits(kind: str, value: Any) -> bool:
    """Say whether a value is of the kind that a field holds."""
    if kind == "list[str]":
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if kind == "int":
        return type(value) is int and 0 <= value <= MOST
    return type(value) is PLAIN[kind]


def uid_of(text: Any, now: datetime) -> UUID:
    """Return the caller's uid, or a new one when none is given."""
    if text is None:
        return new_uid(now)
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        raise Refusal(N_("The field 'uid' is not a UUID.")) from None


def show(case: Case, settings: Settings) -> dict[str, Any]:
    """Return a case as a document; personal data masked."""
    tz = settings.tz
    return {
        "uid": str(case.uid),
        "number": case.number,
        "kind": case.kind,
        "stage": case.stage,
        "grade": case.grade,
        "source": case.source,
        "desk": case.desk,
        "language": case.language,
        "need": case.need,
        "category": case.category,
        "department": case.department,
        "responsible": case.responsible,
        "words": case.words,
        "phrases": case.phrases,
        "filed_at": local(case.filed_at, tz),
        "due_at": local(case.due_at, tz),
        "closed_at": local(case.closed_at, tz),
        "verdict": case.verdict,
        "people": [person(one) for one in case.people],
        "clocks": [clock(one, tz) for one in case.clocks],
        "timeline": [line(one, tz) for one in case.timeline],
    }


def local(at: datetime | None, tz: ZoneInfo) -> str | None:
    """Return a moment in the hospital's time, as ISO 8601."""
    return at.astimezone(tz).isoformat(timespec="seconds") if at else None


def person(one: Person) -> dict[str, Any]:
    """Return a person, masked."""
    return {"role": one.role, "name": mask_name(one.name, one.is_child), "phone": mask_phone(one.phone)}


def clock(one: Clock, tz: ZoneInfo) -> dict[str, Any]:
    """Return a clock with its due moment."""
    return {
        "name": one.name,
        "basis": one.basis,
        "due_at": local(one.due_at, tz),
        "amount": one.amount,
        "unit": one.unit,
        "certain": one.is_certain,
        "ended_at": local(one.ended_at, tz),
        "result": one.result,
    }


def line(one: Entry, tz: ZoneInfo) -> dict[str, Any]:
    """Return a line of the timeline."""
    return {
        "at": local(one.at, tz),
        "kind": one.kind,
        "by": one.by,
        "visibility": one.visibility,
        "facts": one.facts,
        "words": one.words,
    }

"""Everything that is held about one person, for that person."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from kiosk import sealing, store
from kiosk.records import TABLES, Case, CaseKey, FollowUp, FollowUpAttempt, Record, SearchDoc, Stay, trail
from kiosk.rules.numbers import parse_case_number
from kiosk.rules.rights import Actor, require
from kiosk.services import phones, stay_erasing

TOLD = "SELECT at, body FROM audit_entry WHERE body LIKE ? ORDER BY at, seq"
FOLLOW_UPS = "WHERE stay_uid = ? ORDER BY due_day, kind, ordinal"
LEFT_OUT = (CaseKey, SearchDoc)
"""Tables that say nothing about a person that a person could read."""


def export(phone: str, by: Actor, now: datetime) -> dict[str, Any]:
    """Return every case and stay of whoever has this telephone, whole; an audit entry tells of it."""
    require(by, "export_person")
    uids = dict.fromkeys(person.__data__["case"] for person in phones.people_with(phone))
    return told([*uids], by, now, stay_erasing.with_phone(phone))


def export_number(number: str, by: Actor, now: datetime) -> dict[str, Any]:
    """Return the case with this number, whole, for somebody who left no telephone."""
    require(by, "export_person")
    found = store.load(Case, "WHERE number = ?", parse_case_number(number) or "")
    return told([case.uid for case in found], by, now)


def told(uids: list[UUID], by: Actor, now: datetime, stays: Sequence[Stay] = ()) -> dict[str, Any]:
    """Return some cases and stays with all that belongs to them."""
    with store.reading():
        cases = [dict(of_case(uid)) for uid in uids]
        stayed = [dict(of_stay(stay)) for stay in stays]
    with store.writing("person.exported", by.code, str(uids[0]) if len(uids) == 1 else "", now):
        pass  # that it was given out is told, and not to whom
    return {"made_at": now.isoformat(), "cases": cases, "stays": stayed}


def of_case(uid: UUID) -> Iterator[tuple[str, Any]]:
    """Return the rows of each table that belong to a case, and who did what with it."""
    for name, records in groupby(records_of(uid), lambda record: record._meta.table_name):
        yield name, [readable(record) for record in records]
    yield "trail", [acted(at, body) for at, body in store.rows(TOLD, f'%"subject":"{uid}"%')]


def of_stay(stay: Stay) -> Iterator[tuple[str, Any]]:
    """Return a stay, and the visits and calls that followed from it."""
    yield "stay", [readable(stay) | {"listed": None}]
    for table, condition in ((FollowUp, FOLLOW_UPS), (FollowUpAttempt, stay_erasing.ATTEMPTS)):
        yield table._meta.table_name, [readable(row) for row in store.load(table, condition, stay.uid.hex)]


def records_of(uid: UUID) -> Iterator[Record]:
    """Give every record that belongs to a case, its own first, table after table."""
    for table in TABLES:
        name = sealing.case_field(table)
        if name and table not in LEFT_OUT:
            column = table._meta.fields[name].column_name
            yield from store.load(table, f'WHERE "{column}" = ?', uid.hex)


def readable(record: Record) -> dict[str, Any]:
    """Return a row without its keyed hashes, which say nothing."""
    fields = ((field.name, record.__data__.get(field.name)) for field in trail.columns(type(record)))
    return {name: plain(value) for name, value in fields if not isinstance(value, bytes | memoryview)}


def plain(value: Any) -> Any:
    """Return a value as JSON says it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def acted(at: int, body: str) -> dict[str, Any]:
    """Return one entry of the trail without its digests."""
    entry = json.loads(body)
    return {"at": plain(trail.MOMENT.python_value(at)), "act": entry["act"], "by": entry["by"]}

"""Who read and did what: the audit trail for auditors, page by page, as a file, and proved."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TextIO
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.records import trail
from kiosk.records.base import MomentField
from kiosk.rules.numbers import parse_case_number
from kiosk.rules.rights import Actor, require
from kiosk.services.audit_words import WORDS, words

__all__ = ["AuditRow", "Wanted", "acts", "export", "page", "read", "since", "verify", "words"]

STEP_BACK = timedelta(days=1)
"""How far the clock of the machine may have been set back: a search by time looks so much further."""
BATCH = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a table program takes for the beginning of a formula."""
MOMENT = MomentField()

PAGE = """SELECT rowid, chain, seq, at, json_extract(body, '$.act'), json_extract(body, '$.by'),
    json_extract(body, '$.subject'), json_array_length(body, '$.wrote') FROM audit_entry
    WHERE rowid < ? AND rowid >= ? AND at >= ? AND at < ? {more} ORDER BY rowid DESC LIMIT ?"""
HAS = "AND instr(body, ?) > 0"
AT = "SELECT rowid, at FROM audit_entry WHERE rowid >= ? ORDER BY rowid LIMIT 1"
NEWEST = "SELECT at FROM audit_entry ORDER BY rowid DESC LIMIT 1"
LAST = "SELECT coalesce(max(rowid), 0) FROM audit_entry"
NUMBERS = 'SELECT uid, number FROM "case" WHERE uid IN ({marks})'
CASE = 'SELECT uid FROM "case" WHERE number = ?'
WROTE = "SELECT 1 FROM audit_entry WHERE rowid > ? AND json_array_length(body, '$.wrote') > 0 LIMIT 1"


class AuditRow(NamedTuple):
    """One entry of the trail, as an auditor reads it."""

    place: int
    """Where the entry stands; the page after this row is asked for with it."""
    chain: str
    seq: int
    at: datetime
    act: str
    by: str
    subject: str
    """The case's number where it is a case, else what the trail says."""
    wrote: int
    """How many rows it wrote."""


class Wanted(NamedTuple):
    """What an auditor looks for; empty is everything."""

    who: str = ""
    act: str = ""
    """One act, or all of a kind: `case.`"""
    subject: str = ""
    """A case's number, somebody's code, or whatever the trail says."""
    since: datetime | None = None
    until: datetime | None = None


EVERYTHING = Wanted()


def page(
    actor: Actor,
    who: str = "",
    act: str = "",
    subject: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    size: int = 50,
) -> list[AuditRow]:
    """Return one page of the trail, the newest first; `before` is the place of the last row shown."""
    require(actor, "see_audit")
    with store.reading():
        return found(Wanted(who, act, subject, since, until), before, size)


def acts() -> list[str]:
    """Return every act that the trail may tell of."""
    return sorted(WORDS)


def export(actor: Actor, to: TextIO, settings: Settings, now: datetime, wanted: Wanted = EVERYTHING) -> int:
    """Write the trail as CSV for a table program and return how many rows; this is an entry itself."""
    require(actor, "export_audit")
    with store.writing("audit.exported", actor.code, "trail", now):
        pass
    to.write("\ufeff")
    out = csv.writer(to)
    out.writerow(("at", "act", "what", "by", "subject", "wrote", "chain", "seq"))
    count = 0
    with store.reading():
        for row in every(wanted):
            at = row.at.astimezone(settings.tz).isoformat(timespec="milliseconds")
            told = (row.act, words(row.act), row.by, row.subject)
            out.writerow((at, *map(harmless, told), row.wrote, harmless(row.chain), row.seq))
            count += 1
    return count


def verify(actor: Actor) -> trail.Verdict:
    """Prove the trail and everything that it speaks of."""
    require(actor, "see_audit")
    return store.verify()


def read(uid: UUID, by: Actor, now: datetime) -> None:
    """Tell that somebody opened a case and read it."""
    with store.writing("case.read", by.code, str(uid), now):
        pass


def newest() -> datetime | None:
    """Return the moment of the last entry, by the clock of whoever wrote it."""
    found = store.rows(NEWEST)
    return MOMENT.python_value(found[0][0]) if found else None


def since(place: int | None) -> tuple[int, bool]:
    """Return where the trail ends, and whether anything was written after a place; reading writes nothing.

    Without a place everything is new.
    """
    last = int(store.rows(LAST)[0][0])
    return last, place is None or bool(store.rows(WROTE, place))


def found(wanted: Wanted, before: int | None, size: int) -> list[AuditRow]:
    """Return the newest entries before a place that are as wanted."""
    first, end = between(wanted.since, wanted.until)
    since, until = stamp(wanted.since or datetime.min), stamp(wanted.until or datetime.max)
    needles = tuple(sought(wanted))
    statement = PAGE.format(more=" ".join([HAS] * len(needles)))
    end = end if before is None else min(end, before)
    rows = store.rows(statement, end, first, since, until, *needles, size)
    numbers = numbers_of(row[6] for row in rows)
    return [
        AuditRow(place, chain, seq, moment(at), act, by, numbers.get(subject, subject), wrote)
        for place, chain, seq, at, act, by, subject, wrote in rows
    ]


def every(wanted: Wanted) -> Iterator[AuditRow]:
    """Give every entry that is as wanted, the newest first."""
    before: int | None = None
    while rows := found(wanted, before, BATCH):
        yield from rows
        before = rows[-1].place


def sought(wanted: Wanted) -> Iterator[str]:
    """Give what must stand in an entry's text, which is written in one way only.

    A quotation mark inside a value is written with a backslash: what somebody typed never looks like this.
    """
    if wanted.act:
        told = written(wanted.act)
        yield '"act":' + (told[:-1] if wanted.act.endswith(".") else told)
    if wanted.who:
        yield f'"by":{written(wanted.who)}'
    if wanted.subject:
        yield f'"subject":{written(subject_of(wanted.subject))}'


def written(value: str) -> str:
    """Return a text as an entry holds it."""
    return json.dumps(value, ensure_ascii=False)


def subject_of(told: str) -> str:
    """Return what the trail says of a case whose number was typed, else what was typed."""
    number = parse_case_number(told)
    case = store.rows(CASE, number) if number else []
    return str(UUID(case[0][0])) if case else told


def numbers_of(subjects: Iterable[str]) -> dict[str, str]:
    """Return the numbers of those subjects that are cases."""
    keys = list({key for subject in subjects if (key := key_of(subject))})
    known = store.rows(NUMBERS.format(marks=", ".join("?" * len(keys))), *keys)
    return {str(UUID(uid)): number for uid, number in known}


def key_of(subject: str) -> str:
    """Return the key that a subject would have in the register; empty when it is no uid."""
    try:
        return UUID(subject).hex
    except ValueError:
        return ""


def between(since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """Return the first place and the place after the last that can hold entries of these moments.

    Entries stand in the order in which they were written, so the place is found by halving; only where the
    clock was set back does the time go back a little, too.
    """
    end = store.rows(LAST)[0][0] + 1
    first = place_of(stamp(since - STEP_BACK), end) if since else 0
    return first, place_of(stamp(until + STEP_BACK), end) if until else end


def place_of(at: int, end: int) -> int:
    """Return the first place whose entry is not before a moment."""
    low = 0
    while low < end:
        middle = (low + end) // 2
        (place, told), *_more = store.rows(AT, middle) or [(end, at)]
        if told < at:
            low = place + 1
        else:
            end = middle
    return low


def stamp(told: datetime) -> int:
    """Return a moment as the register keeps it."""
    return MOMENT.db_value(told if told.tzinfo else told.replace(tzinfo=UTC)) or 0


def moment(at: int) -> datetime:
    """Return the moment that an entry tells."""
    found = MOMENT.python_value(at)
    assert found is not None
    return found


def harmless(cell: str) -> str:
    """Return a text that a table program shows and does not work out."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell

"""Append to the audit trail, and prove that it and everything it speaks of is unchanged."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from peewee import Field

from kiosk.records.audit import AuditChain, AuditEntry
from kiosk.records.base import MomentField, Record, database
from kiosk.records.cases import Attempt, Counter, SearchCursor, SearchDoc
from kiosk.records.channels import HookMessage, HookPlace, Request, StaffMessage
from kiosk.records.keys import CaseKey, KeyMark, RunMark
from kiosk.records.people import KeptDraft, Presence
from kiosk.records.spool import Outbox
from kiosk.records.tallies import Tally
from kiosk.records.told import Told, Unlike, told

UNPROTECTED: tuple[type[Record], ...] = (
    AuditChain,
    AuditEntry,
    Attempt,
    CaseKey,
    Counter,
    HookMessage,
    HookPlace,
    KeptDraft,
    KeyMark,
    Outbox,
    Presence,
    Request,
    RunMark,
    SearchCursor,
    SearchDoc,
    StaffMessage,
    Tally,
)
"""Tables that the trail does not speak of: itself, what can be counted, sent or built again, and keys.

Wrapped keys prove themselves; `kiosk.sealing.breach` tells of those that are gone without an erasure.
"""
LATER = {"case": 5, "clock": 1, "category": 1, "person": 1, "notice": 4, "theme": 12, "rating": 1}
"""How many columns came to a table after its first version, always as its last ones.

A row's digest speaks of them only where they hold something, so that it stays what it was.
"""
EMPTY = ("", 0, None, "x00")
GENESIS = bytes(32)
MOMENT = MomentField()
AS_IT_IS = frozenset((str, int, type(None)))
"""Kinds of values that are hashed as the store gives them."""
written_down = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Verdict(NamedTuple):
    """What a look at the trail found."""

    entries: int
    broken: str | None
    """The first broken entry, in words; None when the trail is whole."""
    seq: int | None = None
    """Number of that entry; None when no entry speaks of what was found."""

    @property
    def ok(self) -> bool:
        """Whether the trail is whole."""
        return self.broken is None


class Breach(NamedTuple):
    """One thing that is not as the trail says."""

    seq: float
    sentence: str


@cache
def columns(table: type[Record]) -> list[Field[Any]]:
    """List a table's columns in one order."""
    return list(table._meta.sorted_fields)


def settled(value: Any) -> Any:
    """Return a stored value in the one form that is hashed."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "x" + bytes(value).hex()
    return int(value) if isinstance(value, bool) else value


def digest(key: bytes, table: str, values: Iterable[Any]) -> str:
    """Keyed hash over the stored values of one row; 16 bytes in hex."""
    told = [table, *(value if type(value) in AS_IT_IS else settled(value) for value in values)]
    if later := LATER.get(table):
        first = len(told) - later
        told[first:] = [[place, told[place]] for place in range(first, len(told)) if told[place] not in EMPTY]
    text = written_down(told)
    return hmac.digest(key, text.encode(), hashlib.sha256)[:16].hex()


def link(key: bytes, previous: bytes, seq: int, at: int, body: str) -> bytes:
    """Keyed hash that ties an entry to the one before it."""
    told = previous + seq.to_bytes(8, "big") + at.to_bytes(8, "big", signed=True)
    return hmac.digest(key, told + hashlib.sha256(body.encode()).digest(), hashlib.sha256)


def append(key: bytes, chain: str, at: datetime, body: dict[str, Any]) -> None:
    """Add an entry as the last statement of the transaction that did what it tells."""
    statement = "SELECT seq, head FROM audit_chain WHERE chain = ?"
    if not database.obj.is_file:
        # Last, and until the end: whoever appends to this chain next waits here, and nowhere before.
        statement += " FOR UPDATE"
    found = database.execute_sql(statement, (chain,)).fetchone()
    seq, head = (found[0] + 1, bytes(found[1])) if found else (1, GENESIS)
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    moment = MOMENT.db_value(at) or 0
    mac = link(key, head, seq, moment, text)
    database.execute_sql(
        "INSERT INTO audit_entry (chain, seq, at, body, mac) VALUES (?, ?, ?, ?, ?)",
        (chain, seq, moment, text, mac),
    )
    statement = (
        "UPDATE audit_chain SET seq = ?, head = ? WHERE chain = ?"
        if found
        else "INSERT INTO audit_chain (seq, head, chain) VALUES (?, ?, ?)"
    )
    database.execute_sql(statement, (seq, mac, chain))


def verify(key: bytes, tables: Iterable[type[Record]]) -> Verdict:
    """Walk every chain, then hold every protected row against the last digest of it."""
    heads = {row[0]: (row[1], bytes(row[2])) for row in rows("SELECT chain, seq, head FROM audit_chain")}
    names = {row[0] for row in rows("SELECT DISTINCT chain FROM audit_entry")} | set(heads)
    with told() as said:
        walked = [walk(key, chain, heads.get(chain), said) for chain in sorted(names)]
        first = min((broken for _count, broken in walked if broken), default=None)
        if first is None:
            hold(key, tables, said)
            first = min(map(breach, said.unlike()), default=None)
    entries = sum(count for count, _broken in walked)
    if first is None:
        return Verdict(entries, None)
    return Verdict(entries, first.sentence, None if first.seq == float("inf") else int(first.seq))


def rows(statement: str, values: tuple[Any, ...] = ()) -> Iterator[Any]:
    """Run a statement and give its rows as they stand in the store."""
    found: Iterator[Any] = database.obj.stream(statement, values)
    return found


def walk(key: bytes, chain: str, head: tuple[int, bytes] | None, said: Told) -> tuple[int, Breach | None]:
    """Follow one chain to its head, noting what each entry says of the rows that it wrote."""
    previous, expected, before = GENESIS, 0, 0
    statement = "SELECT seq, at, body, mac, rowid FROM audit_entry WHERE chain = ? ORDER BY seq"
    for seq, at, body, mac, place in rows(statement, (chain,)):
        expected += 1
        if seq != expected:
            return expected, Breach(
                expected, f"entry {expected} of chain {chain}: missing, found {seq} instead"
            )
        previous = link(key, previous, seq, at, body)
        if place <= before or not hmac.compare_digest(previous, bytes(mac)):
            return expected, Breach(seq, f"entry {seq} of chain {chain}: changed, or moved from its place")
        before = place
        for name, row, mark in json.loads(body)["wrote"]:
            # Another machine, with a chain of its own, may have written the same row later.
            said.claim(name, row, seq, mark, place)
    if head is None or head != (expected, previous):
        return expected, Breach(
            expected + 1, f"entry {expected + 1} of chain {chain}: cut off; the head does not match"
        )
    return expected, None


def hold(key: bytes, tables: Iterable[type[Record]], said: Told) -> None:
    """Note the digest of every protected row beside what the trail says of it."""
    for table in tables:
        if table in UNPROTECTED:
            continue
        name, fields = table._meta.table_name, columns(table)
        at = next(place for place, field in enumerate(fields) if field.primary_key)
        quoted = ", ".join(f'"{field.column_name}"' for field in fields)
        for row in rows(f'SELECT {quoted} FROM "{name}"'):
            said.hold(name, str(row[at]), digest(key, name, row))


def breach(found: Unlike) -> Breach:
    """Say what is not as the trail says."""
    name, row, seq = found.name, found.row, found.seq
    if not found.was_written:
        sentence = f"no entry wrote this row of {name} ({row}): it was put in from outside"
        return Breach(float("inf") if seq is None else seq, sentence)
    assert seq is not None, "whoever wrote it has a number"
    if not found.is_there:
        return Breach(seq, f"entry {seq}: a row of {name} that it wrote is gone ({row})")
    return Breach(seq, f"entry {seq}: a row of {name} that it wrote was changed ({row})")

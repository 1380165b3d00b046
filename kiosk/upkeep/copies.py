"""A copy of a register while it is written to, and the proof that the copy is whole and ours."""

from __future__ import annotations

import hmac
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from kiosk.i18n import N_, _
from kiosk.records.base import MomentField
from kiosk.records.trail import GENESIS, link
from kiosk.upkeep.soundness import first_fault, is_ours, read_only

MOMENT = MomentField()
CHAINS = "SELECT chain, seq, head FROM audit_chain"
COUNTED = "SELECT count(*), coalesce(max(seq), 0) FROM audit_entry WHERE chain = ?"
LAST = "SELECT seq, at, body, mac FROM audit_entry WHERE chain = ? ORDER BY seq DESC LIMIT 2"


class Unsound(Exception):
    """A file that is no whole register of ours; says why."""


class Proof(NamedTuple):
    """What a copy holds."""

    cases: int
    entries: int
    last_at: datetime | None
    """When the last thing in it was written."""


def copy(register: Path, to: Path) -> None:
    """Write the register as it stands at one moment into a new file of its owner only, down to the disk."""
    with (
        closing(sqlite3.connect(read_only(register), uri=True)) as source,
        closing(os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")),
        closing(sqlite3.connect(to, isolation_level=None)) as target,
    ):
        # All pages at once: in parts it begins anew whenever somebody writes, and never ends.
        source.backup(target, pages=-1)
        # One file that needs no other beside it.
        target.execute("PRAGMA journal_mode = DELETE")
    sync(to)


def sync(path: Path) -> None:
    """Wait until a file or directory is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def prove(path: Path, key: bytes) -> Proof:
    """Look through a lone copy; raise `Unsound` where it is damaged, another's, or its trail was cut."""
    try:
        with opened(path) as file:
            if fault := first_fault(file, "integrity_check"):
                raise Unsound(_("%(file)s is damaged: %(fault)s") % {"file": path, "fault": fault})
            return _proof(file, path, key)
    except sqlite3.Error as problem:
        raise Unsound(_("%(file)s is damaged: %(fault)s") % {"file": path, "fault": problem}) from None


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a lone copy that nobody writes to; nothing is made beside it."""
    with closing(sqlite3.connect(read_only(path, "&immutable=1"), uri=True)) as file:
        yield file


def _proof(file: sqlite3.Connection, path: Path, key: bytes) -> Proof:
    tables = file.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not tables or not is_ours(file):
        raise Unsound(_("%(file)s is not a register.") % {"file": path})
    entries, last = 0, 0
    for chain, seq, head in file.execute(CHAINS).fetchall():
        at = _head_at(file, chain, seq, bytes(head), key)
        if at is None:
            raise Unsound(_(TRAIL) % {"file": path, "chain": chain})
        entries, last = entries + seq, max(last, at)
    counted = file.execute('SELECT count(*) FROM "case"').fetchone()[0]
    return Proof(counted, entries, MOMENT.python_value(last or None))


TRAIL = N_(
    "%(file)s: the end of the trail %(chain)s does not fit the keys of this machine. "
    "It was cut, or it is another register's."
)


def _head_at(file: sqlite3.Connection, chain: str, seq: int, head: bytes, key: bytes) -> int | None:
    """Return when the last entry of a chain was written; None where it is not the one that its head tells."""
    if file.execute(COUNTED, (chain,)).fetchone() != (seq, seq):
        return None
    [(found, at, body, mac), *before] = file.execute(LAST, (chain,)).fetchall()
    previous = bytes(before[0][3]) if before else GENESIS
    told = link(key, previous, found, at, body)
    is_so = hmac.compare_digest(told, bytes(mac)) and hmac.compare_digest(told, head)
    return int(at) if is_so else None

"""What the trail says of every row beside what the tables hold: sorted on disk, so memory stays small."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import NamedTuple

BATCH = 5_000
"""Lines that are gathered before they are written down."""
CACHE = "PRAGMA cache_size = -16384"
"""Memory of the sorting, in KiB."""
PLACE, BOTH = 8, 16
"""Bytes of a claim before the number of its entry, and before its digest."""
UNLIKE = """SELECT name, row, max(claim) AS said, max(held) AS held FROM line GROUP BY name, row
    HAVING held IS NULL AND length(said) > 16
        OR held IS NOT NULL AND (said IS NULL OR substr(said, 17) <> held)"""


class Unlike(NamedTuple):
    """A row that is not as the trail says."""

    name: str
    row: str
    seq: int | None
    """The entry that wrote it last; None when none did."""
    was_written: bool
    """Whether the trail says that the row is there."""
    is_there: bool


class Told:
    """A list of claims and rows in a temporary file, which SQLite sorts and holds against each other."""

    def __init__(self, lines: sqlite3.Connection) -> None:
        self._lines = lines
        self._waiting: list[tuple[str, str, bytes | None, bytes | None]] = []
        self._claims = 0
        lines.execute("CREATE TABLE line (name TEXT, row TEXT, claim BLOB, held BLOB)")

    def claim(self, name: str, row: str, seq: int, mark: str | None, place: int | None = None) -> None:
        """Note what an entry says of a row; what is said later counts, or further on among all entries."""
        self._claims += 1
        # Bytes compare as the numbers in them do: the largest claim of a row is the last one.
        said = (place or self._claims).to_bytes(PLACE, "big") + seq.to_bytes(BOTH - PLACE, "big")
        self._note((name, row, said + bytes.fromhex(mark or ""), None))

    def hold(self, name: str, row: str, mark: str) -> None:
        """Note a row that is there."""
        self._note((name, row, None, bytes.fromhex(mark)))

    def _note(self, line: tuple[str, str, bytes | None, bytes | None]) -> None:
        self._waiting.append(line)
        if len(self._waiting) >= BATCH:
            self._write()

    def _write(self) -> None:
        self._lines.executemany("INSERT INTO line VALUES (?, ?, ?, ?)", self._waiting)
        self._waiting.clear()

    def unlike(self) -> Iterator[Unlike]:
        """Give every row that is not as it was said last."""
        self._write()
        for name, row, said, held in self._lines.execute(UNLIKE):
            seq = int.from_bytes(said[PLACE:BOTH], "big") if said else None
            yield Unlike(name, row, seq, said is not None and len(said) > BOTH, held is not None)


@contextmanager
def told() -> Iterator[Told]:
    """Open an empty list, which leaves nothing behind."""
    # An empty name is a file of SQLite's own that nobody else can open; it goes with the connection.
    with closing(sqlite3.connect("", isolation_level=None)) as lines:
        lines.execute(CACHE)
        lines.execute("PRAGMA journal_mode = OFF")
        lines.execute("BEGIN")
        yield Told(lines)

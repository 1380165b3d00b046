"""What differs between a register in a file and one on a server; everything above speaks to both alike."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from peewee import SqliteDatabase

LINE: dict[str, Any] = {"lock_type": "IMMEDIATE", "timeout": 10, "autoconnect": False}
"""One writer waits for the other, for so many seconds; nobody opens a register by the way."""
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "cache_size": -16000,
    "journal_size_limit": 16 << 20,
    "secure_delete": 1,
}


class InFile:
    """A register in a file of this machine: one writer at a time, who holds all of it from the beginning."""

    is_file = True
    is_enciphered = False
    snapshot = "DEFERRED"
    """How a transaction begins that only reads."""
    database: Any
    execute_sql: Any

    def hold(self, _name: str) -> None:
        """Keep others from writing about the same thing: a transaction of a file does so by itself."""

    def check(self) -> None:
        """Refuse what a register cannot be made in: a file is always as it should be."""

    def handle(self) -> int | None:
        """Return the connection's handle of the system; a file has none that waits."""
        return None

    @contextmanager
    def upgrading(self) -> Iterator[None]:
        """Keep other processes of this machine from upgrading the same register at once."""
        with Path(str(self.database) + ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def stream(self, statement: str, values: tuple[Any, ...] = ()) -> Iterator[Any]:
        """Give the rows of a long list one after the other."""
        return iter(self.execute_sql(statement, values))


class FileRegister(InFile, SqliteDatabase):
    """The register that this machine keeps for itself."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), pragmas=PRAGMAS, **LINE)

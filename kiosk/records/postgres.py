"""A register on a PostgreSQL server that several machines share; loaded only where one is named."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from itertools import count
from typing import Any

import psycopg
from peewee import (  # type: ignore[attr-defined]
    OperationalError,
    PeeweeException,
    PostgresqlDatabase,
    __exception_wrapper__,
)
from psycopg.adapt import Loader
from psycopg.conninfo import conninfo_to_dict

from kiosk.i18n import N_
from kiosk.records.faults import UNDONE, Unopened, sqlstate

PATIENCE = 5.0
"""Seconds for which a server is tried that restarts, or has no connection left for us."""
LINE = {
    "application_name": "kiosk",
    "connect_timeout": "3",
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
"""What a line to the server is asked for where the address says nothing else: to notice a dead one soon."""
LIMITS = {
    "lock_timeout": "10s",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "30s",
    "timezone": "UTC",
}
"""Nobody waits for ever, and whoever is cut off while writing lets go."""
UPGRADE = 0x6B696F736B
"""Number of the lock that upgrades are made under."""
WORDS = (
    (re.compile(r"\binstr\("), "strpos("),
    (re.compile(r"\bjson_extract\((\w+), '\$\.(\w+)'\)"), r"(CAST(\1 AS json) ->> '\2')"),
    (
        re.compile(r"\bjson_array_length\((\w+), '\$\.(\w+)'\)"),
        r"json_array_length(CAST(\1 AS json) -> '\2')",
    ),
)
"""What SQLite calls otherwise."""
NOTHING = ((" NOT IN ()", " <> ALL ('{}')"), (" IN ()", " = ANY ('{}')"))
"""A list without anything in it, which only SQLite knows."""
ORDERED = ("C", "POSIX", "C.UTF-8", "C.utf8")
NOT_ORDERED = N_(
    "The database orders texts otherwise than the register needs. Make it with: CREATE DATABASE kiosk "
    "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
)
ORDER_OF_TEXTS = """SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database
    WHERE datname = current_database()"""
SNAPSHOT = "REPEATABLE READ, READ ONLY"


@cache
def spoken(statement: str) -> str:
    """Return a statement of ours as this engine takes it; Peewee's own about the server stay as they are."""
    if "%s" in statement:
        return statement
    for pattern, word in WORDS:
        statement = pattern.sub(word, statement)
    for told, word in NOTHING:
        statement = statement.replace(told, word)
    return statement.replace("%", "%%").replace("?", "%s")


def key_of(name: str) -> int:
    """Return the number under which a thing is locked."""
    return int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)


class HexLoader(Loader):
    """Gives a uid as a file keeps it: 32 hex digits."""

    def load(self, data: Any) -> str:
        """Return the digits."""
        return bytes(data).decode().replace("-", "")


class Turn(threading.local):
    """What a thread has under way on its connection."""

    is_reading = False
    written = 0
    """Transactions that were, or may have been, written."""


class CentralRegister(PostgresqlDatabase):
    """A register on a server: many write at once, each holding only what it writes about."""

    is_file = False
    snapshot = SNAPSHOT
    isolation = ""
    """How a writing transaction begins, where the server's own READ COMMITTED is not wanted."""
    param = "?"

    def __init__(self, address: str) -> None:
        given = conninfo_to_dict(address)
        line: dict[str, Any] = {name: value for name, value in LINE.items() if name not in given}
        self.turn, self._names = Turn(), count()
        super().__init__(address, prefer_psycopg3=True, autoconnect=False, **line)

    def get_binary_type(self) -> type[bytes]:
        """Keep bytes as bytes, as in a file."""
        return bytes

    def connect(self, reuse_if_open: bool = False) -> bool:
        """Connect, and try again for a while: a server may restart, or every place may be taken."""
        if not self.is_closed():
            return bool(super().connect(reuse_if_open))
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return bool(super().connect())
            except OperationalError:
                if not self.is_closed():
                    self.close()
                if time.monotonic() > end:
                    raise
            time.sleep(0.05 + random.random() * 0.4)

    def _initialize_connection(self, connection: Any) -> None:
        connection.adapters.register_loader("uuid", HexLoader)
        for name, value in LIMITS.items():
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """Run a statement of ours."""
        return super().execute_sql(spoken(sql), params)  # type: ignore[no-untyped-call]

    def begin(self, mode: str | None = None) -> None:
        """Begin to write, or to read as things stand at this moment."""
        self.turn.is_reading = mode == SNAPSHOT
        isolation = mode or self.isolation
        statement = f"BEGIN ISOLATION LEVEL {isolation}" if isolation else "BEGIN"
        if self.turn.is_reading:
            # Who only reads holds nobody up, and may take a long time over what was read.
            statement += "; SET LOCAL idle_in_transaction_session_timeout = 0"
        with __exception_wrapper__:
            self.line().execute(statement)

    def commit(self) -> None:
        """Write what was done; what the server has given up already is never taken for written."""
        if self.line().info.transaction_status == psycopg.pq.TransactionStatus.INERROR:
            raise OperationalError("the transaction was given up before it was written")
        if self.turn.is_reading:
            super().commit()
            return
        self.turn.written += 1
        try:
            super().commit()
        except PeeweeException as problem:
            if sqlstate(problem) in UNDONE:
                self.turn.written -= 1
            raise

    def line(self) -> psycopg.Connection[Any]:
        """Return the connection of this thread."""
        found: psycopg.Connection[Any] = self.connection()  # type: ignore[no-untyped-call]
        return found

    def ready(self) -> None:
        """Have a connection that works, as far as one can know before it is used."""
        if not self.is_closed() and not self.is_connection_usable():
            self.close()
        self.connect(reuse_if_open=True)

    def hold(self, name: str) -> None:
        """Keep others from writing about the same thing until this transaction ends."""
        self.execute_sql("SELECT pg_advisory_xact_lock(?)", (key_of(name),))

    def handle(self) -> int | None:
        """Return the handle of this thread's connection."""
        return int(self.connection().fileno())  # type: ignore[no-untyped-call]

    @contextmanager
    def upgrading(self) -> Iterator[None]:
        """Keep every other machine from upgrading the register at once; a killed one lets go."""
        self.execute_sql("SET lock_timeout = 0; SET statement_timeout = 0")
        self.execute_sql(f"SELECT pg_advisory_lock({UPGRADE})")
        try:
            yield
        finally:
            if self.is_connection_usable():
                self.execute_sql(f"SELECT pg_advisory_unlock({UPGRADE})")
                for name in ("lock_timeout", "statement_timeout"):
                    self.execute_sql(f"SET {name} = '{LIMITS[name]}'")

    def check(self) -> None:
        """Refuse a database in which texts are ordered or written otherwise than in a file."""
        collation, encoding = self.execute_sql(ORDER_OF_TEXTS).fetchone()
        if collation not in ORDERED or encoding != "UTF8":
            raise Unopened(NOT_ORDERED)

    def stream(self, statement: str, values: tuple[Any, ...] = ()) -> Iterator[Any]:
        """Give the rows of a long list one after the other, without keeping all of them here."""
        with __exception_wrapper__:
            is_alone = not self.in_transaction()
            with self.line().cursor(f"stream{next(self._names)}", withhold=is_alone) as cursor:
                cursor.itersize = 2000
                cursor.execute(spoken(statement), values)
                yield from cursor


__all__ = ["CentralRegister", "psycopg"]

"""The register's door: connection, transactions, audit trail, migrations. Only here is Peewee's machinery."""

from __future__ import annotations

import asyncio
import random
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import cache, partial, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from peewee import Field

from kiosk import keys as secret_keys
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import TABLES, Case, Counter, Record, database, trail
from kiosk.records.engines import FileRegister
from kiosk.records.faults import Conflict, Corrupt, Full, Offline, StoreFault, Undone, Unopened, named
from kiosk.rules.numbers import ALPHABET
from kiosk.upkeep import reserve, soundness, use

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound=Record)

RECONNECTIONS = 3
MIGRATIONS = Path(__file__).with_name("migrations")
TURNS = 12
"""How often an act is done that the server takes back, until its person is told."""

UID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_keys: secret_keys.Keys | None = None
_chain = ""


def open_register(settings: Settings) -> None:
    """Open the register for this process and thread; make or upgrade it first where that is due."""
    if settings.database:
        open_central(settings)
    else:
        open_file(settings)


def open_file(settings: Settings) -> None:
    """Open the register that is this machine's own."""
    global _keys, _chain
    path = settings.register_file
    secrets_path = settings.keys
    is_new = not path.exists()
    soundness.refuse_lost(path, secrets_path)
    try:
        _keys = secret_keys.load(secrets_path, may_make=is_new)
    except secret_keys.KeysLost:
        raise Unopened(
            N_("The keys of the register are gone: %(file)s. Put them back."), file=secrets_path
        ) from None
    database.initialize(FileRegister(path))
    with soundness.opening(path) as was_cut, named():
        database.connect()
        make_private(path)
        if was_cut:
            soundness.look_through(path)
        migrate()
        _chain = own_prefix()
    reserve.keep(path.parent)


def make_private(path: Path) -> None:
    """Let nobody but its owner read the register."""
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)


def open_central(settings: Settings) -> None:
    """Open the register that several machines share."""
    global _keys, _chain
    from kiosk.records import central

    database.initialize(central.engine(settings))
    with named():
        try:
            database.connect()
            migrate()
            _keys = central.bound_keys(settings)
            _chain = central.own_prefix(settings)
        except BaseException:
            close()
            raise


def close() -> None:
    """Close this thread's connection."""
    if not database.is_closed():
        database.close()
    use.leave()


def sparing(act: Callable[P, T]) -> Callable[P, T]:
    """Let an act that a full disk refused be done in the room that is kept for it."""

    @wraps(act)
    def tried(*values: P.args, **named_values: P.kwargs) -> T:
        try:
            return act(*values, **named_values)
        except Full:
            directory = use.directory()
            if directory is None or not reserve.give(directory):
                raise
            return act(*values, **named_values)

    return tried


def keys() -> secret_keys.Keys:
    """Return the secrets of the open register."""
    if _keys is None:
        raise RuntimeError("no register is open")
    return _keys


def prefix() -> str:
    """Return the two letters of every case number made on this machine."""
    return _chain


def own_prefix() -> str:
    """Return this machine's prefix, drawing one for a new register."""
    found = Counter.select().order_by(Counter.prefix).first()
    if found is None:
        found = Counter.create(prefix="".join(secrets.choice(ALPHABET) for _letter in range(2)))
    return str(found.prefix)


def next_number() -> int:
    """Count one more case on this machine; to be called inside `writing`."""
    database.execute_sql("UPDATE counter SET given = given + 1 WHERE prefix = ?", (_chain,))
    return int(rows("SELECT given FROM counter WHERE prefix = ?", _chain)[0][0])


def migrate() -> None:
    """Bring the tables up to this program, or refuse a register that a newer one made."""
    known = {path.stem for path in MIGRATIONS.glob("[0-9]*.py")}
    applied = set()
    if database.table_exists("schema_migration"):
        applied = {name for (name,) in rows("SELECT name FROM schema_migration")}
    if applied - known:
        raise Unopened(N_("A newer kiosk made this register. Install that version, or a later one."))
    if known - applied:
        database.obj.check()
        with database.obj.upgrading():
            upgrade()


def upgrade(target: str | None = None) -> None:
    """Apply the migrations that are still due, up to a named one or all."""
    from playhouse.migrations import Runner  # type: ignore[import-untyped]

    Runner(database.obj, str(MIGRATIONS)).up(target)


@contextmanager
def reading() -> Iterator[None]:
    """Read several things as they stood at one moment."""
    with named(), database.atomic(database.obj.snapshot):
        yield


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run a fixed query and return what is stored; making a model's query costs more."""
    return list(database.execute_sql(statement, values))


def load(table: type[R], condition: str, *values: Any) -> list[R]:
    """Return the records that a fixed condition finds: for hot paths, like `rows`."""
    return [revived(table, row) for row in rows(f"{select_statement(table)} {condition}", *values)]


def revived(table: type[R], row: tuple[Any, ...]) -> R:
    """Return the record that a row holds."""
    record = table(__no_default__=True)
    record.__data__ = {
        field.name: field.python_value(value)  # type: ignore[no-untyped-call]
        for field, value in zip(trail.columns(table), row, strict=True)
    }
    return record


@cache
def select_statement(table: type[Record]) -> str:
    """Return the beginning of every `load` of a table."""
    names = ", ".join(f'"{field.column_name}"' for field in trail.columns(table))
    return f'SELECT {names} FROM "{table._meta.table_name}"'


class Written:
    """What one transaction writes, remembered for its audit entry."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], str | None] = {}
        """(table, key) to the digest of the row as it now stands; None when it was removed."""
        self.is_idle = False
        """Set when there turned out to be nothing to do: no audit entry tells of it."""

    def add(self, record: Record) -> None:
        """Insert a record."""
        values = stored_values(record)
        database.execute_sql(insert_statement(type(record)), values)
        self.note(record, values)

    def extend(self, records: Iterable[Record]) -> None:
        """Insert several records."""
        for record in records:
            self.add(record)

    def change(self, record: Record, **values: Any) -> None:
        """Update a record; a case must not have changed since it was read."""
        table = type(record)
        key = key_field(table)
        where = key == record.__data__[key.name]
        if isinstance(record, Case):
            where &= Case.version == record.version
            values["version"] = record.version + 1
        if not table.update(**values).where(where).execute():
            raise Conflict
        for name, value in values.items():
            setattr(record, name, value)
        self.note(record, stored_values(record))

    def remove(self, record: Record) -> None:
        """Delete a record that is not a case's: those are never deleted."""
        record.delete_instance()
        self.rows[type(record)._meta.table_name, row_key(record)] = None

    def note(self, record: Record, values: list[Any]) -> None:
        """Remember the row as it now stands."""
        table = type(record)
        if table not in trail.UNPROTECTED:
            name = table._meta.table_name
            self.rows[name, row_key(record)] = trail.digest(keys().audit, name, values)


def key_field(table: type[Record]) -> Field[Any]:
    """Return the column that is a table's key."""
    found = table._meta.primary_key
    assert isinstance(found, Field)
    return found


def stored(field: Field[Any], record: Record) -> Any:
    """Return one value of a record as the store keeps it."""
    return field.db_value(record.__data__.get(field.name))  # type: ignore[no-untyped-call]


def row_key(record: Record) -> str:
    """Return a row's key as it stands in the store."""
    key = key_field(type(record))
    return str(stored(key, record))


def without_key(record: Record) -> dict[str, Any]:
    """Return a record's values but for its key."""
    key = key_field(type(record)).name
    return {name: value for name, value in record.__data__.items() if name != key}


def stored_values(record: Record) -> list[Any]:
    """Return a record's values as the store keeps them, in the order of the columns."""
    held = record.__data__
    return [field.db_value(held.get(field.name)) for field in trail.columns(type(record))]  # type: ignore[no-untyped-call]


@cache
def insert_statement(table: type[Record]) -> str:
    """Return the insert of a table. Made by hand: a model's own insert takes five times as long."""
    names = [f'"{field.column_name}"' for field in trail.columns(table)]
    marks = ", ".join("?" for _name in names)
    return f'INSERT INTO "{table._meta.table_name}" ({", ".join(names)}) VALUES ({marks})'


@contextmanager
def writing(act: str, by: str, subject: str, at: datetime) -> Iterator[Written]:
    """One transaction: what is written inside, and last its audit entry; all of it or nothing."""
    with alone(about(subject)):
        written = Written()
        yield written
        if written.is_idle:
            return
        wrote = [[table, row, mark] for (table, row), mark in written.rows.items()]
        trail.append(keys().audit, _chain, at, {"act": act, "by": by, "subject": subject, "wrote": wrote})


@contextmanager
def alone(name: str) -> Iterator[None]:
    """One transaction; whoever else writes about the same thing waits for its end."""
    with named(), database.atomic():
        database.obj.hold(name)
        yield


def about(subject: str) -> str:
    """Return what an act holds while it is written: the one case or rating that it is about, or the house."""
    return subject if UID.fullmatch(subject) else "house"


def again(act: Callable[..., T], *values: Any) -> T:
    """Do an act of a service; do it again when the register took it back, or the line broke before it.

    An act that has written something already, or may have, is never done again here.
    """
    if database.obj is None or database.obj.is_file or database.in_transaction():
        with named():
            return act(*values)
    for turn in range(1, TURNS + 1):
        written = database.obj.turn.written
        try:
            with named():
                database.obj.ready()
                return act(*values)
        except (Undone, Offline) as fault:
            is_last = turn == (TURNS if isinstance(fault, Undone) else RECONNECTIONS)
            if is_last or database.obj.turn.written != written:
                raise
        time.sleep(random.random() * min(0.5, 0.01 * 2**turn))
    raise AssertionError("unreachable")


def version() -> int:
    """Return a number that grows whenever anybody writes something that the trail tells of."""
    return int(rows("SELECT COALESCE(SUM(seq), 0) FROM audit_chain")[0][0])


def verify() -> trail.Verdict:
    """Prove the audit trail and everything that it speaks of."""
    with reading():
        return trail.verify(keys().audit, TABLES)


class StoreThread:
    """The one thread that talks to the register, so that no finger on the glass waits for a disk."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._opened = self._pool.submit(open_register, settings)

    async def run(self, act: Callable[..., T], *values: Any) -> T:
        """Run a service on the store's thread; its faults are raised here."""
        opened = self._opened
        if opened.done() and not opened.cancelled() and isinstance(opened.exception(), Offline):
            self._opened = self._pool.submit(open_register, self._settings)  # a server may be back by now
        await asyncio.wrap_future(self._opened)
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(again, act, *values))

    def close(self) -> None:
        """Finish what is under way and close the register."""
        if not self._opened.cancel() and self._opened.exception() is None:
            self._pool.submit(close).result()
        self._pool.shutdown()


__all__ = ["Corrupt", "StoreFault", "StoreThread", "Unopened", "Written"]

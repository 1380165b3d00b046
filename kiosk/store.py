"""The register's door: connection, transactions, audit trail, migrations. Only here is Peewee's machinery."""

from __future__ import annotations

import asyncio
import random
import re
import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TypeVar

from kiosk import held_keys, sealing
from kiosk.config import Settings
from kiosk.held_keys import keys
from kiosk.i18n import N_
from kiosk.records import TABLES, Counter, Record, database, trail
from kiosk.records.engines import FileRegister
from kiosk.records.faults import Corrupt, Full, Offline, StoreFault, Undone, Unopened, named
from kiosk.rows import (
    Written,
    insert_statement,
    key_field,
    revived,
    row_key,
    select_statement,
    stored_values,
    without_key,
)
from kiosk.rules.numbers import ALPHABET
from kiosk.upkeep import reserve, soundness, use

if TYPE_CHECKING:
    from types import ModuleType

    from kiosk.records.ciphered import CipheredRegister

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound=Record)

RECONNECTIONS = 3
MIGRATIONS = Path(__file__).with_name("migrations")
TURNS = 12
"""How often an act is done that the server takes back, until its person is told."""

UID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_chain = ""
_is_spool = False
_entries = 0


class Register(NamedTuple):
    """A register that this process has open; `at` makes it the one that services speak to."""

    database: Any
    chain: str
    is_spool: bool


def open_register(settings: Settings, is_spool: bool = False) -> None:
    """Open the register for this process and thread; make or upgrade it first where that is due.

    A spool is the register of a terminal whose acts are delivered to a central one.
    """
    if settings.database and not is_spool:
        open_central(settings)
    else:
        open_file(settings, is_spool)


def open_file(settings: Settings, is_spool: bool = False) -> None:
    """Open the register that is this machine's own."""
    global _chain, _is_spool
    path = settings.spool_file if is_spool else settings.register_file
    secrets_path = settings.keys
    # A terminal is given the hospital's keys before its spool is made; the mark says that it was.
    made = settings.data / "spool-made"
    is_new = not (settings.has_spool if is_spool else path.exists())
    if not (is_spool and settings.other_spool_file.exists()):
        soundness.refuse_lost(path, made if is_spool else secrets_path)
    held_keys.take(settings, may_make=is_new and not is_spool)
    if is_spool:
        move_spool(settings)
    database.initialize(engine_of(path, settings, is_spool))
    with soundness.opening(path) as was_cut, named():
        database.connect()
        make_private(path)
        if was_cut:
            soundness.look_through(path)
        migrate()
        held_keys.know(secrets_path)
        _chain = own_prefix(settings, is_spool)
    _is_spool = is_spool
    if is_spool:
        made.touch()
    reserve.keep(path.parent)


def engine_of(path: Path, settings: Settings, is_spool: bool) -> FileRegister | CipheredRegister:
    """Return what speaks to a register in a file, enciphered or not."""
    if not (is_spool and settings.cipher_spool):
        return FileRegister(path)
    enciphered: CipheredRegister = enciphering().CipheredRegister(path, keys())
    return enciphered


def enciphering() -> ModuleType:
    """Return what enciphers whole files, where it is installed."""
    try:
        from kiosk.records import ciphered
    except ImportError:
        raise Unopened(
            N_("'cipher_spool' needs sqlcipher3: run 'pip install patient-desk[cipher]'.")
        ) from None
    return ciphered


def move_spool(settings: Settings) -> None:
    """Bring a terminal's register into the kind of file that the settings ask for now."""
    source, target = settings.other_spool_file, settings.spool_file
    if target.exists() or not source.exists():
        return
    is_alone = use.enter(settings.data)
    try:
        if not is_alone and not target.exists():
            raise Unopened(N_("End every program that uses %(file)s, and start again."), file=source)
        if not target.exists():
            enciphering().convert(source, target, keys())
    finally:
        use.leave()


def make_private(path: Path) -> None:
    """Let nobody but its owner read the register."""
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)


def opened() -> Register:
    """Return the register that services speak to now."""
    return Register(database.obj, _chain, _is_spool)


@contextmanager
def at(register: Register) -> Iterator[None]:
    """Let services speak to another register that this thread has open."""
    before = opened()
    _use(register)
    try:
        yield
    finally:
        _use(before)


def _use(register: Register) -> None:
    global _chain, _is_spool
    database.initialize(register.database)
    _chain, _is_spool = register.chain, register.is_spool


def is_spool() -> bool:
    """Say whether what is done here is delivered to a central register."""
    return _is_spool


def open_central(settings: Settings) -> None:
    """Open the register that several machines share."""
    global _chain, _is_spool
    from kiosk.records import central

    database.initialize(central.engine(settings))
    with named():
        try:
            database.connect()
            migrate()
            central.bind_keys(settings)
            held_keys.know(settings.keys)
            _chain = central.own_prefix(settings.data / "prefix")
            _is_spool = False
        except BaseException:
            close()
            raise


def close() -> None:
    """Close this thread's connection."""
    if not database.is_closed():
        database.close()
    if database.obj.is_file:
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


def prefix() -> str:
    """Return the two letters of every case number made on this machine."""
    return _chain


def own_prefix(settings: Settings, is_spool: bool) -> str:
    """Return this machine's prefix; a new register draws one, a new spool was given one."""
    found = Counter.select().order_by(Counter.prefix).first()
    if found is None and is_spool:
        found = Counter.create(prefix=settings.spool_prefix.read_text("ascii").strip())
    elif found is None:
        found = Counter.create(prefix="".join(secrets.choice(ALPHABET) for _letter in range(2)))
    return str(found.prefix)


def claim_prefix(path: Path) -> None:
    """Give a terminal two letters that no other has, kept in a file."""
    from kiosk.records import central

    with named():
        central.own_prefix(path)


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


@contextmanager
def whole() -> Iterator[None]:
    """Make several acts one: all of them are written, or none."""
    with named(), database.atomic():
        yield


def entries() -> int:
    """Count the audit entries that this process has written."""
    return _entries


@contextmanager
def writing(act: str, by: str, subject: str, at: datetime) -> Iterator[Written]:
    """One transaction: what is written inside, and last its audit entry; all of it or nothing."""
    global _entries
    with alone(about(subject)):
        written = Written()
        yield written
        if written.is_idle:
            return
        wrote = [[table, row, mark] for (table, row), mark in written.rows.items()]
        trail.append(keys().audit, _chain, at, {"act": act, "by": by, "subject": subject, "wrote": wrote})
        _entries += 1


def settle() -> None:
    """Bring what was written into the register's file, so that nothing older is left beside it."""
    if database.obj.is_file:
        with named():
            database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")


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
        verdict = trail.verify(keys().audit, TABLES)
        broken = verdict.broken or sealing.breach(keys())
        return verdict._replace(broken=broken)


class StoreThread:
    """The one thread that talks to the register, so that no finger on the glass waits for a disk."""

    def __init__(self, settings: Settings, is_spool: bool = False) -> None:
        self._settings = settings
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._opened = self._pool.submit(open_register, settings, is_spool)

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


__all__ = [
    "Corrupt",
    "StoreFault",
    "StoreThread",
    "Unopened",
    "Written",
    "insert_statement",
    "key_field",
    "keys",
    "row_key",
    "stored_values",
    "without_key",
]

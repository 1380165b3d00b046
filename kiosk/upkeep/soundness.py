"""Whether a register's file is there, ours and whole; one that is not is never written to, nor replaced."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from kiosk.i18n import N_
from kiosk.records import database
from kiosk.records.faults import Corrupt, Damaged, Unopened, named
from kiosk.upkeep import notes, use

FIRST = "0001_the_register"
"""The migration that every register begins with."""
PATIENCE = 2.0
"""Seconds that a look after an unclean end may take: some GB. What is left over is looked at by the tick."""
STEPS = 20_000
"""Steps of SQLite's machine between two looks at the clock."""
EVERY = timedelta(days=7)


def refuse_lost(path: Path, keys: Path) -> None:
    """Refuse to begin anew where a register was."""
    if not keys.exists():
        return
    if not path.exists():
        raise Unopened(
            N_(
                "The register %(file)s is gone, but its keys are there. "
                "Put a backup back: 'kiosk restore FILE'."
            ),
            file=path,
        )
    if not path.stat().st_size:
        raise Unopened(
            N_(
                "The register %(file)s is empty, but its keys are there. "
                "Put a backup back: 'kiosk restore FILE'."
            ),
            file=path,
        )


def refuse_foreign(path: Path) -> None:
    """Refuse another program's database before anything in it is changed; an enciphered one is ours alone."""
    if not path.exists() or database.obj.is_enciphered:
        return
    with named(), closing(sqlite3.connect(read_only(path), uri=True)) as file:
        if not is_ours(file):
            raise Unopened(
                N_(
                    "%(file)s is another program's database, not a register. "
                    "Move it away, or choose another data directory."
                ),
                file=path,
            )


def is_ours(file: sqlite3.Connection) -> bool:
    """Tell whether a database is a register, or nothing yet."""
    tables = {name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "schema_migration" not in tables:
        return not tables
    applied = {name for (name,) in file.execute("SELECT name FROM schema_migration")}
    return FIRST in applied or not applied


def read_only(path: Path, more: str = "") -> str:
    """Return the address by which SQLite opens a file without writing to it."""
    return f"file:{quote(str(path))}?mode=ro{more}"


@contextmanager
def opening(path: Path) -> Iterator[bool]:
    """Open a register inside; gives whether its last end was unclean and it should be looked through.

    Whoever opens it first is alone with it until then. A damaged one stays as it is, with a copy beside it.
    """
    is_alone = use.enter(path.parent)
    was_cut = is_alone and (_left_over(path) or bool(notes.read(path.parent).found))
    try:
        refuse_foreign(path)
        yield was_cut
    except BaseException as problem:
        if not database.is_closed():
            database.close()
        use.leave()
        if isinstance(problem, Corrupt):
            raise Damaged(path, quarantine(path)) from problem
        raise
    use.share()


def _left_over(path: Path) -> bool:
    """Tell whether the last who had it open did not close it: a process killed, the power gone."""
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def look_through(path: Path) -> None:
    """Look through the open register for as long as nobody minds to wait; a damaged one is refused."""
    connection = database.connection()
    latest = time.monotonic() + PATIENCE
    connection.set_progress_handler(lambda: time.monotonic() > latest, STEPS)
    try:
        found = first_fault(connection, "quick_check")
    except Exception as problem:
        # The error of an enciphered file is another class with the same name.
        if getattr(problem, "sqlite_errorname", "") != "SQLITE_INTERRUPT":
            raise
        notes.remember(path.parent, is_check_due=True)
        return
    finally:
        connection.set_progress_handler(None, 0)
    if found:
        raise Corrupt


def first_fault(connection: sqlite3.Connection, check: str) -> str:
    """Return the first thing that SQLite finds wrong with a file; empty when it is whole."""
    told = str(connection.execute(f"PRAGMA {check}(1)").fetchone()[0])
    return "" if told == "ok" else told


def is_due(directory: Path, now: datetime) -> bool:
    """Tell whether the whole register should be looked through again."""
    told = notes.read(directory)
    last = notes.moment(told.checked_at)
    # A clock that was set back must not put it off.
    return told.is_check_due or last is None or not last <= now < last + EVERY


def check(directory: Path, now: datetime) -> str:
    """Look through the whole register, indexes too; return the first fault, and remember it."""
    with named():
        found = first_fault(database.connection(), "integrity_check")
    notes.remember(directory, checked_at=now.isoformat(), found=found, is_check_due=False)
    return found


def quarantine(path: Path) -> Path | None:
    """Copy a damaged register beside it, once; None where there is no room."""
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    copy = path.with_name(f"{path.name}.damaged-{changed:%Y%m%dT%H%M%SZ}")
    if copy.exists():
        return copy
    files = [(path.with_name(path.name + rest), copy.with_name(copy.name + rest)) for rest in ("-wal", "")]
    files = [(source, target) for source, target in files if source.exists()]
    size = sum(source.stat().st_size for source, _target in files)
    if shutil.disk_usage(path.parent).free < size + size // 8:
        return None
    for source, target in files:
        _copy(source, target)
    return copy


def _copy(source: Path, target: Path) -> None:
    """Copy a file for its owner only; it has its name when it is whole."""
    draft = target.with_name(target.name + ".part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with source.open("rb") as come_from, os.fdopen(handle, "wb") as to:
        shutil.copyfileobj(come_from, to, 1 << 20)
        to.flush()
        os.fsync(to.fileno())
    draft.replace(target)

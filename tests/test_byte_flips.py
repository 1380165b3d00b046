"""Whatever single byte of the file turns over: what the trail protects is never changed unseen."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

from kiosk import store
from kiosk.config import Settings
from kiosk.records import TABLES
from kiosk.records.faults import StoreFault
from kiosk.records.trail import UNPROTECTED
from kiosk.services import cases
from kiosk.upkeep import soundness
from tests.register import NOW, draft

FLIPS = 100
PROTECTED = [table._meta.table_name for table in TABLES if table not in UNPROTECTED]


def rows(path: Path) -> list[tuple[object, ...]] | None:
    """Return every protected row as its bytes; None where they cannot be read."""
    with closing(sqlite3.connect(path)) as file:
        file.text_factory = bytes
        try:
            held = [name for name in PROTECTED if is_used(file, name)]
            return [row for name in held for row in file.execute(f'SELECT * FROM "{name}"')]
        except (sqlite3.Error, UnicodeDecodeError):
            return None


def is_used(file: sqlite3.Connection, name: str) -> bool:
    """Tell whether a table holds anything; of an empty one nothing is protected but its form."""
    return bool(file.execute(f'SELECT EXISTS (SELECT 1 FROM "{name}")').fetchone()[0])


def is_reported(register: Settings) -> bool:
    """Open a register and look at it in every way there is; tell whether anything is said against it."""
    try:
        store.open_register(register)
        return bool(soundness.check(register.data, NOW)) or not store.verify().ok
    except StoreFault:
        return True
    finally:
        store.close()


def test_every_byte_that_changes_what_is_protected_is_reported(register: Settings) -> None:
    """Reliability 7."""
    for n in range(25):
        cases.file(draft(words=f"第{n}件事" * 40), register, NOW)
    assert store.verify().ok
    store.close()
    whole, before, chance = (
        register.register_file.read_bytes(),
        rows(register.register_file),
        random.Random(7),
    )
    written = [at for at, byte in enumerate(whole) if byte]
    seen = harmful = 0
    for _flip in range(FLIPS):
        held = bytearray(whole)
        held[chance.choice(written)] ^= chance.randrange(1, 256)
        register.register_file.write_bytes(held)
        is_changed = rows(register.register_file) != before
        reported = is_reported(register)
        harmful, seen = harmful + is_changed, seen + (is_changed and reported)
        for copy in register.data.glob("*.damaged-*"):
            copy.unlink()
    assert seen == harmful >= FLIPS // 10

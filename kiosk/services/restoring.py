"""Put a backup in the place of the register: proved first, and nothing of the old one is lost."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from kiosk import keys, store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import database
from kiosk.rules.refusal import Refusal
from kiosk.services import erasing
from kiosk.upkeep import copies, soundness, use

LEAP = 100_000
"""How far the numbers go on: those that were told after the backup stand on paper; nobody else gets them."""
GIVEN = "SELECT max(given) FROM counter"
RESTS = ("", "-wal", "-shm")


class Restored(NamedTuple):
    """What was put back."""

    proof: copies.Proof
    broken: str
    """What the trail says against it; empty when it is whole."""
    old: Path | None
    """Where the old register stands now; None when there was none."""


def restore(
    file: Path, settings: Settings, now: datetime, is_running: bool = False, is_broken: bool = False
) -> Restored:
    """Prove a backup and put it in the register's place.

    Refused while somebody has the register open, or when the backup's trail is broken, unless told.
    """
    if not settings.keys.exists():
        raise Refusal(
            N_("The keys of the register are not here. Put %(file)s back first."), file=settings.keys
        )
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with use.alone(settings.data) as is_alone:
        if not is_alone and not is_running:
            raise Refusal(N_("The register is in use. End the desk, its page and every console first."))
        staging = settings.data / "restoring"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(mode=0o700)
        try:
            return _restore(file, staging, settings, now, is_broken)
        finally:
            shutil.rmtree(staging)


def _restore(file: Path, staging: Path, settings: Settings, now: datetime, is_broken: bool) -> Restored:
    staged = replace(settings, data=staging, keys_file=str(settings.keys))
    copies.copy(file, staged.register_file)
    proof = copies.prove(staged.register_file, keys.of(keys.read(settings.keys, keys.STRANGERS)).audit)
    store.open_register(staged)
    try:
        broken = store.verify().broken or ""
        if broken and not is_broken:
            raise Refusal(N_("The trail of this backup is broken: %(where)s."), where=broken)
        _go_on(file, settings, now)
    finally:
        store.close()
    copies.sync(staged.register_file)
    old = _put_aside(settings.register_file, now)
    staged.register_file.replace(settings.register_file)
    copies.sync(settings.data)
    return Restored(proof, broken, old)


def _go_on(file: Path, settings: Settings, now: datetime) -> None:
    """Write down that this is a backup put back, and give no number twice."""
    given = _given(settings.register_file)
    with store.writing("register.restored", "terminal", file.name, now):
        database.execute_sql("UPDATE counter SET given = max(given + ?, ?)", (LEAP, given))
    erasing.erase_again(settings, now)


def _given(old: Path) -> int:
    """Return how many numbers the old register gave; 0 where it cannot say."""
    if not old.exists():
        return 0
    try:
        with closing(sqlite3.connect(soundness.read_only(old), uri=True)) as file:
            return int(file.execute(GIVEN).fetchone()[0] or 0)
    except sqlite3.Error:
        # That is why it is replaced; the leap covers what it gave.
        return 0


def _put_aside(path: Path, now: datetime) -> Path | None:
    """Give the old register another name, with what belongs to it; the file itself goes first.

    Between the steps there is no register, which everybody is told; never a new one beside an old log.
    """
    if not path.exists():
        return None
    aside = path.with_name(f"{path.name}.before-restore-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    for rest in RESTS:
        held = path.with_name(path.name + rest)
        if held.exists():
            held.replace(aside.with_name(aside.name + rest))
    return aside

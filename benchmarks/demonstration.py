"""A register to measure: that of KIOSK_BENCH_DATA, or a small one made on the fly."""

from __future__ import annotations

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from kiosk import store
from kiosk.config import Settings

CASES = 20_000
ROUNDS = 15
SAMPLE = Path(store.__file__).parent / "sample"


@contextmanager
def demonstration() -> Iterator[Settings]:
    """Open a register full of cases."""
    if place := os.environ.get("KIOSK_BENCH_DATA"):
        with opened(Settings(data=Path(place))) as settings:
            yield settings
        return
    with tempfile.TemporaryDirectory() as folder, opened(Settings(data=Path(folder))) as settings:
        from kiosk.imports.hospital import read
        from kiosk.services import demo, hospital

        hospital.replace(read(SAMPLE), "bench", settings.clock())
        for _done in demo.fill(CASES, settings, settings.clock()):
            pass
        demo.tidy()
        yield settings


@contextmanager
def opened(settings: Settings) -> Iterator[Settings]:
    """Open a register, and say how large it is."""
    store.open_register(settings)
    count = store.rows('SELECT count(*) FROM "case"')[0][0]
    size = settings.register_file.stat().st_size / (1 << 20)
    print(f"       a register of {count:,} cases, {size:,.0f} MiB")
    try:
        yield settings
    finally:
        store.close()


@contextmanager
def raw(settings: Settings) -> Iterator[sqlite3.Connection]:
    """Open the same file without anything of ours."""
    with closing(sqlite3.connect(f"file:{settings.register_file}?mode=ro", uri=True)) as connection:
        connection.execute("PRAGMA cache_size = -16000")
        yield connection


def fetched(connection: sqlite3.Connection, statement: str, values: Sequence[Any]) -> list[Any]:
    """Return all that a query finds."""
    return connection.execute(statement, values).fetchall()


def beside(ours: Callable[[], Any], theirs: Callable[[], Any], rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the median milliseconds of two acts, done in turn."""
    own, other = [], []
    for act in (ours, theirs):
        act()
    for _round in range(rounds):
        own.append(timed(ours))
        other.append(timed(theirs))
    return statistics.median(own), statistics.median(other)


def timed(act: Callable[[], Any]) -> float:
    """Return the milliseconds of one call."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def within(what: str, milliseconds: float, limit: float, beside: str = "") -> bool:
    """Print a time and its limit."""
    verdict = "ok" if milliseconds <= limit else "MISSED"
    print(f"{verdict:6} {what}: {milliseconds:.2f} ms of {limit:g}{beside}")
    return milliseconds <= limit

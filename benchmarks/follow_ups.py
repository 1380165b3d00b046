"""The calls that follow from five thousand discharges, beside raw sqlite3 that writes the same rows."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from benchmarks.report import report
from kiosk import store
from kiosk.config import Settings
from kiosk.imports.stays import Listed
from kiosk.records.engines import PRAGMAS
from kiosk.rules.rights import Actor
from kiosk.services import followup_making, stays

DISCHARGES = 5000
ROUNDS = 3
MOST_SECONDS = 5.0
LIMIT = 8.0
"""Beside rows that nobody reckons, tells the trail of or looks for first."""
INSERT = "INSERT INTO follow_up VALUES ({})"


def listed(settings: Settings) -> list[Listed]:
    """Return a list of discharges of the last week, of patients who may be called."""
    today = settings.clock().astimezone(settings.tz).date()
    nothing = dict.fromkeys(Listed._fields)
    return [
        Listed(**nothing | {
            "visit": f"V{n:06}", "ward": "cardiology", "name": "王秀英",
            "phone": f"138{n:08}", "consent": "yes",
            "admitted_on": (today - timedelta(days=12)).isoformat(),
            "discharged_on": (today - timedelta(days=n % 7)).isoformat(),
        })
        for n in range(DISCHARGES)
    ]  # fmt: skip


def ours(folder: Path) -> tuple[float, float, float, Path]:
    """Return seconds for the import, the list and the same list again, and the register."""
    settings = Settings(data=folder / "data")
    settings.data.mkdir(parents=True)
    store.open_register(settings)
    rows, now = listed(settings), settings.clock()
    began = time.perf_counter()
    stays.take_in(rows, Actor("cli:bench", "admin"), settings, now)
    taken = time.perf_counter()
    made = followup_making.generate(settings, now)
    ended = time.perf_counter()
    again = followup_making.generate(settings, now)
    assert made.added >= 2 * DISCHARGES and not any(again)
    seconds = taken - began, ended - taken, time.perf_counter() - ended
    store.close()
    return *seconds, settings.register_file


def theirs(folder: Path, model: Path) -> float:
    """Return seconds in which raw sqlite3 writes the same rows in as many transactions."""
    with sqlite3.connect(model) as register:
        rows = register.execute("SELECT * FROM follow_up").fetchall()
        tables = "SELECT sql FROM sqlite_master WHERE tbl_name = 'follow_up' AND sql IS NOT NULL"
        schema = [row[0] for row in register.execute(tables)]
    register.close()
    raw = sqlite3.connect(folder / "raw.sqlite3", isolation_level=None)
    for pragma, value in PRAGMAS.items():
        raw.execute(f"PRAGMA {pragma} = {value}")
    raw.execute("PRAGMA foreign_keys = 0")
    for statement in schema:
        raw.execute(statement)
    began = time.perf_counter()
    for begins in range(0, len(rows), followup_making.AT_ONCE):
        raw.execute("BEGIN IMMEDIATE")
        for row in rows[begins : begins + followup_making.AT_ONCE]:
            raw.execute(INSERT.format(", ".join("?" * len(row))), row)
        raw.execute("COMMIT")
    seconds = time.perf_counter() - began
    raw.close()
    return seconds


def main() -> None:
    """Print how long the list takes, beside its limit and beside raw rows."""
    found = []
    for _round in range(ROUNDS):
        with tempfile.TemporaryDirectory() as place:
            taken, made, again, register = ours(Path(place))
            found.append((made, taken, again, theirs(Path(place), register)))
    made, taken, again, raw = sorted(found)[ROUNDS // 2]
    report("bringing 5,000 discharges in", taken * 1000, "the limit", MOST_SECONDS * 1000, 1.0)
    report("the calls of 5,000 discharges", made * 1000, "the limit", MOST_SECONDS * 1000, 1.0)
    report("the same, when nothing is to do", again * 1000, "the limit", MOST_SECONDS * 1000, 0.2)
    report("the same calls, 10,000 rows", made * 1000, "raw sqlite3, the same rows", raw * 1000, LIMIT)


if __name__ == "__main__":
    main()

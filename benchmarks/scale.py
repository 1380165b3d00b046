"""What one register bears: machines that file at once, the room of a case, what an open console asks."""

from __future__ import annotations

import multiprocessing
import shutil
import statistics
import tempfile
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path

from benchmarks.engines import DURABLE
from benchmarks.filing import draft, timed
from kiosk import store
from kiosk.config import Settings
from kiosk.records import database
from kiosk.rules.rights import Actor
from kiosk.services import alerts, audit, cases, search, work
from tests.servers import server

MACHINES = (1, 2, 4, 8)
SECONDS = 8.0
CASES = 2000
BOSS = Actor("he-meijuan", "supervisor")
PEER = "one machine alone"


def files(settings: Settings, ready: Barrier, seconds: float, told: multiprocessing.Queue[int]) -> None:
    """File at a central register for some seconds, as a line does that has much to deliver."""
    store.open_register(settings)
    ready.wait()
    count, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        store.again(cases.file, draft(settings), settings, settings.clock())
        count += 1
    store.close()
    told.put(count)


def filed_a_second(place: Path, address: str, machines: int) -> float:
    """Return how many cases a second so many machines file together."""
    told: multiprocessing.Queue[int] = multiprocessing.Queue()
    ready = multiprocessing.Barrier(machines)
    started = []
    for number in range(machines):
        data = place / f"machine-{machines}-{number}"
        data.mkdir()
        shutil.copy(place / "first" / "keys.json", data)
        told_to = (Settings(data=data, database=address), ready, SECONDS, told)
        started.append(multiprocessing.Process(target=files, args=told_to))
    for process in started:
        process.start()
    count = sum(told.get() for _process in started)
    for process in started:
        process.join()
    return count / SECONDS


def room(settings: Settings) -> tuple[float, dict[str, float]]:
    """Return KiB a case takes with its trail and search, and milliseconds of what a console asks."""
    settings.data.mkdir(exist_ok=True)
    store.open_register(settings)
    before = size(settings)
    for _case in range(CASES):
        cases.file(draft(settings), settings, settings.clock())
    while search.catch_up(CASES):
        pass
    store.settle()
    taken = (size(settings) - before) / CASES / 1024
    now = settings.clock()
    asked = {
        "has anybody written": lambda: audit.since(None),
        "the counters": lambda: work.counters(settings, now),
        "alerts": lambda: alerts.pending(BOSS, "front"),
    }
    found = {
        name: statistics.median(timed(lambda act=act: store.again(act), 50) for _round in range(5))
        for name, act in asked.items()
    }
    store.close()
    return taken, found


def size(settings: Settings) -> int:
    """Return the bytes of a register."""
    if settings.database:
        return int(store.rows("SELECT pg_database_size(current_database())")[0][0])
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return settings.register_file.stat().st_size


def main() -> None:
    """Print what was measured, machines beside one machine alone."""
    with tempfile.TemporaryDirectory() as folder, server(**DURABLE) as central:
        place = Path(folder)
        own, asked = room(Settings(data=place / "file"))
        print(f"room a case takes in a file: {own:.1f} KiB")
        first = Settings(data=place / "first", database=central.fresh("room"))
        theirs, asked_there = room(first)
        print(f"room a case takes on a server: {theirs:.1f} KiB, {theirs / own:.1f} times the file's")
        for name, here in asked.items():
            print(f"{name}: {here:.2f} ms in a file, {asked_there[name]:.2f} ms on a server")
        alone = 0.0
        for machines in MACHINES:
            found = filed_a_second(place, first.database, machines)
            alone = alone or found
            print(f"{machines} machines file {found:.0f} cases a second, {found / alone:.1f} times {PEER}")


if __name__ == "__main__":
    main()

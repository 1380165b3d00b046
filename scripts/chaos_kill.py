"""`python -m scripts.chaos_kill [TIMES]`: a desk that files is killed at any moment; no number told is lost.

Reliability 1 and 46: after each kill the next desk opens the register as it was left, and files on.
"""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from kiosk.config import Settings
from kiosk.records import database
from scripts.chaos_register import asked, faults, file, fresh, opened

LONGEST = 0.25
"""Seconds after its first number at which a desk is killed at the latest."""
PATIENCE = 60
LEAPS = (10, 100, 1000)
"""Pages after which the log is carried into the register."""


class Killed(NamedTuple):
    """What came of it."""

    told: int
    stored: int
    found: list[str]


def desk(settings: Settings, told: int, seed: int) -> None:
    """File until somebody kills this process; say each number once it is safe."""
    chance = random.Random(seed)
    with opened(settings):
        database.execute_sql(f"PRAGMA wal_autocheckpoint = {chance.choice(LEAPS)}")
        while True:
            os.write(told, f"{file(settings, chance)}\n".encode())


def killed(settings: Settings, seed: int, chance: random.Random) -> list[str]:
    """Let a desk file, kill it, and return the numbers that it told."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            desk(settings, write, seed)
        finally:
            os._exit(1)
    os.close(write)
    if not select.select([read], [], [], PATIENCE)[0]:
        raise TimeoutError("the desk files nothing")
    time.sleep(chance.random() * LONGEST)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    with os.fdopen(read, "rb") as pipe:
        return pipe.read().decode().split()


def run(times: int) -> Killed:
    """Kill a desk so many times, and look at the register after each."""
    chance, told, found = random.Random(7), [], []
    with tempfile.TemporaryDirectory(prefix="kiosk-kill-") as place:
        settings = fresh(Path(place) / "data")
        for n in range(times):
            told += killed(settings, n, chance)
            found += faults(settings, told)
        with opened(settings):
            stored = database.execute_sql('SELECT count(*) FROM "case"').fetchone()[0]
    if len(set(told)) != len(told):
        found.append("a number was told twice")
    return Killed(len(told), stored, found)


if __name__ == "__main__":
    began, times = time.monotonic(), asked(200)
    went = run(times)
    print(
        f"{times} kills: {went.told} numbers told, {went.stored} cases stored, faults {went.found[:9]} "
        f"in {time.monotonic() - began:.0f} s"
    )
    sys.exit(bool(went.found))

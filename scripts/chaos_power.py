"""`python -m scripts.chaos_power [CUTS]`: the power goes while cases are filed; what was told is there after.

Reliability 2. With `normal` as the second word the register does not wait for the disk: that must lose.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from kiosk.records.faults import StoreFault
from scripts.chaos_register import asked, faults, file, fresh, opened
from scripts.simulated_disk import Disk, Op, after_a_cut, under_the_store

CASES = 60
CHECKPOINT = 40
"""Pages after which the log is carried into the register: often, so that many cuts fall into it."""


def recorded(folder: Path, synchronous: str) -> list[Op]:
    """File cases on a disk that remembers; return what it was asked, with the moments of the numbers told."""
    disk, chance = Disk("remembering"), random.Random(5)
    settings = fresh(folder)
    with under_the_store(disk, synchronous=synchronous, wal_autocheckpoint=CHECKPOINT), opened(settings):
        disk.ops.append(Op("told"))
        for _case in range(CASES):
            disk.ops.append(Op("told", word=file(settings, chance)))
    # The last moment is before the register is closed in order.
    last = max(place for place, op in enumerate(disk.ops) if op.kind == "told")
    return disk.ops[: last + 1]


def cut(ops: list[Op], source: Path, folder: Path, chance: random.Random, loses_all: bool) -> str:
    """Cut the power at some moment and start again; return how that went."""
    first = next(place for place, op in enumerate(ops) if op.kind == "told")
    before = ops[: chance.randrange(first + 1, len(ops) + 1)]
    settings = fresh(folder)
    for name, held in after_a_cut(before, chance, loses_all).items():
        if not name.endswith("-shm"):
            (folder / name).write_bytes(held)
    shutil.copy(source / "keys.json", settings.keys)  # with its mode: the owner's alone
    try:
        found = faults(settings, [op.word for op in before if op.word])
    except StoreFault as fault:
        return f"not opened: {type(fault).__name__}"
    if not found:
        return "ok"
    return "lost" if all(one.startswith("lost") for one in found) else "; ".join(found)


def run(cuts: int, synchronous: str = "full") -> Counter[str]:
    """Cut the power so many times; return how often it went how."""
    with tempfile.TemporaryDirectory(prefix="kiosk-power-") as place:
        source, chance = Path(place) / "source", random.Random(11)
        ops = recorded(source, synchronous)
        return Counter(cut(ops, source, Path(place) / "after", chance, n % 3 == 0) for n in range(cuts))


if __name__ == "__main__":
    began, way = time.monotonic(), sys.argv[2] if len(sys.argv) > 2 else "full"
    went = run(asked(1000), way)
    print(f"synchronous={way}: {dict(went)} in {time.monotonic() - began:.0f} s")
    sys.exit(set(went) != {"ok"})

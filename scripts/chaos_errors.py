"""`python -m scripts.chaos_errors [UPTO [STEP]]`: the n-th call fails, the n-th write finds the disk full.

Reliability 13 and 4: whatever call it is, somebody is told a plain sentence, no case is halved, a number
that was told is there, and the same draft is filed once the disk works again.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import apsw

from kiosk import store
from kiosk.config import Settings
from kiosk.records.faults import StoreFault
from kiosk.rules.drafts import Draft
from kiosk.services import cases
from scripts.chaos_register import NOW, asked, copied, draft, faults, file, fresh, opened
from scripts.simulated_disk import Disk, under_the_store

FULL_WRITES = 50


def filed_on(disk: Disk, settings: Settings, drafts: list[Draft]) -> tuple[str, list[str]]:
    """Open a register on a disk that fails at a moment and file; return what was said, and what was told."""
    told: list[str] = []
    said = "no fault"
    with under_the_store(disk, wal_autocheckpoint=5):
        try:
            store.open_register(settings)
            for one in drafts:
                told.append(str(store.again(cases.file, one, settings, NOW).number))
        except StoreFault as fault:
            said = type(fault).__name__
            assert fault.sentence() and fault.mending()
        finally:
            disk.is_dying = False
            store.close()
    return said, told


def tried(template: Settings, folder: Path, n: int, fault: type[apsw.Error]) -> str:
    """Let the n-th call fail; return what was said, or everything that is not as it should be.

    A full disk stays full: what is kept in reserve helps nothing on this one.
    """
    settings, disk = copied(template, folder), Disk(f"failing-{n}-{fault.__name__}")
    is_full = fault is apsw.FullError
    disk.fails_at, disk.fault, disk.writes_only = range(n, n + (10**9 if is_full else 1)), fault, is_full
    drafts = [draft(random.Random(seed)) for seed in (1, 2)]
    said, told = filed_on(disk, settings, drafts)
    found = faults(settings, told)
    with opened(settings):
        again = [str(cases.file(one, settings, NOW).number) for one in drafts]
    found += [] if again[: len(told)] == told else ["another number for the same draft"]
    return "; ".join(found + faults(settings, again)) or said


def run(calls: list[int], writes: list[int]) -> Counter[str]:
    """Let each of these calls fail, and each of these writes find the disk full."""
    went: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="kiosk-errors-") as place:
        template = fresh(Path(place) / "template")
        with opened(template):
            file(template, random.Random(0))
        for several, fault in ((calls, apsw.IOError), (writes, apsw.FullError)):
            for n in several:
                went[tried(template, Path(place) / "tried", n, fault)] += 1
    return went


if __name__ == "__main__":
    began, upto = time.monotonic(), asked(300)
    step = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    calls, writes = list(range(1, upto + 1, step)), list(range(1, FULL_WRITES + 1, min(step, 3)))
    went = run(calls, writes)
    seconds = time.monotonic() - began
    print(f"{len(calls)} failing calls, {len(writes)} full writes: {dict(went)} in {seconds:.0f} s")
    sys.exit(not set(went) <= {"no fault", "Disk", "Full"})

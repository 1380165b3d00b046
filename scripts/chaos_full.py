"""`unshare --mount python -m scripts.chaos_full [ROOMS]`: a real disk that runs full, and one made read-only.

Reliability 4 and 5, on a small file system of this process's own (`unshare --mount --map-root-user` where
one is not root): with so many pages of room left, 0 to ROOMS, each filing goes through whole or not at all,
and says so; the reserve lets one more through; reading goes on where nothing can be written.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from kiosk import store
from kiosk.config import Settings
from kiosk.records.faults import Full, ReadOnly
from kiosk.services import cases
from kiosk.upkeep import reserve
from scripts.chaos_register import NOW, asked, copied, draft, faults, file, fresh, opened

SIZE = "24m"
PAGE = 4096


def mount(*words: str) -> None:
    """Mount, inside this process's own namespace."""
    subprocess.run(["mount", *words], check=True)


def fill(disk: Path, pages: int) -> Path:
    """Fill the disk up to so many pages."""
    ballast = disk / "ballast"
    room = os.statvfs(disk).f_bavail * PAGE - pages * PAGE
    with ballast.open("wb") as other:
        os.posix_fallocate(other.fileno(), 0, max(room, PAGE))
    return ballast


def filled(template: Settings, disk: Path, pages: int, has_reserve: bool) -> str:
    """File on a disk with so little room; return what was said, or what is not as it should be."""
    settings, told = copied(template, disk / "data"), draft(random.Random(pages))
    settings.data.joinpath(reserve.NAME).unlink(missing_ok=True)
    with opened(settings):
        if not has_reserve:
            reserve.give(settings.data)
        ballast = fill(disk, pages)
        said, number = "filed", ""
        try:
            number = str(cases.file(told, settings, NOW).number)
        except Full as fault:
            said = type(fault).__name__
            assert fault.sentence() and fault.mending()
        was_needed = has_reserve and not reserve.is_kept(settings.data)
        ballast.unlink()
        again = str(cases.file(told, settings, NOW).number)
    found = faults(settings, [number or again]) + ([] if number in ("", again) else ["another number"])
    found += [] if reserve.is_kept(settings.data) else ["no reserve again"]
    return "; ".join(found) or (said + " from the reserve" if was_needed else said)


def killed_while_open(settings: Settings) -> str:
    """Let a desk that files be killed; return the number that it told."""
    read, write = os.pipe()
    if os.fork() == 0:
        store.open_register(settings)
        os.write(write, file(settings, random.Random(1)).encode())
        os._exit(0)
    os.wait()
    os.close(write)
    with os.fdopen(read) as told:
        return told.read()


def read_only(template: Settings, disk: Path) -> str:
    """Read where nothing can be written; return what was said to somebody who filed."""
    settings = copied(template, disk / "data")
    number, said = killed_while_open(settings), "filed"
    mount("-o", "remount,ro", str(disk))
    with opened(settings):
        try:
            file(settings, random.Random(2))
        except ReadOnly as fault:
            said = type(fault).__name__
            assert fault.sentence() and fault.mending()
        if cases.by_number(number) is None:
            said = "not read"
    mount("-o", "remount,rw", str(disk))
    return "; ".join(faults(settings, [number, number])) or said


def run(rooms: int) -> Counter[str]:
    """Try each room without the reserve and with it, then a disk that can only be read."""
    with tempfile.TemporaryDirectory(prefix="kiosk-full-") as place:
        template, disk = fresh(Path(place) / "template"), Path(place) / "disk"
        with opened(template):
            file(template, random.Random(0))
        disk.mkdir()
        mount("-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(disk))
        try:
            went = Counter(
                filled(template, disk, pages, has) for pages in range(rooms + 1) for has in (False, True)
            )
            went[read_only(template, disk)] += 1
        finally:
            subprocess.run(["umount", str(disk)], check=True)
    return went


if __name__ == "__main__":
    began = time.monotonic()
    went = run(asked(50))
    print(f"{dict(went)} in {time.monotonic() - began:.0f} s")
    sys.exit(not set(went) <= {"filed", "Full", "filed from the reserve", "ReadOnly"})

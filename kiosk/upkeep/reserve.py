"""Room kept on the disk for one more filing: given away when the disk is full, taken back when it is not."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

SIZE = 1 << 20
NAME = "reserve"
ROOM = 16 * SIZE
"""What must be free before the reserve is made: on a full disk it would only be in the way."""


def free_bytes(directory: Path) -> int:
    """Return how much can still be written where the register stands."""
    return shutil.disk_usage(directory).free


def is_kept(directory: Path) -> bool:
    """Tell whether the room is there."""
    try:
        return (directory / NAME).stat().st_size >= SIZE
    except FileNotFoundError:
        return False


def keep(directory: Path) -> bool:
    """Take the room where there is enough; tell whether it is kept."""
    if is_kept(directory):
        return True
    if free_bytes(directory) < ROOM:
        return False
    draft = directory / f"{NAME}.{os.getpid()}"
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            # A file of nothing but a size would take no room.
            os.posix_fallocate(handle, 0, SIZE)
        finally:
            os.close(handle)
        draft.replace(directory / NAME)
    except OSError:
        # A disk that fills up meanwhile, or can only be read; the doctor tells that there is none.
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        return False
    return True


def give(directory: Path) -> bool:
    """Give the room away; tell whether there was any."""
    try:
        (directory / NAME).unlink()
    except OSError:
        return False
    return True

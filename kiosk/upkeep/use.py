"""Who has a register open: a lock on its directory, which ends with the process that holds it."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Not on the register itself: a process that closes any handle of that file loses SQLite's locks on it.
_held = threading.local()


def enter(place: Path) -> bool:
    """Hold the directory and return whether nobody else does; others wait until it is shared."""
    leave()
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    _held.handle, _held.directory = handle, place
    if _is_locked_alone(handle):
        return True
    share()
    return False


def share() -> None:
    """Let others in; wait for whoever is alone there."""
    if (handle := getattr(_held, "handle", None)) is not None:
        fcntl.flock(handle, fcntl.LOCK_SH)


def directory() -> Path | None:
    """Return the directory that this thread holds."""
    return getattr(_held, "directory", None)


def leave() -> None:
    """Hold it no more."""
    handle = getattr(_held, "handle", None)
    _held.handle = _held.directory = None
    if handle is not None:
        os.close(handle)


@contextmanager
def alone(place: Path) -> Iterator[bool]:
    """Keep everybody else out meanwhile; gives False when somebody is there already."""
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield _is_locked_alone(handle)
    finally:
        os.close(handle)


def _is_locked_alone(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

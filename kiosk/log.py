"""The desk's log: one line an event, and never a word of anybody's."""

import os
from contextlib import suppress
from pathlib import Path

from kiosk.config import Settings

LIMIT = 1 << 20
"""Bytes after which the log is put aside and a new one begun; one old log is kept."""


def note(settings: Settings, event: str) -> None:
    """Write one line with the time; a log that cannot be written never stops the desk."""
    line = f"{settings.clock():%Y-%m-%dT%H:%M:%SZ} {' '.join(event.split())}\n"
    with suppress(OSError):
        handle = open_log(settings)
        try:
            os.write(handle, line.encode())
        finally:
            os.close(handle)


def open_log(settings: Settings) -> int:
    """Return a handle that appends to the log, which only its owner can read."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    _put_aside(settings.log)
    return os.open(settings.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def _put_aside(log: Path) -> None:
    if log.exists() and log.stat().st_size > LIMIT:
        log.replace(log.with_name("log.1"))


def where(problem: BaseException) -> str:
    """Name a problem by its kind and place alone; its message and values may hold a visitor's words."""
    frame = problem.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f" at {Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else ""
    return f"{type(problem).__name__}{place}"

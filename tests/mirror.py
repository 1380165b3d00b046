"""Runs a program in the terminal around it and lets another hear all that it draws.

`mirror.py HEARD WIDTHxHEIGHT COMMAND …`: HEARD is a pipe, HEARD.size a file with the columns and rows. It
waits until the terminal is a window as large as the glass, so that the program never sees another size.
"""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import struct
import sys
import termios
import time
from pathlib import Path


def grown(size: str) -> tuple[int, int]:
    """Wait until the window has its size in pixels, and return its columns and rows."""
    while True:
        rows, columns, *dots = struct.unpack("HHHH", fcntl.ioctl(0, termios.TIOCGWINSZ, bytes(8)))
        if "x".join(map(str, dots)) == size:
            return columns, rows
        time.sleep(0.02)


class HungUp(Exception):
    """The window is gone."""


def main(heard: str, size: str, *command: str) -> int:
    """Run the command, and return how it ended; when the window goes, hang up too and wait for the end."""
    columns, rows = grown(size)
    told = Path(f"{heard}.told")
    told.write_text(f"{columns} {rows}")
    told.rename(f"{heard}.size")
    listener, drawn = os.open(heard, os.O_WRONLY), set()

    def read(handle: int) -> bytes:
        drawn.add(handle)
        written = os.read(handle, 65536)
        os.write(listener, written)
        return written

    sized = ["sh", "-c", f'stty rows {rows} columns {columns}; exec "$@"', "sh", *command]
    try:
        signal.signal(signal.SIGHUP, hang_up)
        return os.waitstatus_to_exitcode(pty.spawn(sized, read))
    except HungUp:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        for handle in drawn:
            os.close(handle)
        return os.waitstatus_to_exitcode(os.wait()[1])


def hang_up(_number: int, _frame: object) -> None:
    """Leave whatever is going on."""
    raise HungUp


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

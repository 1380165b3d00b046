"""A program in a real pseudo-terminal, timed from outside: paint, tap, memory."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from pathlib import Path

import pyte

# Sequences that the emulator does not know and would print as text.
UNKNOWN = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1b\[\?2026[hl]|\x1bP[^\x1b]*\x1b\\")
SEQUENCES = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*\x07|\x1b[ -/]*[0-~]")
ANSWERS = {b"\x1b[c": b"\x1b[?62;22c", b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[?2048$p": b"\x1b[?2048;0$y"}


class Ended(Exception):
    """The program ended before it showed what was waited for."""


class Program:
    """A running program, and the screen that it draws."""

    def __init__(self, command: Sequence[str], columns: int = 80, rows: int = 24, **environ: str) -> None:
        self.columns, self.rows = columns, rows
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.unread: list[bytes] = []
        self.began = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(environ, TERM="xterm-256color", COLORTERM="truecolor")
            # The child waits for the size, as a terminal that is open already would have it.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvp(command[0], list(command))

    def wait(self, text: str, patience: float = 20.0) -> float:
        """Wait until the text stands on the screen; return the moment, by `perf_counter`."""
        until = time.perf_counter() + patience
        heard = b""
        if text in self.shown():
            return self.read_at
        while text not in SEQUENCES.sub(b"", heard).decode("utf-8", "replace"):
            if not self.pump(until):
                raise Ended(f"{text!r} never came; the screen shows:\n{self.shown()}")
            heard += self.unread[-1]
        return self.read_at

    def pump(self, until: float) -> bool:
        """Take one piece of output; False when nothing more comes."""
        ready, _w, _x = select.select([self.fd], [], [], max(0.0, until - time.perf_counter()))
        if not ready:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.read_at = time.perf_counter()
        for question, answer in ANSWERS.items():
            if question in data:
                os.write(self.fd, answer)
        self.unread.append(data)
        return bool(data)

    def take(self) -> None:
        """Let the emulator draw what came; never while something is timed: it is slower than the program."""
        self.stream.feed(UNKNOWN.sub(b"", b"".join(self.unread)))
        self.unread.clear()

    def shown(self) -> str:
        """Return the screen as text; the second cell of a wide character is not a space."""
        self.take()
        return "\n".join(
            "".join(self.screen.buffer[y][x].data for x in range(self.columns)) for y in range(self.rows)
        )

    def tap(self, text: str) -> float:
        """Press and release on the middle of a text; return the moment, by `perf_counter`."""
        self.take()
        for y in range(self.rows):
            cells = [self.screen.buffer[y][x].data for x in range(self.columns)]
            for x in range(self.columns):
                if "".join(cells[x:]).startswith(text) and cells[x]:
                    return self.tap_at(x + len(text) // 2, y)
        raise Ended(f"{text!r} is not on the screen to tap")

    def tap_at(self, x: int, y: int) -> float:
        """Press and release at a cell, counted from 0."""
        moment = time.perf_counter()
        os.write(self.fd, f"\x1b[<0;{x + 1};{y + 1}M\x1b[<0;{x + 1};{y + 1}m".encode())
        return moment

    def settle(self, quiet: float = 0.4, most: float = 5.0) -> None:
        """Read until nothing comes for a while, or for so long at the most."""
        until = time.perf_counter() + most
        while time.perf_counter() < until and self.pump(time.perf_counter() + quiet):
            pass

    def tree(self) -> list[int]:
        """Return the process and all its children."""
        found = [self.pid]
        for pid in found:
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                found += map(int, task.read_text().split())
        return found

    def cpu(self) -> float:
        """Return the CPU seconds of the whole tree so far."""
        ticks = 0
        for pid in self.tree():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self, what: str) -> float:
        """Return `Pss` or `Rss` of the whole tree in MiB."""
        total = 0
        for pid in self.tree():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith(f"{what}:"):
                    total += int(line.split()[1])
        return total / 1024

    def end(self) -> None:
        """Ask the program to end, and take what it still says."""
        os.kill(self.pid, signal.SIGTERM)
        while self.pump(time.perf_counter() + 5):
            pass
        os.waitpid(self.pid, 0)
        os.close(self.fd)

"""A real terminal for tests: a program inside a pty, typed into and read from outside."""

import os
import pty
import re
import select
import subprocess
import termios
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 20.0
"""Seconds after which something that was waited for is held to be missing."""


class Terminal:
    """A real terminal with a program in it."""

    def __init__(
        self, command: list[str], size: tuple[int, int] = (80, 24), environ: dict[str, str] | None = None
    ) -> None:
        self.screen, inside = pty.openpty()
        termios.tcsetwinsize(inside, size[::-1])
        self.before = termios.tcgetattr(inside)
        # setsid gives the program this terminal as its own, so that keys become signals as they would.
        self.program = subprocess.Popen(
            ["setsid", "--ctty", *command],
            stdin=inside,
            stdout=inside,
            stderr=inside,
            cwd=ROOT,
            env={**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **(environ or {})},
        )
        self.inside = inside
        self.seen = ""

    def until(self, pattern: str) -> re.Match[str]:
        """Read until this was shown, and forget everything up to its end."""
        latest = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, self.seen)):
            assert select.select([self.screen], [], [], latest - time.monotonic())[0], self.seen
            self.seen += os.read(self.screen, 65536).decode()
        self.seen = self.seen[found.end() :]
        return found

    def process(self, name: str) -> int:
        """Return the number of the process that calls itself so."""
        return int(self.until(rf"{name}=(\d+)\.")[1])

    def code(self) -> int:
        """Wait until the program has ended, and return its exit code."""
        return self.program.wait(PATIENCE)

    def close(self) -> None:
        """Leave nothing running."""
        self.program.kill()
        self.program.wait()
        os.close(self.inside)
        os.close(self.screen)

"""A speaker for tests: a program in the place of espeak-ng that writes down what it was given."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

PATIENCE = 60.0
PROGRAM = """#!{python}
import json, os, sys, time
told = dict(command=sys.argv[1:], words=sys.stdin.read() if {reads} else "", pid=os.getpid())
with open({heard!r}, "a", encoding="utf-8") as file:
    file.write(json.dumps(told) + "\\n")
time.sleep({seconds})
"""


class Heard(NamedTuple):
    """One thing that was said."""

    command: list[str]
    words: str
    pid: int


class FakeSpeaker:
    """Stands where espeak-ng would be found."""

    def __init__(self, folder: Path, name: str = "espeak-ng", seconds: float = 0, reads: bool = True) -> None:
        self.heard_in = folder / "heard"
        program = folder / name
        program.write_text(
            PROGRAM.format(python=sys.executable, heard=str(self.heard_in), seconds=seconds, reads=reads)
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    @property
    def heard(self) -> list[Heard]:
        """Return everything that was said, in order."""
        if not self.heard_in.exists():
            return []
        return [Heard(**json.loads(line)) for line in self.heard_in.read_text("utf-8").splitlines()]

    @property
    def words(self) -> list[str]:
        """Return the words alone."""
        return [one.words.strip() for one in self.heard]


def fake_speaker(monkeypatch: pytest.MonkeyPatch, folder: Path, **others: Any) -> FakeSpeaker:
    """Put a fake speaker first in the way of every search."""
    folder.mkdir(exist_ok=True)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return FakeSpeaker(folder, **others)


async def until(is_so: Callable[[], Any]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(PATIENCE):
        while not is_so():
            await asyncio.sleep(0.02)


def is_running(pid: int) -> bool:
    """Say whether a process still runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True

"""A touch terminal of the small kind: the packaged xterm on a display that draws nowhere, and a pointer."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageChops, ImageGrab

from tests.desk_terminal import PATIENCE, Desk
from tests.terminals import ROOT
from tests.touch_screen import SIZE

POINTS = "28"
"""Size of the letters, which leaves more than 80 columns and 24 rows: see the table in docs/terminal.md."""
LOOK = 0.05
GLASS = "x".join(map(str, SIZE))


class Window(Desk):
    """A desk whose screen is a window: one sees what it draws there, and touches and pictures the display."""

    def __init__(self, display: str, heard: Path) -> None:
        told = heard.with_name(f"{heard.name}.size")
        _until(told.exists, "the window")
        columns, rows = map(int, told.read_text().split())
        # What comes through the pipe is drawn as if it ran here.
        super().__init__(["sh", "-c", 'stty raw -echo; exec cat "$0"', str(heard)], (columns, rows))
        self.display = display
        self._cell: tuple[int, int] | None = None

    def picture(self) -> Image.Image:
        """Return what stands on the display."""
        return ImageGrab.grab(xdisplay=self.display)

    def press(self, x: int, y: int, button: int = 0) -> None:
        """Move the pointer to a cell and press, as fast as one types."""
        wide, tall = self.cell
        at = (str(x * wide + wide // 2), str(y * tall + tall // 2))
        words = ("xdotool", "mousemove", *at, "click", str(button + 1))
        subprocess.run(words, env={**os.environ, "DISPLAY": self.display}, check=True, timeout=PATIENCE)

    @property
    def cell(self) -> tuple[int, int]:
        """Return how large a cell is, once the display shows what the desk has drawn."""
        if self._cell is None:
            _until(lambda: self._measured() is not None, "a whole page on the display")
            self._cell = self._measured()
        assert self._cell
        return self._cell

    def _measured(self) -> tuple[int, int] | None:
        """Measure: less than a cell is left at the right and below, and xterm leaves it white."""
        picture = self.picture()
        box = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
        cells = (self.columns, self.rows)
        if box is None or any(dots % count for dots, count in zip(box[2:], cells, strict=True)):
            return None
        wide, tall = box[2] // self.columns, box[3] // self.rows
        is_whole = SIZE[0] // wide == self.columns and SIZE[1] // tall == self.rows
        return (wide, tall) if is_whole else None


@contextmanager
def window(folder: Path, command: Sequence[str], **environ: str) -> Iterator[Window]:
    """Open a desk in the packaged xterm on a display of its own, and end all of it afterwards."""
    heard, program = folder / "heard", folder / "kiosk"
    os.mkfifo(heard)
    mirror = [sys.executable, str(ROOT / "tests" / "mirror.py"), str(heard), GLASS]
    program.write_text(f"#!/bin/sh\ncd {shlex.quote(str(ROOT))}\nexec {shlex.join([*mirror, *command])}\n")
    program.chmod(0o755)
    shown, opened = None, None
    with (folder / "xterm.out").open("w") as said:
        try:
            with display(folder) as name:
                around = {**os.environ, **environ, "DISPLAY": name, "KIOSK": str(program)}
                glass = [str(ROOT / "packaging" / "terminal" / "glass-xterm"), POINTS]
                shown = subprocess.Popen(glass, env=around, stdout=said, stderr=said)
                opened = Window(name, heard)
                yield opened
        finally:  # without its display xterm ends, and hangs up
            if shown is not None:
                shown.wait(PATIENCE)
            if opened is not None:
                opened.ended()
                opened.close()


@contextmanager
def display(folder: Path) -> Iterator[str]:
    """Start an X server without a screen."""
    told, tell = os.pipe()
    # An inch has 96 dots where X takes the size of the screen for usual.
    command = ["Xvfb", "-displayfd", str(tell), "-screen", "0", f"{GLASS}x24", "-dpi", "96"]
    command += ["-nolisten", "tcp", "-noreset"]
    with (folder / "xvfb.out").open("w") as said:
        server = subprocess.Popen(command, pass_fds=[tell], stdout=said, stderr=said)
    os.close(tell)
    try:
        with os.fdopen(told) as answer:
            number = answer.readline().strip()
        assert number, (folder / "xvfb.out").read_text()
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _until(is_so: Callable[[], object], told: str) -> None:
    latest = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < latest, f"{told} never came"
        time.sleep(LOOK)

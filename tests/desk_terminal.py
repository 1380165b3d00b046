"""The whole front desk in a real terminal: its bytes, the screen that they draw, and a finger on it."""

from __future__ import annotations

import os
import re
import select
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pyte
import zxingcpp
from PIL import Image, ImageDraw

from tests.terminals import ROOT, Terminal

PATIENCE = 40.0
"""Seconds after which something that was waited for is held to be missing."""
AGAIN = 0.6
"""Seconds after which a finger on the same place is no trembling any more."""
QUIET = 0.15
"""Seconds without a byte after which a page is held to be drawn."""
DEBRIS = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1bP[^\x1b]*\x1b\\")
"""Sequences that the emulator does not know and would print as text."""
CUT = re.compile(rb"\x1b(?:[\[\]P][^a-zA-Z~]*)?$|[\xc0-\xff][\x80-\xbf]{0,2}$")
"""What a read may have cut in two, at the end of what came."""
CELL_WIDTH, CELL_HEIGHT = 10, 20
NAMED = {"default": "ffffff", "black": "000000", "white": "ffffff"}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as line:
        return int(line.getsockname()[1])


def command(*words: str) -> list[str]:
    """Return how `kiosk` is started, without settings of whoever runs the tests."""
    without = [f"--unset={name}" for name in os.environ if name.startswith("KIOSK_")]
    return ["env", *without, sys.executable, "-m", "kiosk", *words]


def say(*words: str, given: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a command of `kiosk` that answers and ends; it speaks English."""
    return subprocess.run(
        command(*words),
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C.UTF-8", **environ},
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


class Desk(Terminal):
    """A front desk with its page, as a visitor and a phone see them."""

    def __init__(self, words: Sequence[str], size: tuple[int, int] = (80, 24), **environ: str) -> None:
        super().__init__(list(words), size, environ)
        self.columns, self.rows = size
        self.raw = bytearray()
        """Every byte that the desk has written."""
        self.drawn = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.drawn)
        self._cut = b""
        self._pressed = (0.0, -99, -99)

    # Eyes

    def pump(self, patience: float) -> bool:
        """Draw what comes next; False when nothing came in so many seconds."""
        if not select.select([self.screen], [], [], max(0.0, patience))[0]:
            return False
        data = os.read(self.screen, 65536)
        self.raw += data
        data = self._cut + data
        cut = CUT.search(data)
        self._cut = data[cut.start() :] if cut and len(cut[0]) < 64 else b""
        self._stream.feed(DEBRIS.sub(b"", data[: len(data) - len(self._cut)]))
        return True

    @property
    def lines(self) -> list[str]:
        """Return the rows; of a wide sign only the first cell holds something."""
        return ["".join(self.drawn.buffer[y][x].data for x in range(self.columns)) for y in range(self.rows)]

    @property
    def text(self) -> str:
        """Return what stands on the screen."""
        return "\n".join(self.lines)

    def sees(self, words: str) -> bool:
        """Tell whether words stand on the screen, also where they run over two lines."""
        return words in self.text or _bare(words) in _bare(self.text)

    def wait(self, is_so: Callable[[], bool], told: str = "it", patience: float = PATIENCE) -> None:
        """Draw what comes until something is so."""
        latest = time.monotonic() + patience
        while not is_so():
            left = latest - time.monotonic()
            assert left > 0 and self.program.poll() is None, f"{told} never came:\n{self.text}"
            self.pump(min(left, 0.5))

    def see(self, *words: str) -> None:
        """Wait until one of several words stands on the screen."""
        self.wait(lambda: any(self.sees(one) for one in words), repr(words))

    def look(self, before: str, patience: float = 3.0) -> None:
        """Draw what comes until the screen is another, for as long as one waits before tapping again."""
        latest = time.monotonic() + patience
        while self.text == before and (left := latest - time.monotonic()) > 0:
            self.pump(left)

    # Finger and keys

    def type(self, given: bytes) -> None:
        """Send bytes as a keyboard would, drawing meanwhile what comes back."""
        while given:
            if select.select([], [self.screen], [], 0.05)[1]:
                given = given[os.write(self.screen, given[:512]) :]
            self.pump(0)

    def tap_at(self, x: int, y: int, button: int = 0) -> None:
        """Press and release at a cell, no sooner than a calm finger presses the same place again."""
        at, before_x, before_y = self._pressed
        if abs(x - before_x) < 12 and abs(y - before_y) < 3:
            while (left := at + AGAIN - time.monotonic()) > 0:
                self.pump(left)
        self._pressed = (time.monotonic(), x, y)
        self.press(x, y, button)

    def press(self, x: int, y: int, button: int = 0) -> None:
        """Press and release at a cell at once, as one types; there no press is taken for a trembling one."""
        self.type(f"\x1b[<{button};{x + 1};{y + 1}M\x1b[<{button};{x + 1};{y + 1}m".encode())

    def place(self, pattern: str) -> tuple[int, int] | None:
        """Return the middle of what a pattern finds first, from below: bars and tiles stand there."""
        for y in reversed(range(self.rows)):
            cells = [self.drawn.buffer[y][x].data for x in range(self.columns)]
            starts = [sum(map(len, cells[:x])) for x in range(self.columns)]
            if found := re.search(pattern, "".join(cells)):
                middle = (found.start() + found.end()) // 2
                return max(x for x in range(self.columns) if starts[x] <= middle), y
        return None

    def tap(self, words: str) -> None:
        """Tap the middle of words, as soon as they stand there."""
        self.tap_pattern(re.escape(words))

    def dial(self, digits: str) -> None:
        """Tap keys on the glass, one after the other; there no press is taken for a trembling one."""
        for n, digit in enumerate(digits, 1):
            found = self.place(rf"│  {digit}  │")
            assert found, f"no key {digit}:\n{self.text}"
            self._pressed = (0.0, -99, -99)
            self.tap_at(*found)
            self.see(digits[:n])

    def tap_tile(self, number: int) -> None:
        """Tap the tile with a number."""
        self.tap_pattern(rf"[│┃][ ▶✓]*{number}  \S+")

    def tap_pattern(self, pattern: str) -> None:
        """Tap the middle of what a pattern finds, once it stands there and the page is drawn whole."""
        self.tap_at(*self.find(pattern))

    def find(self, pattern: str) -> tuple[int, int]:
        """Return where a pattern stands, once the page is drawn whole."""
        self.wait(lambda: self.place(pattern) is not None and not self.pump(QUIET), pattern)
        found = self.place(pattern)
        assert found
        return found

    # Camera

    def codes(self) -> list[str]:
        """Return what a camera reads from the QR codes of the screen."""
        found = zxingcpp.read_barcodes(self.picture(), formats=zxingcpp.BarcodeFormat.QRCode)
        return [one.text for one in found]

    def picture(self) -> Image.Image:
        """Return the screen as dots: blocks as they are, letters as bars that no code is made of."""
        image = Image.new("RGB", (self.columns * CELL_WIDTH, self.rows * CELL_HEIGHT))
        pen = ImageDraw.Draw(image)
        for y in range(self.rows):
            for x in range(self.columns):
                self._draw(pen, x, y)
        return image

    def _draw(self, pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
        cell = self.drawn.buffer[y][x]
        ink, paper = _dots(cell.fg, "000000"), _dots(cell.bg, "ffffff")
        if cell.reverse:
            ink, paper = paper, ink
        left, top = x * CELL_WIDTH, y * CELL_HEIGHT
        right, bottom, middle = left + CELL_WIDTH - 1, top + CELL_HEIGHT - 1, top + CELL_HEIGHT // 2
        pen.rectangle((left, top, right, bottom), fill=paper)
        boxes = {
            "▀": (left, top, right, middle - 1),
            "▄": (left, middle, right, bottom),
            "█": (left, top, right, bottom),
        }
        if cell.data.strip():
            pen.rectangle(boxes.get(cell.data, (left + 2, top + 6, right - 2, bottom - 6)), fill=ink)

    # Processes

    def tree(self) -> dict[int, str]:
        """Return every process under the desk's own, by its number, with its command line."""
        numbers = [self.program.pid]
        lines: dict[int, str] = {}
        for pid in numbers:
            with suppress(FileNotFoundError, ProcessLookupError):  # it ended meanwhile
                lines[pid] = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
                for task in Path(f"/proc/{pid}/task").glob("*/children"):
                    numbers += map(int, task.read_text().split())
        return lines

    def ended(self) -> int:
        """Wait for the end, taking what it still says, and return the exit code."""
        latest = time.monotonic() + PATIENCE
        while self.program.poll() is None and time.monotonic() < latest:
            self.pump(0.1)
        while self.pump(0.1):
            pass
        return self.code()


def _bare(text: str) -> str:
    return re.sub(r"[\s│┃]", "", text)


def _dots(name: str, otherwise: str) -> tuple[int, int, int]:
    text = otherwise if name == "default" else NAMED.get(name, name)
    return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)

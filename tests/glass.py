"""A touch terminal as in a hall: `kiosk browser`, Chromium as it is packaged, fingers and a camera."""

from __future__ import annotations

import io
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, Playwright

from tests.desk_terminal import command, free_port
from tests.terminals import ROOT
from tests.touch_screen import SIZE, Screen

PATIENCE = 40.0
"""Seconds after which something that was waited for is held to be missing."""
AGAIN = 0.6
"""Seconds after which a finger on the same place is no trembling any more."""
LOOK = 0.03
CELLS = """() => Array.from({length: term.rows}, (_, y) => Array.from({length: term.cols},
    (_, x) => { const cell = term.buffer.active.getLine(y).getCell(x);
                return cell.getWidth() ? cell.getChars() || " " : ""; }))"""
PLACE = """([x, y]) => { const box = screen_.getBoundingClientRect();
    return [box.left + (x + 0.5) * box.width / term.cols, box.top + (y + 0.5) * box.height / term.rows]; }"""


class Server:
    """`kiosk browser`, which can be killed and started again."""

    def __init__(self, data: Path, *words: str) -> None:
        self.port, self.page_port = free_port(), free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.base = f"http://127.0.0.1:{self.page_port}"
        given = ("--data", str(data), "--host", "127.0.0.1", "--port", str(self.page_port))
        self._command = command("browser", *given, "--browser-port", str(self.port), *words)
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.process = subprocess.Popen(
            self._command, cwd=ROOT, env={**os.environ, "KIOSK_BASE_ADDRESS": self.base}
        )
        with httpx.Client(transport=httpx.HTTPTransport(retries=8), trust_env=False) as visitor:
            assert visitor.get(self.address).status_code == 200

    def kill(self) -> None:
        """Take it away without a word."""
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        """End it kindly."""
        self.process.terminate()
        self.process.wait(PATIENCE)


class Glass:
    """The browser on the touch screen, and who stands before it."""

    def __init__(self, screen: Screen, page: Page, chromium: subprocess.Popen[bytes]) -> None:
        self.screen, self.page, self._chromium = screen, page, chromium
        self._pressed = (0.0, -99.0, -99.0)

    def close(self) -> None:
        """Switch the terminal off."""
        browser = self.page.context.browser
        assert browser
        browser.new_browser_cdp_session().send("Browser.close")
        self._chromium.wait(PATIENCE)

    # Eyes

    @property
    def cells(self) -> list[list[str]]:
        """Return what stands in every cell; of a wide sign only the first cell holds something."""
        found: list[list[str]] = self.page.evaluate(CELLS)
        return found

    @property
    def text(self) -> str:
        """Return what stands on the glass."""
        return "\n".join("".join(row) for row in self.cells)

    @property
    def state(self) -> str:
        """Say whether the desk is to be seen, or why not."""
        return str(self.page.evaluate("document.body.dataset.state"))

    def sees(self, words: str) -> bool:
        """Tell whether words stand on the glass, also where they run over two lines."""
        text = self.text
        return self.state == "open" and (words in text or _bare(words) in _bare(text))

    def wait(self, is_so: Callable[[], Any], told: str = "it") -> None:
        """Wait until something is so."""
        latest = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < latest, f"{told} never came ({self.state}):\n{self.text}"
            time.sleep(LOOK)

    def see(self, *words: str) -> None:
        """Wait until one of several words stands on the glass."""
        self.wait(lambda: any(self.sees(one) for one in words), repr(words))

    def codes(self) -> list[str]:
        """Return what a camera reads from the glass."""
        picture = Image.open(io.BytesIO(self.page.screenshot()))
        return [one.text for one in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]

    # Finger

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where the middle of a cell is on the glass."""
        across, down = self.page.evaluate(PLACE, [x, y])
        return float(across), float(down)

    def tap_at(self, x: float, y: float, held: float = 0.05) -> None:
        """Touch a cell, no sooner than a calm finger touches the same place again."""
        at, before_x, before_y = self._pressed
        if abs(x - before_x) < 12 and abs(y - before_y) < 3:
            time.sleep(max(0.0, at + AGAIN - time.monotonic()))
        self.screen.hand.tap(self.point(x, y), held)
        self._pressed = (time.monotonic(), x, y)

    def press(self, x: int, y: int) -> None:
        """Touch a key, as fast as one types: there no press is taken for a trembling one."""
        self.screen.hand.tap(self.point(x, y))

    def place(self, pattern: str) -> tuple[int, int] | None:
        """Return the middle of what a pattern finds first, from below: bars and tiles stand there."""
        for y, cells in reversed(list(enumerate(self.cells))):
            starts = [sum(map(len, cells[:x])) for x in range(len(cells))]
            if found := re.search(pattern, "".join(cells)):
                middle = (found.start() + found.end()) // 2
                return max(x for x in range(len(cells)) if starts[x] <= middle), y
        return None

    def find(self, pattern: str) -> tuple[int, int]:
        """Return where a pattern stands, once two looks find it at the same place."""
        found: list[tuple[int, int] | None] = [None, None]

        def is_still() -> bool:
            found.append(self.place(pattern))
            return found[-1] is not None and found[-1] == found[-2]

        self.wait(is_still, pattern)
        assert found[-1]
        return found[-1]

    def tap(self, words: str, held: float = 0.05) -> None:
        """Tap the middle of words, as soon as they stand there."""
        self.tap_at(*self.find(re.escape(words)), held)

    def tap_tile(self, number: int, held: float = 0.05) -> None:
        """Tap the tile with a number."""
        self.tap_at(*self.find(rf"[│┃][ ▶✓]*{number}  \S+"), held)


@contextmanager
def glass(play: Playwright, screen: Screen, folder: Path, address: str) -> Iterator[Glass]:
    """Open the browser as it is packaged; it writes every request that it makes to a file."""
    running = folder / "run"
    running.mkdir()
    words = [str(ROOT / "packaging" / "terminal" / "glass-browser"), "--remote-debugging-port=0"]
    words += [f"--log-net-log={folder / 'requests.json'}", f"--window-size={SIZE[0]},{SIZE[1]}"]
    words += ["--window-position=0,0", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    around = {"DISPLAY": screen.display, "KIOSK_GLASS": address, "XDG_RUNTIME_DIR": str(running)}
    with (folder / "chromium.out").open("w") as said:
        chromium = subprocess.Popen(words, env={**os.environ, **around}, stdout=said, stderr=said)
    try:
        door = f"http://127.0.0.1:{_door(running)}"
        _until_shown(door, address)
        browser = play.chromium.connect_over_cdp(door)
        [page] = browser.contexts[0].pages
        page.wait_for_load_state()
        yield Glass(screen, page, chromium)
    finally:
        chromium.terminate()
        chromium.wait(PATIENCE)


def _door(running: Path) -> str:
    """Return the port at which Chromium can be watched, once it says so."""
    latest = time.monotonic() + PATIENCE
    while time.monotonic() < latest:
        told = running / "glass" / "DevToolsActivePort"
        if told.exists() and len(lines := told.read_text().splitlines()) > 1:
            return lines[0]
        time.sleep(LOOK)
    raise AssertionError("Chromium never came")


def _until_shown(door: str, address: str) -> None:
    """Wait until Chromium shows the page; whoever knocks earlier may wait for ever."""
    latest = time.monotonic() + PATIENCE
    with httpx.Client(transport=httpx.HTTPTransport(retries=8), trust_env=False) as visitor:
        while not any(one["url"].startswith(address) for one in visitor.get(f"{door}/json/list").json()):
            assert time.monotonic() < latest, "the page never came"
            time.sleep(LOOK)


def _bare(text: str) -> str:
    return re.sub(r"[\s│┃]", "", text)

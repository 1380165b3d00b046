"""Nobody leaves the desk but staff, and nobody looks behind it."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pyte
import pytest
from textual import events
from textual.app import ComposeResult
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Input

from kiosk.config import Settings, leave_code
from kiosk.finger import Finger
from kiosk.lockdown import MOST_PASTED, told_without_values
from kiosk.screens.public.leave import LeavePage
from kiosk.screens.public.page import House, Page
from kiosk.widgets.field import Field
from tests.screens import desk_app, finger, press, screen_text, settled, speak, tap, tap_at

ROOT = Path(__file__).parent.parent
OUTSIDE = """
import sys
from pathlib import Path
from kiosk import desk
from kiosk.config import Settings
sys.exit(desk.run(Settings(data=Path(sys.argv[1]), language="en", leave_code="2468")))
"""
BEHIND = """
from kiosk.screens.public.home import Home
def fall(self, words="patient-words-4711"):
    raise ValueError(words)
Home.greet = fall
"""


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c", "ctrl+p", "ctrl+z", "ctrl+s", "f1", "escape", "ctrl+d"])
async def test_no_key_leaves_home(settings: Settings, key: str) -> None:
    async with desk_app(settings) as (app, pilot):
        before = screen_text(app)
        await press(pilot, key)
        assert app.is_running and screen_text(app) == before


@pytest.mark.parametrize(
    "action",
    ["app.quit", "app.command_palette", "app.screenshot", "app.suspend_process", "app.help_quit", "app.bell"],
)
async def test_no_action_of_the_app_runs(settings: Settings, action: str) -> None:
    async with desk_app(settings) as (app, _pilot):
        assert not await app.run_action(action)
        assert app.is_running


class Asking(Page):
    """A page with a field."""

    def body(self) -> ComposeResult:
        """Yield it."""
        yield Field("name", "Name", most=4000)


async def test_a_long_paste_is_cut_short(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        await app.push_screen(Asking())
        await settled(pilot)
        app.post_message(events.Paste("x" * 1_000_000))
        await settled(pilot)
        assert len(app.screen.query_one(Input).value) == MOST_PASTED


async def test_a_paste_goes_nowhere_without_a_field(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        before = screen_text(app)
        app.post_message(events.Paste("123456"))
        await settled(pilot)
        assert screen_text(app) == before


@pytest.mark.parametrize("size", [(9999, 9999), (1, 1), (0, 0)])
async def test_a_size_that_no_screen_has_is_ignored(settings: Settings, size: tuple[int, int]) -> None:
    async with desk_app(settings) as (app, pilot):
        app.post_message(events.Resize(Size(*size), Size(*size)))
        await settled(pilot)
        assert app.size == Size(80, 24)


async def test_a_window_that_is_too_small_says_so_and_comes_back(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        await speak(pilot, "en")
        await pilot.resize_terminal(50, 15)
        await settled(pilot)
        assert "too small" in screen_text(app)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert "How can we help you?" in screen_text(app)


async def test_other_buttons_of_a_mouse_do_nothing(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        for kind in (events.MouseDown, events.MouseUp):
            app.post_message(finger(kind, 45, 19, button=3))
        await settled(pilot)
        assert len(app.screen_stack) == 1


async def test_a_trembling_finger_types_nothing_with_its_second_press_on_a_tile() -> None:
    trembling = Finger()
    tile, keys = Widget(), Widget(classes="-every-press")
    press = [finger(events.MouseDown, 9, 9, at=at) for at in (1.0, 1.2, 1.4, 1.6)]
    assert [trembling.trembles(one, to) for one, to in zip(press, (tile, keys, keys, keys), strict=True)] == [
        False,
        True,
        False,
        False,
    ]


async def test_a_trembling_finger_presses_once(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        for _press in range(2):
            for kind in (events.MouseDown, events.MouseUp):
                app.post_message(finger(kind, 75, 1))
            await settled(pilot)
        assert app.is_large


async def test_two_calm_presses_count_both_however_late_they_are_taken(settings: Settings) -> None:
    """A busy desk takes both at once; what counts is when the finger came."""
    async with desk_app(settings) as (app, pilot):
        for at in (10.0, 10.6):
            for kind in (events.MouseDown, events.MouseUp):
                app.post_message(finger(kind, 75, 1, at=at))
        await settled(pilot)
        await settled(pilot)
        assert not app.is_large


async def test_staff_leave_by_keys_and_code(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        await press(pilot, "f12", "f12", "f12")
        assert isinstance(app.screen, LeavePage)
        for digit in leave_code(settings):
            await tap(pilot, f"  {digit}  ")
        await press(pilot, "enter")
        assert app.return_code == 0


async def test_five_taps_on_the_clock_ask_for_the_code(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        for _tap in range(5):
            app.monotonic.seconds -= 0.4  # type: ignore[attr-defined]
            clock = app.screen.query_one(House).clock
            await tap_at(pilot, clock.x + 1, clock.y)
        assert isinstance(app.screen, LeavePage)


async def test_five_wrong_codes_close_the_way_out_for_five_minutes(settings: Settings) -> None:
    async with desk_app(Settings(data=settings.data, leave_code="2468", language="en")) as (app, pilot):
        await press(pilot, "f12", "f12", "f12")
        for _try in range(5):
            await press(pilot, "1", "enter")
        await press(pilot, *"2468", "enter")
        assert app.is_running and "five minutes" in screen_text(app)
        app.monotonic.seconds += 301  # type: ignore[attr-defined]
        await press(pilot, *"2468", "enter")
        assert app.return_code == 0


def test_an_error_is_told_without_its_values() -> None:
    try:
        raise ValueError("Wang Xiuying 13800000000")
    except ValueError as error:
        told = told_without_values(error)
    assert "ValueError" in told and "test_lockdown:" in told and "Wang" not in told


class Terminal:
    """The desk in a terminal of its own."""

    def __init__(self, data: Path, before: str = "") -> None:
        around = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
        # A stranger's variable that would let ctrl+c through.
        around["TEXTUAL_ALLOW_SIGNALS"] = "1"
        told = ["-c", before + OUTSIDE, str(data)]
        self.child = pexpect.spawn(sys.executable, told, env=around, dimensions=(24, 80), timeout=20)
        self.screen = pyte.Screen(80, 24)
        self.stream = pyte.ByteStream(self.screen)

    def see(self, words: str) -> None:
        """Wait until words stand on the screen."""
        while words not in self.text:
            # Private marks that pyte does not know would be drawn as text.
            self.stream.feed(
                re.sub(rb"\x1b\[[<>=][^a-zA-Z]*[a-zA-Z]", b"", self.child.read_nonblocking(65536))
            )

    @property
    def text(self) -> str:
        """Return what stands on the screen."""
        return "\n".join(self.screen.display)

    def end(self) -> int | None:
        """Wait for the end, and return the exit status."""
        self.left = self.child.read()
        self.child.close()
        return self.child.exitstatus


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """Return a desk in a terminal."""
    terminal = Terminal(tmp_path / "data")
    yield terminal
    terminal.child.close(force=True)


def test_no_byte_and_no_signal_ends_the_desk(terminal: Terminal) -> None:
    terminal.see("How can we help you?")
    terminal.child.send(b"\x03\x11\x1a\x1c\x10\x13\x04\xff\xfe\x1bOP\x1b[I\x1b[O\x1b]0;x\x07\x1bPq\x1b\\")
    for name in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU):
        terminal.child.kill(name)
    terminal.child.send(b"\x1b[24~\x1b[24~\x1b[24~")
    terminal.see("For staff")
    terminal.child.send(b"2468\r")
    assert terminal.end() == 0


@pytest.mark.parametrize(("name", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_the_service_ends_the_desk_cleanly(terminal: Terminal, name: signal.Signals, status: int) -> None:
    terminal.see("How can we help you?")
    terminal.child.kill(name)
    assert terminal.end() == status
    assert b"Traceback" not in terminal.left


def test_a_crash_shows_and_keeps_no_words(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "data", BEHIND)
    terminal.see("How can we help you?")
    terminal.child.send(b"x")
    status = terminal.end()
    assert status not in (0, None)
    log = (tmp_path / "data" / "log").read_text()
    assert "ValueError" in log
    for told in (log, terminal.left.decode()):
        assert "patient-words" not in told and "Traceback" not in told

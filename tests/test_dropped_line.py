"""A dropped line loses at most the last second of a reply; a signal loses nothing."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.config import Settings
from tests.console import console_app, seen
from tests.console_line import House, house
from tests.screens import screen_text
from tests.ssh_line import Line, Server, make_key, server, until_gone
from tests.terminals import ROOT

SECOND = 1.0
PAUSE = 0.06
"""Seconds between two keys of somebody who types fast."""
LONG = 4.0
"""Seconds of typing on without a pause."""
QUIET = 25.0


class Typist(threading.Thread):
    """Somebody who types on and on, and knows when each sign went out."""

    def __init__(self, line: Line) -> None:
        super().__init__(daemon=True)
        self.line = line
        self.typed = ""
        self.at: list[float] = []
        self.stopped = threading.Event()

    def run(self) -> None:
        """Type numbers, which tell whether one is missing in between."""
        for sign in "".join(f"{n} " for n in range(1000)):
            if self.stopped.wait(PAUSE):
                return
            os.write(self.line.screen, sign.encode())
            self.at.append(time.monotonic())
            self.typed += sign

    def until(self, moment: float) -> str:
        """Return what was typed before a moment."""
        return self.typed[: sum(at <= moment for at in self.at)]


@pytest.fixture
def homely(tmp_path: Path) -> House:
    """Make a register in which two supervisors' keys are known."""
    return house(tmp_path / "data", {"he": make_key(tmp_path / "ssh", "he")})


@pytest.fixture
def desk(tmp_path: Path, homely: House) -> Iterator[Server]:
    """Start a server that opens the console."""
    with server(tmp_path / "ssh", tmp_path / "data", "he") as made:
        yield made


def replying(desk: Server, house: House) -> Line:
    """Open the complaint over a new line, and begin a reply."""
    line = desk.dial("he")
    line.come_in("My work")
    line.go("5", "Complaint")
    line.go("enter", house.number)
    line.see("filed")
    line.go("p", "Reply to the patient")
    line.see("Ctrl+S")
    line.still()
    return line


def bare(text: str) -> str:
    """Return a text without what forms draw around it."""
    return re.sub(r"[\s│┃]", "", text)


def type_on(line: Line, seconds: float, end: Callable[[], None]) -> tuple[Typist, float]:
    """Type on without a pause, and let something happen in the middle; return the typist and that moment."""
    typist = Typist(line)
    typist.start()
    latest = time.monotonic() + seconds
    while time.monotonic() < latest:
        line.pump(0.05)
    moment = time.monotonic()
    end()
    typist.stopped.set()
    typist.join()
    return typist, moment


def test_a_dead_cart_loses_at_most_a_second_also_of_who_types_on(desk: Server, homely: House) -> None:
    """Reliability 51."""
    line = replying(desk, homely)
    [console] = desk.consoles()
    typist, cut_at = type_on(line, LONG, line.cut)
    line.close()
    gone = until_gone(console)
    [kept] = homely.drafts("he")
    before = typist.until(cut_at - SECOND)
    print(f"\ncut: {len(typist.until(cut_at))} typed, {len(kept)} kept, console gone after {gone:.2f} s")
    assert gone < 10, "nothing waits for a terminal that is gone"
    assert typist.typed.startswith(kept) and kept.startswith(before) and len(before) > LONG / 2 / PAUSE
    again = desk.dial("he")
    try:
        again.come_in("My work", news="You were writing this")
        again.go("5", "Complaint")
        again.go("enter", "filed")
        again.go("p", "This is what you had typed.")
        again.still()
        again.see(kept.strip())
        again.type(b"ends")
        again.see("ends")
        again.go("ctrl+s", "The patient will read this")
        again.go("ctrl+s", "Reply")
        again.wait(lambda: bool(homely.lines("reply")), "the reply")
        assert homely.lines("reply") == [f"{kept}ends"]
        again.wait(lambda: not homely.drafts("he"), "the draft's end")
    finally:
        again.close()


def test_a_killed_console_loses_at_most_a_second_of_who_types_on(desk: Server, homely: House) -> None:
    """Reliability 51: not even the console hears of it."""
    line = replying(desk, homely)
    [console] = desk.consoles()
    typist, killed_at = type_on(line, LONG, lambda: os.kill(console, signal.SIGKILL))
    line.close()
    [kept] = homely.drafts("he")
    lost = len(typist.until(killed_at)) - len(kept)
    print(f"\nkill -9 of the console: {len(typist.until(killed_at))} typed, {lost} lost")
    assert typist.typed.startswith(kept) and kept.startswith(typist.until(killed_at - SECOND))


@pytest.mark.parametrize("name", ["SIGHUP", "SIGTERM"])
def test_a_signal_loses_nothing_that_was_seen(desk: Server, homely: House, name: str) -> None:
    """Reliability 51."""
    line = replying(desk, homely)
    [console] = desk.consoles()
    shown: list[str] = []

    def end() -> None:
        shown.append(line.text)
        os.kill(console, getattr(signal, name))

    typist, killed_at = type_on(line, LONG / 2, end)
    seen = next(n for n in range(len(typist.typed), 0, -1) if bare(typist.typed[:n]) in bare(shown[0]))
    assert line.ended() == 0
    line.close()
    [kept] = homely.drafts("he")
    print(f"\n{name}: {len(typist.until(killed_at))} typed, {seen} seen, {len(kept)} kept")
    assert typist.typed.startswith(kept) and len(kept) >= len(typist.typed[:seen].rstrip()) > 0


def test_two_consoles_of_one_person_keep_their_drafts_apart(desk: Server, homely: House) -> None:
    """Reliability 55."""
    first = replying(desk, homely)
    second = replying(desk, homely)
    try:
        assert "had typed" not in second.text
        first.type(b"from the ward")
        second.type(b"from the office")
        first.see("from the ward")
        second.see("from the office")
        first.wait(lambda: len(homely.drafts("he")) == 2, "two drafts")
        assert sorted(homely.drafts("he")) == ["from the office", "from the ward"]
        for line, words in ((first, "from the ward"), (second, "from the office")):
            line.go("escape", "Timeline")
            line.go("p", "This is what you had typed.")
            line.see(words)
    finally:
        open_still = desk.consoles()
        for line in (first, second):
            line.cut()
            line.close()
    assert len(open_still) == 2 and all(until_gone(console) < 10 for console in open_still)
    assert sorted(homely.drafts("he")) == ["from the office", "from the ward"]


def test_a_console_that_nobody_touches_writes_nothing_but_its_clock(desk: Server, homely: House) -> None:
    """Reliability 52: whatever is written holds back the probe by which sshd notices a silent loss."""
    for place in ("list", "case", "form"):
        line = replying(desk, homely) if place == "form" else desk.dial("he")
        try:
            line.come_in("My work", "Reply to the patient")
            line.see("in time 1", "Reply to the patient")
            line.still(6.0)
            bursts, latest = [], time.monotonic() + QUIET
            while (left := latest - time.monotonic()) > 0:
                before = len(line.raw)
                if line.pump(left):
                    line.still(0.5)
                    bursts.append((round(QUIET - left, 1), bytes(line.raw[before:])))
            told = [(at, len(data)) for at, data in bursts]
            print(f"\nidle {QUIET:.0f} s at the {place}: {told}")
            assert len(bursts) <= 1, bursts
            assert all(re.search(rb"\d\d:\d\d", data) and len(data) < 10_000 for _at, data in bursts), told
        finally:
            line.close()


async def test_the_clock_and_what_is_due_go_on_while_nobody_writes(settings: Settings) -> None:
    async with console_app(settings) as (app, pilot):
        await app.look()
        assert "10:30" in screen_text(app)
        app.settings.clock.on(minutes=1)  # type: ignore[attr-defined]
        await app.look()
        await seen(pilot, "10:31")


def test_the_server_ends_a_silent_line_within_a_minute() -> None:
    """Reliability 51: a probe each so many seconds, so often without an answer; the manual says so."""
    shipped = (ROOT / "packaging" / "sshd_config.d" / "kiosk.conf").read_text("utf-8")
    [interval] = map(int, re.findall(r"(?m)^\s*ClientAliveInterval (\d+)$", shipped))
    [most] = map(int, re.findall(r"(?m)^\s*ClientAliveCountMax (\d+)$", shipped))
    # sshd hangs up when the probe after the last unanswered one would be due.
    assert 0 < interval * (most + 1) < 60
    manual = (ROOT / "docs" / "ssh.md").read_text("utf-8")
    assert f"`ClientAliveInterval {interval}`, `ClientAliveCountMax {most}`" in manual

"""Whatever is typed, pasted, tapped or signalled: the desk stays, and shows no shell and no words."""

from __future__ import annotations

import os
import re
import signal
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.desk_terminal import PATIENCE, Desk, command, free_port

HOME = "How can we help you?"
CODE = "24681357"
MODIFIERS = range(2, 17)
KITTY = [27, 9, 13, 127, *range(97, 123), *range(57358, 57455)]
ATTACKS: dict[str, bytes] = {
    "every byte": bytes(range(256)) * 2,
    "every byte but Escape, each on a line": b"\r".join(bytes([n]) for n in range(256) if n != 27),
    "alt with every sign": b"".join(b"\x1b" + bytes([n]) for n in range(0x20, 0x7F) if n not in b"[]OPX^_"),
    "kitty keys": b"".join(b"\x1b[%d;%du" % (key, mod) for key in KITTY for mod in MODIFIERS),
    "function keys": b"".join(
        b"\x1b[%d;%d~" % (key, mod) for key in range(1, 35) if key != 24 for mod in MODIFIERS
    ),
    "letters of old terminals": b"".join(b"\x1bO%c\x1b[1;5%c" % (n, n) for n in range(65, 91)),
    "a paste of a megabyte": b"\x1b[200~" + b"rm -rf ~; " * 100_000 + b"\x1b[201~",
    "a paste that ends itself and goes on": b"\x1b[200~x\x1b[201~\x11\x03\x1b[201~\x1b[200~" + b"y\x1b[201~",
    "no end of a CSI": b"\x1b[" + b"1;" * 3000 + b"\x18",
    "no end of an OSC": b"\x1b]52;c;" + b"QUJD" * 2000 + b"\x18",
    "no end of a DCS": b"\x1bP+q" + b"544e" * 2000 + b"\x18",
    "an OSC, a DCS, an APC and a PM": b"\x1b]0;x\x07\x1bPq#0\x1b\\\x1b_Gi=1\x1b\\\x1b^x\x1b\\",
    "sizes that no screen has": b"\x1b[48;9999;9999;9999;9999t\x1b[48;1;1;1;1t\x1b[48;0;0;0;0t\x1b[48;x;1t",
    "focus that comes and goes": b"\x1b[O\x1b[I" * 50 + b"\x1b[O",
    "right, middle and further buttons": b"".join(
        b"\x1b[<%d;20;10M\x1b[<%d;20;10m" % (button, button) for button in (1, 2, 6, 7, 64, 65, 66, 128, 255)
    ),
    "20,000 keys at once": bytes((n * 7919 + n // 95) % 95 + 32 for n in range(20_000)),
    "a mouse beyond the glass": b"".join(
        b"\x1b[<0;%d;%dM\x1b[<0;%d;%dm" % (x, y, x, y) for x in (0, 81, 99999) for y in (0, 25, 99999)
    ),
    "a mouse of old terminals": b"\x1b[M\xff\xff\xff\x1b[M   \x1b[32;9999;9999M",
    "answers that nobody asked for": b"\x1b[?1;2c\x1b[>0;276;0c\x1b[24;80R\x1b[?2026;2$y\x1b[?1u",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Open one locked desk with its page, for every attack of this module."""
    opened = started(tmp_path_factory.mktemp("hostile") / "data")
    yield opened
    opened.close()


def started(data: Path) -> Desk:
    """Open a locked desk, with variables around it that would unlock another one."""
    words = ("--data", str(data), "--port", str(free_port()), "--host", "127.0.0.1", "--language", "en")
    opened = Desk(command(*words), KIOSK_LEAVE_CODE=CODE, TEXTUAL_ALLOW_SIGNALS="1", TEXTUAL="debug,devtools")
    opened.see(HOME)
    opened.wait(lambda: len(own(opened)) == 3, "the page beside the desk")
    return opened


def own(desk: Desk) -> dict[int, str]:
    """Return the desk's processes without what writes Chinese, which comes and goes."""
    return {pid: line for pid, line in desk.tree().items() if "kiosk.writing" not in line}


def is_large(desk: Desk) -> bool:
    """Tell whether the head ticks large-and-simple beside a language."""
    return sum(row.count("✓") for row in desk.text.split("\n")[:3]) > 1


def is_unharmed(desk: Desk) -> None:
    """Let the desk answer a finger, go Home by taps as a visitor can, and look around there."""
    desk.type(b"\x18\x1b\\")
    for language in ("繁體中文", "English"):
        until_it_speaks(desk, language)
    if is_large(desk) and (large := desk.place("Large")):
        desk.tap_at(*large)
        desk.wait(lambda: not is_large(desk), "tiles of their usual size")
    for _turn in range(6):
        desk.wait(lambda: not desk.pump(0.2), "rest")
        until_it_speaks(desk, "English")  # taps that came late may have turned it back
        if desk.sees(HOME):
            break
        found = next((place for way in ("Start again", "Done", "Back") if (place := desk.place(way))), None)
        assert found, desk.text
        before = desk.text
        desk.tap_at(*found)
        desk.look(before)
    assert desk.sees(HOME), desk.text
    assert b"\x1b[?1049l" not in desk.raw, "it ended and was started again"
    desk.wait(lambda: len(own(desk)) == 3, "three processes")
    assert all("kiosk" in line for line in own(desk).values()), own(desk)
    assert desk.program.poll() is None
    assert "Traceback" not in desk.text and "$ " not in desk.text


def until_it_speaks(desk: Desk, language: str) -> None:
    """Tap a language until it is spoken: what was sent before is worked off by then."""
    latest = time.monotonic() + PATIENCE
    while not desk.sees(f"✓ {language}"):
        assert time.monotonic() < latest, f"the desk answers no finger:\n{desk.text}"
        # Where one writes on few rows the head gives way to the keys until they are put away.
        desk.tap_at(*(desk.place(language) or desk.place("▾") or (40, 12)))
        pause = time.monotonic() + 2
        while not desk.sees(f"✓ {language}") and (left := pause - time.monotonic()) > 0:
            desk.pump(left)


def test_large_and_simple_is_put_back(desk: Desk) -> None:
    desk.tap("Large")
    desk.wait(lambda: is_large(desk), "large tiles")
    is_unharmed(desk)
    assert not is_large(desk) and desk.sees("Check progress")


def test_the_way_home_is_short(desk: Desk) -> None:
    desk.tap("I need help")
    desk.see("Who are you?")
    is_unharmed(desk)


@pytest.mark.parametrize("where", ["Home", "a field"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_is_sent_leaves_the_desk(desk: Desk, attack: str, where: str) -> None:
    """Reliability 49."""
    if where == "a field":
        desk.tap("Check progress")
        desk.see("Back")
    desk.type(ATTACKS[attack])
    is_unharmed(desk)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(
    st.lists(
        st.one_of(st.binary(max_size=40), st.sampled_from([b"\x1b[", b"\x1bO", b"\x1b]", b"\x1b[<"])),
        max_size=9,
    )
)
def test_no_random_bytes_leave_the_desk(desk: Desk, parts: list[bytes]) -> None:
    """Reliability 49."""
    desk.type(b"".join(parts).replace(b"\x1b[24~", b""))
    assert desk.program.poll() is None


def test_no_signal_of_a_keyboard_ends_or_stops_it(desk: Desk) -> None:
    parent, first, *_page = desk.tree()
    for name in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU):
        for pid in (parent, first):
            os.kill(pid, name)
    is_unharmed(desk)


def test_what_the_desk_wrote_holds_no_sequence_of_a_stranger(desk: Desk) -> None:
    """Reliability 33: after all of the above; titles, clipboard, device strings and files stay unwritten."""
    raw = bytes(desk.raw)
    for sent in (b"\x1b]52", b"\x1b]0;", b"\x1bPq", b"\x1b_G", b"\x1bP+q", b"\x1b^"):
        assert sent not in raw
    assert b"\x1b[?1049h" in raw and b"\x1b[?1049l" not in raw
    assert not re.search(rb"Traceback|\.py\"|Error:", raw)


def test_only_the_code_of_staff_leaves(desk: Desk) -> None:
    desk.type(b"\x1b[24~\x1b[24~\x1b[24~")
    desk.see("For staff")
    desk.type(b"1234\r")
    desk.see("That is not the code")
    desk.type(CODE.encode() + b"\r")
    assert desk.ended() == 0
    assert termios.tcgetattr(desk.inside) == desk.before
    assert desk.raw.rstrip().endswith(b"\x1b[?1049l\x1b[?25h")


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGHUP])
def test_the_service_ends_it_and_gets_the_terminal_back(tmp_path: Path, name: signal.Signals) -> None:
    """Reliability 51."""
    desk = started(tmp_path / "data")
    try:
        running = list(desk.tree())
        desk.program.send_signal(name)
        assert desk.ended() == 0
        assert termios.tcgetattr(desk.inside) == desk.before
        assert desk.raw.rstrip().endswith(b"\x1b[?1049l\x1b[?25h")
        assert b"Traceback" not in desk.raw
        assert not [pid for pid in running[1:] if Path(f"/proc/{pid}").exists()]
    finally:
        desk.close()

"""The terminal that the desk stands on: kept silent, given back as it was, never left half drawn."""

import os
import termios
from collections.abc import Iterable
from contextlib import suppress

SCREEN = 2
"""Textual draws on standard error, and so does whoever cleans up after it."""

_MODES = (1000, 1002, 1003, 1004, 1006, 1015, 1016, 2004, 2026, 2048)
_MODES_OFF = "".join(f"\x1b[?{mode}l" for mode in _MODES)
_PLAIN = f"{_MODES_OFF}\x1b[<u\x1b[0m\x1b[?7h"
_LEAVE = f"{_PLAIN}\x1b[?1049l\x1b[?25h"
_CLEAR = f"{_PLAIN}\x1b[?1049h\x1b[?25l\x1b[2J"

State = list[int | list[bytes | int]]


def remember() -> State | None:
    """Return how the terminal is set now, or nothing when there is none."""
    with suppress(termios.error):
        return termios.tcgetattr(SCREEN)
    return None


def hush(state: State | None) -> None:
    """Let keys do nothing and show nothing while no page is there to take them."""
    if state:
        quiet = list(state)
        quiet[0] = _flags(state[0]) & ~termios.IXON
        quiet[3] = _flags(state[3]) & ~(termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN)
        _set(quiet)


def give_back(state: State | None) -> None:
    """Leave the terminal as it was before the desk opened."""
    if state:
        hush(state)
        _write(_LEAVE)
        _set(state)


def show_calmly(state: State | None, sentences: Iterable[str]) -> None:
    """Wipe whatever stands on the screen and show a few sentences in its middle."""
    if state:
        hush(state)
        rows = list(sentences)
        top = max(1, (_height() - 2 * len(rows)) // 2)
        _write(_CLEAR + "".join(f"\x1b[{top + 2 * n};5H{row}" for n, row in enumerate(rows)))


def _flags(value: int | list[bytes | int]) -> int:
    assert isinstance(value, int)
    return value


def _height() -> int:
    try:
        return os.get_terminal_size(SCREEN).lines
    except OSError:
        return 24


def _set(state: State) -> None:
    """Set the terminal and forget what was typed meanwhile; a terminal that is gone needs neither."""
    with suppress(termios.error):
        termios.tcsetattr(SCREEN, termios.TCSANOW, state)
        termios.tcflush(SCREEN, termios.TCIFLUSH)


def _write(text: str) -> None:
    with suppress(OSError):
        os.write(SCREEN, text.encode())

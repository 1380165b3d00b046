"""Tapping by what a place stands for, so that a test reads the same in every language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

from kiosk.widgets.board import Board
from kiosk.widgets.keyboard import Keyboard
from kiosk.widgets.keypad import Keypad
from tests.screens import screen_text, settled, tap_at

PATIENCE = 50
"""How often the desk may be given its turn before a page that does not come is a failure."""


async def until(pilot: Pilot[int], is_so: Callable[[], Any]) -> None:
    """Let the desk work until something is so."""
    for _turn in range(PATIENCE):
        if is_so():
            return
        await settled(pilot)
    app: Any = pilot.app
    raise AssertionError(f"it did not come to that:\n{screen_text(app)}")


async def until_page(pilot: Pilot[int], name: str) -> None:
    """Let the desk work until a flow is at a page."""
    await until(pilot, lambda: getattr(pilot.app.screen, "at", None) == name)
    await settled(pilot)


async def until_screen(pilot: Pilot[int], kind: type[Any]) -> Any:
    """Let the desk work until a screen is shown, and return it."""
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))
    await settled(pilot)
    return pilot.app.screen


async def tap_tile(pilot: Pilot[int], value: Any) -> None:
    """Tap the tile, chip or face that stands for a value, turning pages until it is there."""
    for _turn in range(PATIENCE):
        boards = list(pilot.app.screen.query("#body Board").results(Board))
        places = [(board, spot) for board in boards for spot in board.spots]
        found = [(board, spot) for board, spot in places if spot.value == value]
        turns = [(board, spot) for board, spot in places if getattr(spot.value, "by", 0) == 1]
        if not found and not turns:
            await settled(pilot)
            continue
        board, spot = (found or turns)[0]
        where = spot.region.translate(board.content_region.offset)
        await tap_at(pilot, where.x + where.width // 2, where.y + where.height // 2)
        if found:
            return
    raise AssertionError(f"no tile for {value!r}")


async def tap_button(pilot: Pilot[int], selector: str) -> None:
    """Tap the middle of a button."""
    await until(pilot, lambda: pilot.app.screen.query(selector))
    where = pilot.app.screen.query(selector).first().region
    await tap_at(pilot, where.x + where.width // 2, where.y + where.height // 2)


async def tap_keys(pilot: Pilot[int], letters: str) -> None:
    """Tap keys on the glass, one after the other."""
    for letter in letters:
        if pilot.app.screen.query(Keyboard):
            await tap_key(pilot, letter)
            continue
        pad = pilot.app.screen.query_one(Keypad)
        row = next(n for n, keys in enumerate(pad.keys) if letter in keys)
        edges = pad._edges(row)
        at = pad.keys[row].index(letter)
        x, y = (edges[at] + edges[at + 1]) // 2, row * pad.tall + pad.tall // 2
        await tap_at(pilot, pad.region.x + x, pad.region.y + y)


async def tap_key(pilot: Pilot[int], code: str) -> None:
    """Tap a key of the keyboard."""
    await until(pilot, lambda: pilot.app.screen.query(Keyboard) and pilot.app.screen.query_one(Keyboard).keys)
    keyboard = pilot.app.screen.query_one(Keyboard)
    key = next(key for key in keyboard.keys if code in (key.code, key.label))
    where = key.region.translate(keyboard.content_region.offset)
    await tap_at(pilot, where.x + where.width // 2, where.y + where.height // 2)

"""The ways through complaint, praise and suggestion, and a finger that walks them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from kiosk.config import Settings
from kiosk.desk import DeskApp
from kiosk.i18n import _
from kiosk.records import Case
from kiosk.rules.drafts import Draft
from kiosk.screens.public.feedback import FeedbackScreen
from kiosk.screens.public.slip import SlipPage
from kiosk.services import cases
from kiosk.widgets.board import Board
from kiosk.widgets.keyboard import Keyboard
from kiosk.widgets.keypad import Keypad
from kiosk.widgets.words import Words
from tests.fingers import tap_keys
from tests.screens import desk_app, screen_text, speak, tap, tap_at

COMPLAINT = (
    ("kind", "complaint"),
    ("about", "process"),
    ("matter", "waiting-clinic"),
    ("where", "clinic"),
    ("where-in", "cardiology"),
    ("when", "today"),
    ("phrases", 0),
    ("words", None),
    ("wish", "apology"),
    ("people", 2),
    ("who", "relative"),
    ("phone", "13812345678"),
    ("name", None),
)
"""A complaint page by page: the tile that is tapped, what is touched on the keypad, or nothing."""
PRAISE = (
    ("kind", "praise"),
    ("about", "p-doctors"),
    ("matter", "p-skill"),
    ("where", "clinic"),
    ("where-in", "cardiology"),
    ("whom", "wang-wenbin"),
    ("phrases", 1),
    ("words", None),
    ("who", "patient"),
    ("phone", ""),
    ("pin", "2468"),
    ("name", None),
)
SUGGESTION = (
    ("kind", "suggestion"),
    ("about", "s-building"),
    ("matter", "s-parking"),
    ("where", ""),
    ("when", ""),
    ("phrases", 0),
    ("words", None),
    ("who", "anonymous"),
    ("pin", None),
)
WAYS = {"complaint": COMPLAINT, "praise": PRAISE, "suggestion": SUGGESTION}


@asynccontextmanager
async def feedback(
    settings: Settings, size: tuple[int, int] = (80, 24), language: str = "en", draft: Draft | None = None
) -> AsyncIterator[tuple[DeskApp, Pilot[int], FeedbackScreen]]:
    """Run a desk with the sample hospital, on the first page of the flow."""
    settings.data.mkdir(exist_ok=True)
    async with desk_app(settings, size=size, has_register=True) as (app, pilot):
        await speak(pilot, language)
        screen = FeedbackScreen(draft)
        await app.push_screen(screen)
        await pilot.pause()
        yield app, pilot, screen


async def until(pilot: Pilot[int], is_so: Any) -> None:
    """Wait until something is so."""
    app: Any = pilot.app
    for _turn in range(200):
        if is_so():
            return
        await pilot.pause()
    raise AssertionError(f"it never came about:\n{screen_text(app)}")


async def on_page(pilot: Pilot[int], screen: FeedbackScreen, name: str) -> None:
    """Wait for a page with the cursor on it."""

    def is_there() -> bool:
        told = screen.query_one("#question", Words).words
        return screen.page.name == name and told == screen.question() and screen.focused is not None

    await until(pilot, is_there)
    await pilot.pause()


async def choose(pilot: Pilot[int], value: Any) -> None:
    """Tap the tile that stands for a value, turning pages until it is there."""
    board = pilot.app.screen.query_one("#body Board", Board)
    for _turn in range(12):
        spot = next((one for one in board.spots if one.value == value), None)
        if spot is not None:
            where = spot.region.translate(board.content_region.offset)
            await tap_at(pilot, where.x + where.width // 2, where.y + where.height // 2)
            return
        await tap(pilot, _("More"))
    raise AssertionError(f"no tile for {value!r}")


async def touch(pilot: Pilot[int], keys: str) -> None:
    """Touch keys on the glass."""
    if pilot.app.screen.query(Keyboard):
        await tap_keys(pilot, keys)
        return
    pad = pilot.app.screen.query_one(Keypad)
    for key in keys:
        row = next(n for n, row in enumerate(pad.keys) if key in row)
        each = pad.size.width // max(map(len, pad.keys))
        x = pad.region.x + pad.keys[row].index(key) * each + each // 2
        await tap_at(pilot, x, pad.region.y + row * pad.tall + pad.tall // 2)


async def answer(pilot: Pilot[int], screen: FeedbackScreen, name: str, value: Any) -> None:
    """Answer one page with a finger."""
    await on_page(pilot, screen, name)
    if name in ("phone", "pin", "words", "name") or value is None:
        await touch(pilot, value or "")
        await tap(pilot, _("Continue"))
    else:
        await choose(pilot, value)
        if name == "phrases":
            await tap(pilot, _("Continue"))


async def walk(pilot: Pilot[int], screen: FeedbackScreen, way: tuple[Any, ...], to: str = "check") -> None:
    """Answer every page until the one that is named."""
    for name, value in way:
        if name == to:
            break
        await answer(pilot, screen, name, value)
    await on_page(pilot, screen, to)


async def file(pilot: Pilot[int]) -> None:
    """File, and wait for the slip."""
    await tap(pilot, _("File it"))
    await until(pilot, lambda: isinstance(pilot.app.screen, SlipPage))


async def filed(app: DeskApp) -> list[Case]:
    """Return every case of the register."""
    return await app.ask(cases.newest, 10)

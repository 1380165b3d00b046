"""Colours that everybody can read, on every page, in every theme."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.app import ComposeResult

from kiosk.config import Settings
from kiosk.i18n import LANGUAGES
from kiosk.screens.public.call import CallPage
from kiosk.screens.public.idle import StillThere
from kiosk.screens.public.leave import LeavePage
from kiosk.screens.public.page import Page
from kiosk.themes import CONTRAST, DARK, LIGHT, Colours
from kiosk.widgets.bignumber import BigNumber
from kiosk.widgets.checklist import CheckList, CheckRow
from kiosk.widgets.chips import Chips
from kiosk.widgets.countdown import CountdownBar
from kiosk.widgets.faces import Faces
from kiosk.widgets.field import Field, WithKeypad
from kiosk.widgets.keypad import CODE, LETTERS, Keypad
from kiosk.widgets.qr import QRCode
from kiosk.widgets.tiles import Tile, TileGrid
from tests.screens import SIZES, audit, contrast, desk_app, screen_text, settled, speak

THEMES = ("light", "dark", "contrast")
READ = ("ink", "primary", "error", "success", "call")


def _rgb(colour: str) -> tuple[int, int, int]:
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))


@pytest.mark.parametrize("colours", [LIGHT, DARK, CONTRAST])
def test_colours_stand_apart(colours: Colours) -> None:
    named = colours._asdict()
    for ground in ("ground", "card", "wash"):
        for word in READ:
            assert contrast(_rgb(named[word]), _rgb(named[ground])) >= 7, (word, ground)
        assert contrast(_rgb(colours.muted), _rgb(named[ground])) >= 4.5
        assert contrast(_rgb(colours.focus), _rgb(named[ground])) >= 3
    for ground in ("ground", "card"):
        assert contrast(_rgb(colours.edge), _rgb(named[ground])) >= 3
    for word, ground in (("on_primary", "primary"), ("on_band", "band"), ("on_band_button", "band_button")):
        assert contrast(_rgb(named[word]), _rgb(named[ground])) >= 7


class Tiles(Page):
    """Tiles on several pages."""

    def question(self) -> str:
        """Ask."""
        return "Where did it happen?"

    def steps(self) -> tuple[int, int, str]:
        """Stand in the middle."""
        return 2, 5, "Where"

    def continue_label(self) -> str:
        """Go on."""
        return "Continue"

    def body(self) -> ComposeResult:
        """Yield them."""
        yield TileGrid(
            [Tile(n, f"Department {n}", "Building 2") for n in range(40)], is_large=self.app.is_large
        )


class Chosen(Tiles):
    """Chips."""

    def body(self) -> ComposeResult:
        """Yield them."""
        yield Chips([Tile(n, f"Reason {n}") for n in range(6)], [1, 2], is_large=self.app.is_large)


class Smiling(Tiles):
    """Faces."""

    def body(self) -> ComposeResult:
        """Yield them."""
        yield Faces(["Very bad", "Bad", "Fair", "Good", "Very good"], chosen=2)


class Typing(Tiles):
    """A field with a problem and keys."""

    def body(self) -> ComposeResult:
        """Yield them."""
        yield WithKeypad(
            Field("code", "Case number", "KK", hint="It stands on your slip."), keys=CODE, key_width=5
        )

    def on_mount(self) -> None:
        """Have a problem."""
        super().on_mount()
        self.query_one(Field).problem = "This number is too short."
        self.fault("The register is busy.")


class Letters(Tiles):
    """Letters under a line."""

    def body(self) -> ComposeResult:
        """Yield them."""
        yield Field("name", "Name")
        yield Keypad(LETTERS)


class Words(Tiles):
    """Several lines and ready phrases."""

    def body(self) -> ComposeResult:
        """Yield them."""
        yield Field("words", "In your own words", "I waited.", lines=4)
        yield TileGrid([Tile(n, f"Phrase {n}") for n in range(3)], columns=3, classes="-row")


class Checking(Tiles):
    """The answers."""

    def body(self) -> ComposeResult:
        """Yield them."""
        rows = [CheckRow(f"Label {n}", "Some answer", "page") for n in range(8)]
        yield CheckList(rows, is_large=self.app.is_large)


class Slip(Page):
    """A code and a number."""

    has_bar = False

    def body(self) -> ComposeResult:
        """Yield them."""
        yield BigNumber("KK-2345-67X")
        yield CountdownBar(60, "Back to Home in %(seconds)d s")
        yield QRCode([[True, False] * 4] * 8)


PAGES = (Tiles, Chosen, Smiling, Typing, Letters, Words, Checking, Slip, LeavePage)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
async def test_every_page_suits_eyes_and_fingers(
    settings: Settings, size: tuple[int, int], theme: str
) -> None:
    async with desk_app(replace(settings, theme=theme, language="en"), size=size) as (app, pilot):
        assert audit(app) == []
        for page in PAGES:
            for is_large in (False, True) if size == SIZES[0] else (False,):
                app.is_large = is_large
                await app.push_screen(page())
                await settled(pilot)
                assert audit(app) == [], (page.__name__, is_large, screen_text(app))
                app.go_back()
                await settled(pilot)


@pytest.mark.parametrize("theme", THEMES)
async def test_the_warning_is_readable(settings: Settings, theme: str) -> None:
    async with desk_app(replace(settings, theme=theme)) as (app, pilot):
        await app.push_screen(StillThere(app.monotonic() + 30))
        await settled(pilot)
        assert audit(app) == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_calling_is_readable(settings: Settings, language: str) -> None:
    async with desk_app(settings, has_register=True) as (app, pilot):
        await speak(pilot, language)
        await app.push_screen(CallPage("home"))
        await settled(pilot)
        assert audit(app) == []


async def test_without_colours_every_state_still_has_a_sign(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with desk_app(replace(settings, language="en")) as (app, pilot):
        assert "▶ 1 " in screen_text(app) and "✓ English" in screen_text(app)
        await app.push_screen(Chosen())
        await settled(pilot)
        assert "✓ Reason 1" in screen_text(app) and "○ Reason 3" in screen_text(app)


@pytest.mark.parametrize("theme", THEMES)
async def test_sixteen_colours_leave_words_readable(settings: Settings, theme: str) -> None:
    from rich.color import ColorSystem

    async with desk_app(replace(settings, theme=theme)) as (app, pilot):
        await app.push_screen(Chosen())
        await settled(pilot)
        for strip in app.screen._compositor.render_strips():
            for segment in strip:
                if segment.text.strip() and segment.style and segment.style.color and segment.style.bgcolor:
                    words = segment.style.color.downgrade(ColorSystem.STANDARD)
                    ground = segment.style.bgcolor.downgrade(ColorSystem.STANDARD)
                    assert words != ground, segment.text

"""Whoever walks away is forgotten, and whoever is still there loses nothing."""

from typing import Any

import pytest
from textual.app import ComposeResult
from textual.widgets import Input

from kiosk import i18n
from kiosk.config import Settings
from kiosk.desk import DeskApp
from kiosk.screens.public.flow import FlowPage, FlowScreen
from kiosk.screens.public.home import Home
from kiosk.screens.public.idle import StillThere
from kiosk.widgets.field import Field
from kiosk.widgets.tiles import Tile, TileGrid
from tests.screens import audit, desk_app, press, screen_text, settled, speak, tap


class Asking(FlowScreen):
    """Asks one thing by tiles and one by typing."""

    def __init__(self) -> None:
        super().__init__()
        self.name_given = ""

    def pages(self) -> list[FlowPage]:
        """Return both."""
        return [
            FlowPage("which", "Which?", "Which", self.ask_which, choose=lambda value: None),
            FlowPage("who", "Who?", "Who", self.ask_who, keep=self.keep_who, is_typing=True),
        ]

    def ask_which(self) -> ComposeResult:
        """Yield tiles."""
        yield TileGrid([Tile(1, "One"), Tile(2, "Two")], id="which")

    def ask_who(self) -> ComposeResult:
        """Yield a field."""
        yield Field("who", "Name", self.name_given)

    def keep_who(self) -> None:
        """Keep the name."""
        self.name_given = self.typed("who")


async def wait(app: DeskApp, pilot: Any, seconds: float) -> None:
    """Let time pass without anybody touching anything."""
    app.monotonic.seconds += seconds  # type: ignore[attr-defined]
    await app.tick()
    await settled(pilot)


@pytest.mark.parametrize(("large", "longer"), [(False, 1), (True, 2)])
async def test_a_page_of_choices_waits_a_minute(settings: Settings, large: bool, longer: int) -> None:
    async with desk_app(settings) as (app, pilot):
        await app.push_screen(Asking())
        await app.show_large(large)
        await wait(app, pilot, 60 * longer - 1)
        assert isinstance(app.screen, Asking)
        await wait(app, pilot, 1)
        assert isinstance(app.screen, StillThere)


async def test_a_page_for_typing_waits_two_minutes(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        await app.push_screen(Asking())
        await press(pilot, "1")
        await wait(app, pilot, 119)
        assert isinstance(app.screen, Asking)
        await wait(app, pilot, 1)
        assert isinstance(app.screen, StillThere)


async def test_any_key_keeps_everything(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        await app.push_screen(Asking())
        await press(pilot, "1", *"Wang")
        await wait(app, pilot, 120)
        await press(pilot, "x")
        assert app.screen.query_one(Input).value == "Wang"


async def test_the_big_button_keeps_everything(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        await speak(pilot, "en")
        await app.push_screen(Asking())
        await press(pilot, "1", *"Wang")
        await wait(app, pilot, 120)
        assert "30" in screen_text(app) or "delete" in screen_text(app)
        await tap(pilot, "still here")
        assert app.screen.query_one(Input).value == "Wang"


async def test_who_walks_away_is_forgotten(settings: Settings) -> None:
    """FC-08: a terminal forgets whoever leaves it."""
    async with desk_app(settings) as (app, pilot):
        await speak(pilot, "en")
        await app.show_large(True)
        await app.push_screen(Asking())
        await press(pilot, "1", *"Wang")
        await wait(app, pilot, 240)
        await wait(app, pilot, 30)
        assert [type(screen) for screen in app.screen_stack] == [Home]
        assert i18n.language() == "zh_CN" and not app.is_large
        assert "Wang" not in screen_text(app)


async def test_what_was_typed_survives_the_language(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        await app.push_screen(Asking())
        await press(pilot, "1", *"Wang")
        await tap(pilot, "English")
        assert app.screen.query_one(Input).value == "Wang"
        await tap(pilot, "Large")
        assert app.screen.query_one(Input).value == "Wang"


async def test_home_shows_what_was_mended_when_nobody_is_there(settings: Settings) -> None:
    async with desk_app(Settings(data=settings.data, language="en")) as (app, pilot):
        await wait(app, pilot, 72)
        assert "You said" in screen_text(app)
        assert audit(app) == []
        await press(pilot, "tab")
        assert "How can we help you?" in screen_text(app)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
async def test_the_warning_suits_eyes_and_fingers(settings: Settings, language: str) -> None:
    async with desk_app(settings) as (app, pilot):
        await speak(pilot, language)
        await app.push_screen(Asking())
        await wait(app, pilot, 60)
        assert isinstance(app.screen, StillThere)
        assert audit(app) == []

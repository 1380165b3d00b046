"""A department is found by its kind, or by letters on the glass."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.app import ComposeResult
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Static

from kiosk.config import Settings
from kiosk.desk import DeskApp
from kiosk.i18n import LANGUAGES
from kiosk.screens.public.flow import FlowPage, FlowScreen
from kiosk.screens.public.places import Places
from kiosk.widgets.keypad import Keypad
from tests.screens import SIZES, audit, desk_app, press, screen_text, speak, tap, tap_at


class Asking(FlowScreen):
    """Asks for a place and shows what it got."""

    def __init__(self, may_be_unknown: bool = True) -> None:
        super().__init__()
        self.got = "nothing"
        self.places = Places(
            self,
            take=self.take,
            chosen=lambda: self.got,
            question=lambda: "Where?",
            may_be_unknown=may_be_unknown,
        )

    def take(self, code: str) -> None:
        self.got = code

    def pages(self) -> list[FlowPage]:
        return [*self.places.pages(), FlowPage("end", "Is it this?", "End", self.show_it)]

    def show_it(self) -> ComposeResult:
        yield Static(Content(f"got <{self.got}>"))


@asynccontextmanager
async def asked(
    settings: Settings, size: tuple[int, int] = (80, 24), **how: Any
) -> AsyncIterator[tuple[DeskApp, Pilot[int], Asking]]:
    """Run a desk with the sample hospital that asks for a place."""
    settings.data.mkdir(exist_ok=True)
    async with desk_app(settings, size=size, has_register=True) as (app, pilot):
        await speak(pilot, "en")
        asking = Asking(**how)
        await app.push_screen(asking)
        await pilot.pause()
        yield app, pilot, asking


async def seen(pilot: Pilot[int], words: str) -> None:
    """Wait until words stand on the screen."""
    app: Any = pilot.app
    for _turn in range(100):
        if words in screen_text(app):
            return
        await pilot.pause()
    raise AssertionError(f"{words!r} never stood on the screen:\n{screen_text(app)}")


async def go(pilot: Pilot[int], words: str) -> None:
    """Tap words as soon as they stand on the screen."""
    await seen(pilot, words)
    await tap(pilot, words)


async def find_by_name(pilot: Pilot[int]) -> None:
    """Open the letters."""
    await go(pilot, "Find by name")
    await seen(pilot, "first letters")


async def touch(pilot: Pilot[int], letters: str) -> None:
    """Touch letters on the glass."""
    pad = pilot.app.screen.query_one(Keypad)
    for letter in letters:
        row = next(n for n, keys in enumerate(pad.keys) if letter in keys)
        each = pad.size.width // 10
        x = pad.region.x + pad.keys[row].index(letter) * each + each // 2
        await tap_at(pilot, x, pad.region.y + row * pad.tall + pad.tall // 2)


@pytest.mark.parametrize("size", SIZES)
async def test_every_way_to_a_place_suits_eyes_and_fingers(settings: Settings, size: tuple[int, int]) -> None:
    async with asked(settings, size) as (app, pilot, asking):
        for language in LANGUAGES:
            await speak(pilot, language)
            await app.show_large(not app.is_large)
            for group in ("", *asking.places.groups, "?"):
                asking.places.group = group
                await asking.show_page("where-in" if group else "where")
                await pilot.pause()
                assert audit(app) == [], (language, group)


async def test_a_place_is_found_in_the_list_of_its_kind(settings: Settings) -> None:
    async with asked(settings) as (app, pilot, asking):
        await go(pilot, "Windows and")
        await go(pilot, "Register & Pay")
        await seen(pilot, "got <cashier>")
        assert asking.got == "cashier"


async def test_whoever_does_not_know_goes_on(settings: Settings) -> None:
    async with asked(settings) as (app, pilot, asking):
        await go(pilot, "I do not know")
        await seen(pilot, "Is it this?")
        assert asking.got == ""


async def test_where_a_place_is_needed_nobody_is_offered_not_to_know(settings: Settings) -> None:
    async with asked(settings, may_be_unknown=False) as (app, _pilot, _asking):
        assert "I do not know" not in screen_text(app)


@pytest.mark.parametrize("letters", ["xxgnk", "xinxue", "xinxueguan"])
async def test_letters_on_the_glass_find_a_place(settings: Settings, letters: str) -> None:
    async with asked(settings) as (app, pilot, asking):
        await find_by_name(pilot)
        await touch(pilot, letters)
        await go(pilot, "Cardiology")
        await seen(pilot, "Is it this?")
        assert asking.got == "cardiology"


@pytest.mark.parametrize("words", ["心血管", "心血管內科", "cardio"])
async def test_typed_words_find_a_place(settings: Settings, words: str) -> None:
    async with asked(settings) as (_app, pilot, asking):
        await find_by_name(pilot)
        await press(pilot, *words, "enter")
        await seen(pilot, "Is it this?")
        assert asking.got == "cardiology"


async def test_keys_alone_reach_what_was_found(settings: Settings) -> None:
    async with asked(settings) as (app, pilot, asking):
        await find_by_name(pilot)
        await press(pilot, *"nk")
        await press(pilot, "tab", "enter")
        await seen(pilot, "Is it this?")
        assert asking.got == app.hospital.department(asking.got).code


async def test_what_finds_nothing_says_how_to_go_on(settings: Settings) -> None:
    async with asked(settings) as (_app, pilot, asking):
        await find_by_name(pilot)
        await press(pilot, *"zzzz", "enter")
        await seen(pilot, "Nothing found")
        assert asking.got == "nothing"
        await touch(pilot, "<<<<")
        await seen(pilot, "departments")


async def test_letters_stay_when_the_language_changes(settings: Settings) -> None:
    async with asked(settings) as (_app, pilot, asking):
        await find_by_name(pilot)
        await press(pilot, *"xxg")
        await speak(pilot, "zh_CN")
        await seen(pilot, "心血管内科")
        assert asking.typed("letters") == "xxg"


async def test_coming_back_the_place_that_was_taken_is_marked(settings: Settings) -> None:
    async with asked(settings) as (app, pilot, asking):
        await go(pilot, "Clinics")
        await seen(pilot, "Which department?")
        while "Skin Clinic" not in screen_text(app):
            await go(pilot, "More")
        await go(pilot, "Skin Clinic")
        await seen(pilot, "Is it this?")
        await go(pilot, "Back")
        await seen(pilot, "✓ Skin Clinic")
        await go(pilot, "Back")
        await seen(pilot, "✓ Clinics")
        await go(pilot, "Continue")
        await seen(pilot, "✓ Skin Clinic")
        await press(pilot, "enter")
        await seen(pilot, "got <dermatology>")
        assert asking.got == "dermatology"

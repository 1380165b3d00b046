"""Every public page, found by crawling with a keypad: for eyes, for fingers, and for ten digits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from kiosk.config import Settings
from kiosk.i18n import LANGUAGES
from kiosk.screens.public.feedback import FeedbackScreen
from kiosk.screens.public.home import FLOWS, TURN_SECONDS, Home
from kiosk.screens.public.idle import StillThere, TooSmall
from kiosk.screens.public.rate import RatedPage
from kiosk.screens.public.slip import SlipPage
from kiosk.services import cases
from kiosk.themes import THEMES
from kiosk.widgets.field import Field
from tests.eyes import faults
from tests.fingers import tap_key, until, until_screen
from tests.keypad_walk import KeypadWalk
from tests.screens import contrast, desk_app, press, screen_text, settled, speak

BASE = "https://q.example.org"
KNOWN = {
    "help": "who need where where-in answer phone pin name check",
    "feedback": "kind about matter where where-in when whom whom-name phrases words wish wish-words people "
    "who phone pin name check",
    "appointments": "menu book clinic clinic-in week doctors doctor topics search list answer words "
    "phone pin",
    "rate": "score why where where-in",
    "progress": "number",
    "call": "",
}
"""Pages that each walk must have seen; it sees others that come to it as well."""
ENDS = {
    "help": {"AnsweredPage", "SlipPage"},
    "feedback": {"SlipPage"},
    "appointments": {"AnsweredPage", "SlipPage"},
    "rate": {"RatedPage"},
    "call": {"CallPage"},
}
OF_A_CASE = "overview said dates acts withdraw ready message"


def known(flow: str) -> set[str]:
    """Return the pages behind a tile of Home."""
    screen = FLOWS[flow][1] if flow in FLOWS else ""
    return {f"{screen}.{page}" for page in KNOWN[flow].split()} | ENDS.get(flow, set())


@asynccontextmanager
async def walking(settings: Settings, is_large: bool = False) -> AsyncIterator[KeypadWalk]:
    """Run a desk with codes and a printer, at which somebody walks."""
    languages = ("en",) if is_large else LANGUAGES
    paper = settings.data / "paper.bin"
    full = replace(settings, base_address=BASE, print_target=f"file:{paper}", language=languages[0])
    async with desk_app(full, has_register=True) as (app, pilot):
        yield KeypadWalk(app, pilot, languages, is_large=is_large)


@pytest.mark.parametrize("flow", ["progress", "call"])
async def test_every_page_behind_a_tile_of_home(settings: Settings, flow: str) -> None:
    async with walking(settings) as walk:
        walk.languages = ["en"]  # its words are the longest; test_every_page looks at every language
        tiles = [tile.value for tile in Home.choices(walk.app.screen)]
        assert set(tiles) == set(KNOWN)
        await walk.walk(*walk.keys_to(flow))
        assert walk.wrong == [] and known(flow) <= walk.pages, known(flow) - walk.pages


@pytest.mark.parametrize("is_large", [False, True])
async def test_home_and_what_the_desk_shows_by_itself(settings: Settings, is_large: bool) -> None:
    async with walking(settings) as walk:
        app: Any = walk.app
        for language in LANGUAGES:
            await speak(walk.pilot, language)
            await app.show_large(is_large)
            await walk.rest()
            assert faults(app) == []
            for turn in range(4):
                app.screen.attract(turn * TURN_SECONDS)
                await settled(walk.pilot)
                assert faults(app) == [], screen_text(app)
            app.screen.greet()
            app.ask_leave_code()
            await settled(walk.pilot)
            await walk.strike("1", "enter")
            assert app.screen.query(Field).first().problem and faults(app) == []
            await walk.strike("escape", "escape")
            await until_screen(walk.pilot, Home)
            await walk.strike("2")
            app.monotonic.seconds += 500
            await app.tick()
            await until_screen(walk.pilot, StillThere)
            assert faults(app) == [] and isinstance(app.screen.focused, type(app.screen.query_one("#stay")))
            await walk.strike("0")
            assert isinstance(app.screen, FeedbackScreen)
            await walk.strike("escape")


async def test_a_window_that_is_too_small_says_so_in_whole_words(settings: Settings) -> None:
    async with desk_app(settings, size=(58, 19)) as (app, pilot):
        for language in LANGUAGES:
            await speak(pilot, language)
            await until_screen(pilot, TooSmall)
            assert faults(app) == []


COMPLAINT = (*"2111211", "1", "0", "enter", "enter", *"111", "enter", "enter", "enter", "0", "0", "enter")
RATING = (*"44", *"10", "enter", "0", "enter")
ANSWER = tuple("1111")
NEED = (*"1112", "enter", "enter", "enter", "0", "enter")
QUESTION = (*"3312", "enter", "enter", "enter")


async def test_ten_digits_enter_and_escape_are_enough_to_file_everything(settings: Settings) -> None:
    async with walking(settings) as walk:
        app: Any = walk.app
        for keys, kind, is_done in (
            (COMPLAINT, "complaint", False),
            (ANSWER, "contact", True),
            (NEED, "contact", False),
            (QUESTION, "question", False),
        ):
            await walk.begin(keys)
            assert not isinstance(app.screen, Home), screen_text(app)
            found = (await app.ask(cases.newest, 1))[0]
            assert (found.kind, found.closed_at is not None) == (kind, is_done), screen_text(app)
            assert is_done or isinstance(app.screen, SlipPage)
            await walk.strike("enter")
        await walk.begin(RATING)
        assert isinstance(app.screen, RatedPage) and app.screen.score == 4
        # The languages, larger letters and a person are reached by 0 as well.
        await walk.begin(())
        await walk.strike("0", "0", "enter")
        assert app.screen.query_one("#speak-zh_TW").has_class("-chosen")


async def test_digits_that_were_wrong_are_taken_away_by_escape(settings: Settings) -> None:
    async with walking(settings) as walk:
        await walk.begin((*"1112", *"138", "enter"))
        field = walk.app.screen.query(Field).first()
        assert field.problem and field.value == "138"
        await walk.strike("escape")
        assert not field.problem and not field.value and walk.here().page == "phone"
        await walk.strike("0", "escape")
        assert walk.here().page == "helped"


async def test_enter_on_the_glass_begins_a_new_line_and_never_leaves(settings: Settings) -> None:
    async with desk_app(settings, has_register=True) as (app, pilot):
        screen = FeedbackScreen()
        await app.push_screen(screen)
        screen.draft.kind = "complaint"
        await screen.show_page("words")
        await settled(pilot)
        for _time in range(3):
            await tap_key(pilot, "enter")
        assert screen.page.name == "words" and screen.typed("words") == "\n\n\n"
        await press(pilot, "a", "enter", "b", "enter")
        assert screen.page.name == "words"
        await press(pilot, "enter")
        await until(pilot, lambda: screen.page.name == "wish")
        assert screen.draft.words == "\n\n\na\nb\n"
        await screen.show_page("words")
        screen.query(Field).first().value = "字" * 2000
        screen.query(Field).first().entry.move_cursor((0, 2000))
        await press(pilot, "enter")  # no empty line fits any more
        await until(pilot, lambda: screen.page.name == "wish")


async def test_the_cursor_shows_in_signs_wherever_it_is(settings: Settings) -> None:
    async with walking(settings) as walk:
        for keys in ((), ("2",), ("4",), (*"1112",), (*"2111211",)):
            await walk.begin(keys)
            drawn = set()
            for _step in walk.app.screen.focus_chain:
                drawn.add(screen_text(walk.app))
                await press(walk.pilot, "tab")
            assert len(drawn) == len(walk.app.screen.focus_chain)
            assert screen_text(walk.app) in drawn


def test_frames_of_what_one_taps_stand_out_in_every_theme() -> None:
    for theme in THEMES:
        for frame in ("edge", "focus", "error"):
            ink = _rgb(theme.variables[frame])
            assert all(contrast(ink, _rgb(theme.variables[one])) >= 3 for one in ("ground", "card")), frame


def _rgb(colour: str) -> tuple[int, int, int]:
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))

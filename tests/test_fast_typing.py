"""Keys that come in one burst, over SSH or from quick hands, land where they were meant to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual import events

from kiosk.config import Settings
from kiosk.rules import finding
from kiosk.screens.console.form import Ask, Choice, Form, Line, Text, Values
from kiosk.widgets.field import Field
from tests.console import console_app
from tests.screens import settled

GRADES = [("minor", "minor"), ("complex", "complex"), ("major", "major")]
KEYS = [finding.keys_for([grade], ()) for grade, _words in GRADES]


@asynccontextmanager
async def asking(settings: Settings, *asks: Ask) -> AsyncIterator[tuple[Any, Any, list[Values]]]:
    """Show a form; what it saves is in the list."""
    saved: list[Values] = []

    async def save(values: Values) -> str:
        saved.append(values)
        return ""

    async with console_app(settings) as (app, pilot):
        app.push_screen(Form("Questions", asks, save))
        await settled(pilot)
        yield app, pilot, saved


async def burst(app: Any, pilot: Any, keys: Sequence[str]) -> None:
    """Send keys as a terminal does that has many of them at once."""
    for key in keys:
        name = "space" if key == " " else key
        app.post_message(events.Key(name, key if len(key) == 1 else None))
    for _turn in range(40):
        await settled(pilot)
        if not app._is_taken:
            return
    raise AssertionError("a key is still on its way")


@pytest.mark.parametrize("way", ["tab", "enter"])
async def test_letters_after_the_way_on_stand_in_the_next_field(settings: Settings, way: str) -> None:
    async with asking(settings, Line("one", "One"), Line("two", "Two")) as (app, pilot, saved):
        await burst(app, pilot, [*"abc", way, *"def", "ctrl+s"])
        assert saved == [{"one": "abc", "two": "def"}]


async def test_tab_leads_on_from_lines_and_back_again(settings: Settings) -> None:
    async with asking(settings, Text("one", "One"), Line("two", "Two")) as (app, pilot, saved):
        await burst(app, pilot, [*"ab", "tab", *"cd", "shift+tab", *"ef", "ctrl+s"])
        assert saved == [{"one": "abef", "two": "cd"}]


async def test_an_answer_is_found_taken_and_followed_by_words(settings: Settings) -> None:
    asks = (Choice("grade", "Grade", GRADES, "", KEYS), Line("why", "Why"))
    async with asking(settings, *asks) as (app, pilot, saved):
        await burst(app, pilot, [*"maj", "enter", *"loud", "ctrl+s"])
        assert saved == [{"grade": "major", "why": "loud"}]


@pytest.mark.parametrize("key", ["space", "enter"])
async def test_an_answer_is_taken_from_the_list_and_followed_by_words(settings: Settings, key: str) -> None:
    async with asking(settings, Choice("grade", "Grade", GRADES), Line("why", "Why")) as (app, pilot, saved):
        await burst(app, pilot, ["down", "down", "up", key, *"loud", "ctrl+s"])
        assert saved == [{"grade": "complex", "why": "loud"}]


async def test_several_answers_are_taken_and_tab_leads_on(settings: Settings) -> None:
    asks = (Choice("grades", "Grades", GRADES, is_several=True), Line("why", "Why"))
    async with asking(settings, *asks) as (app, pilot, saved):
        await burst(app, pilot, ["space", "down", "down", "space", "tab", *"loud", "ctrl+s"])
        assert saved == [{"grades": "minor,major", "why": "loud"}]


async def test_words_after_the_answer_in_the_middle_of_a_form_go_on_field_by_field(
    settings: Settings,
) -> None:
    asks = (
        Line("when", "When"),
        Choice("who", "Who", GRADES, "", KEYS),
        Text("words", "Words"),
        Line("day", "Day"),
    )
    async with asking(settings, *asks) as (app, pilot, saved):
        keys = [*"now", "tab", *"com", "enter", *"let us meet", "tab", *"+7", "ctrl+s"]
        await burst(app, pilot, keys)
        assert saved == [{"when": "now", "who": "complex", "words": "let us meet", "day": "+7"}]
        assert not app.screen.query(Field)

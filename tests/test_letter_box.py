"""Letter boxes and rounds at the console: entered one after the other, filed whole, kept meanwhile."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.widgets import OptionList

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Case, KeptDraft
from kiosk.screens.console.batch import FiledTogether
from kiosk.screens.console.letter_box import LetterBoxScreen
from kiosk.screens.console.round import RoundScreen
from kiosk.services import cases
from tests.console import CONSOLE_SIZES, console_app, seen, write
from tests.screens import press, screen_text, settled, tap
from tests.test_register_screen import LANGUAGES, furnish


@asynccontextmanager
async def at_screen(settings: Settings, screen: Any, **how: Any) -> Any:
    """Open a screen at the console."""
    async with console_app(settings, furnish, **({"who": "fang"} | how)) as (app, pilot):
        app.push_screen(screen)
        await settled(pilot)
        yield app, pilot


async def stored(app: Any) -> list[Case]:
    """Return every case of the register."""
    return list(await app.ask(cases.newest, 50))


async def type_one(app: Any, pilot: Any, words: str, *subject: str) -> None:
    """Type one entry and put it into the list."""
    app.screen.query_one("#row-about").entry.focus()
    await press(pilot, *subject)
    app.screen.query_one("#row-words").entry.focus()
    await settled(pilot)
    await write(pilot, words)
    await press(pilot, "ctrl+n")


async def test_a_box_is_entered_by_keys_and_filed_whole(settings: Settings) -> None:
    """CH-06: a whole box at once."""
    async with at_screen(settings, LetterBoxScreen()) as (app, pilot):
        assert "Fang  fang" in screen_text(app) and "2026-09-18" in screen_text(app)
        await write(pilot, "luo")
        await press(pilot, "enter")
        await type_one(app, pilot, "Too loud", "l", "o", "n", "g", "enter")
        await type_one(app, pilot, "Very kind")
        assert "2 letters entered" in screen_text(app)
        assert "Complaint  Long queues  Too loud" in screen_text(app)
        assert await stored(app) == []
        await press(pilot, "ctrl+s")
        text = await seen(pilot, "2 cases are filed")
        filed = await stored(app)
        assert {case.number in text for case in filed} == {True}
        assert {(case.source, case.registered_by) for case in filed} == {("letter", "fang")}
        opened = next(line for line in filed[0].timeline if line.kind == "box_opened")
        assert opened.facts == {"date": "2026-09-18", "openers": ["fang", "luo"]}
        assert await app.ask(store.load, KeptDraft, "") == []


async def test_what_still_stands_in_the_form_is_filed_too(settings: Settings) -> None:
    async with at_screen(settings, LetterBoxScreen()) as (app, pilot):
        await write(pilot, "he")
        await press(pilot, "enter")
        app.screen.query_one("#row-words").entry.focus()
        await settled(pilot)
        await write(pilot, "only one")
        await press(pilot, "ctrl+s")
        await seen(pilot, "1 case is filed")
        assert [case.words for case in await stored(app)] == ["only one"]


async def test_one_who_opens_alone_files_nothing_and_loses_nothing(settings: Settings) -> None:
    async with at_screen(settings, LetterBoxScreen()) as (app, pilot):
        await type_one(app, pilot, "Too loud")
        await press(pilot, "ctrl+s")
        assert "Two different members of staff" in await seen(pilot, "Two different")
        assert await stored(app) == []
        assert "1 letter entered" in screen_text(app)


@pytest.mark.parametrize("day", ["2026-13-01", "yesterday", "2026-09-19"])
async def test_a_day_that_cannot_be_is_refused(settings: Settings, day: str) -> None:
    async with at_screen(settings, LetterBoxScreen()) as (app, pilot):
        await write(pilot, "luo")
        await press(pilot, "enter")
        app.screen.query_one("#row-opened").value = day
        await type_one(app, pilot, "Too loud")
        await press(pilot, "ctrl+s")
        assert "✗" in screen_text(app)
        assert await stored(app) == []


async def test_an_entry_is_taken_out_to_be_mended(settings: Settings) -> None:
    async with at_screen(settings, LetterBoxScreen()) as (app, pilot):
        await type_one(app, pilot, "Too lowd", "l", "o", "n", "g", "enter")
        await type_one(app, pilot, "Second")
        await tap(pilot, "Too lowd")
        assert "1 letter entered" in screen_text(app)
        assert app.screen.form.values()["words"] == "Too lowd"
        assert app.screen.form.values()["about"] == "queue"
        app.screen.query_one("#row-words").value = "Too loud"
        await settled(pilot)
        await press(pilot, "ctrl+n")
        assert "Too loud" in screen_text(app) and "2 letters entered" in screen_text(app)


async def test_entered_letters_are_there_after_the_line_was_lost(settings: Settings) -> None:
    async with at_screen(settings, LetterBoxScreen()) as (app, pilot):
        await write(pilot, "luo")
        await press(pilot, "enter")
        await type_one(app, pilot, "Too loud")
        app.screen.query_one("#row-words").entry.focus()
        await settled(pilot)
        await write(pilot, "Half a sen")
        await app.screen.keep()
        uids = [one["uid"] for one in app.screen.entered]
        await app.leave()
    async with at_screen(settings, LetterBoxScreen()) as (app, pilot):
        for words in ("This is what you had typed.", "1 letter entered", "Half a sen"):
            await seen(pilot, words)
        await press(pilot, "ctrl+s")
        await seen(pilot, "2 cases are filed")
        assert uids[0] in {str(case.uid) for case in await stored(app)}


async def test_a_round_is_entered_and_filed(settings: Settings) -> None:
    async with at_screen(settings, RoundScreen(), who="he") as (app, pilot):
        await write(pilot, "3-5")
        await press(pilot, "tab", "c", "a", "s", "h", "enter")
        await type_one(app, pilot, "No hot water")
        await tap(pilot, "File all")
        await seen(pilot, "1 case is filed")
        (case,) = await stored(app)
        assert (case.source, case.department, case.responsible) == ("round", "cashier", "he")
        walked = next(line for line in case.timeline if line.kind == "round")
        assert walked.facts == {"place": "3-5", "department": "cashier", "who": "He"}
        assert isinstance(app.screen, FiledTogether)
        await press(pilot, "escape")
        assert not isinstance(app.screen, FiledTogether)


async def test_taking_out_needs_something_entered(settings: Settings) -> None:
    async with at_screen(settings, LetterBoxScreen()) as (app, pilot):
        await press(pilot, "f8")
        assert "Nothing is entered yet." in screen_text(app)
        assert not app.screen.query_one("#entered-list", OptionList).can_focus


@pytest.mark.parametrize("size", CONSOLE_SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", [LetterBoxScreen, RoundScreen])
async def test_every_row_is_in_sight(
    settings: Settings, size: tuple[int, int], language: str, screen: Any
) -> None:
    async with at_screen(settings, screen(), size=size, language=language) as (app, pilot):
        for entry in app.screen.form.entries():
            assert entry.region.height and entry.region.bottom < size[1] - 1, entry
        assert app.screen.query_one("#entered-head").region.height == 1

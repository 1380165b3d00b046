"""The library of scripts at the console: browsed, read in three languages, given new versions."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import Any

import pytest

from kiosk import store
from kiosk.config import Settings
from kiosk.records import KeptDraft, Script
from kiosk.rules.numbers import new_uid
from kiosk.screens.console.scripts import ScriptsScreen
from kiosk.services import scripts
from kiosk.widgets.field import Field
from kiosk.widgets.rows import Rows
from tests.console import CONSOLE_SIZES, console_app, seen
from tests.register import HOSTILE, NOW
from tests.screens import press, screen_text, settled, tap
from tests.test_register_screen import LANGUAGES

SHELF = (
    ("received", "complaint", "received", "reply", "收到您的投诉", "We have your complaint"),
    ("calm", "complaint", "working", "talk", "先听完", "Listen first"),
    ("thanks", "praise", "", "reply", "谢谢您", "Thank you"),
)


def shelve(settings: Settings) -> None:
    """Put three scripts into the library."""
    if store.rows("SELECT 1 FROM script"):
        return
    with store.writing("hospital.import", "test", "hospital", NOW) as written:
        for position, (code, kind, stage, use, chinese, english) in enumerate(SHELF):
            title = {"zh_CN": chinese, "zh_TW": chinese, "en": english}
            text = {
                "zh_CN": f"{{name}}，{chinese}。",
                "zh_TW": f"{{name}}，{chinese}。",
                "en": f"{english}, {{name}}.",
            }
            row = Script(uid=new_uid(NOW), code=code, version=1, position=position, title=title, text=text)
            row.kind, row.stage, row.use = kind, stage, use
            written.add(row)


@asynccontextmanager
async def at_library(settings: Settings, **how: Any) -> Any:
    """Open the library at the console."""
    async with console_app(settings, shelve, **({"who": "he"} | how)) as (app, pilot):
        app.push_screen(ScriptsScreen())
        await settled(pilot)
        yield app, pilot


def listed(app: Any) -> list[str]:
    """Return the codes of the scripts in the list."""
    return [line.value.code for line in app.screen.query_one(Rows).lines]


async def test_a_script_is_read_in_three_languages(settings: Settings) -> None:
    """SCR-01: the library, versioned, in three languages."""
    async with at_library(settings, size=(120, 40)) as (app, pilot):
        text = await seen(pilot, "We have your complaint, {name}.")
        assert text.count("，收到您的投诉。") == 2
        assert text.index("English") < text.index("简体中文")
        await press(pilot, "down")
        await seen(pilot, "Listen first, {name}.")


async def test_scripts_are_browsed_by_kind_and_stage(settings: Settings) -> None:
    """SCR-01: found by situation."""
    async with at_library(settings) as (app, pilot):
        assert listed(app) == ["received", "calm", "thanks"]
        await press(pilot, "slash")
        app.screen.query_one("#choice-kind").choose_value("complaint")
        app.screen.query_one("#choice-stage").choose_value("working")
        await press(pilot, "ctrl+s")
        await seen(pilot, "Scripts · Complaint · Being worked on")
        assert listed(app) == ["calm"]
        await press(pilot, "c")
        assert len(listed(app)) == 3


async def test_a_new_version_stands_and_the_old_one_is_kept(settings: Settings) -> None:
    async with at_library(settings) as (app, pilot):
        await tap(pilot, "New version")
        app.screen.query_one("#field-text-en", Field).value = "Thank you for telling us, {name}."
        await press(pilot, "ctrl+s")
        await seen(pilot, "The new version stands.")
        await seen(pilot, "Thank you for telling us")
        kept = await app.ask(scripts.versions, "received")
        assert [(one.version, one.is_current) for one in kept] == [(2, True), (1, False)]
        await press(pilot, "v")
        await seen(pilot, "Versions of We have your complaint")
        assert listed(app) == ["received", "received"]
        await press(pilot, "down")
        await seen(pilot, "We have your complaint, {name}.")
        await press(pilot, "escape")
        assert listed(app) == ["received", "calm", "thanks"]


async def test_a_place_that_is_none_is_said_in_the_form(settings: Settings) -> None:
    async with at_library(settings) as (app, pilot):
        await press(pilot, "e")
        app.screen.query_one("#field-text-en", Field).value = "Dear {nmae}"
        await press(pilot, "ctrl+s")
        await seen(pilot, "{nmae}")
        assert (await app.ask(scripts.versions, "received"))[0].version == 1


async def test_a_half_written_version_is_there_after_the_line_was_lost(settings: Settings) -> None:
    async with at_library(settings) as (app, pilot):
        await press(pilot, "e")
        app.screen.query_one("#field-text-en", Field).value = "Half a sen"
        await settled(pilot)
        await app.keep_all()
        await app.leave()
    async with at_library(settings) as (app, pilot):
        await press(pilot, "e")
        await settled(pilot)
        assert app.screen.query_one("#field-text-en", Field).value == "Half a sen"
        await press(pilot, "ctrl+s")
        await seen(pilot, "The new version stands.")
        assert await app.ask(store.load, KeptDraft, "") == []


async def test_hostile_words_are_only_words(settings: Settings) -> None:
    async with at_library(settings, size=(200, 60)) as (app, pilot):
        await app.ask(
            scripts.edit, "received", {"zh_CN": "t"}, {"zh_CN": HOSTILE.replace("{", "")}, app.who, NOW
        )
        await app.look()
        await settled(pilot)
        assert "[@click=app.quit]x[/] [/b]" in screen_text(app)


@pytest.mark.parametrize("code", ["fang", "gu", "cao"])
async def test_others_read_and_do_not_write(settings: Settings, code: str) -> None:
    async with at_library(settings, who=code) as (app, pilot):
        await seen(pilot, "We have your complaint, {name}.")
        await press(pilot, "e")
        assert isinstance(app.screen, ScriptsScreen)
        assert "✗" in screen_text(app)


@pytest.mark.parametrize("size", CONSOLE_SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_library_fits_every_screen(
    settings: Settings, size: tuple[int, int], language: str
) -> None:
    async with at_library(settings, size=size, language=language) as (app, _pilot):
        rows, words = app.screen.query_one(Rows), app.screen.query_one("#script")
        assert rows.region.height >= 7 and words.region.height >= 8
        assert words.region.right <= size[0] and words.region.bottom <= size[1] - 2

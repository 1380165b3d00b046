"""Search: results stand there while one types, and only what one may see."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from kiosk import store
from kiosk.config import Settings
from kiosk.console import ConsoleApp
from kiosk.screens.console.search import SearchScreen
from kiosk.services import cases, search
from kiosk.widgets.rows import Rows
from tests.console import CONSOLE_SIZES, console_app, seen, write
from tests.register import HOSTILE, draft
from tests.screens import press, screen_text, settled

WORDS = ("药房排队太久", "退费找了三个窗口", "护士很耐心", "退费还没有到账")


def filed(*words: str) -> Any:
    """Return the act that files cases with these words, and indexes them."""

    def act(settings: Settings) -> None:
        for one in words or WORDS:
            cases.file(draft(words=one), settings, settings.clock())
        while search.catch_up():
            pass

    return act


def found(app: ConsoleApp) -> Rows:
    screen = app.screen
    assert isinstance(screen, SearchScreen)
    return screen.rows


async def searching(pilot: Pilot[int], words: str) -> None:
    await press(pilot, "slash")
    await seen(pilot, "Look for")
    await write(pilot, words)


async def test_what_is_typed_finds_cases_the_newest_first(settings: Settings) -> None:
    async with console_app(settings, filed(), who="he") as (app, pilot):
        await searching(pilot, "退费")
        await press(pilot, "enter")
        await seen(pilot, "退费找了三个窗口")
        excerpts = [line.cells["excerpt"][0] for line in found(app).lines]
        assert excerpts == ["退费还没有到账", "退费找了三个窗口"]
        assert found(app).has_focus


async def test_results_come_while_one_types(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SearchScreen, "QUIET", 0.001)
    async with console_app(settings, filed(), who="he") as (app, pilot):
        await searching(pilot, "nai")
        await write(pilot, "xin")
        await seen(pilot, "护士很耐心")
        assert not found(app).has_focus


async def test_one_looks_once_for_what_is_typed_in_one_go(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SearchScreen, "QUIET", 3600)
    asked: list[str] = []
    find = search.find
    monkeypatch.setattr(search, "find", lambda *a, **k: asked.append(a[1]) or find(*a, **k))
    async with console_app(settings, filed(), who="he") as (_app, pilot):
        await searching(pilot, "tuifei")
        assert asked == []
        await press(pilot, "enter")
        await seen(pilot, "退费")
        assert asked == ["tuifei"]


async def test_nothing_found_is_said(settings: Settings) -> None:
    async with console_app(settings, filed(), who="he") as (_app, pilot):
        await searching(pilot, "没有这回事")
        await press(pilot, "enter")
        await seen(pilot, "Nothing found.")


async def test_people_are_found_by_those_who_may(settings: Settings) -> None:
    async with console_app(settings, filed("护士很耐心"), who="he") as (_app, pilot):
        await searching(pilot, "13812345678")
        await press(pilot, "enter")
        await seen(pilot, "by person")


async def test_others_find_no_people(settings: Settings) -> None:
    async with console_app(settings, filed("护士很耐心"), who="shi") as (_app, pilot):
        await searching(pilot, "13812345678")
        await press(pilot, "enter")
        text = await seen(pilot, "Nothing found.")
        assert "name, phone" not in text


async def test_a_result_opens_its_case(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    monkeypatch.setattr("kiosk.screens.console.search.open_case", lambda _app, case: opened.append(case))
    async with console_app(settings, filed(), who="he") as (app, pilot):
        await searching(pilot, "护士")
        await press(pilot, "enter")
        await seen(pilot, "护士很耐心")
        await press(pilot, "enter")
        assert opened == [found(app).lines[0].value.case]


async def test_more_is_read_further_down(settings: Settings) -> None:
    async with console_app(settings, filed(*(f"退费第{n}次" for n in range(50))), who="he") as (app, pilot):
        await searching(pilot, "退费")
        await press(pilot, "enter")
        await seen(pilot, "退费第")
        assert len(found(app).lines) == 20
        for _turn in range(80):
            await press(pilot, "j")
        assert len(found(app).lines) == 50


async def test_strangers_words_are_only_shown(settings: Settings) -> None:
    async with console_app(settings, filed(f"退费 {HOSTILE}"), who="he") as (app, pilot):
        await searching(pilot, "退费")
        await press(pilot, "enter")
        text = await seen(pilot, "[@click=app.quit]")
        assert "\x1b" not in text and not app._exit


async def test_what_was_looked_for_is_written_down_nowhere(settings: Settings) -> None:
    async with console_app(settings, filed(), who="he") as (app, pilot):
        await searching(pilot, "王秀英")
        await press(pilot, "enter")
        await settled(pilot)
        told = await app.ask(store.rows, "SELECT body FROM audit_entry WHERE body LIKE '%search.personal%'")
        assert told and not any("王秀英" in body or "\\u738b" in body for (body,) in told)


@pytest.mark.parametrize("size", CONSOLE_SIZES)
async def test_the_search_fits_its_screen(settings: Settings, size: tuple[int, int]) -> None:
    async with console_app(settings, filed(), who="he", size=size) as (app, pilot):
        await searching(pilot, "退费")
        await press(pilot, "enter")
        await seen(pilot, "退费找了三个窗口")
        assert "Esc" in screen_text(app)
        await press(pilot, "escape")
        await settled(pilot)
        assert not isinstance(app.screen, SearchScreen)

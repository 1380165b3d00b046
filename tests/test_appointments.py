"""Appointments: by taps and by keys, in each language, to an answer or to a person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from kiosk import store
from kiosk.config import Settings
from kiosk.desk import DeskApp
from kiosk.i18n import _
from kiosk.records import UnknownQuestion
from kiosk.records.faults import Busy
from kiosk.screens.public.appointments import AppointmentsScreen
from kiosk.screens.public.questions import AnswerSearch
from kiosk.screens.public.slip import SlipPage
from kiosk.services import cases
from kiosk.widgets.tiles import TileGrid
from kiosk.widgets.week import packed
from tests.register import HOSTILE, NOW
from tests.screens import audit, desk_app, press, screen_text, settled, speak, tap, tap_at

LANGUAGES = ("zh_CN", "zh_TW", "en")
SIZES = [(80, 24), (120, 40)]


@asynccontextmanager
async def appointments(
    settings: Settings, size: tuple[int, int] = (80, 24), is_large: bool = False, **others: Any
) -> AsyncIterator[tuple[DeskApp, Pilot[int]]]:
    """Open the flow as Home does."""
    settings.data.mkdir()
    settings = replace(settings, **{"clock": lambda: NOW, "base_address": "http://10.0.0.5", **others})
    async with desk_app(settings, size=size, has_register=True) as (app, pilot):
        if is_large:
            await app.show_large(True)
        await app.push_screen(AppointmentsScreen())
        await settled(pilot)
        yield app, pilot


async def filed(app: DeskApp) -> list[Any]:
    """Return the cases of the register."""
    return await app.ask(cases.newest, 9)


async def choose(pilot: Pilot[int], board: str, value: Any) -> None:
    """Tap the tile that stands for a value, where it is drawn."""
    grid = pilot.app.screen.query_one(board, TileGrid)
    spot = next(spot for spot in grid.spots if spot.value == value)
    x, y = grid.content_region.offset + spot.region.offset
    await tap_at(pilot, x + spot.region.width // 2, y + spot.region.height // 2)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_answer_that_helps_is_an_answered_question(
    settings: Settings, size: tuple[int, int], language: str
) -> None:
    async with appointments(settings, size, language=language) as (app, pilot):
        assert audit(app) == []
        await choose(pilot, "#ways", "prepare")
        assert audit(app) == []
        await choose(pilot, "#questions", "fasting-blood")
        assert audit(app) == []
        await choose(pilot, "#helped", "yes")
        (case,) = await filed(app)
        assert (case.kind, case.stage, case.need, case.department) == (
            "question",
            "closed",
            "fasting-blood",
            "laboratory",
        )
        assert case.language == language


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_answer_that_does_not_help_leads_to_a_person_and_a_slip(
    settings: Settings, size: tuple[int, int], language: str
) -> None:
    """APT-01: a question about appointments becomes a case."""
    async with appointments(settings, size, language=language) as (app, pilot):
        await choose(pilot, "#ways", "change")
        grid = app.screen.query_one("#questions", TileGrid)
        await choose(pilot, "#questions", grid.spots[0].value)
        await choose(pilot, "#helped", "no")
        assert audit(app) == []
        await tap(pilot, " a ")
        await tap(pilot, _("Continue"))
        assert audit(app) == []
        await tap(pilot, " 1 ")
        await tap(pilot, _("Continue"))
        assert not await filed(app)
        await press(pilot, *"3812345678", "enter")
        assert isinstance(app.screen, SlipPage)
        (case,) = await filed(app)
        assert (case.kind, case.stage, case.need, case.words) == (
            "question",
            "received",
            grid.spots[0].value,
            "a",
        )
        assert case.people[0].phone.endswith("13812345678")


async def test_by_keys_alone_from_the_menu_to_the_slip(settings: Settings) -> None:
    async with appointments(settings) as (app, pilot):
        for key in ("5", "1", "g", "h", "enter", "2", "x", "enter", "enter", *"1234", "enter"):
            await press(pilot, key)
        assert isinstance(app.screen, SlipPage)
        (case,) = await filed(app)
        assert case.words == "x" and case.need == "how-to-book"
        assert case.people[0].pin


@pytest.mark.parametrize("words", ["gh", "挂号", "guahao", "register"])
async def test_questions_are_found_however_one_types(settings: Settings, words: str) -> None:
    """SCR-06: what the hospital knows, found on the glass."""
    async with appointments(settings) as (app, pilot):
        await press(pilot, "5", "1")
        app.screen.query_one("#field-words").value = words  # type: ignore[attr-defined]
        await settled(pilot)
        found = app.screen.query_one(AnswerSearch).found
        assert "how-to-book" in [one.code for one in found]


async def test_letters_on_the_glass_find_at_once(settings: Settings) -> None:
    async with appointments(settings, language="en") as (app, pilot):
        await press(pilot, "5", "1")
        await tap(pilot, " g ")
        await tap(pilot, " h ")
        assert "14 answers" in screen_text(app)
        assert audit(app) == []


async def test_nothing_found_leads_to_a_person_with_the_words_kept(settings: Settings) -> None:
    async with appointments(settings, language="en") as (app, pilot):
        await press(pilot, "5", "1", *"qqqq")
        assert "Nothing found" in screen_text(app)
        await tap(pilot, "Ask a")
        assert app.screen.query_one("#field-words").value == "qqqq"  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_timetable_shows_who_is_there_on_which_day(
    settings: Settings, size: tuple[int, int], language: str
) -> None:
    """SCR-06: departments and when their doctors are there."""
    async with appointments(settings, size, language=language) as (app, pilot):
        await choose(pilot, "#ways", "timetable")
        await choose(pilot, "#clinic-groups", "clinic")
        await choose(pilot, "#clinic-list", "cardiology")
        assert audit(app) == []
        shown = screen_text(app)
        assert _("Morning") in shown and _("Afternoon") in shown and _("Today") in shown
        assert {"zh_CN": "王文斌", "zh_TW": "王文斌", "en": "Dr Wang Wenbin"}[language] in shown
        await tap(pilot, _("Doctors"))
        await choose(pilot, "#doctors", "wang-wenbin")
        assert "¥50" in screen_text(app)
        assert audit(app) == []


async def test_at_least_two_ways_to_book_are_shown(settings: Settings) -> None:
    """APT-01: no fewer than two ways."""
    async with appointments(settings, language="en") as (app, pilot):
        await press(pilot, "1")
        assert "By telephone" in screen_text(app) and "WeChat account" in screen_text(app)
        assert audit(app) == []


async def test_another_language_keeps_what_was_typed(settings: Settings) -> None:
    async with appointments(settings) as (app, pilot):
        await press(pilot, "5", "1", "g", "h")
        await speak(pilot, "en")
        assert app.screen.query_one("#field-words").value == "gh"  # type: ignore[attr-defined]
        assert "14 answers" in screen_text(app)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_large_and_simple_asks_one_thing_a_page(settings: Settings, language: str) -> None:
    async with appointments(settings, is_large=True, language=language) as (app, pilot):
        assert len([spot for spot in app.screen.query_one("#ways", TileGrid).spots if spot.number]) <= 4
        await choose(pilot, "#ways", "prepare")
        await choose(pilot, "#questions", "fasting-blood")
        assert audit(app) == []
        await tap(pilot, _("Continue"))
        assert audit(app) == []
        await choose(pilot, "#helped", "yes")
        assert [case.stage for case in await filed(app)] == ["closed"]


async def test_a_busy_register_keeps_what_was_typed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with appointments(settings, language="en") as (app, pilot):
        await press(pilot, "6", *"hello", "enter", *"13812345678")
        with monkeypatch.context() as patch:

            def busy(*values: Any) -> None:
                raise Busy

            patch.setattr(cases, "file", busy)
            await press(pilot, "enter")
        assert Busy().sentence()[:30] in " ".join(screen_text(app).split())
        await press(pilot, "enter")
        assert [case.words for case in await filed(app)] == ["hello"]


async def test_hostile_words_are_only_words(settings: Settings) -> None:
    async with appointments(settings) as (app, pilot):
        await press(pilot, "6")
        app.screen.query_one("#field-words").value = HOSTILE  # type: ignore[attr-defined]
        await press(pilot, "enter", "enter", "enter")
        assert isinstance(app.screen, SlipPage)
        (case,) = await filed(app)
        assert "\x1b" not in case.words and "[@click=app.quit]" in case.words


def test_a_name_is_not_torn_apart() -> None:
    assert packed(["Dr Wang", "Dr Li", "Dr Song"], 16) == ["Dr Wang · Dr Li", "Dr Song"]
    assert packed([], 16) == ["—"]


async def test_what_is_looked_for_in_vain_is_kept_once_for_whoever_writes_the_answers(
    settings: Settings,
) -> None:
    """TRN-03: when one walks away from the search, and when one asks a person after it."""
    async with appointments(settings, language="en") as (app, pilot):
        await press(pilot, "5", "1", *"qqqq")
        await press(pilot, "enter", "enter")
        await settled(pilot)
        app.go_home()
        await app.push_screen(AppointmentsScreen())
        await press(pilot, "5", "1", *"zzzzz")
        await app.workers.wait_for_complete()
        app.go_home()
        await settled(pilot)
        await app.workers.wait_for_complete()
        kept = await app.ask(lambda: store.load(UnknownQuestion, "ORDER BY uid"))
        assert sorted((one.words, one.language, one.desk) for one in kept) == [
            ("qqqq", "en", "front"),
            ("zzzzz", "en", "front"),
        ]


async def test_what_is_found_is_no_unknown_question(settings: Settings) -> None:
    """TRN-03: only what nobody answered."""
    async with appointments(settings, language="en") as (app, pilot):
        await press(pilot, "5", "1", *"gh")
        app.go_home()
        await settled(pilot)
        await app.workers.wait_for_complete()
        assert await app.ask(lambda: store.load(UnknownQuestion, "")) == []

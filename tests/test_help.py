"""I need help, as people tap it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from kiosk.config import Settings
from kiosk.desk import DeskApp
from kiosk.i18n import LANGUAGES, pick
from kiosk.records import Case
from kiosk.records.faults import Full
from kiosk.screens.public.help import AnsweredPage, HelpScreen
from kiosk.screens.public.home import Home
from kiosk.screens.public.slip import SlipPage
from kiosk.services import cases
from tests.fingers import tap_button, tap_keys, tap_tile, until, until_page, until_screen
from tests.register import HOSTILE
from tests.screens import audit, desk_app, press, screen_text, settled, speak

SMALL = (80, 24)
SIZES = (SMALL, (120, 40))


@asynccontextmanager
async def asked(
    settings: Settings, size: tuple[int, int] = SMALL, language: str = "en"
) -> AsyncIterator[tuple[DeskApp, Pilot[int]]]:
    """Run a desk that asks who somebody is."""
    settings.data.mkdir(exist_ok=True)
    async with desk_app(settings, size=size, has_register=True) as (app, pilot):
        await speak(pilot, language)
        await tap_tile(pilot, "help")
        await until_screen(pilot, HelpScreen)
        yield app, pilot


async def all_cases(app: DeskApp) -> list[Case]:
    """Return every case in the register."""
    return await app.ask(cases.newest, 10)


async def answer_of(pilot: Pilot[int], need: str, role: str = "visitor") -> None:
    """Tap as far as the answer."""
    await tap_tile(pilot, role)
    await until_page(pilot, "need")
    await tap_tile(pilot, need)
    await until_page(pilot, "answer")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
async def test_an_answer_is_shown_at_once_and_recorded(
    settings: Settings, size: tuple[int, int], language: str
) -> None:
    """FC-06: what most people ask is answered on the glass."""
    async with asked(settings, size, language) as (app, pilot):
        assert audit(app) == []
        await answer_of(pilot, "wheelchair", "relative")
        need = app.hospital.need("wheelchair")
        office = app.hospital.department(need.department) if need else None
        seen = screen_text(app)
        assert need and pick(need.answer)[:10] in seen
        assert office and office.phone in seen and pick(office.place)[:6] in seen
        assert audit(app) == []
        await tap_tile(pilot, "yes")
        await until_screen(pilot, AnsweredPage)
        assert audit(app) == []
        [case] = await all_cases(app)
        assert (case.kind, case.stage, case.verdict) == ("contact", "closed", "solved")
        assert (case.need, case.filer_role, case.language) == ("wheelchair", "relative", language)
        await tap_button(pilot, "#continue")
        await until_screen(pilot, Home)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
async def test_no_answer_ends_in_a_case_and_its_slip(
    settings: Settings, size: tuple[int, int], language: str
) -> None:
    """FC-02: a first contact at the terminal is registered, too."""
    async with asked(settings, size, language) as (app, pilot):
        await answer_of(pilot, "invoice", "guardian")
        await tap_tile(pilot, "no")
        await until_page(pilot, "phone")
        assert audit(app) == []
        await tap_keys(pilot, "13812345678")
        await tap_button(pilot, "#continue")
        await until_page(pilot, "name")
        assert audit(app) == []
        await tap_keys(pilot, "li")
        await tap_button(pilot, "#continue")
        await until_page(pilot, "check")
        assert "13812345678" in screen_text(app) and audit(app) == []
        await tap_button(pilot, "#continue")
        page = await until_screen(pilot, SlipPage)
        [case] = await all_cases(app)
        assert page.case.number == case.number and case.stage == "received"
        assert (case.need, case.filer_role, case.is_child) == ("invoice", "guardian", True)
        assert [(one.name, one.phone) for one in case.people] == [("li", "13812345678")]
        assert case.responsible == case.first_responder


async def test_by_keys_alone_with_a_pin_in_place_of_a_phone(settings: Settings) -> None:
    async with asked(settings) as (app, pilot):
        await press(pilot, "1")
        await until_page(pilot, "need")
        await press(pilot, "1")
        await until_page(pilot, "answer")
        await press(pilot, "2")
        await until_page(pilot, "phone")
        await press(pilot, "enter")
        await until_page(pilot, "pin")
        assert audit(app) == []
        await press(pilot, *"2468", "enter")
        await until_page(pilot, "name")
        await press(pilot, *"wang", "enter")
        await until_page(pilot, "check")
        assert "2468" not in screen_text(app)
        while app.focused is None or app.focused.id != "continue":
            await press(pilot, "tab")
        await press(pilot, "enter")
        await until_screen(pilot, SlipPage)
        [case] = await all_cases(app)
        assert case.people[0].name == "wang" and case.people[0].pin


async def test_something_else_takes_a_few_words_however_hostile(settings: Settings) -> None:
    async with asked(settings) as (app, pilot):
        await tap_tile(pilot, "other")
        await until_page(pilot, "need")
        await tap_tile(pilot, "other")
        await until_page(pilot, "words")
        assert audit(app) == []
        screen: Any = app.screen
        screen.query_one("#field-words").value = HOSTILE
        await tap_button(pilot, "#continue")
        await until_page(pilot, "phone")
        await tap_button(pilot, "#continue")
        await until_page(pilot, "pin")
        await tap_button(pilot, "#continue")
        await until_page(pilot, "name")
        screen.query_one("#field-name").value = HOSTILE
        await tap_button(pilot, "#continue")
        await until_page(pilot, "check")
        seen = screen_text(app)
        assert "[@click=app" in seen and "\x1b" not in seen
        await tap_button(pilot, "#continue")
        await until_screen(pilot, SlipPage)
        [case] = await all_cases(app)
        assert "DROP TABLE" in case.words and "\x1b" not in case.words


async def test_a_department_is_found_and_its_place_shown(settings: Settings) -> None:
    """FC-03: guided to where it is."""
    async with asked(settings) as (app, pilot):
        await tap_tile(pilot, "visitor")
        await until_page(pilot, "need")
        await tap_tile(pilot, "find-department")
        await until_page(pilot, "where")
        await tap_tile(pilot, "clinic")
        await until_page(pilot, "where-in")
        await tap_tile(pilot, "cardiology")
        await until_page(pilot, "answer")
        seen = screen_text(app)
        assert "Cardiology" in seen and "0574-5550 0201" in seen and audit(app) == []
        await tap_tile(pilot, "yes")
        await until_screen(pilot, AnsweredPage)
        [case] = await all_cases(app)
        assert (case.need, case.department) == ("find-department", "cardiology")


async def test_another_language_keeps_what_was_typed(settings: Settings) -> None:
    async with asked(settings) as (app, pilot):
        await answer_of(pilot, "refund")
        await tap_tile(pilot, "no")
        await until_page(pilot, "phone")
        await tap_keys(pilot, "138")
        await speak(pilot, "zh_CN")
        assert "138" in screen_text(app)
        await tap_keys(pilot, "12345678")
        await tap_button(pilot, "#continue")
        await until_page(pilot, "name")
        assert app.screen.draft.phone == "13812345678"  # type: ignore[attr-defined]


async def test_half_a_phone_is_said_beside_it(settings: Settings) -> None:
    async with asked(settings) as (app, pilot):
        await answer_of(pilot, "refund")
        await tap_tile(pilot, "no")
        await until_page(pilot, "phone")
        await press(pilot, *"1381", "enter")
        assert "not complete" in screen_text(app) and audit(app) == []
        assert app.screen.at == "phone"  # type: ignore[attr-defined]


async def test_large_and_simple_asks_on_a_page_of_its_own(settings: Settings) -> None:
    async with asked(settings) as (app, pilot):
        await app.show_large(True)
        await settled(pilot)
        await answer_of(pilot, "report-print")
        assert audit(app) == []
        await tap_button(pilot, "#continue")
        await until_page(pilot, "helped")
        assert audit(app) == []
        await tap_tile(pilot, "yes")
        await until_screen(pilot, AnsweredPage)
        assert audit(app) == []


async def test_every_answer_fits_or_turns_its_pages(settings: Settings) -> None:
    async with asked(settings) as (app, pilot):
        screen: Any = app.screen
        for need in app.hospital.needs:
            screen.take_need(need.code)
            if screen.has_answer:
                await screen.show_page("answer")
                await settled(pilot)
                assert audit(app) == [], need.code


async def test_a_full_disk_loses_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    async with asked(settings) as (app, pilot):
        await answer_of(pilot, "refund")

        def fails(*values: Any) -> Case:
            raise Full("disk")

        monkeypatch.setattr(cases, "file", fails)
        await tap_tile(pilot, "yes")
        await until(pilot, lambda: Full("disk").sentence()[:20] in screen_text(app))
        monkeypatch.undo()
        await tap_tile(pilot, "yes")
        await until_screen(pilot, AnsweredPage)
        assert len(await all_cases(app)) == 1


async def test_an_answer_can_be_printed(settings: Settings) -> None:
    """FC-07: on paper for whoever asks for it."""
    settings.data.mkdir(exist_ok=True)
    paper = settings.data / "paper"
    async with asked(replace(settings, print_target=f"file:{paper}", print_form="text")) as (app, pilot):
        await answer_of(pilot, "wheelchair")
        assert audit(app) == []
        await tap_button(pilot, "#print")
        await until(pilot, lambda: "✓" in screen_text(app).split("\n", 4)[4])
        assert paper.stat().st_size > 100 and audit(app) == []

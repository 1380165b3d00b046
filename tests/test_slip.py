"""The slip on the screen: a code that scans, what it says, and how it ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from kiosk.config import Settings
from kiosk.desk import DeskApp
from kiosk.records.faults import Busy
from kiosk.screens.public.home import Home
from kiosk.screens.public.slip import SlipPage
from kiosk.services import cases, public_view
from kiosk.widgets.bignumber import BigNumber
from kiosk.widgets.qr import QRCode
from tests.register import NOW, draft
from tests.screen_picture import codes
from tests.screens import SIZES, audit, desk_app, press, screen_text, settled, speak, tap

BASE = "http://10.0.0.5:8765"
LANGUAGES = ("zh_CN", "zh_TW", "en")


@asynccontextmanager
async def slip(
    settings: Settings, size: tuple[int, int] = (80, 24), kind: str = "complaint", **others: Any
) -> AsyncIterator[tuple[DeskApp, Pilot[int], SlipPage]]:
    """Show the slip of a case that was just filed."""
    settings.data.mkdir(exist_ok=True)
    settings = replace(settings, **{"base_address": BASE, "clock": lambda: NOW, **others})
    async with desk_app(settings, size=size, has_register=True) as (app, pilot):
        case = await app.act(cases.file, draft(kind), settings, app.now())
        page = SlipPage(case)
        await app.push_screen(page)
        await settled(pilot)
        yield app, pilot, page


async def address_of(app: DeskApp, page: SlipPage) -> str:
    """Return the address that the code must carry."""
    return f"{BASE.upper()}/S/{await app.ask(cases.token_of, page.case)}"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
async def test_a_camera_reads_the_code_from_the_screen(
    settings: Settings, size: tuple[int, int], theme: str
) -> None:
    async with slip(settings, size, theme=theme) as (app, _pilot, page):
        assert codes(app) == [await address_of(app, page)]
        assert audit(app) == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_code_scans_and_the_page_fits_in_every_language(settings: Settings, language: str) -> None:
    async with slip(settings, language=language) as (app, _pilot, page):
        assert codes(app) == [await address_of(app, page)]
        assert audit(app) == []


async def test_the_code_is_drawn_in_full_blocks_where_there_is_room(settings: Settings) -> None:
    async with slip(settings, (120, 40)) as (app, _pilot, page):
        code = app.screen.query_one(QRCode)
        assert code.is_full and code.size == (74, 37)
    async with slip(settings) as (app, _pilot, page):
        code = app.screen.query_one(QRCode)
        assert not code.is_full and code.size == (37, 19)


async def test_the_slip_says_who_answers_and_by_when_with_the_weekday(settings: Settings) -> None:
    async with slip(settings, language="en") as (app, _pilot, page):
        view = await app.ask(public_view.of, page.case, False, app.settings, app.now())
        shown = screen_text(app)
        assert view.responder in shown and view.office in shown
        assert "Thu 24 Sep 2026" in shown
        assert app.screen.query_one(BigNumber).text == page.case.number
        assert app.screen.query_one(BigNumber).size == (39, 3)


async def test_the_slip_speaks_another_language_and_keeps_its_code(settings: Settings) -> None:
    async with slip(settings, language="zh_CN") as (app, pilot, page):
        before = codes(app)
        await speak(pilot, "en")
        assert "Who answers" in screen_text(app)
        assert codes(app) == before


async def test_the_slip_goes_home_and_is_forgotten_when_nobody_touches_it(settings: Settings) -> None:
    async with slip(settings, language="en", slip_seconds=60) as (app, pilot, page):
        clock: Any = app.monotonic
        clock.seconds += 59
        await page.count()
        await settled(pilot)
        assert "Back to Home in 1 s" in screen_text(app)
        clock.seconds += 1
        await page.count()
        await settled(pilot)
        assert isinstance(app.screen, Home)


async def test_a_touch_gives_the_slip_its_whole_time_again(settings: Settings) -> None:
    async with slip(settings, slip_seconds=60) as (app, pilot, page):
        clock: Any = app.monotonic
        clock.seconds += 50
        await press(pilot, "tab")
        assert page.left == 60


async def test_large_and_simple_doubles_the_time_of_the_slip(settings: Settings) -> None:
    async with slip(settings, slip_seconds=60) as (app, pilot, page):
        await app.show_large(True)
        await settled(pilot)
        assert page.left == 120
        assert codes(app) and audit(app) == []


async def test_done_goes_home(settings: Settings) -> None:
    async with slip(settings, language="en") as (app, pilot, page):
        await tap(pilot, "Done")
        assert isinstance(app.screen, Home)


async def test_enter_alone_goes_home(settings: Settings) -> None:
    async with slip(settings) as (app, pilot, page):
        await press(pilot, "enter")
        assert isinstance(app.screen, Home)


@pytest.mark.parametrize(
    "others",
    [
        {"base_address": "https://" + "long." * 12 + "example"},
        {"base_address": "http://example.org/lower"},
        {"base_address": "", "web": False},
    ],
)
async def test_without_a_code_the_number_leads_on(settings: Settings, others: dict[str, Any]) -> None:
    async with slip(settings, language="en", **others) as (app, _pilot, page):
        assert codes(app) == []
        assert "Keep this number" in screen_text(app)
        assert "Check progress" in " ".join(screen_text(app).split())
        assert audit(app) == []


async def test_a_small_window_shows_the_number_without_a_code(settings: Settings) -> None:
    async with slip(settings, (60, 20), language="en") as (app, pilot, page):
        assert "Keep this number" in screen_text(app)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert codes(app) == [await address_of(app, page)]


async def test_a_busy_register_loses_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:

        def busy(*values: Any) -> None:
            raise Busy

        patch.setattr(public_view, "of", busy)
        async with slip(settings, language="en") as (app, pilot, page):
            assert Busy().sentence()[:30] in " ".join(screen_text(app).split())
            assert page.query_one(BigNumber).text == page.case.number
            patch.undo()
            await page.count()
            await settled(pilot)
            assert codes(app) == [await address_of(app, page)]

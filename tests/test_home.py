"""Home as a stranger meets it."""

import asyncio

import pytest
from textual import events

from kiosk.config import Settings
from kiosk.desk import DeskApp
from kiosk.i18n import LANGUAGES
from kiosk.screens.public.page import PageHead
from tests.screens import (
    SIZES,
    audit,
    desk_app,
    finger,
    press,
    screen_text,
    settled,
    small_hospital,
    speak,
    tap,
)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_home_suits_eyes_and_fingers(settings: Settings, size: tuple[int, int], language: str) -> None:
    async with desk_app(settings, size=size) as (app, pilot):
        await speak(pilot, language)
        assert audit(app) == []


async def test_home_has_six_numbered_ways_on(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        await speak(pilot, "en")
        seen = screen_text(app)
        for number, words in enumerate(
            ("I need help", "Complaint", "Appointments", "Rate", "Check", "Call"), 1
        ):
            assert f" {number}  {words}" in seen


async def test_a_tap_changes_the_language(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        await tap(pilot, "English")
        assert "How can we help you?" in screen_text(app)


async def test_large_and_simple_shows_at_most_four_choices(settings: Settings) -> None:
    """FC-16: large letters and few choices for whoever wants them."""
    async with desk_app(settings) as (app, pilot):
        await tap(pilot, "English")
        await tap(pilot, "Large")
        assert "Rate us" not in screen_text(app)
        assert audit(app) == []
        await tap(pilot, "More")
        assert "Rate us" in screen_text(app)


async def test_the_complaint_office_is_always_shown(settings: Settings) -> None:
    """CH-02: telephone, place and hours of the complaint office in sight."""
    async with desk_app(settings) as (app, pilot):
        assert "0512-6588 0000" in screen_text(app)
        assert "service@example.org" in screen_text(app)


async def test_keys_alone_move_the_cursor_over_everything(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        seen = set()
        for _step in range(6):
            await press(pilot, "tab")
            seen.add(app.focused.id if app.focused else None)
        assert {"choices", "speak-zh_CN", "speak-zh_TW", "speak-en", "large"} <= seen


@pytest.mark.parametrize("turns", range(0, 40, 5))
async def test_a_tap_while_home_is_drawn_anew_is_not_lost(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, turns: int
) -> None:
    called: list[str] = []
    async with desk_app(settings) as (app, pilot):
        monkeypatch.setattr(app, "call_person", called.append)
        await app.speak("en")
        for _turn in range(turns):
            await asyncio.sleep(0)
        for kind in (events.MouseDown, events.MouseUp):
            app.post_message(finger(kind, 60, 19))
        await settled(pilot)
        await settled(pilot)
    assert called == ["home"]


async def test_a_key_while_home_is_drawn_anew_is_not_lost(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []
    async with desk_app(settings) as (app, pilot):
        monkeypatch.setattr(app, "call_person", called.append)
        await app.speak("en")
        app.post_message(events.Key("6", "6"))
        await settled(pilot)
        await settled(pilot)
    assert called == ["home"]


async def test_the_clock_stands_there_once_the_desk_is_painted(settings: Settings) -> None:
    painted = asyncio.Event()
    app = DeskApp(settings, hospital=small_hospital(), painted=painted.set)
    async with app.run_test(size=(80, 24)) as pilot, asyncio.timeout(20):
        await painted.wait()
        while f"{app.local_now():%H:%M}" not in screen_text(app):
            await pilot.pause()


def test_a_minute_may_pass_while_the_head_is_not_drawn_yet() -> None:
    head = PageHead("Hospital", "10:00", (), False)
    head.show_time("10:01")
    assert head.time == "10:01"

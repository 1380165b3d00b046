"""What goes wrong around a desk is told in one sentence, and costs nobody what they wrote."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from textual import events
from textual.pilot import Pilot

from kiosk import desk
from kiosk.config import Settings
from kiosk.screens.public.leave import LeavePage
from tests.screens import Clock, desk_app, finger, screen_text


async def test_who_taps_while_the_register_opens_gets_there_when_it_is_open(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hospital's name, which the register brings, is drawn while the tap still waits."""
    from kiosk.screens.public.help import HelpScreen

    settings.data.mkdir()
    may_open = asyncio.Event()

    async def later(_act: object, *_values: object) -> object:
        await may_open.wait()
        return desk.open_store(settings)

    monkeypatch.setattr("kiosk.desk.asyncio.to_thread", later)
    app = desk.DeskApp(settings, monotonic=Clock())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for kind in (events.MouseDown, events.MouseUp):
            app.post_message(finger(kind, 10, 9))
        await seen(pilot, lambda: "! " in screen_text(app))
        may_open.set()
        await seen(pilot, lambda: isinstance(app.screen, HelpScreen))
    assert app.thread is not None
    app.thread.close()


async def test_a_fault_is_said_on_the_page_that_stands_and_on_no_closed_one(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        page = LeavePage()
        await app.push_screen(page)
        await app.pop_screen()
        page.fault("Nobody reads this.")
        for sentence in ("The disk is full.", "The disk is still full."):
            app.screen.fault(sentence)  # type: ignore[attr-defined]
            await seen(pilot, lambda said=sentence: said in screen_text(app))
        app.screen.fault("")  # type: ignore[attr-defined]
        await seen(pilot, lambda: "full" not in screen_text(app))


async def seen(pilot: Pilot[int], is_so: Callable[[], bool]) -> None:
    """Wait until something is so, without waiting for what the desk still works on."""
    async with asyncio.timeout(20):
        while not is_so():
            await pilot.pause(0.02)

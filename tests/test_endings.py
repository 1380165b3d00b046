"""A program on a terminal ends when it is told to."""

import asyncio
import os
import signal
from typing import Any

import pytest

from kiosk import endings
from kiosk.config import Settings
from tests.console import console_app
from tests.screens import desk_app

FULL = 10_000
"""More than the pipe holds through which a loop hears of signals."""


@pytest.mark.parametrize("name", endings.SIGNALS)
def test_a_signal_is_heard_however_much_waits_to_be_done(name: signal.Signals) -> None:
    async def heard() -> int:
        told: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        endings.hear(told.set_result)
        for _key in range(FULL):
            asyncio.get_running_loop().call_soon_threadsafe(int)
        os.kill(os.getpid(), name)
        return await asyncio.wait_for(told, 5)

    assert asyncio.run(heard()) == name


def test_a_signal_is_heard_once_and_while_nothing_happens() -> None:
    async def heard() -> list[int]:
        told: list[int] = []
        endings.hear(told.append)
        asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), signal.SIGHUP)
        while not told:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        return told

    assert asyncio.run(heard()) == [signal.SIGHUP]


@pytest.mark.parametrize(("opened", "timer"), [(desk_app, "tick"), (console_app, "look")])
async def test_a_timer_that_comes_while_an_app_closes_finds_no_screen_and_is_no_fault(
    settings: Settings, opened: Any, timer: str
) -> None:
    async with opened(settings) as (app, _pilot):
        stack = app._screen_stack
        before = stack[:]
        stack.clear()
        await getattr(app, timer)()
        stack.extend(before)

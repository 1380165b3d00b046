"""Whoever filed while the desk stopped gets their slip from the next start, and nobody else much later."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from kiosk import desk, store
from kiosk.config import Settings
from kiosk.records import Case
from kiosk.rules.drafts import Draft
from kiosk.screens.public.home import Home
from kiosk.screens.public.owed import OwedPage
from kiosk.screens.public.slip import SlipPage
from kiosk.services import cases, owing
from tests.fake_writing import FakeWriting
from tests.register import NOW, draft
from tests.screens import Clock, press, screen_text, settled
from tests.terminals import ROOT
from tests.test_faults import seen

UID = "0192f000-0000-7000-8000-000000000001"
DYING = f"""
import os, signal, sys
from pathlib import Path
from kiosk import store
from kiosk.config import Settings
from kiosk.services import cases, owing
from tests.register import NOW, draft
from uuid import UUID
settings = Settings(data=Path(sys.argv[1]), clock=lambda: NOW)
store.open_register(settings)
told = draft()
told.uid = UUID("{UID}")
if sys.argv[2] == "before":
    cases.file = lambda *_values: os.kill(os.getpid(), signal.SIGKILL)
owing.file(told, settings, NOW)
os.kill(os.getpid(), signal.SIGKILL)
"""
"""A desk that is killed before or after a case is safe, and in any case before its slip."""


def killed(settings: Settings, when: str) -> None:
    """Let a desk be killed while it files."""
    settings.data.mkdir(exist_ok=True)
    went = subprocess.run([sys.executable, "-c", DYING, str(settings.data), when], cwd=ROOT, check=False)
    assert went.returncode == -signal.SIGKILL


@asynccontextmanager
async def next_start(settings: Settings, later: timedelta) -> AsyncIterator[tuple[desk.DeskApp, Pilot[int]]]:
    """Start the desk again."""
    app = desk.DeskApp(replace(settings, web=False, clock=lambda: NOW + later), monotonic=Clock())
    app._writing = FakeWriting()
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            await seen(pilot, app.loaded.is_set)
            yield app, pilot
    finally:
        if app.thread is not None:
            app.thread.close()


async def test_who_filed_when_the_desk_was_killed_gets_the_slip_from_the_next_start(
    settings: Settings,
) -> None:
    """Reliability 3: the same number, on the slip and when it is filed again."""
    killed(settings, "after")
    async with next_start(settings, timedelta(seconds=5)) as (app, pilot):
        await seen(pilot, lambda: isinstance(app.screen, OwedPage))
        await seen(pilot, lambda: getattr(app.screen.focused, "id", "") == "continue")
        assert "138" not in screen_text(app), "it says nothing of what was filed"
        await press(pilot, "enter")
        await seen(pilot, lambda: isinstance(app.screen, SlipPage))
        number = await app.ask(lambda: store.load(Case, "")[0].number)
        assert app.screen.case.number == number  # type: ignore[attr-defined]
        assert (settings.data / "slip-owed").exists(), "it is owed until somebody is done with it"
        app.screen.done()  # type: ignore[attr-defined]
        await seen(pilot, lambda: isinstance(app.screen, Home))
        await seen(pilot, lambda: not (settings.data / "slip-owed").exists())
        told: Draft = draft()
        told.uid = (await app.ask(lambda: store.load(Case, "")[0])).uid
        assert (await app.act(cases.file, told, settings, NOW)).number == number


async def test_somebody_else_says_no_and_is_not_asked_again(settings: Settings) -> None:
    killed(settings, "after")
    async with next_start(settings, timedelta(seconds=5)) as (app, pilot):
        await seen(pilot, lambda: isinstance(app.screen, OwedPage))
        await settled(pilot)
        await press(pilot, "escape")
        await seen(pilot, lambda: isinstance(app.screen, Home))
        assert await app.ask(owing.owed, settings, NOW) is None


@pytest.mark.parametrize(
    ("when", "later", "is_owed"),
    [("before", 5, False), ("after", 5, True), ("after", 121, False), ("after", -5, False)],
)
def test_nothing_is_owed_where_nothing_was_filed_or_too_late(
    settings: Settings, when: str, later: int, is_owed: bool
) -> None:
    killed(settings, when)
    store.open_register(settings)
    assert (owing.owed(settings, NOW + timedelta(seconds=later)) is not None) is is_owed
    assert owing.owed(replace(settings, desk="elsewhere"), NOW) is None
    store.close()


def test_what_was_torn_is_owed_to_nobody(register: Settings) -> None:
    (register.data / "slip-owed").write_text('{"desk": "front", "ui')
    assert owing.owed(register, NOW) is None
    owing.settle(register)
    owing.settle(register)


def test_a_case_is_filed_where_nothing_can_be_remembered(register: Settings) -> None:
    (register.data / "slip-owed").mkdir()
    told = draft()
    assert owing.file(told, register, NOW).uid == told.uid
    assert store.verify().ok

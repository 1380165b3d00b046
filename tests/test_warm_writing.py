"""What writes Chinese is ready before anybody writes, and nothing waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.events import Key

from kiosk.config import Settings
from kiosk.desk import DeskApp
from tests.fake_writing import FakeWriting
from tests.screens import Clock, screen_text, settled

PATIENCE = 60.0
"""Seconds after which a desk that does not load is held to be broken."""


@asynccontextmanager
async def loaded(
    settings: Settings,
    writing: FakeWriting,
    size: tuple[int, int] = (80, 24),
    clock: Clock | None = None,
) -> AsyncIterator[DeskApp]:
    """Open a desk until everything is loaded that it loads by itself."""
    settings.data.mkdir()
    app = DeskApp(settings, monotonic=clock or Clock())
    app._writing = writing
    async with app.run_test(size=size) as pilot:
        async with asyncio.timeout(PATIENCE):
            await app.loaded.wait()
            await settled(pilot)
        yield app
    assert app.thread is not None
    app.thread.close()


@pytest.mark.parametrize(("language", "warm"), [("zh_TW", "zh_TW"), ("en", "zh_CN")])
async def test_the_engine_opens_by_itself_for_the_likeliest_chinese(
    settings: Settings, language: str, warm: str
) -> None:
    writing = FakeWriting()
    async with loaded(replace(settings, language=language, pinyin_fuzzy=True), writing):
        assert writing.started == [(warm, True)]


@pytest.mark.parametrize(
    ("chosen", "size"),
    [({"keyboard": False}, (80, 24)), ({"languages": ("en",), "language": "en"}, (80, 24))],
)
async def test_where_nobody_writes_chinese_on_the_glass_no_engine_opens(
    settings: Settings, chosen: dict[str, Any], size: tuple[int, int]
) -> None:
    writing = FakeWriting()
    async with loaded(replace(settings, **chosen), writing, size):
        assert writing.started == []


async def test_the_engine_runs_while_somebody_is_there_and_ends_when_nobody_is(settings: Settings) -> None:
    writing, clock = FakeWriting(), Clock()
    async with loaded(settings, writing, clock=clock) as app:
        async with asyncio.timeout(PATIENCE):
            await writing.ended.wait()
            assert len(writing.started) == 1, "its files are read once"
            await app.on_event(Key("x", "x"))
            await writing.is_open.wait()
        clock.seconds += settings.idle_choice + 1
        await app.tick()
        assert not writing.is_open.is_set()


async def test_an_engine_that_does_not_start_holds_nothing_up(settings: Settings) -> None:
    writing = FakeWriting()
    writing.is_dead = True
    async with loaded(settings, writing) as app:
        assert "1  " in screen_text(app) and "!" not in screen_text(app)

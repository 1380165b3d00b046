"""Whoever opens a case stands in the trail, once; and nobody else's console is woken by it."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk import store
from kiosk.config import Settings
from kiosk.console import ConsoleApp
from kiosk.screens.console.audit import AuditScreen
from kiosk.screens.console.case import CaseScreen
from kiosk.services import acts, audit
from tests.console import at, console_app, seen
from tests.register import NOW
from tests.screens import press, settled
from tests.staff import person
from tests.test_case_screen import at_case, filed


async def readings(app: ConsoleApp) -> list[str]:
    """Return who read a case, as the trail tells it, the newest first."""
    rows = await app.ask(audit.page, person("dai"), act="case.read")
    return [row.by for row in rows]


def count_looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by a name with each case that is read again."""
    looks: list[str] = []
    real = CaseScreen.look

    async def look(screen: CaseScreen) -> None:
        looks.append(screen.app.who.code)
        await real(screen)

    monkeypatch.setattr(CaseScreen, "look", look)
    return looks


async def test_opening_a_case_stands_in_the_trail_once_however_often_it_is_read_again(
    settings: Settings,
) -> None:
    """FC-08: who reads is written down."""
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        assert await readings(app) == ["he"]
        for words in ("一", "二"):
            await app.ask(acts.note, uid, words, person("fang"), app.settings, NOW)
            await app.look()
            await seen(pilot, words)
        await press(pilot, "n")
        await press(pilot, "escape")
        assert await readings(app) == ["he"]
        await press(pilot, "escape")
        await at_case(app, pilot, uid)
        assert await readings(app) == ["he", "he"]


async def test_two_consoles_at_one_case_do_not_wake_each_other_by_reading(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (first, one):
        with at(first):
            await at_case(first, one, uid)
            await first.look()
        looks = count_looks(monkeypatch)
        async with console_app(settings, who="fang", beside=first) as (second, other):
            with at(second):
                await at_case(second, other, uid)
                await second.look()
            looks.clear()
            for _turn in range(10):
                for app in (first, second):
                    with at(app):
                        await app.look()
            assert looks == [] and await readings(second) == ["fang", "he"]
            await first.ask(acts.note, uid, "新的", person("he"), first.settings, NOW)
            for app, pilot in ((first, one), (second, other)):
                with at(app):
                    await app.look()
                    await seen(pilot, "新的")
            assert looks == ["he", "fang"]


async def test_the_auditor_reads_who_opened_a_case(settings: Settings) -> None:
    uid, file = filed()

    def read(settings: Settings) -> None:
        audit.read(uid, person("fang"), NOW)

    async with console_app(settings, file, read, who="dai") as (app, pilot):
        app.push_screen(AuditScreen())
        await settled(pilot)
        text = await seen(pilot, "Read a case")
        assert "Fang" in text


async def test_a_case_that_cannot_be_told_of_is_not_shown(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid, file = filed()

    def full(*_values: Any) -> None:
        raise store.StoreFault(uid)

    async with console_app(settings, file) as (app, pilot):
        real = audit.read
        monkeypatch.setattr(audit, "read", full)
        screen = CaseScreen(uid)
        await app.push_screen(screen)
        await settled(pilot)
        assert screen.view is None
        monkeypatch.setattr(audit, "read", real)
        app._place = None
        await app.look()
        assert screen.view is not None and await readings(app) == ["he"]

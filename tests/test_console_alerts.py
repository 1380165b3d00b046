"""What must be seen at once: it rings, it stays until somebody takes it, and each has its sentence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from kiosk import console, i18n, store
from kiosk.config import Settings
from kiosk.console import ConsoleApp
from kiosk.records import Alert
from kiosk.rules.numbers import new_uid
from kiosk.screens.console.alerts import SENTENCES, AlertsScreen, sentence
from kiosk.services import alerts
from tests.console import CONSOLE_SIZES, at, console_app, seen
from tests.register import NOW
from tests.screens import press, screen_rows, screen_text, settled
from tests.test_work_screen import file

SERVICES = Path(__file__).parent.parent / "kiosk" / "services"
CALL = "Somebody calls at"


def ring(kind: str, **to: Any) -> Any:
    """Return the act that rings."""

    def act(settings: Settings) -> None:
        with store.writing("test.rang", "test", "test", settings.clock()) as written:
            alerts.ring(written, kind, settings.clock(), number="KK-1234-567", **to)

    return act


def call(settings: Settings) -> None:
    ring("call", desk="front")(settings)


def bells(app: ConsoleApp, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    rung: list[int] = []
    monkeypatch.setattr(app, "bell", lambda: rung.append(1))
    return rung


async def looked(app: ConsoleApp, pilot: Pilot[int]) -> None:
    app._place = None
    await app.look()
    await settled(pilot)


def said(app: ConsoleApp) -> str:
    return screen_rows(app)[-2]  # type: ignore[arg-type]


# Sentences


def kinds_that_ring() -> set[str]:
    """Return every kind of alert that a service rings."""
    found: set[str] = set()
    for path in SERVICES.glob("*.py"):
        text = path.read_text("utf-8")
        found |= set(
            re.findall(r"""alerts\.(?:ring|alert)\(\s*(?:change\.written,|written,)?\s*"(\w+)\"""", text)
        )
        found |= set(re.findall(r"""wake\(change, "(\w+)"\)""", text))
    return found


def test_every_alert_has_its_sentence() -> None:
    kinds = kinds_that_ring()
    assert {"graded", "late", "offer", "message"} <= kinds
    assert kinds <= set(SENTENCES)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("kind", [*SENTENCES, "something new"])
def test_a_sentence_needs_no_fact_that_may_be_missing(kind: str, language: str) -> None:
    i18n.choose(language)
    alert = Alert(uid=new_uid(NOW), at=NOW, kind=kind, desk="front", facts={})
    assert sentence(alert)
    assert "%" not in sentence(alert)


def test_a_sentence_says_which_case_and_what() -> None:
    i18n.choose("en")
    facts = {"number": "KK-1234-567", "grade": "major"}
    alert = Alert(uid=new_uid(NOW), at=NOW, kind="graded", facts=facts)
    assert sentence(alert) == "KK-1234-567: graded major"


# Ringing


async def test_what_is_new_rings_once_and_is_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console_app(settings, who="he") as (app, pilot):
        await looked(app, pilot)
        rung = bells(app, monkeypatch)
        await app.ask(ring("late", role="supervisor"), app.settings)
        await looked(app, pilot)
        assert rung == [1] and "KK-1234-567: late" in said(app)
        await looked(app, pilot)
        assert rung == [1]


async def test_what_is_meant_for_others_rings_not_here(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console_app(settings, who="gu") as (app, pilot):
        rung = bells(app, monkeypatch)
        await app.ask(ring("late", role="supervisor"), app.settings)
        await app.ask(call, app.settings)
        await looked(app, pilot)
        assert not rung and "late" not in said(app)


async def test_a_call_stays_on_every_screen_until_somebody_takes_it(settings: Settings) -> None:
    async with (
        console_app(settings, who="fang") as (one, first),
        console_app(settings, who="luo", beside=one) as (other, second),
    ):
        await one.ask(call, one.settings)
        with at(one):
            await looked(one, first)
        await looked(other, second)
        assert CALL in said(one) and CALL in said(other)
        await press(second, "a")  # says why not; the call is back with the next key
        assert CALL not in said(other)
        await press(second, "1")
        assert CALL in said(other)
        with at(one):
            await press(first, "g")
            await seen(first, "Take it and open")
            assert CALL in said(one)
            await press(first, "t")
            await seen(first, "You have taken it.")
        await looked(other, second)
        assert CALL not in said(other)


# The list


async def test_the_list_takes_and_opens(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    monkeypatch.setattr("kiosk.screens.console.alerts.open_case", lambda _app, case: opened.append(case))
    async with console_app(settings, who="he") as (app, pilot):
        [case] = await app.ask(file(1), app.settings)
        await app.ask(ring("graded", role="supervisor", case=case.uid, grade="major"), app.settings)
        await press(pilot, "g")
        await seen(pilot, "graded major")
        await press(pilot, "enter")
        await seen(pilot, "Nothing waits for you here.")
        assert opened == [case.uid]


async def test_whoever_was_first_stays(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "LOOK", 3600.0)  # neither sees in time what the other does
    async with (
        console_app(settings, who="fang") as (one, first),
        console_app(settings, who="luo", beside=one) as (other, second),
    ):
        await one.ask(call, one.settings)
        with at(one):
            await press(first, "g")
            await seen(first, CALL)
        await press(second, "g")
        await seen(second, CALL)
        await press(second, "t")
        await seen(second, "You have taken it.")
        with at(one):
            await press(first, "t")
            await seen(first, "Luo took it before you.")


async def test_an_alert_about_no_case_opens_none(settings: Settings) -> None:
    async with console_app(settings, call, who="fang") as (app, pilot):
        await press(pilot, "g")
        await seen(pilot, CALL)
        await press(pilot, "o")
        await seen(pilot, "This alert is about no case.")
        await press(pilot, "escape")
        for _turn in range(40):
            await settled(pilot)
            if not isinstance(app.screen, AlertsScreen):
                break
        assert not isinstance(app.screen, AlertsScreen)


@pytest.mark.parametrize("size", CONSOLE_SIZES)
async def test_the_list_fits_its_screen(settings: Settings, size: tuple[int, int]) -> None:
    async with console_app(settings, call, ring("late", role="desk"), who="fang", size=size) as (app, pilot):
        await press(pilot, "g")
        await seen(pilot, CALL)
        assert "10:30" in screen_text(app)
        assert sum(one.width + 2 for one in app.screen.query_one("#alerts").columns) + 3 <= size[0]  # type: ignore[attr-defined]

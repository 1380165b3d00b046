"""Satisfaction at the console: read by department, followed to the cases, published."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kiosk import console
from kiosk.config import Settings
from kiosk.screens.console.case import CaseScreen
from kiosk.screens.console.digest import DigestBox
from kiosk.screens.console.satisfaction import SatisfactionScreen
from kiosk.screens.console.satisfaction_near import NearScreen
from kiosk.services import cases, low_ratings, publishing, ratings
from kiosk.widgets.rows import Rows
from tests.case_forms import form
from tests.console import CONSOLE_SIZES, console_app, seen
from tests.register import NOW, draft
from tests.screens import press, screen_text, settled
from tests.staff import answer, person
from tests.test_satisfaction import ask, rate, rate_all

AUGUST = NOW - timedelta(days=31)


def rated(settings: Settings) -> None:
    """Let people rate this month and the one before."""
    rate_all(5, 5, 4, 4, 4, 4, 4, 5, 1, 2, department="medical-office")
    rate_all(*[5] * 9, 4, department="cashier")
    rate_all(5, 5, department="nursing-office")
    rate_all(*[5] * 30, department="medical-office", at=AUGUST)
    rate(1, "cashier", NOW + timedelta(hours=1), is_counted=False)
    ask("wait", "scale")
    for n in range(5):
        uid = rate(4, "medical-office", NOW + timedelta(hours=2, minutes=n))
        ratings.answer(uid, "wait", "3", NOW)
    low_ratings.follow(settings, NOW + timedelta(hours=3), 100)


def listed(app: Any) -> list[tuple[str, ...]]:
    """Return the words of every row."""
    return [tuple(words for words, _role in line.cells.values()) for line in app.screen.query_one(Rows).lines]


def on_screen(app: Any) -> str:
    """Return what stands on the screen."""
    return screen_text(app)


async def at_board(pilot: Any) -> SatisfactionScreen:
    """Open the screen by its key."""
    await press(pilot, "m")
    await seen(pilot, "The whole house")
    screen: SatisfactionScreen = pilot.app.screen
    return screen


@pytest.mark.parametrize("size", CONSOLE_SIZES[:2])
async def test_departments_stand_beside_the_month_before(settings: Settings, size: tuple[int, int]) -> None:
    """SAT-04: day, week and month views. SAT-03: with how many, the interval, the trend."""
    async with console_app(settings, rated, size=size) as (app, pilot):
        await at_board(pilot)
        assert listed(app) == [
            ("The whole house", "27", "92.6%", "77–98%", "＝ 100.0%", "2"),
            ("medical-office", "15", "86.7%", "62–96%", "▼ 100.0%", "2"),
            ("cashier", "10", "100.0%", "72–100%", "", ""),
            ("nursing-office", "2", "–", "", "", ""),
        ]
        text = on_screen(app)
        assert "86.7%" in text and "62–96%" in text and "Sep" in text
        await press(pilot, "down")
        await seen(pilot, "15 ratings · satisfied 86.7% (62–96%)")
        await press(pilot, "1")
        await seen(pilot, "18 Sep")
        assert listed(app)[0][:2] == ("The whole house", "27")
        await press(pilot, "b")
        await seen(pilot, "Nobody has rated anything in this time.")
        await press(pilot, "3")
        await press(pilot, "b")
        await seen(pilot, "August 2026")
        assert listed(app)[1][:3] == ("medical-office", "30", "100.0%")


async def test_a_department_from_near_leads_to_the_cases_of_its_bad_ratings(settings: Settings) -> None:
    """SAT-04: the improvement is followed: each bad rating with the case that it became."""
    async with console_app(settings, rated, size=(120, 40)) as (app, pilot):
        await at_board(pilot)
        await press(pilot, "down", "enter")
        await settled(pilot)
        assert isinstance(app.screen, NearScreen)
        await seen(pilot, "It became the case")
        assert [row[1] for row in listed(app)] == ["2", "1"]
        await press(pilot, "2")
        await seen(pilot, "12:00–13:00")
        assert [row[:3] for row in listed(app)] == [
            ("10:00–11:00", "10", "80.0%"),
            ("12:00–13:00", "5", "100.0%"),
        ]
        await press(pilot, "3")
        await seen(pilot, "5 ratings · satisfied 0.0%")
        await press(pilot, "1")
        await seen(pilot, "It became the case")
        await press(pilot, "enter")
        await settled(pilot)
        assert isinstance(app.screen, CaseScreen)
        await seen(pilot, "Rated 2 of 5 at a terminal")


async def test_a_supervisor_publishes_a_month_that_is_over(settings: Settings) -> None:
    """SAT-01: the switch that publishes a month."""
    async with console_app(settings, rated) as (app, pilot):
        await at_board(pilot)
        await press(pilot, "p")
        await seen(pilot, "Only a month that is over is published")
        await press(pilot, "b", "p")
        await seen(pilot, "Publish August 2026?")
        await press(pilot, "ctrl+s")
        await seen(pilot, "August 2026 · published")
        assert await app.ask(publishing.published_months) == ["2026-08"]
        await press(pilot, "p")
        await seen(pilot, "This month is published.")


async def test_a_leader_reads_and_publishes_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "LOOK", 3600.0)  # no alert takes the line on which it is said
    async with console_app(settings, rated, who="cao") as (_app, pilot):
        await at_board(pilot)
        await press(pilot, "b", "p")
        await seen(pilot, "Only a supervisor can do this.")


async def test_a_head_sees_the_own_department_from_near_alone(settings: Settings) -> None:
    async with console_app(settings, rated, who="xie") as (app, pilot):
        await at_board(pilot)
        await press(pilot, "enter")
        await seen(pilot, "A head sees this of the own department alone.")
        await press(pilot, "escape", "down", "enter")
        await seen(pilot, "Rated 2 of 5 at a terminal")
        assert isinstance(app.screen, NearScreen)


async def test_a_rating_that_the_patient_gave_by_telephone_is_taken_down(settings: Settings) -> None:
    def filed(settings: Settings) -> None:
        answer(cases.file(draft("question"), settings, NOW).uid, settings, NOW)

    async with console_app(settings, filed, who="luo") as (app, pilot):
        [case] = await app.ask(cases.newest, 1)
        await app.push_screen(CaseScreen(case.uid))
        await settled(pilot)
        await form(app, pilot, "B", score="5")
        await seen(pilot, "Rated 5 of 5")
        await press(pilot, "B")
        await seen(pilot, "This case was rated already.")


@pytest.mark.parametrize(("who", "is_told"), [("cao", True), ("fang", False)])
async def test_yesterday_is_told_once_at_the_first_sign_in(
    settings: Settings, who: str, is_told: bool
) -> None:
    """REP-06: the day's digest comes to those who answer for the house."""

    def yesterday(settings: Settings) -> None:
        rate_all(5, 4, 4, 4, 1, at=NOW - timedelta(days=1))

    async with console_app(settings, yesterday, who="") as (app, pilot):
        await app.welcome(person(who), NOW - timedelta(hours=20))
        await settled(pilot)
        assert isinstance(app.screen, DigestBox) is is_told
        if is_told:
            text = " ".join(on_screen(app).split())
            assert "Yesterday: 5 ratings · satisfied 80.0% (38–96%), mean 3.60" in text
            assert "Bad ratings: 1." in text
            await press(pilot, "enter")
        await app.welcome(person(who), NOW - timedelta(hours=2))
        await settled(pilot)
        assert not isinstance(app.screen, DigestBox)

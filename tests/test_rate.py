"""Rate us, as people tap it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from textual.pilot import Pilot

from kiosk.config import Settings
from kiosk.desk import DeskApp
from kiosk.i18n import LANGUAGES
from kiosk.records import Rating, SurveyAnswer
from kiosk.screens.public.home import TURN_SECONDS, Home
from kiosk.screens.public.rate import RatedPage, RateScreen, words
from kiosk.screens.public.survey import SurveyScreen
from kiosk.services import ratings
from tests.fingers import tap_button, tap_tile, until, until_page, until_screen
from tests.register import NOW
from tests.screens import audit, desk_app, press, screen_text, speak

SMALL = (80, 24)
SIZES = (SMALL, (120, 40))


@asynccontextmanager
async def faces(
    settings: Settings, size: tuple[int, int] = SMALL, language: str = "en"
) -> AsyncIterator[tuple[DeskApp, Pilot[int]]]:
    """Run a desk that shows the five faces."""
    settings.data.mkdir(exist_ok=True)
    async with desk_app(settings, size=size, has_register=True) as (app, pilot):
        await speak(pilot, language)
        await tap_tile(pilot, "rate")
        await until_screen(pilot, RateScreen)
        yield app, pilot


async def ratings_of(app: DeskApp) -> list[Rating]:
    """Return every rating in the register."""
    return await app.ask(lambda: list(Rating.select().order_by(Rating.at)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
async def test_by_taps_from_home_to_thanks(settings: Settings, size: tuple[int, int], language: str) -> None:
    async with faces(settings, size, language) as (app, pilot):
        assert all(word in screen_text(app) for word in words()) and audit(app) == []
        await tap_tile(pilot, 5)
        await until_page(pilot, "why")
        assert "✓" in screen_text(app) and audit(app) == []
        await tap_tile(pilot, "kind")
        await tap_tile(pilot, "quick")
        await tap_button(pilot, "#continue")
        await until_page(pilot, "where")
        assert audit(app) == []
        await tap_tile(pilot, "clinic")
        await until_page(pilot, "where-in")
        await tap_tile(pilot, "cardiology")
        await until_screen(pilot, RatedPage)
        assert audit(app) == []
        [rating] = await ratings_of(app)
        assert (rating.score, rating.department, rating.reasons) == (5, "cardiology", ["kind", "quick"])
        assert rating.is_counted and rating.desk == "front"


async def test_by_keys_alone(settings: Settings) -> None:
    async with faces(settings) as (app, pilot):
        await press(pilot, "4")
        await until_page(pilot, "why")
        await press(pilot, "1")
        while app.focused is None or app.focused.id != "continue":
            await press(pilot, "tab")
        await press(pilot, "enter")
        await until_page(pilot, "where")
        while app.focused is None or app.focused.id != "continue":
            await press(pilot, "tab")
        await press(pilot, "enter")
        await until_screen(pilot, RatedPage)
        [rating] = await ratings_of(app)
        assert (rating.score, rating.department, rating.reasons) == (4, "", ["kind"])


async def test_one_tap_is_a_rating_even_when_somebody_walks_away(settings: Settings) -> None:
    async with faces(settings) as (app, pilot):
        await tap_tile(pilot, 3)
        await until_page(pilot, "why")
        app.go_home()
        [rating] = await ratings_of(app)
        assert rating.score == 3 and rating.is_counted


async def test_a_double_tap_is_one_rating(settings: Settings) -> None:
    async with faces(settings) as (app, pilot):
        from kiosk.widgets.faces import Faces

        shown = app.screen.query_one(Faces)
        shown.choose(2)
        shown.choose(2)
        shown.choose(5)
        await until_page(pilot, "why")
        [rating] = await ratings_of(app)
        assert rating.score == 2


async def test_a_tap_can_be_taken_back_for_five_seconds(settings: Settings) -> None:
    async with faces(settings) as (app, pilot):
        await tap_tile(pilot, 1)
        await until_page(pilot, "why")
        await tap_button(pilot, "#undo")
        await until(pilot, lambda: not app.screen.score)  # type: ignore[attr-defined]
        await tap_tile(pilot, 4)
        await until_page(pilot, "why")
        first, second = await ratings_of(app)
        assert first.withdrawn_at and not first.is_counted
        assert second.score == 4 and second.is_counted


async def test_after_five_seconds_there_is_no_undo(settings: Settings) -> None:
    async with faces(settings) as (app, pilot):
        await tap_tile(pilot, 4)
        await until_page(pilot, "why")
        screen: Any = app.screen
        assert screen.query_one("#undo").display
        app.monotonic.seconds += 6  # type: ignore[attr-defined]
        screen.count()
        assert not screen.query_one("#undo").display


async def test_thanks_go_home_by_themselves(settings: Settings) -> None:
    async with faces(settings) as (app, pilot):
        await tap_tile(pilot, 4)
        await until_page(pilot, "why")
        await tap_button(pilot, "#continue")
        await until_page(pilot, "where")
        await tap_button(pilot, "#continue")
        page = await until_screen(pilot, RatedPage)
        app.monotonic.seconds += 19  # type: ignore[attr-defined]
        await page.count()
        assert isinstance(app.screen, RatedPage)
        app.monotonic.seconds += 2  # type: ignore[attr-defined]
        await page.count()
        await until_screen(pilot, Home)


@pytest.mark.parametrize("score", [1, 2, 3])
async def test_a_bad_rating_offers_a_complaint_that_is_filled_in(settings: Settings, score: int) -> None:
    async with faces(settings) as (app, pilot):
        await tap_tile(pilot, score)
        await until_page(pilot, "why")
        await tap_tile(pilot, "waited")
        await tap_button(pilot, "#continue")
        await until_page(pilot, "where")
        await tap_tile(pilot, "clinic")
        await until_page(pilot, "where-in")
        await tap_tile(pilot, "cardiology")
        page = await until_screen(pilot, RatedPage)
        offered = [tile.value for tile in page.choices()]
        assert ("complaint" in offered) is (score < 3)
        draft = page.draft()
        assert (draft.kind, draft.department, draft.phrases) == (
            "complaint",
            "cardiology",
            ["Waited too long"],
        )
        if score < 3:
            assert audit(app) == []
            await tap_tile(pilot, "complaint")
            await until(pilot, lambda: type(app.screen).__name__ == "FeedbackScreen")


async def test_another_language_keeps_what_was_tapped(settings: Settings) -> None:
    async with faces(settings) as (app, pilot):
        await tap_tile(pilot, 2)
        await until_page(pilot, "why")
        await tap_tile(pilot, "rude")
        await speak(pilot, "zh_CN")
        assert "✓ 态度不好" in screen_text(app)


async def answers_of(app: DeskApp) -> list[tuple[str, str]]:
    """Return every answer in the register."""
    return await app.ask(lambda: [(one.question, one.answer) for one in SurveyAnswer.select()])


async def rated(pilot: Pilot[int], score: int) -> RatedPage:
    """Tap a face, and skip why and where."""
    await tap_tile(pilot, score)
    await until_page(pilot, "why")
    await tap_button(pilot, "#continue")
    await until_page(pilot, "where")
    await tap_button(pilot, "#continue")
    page: RatedPage = await until_screen(pilot, RatedPage)
    return page


async def test_after_the_tap_a_few_questions_may_be_answered_one_tap_each(settings: Settings) -> None:
    """SAT-05: one tap first, then at most five questions, each with one tap and each to be skipped."""
    async with faces(settings) as (app, pilot):
        await rated(pilot, 4)
        [rating] = await ratings_of(app)
        assert rating.point == "outpatient"
        await tap_tile(pilot, "questions")
        await until_screen(pilot, SurveyScreen)
        assert 1 <= len(app.screen.pages()) <= 5 and audit(app) == []  # type: ignore[attr-defined]
        await tap_tile(pilot, 3)
        await until_page(pilot, "op-doctor")
        assert await answers_of(app) == [("op-wait", "3")], "kept at once, like the rating itself"
        await tap_button(pilot, "#continue")
        await until_page(pilot, "op-manner")
        await tap_tile(pilot, 5)
        await until_page(pilot, "op-way")
        await press(pilot, "4")
        await until_page(pilot, "op-again")
        await tap_tile(pilot, "yes")
        page = await until_screen(pilot, RatedPage)
        assert page.choices() == []
        assert await answers_of(app) == [
            ("op-wait", "3"),
            ("op-manner", "5"),
            ("op-way", "4"),
            ("op-again", "yes"),
        ]
        [rating] = await ratings_of(app)
        assert rating.score == 4


async def test_another_answer_takes_the_place_of_the_first(settings: Settings) -> None:
    async with faces(settings) as (app, pilot):
        await rated(pilot, 4)
        await tap_tile(pilot, "questions")
        await until_screen(pilot, SurveyScreen)
        await tap_tile(pilot, 3)
        await until_page(pilot, "op-doctor")
        await press(pilot, "escape")
        await until_page(pilot, "op-wait")
        await tap_tile(pilot, 5)
        await until_page(pilot, "op-doctor")
        assert await answers_of(app) == [("op-wait", "5")]


async def test_a_terminal_elsewhere_asks_the_questions_of_its_own_point(settings: Settings) -> None:
    async with faces(replace(settings, point="pharmacy")) as (app, pilot):
        await rated(pilot, 5)
        await tap_tile(pilot, "questions")
        screen = await until_screen(pilot, SurveyScreen)
        assert [page.name for page in screen.pages()] == ["ph-wait", "ph-use", "ph-all"]


async def test_the_resting_desk_tells_todays_faces_once_there_are_five(settings: Settings) -> None:
    async with faces(replace(settings, clock=lambda: NOW)) as (app, pilot):
        app.go_home()
        home = await until_screen(pilot, Home)

        async def rate_and_rest(*scores: int) -> None:
            for score in scores:
                minute = timedelta(minutes=len(await ratings_of(app)))
                await app.act(ratings.rate, uuid4(), score, "front", NOW - minute)
            app.monotonic.seconds += 60
            home.attract(0)
            await app.workers.wait_for_complete()

        await rate_and_rest(5, 5, 4, 1)
        assert home.faces == {}
        await rate_and_rest(4)
        assert home.faces == {5: 2, 4: 2, 1: 1}
        home.attract(TURN_SECONDS)
        await pilot.pause()
        assert "5 ratings today" in screen_text(app) and "Very good 2 · Good 2 · Very bad 1" in screen_text(
            app
        )
        assert audit(app) == []
        home.greet()
        await pilot.pause()
        assert "5 ratings today" not in screen_text(app)


async def test_yesterdays_faces_are_not_todays(settings: Settings) -> None:
    async with faces(settings) as (app, _pilot):
        for n in range(6):
            at = app.now() - timedelta(days=1, minutes=n)
            await app.act(ratings.rate, uuid4(), 5, "front", at)
        assert await app.ask(ratings.of_today, settings.tz, app.now()) == {}

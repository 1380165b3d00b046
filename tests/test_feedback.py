"""Complaint, suggestion or praise, told by taps or by keys alone."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from kiosk.config import Settings
from kiosk.i18n import LANGUAGES
from kiosk.records.faults import Full
from kiosk.screens.public.feedback import FeedbackScreen
from kiosk.screens.public.slip import SlipPage
from kiosk.services import cases
from tests.feedback_walk import (
    COMPLAINT,
    PRAISE,
    SUGGESTION,
    WAYS,
    feedback,
    file,
    filed,
    on_page,
    until,
    walk,
)
from tests.register import HOSTILE
from tests.screens import SIZES, audit, press, screen_text, speak, tap


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_complaint_is_filed_by_taps_alone(
    settings: Settings, size: tuple[int, int], language: str
) -> None:
    """FC-14: by touch alone, without anybody's help."""
    async with feedback(settings, size, language) as (app, pilot, screen):
        await walk(pilot, screen, COMPLAINT)
        assert audit(app) == []
        await file(pilot)
        (case,) = await filed(app)
        assert case.number in screen_text(app) or app.screen.case.number == case.number
        assert (case.kind, case.category, case.department) == ("complaint", "waiting-clinic", "cardiology")
        assert (case.happened, case.wish, case.complainants) == ("today", "apology", 2)
        assert (case.filer_role, case.language, case.is_anonymous) == ("relative", language, False)
        ready = app.hospital.category("waiting-clinic").phrases
        assert case.phrases == [ready[0][language]]
        assert [person.phone for person in case.people] == ["13812345678"]


async def test_praise_names_a_doctor_and_a_pin_opens_the_answer(settings: Settings) -> None:
    """SAT-07: praise for a person."""
    async with feedback(settings) as (app, pilot, screen):
        await walk(pilot, screen, PRAISE)
        await file(pilot)
        (case,) = await filed(app)
        assert (case.kind, case.about_person) == ("praise", "Dr Wang Wenbin")
        assert (case.wish, case.complainants) == ("", 1)
        (person,) = case.people
        assert person.phone == "" and person.pin == cases.factor_hash(case.uid, "2468")


async def test_a_suggestion_may_stay_anonymous_and_know_no_place(settings: Settings) -> None:
    async with feedback(settings) as (app, pilot, screen):
        await walk(pilot, screen, SUGGESTION)
        await file(pilot)
        (case,) = await filed(app)
        assert (case.kind, case.department, case.happened) == ("suggestion", "", "")
        assert case.is_anonymous and case.people == []


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_complaint_is_filed_by_keys_alone(settings: Settings, size: tuple[int, int]) -> None:
    async with feedback(settings, size) as (app, pilot, screen):
        for name in ("kind", "about", "matter"):
            await on_page(pilot, screen, name)
            await press(pilot, "1")
        await on_page(pilot, screen, "where")
        await press(pilot, "1")
        await on_page(pilot, screen, "where-in")
        await press(pilot, *"gk", "enter")
        await on_page(pilot, screen, "when")
        await press(pilot, "down", "enter")
        await on_page(pilot, screen, "phrases")
        await press(pilot, "1", "2")
        await until(pilot, lambda: len(screen.draft.phrases) == 2)
        await continue_by_keys(pilot, screen)
        await on_page(pilot, screen, "words")
        await press(pilot, *"No one came")
        await continue_by_keys(pilot, screen)
        for name in ("wish", "people", "who"):
            await on_page(pilot, screen, name)
            await press(pilot, "1")
        await on_page(pilot, screen, "phone")
        await press(pilot, *"13812345678", "enter")
        await on_page(pilot, screen, "name")
        await press(pilot, *"Li", "enter")
        await on_page(pilot, screen, "check")
        await continue_by_keys(pilot, screen)
        await until(pilot, lambda: isinstance(app.screen, SlipPage))
        (case,) = await filed(app)
        assert (case.words, case.people[0].name, case.filer_role) == ("No one came", "Li", "patient")
        assert len(case.phrases) == 2


async def continue_by_keys(pilot: Pilot[int], screen: FeedbackScreen) -> None:
    """Move to Continue with the tab key, and press it."""
    for _turn in range(30):
        if screen.focused is not None and screen.focused.id == "continue":
            break
        await press(pilot, "tab")
    await press(pilot, "enter")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", WAYS)
async def test_every_page_suits_eyes_and_fingers(
    settings: Settings, size: tuple[int, int], kind: str
) -> None:
    async with feedback(settings, size) as (app, pilot, screen):
        screen.draft.kind = kind
        screen.draft.filer_role = "guardian"
        for name, value in WAYS[kind]:
            screen.answered.add(name)
            if name == "about":
                screen.parent_code = value
            if name == "matter":
                screen.draft.category = value
            if name == "where" and value:
                screen.places.group = value
        screen.draft.department = "cardiology"
        screen.answered |= {"whom-name", "wish-words"}
        screen.draft.phrases = [next(iter(screen.category.phrases))["zh_CN"]]
        for language in LANGUAGES:
            await speak(pilot, language)
            await app.show_large(language == "zh_TW")
            for page in [one.name for one in screen.pages()]:
                await screen.show_page(page)
                await pilot.pause()
                assert audit(app) == [], (page, language)


async def test_a_complaint_says_first_where_help_is_and_that_care_stays_the_same(settings: Settings) -> None:
    async with feedback(settings) as (app, pilot, screen):
        await walk(pilot, screen, COMPLAINT, to="about")
        assert "In danger now? Tap Call a person." in screen_text(app)
        assert "never affects your care" in screen_text(app)


async def test_large_and_simple_asks_the_same_with_four_choices_a_page(settings: Settings) -> None:
    async with feedback(settings) as (app, pilot, screen):
        await app.show_large(True)
        await walk(pilot, screen, COMPLAINT)
        await file(pilot)
        (case,) = await filed(app)
        assert (case.category, case.filer_role) == ("waiting-clinic", "relative")


async def test_filing_twice_is_one_case(settings: Settings) -> None:
    async with feedback(settings) as (app, pilot, screen):
        await walk(pilot, screen, SUGGESTION)
        button = screen.query_one("#continue")
        button.push()
        button.push()
        await until(pilot, lambda: isinstance(app.screen, SlipPage))
        await pilot.pause()
        assert len(await filed(app)) == 1
        assert sum(isinstance(one, SlipPage) for one in app.screen_stack) == 1


async def test_a_full_disk_is_said_and_loses_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with feedback(settings) as (app, pilot, screen):
        await walk(pilot, screen, COMPLAINT)
        with monkeypatch.context() as patch:
            patch.setattr(cases, "file", fail)
            await tap(pilot, "File it")
            await until(pilot, lambda: "The register has no room left" in screen_text(app))
            assert screen.focused is screen.query_one("#continue")
        assert screen.draft.phone == "13812345678"
        await file(pilot)
        assert len(await filed(app)) == 1


def fail(*_values: Any) -> None:
    """Fail as a full disk does."""
    raise Full


async def test_hostile_words_are_shown_and_kept_as_words(settings: Settings) -> None:
    async with feedback(settings, (120, 40)) as (app, pilot, screen):
        await walk(pilot, screen, COMPLAINT, to="words")
        screen.query_one("#field-words TextArea", TextArea).text = HOSTILE
        await tap(pilot, "Continue")
        await walk(pilot, screen, COMPLAINT[8:], to="name")
        screen.query_one("#field-name Input", Input).value = HOSTILE[:40]
        await tap(pilot, "Continue")
        await on_page(pilot, screen, "check")
        seen = screen_text(app)
        assert not [sign for sign in seen if sign != "\n" and not sign.isprintable() and sign != "\u3000"]
        assert "[@click=app.quit]" in seen
        await file(pilot)
        (case,) = await filed(app)
        assert "[@click=app.quit]x[/] [/b] [TODO]" in case.words
        assert "\x1b" not in case.words + case.people[0].name

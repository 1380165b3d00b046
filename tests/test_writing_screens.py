"""Pages on which one writes, as people tap them: by keys, by ready sentences, and by letters that find."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from kiosk.config import Settings
from kiosk.desk import DeskApp
from kiosk.i18n import LANGUAGES
from kiosk.screens.public.appointments import AppointmentsScreen
from kiosk.screens.public.feedback import FeedbackScreen
from kiosk.screens.public.help import HelpScreen
from kiosk.screens.public.slip import SlipPage
from kiosk.services import cases
from kiosk.widgets.keyboard import Keyboard
from kiosk.widgets.keyboard_layouts import CHINESE, ENTER, HIDE, SPACE
from kiosk.widgets.keypad import Keypad
from tests.fingers import tap_button, tap_key, tap_keys, tap_tile, until, until_page, until_screen
from tests.screens import SIZES, audit, desk_app, screen_text, settled, speak


@asynccontextmanager
async def flow(
    settings: Settings, screen: type[Any], size: tuple[int, int] = (80, 24), language: str = "zh_CN"
) -> AsyncIterator[tuple[DeskApp, Pilot[int], Any]]:
    """Run a desk that shows a flow."""
    async with desk_app(settings, size=size, has_register=True) as (app, pilot):
        await speak(pilot, language)
        shown = screen()
        await app.push_screen(shown)
        await settled(pilot)
        yield app, pilot, shown


def seen_together(app: DeskApp) -> list[str]:
    """Return what of question, field, keys and bar does not stand on the screen, from top to bottom."""
    page: Any = app.screen
    entries = list(page.query("Field Input, Field TextArea"))
    rows = [
        page.query_one("#question").region,
        entries[0].region,
        page.keys.region,
        page.query_one("#bar").region,
    ]
    wrong = [str(row) for row in rows if not row.height]
    wrong += [
        f"{above} over {below}"
        for above, below in zip(rows, rows[1:], strict=False)
        if above.bottom > below.y
    ]
    wrong += [
        str(one.region) for one in entries if one.region.height < 3 or one.region.bottom > page.keys.region.y
    ]
    return wrong + (["bar"] if rows[-1].bottom > app.size.height else [])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_on_which_one_writes_has_room_for_all(
    settings: Settings, size: tuple[int, int], language: str
) -> None:
    async with flow(settings, FeedbackScreen, size, language) as (app, pilot, screen):
        screen.draft.kind, screen.draft.filer_role = "praise", "guardian"
        screen.answered |= {"whom-name", "wish-words"}
        for kind, pages in (
            ("praise", ("whom-name", "words", "name")),
            ("complaint", ("words", "wish-words")),
        ):
            screen.draft.kind = kind
            for page in pages:
                for is_large in (True, False):
                    await app.show_large(is_large)
                    await settled(pilot)
                    await screen.show_page(page)
                    await settled(pilot)
                    assert seen_together(app) == [] and audit(app) == [], (page, is_large, screen_text(app))


@pytest.mark.parametrize(
    ("screen", "page"), [(HelpScreen, "words"), (HelpScreen, "name"), (AppointmentsScreen, "words")]
)
async def test_short_words_are_asked_for_with_the_keys(
    settings: Settings, screen: type[Any], page: str
) -> None:
    async with flow(settings, screen) as (app, pilot, shown):
        shown.wants_person = shown.wants_more = True
        if screen is HelpScreen:
            shown.draft.filer_role, shown.draft.need = "visitor", "other"
        if page not in [one.name for one in shown.pages()]:
            shown.draft.need = next(one.code for one in app.hospital.needs)
        assert page in [one.name for one in shown.pages()]
        await shown.show_page(page)
        await settled(pilot)
        assert seen_together(app) == [] and audit(app) == []
        await tap_keys(pilot, "ni")
        await tap_key(pilot, SPACE)
        assert shown.typed(page) == "你"


async def test_what_is_composed_goes_along_when_one_goes_on(settings: Settings) -> None:
    async with flow(settings, FeedbackScreen) as (app, pilot, screen):
        screen.draft.kind = "complaint"
        await screen.show_page("words")
        await settled(pilot)
        await tap_keys(pilot, "tuifei")
        await tap_button(pilot, "#continue")
        await until_page(pilot, "wish")
        assert screen.draft.words == "退费"


async def test_another_language_keeps_what_is_composed_and_changes_the_keys(settings: Settings) -> None:
    async with flow(settings, FeedbackScreen, (120, 40)) as (app, pilot, screen):
        screen.draft.kind = "complaint"
        await screen.show_page("words")
        await settled(pilot)
        await tap_keys(pilot, "tuifei")
        await tap_button(pilot, "#speak-en")
        await until(pilot, lambda: app.screen.query(Keyboard) and screen.keys.language == "en")
        await settled(pilot)
        assert screen.typed("words") == "退费"
        await tap_keys(pilot, "ok")
        assert screen.is_in_field
        assert screen.typed("words") == "退费ok" and not any(key.code == CHINESE for key in screen.keys.keys)


async def test_done_goes_on_from_a_line_and_hidden_keys_stay_hidden(settings: Settings) -> None:
    async with flow(settings, FeedbackScreen) as (app, pilot, screen):
        screen.draft.kind, screen.draft.filer_role = "praise", "visitor"
        await screen.show_page("words")
        await settled(pilot)
        await tap_key(pilot, HIDE)
        await screen.show_page("name")
        await settled(pilot)
        assert screen.keys.is_hidden and audit(app) == []
        await tap_key(pilot, "show")
        await tap_keys(pilot, "ni")
        await tap_key(pilot, ENTER)
        await tap_key(pilot, ENTER)
        await until_page(pilot, "check")
        assert screen.draft.name == "你"


async def test_letters_that_find_stand_beside_what_they_find(settings: Settings) -> None:
    async with flow(settings, FeedbackScreen) as (app, pilot, screen):
        screen.draft.kind = "suggestion"
        screen.places.group = "?"
        await screen.show_page("where-in")
        await settled(pilot)
        assert not screen.query(Keyboard) and screen.query_one(Keypad).keys[0] == "qwertyuiop"
        await tap_keys(pilot, "xxgnk")
        assert screen.query_one("#places").tiles[0].value == "cardiology"


async def test_a_good_complaint_is_filed_without_one_typed_character(settings: Settings) -> None:
    async with flow(settings, FeedbackScreen) as (app, pilot, screen):
        await tap_tile(pilot, "complaint")
        await until_page(pilot, "about")
        await tap_tile(pilot, "process")
        await until_page(pilot, "matter")
        await tap_tile(pilot, app.hospital.children("process")[0].code)
        await until_page(pilot, "where")
        await tap_tile(pilot, "clinic")
        await until_page(pilot, "where-in")
        await tap_tile(pilot, "cardiology")
        await until_page(pilot, "when")
        await tap_tile(pilot, app.hospital.listed("happened")[0]["code"])
        await until_page(pilot, "phrases")
        for number in (0, 1):
            await tap_tile(pilot, number)
        await tap_button(pilot, "#continue")
        await until_page(pilot, "words")
        await tap_button(pilot, "#continue")
        await until_page(pilot, "wish")
        await tap_tile(pilot, app.hospital.listed("wishes")[0]["code"])
        await until_page(pilot, "people")
        await tap_tile(pilot, 1)
        await until_page(pilot, "who")
        await tap_tile(pilot, "anonymous")
        await until_page(pilot, "pin")
        await tap_button(pilot, "#continue")
        await until_page(pilot, "check")
        await tap_button(pilot, "#continue")
        await until_screen(pilot, SlipPage)
        [case] = await app.ask(cases.newest, 10)
        category = app.hospital.category(case.category)
        assert case.kind == "complaint" and case.department == "cardiology" and case.happened and case.wish
        assert (
            category and case.phrases == [texts["zh_CN"] for texts in category.phrases[:2]] and not case.words
        )


async def test_every_category_of_a_complaint_has_sentences_in_every_language(settings: Settings) -> None:
    async with desk_app(settings, has_register=True) as (app, _pilot):
        for parent in app.hospital.parents("complaint"):
            for category in app.hospital.children(parent.code) or [parent]:
                assert len(category.phrases) >= 3, category.code
                assert all(set(texts) == set(LANGUAGES) for texts in category.phrases), category.code


async def test_where_real_keys_are_none_stand_on_the_glass(settings: Settings) -> None:
    async with flow(replace(settings, keyboard=False), FeedbackScreen) as (app, pilot, screen):
        screen.draft.kind = "complaint"
        await screen.show_page("words")
        await settled(pilot)
        assert not screen.query(Keyboard) and screen.query_one("#head").display
        await pilot.press("退", "费")
        assert screen.typed("words") == "退费"

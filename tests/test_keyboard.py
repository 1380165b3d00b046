"""The keyboard on the glass: letters, digits, marks, and Chinese by whichever engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from kiosk.config import Settings
from kiosk.desk import DeskApp
from kiosk.screens.public.page import Page
from kiosk.widgets import keyboard_layouts as keys_on
from kiosk.widgets.field import Field
from kiosk.widgets.keyboard import Keyboard
from kiosk.widgets.keyboard_layouts import (
    BACK,
    CHINESE,
    DIGITS,
    ENTER,
    HIDE,
    LETTERS,
    MARKS,
    MORE,
    SHIFT,
    SHOW,
    SPACE,
)
from kiosk.writing.engine import PAGE
from tests.fake_writing import READINGS, FakeWriting
from tests.fingers import tap_key, until
from tests.screens import SIZES, audit, desk_app, finger, press, screen_text, settled, tap


class Written(Page):
    """A page on which one writes."""

    def __init__(self, *fields: Field) -> None:
        super().__init__()
        self.fields = fields

    @property
    def is_written(self) -> bool:
        """Say so."""
        return True

    def question(self) -> str:
        """Ask."""
        return "What was it?"

    def continue_label(self) -> str:
        """Go on."""
        return "Continue"

    def body(self) -> ComposeResult:
        """Yield the fields."""
        yield from self.fields


@asynccontextmanager
async def written(
    settings: Settings,
    *fields: Field,
    size: tuple[int, int] = (80, 24),
    language: str = "zh_CN",
    **others: Any,
) -> AsyncIterator[tuple[DeskApp, Pilot[int], FakeWriting]]:
    """Run a desk that shows a page on which one writes."""
    async with desk_app(replace(settings, language=language, **others), size=size) as (app, pilot):
        writing: Any = app._writing
        await app.push_screen(Written(*(fields or (Field("words", "Words"),))))
        await settled(pilot)
        yield app, pilot, writing


async def tap_keys(pilot: Pilot[int], *codes: str) -> None:
    """Tap keys, one after the other."""
    for code in codes:
        await tap_key(pilot, code)


def value(app: DeskApp) -> str:
    """Return what stands in the first field."""
    return app.screen.query(Field).first().value


def keyboard(app: DeskApp) -> Keyboard:
    """Return the keyboard."""
    return app.screen.query_one(Keyboard)


@given(
    name=st.sampled_from([LETTERS, DIGITS, MARKS]),
    width=st.integers(76, 300),
    height=st.integers(24, 100),
    has_chinese=st.booleans(),
    is_large=st.booleans(),
)
def test_keys_fill_their_rows_without_a_gap_and_are_never_small(
    name: str, width: int, height: int, has_chinese: bool, is_large: bool
) -> None:
    plan = keys_on.plan(height, has_chinese=has_chinese, is_large=is_large)
    laid = keys_on.idle(name, plan, width, is_chinese=has_chinese)
    laid += keys_on.keys(name, plan, width, is_chinese=has_chinese, has_chinese=has_chinese)
    assert all(key.region.width >= 5 and key.region.height >= 3 for key in laid)
    for y in range(plan.told, plan.height):
        row = sorted(
            (key.region for key in laid if key.region.y <= y < key.region.bottom), key=lambda one: one.x
        )
        assert [row[0].x, *(one.right for one in row)] == [*(one.x for one in row), width]
    assert plan.height + 9 <= height


@given(
    texts=st.lists(st.text("医院退费", min_size=1, max_size=30), min_size=1, max_size=20),
    width=st.integers(76, 200),
    has_more=st.booleans(),
)
def test_every_candidate_can_be_reached_and_tapped(texts: list[str], width: int, has_more: bool) -> None:
    plan = keys_on.plan(24, has_chinese=True, is_large=False)
    first, seen = 0, []
    while first < len(texts):
        laid, fits = keys_on.choices(texts, first, has_more, plan, width)
        seen += [key.value for key in laid if key.code == keys_on.CHOICE]
        assert all(key.region.width >= keys_on.NARROWEST and key.region.right <= width for key in laid)
        assert 1 <= fits <= PAGE
        first += fits
    assert seen == list(range(len(texts)))


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_question_field_keys_and_bar_stand_on_the_glass_together(
    settings: Settings, size: tuple[int, int], language: str
) -> None:
    for lines in (1, 4):
        async with written(settings, Field("words", "Words", lines=lines), size=size, language=language) as (
            app,
            pilot,
            _writing,
        ):
            for is_large in (False, True):
                await app.show_large(is_large)
                await settled(pilot)
                entry, bar = app.screen.query_one("#entry-words").region, app.screen.query_one("#bar").region
                keys = keyboard(app).region
                assert "What was it?" in screen_text(app)
                assert entry.height >= 3 and entry.bottom <= keys.y < keys.bottom < bar.y
                assert bar.bottom <= size[1] and audit(app) == []
                heights = set()
                for layout in (LETTERS, DIGITS, MARKS):
                    keyboard(app).layout_name = layout
                    keyboard(app)._lay_again()
                    await pilot.pause()
                    heights.add(keyboard(app).region)
                    assert audit(app) == []
                assert len(heights) == 1


async def test_letters_digits_and_marks_are_typed_into_the_field_which_keeps_the_cursor(
    settings: Settings,
) -> None:
    async with written(settings, language="en") as (app, pilot, writing):
        await tap_keys(pilot, SHIFT, "h", "i", SPACE, DIGITS, "4", "2", MARKS, "！", LETTERS, BACK, ".")
        assert value(app) == "Hi 42."
        assert app.screen.focused is app.screen.query_one(Input)
        assert not writing.started


async def test_fast_letters_keep_their_order_and_the_same_key_counts_twice(settings: Settings) -> None:
    async with written(settings, language="en") as (app, pilot, _writing):
        board = keyboard(app)
        places = {key.code: key.region.translate(board.content_region.offset).center for key in board.keys}
        for letter in "wwangxiuyinggg" * 5:
            x, y = places[letter]
            for kind in (events.MouseDown, events.MouseUp):
                app.post_message(finger(kind, int(x), int(y)))
        await settled(pilot)
        assert value(app) == "wwangxiuyinggg" * 5


async def test_real_keys_write_beside_it(settings: Settings) -> None:
    async with written(settings) as (app, pilot, _writing):
        await press(pilot, "a", "b", "退")
        assert value(app) == "ab退"


async def test_a_tapped_candidate_is_written(settings: Settings) -> None:
    async with written(settings) as (app, pilot, writing):
        await tap_keys(pilot, *"tuifei")
        assert "tuifei" in screen_text(app) and value(app) == ""
        await tap(pilot, "颓废")
        assert value(app) == "颓废" and "tuifei" not in screen_text(app)
        assert writing.started == [("zh_CN", True)]


async def test_one_chooses_as_one_goes(settings: Settings) -> None:
    async with written(settings) as (app, pilot, _writing):
        await tap_keys(pilot, *"tuifei")
        await tap(pilot, " 推 ")
        assert value(app) == "推" and "fei" in screen_text(app)
        await tap_key(pilot, SPACE)
        assert value(app) == "推费"


async def test_space_and_enter_take_the_first_candidate(settings: Settings) -> None:
    async with written(settings) as (app, pilot, _writing):
        await tap_keys(pilot, *"tuifei", SPACE, *"ni", ENTER)
        assert value(app) == "退费你" and isinstance(app.screen, Written)


async def test_a_mark_takes_the_first_candidate_and_stands_after_it(settings: Settings) -> None:
    async with written(settings) as (app, pilot, _writing):
        await tap_keys(pilot, *"tuifei", "。")
        assert value(app) == "退费。"


async def test_delete_takes_letters_back_before_it_takes_words(settings: Settings) -> None:
    async with written(settings) as (app, pilot, _writing):
        await tap_keys(pilot, *"ni", SPACE, *"tuix", BACK)
        assert "退" in screen_text(app) and value(app) == "你"
        await tap_keys(pilot, BACK, BACK, BACK, BACK)
        assert value(app) == ""


async def test_further_candidates_stand_on_further_pages(settings: Settings) -> None:
    async with written(settings) as (app, pilot, _writing):
        await tap_keys(pilot, *"ni")
        seen = ""
        for _page in range(4):
            seen += "".join(key.label for key in keyboard(app).keys if key.code == keys_on.CHOICE)
            if not any(key.code == MORE for key in keyboard(app).keys):
                break
            await tap_key(pilot, MORE)
        assert seen == "".join(READINGS["ni"])
        await tap(pilot, "伱")
        assert value(app) == "伱"


async def test_letters_stand_at_once_and_keys_wait_for_a_slow_engine_in_their_order(
    settings: Settings,
) -> None:
    async with written(settings) as (app, pilot, writing):
        writing.may_answer.clear()
        board = keyboard(app)
        for code in [*"tuifei", SPACE, *"ni", SPACE]:
            board.press(next(key for key in board.keys if key.code == code))
        await pilot.pause()
        assert "tuifei" in screen_text(app) and value(app) == ""
        writing.may_answer.set()
        await until(pilot, lambda: value(app) == "退费你")


async def test_a_late_answer_is_dropped(settings: Settings) -> None:
    async with written(settings) as (app, pilot, writing):
        writing.may_answer.clear()
        board = keyboard(app)
        for code in [*"tui", BACK, BACK, BACK, *"ni"]:
            board.press(next(key for key in board.keys if key.code == code))
        await pilot.pause()
        writing.may_answer.set()
        await settled(pilot)
        assert "你" in screen_text(app) and "退" not in screen_text(app)
        assert len(writing.asked) < 6


async def test_a_dead_engine_says_so_and_letters_are_written(settings: Settings) -> None:
    async with written(settings) as (app, pilot, writing):
        await tap_key(pilot, CHINESE)
        writing.is_dead = True
        board = keyboard(app)
        board._is_ready = False
        await tap_keys(pilot, CHINESE)
        await settled(pilot)
        assert board.notice in screen_text(app) and board.notice
        await tap_keys(pilot, *"ct", SPACE, "b")
        assert value(app) == "ct b"
        writing.is_dead = False
        await tap_keys(pilot, CHINESE, *"ni", SPACE)
        assert value(app) == "ct b你" and not board.notice


async def test_letters_that_are_no_pinyin_are_written_as_they_are(settings: Settings) -> None:
    async with written(settings) as (app, pilot, _writing):
        await tap_keys(pilot, *"qq", SPACE, *"ni", CHINESE, SHIFT, "b", "o")
        assert value(app) == "qqniBo"


async def test_no_more_is_written_than_a_field_holds(settings: Settings) -> None:
    async with written(settings, Field("words", "Words", most=3)) as (app, pilot, _writing):
        await tap_keys(pilot, *"tuifei", SPACE, *"tuifei", SPACE)
        assert value(app) == "退费退"


async def test_lines_take_the_same_keys(settings: Settings) -> None:
    async with written(settings, Field("words", "Words", lines=4)) as (app, pilot, _writing):
        await tap_keys(pilot, *"tuifei", SPACE, ENTER, *"ni", SPACE)
        assert value(app) == "退费\n你" and isinstance(app.screen.focused, TextArea)


async def test_long_words_scroll_above_the_keys(settings: Settings) -> None:
    async with written(settings, Field("words", "Words", "等\n" * 60, most=500, lines=4)) as (
        app,
        pilot,
        _writing,
    ):
        area = app.screen.query_one(TextArea)
        area.move_cursor(area.document.end)
        await tap_keys(pilot, *"tuifei", SPACE)
        assert "退费" in screen_text(app) and audit(app) == []


async def test_what_is_composed_is_not_lost_when_the_page_goes_on_or_speaks_otherwise(
    settings: Settings,
) -> None:
    async with written(settings, Field("words", "Words"), Field("name", "Name")) as (app, pilot, _writing):
        await tap_keys(pilot, *"tuifei")
        app.screen.query_one("#entry-name").focus()
        await settled(pilot)
        assert value(app) == "退费"
        await tap_keys(pilot, *"ni")
        app.screen.finish_writing()
        assert app.screen.query_one("#field-name", Field).value == "你"


async def test_the_keys_are_put_away_and_brought_back(settings: Settings) -> None:
    async with written(settings) as (app, pilot, _writing):
        await tap_key(pilot, HIDE)
        assert keyboard(app).region.height == 3 and audit(app) == []
        assert app.screen.query_one("#head").display
        await tap_keys(pilot, SHOW, *"ni", SPACE)
        assert value(app) == "你" and keyboard(app).region.height > 12


async def test_a_trembling_finger_puts_the_keys_away_once(settings: Settings) -> None:
    async with written(settings) as (app, pilot, _writing):
        board = keyboard(app)
        where = next(key.region for key in board.keys if key.code == HIDE).translate(board.region.offset)
        for at in (10.0, 10.2):
            app.post_message(finger(events.MouseDown, where.x + 2, where.y + 1, at=at))
            app.post_message(finger(events.MouseUp, where.x + 2, where.y + 1, at=at))
        await settled(pilot)
        assert board.is_hidden


@pytest.mark.parametrize("size", [(70, 24), (80, 22)])
async def test_a_small_window_has_a_keyboard_of_its_own(settings: Settings, size: tuple[int, int]) -> None:
    async with written(settings, size=size) as (app, _pilot, _writing):
        assert not app.screen.query(Keyboard)


async def test_a_desk_with_real_keys_turns_it_off(settings: Settings) -> None:
    async with written(settings, keyboard=False) as (app, pilot, writing):
        await press(pilot, "a")
        assert not app.screen.query(Keyboard) and value(app) == "a" and not writing.started


async def test_sounds_are_told_apart_where_the_site_wants_it(settings: Settings) -> None:
    async with written(settings, language="zh_TW", pinyin_fuzzy=False) as (_app, pilot, writing):
        await settled(pilot)
        assert writing.started == [("zh_TW", False)]

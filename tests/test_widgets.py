"""Tiles, keys, faces and fields, by finger and by key."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.app import ComposeResult
from textual.widgets import Input, TextArea

from kiosk.config import Settings
from kiosk.screens.public.flow import FlowPage, FlowScreen, Trouble
from kiosk.screens.public.page import Page
from kiosk.widgets.bignumber import drawn
from kiosk.widgets.board import Board
from kiosk.widgets.checklist import CheckList, CheckRow
from kiosk.widgets.chips import Chips
from kiosk.widgets.faces import Faces
from kiosk.widgets.field import Field, WithKeypad
from kiosk.widgets.keypad import CODE
from kiosk.widgets.qr import QRCode
from kiosk.widgets.tiles import Tile, TileGrid, plan
from tests.screens import desk_app, finger, press, screen_text, settled, tap

HOSTILE = "[@click=app.quit]x[/] [/b] [TODO]"


class Showing(Page):
    """Shows what a test gives it, and remembers what it tells."""

    def __init__(self, *widgets: Any) -> None:
        super().__init__()
        self.widgets, self.told = widgets, []

    def body(self) -> ComposeResult:
        """Yield what was given."""
        yield from self.widgets

    def on_tile_chosen(self, message: Tile.Chosen) -> None:
        """Remember."""
        self.told.append(message.value)

    def on_chips_changed(self, message: Chips.Changed) -> None:
        """Remember."""
        self.told.append(message.values)

    def on_faces_chosen(self, message: Faces.Chosen) -> None:
        """Remember."""
        self.told.append(message.score)


async def show(app: Any, pilot: Any, *widgets: Any) -> Showing:
    """Show widgets on a page."""
    page = Showing(*widgets)
    await app.push_screen(page)
    await settled(pilot)
    return page


def tiles(count: int) -> list[Tile]:
    """Return so many tiles."""
    return [Tile(n, f"Choice {n}") for n in range(count)]


async def test_a_tile_is_chosen_by_finger_digit_and_enter(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        page = await show(app, pilot, TileGrid(tiles(4), columns=2))
        await tap(pilot, "Choice 2")
        await press(pilot, "1", "right", "enter")
        assert page.told == [2, 0, 1]


async def test_a_finger_that_slides_off_chooses_nothing(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        page = await show(app, pilot, TileGrid(tiles(4), columns=2))
        app.post_message(finger(events.MouseDown, 5, 7))
        app.post_message(finger(events.MouseUp, 60, 7))
        await settled(pilot)
        assert page.told == []


async def test_sixty_tiles_are_all_reached_by_turning_pages(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        grid = TileGrid(tiles(60))
        await show(app, pilot, grid)
        app_speaks = set()
        for _page in range(60):
            app_speaks |= {spot.value for spot in grid.spots if isinstance(spot.value, int)}
            turn = [spot for spot in grid.spots if getattr(spot.value, "by", 0) == 1]
            if not turn:
                break
            grid.choose(turn[0].value)
        assert app_speaks == set(range(60))


@given(
    count=st.integers(1, 70),
    width=st.integers(56, 200),
    height=st.integers(7, 60),
    most=st.sampled_from([4, 9]),
)
def test_tiles_always_fit_their_room(count: int, width: int, height: int, most: int) -> None:
    laid = plan(tiles(count), width, height, most, (1, 2, 3))
    turning = 4 if laid.pages > 1 else 0
    assert laid.rows * (laid.tile_height + 1) - 1 + turning <= height
    assert laid.each <= most and laid.each * laid.pages >= count
    assert laid.tile_height >= 3 and laid.columns * (laid.tile_width + 2) - 2 <= width


async def test_words_of_strangers_are_only_words(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        page = await show(app, pilot, TileGrid([Tile(1, HOSTILE, HOSTILE)], columns=1))
        assert HOSTILE in screen_text(app)
        await tap(pilot, "click=app.quit")
        assert page.told == [1] and app.is_running


async def test_no_more_chips_stand_than_may(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        page = await show(app, pilot, Chips(tiles(5), most=2))
        await press(pilot, "1", "2", "3", "1")
        assert page.told == [(0,), (0, 1), (1,)]
        assert "✓ Choice 1" in screen_text(app)


async def test_one_tap_on_a_face_tells_the_score(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        page = await show(app, pilot, Faces(["Awful", "Bad", "Fair", "Good", "Great"]))
        await tap(pilot, "Good")
        assert page.told == [4] and "✓ Good" in screen_text(app)


async def test_fast_fingers_on_the_keypad_keep_their_order(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        await show(app, pilot, WithKeypad(Field("phone", "Phone")))
        rows = list(enumerate(screen_text(app).split("\n")))
        found = {
            key: (row.find(f"  {key}  ") + 2, y) for key in "13579" for y, row in rows if f"  {key}  " in row
        }
        for key in "1357913579":
            for kind in (events.MouseDown, events.MouseUp):
                app.post_message(finger(kind, *found[key]))
        await settled(pilot)
        assert app.screen.query_one(Input).value == "1357913579"


async def test_the_keypad_takes_back(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        await show(app, pilot, WithKeypad(Field("code", "Number", "KK"), keys=CODE, key_width=5))
        await tap(pilot, " 7 ")
        await tap(pilot, "⌫")
        assert app.screen.query_one(Input).value == "KK"


@pytest.mark.parametrize("lines", [1, 4])
async def test_a_field_takes_no_more_than_it_may(settings: Settings, lines: int) -> None:
    async with desk_app(settings) as (app, pilot):
        field = Field("words", "Words", most=5, lines=lines)
        await show(app, pilot, field)
        await press(pilot, *"abcdefgh")
        assert field.value == "abcde"
        app.post_message(events.Paste("xyz"))
        await settled(pilot)
        assert field.value == "abcde"


async def test_a_phrase_is_added_to_what_stands_there(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        field = Field("words", "Words", "One", lines=4)
        await show(app, pilot, field)
        field.add("Two")
        assert app.screen.query_one(TextArea).text == "One\nTwo"


def test_big_figures_are_three_rows_for_every_sign_of_a_number() -> None:
    for sign in "0123456789ABCDEFGHJKMNPQRSTVWXYZ-":
        rows = drawn(sign)
        assert len(rows) == 3 and len(set(map(len, rows))) == 1
    assert len({tuple(drawn(sign)) for sign in "0123456789ABCDEFGHJKMNPQRSTVWXYZ"}) == 32


def test_a_code_of_29_modules_takes_37_by_19_cells() -> None:
    assert QRCode.size_of([[True] * 29] * 29) == (37, 19)
    assert QRCode.size_of([[True] * 29] * 29, is_full=True) == (74, 37)


class Flow(FlowScreen):
    """Two questions and a check."""

    def __init__(self) -> None:
        super().__init__()
        self.which, self.name_given, self.is_filed = "", "", False

    def pages(self) -> list[FlowPage]:
        """Return them."""
        return [
            FlowPage("which", "Which one?", "Which", self.ask_which, choose=self.take_which),
            FlowPage(
                "who",
                "Who are you?",
                "Who",
                self.ask_who,
                keep=self.keep_who,
                check=self.check_who,
                is_typing=True,
            ),
            FlowPage("check", "Right?", "Check", self.ask_check, goes_on="File it", leave=self.file),
        ]

    def ask_which(self) -> ComposeResult:
        """Yield tiles."""
        yield TileGrid([Tile("one", "First"), Tile("two", "Second")], id="which")

    def take_which(self, value: Any) -> None:
        """Take it."""
        self.which = value

    def ask_who(self) -> ComposeResult:
        """Yield a field."""
        yield Field("who", "Name", self.name_given)

    def keep_who(self) -> None:
        """Keep it."""
        self.name_given = self.typed("who")

    def check_who(self) -> Trouble | None:
        """Want a name."""
        return None if self.name_given else Trouble("Write your name.", "who")

    def ask_check(self) -> ComposeResult:
        """Yield the answers."""
        yield CheckList([CheckRow("Which", self.which, "which"), CheckRow("Who", self.name_given, "who")])

    async def file(self) -> None:
        """File it."""
        self.is_filed = True


async def test_a_flow_by_keys_alone(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        flow = Flow()
        await app.push_screen(flow)
        await settled(pilot)
        await press(pilot, "2", "enter")
        assert "! Write your name." in screen_text(app)
        await press(pilot, *"Wang", "enter")
        assert "Right?" in screen_text(app) and "Wang" in screen_text(app)
        await press(pilot, "1")
        assert "Which one?" in screen_text(app)
        await press(pilot, "1")
        assert "Right?" in screen_text(app) and flow.which == "one"
        await press(pilot, "escape")
        assert "Who are you?" in screen_text(app)
        await press(pilot, "enter", "tab", "tab", "tab", "tab", "enter")
        assert flow.is_filed


async def test_a_flow_by_taps_alone(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        flow = Flow()
        await app.push_screen(flow)
        await settled(pilot)
        flow.name_given = "Wang"
        await tap(pilot, "First")
        await tap(pilot, "English")
        assert app.screen.query_one(Input).value == "Wang"
        await tap(pilot, "Continue")
        await tap(pilot, "Change", 2)
        await tap(pilot, "Continue")
        await tap(pilot, "File it")
        assert flow.is_filed


async def test_start_again_closes_the_flow(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        await app.push_screen(Flow())
        await tap(pilot, "English")
        await tap(pilot, "Start again")
        assert len(app.screen_stack) == 1


async def test_the_cursor_is_marked_by_a_sign(settings: Settings) -> None:
    async with desk_app(settings) as (app, pilot):
        page = await show(app, pilot, TileGrid(tiles(4)))
        assert "▶ 1 " in screen_text(app)
        await press(pilot, "down")
        assert page.query_one(Board).cursor != 0

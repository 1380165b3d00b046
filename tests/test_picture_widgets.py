"""The pictures of the console: they fill the room that is there, and say their numbers without any colour."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from kiosk import i18n
from kiosk.rules.strip import strip
from kiosk.rules.text import cells
from kiosk.rules.workdays import WorkCalendar
from kiosk.themes import THEMES
from kiosk.widgets import pictures
from kiosk.widgets.picture import Drawn, Picture

SIZES = ((38, 5), (58, 8), (150, 20))
CALENDAR = WorkCalendar({date(2026, 10, 1): "rest", date(2026, 10, 10): "work"})
DAYS = strip(date(2026, 9, 28), [date(2026, 9, 30)] * 3, CALENDAR)
DRAWN: dict[str, tuple[Drawn, tuple[str, ...]]] = {
    "boxes": (
        pictures.due_boxes([("逾期", 7), ("今天", 12), ("本周", 33), ("以后", 58)]),
        ("! 逾期", "7", "33"),
    ),
    "burn": (pictures.burn_down([(f"10/{n}", 30 + n) for n in range(1, 32)]), ("61", "10/1")),
    "heat": (
        pictures.heat_map(["9/28", "10/5"], [("检验科", (1, 41)), ("内科", (0, 3))]),
        ("█41", "░1", "42"),
    ),
    "pareto": (pictures.pareto([("Waiting", 61, 59.8), ("Fees", 41, 100.0)]), ("61", "41", "60%", "◆")),
    "gauge": (pictures.gauge(84.6, 75.8, 90.6, [None, 80.0, 84.6]), ("84.6%", "76–91%", "80–85%")),
    "faces": (pictures.smileys((27, 54, 81, 108, 135)), (":((", "27", "135")),
    "hours": (pictures.hours([0] * 8 + [83, 97] + [0] * 14), ("97", "0")),
}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with i18n.speaking("en"):
        yield


def plain(drawn: Drawn, width: int, height: int) -> str:
    """Return a picture without its colours; it keeps to its room."""
    lines = ["".join(words for words, _role in line) for line in drawn(width, height)]
    assert len(lines) <= height and all(cells(line) <= width for line in lines)
    return "\n".join(lines)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_says_its_numbers_in_any_room(name: str, size: tuple[int, int]) -> None:
    """REP-07: what the leader looks at is readable on a small terminal, and without colours."""
    drawn, words = DRAWN[name]
    text = plain(drawn, *size)
    assert all(word in text for word in words), text


def test_the_strip_says_which_days_are_off_and_which_are_worked_out_of_turn() -> None:
    drawn = pictures.promise_strip(DAYS, ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"] * 2)
    text = plain(drawn, 90, 4)
    names, dates, dues, works = text.splitlines()
    assert "Today" in dates and "10/10" in dates and names.split()[:3] == ["Mo", "Tu", "We"]
    assert dues.split()[2] == "3"
    assert works.split() == ["rest", "rest", "rest", "works", "rest"]


def test_what_too_few_said_is_not_drawn() -> None:
    assert "too few" in plain(pictures.gauge(None, None, None, []), 40, 4)
    assert "too few" in plain(pictures.smileys(None), 40, 4)


@given(st.lists(st.integers(0, 10**5), max_size=400), st.integers(1, 120), st.integers(1, 20))
def test_columns_keep_to_their_room(values: list[int], width: int, height: int) -> None:
    names = [str(n) for n in range(len(values))]
    lines = pictures.columns(values, names)(width, height)
    assert len(lines) <= height


@given(st.lists(st.integers(0, 10**4), min_size=1, max_size=60), st.integers(30, 120))
def test_the_highest_column_is_drawn_to_the_top(values: list[int], width: int) -> None:
    if max(values) and len(values) < width - 8:
        top = pictures.columns(values, [""] * len(values))(width, 6)[0]
        assert "█" in top[1][0]


class Shown(App[None]):
    """Nothing but a picture."""

    def compose(self) -> ComposeResult:
        picture = Picture("Due", id="picture")
        picture.show(DRAWN["boxes"][0])
        yield picture


async def test_a_picture_is_drawn_under_its_title_and_anew_when_it_is_resized() -> None:
    app = Shown()
    for theme in THEMES:
        app.register_theme(theme)
    async with app.run_test(size=(60, 8)) as pilot:
        picture = app.query_one(Picture)
        assert picture.render_line(0).text.startswith("Due")
        assert "┌" in picture.render_line(1).text
        await pilot.resize_terminal(30, 8)
        assert "┌" not in picture.render_line(1).text and "! 逾期" in picture.render_line(1).text

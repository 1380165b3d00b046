"""The pictures of reports: well-formed, every number in them as words, a name for those who do not see."""

from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import i18n
from kiosk.printed import pictures
from kiosk.rules.strip import strip
from kiosk.rules.workdays import WorkCalendar
from tests.register import HOSTILE

SVG = "{http://www.w3.org/2000/svg}"
NATIONAL = WorkCalendar({date(2026, 10, 1): "rest", date(2026, 10, 2): "rest", date(2026, 10, 10): "work"})


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with i18n.speaking("en"):
        yield


def said(svg: str) -> list[str]:
    """Return the words that stand in a picture; it is well-formed, and names itself."""
    root = ElementTree.fromstring(svg)
    assert root.find(f"{SVG}title") is not None and root.find(f"{SVG}desc") is not None
    return [node.text or "" for node in root.iter(f"{SVG}text")]


def described(svg: str) -> str:
    """Return what a picture says to those who do not see it."""
    return ElementTree.fromstring(svg).findtext(f"{SVG}desc") or ""


def test_due_boxes_hold_their_counts() -> None:
    """REP-07: the leader sees how many cases are late, due today, due this week and later."""
    svg = pictures.due_boxes("Due", [("Overdue", 7), ("Today", 1212), ("This week", 33), ("Later", 58)])
    assert {"7", "1,212", "33", "58", "! Overdue"} <= set(said(svg))
    assert described(svg) == "Overdue: 7; Today: 1,212; This week: 33; Later: 58"


def test_the_burn_down_ends_with_what_is_open_now() -> None:
    svg = pictures.burn_down("Open", [("10/1", 60), ("10/2", 91)])
    assert "91" in said(svg) and described(svg) == "10/1: 60; 10/2: 91"


def test_the_heat_map_holds_each_number_and_is_darkest_where_most_is() -> None:
    svg = pictures.heat_map("Heat", ["9/28", "10/5"], [("Cardiology", (1, 41)), ("Laboratory", (0, 3))])
    assert {"1", "41", "3", "42", "Cardiology", "9/28"} <= set(said(svg))
    fills = [node.get("fill") for node in ElementTree.fromstring(svg).iter(f"{SVG}rect")]
    assert fills == ["#DCEDEA", "#0A5459", "#FFFFFF", "#DCEDEA"]


def test_the_pareto_ends_with_all() -> None:
    svg = pictures.pareto("Causes", [("Waiting", 61, 59.8), ("Fees", 41, 100.0)])
    assert {"61", "41", "59.8%", "100.0%"} <= set(said(svg))


def test_the_gauge_says_its_share_and_hides_what_too_few_said() -> None:
    svg = pictures.gauge("Satisfied", 84.6, 75.8, 90.6, [("26/09", None), ("26/10", 84.6)])
    assert {"84.6%", "75.8% to 90.6%"} <= set(said(svg))
    assert described(svg) == "84.6%; 26/09: too few; 26/10: 84.6%"
    assert "too few" in said(pictures.gauge("Satisfied", None, None, None, []))


def test_faces_are_counted_and_hidden_where_too_few_tapped() -> None:
    assert said(pictures.smileys("Faces", (1, 2, 3, 4, 50))) == ["1", "2", "3", "4", "50"]
    assert said(pictures.smileys("Faces", None)) == ["too few"]


def test_the_hours_are_counted() -> None:
    counts = [0] * 24
    counts[9], counts[14] = 97, 53
    assert {"97", "53"} <= set(said(pictures.hours("Hours", counts)))
    assert "9:00: 97" in described(pictures.hours("Hours", counts))


def test_the_strip_marks_days_off_and_days_worked_out_of_turn() -> None:
    days = strip(date(2026, 9, 28), [date(2026, 9, 29)] * 3 + [date(2026, 10, 10)], NATIONAL)
    svg = pictures.promise_strip("Promises", days, ["Mo"] * 14)
    assert len(days) == 14 and days[0].is_today
    assert [day.kind for day in days] == [*["work"] * 3, *["rest"] * 4, *["work"] * 5, "makeup", "rest"]
    assert "2026-10-10 works: 1" in described(svg) and "2026-10-01 rest: 0" in described(svg)
    assert "3" in said(svg)


@given(st.lists(st.dates(date(2026, 9, 28), date(2026, 10, 30))))
def test_the_strip_counts_each_promise_of_its_days_once(due: list[date]) -> None:
    days = strip(date(2026, 9, 28), due, NATIONAL)
    assert sum(day.due for day in days) == sum(day <= days[-1].day for day in due)


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_strangers_are_no_markup(words: str) -> None:
    name = words.replace("\0", "")
    ElementTree.fromstring(pictures.pareto("Causes", [(clean(name), 1, 100.0)]))


def clean(words: str) -> str:
    """Return words as the register keeps them."""
    from kiosk.rules.text import clean as kept

    return kept(words, 200)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_more_is_never_drawn_lighter(number: int, most: int) -> None:
    number = min(number, most)
    assert pictures.shade(number, most, 5) <= pictures.shade(most, most, 5) == 4
    assert (pictures.shade(number, most, 5) == 0) == (number == 0)

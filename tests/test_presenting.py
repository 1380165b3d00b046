"""The weekly case meeting, whose turn it is, and who carries too much."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.load import Carried, heavy
from kiosk.rules.presenting import meeting_day, next_meetings, presenters
from kiosk.rules.workdays import WorkCalendar

USUAL = WorkCalendar({})
HOLIDAYS = WorkCalendar({date(2026, 10, day): "rest" for day in range(1, 8)} | {date(2026, 10, 10): "work"})
NOW = datetime(2026, 9, 18, 2, 30, tzinfo=UTC)
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 1, 1))


def test_the_meeting_is_on_its_weekday_or_before_it_when_that_is_a_holiday() -> None:
    """LIMIT weekly-case-sharing: on Fridays; in the week of the holiday on the last working day before."""
    assert meeting_day(date(2026, 9, 14), 5, USUAL) == date(2026, 9, 18)
    assert meeting_day(date(2026, 10, 1), 5, HOLIDAYS) == date(2026, 9, 30)
    assert meeting_day(date(2026, 10, 6), 3, HOLIDAYS) == date(2026, 10, 8)


@given(DAYS, st.integers(1, 7), st.sets(st.integers(0, 60)))
def test_there_is_one_meeting_a_week_and_it_is_on_a_working_day(
    today: date, weekday: int, rest: set[int]
) -> None:
    """LIMIT weekly-case-sharing: never two in a week; only a week without a working day has none."""
    calendar = WorkCalendar({today + timedelta(days=n): "rest" for n in rest})
    found = next_meetings(today, weekday, calendar, 8)
    weeks = [day.isocalendar()[:2] for day in found]
    assert len(set(weeks)) == len(weeks)
    assert all(calendar.is_working(day) and day >= today for day in found)
    assert found == sorted(found)


@given(
    st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=8, unique=True),
    st.dictionaries(st.sampled_from("abcdefgh"), DAYS),
)
def test_whoever_presented_longest_ago_comes_next(people: list[str], last: dict[str, date]) -> None:
    """TRN-01: nobody presents twice before everybody did."""
    turn = presenters(people, last, len(people))
    assert sorted(turn) == sorted(people)
    ago = [last.get(code, date.min) for code in turn]
    assert ago == sorted(ago)
    assert presenters(people, last, len(people) + 1)[-1] == turn[0]


def test_nobody_presents_where_nobody_works() -> None:
    assert presenters([], {}, 4) == []


def carried(person: str, grade: str, **ago: float) -> Carried:
    return Carried(person, grade, NOW - timedelta(**ago))


def test_five_hard_cases_within_a_week_are_many() -> None:
    """TRN-04: minor ones, older ones and those of others do not count."""
    mine = [carried("fang", "complex", days=n) for n in range(5)]
    assert heavy(mine, 5, NOW) == {"fang": 5}
    assert heavy(mine[1:], 5, NOW) == {}
    assert heavy([*mine[1:], carried("fang", "minor", days=1), carried("luo", "major", days=1)], 5, NOW) == {}
    assert heavy([*mine[1:], carried("fang", "major", days=7)], 5, NOW) == {}


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["minor", "major"]), st.integers(0, 20))))
def test_one_more_case_never_makes_a_load_lighter(cases: list[tuple[str, str, int]]) -> None:
    """TRN-04: who carried too much still does with one case more."""
    found = [carried(person, grade, days=ago) for person, grade, ago in cases]
    more = heavy([*found, carried("a", "major", days=0)], 3, NOW)
    assert all(more[person] >= count for person, count in heavy(found, 3, NOW).items())

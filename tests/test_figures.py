"""How reports reckon: shares, percentiles, periods, intervals."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules import figures, intervals
from kiosk.rules.refusal import Refusal


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_share_is_rounded_half_up_as_on_paper(numerator: int, denominator: int) -> None:
    exact = Decimal(100 * numerator) / Decimal(denominator)
    if Fraction(2000 * numerator, denominator).denominator == 1:
        exact = Decimal(2000 * numerator // denominator) / 20
    assert figures.percent(numerator, denominator) == float(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


def test_a_share_of_nothing_is_no_number() -> None:
    assert figures.percent(0, 0) is None
    assert figures.percent(1, 8) == 12.5
    assert figures.percent(1, 2000) == 0.1


@given(st.lists(st.integers(0, 500), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_value_at_the_nearest_rank(hours: list[int], share: int) -> None:
    wanted = sorted(hours)[ceil(len(hours) * share / 100) - 1]
    assert figures.nearest_rank(Counter(hours), share) == wanted


def test_nothing_has_no_median() -> None:
    assert figures.nearest_rank({}, 50) is None


@given(st.dates(date(2001, 1, 1), date(2900, 1, 1)))
def test_months_follow_each_other_without_a_gap(day: date) -> None:
    found = figures.month_of(day)
    assert found.first <= day < found.after
    assert figures.month(found.code) == found
    assert figures.before(found).after == found.first
    assert figures.year_before(found).first.year == found.first.year - 1
    assert figures.months(found.first, found.after) == [found]
    assert len(figures.months(figures.year_before(found).first, found.first)) == 12


@given(st.dates(date(2001, 1, 1), date(2900, 1, 1)))
def test_the_weeks_of_a_month_hold_all_its_days(day: date) -> None:
    found = figures.month_of(day)
    mondays = figures.weeks(found.first, found.after)
    held = {monday.toordinal() + n for monday in mondays for n in range(7)}
    assert {one.toordinal() for one in figures.days(found.first, found.after)} <= held
    assert all(monday.weekday() == 0 for monday in mondays)
    assert mondays[0].toordinal() > found.first.toordinal() - 7 and mondays[-1] < found.after


@pytest.mark.parametrize("code", ["2026-13", "2026-1", "26-01", "2026", "", "٢٠٢٦-01", "1999-01"])
def test_what_is_no_month_is_refused(code: str) -> None:
    with pytest.raises(Refusal):
        figures.month(code)


@pytest.mark.parametrize("code", ["2026-10", "226", "", "20266", "1999"])
def test_what_is_no_year_is_refused(code: str) -> None:
    with pytest.raises(Refusal):
        figures.year(code)


def test_the_year_before_a_year_is_both_its_comparisons() -> None:
    assert figures.before(figures.year("2026")) == figures.year_before(figures.year("2026"))
    assert figures.before(figures.year("2026")).code == "2025"


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share_and_solves_its_equation(yes: int, no: int) -> None:
    n = yes + no
    low, high = intervals.wilson(yes, n)
    assert 0 <= low <= high <= 1
    if not n:
        assert (low, high) == (0, 1)
        return
    share = yes / n
    assert low <= share <= high
    for end in (low, high):
        if 0 < end < 1:
            assert abs((share - end) ** 2 - intervals.Z**2 * end * (1 - end) / n) < 1e-9


def test_the_interval_is_that_of_the_textbook() -> None:
    low, high = intervals.wilson(8, 10)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)


def test_more_than_all_is_no_share() -> None:
    with pytest.raises(ValueError, match="no share"):
        intervals.wilson(3, 2)

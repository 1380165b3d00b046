"""A rating counts once, a bad one asks why, and a score is shown when enough have answered."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.ratings import asks_why, is_burst, is_flagged, is_own_work, publishable

NOW = datetime(2026, 9, 18, 8, 0, tzinfo=UTC)


def test_the_first_tap_of_a_terminal_counts() -> None:
    assert not is_flagged(None, NOW)


@pytest.mark.parametrize(("seconds", "flagged"), [(0, True), (4.999, True), (5, False), (60, False)])
def test_taps_within_five_seconds_are_flagged(seconds: float, flagged: bool) -> None:
    assert is_flagged(NOW - timedelta(seconds=seconds), NOW) is flagged


def test_a_clock_that_was_set_back_flags_no_honest_tap() -> None:
    assert not is_flagged(NOW + timedelta(hours=1), NOW)


@given(st.floats(0, 60), st.floats(0, 60))
def test_the_span_is_the_hospitals_to_set(seconds: float, within: float) -> None:
    later = NOW + timedelta(seconds=seconds)
    assert is_flagged(NOW, later, within) is (later - NOW < timedelta(seconds=within))


@given(st.lists(st.integers(-600, 600), max_size=40), st.integers(1, 20), st.integers(1, 9))
def test_a_burst_is_as_many_taps_as_the_hospital_believes(ago: list[int], most: int, minutes: int) -> None:
    earlier = [NOW - timedelta(seconds=seconds) for seconds in ago]
    within = [seconds for seconds in ago if 0 <= seconds < 60 * minutes]
    assert is_burst(earlier, NOW, most, minutes) is (len(within) >= most)
    assert is_burst([*earlier, NOW], NOW, most, minutes) >= is_burst(earlier, NOW, most, minutes)


def test_own_work_is_that_of_whoever_had_a_hand_in_it() -> None:
    assert is_own_work("fang", {"fang", "patient"}) and not is_own_work("luo", {"fang", "patient"})


def test_one_and_two_ask_why() -> None:
    assert [asks_why(score) for score in (1, 2, 3, 4, 5)] == [True, True, False, False, False]


@pytest.mark.parametrize("score", [0, 6, -1])
def test_there_is_no_other_score(score: int) -> None:
    with pytest.raises(ValueError):
        asks_why(score)


def test_below_five_answers_no_score_is_shown() -> None:
    assert [publishable(n) for n in (0, 4, 5, 500)] == [False, False, True, True]

"""Days and moments as people type them, and how long something still has."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import i18n
from kiosk.screens.console import due_words
from kiosk.screens.console.moments import next_hour, parse_day, parse_moment

TZ = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 9, 18)
NOW = datetime(2026, 9, 18, 10, 30, tzinfo=TZ)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("9-30", date(2026, 9, 30)),
        ("9/30", date(2026, 9, 30)),
        ("９月３０日", date(2026, 9, 30)),
        ("2026-09-30", date(2026, 9, 30)),
        ("2026年9月30日", date(2026, 9, 30)),
        ("1-5", date(2027, 1, 5)),
        ("+7", date(2026, 9, 25)),
        ("2-30", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_it_is_typed(text: str, day: date | None) -> None:
    assert parse_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("14:30", datetime(2026, 9, 18, 14, 30, tzinfo=TZ)),
        ("１４：３０", datetime(2026, 9, 18, 14, 30, tzinfo=TZ)),
        ("9:00", datetime(2026, 9, 19, 9, 0, tzinfo=TZ)),
        ("9-21 9:00", datetime(2026, 9, 21, 9, 0, tzinfo=TZ)),
        ("+2h", NOW + timedelta(hours=2)),
        ("+30m", NOW + timedelta(minutes=30)),
        ("25:00", None),
        ("14:60", None),
        ("tomorrow", None),
        ("9-31 9:00", None),
    ],
)
def test_a_moment_is_read_as_it_is_typed(text: str, moment: datetime | None) -> None:
    assert parse_moment(text, NOW) == moment


@given(st.text(max_size=20))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    parse_day(text, TODAY)
    parse_moment(text, NOW)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))
def test_the_hour_that_is_proposed_is_still_to_come(at: datetime) -> None:
    now = at.replace(tzinfo=TZ)
    found = parse_moment(next_hour(now), now)
    assert found is not None and timedelta() < found - now <= timedelta(hours=2)


@pytest.mark.parametrize(
    ("hours", "sign", "words"),
    [
        (0.5, "◷", "30 minutes left"),
        (13.5, "◷", "13 hours left"),
        (24, "·", "24 hours left"),
        (72, "·", "3 days left"),
        (-1, "!", "late by 1 hour"),
        (-49, "!", "late by 2 days"),
    ],
)
def test_what_is_left_is_said_with_a_sign(hours: float, sign: str, words: str) -> None:
    due = NOW + timedelta(hours=hours)
    with i18n.speaking("en"):
        assert due_words.sign_of(due, NOW, TZ) == sign
        assert due_words.left(due, NOW) == words

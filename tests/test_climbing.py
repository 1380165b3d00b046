"""Late work climbs to the head, the supervisor and the leader, and never falls back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.climbing import HANDLER, HEAD, LEADER, ROLES, SUPERVISOR, moments, step
from kiosk.rules.workdays import WorkCalendar

TZ = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(
    {date(2026, 9, 20): "work", date(2026, 9, 25): "rest", date(2026, 10, 10): "work"}
    | {date(2026, 10, day): "rest" for day in range(1, 8)}
)
NAMES = ("investigate", "reply", "answer", "accept", "correct", "confirm", "acknowledge")
SECOND = timedelta(seconds=1)
times = st.datetimes(datetime(2026, 9, 1), datetime(2026, 11, 1), timezones=st.just(UTC))
spans = st.timedeltas(timedelta(minutes=1), timedelta(days=30))


def local(text: str) -> datetime:
    """Return a moment of 2026 in the hospital: `09-18 10:30`."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=TZ)


@given(st.sampled_from(NAMES), times, spans, times, st.timedeltas(timedelta(), timedelta(days=30)))
def test_work_never_climbs_down(
    name: str, started: datetime, span: timedelta, now: datetime, later: timedelta
) -> None:
    def at(moment: datetime) -> int:
        return step(name, started, started + span, CALENDAR, TZ, moment)

    assert HANDLER <= at(now) <= at(now + later) <= LEADER


@given(st.sampled_from(["investigate", "reply", "answer", "correct"]), times, spans)
def test_each_level_hears_at_its_moment_and_not_a_second_before(
    name: str, started: datetime, span: timedelta
) -> None:
    """ORG-08: the handler, then the head, the supervisor, the leader."""
    due = started + span
    found = moments(name, started, due, CALENDAR, TZ)
    assert found[HEAD] == due - span / 5
    assert found[SUPERVISOR] == due
    assert found[LEADER] >= due + timedelta(days=2)
    for level, moment in found.items():
        assert step(name, started, due, CALENDAR, TZ, moment) == level
        assert step(name, started, due, CALENDAR, TZ, moment - timedelta(microseconds=1)) == level - 1


@pytest.mark.parametrize(
    ("due", "leader"),
    [
        ("09-18 10:30", "09-22 00:00"),  # Friday; Sunday 20 is a make-up day, Monday the second
        ("09-19 00:00", "09-22 00:00"),  # the end of Friday is Friday
        ("09-24 10:30", "09-30 00:00"),  # Thursday before the festival: Monday, Tuesday
        ("09-30 10:30", "10-10 00:00"),  # before National Day: 8 and 9 October
        ("10-09 10:30", "10-13 00:00"),  # Saturday 10 October counts
    ],
)
def test_the_leader_hears_after_two_working_days(due: str, leader: str) -> None:
    end = local(due)
    found = moments("reply", end - timedelta(days=5), end, CALENDAR, TZ)
    assert found[LEADER] == local(leader)


def test_the_head_hears_of_the_last_fifth_of_a_day() -> None:
    start = local("09-18 10:30")
    early = start + timedelta(hours=19, minutes=12)
    at = [
        step("investigate", start, start + timedelta(days=1), CALENDAR, TZ, early - s * SECOND)
        for s in (1, 0)
    ]
    assert [ROLES[level] for level in at] == ["handler", "head"]


@given(times, spans, times)
def test_an_offer_never_climbs_to_the_head(started: datetime, span: timedelta, now: datetime) -> None:
    assert step("accept", started, started + span, CALENDAR, TZ, now) != HEAD


@pytest.mark.parametrize("name", ["confirm", "acknowledge"])
@given(started=times, span=spans, now=times)
def test_nobody_is_late_with_what_the_patient_or_the_slip_keeps(
    name: str, started: datetime, span: timedelta, now: datetime
) -> None:
    assert step(name, started, started + span, CALENDAR, TZ, now) == HANDLER

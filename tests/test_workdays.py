"""Working days come out as the State Council's notices and the hospital's own table say."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.rules.workdays import CountedDay, DueDay, WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
few = settings(max_examples=100, deadline=None)


@cache
def china() -> WorkCalendar:
    """The calendar of 2025 and 2026 as the library knows it."""
    table = holidays.country_holidays("CN", years=(2025, 2026))
    rest = {day: "rest" for day in table if day.year in (2025, 2026)}
    return WorkCalendar(rest | {day: "work" for day in table.weekend_workdays if day.year in (2025, 2026)})


def test_the_make_up_days_of_2026_are_those_of_the_notice() -> None:
    weekend_work = [
        day
        for day in (date(2026, 1, 1) + timedelta(n) for n in range(365))
        if day.weekday() >= 5 and china().is_working(day)
    ]
    assert weekend_work == [
        date(2026, month, day) for month, day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))
    ]


def test_the_spring_festival_and_the_national_day_of_2026_are_as_in_the_notice() -> None:
    assert not any(china().is_working(date(2026, 2, day)) for day in range(15, 24))
    assert not any(china().is_working(date(2026, 10, day)) for day in range(1, 8))
    assert china().is_working(date(2026, 2, 24)) and china().is_working(date(2026, 10, 8))


@pytest.mark.parametrize(
    ("received", "limit", "due"),
    [
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-02-13", 10, "2026-03-05"),
        ("2026-04-29", 5, "2026-05-09"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-18", 7, "2026-09-29"),
        ("2026-09-19", 10, "2026-10-09"),
        ("2026-09-30", 3, "2026-10-10"),
    ],
)
def test_the_dates_that_must_come_out_right(received: str, limit: int, due: str) -> None:
    found = china().due_day(date.fromisoformat(received), limit)
    assert found == DueDay(date.fromisoformat(due), certain=True)


def test_each_day_of_a_reckoning_says_what_it_was() -> None:
    counted = china().count(date(2026, 9, 18), 3)
    assert counted == [
        CountedDay(date(2026, 9, 18), "received", None),
        CountedDay(date(2026, 9, 19), "rest", None),
        CountedDay(date(2026, 9, 20), "makeup", 1),
        CountedDay(date(2026, 9, 21), "work", 2),
        CountedDay(date(2026, 9, 22), "work", 3),
    ]


def test_a_year_without_make_up_days_is_not_announced() -> None:
    assert china().is_certain(date(2026, 12, 31))
    assert not china().is_certain(date(2027, 1, 1))


def test_a_promise_is_provisional_as_soon_as_it_reaches_an_unannounced_year() -> None:
    assert china().due_day(date(2026, 12, 28), 3) == DueDay(date(2026, 12, 31), True)
    assert china().due_day(date(2026, 12, 28), 4).certain is False
    assert china().due_day(date(2024, 12, 31), 1).certain is True


def test_days_that_nobody_listed_are_monday_to_friday() -> None:
    plain = WorkCalendar({})
    assert [plain.kind(date(2026, 9, 14) + timedelta(n)) for n in range(7)] == ["work"] * 5 + ["rest"] * 2


def test_the_hospitals_own_half_day_counts_as_a_working_day() -> None:
    own = WorkCalendar({date(2026, 9, 19): "half"})
    assert own.count(date(2026, 9, 18), 1)[-1] == CountedDay(date(2026, 9, 19), "half", 1)


def test_a_day_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="holiday"):
        WorkCalendar({date(2026, 9, 19): "holiday"})


@few
@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.integers(1, 30))
def test_between_receipt_and_the_due_day_lie_exactly_so_many_working_days(received: date, n: int) -> None:
    due = china().due_day(received, n).day
    assert china().is_working(due)
    passed = [received + timedelta(d) for d in range(1, (due - received).days + 1)]
    assert sum(map(china().is_working, passed)) == n
    assert china().due_day(received, n + 1).day > due


@few
@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.integers(1, 15))
def test_a_later_receipt_is_never_due_earlier(received: date, n: int) -> None:
    assert china().due_day(received, n).day <= china().due_day(received + timedelta(1), n).day


@few
@given(st.dates(date(2025, 1, 1), date(2026, 12, 20)), st.integers(1, 10), st.data())
def test_one_more_day_of_rest_makes_no_promise_earlier(received: date, n: int, data: st.DataObject) -> None:
    off = received + timedelta(data.draw(st.integers(1, 20)))
    assert WorkCalendar({off: "rest"}).due_day(received, n).day >= WorkCalendar({}).due_day(received, n).day


@pytest.mark.parametrize(
    ("offered", "hours", "due"),
    [
        ("2026-09-18 09:00", 2, "2026-09-18 11:00"),
        ("2026-09-18 10:00", 2, "2026-09-18 12:00"),
        ("2026-09-18 11:00", 2, "2026-09-18 15:00"),
        ("2026-09-18 12:30", 2, "2026-09-18 16:00"),
        ("2026-09-18 17:00", 2, "2026-09-20 09:30"),
        ("2026-09-18 23:00", 0.5, "2026-09-20 08:30"),
        ("2026-09-30 16:30", 2, "2026-10-08 09:00"),
        ("2026-09-18 06:00", 7.5, "2026-09-18 17:30"),
    ],
)
def test_working_hours_pass_only_while_the_hospital_works(offered: str, hours: float, due: str) -> None:
    local = datetime.fromisoformat(offered).replace(tzinfo=SHANGHAI)
    assert china().add_working_hours(local, hours) == datetime.fromisoformat(due).replace(tzinfo=SHANGHAI)


def test_on_a_half_day_only_the_morning_passes() -> None:
    own = WorkCalendar({date(2026, 9, 18): "half", date(2026, 9, 20): "work"})
    found = own.add_working_hours(datetime(2026, 9, 18, 11, tzinfo=SHANGHAI), 2)
    assert found == datetime(2026, 9, 20, 9, tzinfo=SHANGHAI)


def test_a_change_of_clocks_adds_no_working_hour() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = WorkCalendar({date(2026, 3, 29): "work"}, hours=((time(0), time(8)),))
    due = night.add_working_hours(datetime(2026, 3, 29, 1, tzinfo=berlin), 4)
    assert (due.hour, due.tzinfo) == (6, berlin)
    assert due.astimezone(UTC) == datetime(2026, 3, 29, 4, tzinfo=UTC)


def test_a_moment_without_a_zone_has_no_working_hours() -> None:
    with pytest.raises(ValueError):
        china().add_working_hours(datetime(2026, 9, 18, 9), 2)
    with pytest.raises(ValueError):
        WorkCalendar({}, hours=()).add_working_hours(datetime(2026, 9, 18, 9, tzinfo=SHANGHAI), 2)


@few
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 30)),
    st.sampled_from(["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"]),
    st.floats(0.25, 20),
    st.floats(0.25, 20),
)
def test_hours_added_one_after_another_come_to_the_same(
    moment: datetime, zone: str, one: float, other: float
) -> None:
    local = moment.replace(tzinfo=ZoneInfo(zone))
    step = china().add_working_hours(china().add_working_hours(local, one), other)
    together = china().add_working_hours(local, one + other)
    assert abs(step.astimezone(UTC) - together.astimezone(UTC)) < timedelta(milliseconds=1)

"""Every promise has the due moment that the rules give it, and can say why."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.i18n import speaking
from kiosk.rules.clocks import (
    Due,
    Promises,
    explain,
    for_case,
    for_handover,
    for_verdict,
    last_day,
    state,
)
from kiosk.rules.workdays import WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = [ZoneInfo(name) for name in ("Asia/Shanghai", "America/New_York", "Europe/Berlin", "America/Havana")]
CHINA = WorkCalendar(
    {date(2026, 9, 20): "work", date(2026, 9, 25): "rest", date(2026, 10, 10): "work"}
    | {date(2026, 10, day): "rest" for day in range(1, 8)}
)
FRIDAY = datetime(2026, 9, 18, 14, 5, tzinfo=SHANGHAI).astimezone(UTC)
few = settings(max_examples=100, deadline=None)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))


def clocks(kind: str, received_at: datetime = FRIDAY, departments: int = 1) -> tuple[Due, ...]:
    return for_case(kind, received_at, departments=departments, calendar=CHINA, tz=SHANGHAI)


def shape(dues: tuple[Due, ...]) -> list[tuple[str, str, int, str]]:
    return [(due.name, due.basis, due.amount, due.unit) for due in dues]


KINDS = ["complaint", "question", "contact", "suggestion", "praise"]
ACKNOWLEDGE = ("acknowledge", "house", 0, "hours")


def test_a_complaint_has_the_houses_and_the_nations_clocks_side_by_side() -> None:
    """CMP-07: LIMIT 7-workday-reply, LIMIT 5-workday-national. Both run."""
    assert shape(clocks("complaint")) == [
        ACKNOWLEDGE,
        ("investigate", "house", 24, "hours"),
        ("reply", "house", 7, "workdays"),
        ("reply", "national", 5, "workdays"),
    ]
    assert [last_day(due.due_at, SHANGHAI).isoformat() for due in clocks("complaint")] == [
        "2026-09-18",
        "2026-09-19",
        "2026-09-29",
        "2026-09-24",
    ]


def test_several_departments_have_ten_working_days_by_the_national_rule() -> None:
    """CMP-19: LIMIT 10-workday-national."""
    assert shape(clocks("complaint", departments=2))[-1] == ("reply", "national", 10, "workdays")


@pytest.mark.parametrize(
    ("kind", "clock"),
    [
        ("question", ("answer", "house", 1, "workdays")),
        ("contact", ("answer", "house", 1, "workdays")),
        ("suggestion", ("reply", "house", 15, "workdays")),
        ("praise", ("reply", "house", 15, "workdays")),
    ],
)
def test_every_other_kind_has_one_answer_to_wait_for(kind: str, clock: tuple[str, str, int, str]) -> None:
    """ORG-02, CMP-08: each kind of matter has its own limit."""
    assert shape(clocks(kind)) == [ACKNOWLEDGE, clock]


def test_a_kind_that_nobody_knows_gets_no_promise() -> None:
    with pytest.raises(ValueError, match="rumour"):
        clocks("rumour")


def test_the_acknowledgement_is_kept_by_filing() -> None:
    due = clocks("praise")[0]
    assert due.due_at == due.started_at == FRIDAY
    assert state(due.due_at, FRIDAY, None, FRIDAY) == "met"


def test_nights_and_holidays_count_for_the_investigation() -> None:
    """CMP-06: LIMIT 24h-investigation. By the clock."""
    assert clocks("complaint")[1].due_at == FRIDAY + timedelta(hours=24)


def test_a_working_day_promise_ends_at_midnight_of_its_last_day() -> None:
    due = clocks("complaint")[3]
    assert due.due_at == datetime(2026, 9, 25, tzinfo=SHANGHAI)
    assert due.due_at.tzinfo is UTC
    assert state(due.due_at, None, None, datetime(2026, 9, 24, 23, 59, 59, tzinfo=SHANGHAI)) == "running"
    assert state(due.due_at, None, None, datetime(2026, 9, 25, 0, 0, 1, tzinfo=SHANGHAI)) == "late"


def test_the_day_of_receipt_is_the_hospitals_and_not_londons() -> None:
    early = datetime(2026, 9, 18, 0, 30, tzinfo=SHANGHAI).astimezone(UTC)
    assert early.date() == date(2026, 9, 17)
    assert last_day(clocks("question", early)[1].due_at, SHANGHAI) == date(2026, 9, 20)


def test_a_hospital_may_set_its_own_numbers_or_make_no_promise() -> None:
    """CMP-08: limits are settings."""
    promises = Promises(reply_workdays=3, national_reply_workdays=0, investigate_hours=0)
    dues = for_case("complaint", FRIDAY, promises=promises, calendar=CHINA, tz=SHANGHAI)
    assert shape(dues) == [ACKNOWLEDGE, ("reply", "house", 3, "workdays")]


def test_a_promise_into_an_unannounced_year_is_provisional() -> None:
    december = datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)
    assert [due.certain for due in clocks("complaint", december)] == [True, True, False, False]
    assert [due.certain for due in clocks("question", december)] == [True, True]


def test_an_offer_expires_after_working_hours_only() -> None:
    """LIMIT 2h-accept: two working hours."""
    due = for_handover(FRIDAY + timedelta(hours=3), calendar=CHINA, tz=SHANGHAI)
    assert due.due_at == datetime(2026, 9, 20, 9, 35, tzinfo=SHANGHAI)
    assert (due.name, due.amount, due.unit, due.certain) == ("accept", 2, "workhours", True)


def test_silence_lasts_seven_days() -> None:
    """LIMIT 7-day-silence: then a case closes without a verdict."""
    assert for_verdict(FRIDAY).due_at == FRIDAY + timedelta(days=7)


@few
@given(st.sampled_from(ZONES), st.integers(0, 900))
def test_a_due_day_ends_with_the_first_instant_of_the_next_one_in_every_zone(zone: ZoneInfo, n: int) -> None:
    received = datetime(2026, 1, 1, 12, tzinfo=zone) + timedelta(n)
    due = for_case("question", received, calendar=WorkCalendar({}), tz=zone)[1]
    shown = last_day(due.due_at, zone)
    assert shown == WorkCalendar({}).due_day(received.date(), 1).day
    after = due.due_at.astimezone(zone)
    assert after.date() == shown + timedelta(days=1)
    before = (due.due_at - timedelta(seconds=1)).astimezone(zone)
    assert before.date() == shown


def test_a_day_without_midnight_still_begins() -> None:
    havana = ZoneInfo("America/Havana")  # on 8 March 2026 the clocks go from 24:00 to 01:00
    friday = datetime(2026, 3, 6, 9, tzinfo=havana)
    calendar = WorkCalendar({date(2026, 3, 7): "work"})
    due = for_case("question", friday, calendar=calendar, tz=havana)[1]
    assert last_day(due.due_at, havana) == date(2026, 3, 7)
    assert due.due_at.astimezone(havana).time() == time(1)


@few
@given(st.sampled_from(KINDS), moments, st.integers(1, 5))
def test_no_promise_is_due_before_it_starts_and_none_is_forgotten(
    kind: str, received: datetime, departments: int
) -> None:
    dues = clocks(kind, received, departments)
    assert all(due.due_at >= due.started_at == received for due in dues)
    assert len({(due.name, due.basis) for due in dues}) == len(dues) >= 2


@few
@given(moments, moments, st.one_of(st.none(), moments))
def test_a_clock_that_ended_stays_as_it_is(due_at: datetime, now: datetime, ended: datetime | None) -> None:
    found = state(due_at, ended, None, now)
    assert found in (("running", "late") if ended is None else ("met", "missed"))
    if ended:
        assert state(due_at, ended, None, now + timedelta(days=400)) == found
        assert [state(due_at, ended, kept, now) for kept in ("met", "missed")] == ["met", "missed"]


def test_a_promise_explains_itself_day_by_day() -> None:
    with speaking("en"):
        assert explain(clocks("complaint")[3], CHINA, SHANGHAI) == [
            "Fri 18 Sep 2026: received, not counted",
            "Sat 19 Sep 2026: rest day",
            "Sun 20 Sep 2026: make-up working day, day 1",
            "Mon 21 Sep 2026: working day, day 2",
            "Tue 22 Sep 2026: working day, day 3",
            "Wed 23 Sep 2026: working day, day 4",
            "Thu 24 Sep 2026: working day, day 5",
        ]


def test_a_half_day_is_named_as_one() -> None:
    own = WorkCalendar({date(2026, 9, 19): "half", date(2026, 9, 20): "work"})
    due = for_case("question", FRIDAY, calendar=own, tz=SHANGHAI)[1]
    with speaking("en"):
        assert explain(due, own, SHANGHAI)[-1] == "Sat 19 Sep 2026: half working day, day 1"


def test_clock_hours_explain_themselves_in_one_sentence() -> None:
    with speaking("en"):
        assert explain(clocks("complaint")[1], CHINA, SHANGHAI) == [
            "24 hours after Fri 18 Sep 2026 14:05, nights and holidays counted: by Sat 19 Sep 2026 14:05"
        ]
        assert explain(clocks("praise")[0], CHINA, SHANGHAI) == [
            "Fri 18 Sep 2026 14:05: received, and acknowledged by the slip"
        ]
        assert explain(for_handover(FRIDAY, calendar=CHINA, tz=SHANGHAI), CHINA, SHANGHAI) == [
            "2 working hours after Fri 18 Sep 2026 14:05: by Fri 18 Sep 2026 16:05"
        ]
        assert explain(for_verdict(FRIDAY), CHINA, SHANGHAI) == [
            "7 days after Fri 18 Sep 2026 14:05: by Fri 25 Sep 2026 14:05"
        ]


def test_an_explanation_says_which_year_is_provisional() -> None:
    december = datetime(2026, 12, 30, 9, tzinfo=SHANGHAI)
    with speaking("en"):
        said = explain(clocks("complaint", december)[3], CHINA, SHANGHAI)
    assert said[-1] == "The holidays of 2027 are not announced yet: its dates are provisional"


def test_an_explanation_keeps_to_the_day_that_was_promised() -> None:
    due = clocks("complaint")[3]
    kept = replace(due, due_at=due.due_at - timedelta(days=1))
    with speaking("en"):
        assert explain(kept, CHINA, SHANGHAI)[-1] == "Wed 23 Sep 2026 was promised before and stays"

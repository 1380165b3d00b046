"""What the leader's page is made of: each promise of the next days once, and nothing for who may not see."""

from datetime import date, timedelta

import pytest

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Workday
from kiosk.rules.refusal import Refusal
from kiosk.services import cases, leaders_page
from tests.register import NOW, draft
from tests.staff import hire, person


def due_days(settings: Settings) -> list[date]:
    """Return the day of each promise, as the register tells it."""
    rows = store.rows("SELECT due_at FROM clock WHERE ended_at IS NULL ORDER BY due_at")
    return [
        (NOW + timedelta(milliseconds=due - 1 - int(NOW.timestamp() * 1000))).astimezone(settings.tz).date()
        for (due,) in rows
    ]


def test_each_running_promise_stands_on_its_day(register: Settings) -> None:
    """REP-07: the promise strip of 14 days."""
    hire()
    for kind in ("complaint", "complaint", "question"):
        cases.file(draft(kind), register, NOW)
    page = leaders_page.page(person("cao"), register, NOW)
    expected = due_days(register)
    assert len(page.strip) == 14 and page.strip[0].is_today
    for one in page.strip:
        assert one.due == expected.count(one.day)
    assert sum(one.due for one in page.strip) == len(expected) > 5


def test_what_is_late_stands_in_no_day_but_in_its_box(register: Settings) -> None:
    hire()
    cases.file(draft("complaint"), register, NOW - timedelta(days=40))
    page = leaders_page.page(person("cao"), register, NOW)
    assert sum(one.due for one in page.strip) == 0
    assert page.series.due.late == 1 and page.series.left[-1].open == 1


def test_days_off_and_days_worked_out_of_turn_are_the_calendar_s(register: Settings) -> None:
    hire()
    today = NOW.astimezone(register.tz).date()
    weekend = next(day for n in range(14) if (day := today + timedelta(days=n)).weekday() == 5)
    weekday = next(day for n in range(14) if (day := today + timedelta(days=n)).weekday() == 2)
    with store.writing("calendar.sync", "test", "CN", NOW) as written:
        written.add(Workday(day=weekend.isoformat(), kind="work", source="calendar"))
        written.add(Workday(day=weekday.isoformat(), kind="rest", source="calendar"))
    kinds = {one.day: one.kind for one in leaders_page.page(person("cao"), register, NOW).strip}
    assert kinds[weekend] == "makeup" and kinds[weekday] == "rest"


def test_it_looks_back_eight_weeks_from_a_monday(register: Settings) -> None:
    hire()
    page = leaders_page.page(person("he"), register, NOW)
    assert len(page.series.heat.weeks) == 8 and page.series.heat.weeks[0].weekday() == 0
    assert page.series.left[-1].day == NOW.astimezone(register.tz).date()
    assert page.satisfied.value is None


@pytest.mark.parametrize("who", ["fang", "gu"])
def test_whoever_may_see_no_reports_sees_no_page(register: Settings, who: str) -> None:
    hire()
    with pytest.raises(Refusal):
        leaders_page.page(person(who), register, NOW)

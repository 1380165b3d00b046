"""The counts that triggers keep are those that the plain query finds, whatever was done."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Membership, database, tallies
from kiosk.rules.numbers import new_uid
from kiosk.services import cases, closing, ratings, reports
from tests.desk_world import FURTHER, World
from tests.recount import assert_recounted
from tests.recount_rows import Rows
from tests.register import NOW, draft
from tests.staff import answer, hire, person

STEPS = 120


def live(settings: Settings, seed: int) -> World:
    """Let random people do random things to cases."""
    hire()
    with store.writing("hospital.import", "test", "more", NOW) as written:
        for code, department in FURTHER.items():
            written.add(Membership(uid=new_uid(NOW), staff=code, department=department))
    world = World(settings, Random(seed))
    for _step in range(STEPS):
        world.step()
        if world.chance.random() < 0.1:
            tallies.fold()
    return world


@pytest.mark.parametrize("seed", [3, 11])
def test_after_random_acts_the_kept_counts_are_those_of_the_plain_query(
    register: Settings, seed: int
) -> None:
    world = live(register, seed)
    assert world.did["file"] and store.rows("SELECT 1 FROM tallied WHERE what = 'clock'")
    assert list(tallies.differences()) == []


def test_any_span_is_counted_as_the_plain_query_counts_it(register: Settings) -> None:
    world = live(register, 5)
    chance = Random(1)
    for _span in range(12):
        begin = datetime(2026, 7, 1, tzinfo=ZoneInfo("Asia/Kathmandu")) + timedelta(
            minutes=chance.randrange(60 * 24 * 120)
        )
        end = begin + timedelta(minutes=chance.randrange(60 * 24 * 150))
        for what in tallies.COUNTS:
            plain = tallies.added(tallies.plain(what, begin, end))
            assert tallies.cells(what, begin, end) == plain, (what, begin, end)
    assert world.did["file"]


def test_counts_that_are_wrong_are_found_and_built_again(register: Settings) -> None:
    cases.file(draft(), register, NOW)
    ratings.rate(new_uid(NOW), 2, "front", NOW)
    right = tallies.cells("department", NOW, NOW + timedelta(seconds=1))
    database.execute_sql("UPDATE tally SET amount = amount + 1 WHERE what = 'grade'")
    tallies.fold()
    database.execute_sql("UPDATE tally SET amount = amount + 1 WHERE what = 'rating'")
    assert {found[0] for found in tallies.differences()} >= {"rating"}
    tallies.rebuild()
    assert list(tallies.differences()) == []
    assert tallies.cells("department", NOW, NOW + timedelta(seconds=1)) == right


def test_a_case_filed_by_mistake_is_counted_nowhere(register: Settings) -> None:
    hire()
    case = cases.file(draft(), register, NOW)
    answer(case.uid, register, NOW)
    closing.void(case.uid, "登记错了", person("he"), register, NOW)
    assert (
        store.rows(
            "SELECT what FROM tallied GROUP BY month, what, one, two, three, number HAVING sum(amount) <> 0"
        )
        == []
    )


def test_a_rating_that_was_taken_back_is_not_counted(register: Settings) -> None:
    uid = new_uid(NOW)
    ratings.rate(uid, 1, "front", NOW)
    ratings.add_reasons(uid, "cashier", [], NOW)
    span = (NOW, NOW + timedelta(seconds=1))
    assert [(cell.one, cell.number) for cell in tallies.cells("rating", *span)] == [("cashier", 1)]
    ratings.undo(uid, NOW)
    assert tallies.cells("rating", *span) == []
    assert list(tallies.differences()) == []


@pytest.mark.parametrize("seed", [2, 8])
def test_a_report_of_random_acts_is_what_one_counts_by_hand(register: Settings, seed: int) -> None:
    world = live(register, seed)
    rows = Rows("Asia/Shanghai", world.now, database.execute_sql)
    for code in ("2026-09", "2026-10", "2026-11", "2026"):
        make = reports.month if "-" in code else reports.year
        assert_recounted(make(code, person("cao"), register, world.now), rows)


def test_what_is_due_at_midnight_is_due_on_the_day_that_ends_there(register: Settings) -> None:
    case = cases.file(draft("suggestion"), register, NOW)
    due = next(clock.due_at for clock in case.clocks if clock.name == "reply").astimezone(register.tz)
    assert (due.hour, due.minute) == (0, 0)
    database.execute_sql("UPDATE clock SET result = 'met', ended_at = started_at")
    day = timedelta(days=1)
    found = [tallies.cells("clock", due - day, due), tallies.cells("clock", due, due + day)]
    assert [[cell.three for cell in cells] for cells in found] == [["reply/house"], []]


def test_a_row_that_takes_the_place_of_another_is_counted_once(register: Settings) -> None:
    case = cases.file(draft(), register, NOW)
    case.department, case.grade = "cashier", "major"
    for _time in range(2):
        with store.writing("test", "test", str(case.uid), NOW) as written:
            written.put(case)
    span = (NOW, NOW + timedelta(seconds=1))
    assert [(cell.one, cell.amount) for cell in tallies.cells("department", *span)] == [("cashier", 1)]
    assert list(tallies.differences()) == []


def test_counts_of_a_server_are_put_together_and_stay_what_they_are(register: Settings) -> None:
    for _case in range(3):
        cases.file(draft(), register, NOW)
    span = (NOW, NOW + timedelta(seconds=1))
    before = {what: tallies.cells(what, *span) for what in tallies.COUNTS}
    tallies.fold()
    tallies.fold()
    assert {what: tallies.cells(what, *span) for what in tallies.COUNTS} == before
    assert store.rows("SELECT amount FROM tally WHERE what = 'grade'") == [(3,)]
    assert list(tallies.differences()) == []


def test_an_act_that_is_given_up_counts_nothing(register: Settings) -> None:
    cases.file(draft(), register, NOW)
    with pytest.raises(RuntimeError), store.whole():
        cases.file(draft("praise"), register, NOW)
        raise RuntimeError
    span = (NOW, NOW + timedelta(seconds=1))
    assert [(cell.two, cell.amount) for cell in tallies.cells("grade", *span)] == [("complaint", 1)]

"""The work list: what is due to somebody, soonest first, page by page."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Case, Category, Handover, Staff, Task
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor
from kiosk.services import cases, work
from kiosk.services.work import Filter, WorkRow
from tests.register import NOW
from tests.register import draft as complaint

DESK = Actor("fang", "desk", frozenset({"service"}))
HANDLER = Actor("ying", "handler", frozenset({"insurance"}))
HEAD = Actor("lu", "head", frozenset({"insurance", "cashier"}))
SUPERVISOR = Actor("he", "supervisor", frozenset({"service"}))
DUTY = Actor("lin", "desk", frozenset({"duty-officer"}), is_duty=True)
EVERYBODY = (DESK, HANDLER, HEAD, SUPERVISOR, DUTY)


def filed(register: Settings, hours: float | None = 1, **values: object) -> Case:
    """File a complaint that is due in so many hours."""
    case = cases.file(complaint(), register, NOW)
    due = None if hours is None else NOW + timedelta(hours=hours)
    values = {"responsible": "ying", "department": "insurance", "due_at": due, **values}
    with store.writing("case.changed", "test", str(case.uid), NOW) as written:
        written.change(case, **values)
    return case


def offered(case: Case, hours: float = 1, **values: object) -> Handover:
    """Offer a case."""
    facts = {"part": "responsibility", "by": "fang", "department": "insurance", "said": "", **values}
    offer = Handover(
        uid=new_uid(NOW), case=case.uid, offered_at=NOW, due_at=NOW + timedelta(hours=hours), **facts
    )
    with store.writing("case.offered", "test", str(case.uid), NOW) as written:
        written.add(offer)
    return offer


def task(case: Case, hours: float = 1, **values: object) -> Task:
    """Ask for something to be done."""
    made = Task(
        uid=new_uid(NOW), case=case.uid, kind="callback", due_at=NOW + timedelta(hours=hours), **values
    )
    with store.writing("case.task", "test", str(case.uid), NOW) as written:
        written.add(made)
    return made


def employ() -> None:
    """Write down who works here."""
    with store.writing("staff", "test", "", NOW) as written:
        for one in EVERYBODY:
            home = min(one.departments)
            written.add(Staff(code=one.code, name={"en": one.code}, department=home, role=one.role))


def listed(actor: Actor, view: Filter | str = "mine", now: datetime = NOW) -> list[tuple[str, UUID]]:
    """Return the kinds and uids of a list's first page."""
    wanted = Filter(view) if isinstance(view, str) else view
    return [(row.row, row.uid) for row in work.page(actor, wanted, now)]


def test_what_is_due_soonest_stands_first(register: Settings) -> None:
    late, soon, later = filed(register, -3), filed(register, 1), filed(register, 50)
    rows = work.page(HANDLER, Filter(), NOW)
    assert [row.uid for row in rows] == [late.uid, soon.uid, later.uid]
    assert [row.is_late for row in rows] == [True, False, False]
    assert rows[0].number == late.number and rows[0].due_at == NOW - timedelta(hours=3)


def test_a_list_holds_cases_offers_tasks_and_verdicts_in_one_order(register: Settings) -> None:
    case = filed(register, 4)
    answered = filed(register, 2, stage="answered")
    other = filed(register, 1, responsible="fang", department="service")
    offer, call = offered(other, 3), task(other, 1, owner="ying")
    assert listed(HANDLER) == [
        ("task", call.uid),
        ("verdict", answered.uid),
        ("offer", offer.uid),
        ("case", case.uid),
    ]


def test_what_is_over_is_on_no_list_of_work(register: Settings) -> None:
    for stage in ("closed", "withdrawn", "void"):
        filed(register, stage=stage)
    ended = offered(filed(register, responsible="fang", department="x"), state="accepted")
    task(filed(register, responsible="fang", department="x"), owner="ying", state="done")
    assert ended.uid and listed(HANDLER) == []


def test_an_offer_to_one_person_is_on_nobody_elses_list(register: Settings) -> None:
    case = filed(register, responsible="fang", department="service")
    offered(case, person="somebody")
    own = offered(case, person="ying")
    assert listed(HANDLER, "offers") == [("offer", own.uid)]
    row = work.page(HANDLER, Filter("offers"), NOW)[0]
    assert (row.by, row.to, row.what, row.case) == ("fang", "insurance", "responsibility", case.uid)


def test_offers_at_night_are_the_duty_officers_too(register: Settings) -> None:
    case = filed(register, responsible="fang", department="service")
    offered(case, 2)
    night = offered(case, 1, is_on_duty=True)
    own = offered(case, 3, is_on_duty=True, department="duty-officer")
    assert listed(DUTY, "offers") == [("offer", night.uid), ("offer", own.uid)]


def test_a_task_of_the_department_is_anybodys_until_it_has_an_owner(register: Settings) -> None:
    case = filed(register, responsible="fang", department="service")
    free = task(case, department="insurance")
    task(case, department="insurance", owner="somebody")
    assert listed(HANDLER) == [("task", free.uid)]


def test_what_stands_with_the_desk_is_on_the_list_of_all_who_sit_there(register: Settings) -> None:
    """FC-09: the desk's queue of what waits."""
    case = filed(register, responsible="desk:front", department="")
    assert listed(DESK) == listed(DESK, "desk") == listed(DESK, "all") == [("case", case.uid)]
    assert listed(HANDLER) == []


def test_a_departments_list_holds_what_is_about_it_and_what_its_people_answer_for(register: Settings) -> None:
    """ORG-04, CMP-24: a department's own view of the one register."""
    employ()
    about = filed(register, 1, responsible="fang", department="insurance")
    held = filed(register, 2, responsible="ying", department="cardiology")
    both = filed(register, 3, responsible="ying", department="insurance")
    filed(register, 4, responsible="fang", department="cardiology")
    assert [uid for _row, uid in listed(HANDLER, "department")] == [about.uid, held.uid, both.uid]
    assert listed(HEAD, "all") == listed(HEAD, "department")


def test_all_is_every_open_case_for_whoever_oversees_the_house(register: Settings) -> None:
    """ORG-01: the service centre sees every case of the house."""
    found = {filed(register, n).uid for n in range(4)}
    for role in ("supervisor", "leader", "auditor"):
        assert {uid for _row, uid in listed(Actor("x", role), "all")} == found


def test_an_administrator_has_no_work_list(register: Settings) -> None:
    with pytest.raises(Refusal):
        work.page(Actor("xu", "admin"), Filter(), NOW)


def test_what_is_over_is_listed_newest_first(register: Settings) -> None:
    closed = [filed(register, None, stage="closed").uid for _n in range(3)]
    own = filed(register, None, stage="void", responsible="ying", department="cardiology").uid
    filed(register, None, stage="closed", responsible="fang", department="cardiology")
    assert [uid for _row, uid in listed(HANDLER, "closed")] == sorted([own, *closed], reverse=True)
    assert len(listed(SUPERVISOR, "closed")) == 5


def test_a_case_without_a_due_moment_stands_last(register: Settings) -> None:
    undated, dated = filed(register, None), filed(register, 900)
    assert [uid for _row, uid in listed(HANDLER)] == [dated.uid, undated.uid]
    assert listed(HANDLER, Filter(only_late=True)) == []


def test_filters_narrow_a_list(register: Settings) -> None:
    with store.writing("hospital", "test", "", NOW) as written:
        written.add(Category(code="fees", position=0, name={}))
        written.add(Category(code="refund", position=1, parent="fees", name={}))
    one = filed(register, -1, grade="major", category="refund", stage="working")
    filed(register, 5, grade="minor", department="cashier", kind="praise")
    for view in (
        Filter(grade="major"),
        Filter(category="refund"),
        Filter(category="fees"),
        Filter(stage="working"),
        Filter(kind="complaint"),
        Filter(department="insurance"),
        Filter(only_late=True),
    ):
        assert listed(HANDLER, view) == [("case", one.uid)]
    assert listed(HANDLER, Filter(category="other")) == []


PLACES = st.tuples(
    st.sampled_from(("case", "offer", "task")),
    st.one_of(st.none(), st.integers(-3, 3)),
    st.sampled_from(("ying", "fang", "desk:front")),
    st.sampled_from(("insurance", "cashier", "service", "")),
    st.sampled_from(("received", "working", "answered", "closed", "void")),
)


@hypothesis(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(PLACES, max_size=14), st.sampled_from(EVERYBODY), st.sampled_from(work.SCOPES), st.integers(1, 4)
)
def test_pages_forth_and_back_are_the_whole_list_once(
    register: Settings, rows: list[tuple[str, int | None, str, str, str]], actor: Actor, scope: str, size: int
) -> None:
    for row, hours, responsible, department, stage in rows:
        case = filed(register, hours, responsible=responsible, department=department, stage=stage)
        if row == "offer":
            offered(case, hours or 0, department=department)
        elif row == "task":
            task(case, hours or 0, owner="" if hours is None else responsible, department=department)
    whole = work.page(actor, Filter(scope), NOW, size=100_000)
    assert len({row.uid for row in whole}) == len(whole)
    assert whole == sorted(whole, key=newest_first if scope == "closed" else soonest_first)
    assert forth(actor, scope, size) == whole
    assert back(actor, scope, size) == whole


def soonest_first(row: WorkRow) -> tuple[bool, datetime, UUID]:
    """Sort by due moment, what has none last."""
    return row.due_at is None, row.due_at or NOW, row.uid


def newest_first(row: WorkRow) -> int:
    """Sort by key, the newest first."""
    return -row.uid.int


def forth(actor: Actor, scope: str, size: int) -> list[WorkRow]:
    """Read a list page by page from its beginning."""
    found: list[WorkRow] = []
    while part := work.page(actor, Filter(scope), NOW, found[-1].key if found else None, size):
        assert len(part) <= size
        found += part
    return found


def back(actor: Actor, scope: str, size: int) -> list[WorkRow]:
    """Read a list page by page from its end."""
    found = work.page(actor, Filter(scope), NOW, size=100_000)[-1:]
    while found and (part := work.page(actor, Filter(scope), NOW, None, size, found[0].key)):
        found = part + found
    return found


def test_the_counters_are_of_the_whole_house(register: Settings) -> None:
    filed(register, -1)
    filed(register, 1)
    filed(register, 13.5)  # 24:00 of this day in the hospital
    filed(register, 13.6)
    filed(register, None)
    filed(register, 1, stage="closed")
    offered(filed(register, 40, responsible="fang"))
    assert work.counters(register, NOW) == work.Counters(late=1, today=2, running=6, offers=1)


def test_a_register_without_cases_counts_nothing(register: Settings) -> None:
    assert work.counters(register, NOW) == work.Counters(0, 0, 0, 0)


def test_a_kept_view_is_somebodys_own_until_it_is_dropped(register: Settings) -> None:
    view = Filter("all", grade="major", only_late=True)
    kept = work.save_view("Late and grave", view, HANDLER, NOW)
    work.save_view("Late and grave", Filter("offers"), HEAD, NOW)
    assert [work.filter_of(one) for one in work.views("ying")] == [view]
    again = work.save_view("Late and grave", Filter("desk"), HANDLER, NOW)
    assert again.uid == kept.uid and [work.filter_of(one) for one in work.views("ying")] == [Filter("desk")]
    work.drop_view(kept.uid, HEAD, NOW)
    assert len(work.views("ying")) == 1
    work.drop_view(kept.uid, HANDLER, NOW)
    assert work.views("ying") == [] and store.verify().ok


def test_a_view_needs_a_name(register: Settings) -> None:
    with pytest.raises(Refusal):
        work.save_view("  ", Filter(), HANDLER, NOW)


@pytest.mark.on_file
def test_every_part_of_every_list_reads_by_an_index(register: Settings) -> None:
    employ()
    key = work.Key(NOW, new_uid(NOW))
    asked: list[tuple[str, tuple[object, ...]]] = []
    plain = store.rows

    def heard(statement: str, *values: object) -> list[tuple[object, ...]]:
        asked.append((statement, values))
        return plain(statement, *values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "rows", heard)
        for actor in EVERYBODY:
            for scope in work.SCOPES:
                work.page(actor, Filter(scope), NOW, key)
            work.page(actor, Filter("all", grade="major"), NOW)
        work.counters(register, NOW)
    steps = [
        step[3] for statement, values in asked for step in plain(f"EXPLAIN QUERY PLAN {statement}", *values)
    ]
    assert not any("case_open_due" in step and "SCAN" in step for step in steps if "COVERING" not in step)
    read_through = [step for step in steps if re.match("SCAN (c|h|t|case|handover)\\b", step)]
    # Their indexes hold open work alone; what is over is read from its newest end.
    assert all(
        re.search("INDEX (case_open|handover_open|sqlite_autoindex_case)", step) for step in read_through
    )

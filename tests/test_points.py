"""Points of late notices: reckoned by rule, taken once, appealed against, decided, never erased."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.records import Alert, Case
from kiosk.rules import points as rule
from kiosk.rules.refusal import Refusal
from kiosk.services import acts, case_view, cases, closing, notices, points, tick
from tests.register import NOW, draft
from tests.staff import hire, person

DUE = date(2026, 9, 21)
LATE = datetime(2026, 9, 21, 16, tzinfo=UTC)
"""The end of the 21st in the hospital."""
WEEK = timedelta(weeks=1)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Read the sentences of the program itself."""
    i18n.choose("en")
    yield


@pytest.fixture
def case(register: Settings) -> Case:
    """Return a complaint in the small hospital."""
    hire()
    return cases.file(draft(), register, NOW)


def ordered(case: Case, settings: Settings, department: str = "medical-office", by: str = "he") -> UUID:
    """Order a department to mend something by the 21st."""
    given = ("", "中午加开一个窗口", DUE, person(by), settings, NOW)
    notices.issue(case.uid, department, *given)
    return notices.of(case.uid)[-1].uid


def taken(uid: UUID) -> list[tuple[int, int]]:
    """Return the steps and points that a notice cost."""
    return [(one.step, one.points) for one in points.of(uid)]


# The rule

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))


@given(moments, st.none() | moments, moments, st.integers(1, 9), st.integers(1, 9))
def test_points_follow_from_the_time_that_it_was_late(
    due: datetime, done: datetime | None, now: datetime, first: int, weekly: int
) -> None:
    """RCT-02: so many when it is late, some more for each further week, none after it was mended."""
    found = rule.steps(due, done, now, first, weekly)
    until = min(now, done or now)
    assert [one.number for one in found] == list(range(len(found)))
    assert all(due <= one.at <= until for one in found)
    assert sum(one.points for one in found) == (first + weekly * (len(found) - 1) if found else 0)
    assert bool(found) is (until >= due)
    assert not found or found[-1].at + WEEK > until


@given(moments, st.none() | moments, moments, moments)
def test_what_was_taken_once_is_never_reckoned_otherwise(
    due: datetime, done: datetime | None, one: datetime, other: datetime
) -> None:
    early, late = sorted((one, other))
    before, after = (rule.steps(due, done, at, 2, 1) for at in (early, late))
    assert after[: len(before)] == before


@given(st.integers(1, 20), st.sampled_from([*rule.OUTCOMES, "forgiven"]), st.integers(-3, 25))
def test_an_appeal_never_makes_points_more(given_points: int, outcome: str, left: int) -> None:
    try:
        counts = rule.after_appeal(given_points, outcome, left)
    except Refusal:
        assert outcome == "forgiven" or (outcome == "reduced" and not 0 < left < given_points)
    else:
        assert counts == {"kept": given_points, "reduced": left, "cancelled": 0}[outcome]


# By themselves


def test_a_notice_costs_nothing_until_its_day_is_over(case: Case, register: Settings) -> None:
    """LIMIT notice-deadline: the whole of the last day is in time."""
    uid = ordered(case, register)
    assert tick.tick(register, LATE - SECOND).deducted == 0
    assert tick.tick(register, LATE).deducted == 1
    assert taken(uid) == [(0, 2)]
    assert points.of(uid)[0].day == "2026-09-22"


def test_a_late_notice_costs_two_points_and_one_for_each_further_week(case: Case, register: Settings) -> None:
    """RCT-02: points by the rule of the settings, taken once however often the clocks are looked at."""
    uid = ordered(case, register)
    for at in (LATE, LATE, LATE + WEEK - SECOND, LATE + WEEK, LATE + 3 * WEEK, LATE + 3 * WEEK):
        points.take_due(register, at, 10)
    assert taken(uid) == [(0, 2), (1, 1), (2, 1), (3, 1)]
    assert points.take(uid, case.uid, register, LATE + 3 * WEEK) == 0


def test_the_points_are_those_of_the_settings(case: Case, register: Settings) -> None:
    uid = ordered(case, register)
    points.take_due(replace(register, notice_points=5, notice_points_week=3), LATE + WEEK, 10)
    assert taken(uid) == [(0, 5), (1, 3)]


def test_points_stop_when_it_is_mended_even_when_nobody_looked_meanwhile(
    case: Case, register: Settings
) -> None:
    uid = ordered(case, register)
    mended = LATE + WEEK + timedelta(days=1)
    notices.mend(uid, "已加开", "照片", person("gu"), register, mended)
    assert points.take_due(register, LATE + 9 * WEEK, 10) == 2
    assert taken(uid) == [(0, 2), (1, 1)]
    assert points.take_due(register, LATE + 20 * WEEK, 10) == 0


def test_a_notice_that_was_mended_in_time_never_costs_anything(case: Case, register: Settings) -> None:
    uid = ordered(case, register)
    notices.mend(uid, "已加开", "照片", person("gu"), register, LATE - SECOND)
    assert points.take_due(register, LATE + 9 * WEEK, 10) == 0


def test_what_was_sent_back_as_not_mended_is_late_again(case: Case, register: Settings) -> None:
    """LIMIT notice-deadline: saying that it is mended does not stop the date when it is not."""
    uid = ordered(case, register)
    notices.mend(uid, "已加开", "照片", person("gu"), register, LATE - SECOND)
    notices.send_back(uid, "现场没有看到", person("he"), register, LATE)
    points.take_due(register, LATE, 10)
    assert taken(uid) == [(0, 2)]


def test_a_case_that_was_filed_by_mistake_costs_nobody_anything(case: Case, register: Settings) -> None:
    ordered(case, register)
    closing.void(case.uid, "填错了", person("he"), register, NOW)
    assert points.take_due(register, LATE + WEEK, 10) == 0


def test_head_and_supervisor_hear_of_it_and_it_stands_on_the_timeline(case: Case, register: Settings) -> None:
    ordered(case, register)
    points.take_due(register, LATE, 10)
    rung = store.load(Alert, "WHERE kind = 'points' ORDER BY role")
    assert [(one.role, one.department) for one in rung] == [("head", "medical-office"), ("supervisor", "")]
    assert all(one.facts == {"number": "2026-0001"} for one in rung)
    points.take_due(register, LATE + WEEK, 10)
    rung = store.load(Alert, "WHERE kind = 'points' ORDER BY role")
    assert [one.role for one in rung] == ["head", "head", "supervisor"]
    line = cases.find(case.uid).timeline[-1]
    assert (line.kind, line.by, line.visibility, line.facts["points"]) == ("points", "rule", "internal", 1)
    assert store.verify().broken is None


# Appeals


@pytest.fixture
def late(case: Case, register: Settings) -> UUID:
    """Return the points of a late notice of the medical office."""
    uid = ordered(case, register)
    points.take_due(register, LATE, 10)
    return points.of(uid)[0].uid


def test_the_head_appeals_and_somebody_who_did_not_issue_it_decides(late: UUID, register: Settings) -> None:
    """RCT-02: appealable; what was taken, what was said against it and what came of it all stay."""
    points.appeal(late, "等设备到货", person("xie"), register, LATE)
    points.decide(late, "reduced", 1, "部分属实", person("cao"), register, LATE + SECOND)
    found = points.fresh(late)
    assert (found.points, found.points_kept, found.outcome) == (2, 1, "reduced")
    assert (found.appeal, found.appealed_by, found.decision, found.decided_by) == (
        "等设备到货",
        "xie",
        "部分属实",
        "cao",
    )
    assert store.verify().broken is None


@pytest.mark.parametrize(("outcome", "counts"), [("kept", 2), ("reduced", 1), ("cancelled", 0)])
def test_the_scorecard_tells_points_before_and_after_appeals(
    late: UUID, register: Settings, outcome: str, counts: int
) -> None:
    """RCT-02: the scorecard of a department in a period."""
    boss = person("cao")
    assert points.scorecard("2026-09-01", "2026-09-30", boss) == [("medical-office", 2, 2, 1, 0)]
    points.appeal(late, "等设备到货", person("xie"), register, LATE)
    assert points.scorecard("2026-09-01", "2026-09-30", boss) == [("medical-office", 2, 2, 1, 1)]
    points.decide(late, outcome, 1, "部分属实", boss, register, LATE)
    assert points.scorecard("2026-09-22", "2026-09-22", boss) == [("medical-office", 2, counts, 1, 0)]
    assert points.scorecard("2026-09-01", "2026-09-21", boss) == []


def test_departments_see_their_own_score_alone(case: Case, register: Settings) -> None:
    ordered(case, register)
    ordered(case, register, "cashier")
    points.take_due(register, LATE, 10)
    period = ("2026-01-01", "2026-12-31")
    assert {one.department for one in points.scorecard(*period, person("dai"))} == {
        "medical-office",
        "cashier",
    }
    assert [one.department for one in points.scorecard(*period, person("shi"))] == ["cashier"]
    with pytest.raises(Refusal):
        points.scorecard(*period, person("xu"))


def test_nobody_else_appeals(late: UUID, register: Settings) -> None:
    with pytest.raises(Refusal, match="Only the head of the department that lost the points can appeal."):
        points.appeal(late, "不服", person("song"), register, LATE)
    for code in ("gu", "he", "dai"):
        with pytest.raises(Refusal, match="Your role does not have this right."):
            points.appeal(late, "不服", person(code), register, LATE)
    assert points.fresh(late).appealed_at is None


def test_only_supervisor_and_leader_decide(late: UUID, register: Settings) -> None:
    points.appeal(late, "等设备到货", person("xie"), register, LATE)
    for code in ("xie", "gu", "fang", "dai", "xu"):
        with pytest.raises(Refusal):
            points.decide(late, "cancelled", 0, "同意", person(code), register, LATE)


def test_whoever_issued_the_notice_does_not_decide_the_appeal(late: UUID, register: Settings) -> None:
    points.appeal(late, "等设备到货", person("xie"), register, LATE)
    with pytest.raises(Refusal, match="Somebody else decides"):
        points.decide(late, "kept", 0, "维持", person("he"), register, LATE)


def test_an_appeal_is_made_once_and_decided_once(late: UUID, register: Settings) -> None:
    cao, xie = person("cao"), person("xie")
    with pytest.raises(Refusal, match="There is no appeal"):
        points.decide(late, "cancelled", 0, "同意", cao, register, LATE)
    with pytest.raises(Refusal, match="Write why the points"):
        points.appeal(late, "  ", xie, register, LATE)
    points.appeal(late, "等设备到货", xie, register, LATE)
    with pytest.raises(Refusal, match="appeal against these points already"):
        points.appeal(late, "再说一次", xie, register, LATE)
    with pytest.raises(Refusal, match="fewer than before"):
        points.decide(late, "reduced", 2, "同意", cao, register, LATE)
    points.decide(late, "cancelled", 0, "同意", cao, register, LATE)
    with pytest.raises(Refusal, match="decided already"):
        points.decide(late, "kept", 0, "维持", cao, register, LATE)


def test_the_points_hang_on_the_case_whose_file_tells_of_them(
    late: UUID, case: Case, register: Settings
) -> None:
    points.appeal(late, "等设备到货", person("xie"), register, LATE)
    points.decide(late, "cancelled", 0, "同意", person("cao"), register, LATE)
    view = case_view.of(case.uid, person("he"), register, LATE)
    assert [line.kind for line in view.case.timeline][-3:] == ["points", "points_appealed", "points_decided"]
    assert acts.gate_facts(view.case).notices == 1

"""First-contact responsibility: whoever is asked first answers until another accepts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Alert, Case, Clock, Task
from kiosk.rules.answering import Incomplete
from kiosk.rules.refusal import Refusal
from kiosk.services import acts, alerts, cases, closing, handovers, pauses, tick
from tests.register import NOW, draft
from tests.staff import answer, hire, person


@pytest.fixture
def case(register: Settings) -> Case:
    """File a complaint at the front desk, where Fang is on duty."""
    hire()
    return cases.file(draft(), register, NOW)


def offered(case: Case, register: Settings, at: object = NOW, **how: str) -> handovers.Handover:
    handovers.offer(case.uid, "medical-office", "", "已经说明情况", person("fang"), register, NOW)
    return handovers.of(case.uid)[-1]


def test_responsibility_moves_only_when_the_offer_is_accepted(case: Case, register: Settings) -> None:
    """FC-01, FC-04: until it is accepted the giver answers for it."""
    made = offered(case, register)
    assert cases.find(case.uid).responsible == "fang"
    handovers.accept(made.uid, person("gu"), register, NOW + timedelta(minutes=5))
    after = cases.find(case.uid)
    assert (after.responsible, after.stage) == ("gu", "working")
    assert [line.kind for line in after.timeline][-2:] == ["started", "accepted"]
    assert store.verify().ok


def test_a_rejected_offer_leaves_the_case_with_its_giver_and_rings_there(
    case: Case, register: Settings
) -> None:
    """FC-04: what is sent back is the giver's to follow up."""
    made = offered(case, register)
    with pytest.raises(Refusal):
        handovers.reject(made.uid, " ", person("gu"), register, NOW)
    handovers.reject(made.uid, "不归我们管", person("gu"), register, NOW)
    assert cases.find(case.uid).responsible == "fang"
    assert [alert.person for alert in Alert.select().where(Alert.kind == "rejected")] == ["fang"]


def test_an_offer_that_nobody_answers_expires_to_the_head_and_the_supervisor(
    case: Case, register: Settings
) -> None:
    made = offered(case, register)
    assert tick.tick(register, made.due_at - timedelta(seconds=1)).expired == 0
    assert tick.tick(register, made.due_at).expired == 1
    assert tick.tick(register, made.due_at).expired == 0
    told = {(a.role, a.department, a.person) for a in Alert.select().where(Alert.kind == "expired")}
    assert told == {("head", "medical-office", ""), ("supervisor", "", ""), ("", "", "fang")}
    with pytest.raises(Refusal):
        handovers.accept(made.uid, person("gu"), register, made.due_at)
    assert cases.find(case.uid).responsible == "fang"


def test_only_one_offer_of_responsibility_stands_at_a_time_but_help_is_asked_beside_it(
    case: Case, register: Settings
) -> None:
    offered(case, register)
    with pytest.raises(Refusal):
        offered(case, register)
    handovers.offer(case.uid, "cashier", "", "核对收费", person("fang"), register, NOW, part="help")
    helper = handovers.of(case.uid)[-1]
    handovers.accept(helper.uid, person("shi"), register, NOW)
    assert cases.find(case.uid).responsible == "fang"
    assert [task.owner for task in store.load(Task, "")] == ["shi"]


@pytest.mark.parametrize("who", ["mao", "shi", "cao", "dai", "xu", "fang"])
def test_only_the_department_that_was_asked_accepts(case: Case, register: Settings, who: str) -> None:
    """ORG-04: the department that was asked takes the case, and no other."""
    made = offered(case, register)
    with pytest.raises(Refusal):
        handovers.accept(made.uid, person(who), register, NOW)


def test_at_night_an_offer_goes_to_the_duty_officer_for_two_hours(case: Case, register: Settings) -> None:
    night = NOW + timedelta(hours=12)
    handovers.offer(case.uid, "medical-office", "", "夜里", person("fang"), register, night)
    [made] = handovers.of(case.uid)
    assert (made.is_on_duty, made.due_at - night) == (True, timedelta(hours=2))
    handovers.accept(made.uid, person("lin"), register, night)
    assert cases.find(case.uid).responsible == "lin"


def test_the_gate_lists_everything_that_is_missing(case: Case, register: Settings) -> None:
    with pytest.raises(Incomplete) as refused:
        acts.answer(case.uid, person("fang"), register, NOW)
    missing = ("category", "department", "investigation", "outcome", "cause", "reply")
    assert refused.value.codes == missing
    assert cases.find(case.uid).stage == "received"
    assert answer(case.uid, register, NOW).stage == "answered"


def test_silence_closes_a_case_once(case: Case, register: Settings) -> None:
    answer(case.uid, register, NOW)
    week = NOW + timedelta(days=7)
    assert tick.tick(register, week - timedelta(seconds=1)).closed == 0
    assert tick.tick(register, week).closed == 1
    assert tick.tick(register, week).closed == 0
    closed = cases.find(case.uid)
    assert (closed.stage, closed.verdict) == ("closed", "no_answer")


def test_late_work_climbs_step_by_step_each_once(case: Case, register: Settings) -> None:
    """CMP-10: what is late goes up, and stands on the timeline."""
    investigate = next(clock for clock in case.clocks if clock.name == "investigate")
    early = investigate.due_at - timedelta(hours=4, minutes=48)
    assert tick.tick(register, early).climbed == 1
    assert tick.tick(register, early).climbed == 0
    assert tick.tick(register, investigate.due_at).climbed == 1
    kinds = [(a.kind, a.role) for a in Alert.select().where(Alert.kind << ["soon", "late"])]
    assert kinds == [("soon", "head"), ("late", "supervisor")]
    assert Clock.get_by_id(investigate.uid).climbed == 2


def test_a_pause_moves_the_house_promise_and_never_the_national_one(case: Case, register: Settings) -> None:
    before = {(c.name, c.basis): c.due_at for c in case.clocks}
    pauses.pause(case.uid, "patient", person("fang"), register, NOW)
    later = NOW + timedelta(days=4)
    pauses.resume(case.uid, person("fang"), register, later)
    after = {(c.name, c.basis): c.due_at for c in cases.find(case.uid).clocks}
    assert after["reply", "national"] == before["reply", "national"]
    assert after["reply", "house"] > before["reply", "house"]
    with pytest.raises(Refusal):
        pauses.pause(case.uid, "patient", person("fang"), register, later)


def test_the_same_act_again_is_one_act(case: Case, register: Settings) -> None:
    uid = cases.numbers.new_uid(NOW)
    for _try in range(2):
        acts.note(case.uid, "打过电话", person("fang"), register, NOW, entry=uid)
    assert sum(line.kind == "note" for line in cases.find(case.uid).timeline) == 1


def test_not_solved_opens_it_again_and_wakes_owner_and_supervisor(case: Case, register: Settings) -> None:
    answer(case.uid, register, NOW)
    closing.give_verdict(case.uid, False, register, NOW)
    again = cases.find(case.uid)
    assert (again.stage, again.grade, again.reopenings) == ("working", "complex", 1)
    told = {(a.role, a.person) for a in Alert.select().where(Alert.kind == "reopened")}
    assert told == {("supervisor", ""), ("", "fang")}


def test_an_offer_that_was_answered_rings_no_more(case: Case, register: Settings) -> None:
    made = offered(case, register)
    assert [alert.kind for alert in alerts.pending(person("gu"), "front")] == ["offer"]
    handovers.accept(made.uid, person("gu"), register, NOW + timedelta(minutes=5))
    assert alerts.pending(person("gu"), "front") == []


def test_a_tick_takes_no_more_than_it_is_told_and_the_next_goes_on(register: Settings) -> None:
    hire()
    for _case in range(5):
        cases.file(draft(), register, NOW)
    late = NOW + timedelta(hours=20)
    assert [tick.tick(register, late, 2).climbed for _tick in range(4)] == [2, 2, 1, 0]

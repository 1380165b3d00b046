"""What an act leaves behind: no pause, no offer and no gap in the trail outlives its reason."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Alert, AuditEntry, Case, CaseDepartment, Handover, Task
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import may
from kiosk.services import (
    acts,
    alerts,
    cases,
    closing,
    handovers,
    notices,
    patients,
    pauses,
    staff,
    tasks,
    tick,
)
from tests.register import NOW, draft
from tests.staff import answer, hire, person

HOUR = timedelta(hours=1)


@pytest.fixture
def case(register: Settings) -> Case:
    """File a complaint at the front desk, where Fang is on duty."""
    hire()
    return cases.file(draft(), register, NOW)


def kinds(uid: UUID) -> list[str]:
    return [line.kind for line in cases.find(uid).timeline]


def parts(uid: UUID) -> list[tuple[str, str]]:
    found = CaseDepartment.select().where(CaseDepartment.case == uid, CaseDepartment.ended_at.is_null())
    return sorted((row.department, row.part) for row in found)


def offered(case: Case, settings: Settings, to: str = "medical-office", part: str = "responsibility") -> UUID:
    handovers.offer(case.uid, to, "", "已经说明情况", person("fang"), settings, NOW, part=part)
    return UUID(str(handovers.of(case.uid)[-1].uid))


def test_a_department_that_helps_already_helps_once(case: Case, register: Settings) -> None:
    acts.involve(case.uid, "cashier", "helper", person("fang"), register, NOW)
    handovers.accept(offered(case, register, "cashier", "help"), person("shi"), register, NOW)
    assert parts(case.uid) == [("cashier", "helper")]


def test_a_department_that_leads_and_is_asked_for_help_goes_on_leading(
    case: Case, register: Settings
) -> None:
    acts.involve(case.uid, "cashier", "lead", person("fang"), register, NOW)
    handovers.accept(offered(case, register, "cashier", "help"), person("shi"), register, NOW)
    assert parts(case.uid) == [("cashier", "lead")]
    acts.involve(case.uid, "cashier", "lead", person("fang"), register, NOW)
    assert store.verify().ok


def test_a_helper_becomes_the_lead_and_the_lead_before_it_leaves(case: Case, register: Settings) -> None:
    for department, part in (("cashier", "lead"), ("medical-office", "helper"), ("medical-office", "lead")):
        acts.involve(case.uid, department, part, person("fang"), register, NOW)
    assert parts(case.uid) == [("medical-office", "lead")]


def test_nobody_is_released_who_has_no_part(case: Case, register: Settings) -> None:
    with pytest.raises(Refusal):
        acts.release(case.uid, "cashier", person("fang"), register, NOW)


def test_what_an_answer_rests_on_stays_while_it_stands(case: Case, register: Settings) -> None:
    acts.involve(case.uid, "cashier", "lead", person("fang"), register, NOW)
    answer(case.uid, register, NOW)
    with pytest.raises(Refusal):
        acts.investigate(case.uid, "换个说法", "", "", "", person("he"), register, NOW)
    with pytest.raises(Refusal):
        acts.release(case.uid, "cashier", person("he"), register, NOW)
    assert cases.find(case.uid).outcome == "upheld"


@pytest.mark.parametrize("ending", ["closed", "withdrawn", "void"])
def test_nothing_is_promised_or_said_in_public_on_a_case_that_is_over(
    case: Case, register: Settings, ending: str
) -> None:
    boss, soon = person("he"), NOW + HOUR
    if ending == "closed":
        answer(case.uid, register, NOW)
        closing.give_verdict(case.uid, True, register, NOW)
    elif ending == "withdrawn":
        patients.withdraw(case.uid, register, NOW)
    else:
        closing.void(case.uid, "重复登记", boss, register, NOW)
    before = kinds(case.uid)
    for act in (
        lambda: acts.reply(case.uid, "又及", boss, register, NOW),
        lambda: acts.ask(case.uid, "哪一天？", boss, register, NOW),
        lambda: acts.involve(case.uid, "cashier", "helper", boss, register, NOW),
        lambda: acts.investigate(case.uid, "又查", "", "", "", boss, register, NOW),
        lambda: tasks.call_back(case.uid, soon, "", boss, register, NOW),
        lambda: tasks.meet(case.uid, soon, "", ["cashier"], "", boss, register, NOW),
    ):
        with pytest.raises(Refusal):
            act()
    assert kinds(case.uid) == before
    acts.note(case.uid, "归档备注", boss, register, NOW)


def test_an_answer_ends_the_pause_and_counts_the_time_it_took(case: Case, register: Settings) -> None:
    pauses.pause(case.uid, "outside", person("he"), register, NOW)
    later = NOW + timedelta(hours=30)
    answer(case.uid, register, later)
    assert not pauses.is_paused(case.uid)
    [investigate] = [clock for clock in cases.find(case.uid).clocks if clock.name == "investigate"]
    assert (investigate.result, investigate.due_at) == ("met", NOW + timedelta(hours=54))
    assert "resumed" in kinds(case.uid)


@pytest.mark.parametrize("ending", ["withdrawn", "void"])
def test_a_case_that_ends_leaves_no_clock_standing_still(case: Case, register: Settings, ending: str) -> None:
    pauses.pause(case.uid, "patient", person("he"), register, NOW)
    if ending == "void":
        closing.void(case.uid, "重复登记", person("he"), register, NOW)
    else:
        closing.withdraw(case.uid, "电话里说的", person("he"), register, NOW)
    assert not pauses.is_paused(case.uid)


@pytest.mark.parametrize("ending", ["closed", "withdrawn", "void"])
def test_no_offer_and_no_promise_outlives_its_case(case: Case, register: Settings, ending: str) -> None:
    uid = offered(case, register)
    tasks.call_back(case.uid, NOW + HOUR, "", person("fang"), register, NOW)
    if ending == "closed":
        answer(case.uid, register, NOW)
        closing.give_verdict(case.uid, True, register, NOW)
    elif ending == "void":
        closing.void(case.uid, "重复登记", person("he"), register, NOW)
    else:
        patients.withdraw(case.uid, register, NOW)
    assert store.load(Handover, "WHERE uid = ?", uid.hex)[0].state == "withdrawn"
    assert "offer_withdrawn" in kinds(case.uid)
    states = [task.state for task in store.load(Task, "")]
    assert states == (["open"] if ending == "closed" else ["dropped"])
    with pytest.raises(Refusal):
        handovers.accept(uid, person("gu"), register, NOW)
    assert cases.find(case.uid).responsible == "fang"


def test_who_comes_second_hears_that_the_offer_was_taken(case: Case, register: Settings) -> None:
    uid = offered(case, register)
    handovers.accept(uid, person("gu"), register, NOW)
    with pytest.raises(Refusal) as refused:
        handovers.accept(uid, person("xie"), register, NOW)
    assert refused.value.sentence == "This offer was accepted already."


def test_nobody_accepts_their_own_offer(case: Case, register: Settings) -> None:
    uid = offered(case, register, "service-centre")
    for answering in (handovers.accept, lambda *given: handovers.reject(given[0], "不", *given[1:])):
        with pytest.raises(Refusal):
            answering(uid, person("fang"), register, NOW)
    handovers.accept(uid, person("luo"), register, NOW)


def test_an_offer_past_its_moment_is_not_accepted_even_before_the_clock_acts(
    case: Case, register: Settings
) -> None:
    uid = offered(case, register)
    due = store.load(Handover, "WHERE uid = ?", uid.hex)[0].due_at
    with pytest.raises(Refusal) as refused:
        handovers.accept(uid, person("gu"), register, due)
    assert refused.value.sentence == "This offer expired."


def test_a_giver_who_became_an_auditor_takes_nothing_back(case: Case, register: Settings) -> None:
    uid = offered(case, register)
    with pytest.raises(Refusal):
        handovers.withdraw(uid, person("fang")._replace(role="auditor"), register, NOW)


def test_an_alert_is_taken_by_somebody_it_is_for(case: Case, register: Settings) -> None:
    offered(case, register)
    alert = Alert.get(Alert.kind == "offer")
    with pytest.raises(Refusal):
        alerts.take(alert.uid, person("shi"), NOW)
    assert alerts.take(alert.uid, person("gu"), NOW).taken_by == "gu"
    assert alerts.take(alert.uid, person("xie"), NOW).taken_by == "gu"


def test_an_attempt_belongs_to_a_call(case: Case, register: Settings) -> None:
    tasks.meet(case.uid, NOW + HOUR, "三楼", ["cashier"], "", person("he"), register, NOW)
    [meeting] = tasks.of(case.uid)
    with pytest.raises(Refusal):
        tasks.tried(meeting.uid, person("he"), register, NOW)


def test_everybody_who_works_may_grade_up_and_the_trail_says_what_was_done(
    case: Case, register: Settings
) -> None:
    acts.grade(case.uid, "complex", "涉及两个科室", person("mao"), register, NOW)
    last = AuditEntry.select().order_by(AuditEntry.seq.desc()).first()
    assert '"case.grade"' in str(last.body) or b'"case.grade"' in bytes(last.body)
    for who, grade in (("mao", "minor"), ("dai", "major"), ("dai", "complex")):
        with pytest.raises(Refusal) as refused:
            acts.grade(case.uid, grade, "不该改", person(who), register, NOW)
        assert "already" not in refused.value.sentence


def test_a_department_that_does_not_exist_is_not_invited(case: Case, register: Settings) -> None:
    with pytest.raises(Refusal):
        tasks.meet(case.uid, NOW + HOUR, "", ["nowhere"], "", person("he"), register, NOW)


def test_a_case_that_is_opened_again_has_no_verdict_yet(case: Case, register: Settings) -> None:
    answer(case.uid, register, NOW)
    closing.give_verdict(case.uid, True, register, NOW)
    closing.reopen(case.uid, "家属来电", person("he"), register, NOW)
    assert cases.find(case.uid).verdict == ""


def test_an_act_by_which_one_gave_the_right_away_can_be_sent_twice(case: Case, register: Settings) -> None:
    acts.involve(case.uid, "cashier", "helper", person("fang"), register, NOW)
    acts.categorise(case.uid, "waiting", "cashier", person("fang"), register, NOW)
    acts.release(case.uid, "cashier", person("fang"), register, NOW)
    uid = new_uid(NOW)
    for _try in range(2):
        acts.categorise(case.uid, "", "nursing-office", person("shi"), register, NOW, entry=uid)
    with pytest.raises(Refusal):
        acts.categorise(case.uid, "", "cashier", person("gu"), register, NOW, entry=uid)


def test_a_second_department_gives_the_longer_limit_and_makes_it_complex_by_rule_once(
    case: Case, register: Settings
) -> None:
    boss = person("he")
    acts.involve(case.uid, "cashier", "lead", boss, register, NOW)
    assert cases.find(case.uid).grade == "minor"
    acts.categorise(case.uid, "waiting", "medical-office", boss, register, NOW)
    joint = cases.find(case.uid)
    assert (joint.grade, joint.grade_reason) == ("complex", "departments")
    assert [clock.amount for clock in joint.clocks if clock.basis == "national"] == [10]
    assert Alert.select().where(Alert.kind == "graded", Alert.role == "supervisor").count() == 1
    acts.grade(case.uid, "minor", "只是抄送", boss, register, NOW)
    acts.involve(case.uid, "nursing-office", "helper", boss, register, NOW)
    assert cases.find(case.uid).grade == "minor"


def test_a_department_that_got_a_notice_can_read_the_case_and_mend_it(case: Case, register: Settings) -> None:
    assert may(person("shi"), "mend", staff.standing(cases.find(case.uid)))
    day = NOW.date() + timedelta(days=7)
    notices.issue(case.uid, "cashier", "", "中午加开窗口", day, person("he"), register, NOW)
    for act in ("read", "mend"):
        assert not may(person("shi"), act, staff.standing(cases.find(case.uid)))
    acts.involve(case.uid, "medical-office", "lead", person("he"), register, NOW)
    assert cases.find(case.uid).grade == "minor", "a notice makes no second department of the case"
    [notice] = notices.of(case.uid)
    notices.mend(notice.uid, "已加开", "照片", person("shi"), register, NOW)
    assert store.verify().ok


def test_everybody_on_the_way_hears_of_work_that_became_late_while_no_clock_acted(
    case: Case, register: Settings
) -> None:
    assert tick.tick(register, NOW + timedelta(days=6)).climbed == 3
    heard = [alert.role for alert in Alert.select().where(Alert.kind << ("soon", "late"))]
    told = [line.facts["to"] for line in cases.find(case.uid).timeline if line.kind == "climbed"]
    assert sorted(heard) == sorted(told) == ["head", "leader", "supervisor"]

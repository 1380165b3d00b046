"""An act that is sent again, because a line was slow or a key was pressed twice, does nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Alert, AuditEntry, Case, ChecklistStep, Task
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.services import acts, cases, closing, handovers, notices, tasks
from tests.register import NOW, draft
from tests.staff import answer, hire, person

HOUR = timedelta(hours=1)
Act = Callable[[UUID], Case]
Begun = Callable[[Case, Settings], Act]


@pytest.fixture
def case(register: Settings) -> Case:
    """File a complaint at the front desk, where Fang is on duty."""
    hire()
    return cases.file(draft(), register, NOW)


def involving(case: Case, settings: Settings) -> Act:
    """Let a department lead."""
    given = (case.uid, "cashier", "lead", person("fang"), settings, NOW)
    return lambda entry: acts.involve(*given, entry=entry)


def releasing(case: Case, settings: Settings) -> Act:
    """Release a department."""
    involving(case, settings)(new_uid(NOW))
    return lambda entry: acts.release(case.uid, "cashier", person("fang"), settings, NOW, entry=entry)


def call_of(case: Case, settings: Settings) -> UUID:
    """Promise a call and return its task."""
    tasks.call_back(case.uid, NOW + HOUR, "", person("fang"), settings, NOW)
    return UUID(str(tasks.of(case.uid)[0].uid))


def doing(case: Case, settings: Settings) -> Act:
    """End a task."""
    uid = call_of(case, settings)
    return lambda entry: tasks.do(uid, "已告知", person("fang"), settings, NOW, entry=entry)


def dropping(case: Case, settings: Settings) -> Act:
    """Give a task up."""
    uid = call_of(case, settings)
    return lambda entry: tasks.drop(uid, "不用了", person("fang"), settings, NOW, entry=entry)


def trying(case: Case, settings: Settings) -> Act:
    """Call, and nobody answers."""
    uid = call_of(case, settings)
    return lambda entry: tasks.tried(uid, person("fang"), settings, NOW, entry=entry)


def offered(case: Case, settings: Settings) -> UUID:
    """Offer the case to the medical office."""
    handovers.offer(case.uid, "medical-office", "", "", person("fang"), settings, NOW)
    return UUID(str(handovers.of(case.uid)[-1].uid))


def accepting(case: Case, settings: Settings) -> Act:
    """Accept an offer."""
    uid = offered(case, settings)
    return lambda entry: handovers.accept(uid, person("gu"), settings, NOW, entry=entry)


def rejecting(case: Case, settings: Settings) -> Act:
    """Send an offer back."""
    uid = offered(case, settings)
    return lambda entry: handovers.reject(uid, "不归我们管", person("gu"), settings, NOW, entry=entry)


def taking_back(case: Case, settings: Settings) -> Act:
    """Take an offer back."""
    uid = offered(case, settings)
    return lambda entry: handovers.withdraw(uid, person("fang"), settings, NOW, entry=entry)


def noticed(case: Case, settings: Settings) -> UUID:
    """Issue a notice."""
    day = NOW.date() + timedelta(days=7)
    notices.issue(case.uid, "cashier", "", "加开窗口", day, person("he"), settings, NOW)
    return UUID(str(notices.of(case.uid)[0].uid))


def mending(case: Case, settings: Settings) -> Act:
    """Mend what a notice asks for."""
    uid = noticed(case, settings)
    return lambda entry: notices.mend(uid, "已加开", "照片", person("shi"), settings, NOW, entry=entry)


def verifying(case: Case, settings: Settings) -> Act:
    """Verify what was mended."""
    uid = noticed(case, settings)
    notices.mend(uid, "已加开", "照片", person("shi"), settings, NOW)
    return lambda entry: notices.verify(uid, "属实", person("he"), settings, NOW, entry=entry)


ALL = (involving, releasing, doing, dropping, trying, accepting, rejecting, taking_back, mending, verifying)


@pytest.mark.parametrize("begun", ALL, ids=lambda one: str(one.__name__))
def test_the_same_act_sent_again_is_done_once(begun: Begun, case: Case, register: Settings) -> None:
    act, entry = begun(case, register), new_uid(NOW)
    first = act(entry)
    told, entries = [line.uid for line in first.timeline], AuditEntry.select().count()
    again = act(entry)
    assert entry in told and [line.uid for line in again.timeline] == told
    assert AuditEntry.select().count() == entries and store.verify().ok


def test_a_call_that_reached_nobody_counts_once_when_it_is_sent_twice(case: Case, register: Settings) -> None:
    act, entry = trying(case, register), new_uid(NOW)
    for _time in range(2):
        act(entry)
    assert store.load(Task, "WHERE kind = 'callback'")[0].attempts == 1
    act(new_uid(NOW))
    assert store.load(Task, "WHERE kind = 'callback'")[0].attempts == 2


def test_another_act_with_another_uid_is_refused_as_before(case: Case, register: Settings) -> None:
    act = accepting(case, register)
    act(new_uid(NOW))
    with pytest.raises(Refusal):
        act(new_uid(NOW))


def test_what_was_not_solved_gets_the_steps_and_the_alert_of_its_new_grade(
    case: Case, register: Settings
) -> None:
    with store.writing("hospital.import", "test", "hospital", NOW) as written:
        name = {"en": "Ask the supervisor"}
        written.add(
            ChecklistStep(
                code="ask", position=0, kind="complaint", grade="complex", name=name, amount=4, unit="hours"
            )
        )
    answer(case.uid, register, NOW)
    assert cases.find(case.uid).grade == "minor" and not tasks.of(case.uid)
    closing.give_verdict(case.uid, False, register, NOW)
    again = cases.find(case.uid)
    assert (again.grade, again.grade_reason) == ("complex", "not_solved")
    assert [task.code for task in tasks.of(case.uid)] == ["ask"]
    assert [alert.role for alert in Alert.select().where(Alert.kind == "graded")] == ["supervisor"]
    [line] = [line for line in again.timeline if line.kind == "graded"]
    assert line.facts == {"before": "minor", "grade": "complex", "reason": "not_solved"}

"""Rectification notices: what they hold, how far they are, who sees them, and what they hold open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.records import Alert, Case, Notice
from kiosk.rules import correcting
from kiosk.rules.answering import Incomplete
from kiosk.rules.refusal import Refusal
from kiosk.services import acts, cases, notice_board, notices, points
from tests.register import NOW, draft
from tests.staff import hire, person

DUE = date(2026, 9, 25)
DAY = timedelta(days=1)
AFTER = datetime(2026, 9, 25, 16, tzinfo=UTC)
"""The end of the last day in the hospital."""


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


def ordered(case: Case, settings: Settings, department: str = "medical-office") -> UUID:
    """Order a department to mend something by the 25th."""
    notices.issue(case.uid, department, "", "中午加开一个窗口", DUE, person("he"), settings, NOW)
    return notices.of(case.uid)[-1].uid


def found(uid: UUID) -> Notice:
    """Return a notice as the register holds it."""
    return notices.fresh(uid)


def stage(uid: UUID) -> str:
    """Return where a notice stands in the circle."""
    return notice_board.row(uid).stage


def test_a_notice_holds_number_department_person_what_and_by_when(case: Case, register: Settings) -> None:
    """RCT-01: a numbered notice to the department that answers for it, to be mended by a day."""
    first, second = ordered(case, register), ordered(case, register, "cashier")
    one = found(first)
    assert (one.number, found(second).number) == ("2026-0001", "2026-0002")
    assert (one.department, one.person, one.to_mend, one.due_day) == (
        "medical-office",
        "xie",
        "中午加开一个窗口",
        "2026-09-25",
    )
    assert one.due_at == AFTER and one.issued_by == "he"


def test_somebody_of_the_department_answers_for_a_notice(case: Case, register: Settings) -> None:
    """CMP-16: the person who is named, else the head; where there is none, whoever works there."""
    boss = person("he")
    with pytest.raises(Refusal, match="somebody of this department"):
        notices.issue(case.uid, "cashier", "gu", "改", DUE, boss, register, NOW)
    notices.issue(case.uid, "medical-office", "gu", "改", DUE, boss, register, NOW)
    notices.issue(case.uid, "medical-office", "", "改", DUE, boss, register, NOW)
    notices.issue(case.uid, "cashier", "", "改", DUE, boss, register, NOW)
    assert [one.person for one in notices.of(case.uid)] == ["gu", "xie", "shi"]


def test_the_last_day_of_a_notice_is_in_time_to_its_end(case: Case, register: Settings) -> None:
    """LIMIT notice-deadline: late from the moment on which the day is over in the hospital."""
    one = found(ordered(case, register))
    assert not notice_board.is_late(one, AFTER - timedelta(seconds=1))
    assert notice_board.is_late(one, AFTER)
    with pytest.raises(Refusal, match="still to come"):
        notices.issue(case.uid, "cashier", "", "改", date(2026, 9, 17), person("he"), register, NOW)


def test_a_notice_goes_round_the_circle_of_plan_do_check_act(case: Case, register: Settings) -> None:
    """RCT-04: the stage of PDCA follows from what was written on the notice."""
    uid = ordered(case, register)
    assert stage(uid) == "plan"
    notices.mend(uid, "已加开", "照片一张", person("gu"), register, NOW + DAY)
    assert stage(uid) == "do"
    notices.verify(uid, "现场看过", person("he"), register, NOW + DAY)
    assert stage(uid) == "check"
    notices.make_standard(uid, "午间窗口不少于两个", person("he"), register, NOW + DAY)
    assert stage(uid) == "act"
    kinds = [line.kind for line in cases.find(case.uid).timeline if line.kind.startswith("notice")]
    assert kinds == ["notice", "notice_done", "notice_verified", "notice_standard"]


moments = st.none() | st.just(NOW)


@given(moments, moments, moments)
def test_the_stage_is_the_last_step_that_was_taken(
    done: datetime | None, verified: datetime | None, standard: datetime | None
) -> None:
    """RCT-04: derived, never stored."""
    steps = {"act": standard, "check": verified, "do": done, "plan": NOW}
    assert correcting.stage(done, verified, standard) == next(name for name in steps if steps[name])


def test_whoever_mended_it_does_not_verify_it(case: Case, register: Settings) -> None:
    """RCT-01: verified by somebody else."""
    uid = ordered(case, register)
    notices.mend(uid, "已加开", "照片", person("he"), register, NOW)
    with pytest.raises(Refusal, match="Somebody else verifies"):
        notices.verify(uid, "看过", person("he"), register, NOW)
    assert found(uid).verified_at is None


def test_what_is_not_mended_goes_back_to_the_department(case: Case, register: Settings) -> None:
    """RCT-01: what the verification finds undone stays to be done; both words stay on the timeline."""
    uid = ordered(case, register)
    with pytest.raises(Refusal, match="Nothing was written"):
        notices.send_back(uid, "没改", person("he"), register, NOW)
    notices.mend(uid, "已加开", "照片", person("gu"), register, NOW)
    notices.send_back(uid, "现场仍只有一个窗口", person("he"), register, NOW)
    assert stage(uid) == "plan" and found(uid).due_at == AFTER
    [alert] = store.load(Alert, "WHERE kind = 'returned'")
    assert alert.department == "medical-office"
    notices.mend(uid, "真的加开了", "照片", person("gu"), register, NOW)
    notices.verify(uid, "看过", person("he"), register, NOW)
    with pytest.raises(Refusal, match="verified already"):
        notices.send_back(uid, "没改", person("he"), register, NOW)
    told = [line.words for line in cases.find(case.uid).timeline]
    assert told[-4:] == ["已加开", "现场仍只有一个窗口", "真的加开了", "看过"]


def test_a_rule_is_made_of_what_was_verified_alone(case: Case, register: Settings) -> None:
    """CMP-14: the change of the hospital's own rules stands on the notice, and so on the case behind it."""
    uid = ordered(case, register)
    with pytest.raises(Refusal, match="what was verified"):
        notices.make_standard(uid, "退号当场退费", person("he"), register, NOW)
    notices.mend(uid, "已改流程", "文件", person("gu"), register, NOW)
    notices.verify(uid, "看过", person("he"), register, NOW)
    with pytest.raises(Refusal, match="Only a supervisor"):
        notices.make_standard(uid, "退号当场退费", person("gu"), register, NOW)
    notices.make_standard(uid, "退号当场退费", person("he"), register, NOW)
    one = found(uid)
    assert (one.standard, one.standard_by, one.standard_at) == ("退号当场退费", "he", NOW)
    assert notices.of(case.uid)[0].standard == "退号当场退费"
    assert store.verify().broken is None


# The gate before an answer


def upheld(case: Case, settings: Settings) -> None:
    """Do all that an answer needs but for the notice."""
    boss = person("he")
    acts.categorise(case.uid, "waiting", "medical-office", boss, settings, NOW)
    acts.investigate(case.uid, "窗口少开了一个。", "upheld", "process", "", boss, settings, NOW)
    acts.reply(case.uid, "已经改了。", boss, settings, NOW)


def test_an_upheld_complaint_is_answered_only_with_a_notice(case: Case, register: Settings) -> None:
    """CMP-12: what was found to be so is corrected, or it is not answered."""
    upheld(case, register)
    with pytest.raises(Incomplete) as refused:
        acts.answer(case.uid, person("he"), register, NOW)
    assert refused.value.codes == ("notice",)
    ordered(case, register)
    assert acts.answer(case.uid, person("he"), register, NOW).stage == "answered"


def test_measure_person_and_date_stand_on_the_case_before_it_is_answered(
    case: Case, register: Settings
) -> None:
    """CMP-16: what is done, who answers for it, and by when; its outcome is looked at by somebody else."""
    upheld(case, register)
    uid = ordered(case, register)
    acts.answer(case.uid, person("he"), register, NOW)
    one = found(uid)
    assert all((one.to_mend, one.person, one.due_day))
    notices.mend(uid, "已加开", "照片", person("gu"), register, NOW + DAY)
    assert found(uid).done_at == NOW + DAY, "also after the patient has the answer"


def test_one_department_does_not_say_that_another_mended_something(case: Case, register: Settings) -> None:
    uid, other = ordered(case, register), ordered(case, register, "cashier")
    with pytest.raises(Refusal, match="another department"):
        notices.mend(uid, "已加开", "", person("shi"), register, NOW)
    notices.mend(other, "已加开", "", person("shi"), register, NOW)
    assert (found(uid).done_at, found(other).done_by) == (None, "shi")


# The list


def test_departments_see_their_own_notices_and_the_house_sees_all(case: Case, register: Settings) -> None:
    ordered(case, register)
    ordered(case, register, "cashier")
    for code in ("he", "cao", "dai"):
        assert [row.notice.number for row in notice_board.listed(person(code))] == ["2026-0001", "2026-0002"]
    assert [row.notice.number for row in notice_board.listed(person("shi"))] == ["2026-0002"]
    assert [row.notice.number for row in notice_board.listed(person("xie"))] == ["2026-0001"]
    assert notice_board.listed(person("mao")) == []
    with pytest.raises(Refusal):
        notice_board.listed(person("xu"))


def test_the_list_shows_what_waits_and_all_of_it_when_asked(case: Case, register: Settings) -> None:
    uid, other = ordered(case, register), ordered(case, register, "cashier")
    notices.mend(uid, "已加开", "照片", person("gu"), register, NOW)
    notices.verify(uid, "看过", person("he"), register, NOW)
    boss = person("he")
    assert [row.notice.uid for row in notice_board.listed(boss)] == [other]
    assert {row.notice.uid for row in notice_board.listed(boss, is_all=True)} == {uid, other}


def test_a_notice_with_an_open_appeal_waits_also_when_it_is_verified(case: Case, register: Settings) -> None:
    uid, late = ordered(case, register), AFTER + DAY
    points.take_due(register, late, 10)
    points.appeal(points.of(uid)[0].uid, "设备未到", person("xie"), register, late)
    notices.mend(uid, "已加开", "照片", person("gu"), register, late)
    notices.verify(uid, "看过", person("he"), register, late)
    [row] = notice_board.listed(person("cao"))
    assert (row.points, row.open_appeal is not None, row.to_appeal) == (2, True, None)
    points.decide(points.of(uid)[0].uid, "cancelled", 0, "属实", person("cao"), register, late)
    assert notice_board.listed(person("cao")) == []
    assert notice_board.row(uid).points == 0

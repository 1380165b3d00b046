"""Recurrence: a case points to the earlier notice that should have prevented it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.records import Case
from kiosk.rules.refusal import Refusal
from kiosk.services import acts, case_view, cases, grouping, notice_board, notices
from tests.register import NOW, draft
from tests.staff import hire, person

LATER = NOW + timedelta(days=30)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Read the sentences of the program itself."""
    i18n.choose("en")
    yield


@pytest.fixture
def earlier(register: Settings) -> Case:
    """Return a complaint about waiting that led to a notice."""
    hire()
    found = cases.file(draft(), register, NOW)
    acts.categorise(found.uid, "waiting", "medical-office", person("he"), register, NOW)
    noticed(found, register, "medical-office")
    return found


def noticed(case: Case, settings: Settings, department: str) -> UUID:
    """Issue a notice, and return it."""
    due = date(2026, 9, 25)
    notices.issue(case.uid, department, "", "加开窗口", due, person("he"), settings, NOW)
    return notices.of(case.uid)[-1].uid


def filed_later(
    settings: Settings, category: str = "", department: str = "", kind: str = "complaint"
) -> Case:
    """File a case a month later."""
    found = cases.file(draft(kind, phone="13911112222"), settings, LATER)
    if category or department:
        acts.categorise(found.uid, category, department, person("he"), settings, LATER)
    return cases.find(found.uid)


def test_a_case_points_to_the_notice_that_should_have_prevented_it(earlier: Case, register: Settings) -> None:
    """CMP-23: the measure failed, and both the case and the notice say so."""
    case, [notice] = filed_later(register), notices.of(earlier.uid)
    grouping.link_notice(case.uid, notice.uid, person("fang"), register, LATER)
    [link] = grouping.of(case.uid)
    assert (link.kind, link.other, link.by) == ("recurrence", notice.uid, "fang")
    view = case_view.of(case.uid, person("he"), register, LATER)
    assert view.linked == {link.uid: "2026-0001"}
    assert notice_board.row(notice.uid).recurrences == (case.number,)
    assert store.verify().broken is None


def test_what_came_again_is_at_least_complex_by_rule(earlier: Case, register: Settings) -> None:
    """CMP-23: like a repeat, and it says which rule it was."""
    case, [notice] = filed_later(register), notices.of(earlier.uid)
    assert case.grade == "minor"
    grouping.link_notice(case.uid, notice.uid, person("he"), register, LATER)
    after = cases.find(case.uid)
    assert (after.grade, after.grade_reason) == ("complex", "recurrence")
    assert [line.kind for line in after.timeline][-2:] == ["linked", "graded"]


def test_only_complaints_are_graded_up(earlier: Case, register: Settings) -> None:
    case, [notice] = filed_later(register, kind="suggestion"), notices.of(earlier.uid)
    grouping.link_notice(case.uid, notice.uid, person("he"), register, LATER)
    assert cases.find(case.uid).grade == "minor"


def test_a_tie_that_is_taken_away_is_counted_no_more(earlier: Case, register: Settings) -> None:
    case, [notice] = filed_later(register), notices.of(earlier.uid)
    grouping.link_notice(case.uid, notice.uid, person("he"), register, LATER)
    [link] = grouping.of(case.uid)
    grouping.unlink(case.uid, link.uid, person("he"), register, LATER)
    assert notice_board.row(notice.uid).recurrences == ()
    assert [line.kind for line in cases.find(case.uid).timeline][-1] == "unlinked"


def test_only_an_earlier_notice_of_another_case_can_have_failed(earlier: Case, register: Settings) -> None:
    case, [notice] = filed_later(register), notices.of(earlier.uid)
    own = noticed(case, register, "cashier")
    unknown = UUID(int=7)
    for uid, other in ((earlier.uid, notice.uid), (case.uid, unknown), (case.uid, own)):
        with pytest.raises(Refusal, match="Choose the earlier notice"):
            grouping.link_notice(uid, other, person("he"), register, LATER)
    grouping.link_notice(case.uid, notice.uid, person("he"), register, LATER)
    with pytest.raises(Refusal, match="tied together already"):
        grouping.link_notice(case.uid, notice.uid, person("he"), register, LATER)


def test_notices_about_the_same_are_suggested_first(earlier: Case, register: Settings) -> None:
    """CMP-23: earlier notices on the same matter or to the same department, within a year."""
    elsewhere = cases.file(draft(phone="13922223333"), register, NOW)
    to_nurses = noticed(elsewhere, register, "nursing-office")
    to_office = noticed(elsewhere, register, "medical-office")
    [about_waiting] = notices.of(earlier.uid)

    def fitting(case: Case) -> list[UUID]:
        return [one.uid for one in notice_board.fitting(case, person("he"))]

    assert fitting(filed_later(register, "waiting", "medical-office")) == [about_waiting.uid, to_office]
    assert fitting(filed_later(register, "waiting", "nursing-office")) == [about_waiting.uid, to_nurses]
    assert fitting(filed_later(register, "", "cashier")) == []
    assert fitting(cases.find(earlier.uid)) == [], "none was there before it"
    much_later = cases.file(draft(phone="13933334444"), register, NOW + timedelta(days=400))
    acts.categorise(much_later.uid, "waiting", "medical-office", person("he"), register, LATER)
    assert fitting(cases.find(much_later.uid)) == []

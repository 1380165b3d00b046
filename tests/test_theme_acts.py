"""Common matters: grouped, decided, done and told to the public, and every step of it can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.records import Theme
from kiosk.rules.refusal import Refusal
from kiosk.services import board, cases, grouping, theme_cases, themes
from tests.register import HOSTILE, NOW, draft
from tests.staff import hire, person

TODAY = date(2026, 9, 18)
BEDS = (
    "病房陪伴床太少，家属晚上只能睡椅子",
    "希望多放几张陪伴床，家属晚上没地方睡",
    "没有陪伴床，家属晚上睡在走廊",
)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    i18n.choose("en")
    yield


@pytest.fixture
def house(register: Settings) -> Settings:
    hire()
    return register


def filed(words: str, settings: Settings, category: str = "waiting", department: str = "cashier") -> UUID:
    made = draft(words=words)
    made.category, made.department = category, department
    return cases.file(made, settings, NOW).uid


def theme(settings: Settings, title: str = "陪伴床不够", words: tuple[str, ...] = BEDS) -> UUID:
    uids = [filed(text, settings) for text in words]
    return theme_cases.group(uids, title, person("he"), settings, NOW)


def under(uid: UUID) -> set[str]:
    return {case.number for case in theme_cases.of(uid, person("he"))}


def test_a_theme_says_how_many_cases_it_has_from_when_to_when_and_whose_they_are(house: Settings) -> None:
    """RCT-04: the table of common matters, the largest that waits first."""
    theme(house, "退号太慢", ("退号等了一个小时",))
    uid = theme(house)
    late = draft(words="陪伴床")
    late.department = "medical-office"
    case = cases.file(late, house, NOW + timedelta(days=2))
    grouping.link_theme(case.uid, uid, person("he"), house, NOW)
    first, second = themes.every(person("gu"), TODAY)
    assert (first.theme.title, first.size, first.state) == ("陪伴床不够", 4, "open")
    assert (first.first, first.last) == (NOW, NOW + timedelta(days=2))
    assert first.departments == ("cashier", "medical-office")
    assert (second.theme.title, second.size) == ("退号太慢", 1)


def test_a_theme_goes_from_a_proposal_to_a_decision_with_its_cost_and_day_to_what_is_done(
    house: Settings,
) -> None:
    """CMP-15: n cases, proposal, decision, cost, done date."""
    uid, boss, leader = theme(house), person("he"), person("cao")
    themes.propose(uid, "购买四十张陪伴床", "cashier", boss, NOW)
    themes.decide(uid, "同意购买", "12,000.50", date(2026, 10, 1), leader, NOW)
    [row] = themes.every(boss, TODAY)
    assert row.state == "decided"
    assert (row.theme.proposal, row.theme.department) == ("购买四十张陪伴床", "cashier")
    assert (row.theme.cost, row.theme.due_day, row.theme.decided_by) == (1200050, "2026-10-01", "cao")
    assert themes.every(boss, date(2026, 10, 2))[0].state == "late"
    later = NOW + timedelta(days=3)
    themes.finish(uid, boss, later)
    themes.finish(uid, boss, later + timedelta(days=1))
    [row] = themes.every(boss, date(2026, 10, 2))
    assert (row.state, row.theme.done_at, row.theme.done_by) == ("done", later, "he")
    themes.resume(uid, boss, later)
    assert themes.every(boss, TODAY)[0].state == "decided"
    assert not store.verify().broken


def test_what_is_not_decided_is_not_done_and_what_is_not_done_is_not_published(house: Settings) -> None:
    """CMP-26: the board tells of effects, not of plans."""
    uid, boss = theme(house), person("he")
    with pytest.raises(Refusal, match="Nothing was decided yet"):
        themes.finish(uid, boss, NOW)
    themes.decide(uid, "同意购买", "", None, boss, NOW)
    with pytest.raises(Refusal, match="Only what is done is published"):
        themes.publish(uid, {"zh_CN": "床少"}, {"zh_CN": "添了"}, boss, NOW)
    assert board.published() == []


@pytest.mark.parametrize("cost", ["many", "-5", "1.234", "12 元 3", "9" * 20])
def test_a_cost_is_a_sum(house: Settings, cost: str) -> None:
    """CMP-15: what cannot be a sum is refused, and nothing of the decision is kept."""
    uid = theme(house)
    with pytest.raises(Refusal, match="Write the cost as a number"):
        themes.decide(uid, "同意", cost, None, person("he"), NOW)
    assert themes.fresh(uid).decision == ""


def test_only_supervisor_and_leader_decide_and_only_the_supervisor_publishes(house: Settings) -> None:
    """CMP-15: rights are asked in the service."""
    uid = theme(house)
    for code in ("fang", "gu", "xie", "xu", "dai"):
        with pytest.raises(Refusal):
            themes.decide(uid, "同意", "", None, person(code), NOW)
    themes.decide(uid, "同意", "", None, person("cao"), NOW)
    themes.finish(uid, person("cao"), NOW)
    with pytest.raises(Refusal, match="Only a supervisor"):
        themes.publish(uid, {"zh_CN": "床少"}, {"zh_CN": "添了"}, person("cao"), NOW)
    with pytest.raises(Refusal):
        themes.every(person("xu"), TODAY)


def published(settings: Settings, said: str, at: int = 0) -> UUID:
    uid, boss = theme(settings, said, (said,)), person("he")
    moment = NOW + timedelta(minutes=at)
    themes.decide(uid, "同意", "", None, boss, moment)
    themes.finish(uid, boss, moment)
    themes.publish(uid, {"zh_CN": said, "en": ""}, {"zh_CN": "改了", "en": "Mended"}, boss, moment)
    return uid


def test_the_board_shows_what_was_published_last_first_until_it_is_taken_down(house: Settings) -> None:
    """CMP-26: a language that nobody wrote falls back to the hospital's first one."""
    first, _second = published(house, "椅子少"), published(house, "灯太暗", 1)
    shown = board.published()
    assert [i18n.pick(one.you_said) for one in shown] == ["灯太暗", "椅子少"]
    assert [i18n.pick(one.we_did) for one in shown] == ["Mended", "Mended"]
    themes.unpublish(first, person("he"), NOW)
    assert [one.you_said["zh_CN"] for one in board.published()] == ["灯太暗"]
    assert themes.fresh(first).you_said == {"zh_CN": "椅子少"}
    themes.resume(_second, person("he"), NOW)
    assert board.published() == []


def test_both_sentences_are_needed_in_the_first_language_and_hold_no_signs(house: Settings) -> None:
    """CMP-26: what is published is plain words."""
    uid, boss = theme(house), person("he")
    themes.decide(uid, "同意", "", None, boss, NOW)
    themes.finish(uid, boss, NOW)
    with pytest.raises(Refusal, match="first language"):
        themes.publish(uid, {"en": "Too few beds"}, {"zh_CN": "添了"}, boss, NOW)
    themes.publish(uid, {"zh_CN": HOSTILE}, {"zh_CN": "添了"}, boss, NOW)
    [shown] = board.published()
    assert not {"\x1b", "\x00", "\u202e", "\n"} & set(shown.you_said["zh_CN"])


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("家属晚上没地方睡", "what a patient wrote"),
        ("王秀英说床太少", "still stands in it"),
        ("床太少，电话13812345678", "still stands in it"),
    ],
)
def test_no_words_and_no_name_of_a_patient_come_to_the_board(house: Settings, said: str, why: str) -> None:
    """CMP-26: strangers' words never stand there, not even when staff copy them."""
    uid, boss = theme(house), person("he")
    themes.decide(uid, "同意", "", None, boss, NOW)
    themes.finish(uid, boss, NOW)
    with pytest.raises(Refusal, match=why):
        themes.publish(uid, {"zh_CN": said}, {"zh_CN": "添了四十张"}, boss, NOW)
    assert board.published() == []
    themes.publish(uid, {"zh_CN": "陪伴床少，家属没处睡"}, {"zh_CN": "添了四十张"}, boss, NOW)
    assert len(board.published()) == 1


def test_two_themes_become_one_and_are_parted_again_without_anything_deleted(house: Settings) -> None:
    """CMP-15: merging moves the links by ending and making them; undone, each has its own again."""
    kept, gone = theme(house, "床", BEDS[:2]), theme(house, "陪护", BEDS[2:])
    both = filed("两边都有", house)
    for uid in (kept, gone):
        grouping.link_theme(both, uid, person("he"), house, NOW)
    before = under(kept), under(gone)
    assert theme_cases.merge(gone, kept, person("he"), house, NOW + timedelta(hours=1)) == 2
    assert under(kept) == before[0] | before[1]
    assert under(gone) == set()
    ended = store.rows("SELECT COUNT(*) FROM case_link WHERE ended_at IS NOT NULL")[0][0]
    assert ended == 2
    assert theme_cases.part(gone, person("he"), house, NOW + timedelta(hours=2)) == 2
    assert (under(kept), under(gone)) == before
    with pytest.raises(Refusal, match="No cases left this theme"):
        theme_cases.part(gone, person("he"), house, NOW + timedelta(hours=3))
    assert not store.verify().broken


def test_a_theme_without_cases_is_not_merged_and_none_into_itself(house: Settings) -> None:
    """CMP-15: what would do nothing is refused."""
    kept = theme(house)
    with pytest.raises(Refusal, match="Choose the other theme"):
        theme_cases.merge(kept, kept, person("he"), house, NOW)
    other = theme(house, "灯", ("灯太暗",))
    theme_cases.merge(other, kept, person("he"), house, NOW)
    with pytest.raises(Refusal, match="No case is under this theme"):
        theme_cases.merge(other, kept, person("he"), house, NOW)
    with pytest.raises(Refusal):
        theme_cases.merge(kept, other, person("fang"), house, NOW)


def test_recent_cases_without_a_theme_are_suggested_as_one_and_accepted_at_once(house: Settings) -> None:
    """CMP-15: what is grouped is suggested no more."""
    uids = {filed(text, house) for text in BEDS}
    filed("收费窗口多收了三十元", house)
    [found] = theme_cases.suggestions(person("fang"), NOW)
    assert {case.uid for case in found.cases} == uids
    assert "陪伴床" in found.group.shared
    made = theme_cases.group([*uids], "陪伴床", person("fang"), house, NOW)
    assert len(under(made)) == 3
    assert theme_cases.suggestions(person("fang"), NOW) == []
    with pytest.raises(Refusal):
        theme_cases.suggestions(person("gu"), NOW)


def test_old_cases_are_suggested_no_more(house: Settings) -> None:
    """CMP-15: what was long ago is for the reports."""
    for text in BEDS:
        filed(text, house)
    assert theme_cases.suggestions(person("he"), NOW + timedelta(days=91)) == []


def test_a_theme_needs_a_title(house: Settings) -> None:
    """CMP-15: a theme is found by its title."""
    uid = theme(house)
    with pytest.raises(Refusal):
        themes.rename(uid, " \x00 ", person("he"), NOW)
    themes.rename(uid, "陪伴床", person("he"), NOW)
    assert themes.fresh(uid).title == "陪伴床"
    with pytest.raises(Refusal):
        theme_cases.group([filed("灯太暗", house)], "", person("he"), house, NOW)
    assert Theme.select().count() == 1

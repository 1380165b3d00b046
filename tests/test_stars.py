"""The month's service stars: one formula, printed on the list, signed once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.records import Case
from kiosk.rules import months
from kiosk.rules import stars as rule
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.stars import Facts, Known, Weights
from kiosk.services import acts, cases, closing, sheets, stars
from tests.register import NOW, draft
from tests.staff import hire, person

MONTH = "2026-09"
OVER = NOW + timedelta(days=13)
"""The first of October in the hospital."""


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Read the sentences of the program itself."""
    i18n.choose("en")
    yield


# The formula

counts = st.integers(0, 40)
people = st.builds(
    lambda code, praises, met, missed, solved, not_solved, points: Facts(
        code, praises, met, met + missed, solved, solved + not_solved, points
    ),
    st.sampled_from(["fang", "gu", "he", "luo", "mao"]),
    *[counts] * 6,
)
weights = st.builds(Weights, *[st.integers(1, 20)] * 4)


def test_the_score_is_what_the_formula_says() -> None:
    """AWD-01: praise that names the person, timeliness, verdicts, and the supervisor's points."""
    facts = Facts("gu", praises=2, met=9, clocks=12, solved=5, verdicts=6, points=4)
    assert rule.shown(rule.score(facts, Weights())) == "25.83"
    assert 3 * 2 + 10 * 9 / 12 + 10 * 5 / 6 + 4 == pytest.approx(25.83, abs=0.01)


@given(people, weights)
def test_nothing_good_ever_lowers_a_score(one: Facts, by: Weights) -> None:
    before = rule.score(one, by)
    assert 0 <= before <= 100 * (by.praise * one.praises + one.points + by.timeliness + by.solved)
    assert rule.score(one._replace(praises=one.praises + 1), by) == before + 100 * by.praise
    assert rule.score(one._replace(points=one.points + 1), by) == before + 100
    kept = one._replace(met=one.met + 1, clocks=one.clocks + 1)
    assert rule.score(kept, by) >= before
    missed = one._replace(clocks=one.clocks + 1)
    assert one.clocks < by.least or rule.score(missed, by) <= before


@given(st.lists(people, unique_by=lambda one: one.staff), weights, st.randoms())
def test_the_list_is_the_same_in_whatever_order_it_is_reckoned(
    found: list[Facts], by: Weights, random: object
) -> None:
    """AWD-01: best first, equals by code."""
    ranked = rule.ranked(found, by)
    assert ranked == rule.ranked(reversed(found), by)
    places = [(-one.score, one.facts.staff) for one in ranked]
    assert places == sorted(places)
    assert {one.facts.staff for one in ranked} == {one.staff for one in found if rule.score(one, by)}


def test_too_few_clocks_or_verdicts_say_nothing() -> None:
    few = Facts("gu", met=4, clocks=4, solved=4, verdicts=4)
    assert rule.score(few, Weights()) == 0
    assert rule.score(few._replace(met=5, clocks=5), Weights()) == 1000


STAFF = (
    Known("wang-a", ("王芳", "Wang Fang"), frozenset({"ward"})),
    Known("wang-b", ("王芳", "Wang Fang"), frozenset({"cashier"})),
    Known("li", ("李一", "Li Yi"), frozenset({"ward"})),
)


@pytest.mark.parametrize(
    ("told", "department", "code"),
    [
        ("李一护士", "", "li"),
        ("Nurse Li Yi!", "", "li"),
        ("nurse LI YI", "", "li"),
        ("Li Yilin", "", ""),
        ("王芳", "ward", "wang-a"),
        ("窗口的王芳", "cashier", "wang-b"),
        ("王芳", "", ""),
        ("王芳", "pharmacy", ""),
        ("李一和王芳", "pharmacy", ""),
        ("一位护士", "ward", ""),
    ],
)
def test_praise_counts_for_whom_it_names_and_for_nobody_when_in_doubt(
    told: str, department: str, code: str
) -> None:
    assert rule.named(told, department, STAFF) == code


@given(st.integers(-30, 30))
def test_months_lie_side_by_side(by: int) -> None:
    month = months.moved("2026-09", by)
    assert months.moved(month, -by) == "2026-09"
    assert months.bounds(month, Settings().tz)[1] == months.bounds(months.moved(month, 1), Settings().tz)[0]


# The list


def praised(settings: Settings, name: str, phone: str = "13900000000") -> Case:
    """File praise that names somebody."""
    made = draft("praise", "很有耐心", phone)
    made.about_person = name
    return cases.file(made, settings, NOW)


def solved(settings: Settings, n: int, *, is_late: bool = False) -> None:
    """Let Fang solve so many questions, in time or late."""
    at = NOW + timedelta(days=5 if is_late else 0, hours=1)
    for place in range(n):
        case = cases.file(draft("question", phone=f"1391234{place:04}"), settings, NOW)
        assert case.responsible == "fang"
        acts.reply(case.uid, "可以。", person("fang"), settings, at)
        acts.answer(case.uid, person("fang"), settings, at)
        closing.verdict(case.uid, True, person("fang"), settings, at)


def given_points(settings: Settings, code: str, count: int = 2, words: str = "救助走失老人") -> None:
    """Give somebody points as a supervisor."""
    stars.give(MONTH, code, count, words, person("he"), settings, NOW, new_uid(NOW))


def told(settings: Settings, who: str = "he") -> list[tuple[str, str]]:
    """Return the list of the month as somebody sees it."""
    found = stars.of(MONTH, person(who), settings).stars
    return [(one.facts.staff, rule.shown(one.score)) for one in found]


def test_the_list_is_reckoned_from_praise_timeliness_verdicts_and_points(register: Settings) -> None:
    """AWD-01: everything from the register, for the month in which it happened."""
    hire()
    solved(register, 5)
    praised(register, "Fang")
    praised(register, "Gu", "13900000001")
    given_points(register, "gu")
    assert told(register) == [("fang", "23.00"), ("gu", "5.00")]
    [fang, _gu] = stars.of(MONTH, person("cao"), register).stars
    assert fang.facts == Facts("fang", praises=1, met=5, clocks=5, solved=5, verdicts=5)
    assert stars.of("2026-08", person("he"), register).stars == ()


def test_what_was_late_or_reopened_counts_less(register: Settings) -> None:
    hire()
    solved(register, 6, is_late=True)
    [star] = stars.of(MONTH, person("he"), register).stars
    assert (star.facts.met, star.facts.clocks, rule.shown(star.score)) == (0, 6, "10.00")
    case = cases.newest(1)[0]
    closing.reopen(case.uid, "还没好", person("he"), register, OVER - timedelta(days=5))
    [star] = stars.of(MONTH, person("he"), register).stars
    assert (star.facts.solved, star.facts.verdicts) == (5, 5)
    later = OVER - timedelta(days=4)
    acts.reply(case.uid, "好了。", person("fang"), register, later)
    acts.answer(case.uid, person("fang"), register, later)
    closing.verdict(case.uid, True, person("fang"), register, later)
    [star] = stars.of(MONTH, person("he"), register).stars
    assert (star.facts.solved, star.facts.verdicts) == (6, 7)


def test_praise_that_was_filed_by_mistake_counts_nothing(register: Settings) -> None:
    hire()
    case = praised(register, "Gu")
    closing.void(case.uid, "重复", person("he"), register, NOW)
    assert told(register) == []


def test_the_list_is_signed_once_and_stays_as_it_is(register: Settings) -> None:
    """AWD-01: signed by a supervisor when the month is over; nothing that comes later changes it."""
    hire()
    praised(register, "Fang")
    given_points(register, "gu", 4)
    with pytest.raises(Refusal, match="not over yet"):
        stars.sign(MONTH, person("he"), register, OVER - timedelta(days=1))
    signed = stars.sign(MONTH, person("he"), register, OVER)
    before = [("gu", "4.00"), ("fang", "3.00")]
    assert (signed.by, signed.formula) == ("he", Weights()._asdict())
    with pytest.raises(Refusal, match="is signed"):
        stars.sign(MONTH, person("he"), register, OVER)
    with pytest.raises(Refusal, match="is signed"):
        given_points(register, "mao")
    praised(register, "Fang", "13900000002")
    other = replace(register, star_praise=20)
    assert told(other) == told(other, "gu") == before
    assert stars.of(MONTH, person("gu"), other).weights == Weights()
    assert store.verify().broken is None


def test_before_it_is_signed_only_those_who_sign_see_it(register: Settings) -> None:
    hire()
    praised(register, "Fang")
    assert told(register, "cao") == told(register, "he") == [("fang", "3.00")]
    for code in ("fang", "gu", "xie", "dai"):
        assert told(register, code) == []
    with pytest.raises(Refusal):
        told(register, "xu")


def test_a_list_names_as_many_as_the_settings_say_and_an_empty_one_is_not_signed(register: Settings) -> None:
    hire()
    with pytest.raises(Refusal, match="Nobody stands"):
        stars.sign(MONTH, person("he"), register, OVER)
    for code in ("gu", "mao", "fang"):
        given_points(register, code)
    signed = stars.sign(MONTH, person("he"), replace(register, stars_listed=2), OVER)
    assert [one["staff"] for one in signed.stars] == ["fang", "gu"]


def test_points_need_a_supervisor_a_reason_and_a_measure(register: Settings) -> None:
    """AWD-01: a supervisor's points, with the reason, kept as given."""
    hire()
    for code in ("fang", "xie", "cao", "dai", "xu"):
        with pytest.raises(Refusal):
            stars.give(MONTH, "gu", 1, "好", person(code), register, NOW, new_uid(NOW))
    for who, count, words in (
        ("gu", 6, "好"),
        ("gu", 0, "好"),
        ("gu", 1, " "),
        ("he", 1, "好"),
        ("nobody", 1, "好"),
    ):
        with pytest.raises(Refusal):
            given_points(register, who, count, words)
    uid = new_uid(NOW)
    for _time in range(2):
        stars.give(MONTH, "gu", 5, "救助走失老人", person("he"), register, NOW, uid)
    [point] = stars.of(MONTH, person("he"), register).points
    assert (point.staff, point.points, point.words, point.by) == ("gu", 5, "救助走失老人", "he")


def test_the_formula_is_printed_on_the_list(register: Settings) -> None:
    """AWD-01: whoever reads the list can reckon it again."""
    hire()
    praised(register, "Fang")
    words = sheets.text(stars.printed(MONTH, person("he"), replace(register, star_praise=7), NOW))
    assert "Score = 7 × praise" in words and "Signed: not signed yet" in words
    stars.sign(MONTH, person("he"), register, OVER)
    words = sheets.text(stars.printed(MONTH, person("he"), replace(register, star_praise=7), OVER))
    assert "Score = 3 × praise" in words and "Signed: He" in words
    assert "1     Fang  3.00" in words

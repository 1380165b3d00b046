"""How satisfied people are: counted once, shown with how many and how sure, and never of too few."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.records import Rating, SurveyAnswer, SurveyQuestion
from kiosk.rules import scores, stretches
from kiosk.rules.intervals import wilson
from kiosk.rules.refusal import Refusal
from kiosk.services import cases, patients, publishing, ratings, satisfaction
from tests.register import NOW, draft
from tests.staff import answer, hire, person

SHANGHAI = ZoneInfo("Asia/Shanghai")
SEPTEMBER = stretches.read("month", "2026-09")
OCTOBER = datetime(2026, 10, 2, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.choose("en")


@pytest.fixture
def house(register: Settings) -> Settings:
    hire()
    return register


def rate(score: int, department: str = "cashier", at: datetime = NOW, **more: object) -> UUID:
    """Write a rating as a terminal does."""
    made = Rating(uid=uuid4(), at=at, desk="front", source="kiosk", score=score, department=department)
    for name, value in more.items():
        setattr(made, name, value)
    with store.writing("rating.given", "desk:front", str(made.uid), at) as written:
        written.add(made)
    return UUID(str(made.uid))


def rate_all(*given: int, department: str = "cashier", at: datetime = NOW) -> None:
    """Write several ratings, a minute apart."""
    for n, score in enumerate(given):
        rate(score, department, at + timedelta(minutes=n))


# Wilson's interval, and what is shown of a few ratings


@given(st.integers(0, 400), st.integers(1, 400))
def test_an_interval_holds_its_share_and_grows_narrower(k: int, n: int) -> None:
    k = min(k, n)
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    closer = wilson(4 * k, 4 * n)
    assert closer[1] - closer[0] < high - low
    mirrored = wilson(n - k, n)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-12)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (8, 10, 0.4901624715366418, 0.9433178485456248),
        (45, 50, 0.7863976856252034, 0.9565242350681095),
        (0, 5, 0.0, 0.43448246478317476),
        (5, 5, 0.5655175352168251, 1.0),
        (1, 7, 0.02567962434474358, 0.5131278292743189),
        (910, 1000, 0.8906582073569278, 0.9262038506849168),
    ],
)
def test_an_interval_is_what_a_library_of_statistics_reckons(k: int, n: int, low: float, high: float) -> None:
    """SAT-03: Wilson's interval, as scipy.stats.binomtest(k, n).proportion_ci(method="wilson") says it."""
    assert wilson(k, n) == pytest.approx((low, high), abs=1e-12)


@given(st.dictionaries(st.sampled_from([1, 2, 3, 4, 5]), st.integers(0, 50)))
def test_a_figure_is_what_its_counts_say(counts: dict[int, int]) -> None:
    n = sum(counts.values())
    found = scores.counted(counts)
    assert found.n == n and found.is_shown is (n >= 5)
    if n < 5:
        assert found == scores.Figure(n), "of few ratings nothing but how many they are"
    else:
        assert found.mean == pytest.approx(sum(score * k for score, k in counts.items()) / n)
        assert found == scores.figure(found.n, found.satisfied, found.points)


def test_a_share_changed_only_where_it_left_the_interval_before() -> None:
    then = scores.figure(100, 80, 400)
    assert [scores.trend(scores.figure(100, k, 400), then) for k in (60, 78, 82, 95)] == [
        "down",
        "same",
        "same",
        "up",
    ]
    assert scores.trend(scores.Figure(3), then) == scores.trend(then, scores.Figure(3)) == ""


@given(st.sampled_from(stretches.KINDS), st.dates(date(1999, 1, 1), date(2200, 1, 1)))
def test_days_weeks_and_months_follow_each_other_without_a_gap(kind: str, day: date) -> None:
    one = stretches.around(kind, day)
    assert one.first <= day < one.after
    assert stretches.read(kind, one.code) == one
    assert stretches.after(stretches.before(one)) == one and stretches.before(one).after == one.first


@pytest.mark.parametrize(
    ("kind", "code"), [("day", "2026-13-01"), ("week", "2026-W54"), ("month", "2026-9"), ("day", "x")]
)
def test_what_is_no_day_week_or_month_is_refused(kind: str, code: str) -> None:
    with pytest.raises(Refusal):
        stretches.read(kind, code)


# What the register says


def test_by_department_with_how_many_and_the_interval(house: Settings) -> None:
    """SAT-03: scores are shown with how many gave them, and with the interval in which they lie."""
    rate_all(5, 5, 4, 4, 4, 4, 4, 5, 1, 2)
    rate_all(5, 5, 5, 5, department="nursing-office")
    found = satisfaction.by("department", SEPTEMBER, SHANGHAI)
    cashier = found["cashier"]
    assert (cashier.n, cashier.satisfied, cashier.share, cashier.mean) == (10, 8, 0.8, 3.8)
    assert (cashier.low, cashier.high) == pytest.approx((0.490162, 0.943318), abs=1e-6)
    assert found["nursing-office"] == scores.Figure(4), "below five nothing is shown but how many"
    assert satisfaction.whole(SEPTEMBER, SHANGHAI).n == 14
    assert satisfaction.whole(SEPTEMBER, SHANGHAI, "cashier") == cashier


def test_what_was_left_out_or_taken_back_is_in_no_score(house: Settings) -> None:
    rate_all(5, 5, 5, 5, 5)
    rate(1, is_counted=False)
    rate(1, is_counted=False, withdrawn_at=NOW)
    assert satisfaction.whole(SEPTEMBER, SHANGHAI).mean == 5
    assert satisfaction.left_out(SEPTEMBER, SHANGHAI) == 1


def test_more_taps_of_a_terminal_than_people_can_stand_there_are_left_out(house: Settings) -> None:
    """SAT-03: abuse is flagged: kept, and left out of every score."""
    for n in range(20):
        ratings.rate(uuid4(), 1, "front", NOW + timedelta(seconds=6 * n))
    ratings.rate(uuid4(), 1, "other", NOW + timedelta(seconds=121))
    ratings.rate(uuid4(), 5, "front", NOW + timedelta(minutes=10))
    assert satisfaction.left_out(SEPTEMBER, SHANGHAI) == 8
    assert satisfaction.whole(SEPTEMBER, SHANGHAI).n == 14


def test_by_service_point_and_desk(house: Settings) -> None:
    for n in range(5):
        rate(4, at=NOW + timedelta(minutes=n), point="pharmacy")
    rate(1, point="window")
    points = satisfaction.by("point", SEPTEMBER, SHANGHAI)
    assert points["pharmacy"].share == 1 and points["window"] == scores.Figure(1)
    assert satisfaction.by("desk", SEPTEMBER, SHANGHAI)["front"].n == 6


def test_by_hour_week_and_month_as_the_hospital_s_clock_says(house: Settings) -> None:
    rate_all(5, 5, 5, 5, 5, at=datetime(2026, 8, 31, 16, 10, tzinfo=UTC))  # 1 September, 00:10
    rate_all(1, 1, 1, 1, 1, at=datetime(2026, 9, 30, 15, 30, tzinfo=UTC))  # 30 September, 23:30
    hours = satisfaction.by_hour(SEPTEMBER, SHANGHAI)
    assert {hour: found.mean for hour, found in hours.items()} == {0: 5, 23: 1}
    august, october = stretches.before(SEPTEMBER), stretches.after(SEPTEMBER)
    assert [found.n for found in satisfaction.along([august, SEPTEMBER, october], SHANGHAI)] == [0, 10, 0]
    weeks = [stretches.read("week", f"2026-W{week}") for week in (36, 37, 38, 39, 40)]
    assert [found.mean for found in satisfaction.along(weeks, SHANGHAI)] == [5, None, None, None, 1]
    half_past = ZoneInfo("Asia/Kolkata")
    assert set(satisfaction.by_hour(SEPTEMBER, half_past)) == {21}


def ask(code: str, kind: str, options: list[str] | None = None) -> None:
    text = {"en": code}
    listed = [{"code": one, "text": {"en": one}} for one in options or []]
    SurveyQuestion.create(code=code, position=0, set="window", text=text, kind=kind, options=listed)


def test_answers_are_counted_by_question(house: Settings) -> None:
    """SAT-02: what was answered at each service point, question by question."""
    ask("wait", "scale")
    ask("once", "yes_no")
    ask("why", "choice", ["queue", "papers"])
    for n in range(6):
        uid = rate(4, at=NOW + timedelta(minutes=n))
        ratings.answer(uid, "wait", "5" if n else "1", NOW)
        ratings.answer(uid, "once", "yes" if n < 4 else "no", NOW)
    ratings.answer(uid, "why", "queue", NOW)
    found = {one.question.code: one for one in satisfaction.answers(SEPTEMBER, SHANGHAI)}
    assert found["wait"].figure == scores.figure(6, 5, 26)
    assert found["once"].figure.share == pytest.approx(4 / 6)
    assert found["once"].counts == {"yes": 4, "no": 2}
    assert (found["why"].n, found["why"].counts) == (1, None)
    assert satisfaction.answers(SEPTEMBER, SHANGHAI, "nursing-office") == []


def test_an_answer_that_fits_no_question_is_refused(house: Settings) -> None:
    ask("wait", "scale")
    uid = rate(4)
    for question, told in (("wait", "6"), ("wait", "yes"), ("what", "5")):
        with pytest.raises(Refusal):
            ratings.answer(uid, question, told, NOW)
    assert SurveyAnswer.select().count() == 0


# What is published


def test_a_month_is_published_once_and_stays_as_it_was(house: Settings) -> None:
    """SAT-01: each month's satisfaction is published, every department with how many it rests on."""
    rate_all(5, 5, 4, 2, 1)
    rate_all(5, 5, department="nursing-office")
    made = publishing.publish_month("2026-09", person("he"), house, OCTOBER)
    assert list(made.departments) == ["nursing-office", "cashier"], "in the order of the hospital"
    assert made.departments["nursing-office"] == scores.Figure(2)
    rate_all(1, 1, 1)
    assert publishing.publish_month("2026-09", person("he"), house, OCTOBER + timedelta(days=1)) == made
    assert publishing.published("2026-09") == made and made.total.n == 7
    assert publishing.published_months() == ["2026-09"] and publishing.published("2026-08") is None
    told = store.rows("SELECT body FROM audit_entry WHERE instr(body, 'satisfaction.published') > 0")
    assert len(told) == 1 and '"by":"he"' in told[0][0]
    assert store.verify().ok


def test_no_score_of_too_few_leaves_the_house(house: Settings) -> None:
    """REP-03: what is kept for publication holds nothing of fewer than five ratings but how many."""
    rate_all(1, 2, 3, 4)
    publishing.publish_month("2026-09", person("he"), house, OCTOBER)
    [(value,)] = store.rows("SELECT value FROM fact WHERE name = 'published:2026-09'")
    assert '["cashier", 4, null, null]' in value and '"total": [4, null, null]' in value


def test_a_month_that_is_not_over_is_not_published(house: Settings) -> None:
    """LIMIT monthly-satisfaction: a month can be published from its last midnight on."""
    last = datetime(2026, 9, 30, 16, tzinfo=UTC)
    with pytest.raises(Refusal, match="not over"):
        publishing.publish_month("2026-09", person("he"), house, last - timedelta(seconds=1))
    assert publishing.publish_month("2026-09", person("he"), house, last).published_at == last


@pytest.mark.parametrize("code", ["fang", "gu", "xie", "cao", "xu", "dai"])
def test_only_a_supervisor_publishes(house: Settings, code: str) -> None:
    with pytest.raises(Refusal):
        publishing.publish_month("2026-09", person(code), house, OCTOBER)
    assert publishing.published_months() == []


def test_the_setting_says_how_many_taps_are_believed(house: Settings) -> None:
    few = replace(house, rating_burst=2, rating_burst_minutes=1)
    for n in range(4):
        ratings.rate(
            uuid4(),
            5,
            "front",
            NOW + timedelta(seconds=10 * n),
            most=few.rating_burst,
            minutes=few.rating_burst_minutes,
        )
    assert satisfaction.left_out(SEPTEMBER, SHANGHAI) == 2


# Ratings taken down by staff


def answered(house: Settings) -> UUID:
    """File a case at the desk of Fang, and let He answer it."""
    case = cases.file(draft("question"), house, NOW)
    answer(case.uid, house, NOW)
    return UUID(str(case.uid))


@pytest.mark.parametrize("code", ["fang", "he"])
def test_nobody_takes_down_a_rating_of_a_case_on_which_they_worked(house: Settings, code: str) -> None:
    """SAT-03: a score that staff could give to themselves would say nothing."""
    uid = answered(house)
    with pytest.raises(Refusal, match="on which they worked"):
        patients.rate_for(uid, 5, person(code), house, NOW)
    assert Rating.select().count() == 0


def test_somebody_else_takes_it_down_once(house: Settings) -> None:
    uid = answered(house)
    case = patients.rate_for(uid, 4, person("luo"), house, NOW)
    assert (case.timeline[-1].kind, case.timeline[-1].by) == ("rated", "luo")
    with pytest.raises(Refusal, match="rated already"):
        patients.rate_for(uid, 5, person("luo"), house, NOW)
    assert [(one.score, one.source) for one in Rating.select()] == [(4, "phone")]


def test_a_case_is_rated_only_when_it_is_answered(house: Settings) -> None:
    uid = UUID(str(cases.file(draft("question"), house, NOW).uid))
    with pytest.raises(Refusal, match="once it is answered"):
        patients.rate_for(uid, 5, person("luo"), house, NOW)
    with pytest.raises(Refusal):
        patients.rate_for(answered(house), 6, person("luo"), house, NOW)


def test_what_few_said_is_not_to_be_reckoned_from_the_others(house: Settings) -> None:
    """REP-03: of one small department the rest of the house tells all, so a second score is left out."""
    rate_all(1, 1, department="nursing-office")
    rate_all(5, 5, 4, 2, 1)
    rate_all(5, 5, 5, 5, 5, 5, department="medical-office")
    made = publishing.drawn_up("2026-09", house)
    assert made.total.is_shown and made.departments["medical-office"].is_shown
    assert made.departments["nursing-office"] == scores.Figure(2)
    assert made.departments["cashier"] == scores.Figure(5), "the smallest of the others"


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=8), st.integers(0, 12))
def test_no_reckoning_leads_to_fewer_than_five(counts: list[tuple[int, int]], elsewhere: int) -> None:
    parts = {str(n): scores.counted({5: good, 1: bad}) for n, (good, bad) in enumerate(counts)}
    whole = scores.counted({5: sum(good for good, _bad in counts) + elsewhere, 1: sum(b for _g, b in counts)})
    kept = scores.veiled(parts, whole)
    others = whole.n - sum(one.n for one in kept.values() if one.is_shown)
    assert others == 0 or others >= 5 or not any(one.is_shown for one in kept.values())
    assert {code: one.n for code, one in kept.items()} == {code: one.n for code, one in parts.items()}
    assert all(one in (parts[code], scores.Figure(one.n)) for code, one in kept.items())

"""How satisfied people are: by department, place, hour, week and month; below five ratings nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.records import SurveyQuestion
from kiosk.rules import questions, scores
from kiosk.rules.intervals import wilson
from kiosk.rules.ratings import publishable
from kiosk.rules.scores import Figure
from kiosk.rules.stretches import Stretch

WHERE = {"department": "r.department", "point": "r.point", "desk": "r.desk"}
"""By what ratings can be told apart."""
COUNTED = "r.at >= ? AND r.at < ? AND r.is_counted AND r.withdrawn_at IS NULL"
BY = "SELECT {what}, r.score, COUNT(*) FROM rating r WHERE " + COUNTED + " GROUP BY {what}, r.score"
QUARTER = 900_000
"""A quarter of an hour: no time zone begins its hours within one."""
WHEN = f"""SELECT r.at / {QUARTER}, r.score, COUNT(*) FROM rating r
    WHERE {COUNTED} AND (? = '' OR r.department = ?) GROUP BY r.at / {QUARTER}, r.score"""
LEFT_OUT = """SELECT COUNT(*) FROM rating r
    WHERE r.at >= ? AND r.at < ? AND NOT r.is_counted AND r.withdrawn_at IS NULL"""
ANSWERS = f"""SELECT a.question, a.answer, COUNT(*) FROM survey_answer a JOIN rating r ON r.uid = a.rating
    WHERE {COUNTED} AND (? = '' OR r.department = ?) GROUP BY a.question, a.answer"""
LOW = f"""SELECT r.uid, r.at, r.score, r.department, c.uid, c.number, c.stage FROM rating r
    LEFT JOIN case_link l ON l.other = r.uid AND l.kind = 'rating'
    LEFT JOIN "case" c ON c.uid = l.case_uid WHERE {COUNTED} AND r.score <= 2 AND r.case_uid IS NULL
    AND (? = '' OR r.department = ?) ORDER BY r.at DESC, c.filed_at DESC LIMIT 500"""


class Answered(NamedTuple):
    """How a question was answered."""

    question: SurveyQuestion
    n: int
    counts: dict[str, int] | None
    """How often each answer was given; None while they are too few."""
    figure: Figure
    """Of a scale its scores, of yes and no the share of yes."""


class Low(NamedTuple):
    """A bad rating and the case that it became."""

    rating: UUID
    at: datetime
    score: int
    department: str
    case: UUID | None
    number: str
    stage: str


def by(what: str, one: Stretch, tz: tzinfo) -> dict[str, Figure]:
    """Return what ratings say of each department, service point or desk that has any."""
    counts: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for code, score, n in store.rows(BY.format(what=WHERE[what]), *span(one, tz)):
        counts[str(code)][int(score)] += int(n)
    return {code: scores.counted(found) for code, found in counts.items()}


def whole(one: Stretch, tz: tzinfo, department: str = "") -> Figure:
    """Return what all ratings of a time say, or those of a department."""
    return scores.counted(sum((found for _at, found in moments([one], tz, department)), Counter()))


def by_hour(one: Stretch, tz: tzinfo, department: str = "") -> dict[int, Figure]:
    """Return what ratings say by the hour of the day in which they were given."""
    counts: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for at, found in moments([one], tz, department):
        counts[at.hour].update(found)
    return {hour: scores.counted(counts[hour]) for hour in sorted(counts)}


def along(many: Sequence[Stretch], tz: tzinfo, department: str = "") -> list[Figure]:
    """Return what ratings say of several days, weeks or months that follow each other."""
    counts: list[Counter[int]] = [Counter() for _one in many]
    for at, found in moments(many, tz, department):
        day = at.date()
        place = next(n for n, one in enumerate(many) if one.first <= day < one.after)
        counts[place].update(found)
    return [scores.counted(found) for found in counts]


def moments(many: Sequence[Stretch], tz: tzinfo, department: str) -> Iterable[tuple[datetime, Counter[int]]]:
    """Give the ratings from the first stretch to the last, by quarters of an hour in the hospital."""
    begins, ends = span(many[0], tz)[0], span(many[-1], tz)[1]
    for quarter, score, n in store.rows(WHEN, begins, ends, department, department):
        at = datetime.fromtimestamp(int(quarter) * QUARTER / 1000, UTC).astimezone(tz)
        yield at, Counter({int(score): int(n)})


def left_out(one: Stretch, tz: tzinfo) -> int:
    """Count the taps that were kept and left out: too fast after another, or too many at once."""
    return int(store.rows(LEFT_OUT, *span(one, tz))[0][0])


def answers(one: Stretch, tz: tzinfo, department: str = "") -> list[Answered]:
    """Return how the questions of every set were answered, in their order."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for question, answer, n in store.rows(ANSWERS, *span(one, tz), department, department):
        counts[str(question)][str(answer)] += int(n)
    asked = store.load(SurveyQuestion, "ORDER BY position")
    return [answered(question, counts[question.code]) for question in asked if question.code in counts]


def answered(question: SurveyQuestion, counts: Counter[str]) -> Answered:
    """Return how one question was answered."""
    n = counts.total()
    if not publishable(n):
        return Answered(question, n, None, Figure(n))
    options = [option["code"] for option in question.options]
    known = questions.answers(question.kind, options)
    told = {code: counts[code] for code in known}
    found = Figure(n)
    if question.kind == "scale":
        found = scores.counted({int(code): times for code, times in told.items()})
    elif question.kind == "yes_no":
        low, high = wilson(told["yes"], n)
        found = Figure(n, told["yes"], None, told["yes"] / n, low, high)
    return Answered(question, n, told, found)


def low(one: Stretch, tz: tzinfo, department: str = "") -> list[Low]:
    """Return the bad ratings of a time, the newest first, each with the last case that it became."""
    found: dict[UUID, Low] = {}
    for uid, at, score, where, case, number, stage in store.rows(LOW, *span(one, tz), department, department):
        rating = UUID(str(uid))
        moment = datetime.fromtimestamp(at / 1000, UTC)
        became = UUID(str(case)) if case else None
        made = Low(rating, moment, int(score), str(where), became, number or "", stage or "")
        found.setdefault(rating, made)
    return list(found.values())


def span(one: Stretch, tz: tzinfo) -> tuple[int, int]:
    """Return the ends of a stretch as the register keeps moments."""
    begins, ends = one.bounds(tz)
    return int(begins.timestamp() * 1000), int(ends.timestamp() * 1000)

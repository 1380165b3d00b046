"""The numbers behind a report's pictures: by week, hour, day and month of the hospital's own calendar."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise

from kiosk import store
from kiosk.records import tallies
from kiosk.records.tallies import Cell
from kiosk.rules.figures import Span, days, midnight, months, months_later, percent, weeks
from kiosk.rules.ratings import publishable
from kiosk.services.report_counts import HOUSE, Counts, backlog, milliseconds
from kiosk.services.report_names import Names
from kiosk.services.report_reckoning import LEAST
from kiosk.services.report_shape import Bar, DueBoxes, Heat, Left, Line, Point, Series, Smileys

QUARTER = 900_000
"""Milliseconds of a quarter of an hour: in every zone, days and hours begin with one."""
OF_WEEK = """SELECT department, count(*) FROM "case" WHERE stage <> 'void' AND filed_at >= ? AND filed_at < ?
    GROUP BY department"""
RECEIVED = f"""SELECT filed_at / {QUARTER}, count(*) FROM "case" WHERE stage <> 'void' AND filed_at >= ?
    AND filed_at < ? GROUP BY 1"""
ENDED = f"""SELECT first_closed_at / {QUARTER}, count(*) FROM "case" WHERE stage <> 'void'
    AND first_closed_at IS NOT NULL AND first_closed_at >= ? AND first_closed_at < ? GROUP BY 1"""
RATED = f"""SELECT at / {QUARTER}, score, count(*) FROM rating WHERE at >= ? AND at < ? AND is_counted
    AND withdrawn_at IS NULL GROUP BY 1, 2"""
OPEN = "stage IN ('received', 'working', 'answered')"
DUE = f"""SELECT sum(CASE WHEN due_at <= ? THEN 1 ELSE 0 END), sum(CASE WHEN due_at <= ? THEN 1 ELSE 0 END),
    sum(CASE WHEN due_at <= ? THEN 1 ELSE 0 END), sum(CASE WHEN due_at <= ? THEN 1 ELSE 0 END),
    count(due_at), count(*) FROM "case" WHERE {OPEN}"""
TREND = 13


def series(now: Counts, names: Names, tz: tzinfo, at: datetime) -> Series:
    """Read what the pictures of a period show."""
    received, ended = quarters(RECEIVED, now, tz), quarters(ENDED, now, tz)
    return Series(
        heat(now, names, tz),
        causes(now, names),
        tuple(of_hour(received)),
        trend(now.span, tz, at),
        smileys(now, tz, at),
        left(now, received, ended, tz, at),
        due(tz, at),
    )


def heat(now: Counts, names: Names, tz: tzinfo) -> Heat:
    """Count cases received by department and week."""
    mondays = weeks(now.span.first, now.span.after)
    counts = [
        dict(store.rows(OF_WEEK, *clipped(now.span, monday, monday + timedelta(days=7), tz)))
        for monday in mondays
    ]
    total = sum(map(Counter, counts), Counter())
    codes = sorted(total, key=lambda code: (-total[code], not code, code))
    return Heat(
        tuple(mondays),
        tuple(
            Line(code, names.of("department", code), tuple(week.get(code, 0) for week in counts))
            for code in codes
        ),
    )


def clipped(span: Span, first: date, after: date, tz: tzinfo) -> tuple[int, int]:
    """Return the moments of some days as far as they lie in a period."""
    bounds = max(first, span.first), min(after, span.after)
    return milliseconds(midnight(bounds[0], tz)), milliseconds(midnight(bounds[1], tz))


def causes(now: Counts, names: Names) -> tuple[Bar, ...]:
    """Return the root causes of complaints, most first, with their share together."""
    found = now.by("cause", lambda cell: cell.one, lambda cell: cell.two == "complaint" and cell.one != "")
    bars, passed = [], 0
    for code in sorted(found, key=lambda code: (-found[code], code)):
        passed += found[code]
        bars.append(Bar(code, names.of("cause", code), found[code], percent(passed, found.total()) or 0.0))
    return tuple(bars)


def quarters(statement: str, now: Counts, tz: tzinfo) -> Counter[datetime]:
    """Count what happened in each quarter of an hour, in the hospital's zone."""
    return Counter(
        {local(quarter, tz): int(count) for quarter, count in store.rows(statement, *now.bounds())}
    )


def local(quarter: int, tz: tzinfo) -> datetime:
    """Return the beginning of a quarter of an hour in a zone."""
    return datetime.fromtimestamp(quarter * QUARTER / 1000, UTC).astimezone(tz)


def of_hour(received: Counter[datetime]) -> list[int]:
    """Count by the hour of the day."""
    found = [0] * 24
    for moment, count in received.items():
        found[moment.hour] += count
    return found


def of_day(counted: Counter[datetime]) -> Counter[date]:
    """Count by the day."""
    found: Counter[date] = Counter()
    for moment, count in counted.items():
        found[moment.date()] += count
    return found


def last_months(span: Span) -> list[Span]:
    """Return the months up to the last one of a period."""
    last = months_later(span.after, -1)
    return months(months_later(last, 1 - TREND), span.after)


def trend(span: Span, tz: tzinfo, at: datetime) -> tuple[Point, ...]:
    """Return the months up to the last one of a period."""
    every = last_months(span)
    bounds = [midnight(day, tz) for day in (every[0].first, *(month.after for month in every))]
    counted = (tallies.cells_of_spans(what, bounds) for what in ("department", "ended", "clock", "rating"))
    late = [Counts.late(both, at) for both in pairwise(bounds)]
    return tuple(point(month.code, *cells) for month, *cells in zip(every, *counted, late, strict=True))


def point(
    code: str, came: list[Cell], ended: list[Cell], clocks: list[Cell], rated: list[Cell], late: list[Cell]
) -> Point:
    """Return a month of the trend."""
    due = [cell for cell in [*clocks, *late] if cell.three in HOUSE]
    n, good = added(rated), added([cell for cell in rated if cell.number >= 4])
    is_shown = publishable(n, LEAST)
    return Point(
        code,
        added(came),
        added([cell for cell in came if cell.two == "complaint"]),
        added(ended),
        percent(added([cell for cell in due if cell.number == 1]), added(due)),
        percent(good, n) if is_shown else None,
        n if is_shown else 0,
    )


def added(cells: list[Cell]) -> int:
    """Add up cells."""
    return sum(cell.amount for cell in cells)


def smileys(now: Counts, tz: tzinfo, at: datetime) -> tuple[Smileys, ...]:
    """Count the scores of each day; nothing of a day on which few rated."""
    found: dict[date, Counter[int]] = {}
    for quarter, score, count in store.rows(RATED, *now.bounds()):
        found.setdefault(local(quarter, tz).date(), Counter())[int(score)] += int(count)
    return tuple(Smileys(day, faces(found.get(day, Counter()))) for day in passed_days(now.span, tz, at))


def faces(scores: Counter[int]) -> tuple[int, int, int, int, int] | None:
    """Return how often each score was given, where enough people gave one."""
    if not publishable(scores.total(), LEAST):
        return None
    return scores[1], scores[2], scores[3], scores[4], scores[5]


def passed_days(span: Span, tz: tzinfo, at: datetime) -> list[date]:
    """Return the days of a period up to the moment of the report."""
    today = at.astimezone(tz).date()
    return days(span.first, min(span.after, today + timedelta(days=1)))


def left(
    now: Counts, received: Counter[datetime], ended: Counter[datetime], tz: tzinfo, at: datetime
) -> tuple[Left, ...]:
    """Return how many cases were open at the end of each day."""
    came, went, rest, found = of_day(received), of_day(ended), backlog(now.begins_at), []
    for day in passed_days(now.span, tz, at):
        rest += came[day] - went[day]
        found.append(Left(day, came[day], went[day], rest))
    return tuple(found)


def due(tz: tzinfo, at: datetime) -> DueBoxes:
    """Count the open cases by when they are due."""
    today = at.astimezone(tz).date()
    ends = [midnight(today + timedelta(days=n), tz) for n in (1, 2, 7)]
    found = store.rows(DUE, *map(milliseconds, [at, *ends]))[0]
    late, day, next_day, week, dated, every = (int(number or 0) for number in found)
    return DueBoxes(late, day - late, next_day - day, week - next_day, dated - week, every - dated)

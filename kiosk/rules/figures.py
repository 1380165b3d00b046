"""How a report reckons: shares, medians and percentiles of whole hours, and the periods that are compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from kiosk.i18n import N_
from kiosk.rules.refusal import Refusal

MONTH, YEAR = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII), re.compile(r"\d{4}", re.ASCII)
FIRST, LAST = 2000, 2999


class Span(NamedTuple):
    """A month or a year of the calendar, from its first day to the day after its last."""

    code: str
    first: date
    after: date


def month(code: str) -> Span:
    """Return the month that a code like 2026-10 names, or refuse."""
    found = MONTH.fullmatch(code)
    if found is None or not FIRST <= int(found[1]) <= LAST:
        raise Refusal(N_("Name a month as in 2026-10."))
    first = date(int(found[1]), int(found[2]), 1)
    return Span(code, first, months_later(first, 1))


def year(code: str) -> Span:
    """Return the year that a code like 2026 names, or refuse."""
    if YEAR.fullmatch(code) is None or not FIRST <= int(code) <= LAST:
        raise Refusal(N_("Name a year as in 2026."))
    return Span(code, date(int(code), 1, 1), date(int(code) + 1, 1, 1))


def before(span: Span) -> Span:
    """Return the month before a month, the year before a year."""
    return year_before(span) if len(span.code) == 4 else month_of(months_later(span.first, -1))


def year_before(span: Span) -> Span:
    """Return the same span a year earlier."""
    first, after = (day.replace(year=day.year - 1) for day in (span.first, span.after))
    return Span(f"{first.year:04}{span.code[4:]}", first, after)


def month_of(day: date) -> Span:
    """Return the month of a day."""
    first = day.replace(day=1)
    return Span(f"{first.year:04}-{first.month:02}", first, months_later(first, 1))


def months_later(first: date, months: int) -> date:
    """Return the first day of a month so many months later, or earlier."""
    counted = first.year * 12 + first.month - 1 + months
    return date(counted // 12, counted % 12 + 1, 1)


def months(first: date, after: date) -> list[Span]:
    """Return the months from one to before another."""
    found = []
    while first < after:
        found.append(month_of(first))
        first = found[-1].after
    return found


def midnight(day: date, tz: tzinfo) -> datetime:
    """Return the first moment of a day in a zone."""
    return datetime.combine(day, time(), tz)


def days(first: date, after: date) -> list[date]:
    """Return the days from one to before another."""
    return [first + timedelta(days=n) for n in range((after - first).days)]


def weeks(first: date, after: date) -> list[date]:
    """Return the Mondays of the weeks that some days touch."""
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(days=n) for n in range(0, (after - monday).days, 7)]


def rounded(numerator: int, denominator: int, digits: int) -> float | None:
    """Return a quotient of counts to so many decimals, halves up; None where nothing divides it."""
    if denominator <= 0:
        return None
    scale: int = 10**digits
    return (2 * numerator * scale + denominator) // (2 * denominator) / scale


def percent(numerator: int, denominator: int) -> float | None:
    """Return a share in percent to one decimal, halves up."""
    return rounded(100 * numerator, denominator, 1)


def nearest_rank(histogram: Mapping[int, int], share: int) -> int | None:
    """Return the smallest value that at least `share` percent of all do not exceed; 50 is the median."""
    total = sum(histogram.values())
    passed = 0
    for value in sorted(histogram):
        passed += histogram[value]
        if total and passed * 100 >= total * share:
            return value
    return None

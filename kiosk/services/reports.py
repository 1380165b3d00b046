"""A month's and a year's report: figures with their definitions, tables, and numbers for pictures.

The same register, period and moment give the same report. Tables: `kinds`, `by_grade`, `by_source`,
`by_category`, `causes`, `outcomes`, `promises`, `verdicts`, `departments`, `scores`, `follow_ups`.
"""

from __future__ import annotations

from datetime import datetime

from kiosk import store
from kiosk.config import Settings
from kiosk.records import StarList
from kiosk.rules import figures as rules
from kiosk.rules.figures import Span
from kiosk.rules.rights import Actor, require
from kiosk.services import report_names
from kiosk.services.report_counts import Counts
from kiosk.services.report_figures import figures
from kiosk.services.report_names import Names
from kiosk.services.report_series import series
from kiosk.services.report_shape import Period, Report, Star, StarsOfMonth
from kiosk.services.report_tables import tables

STARS = "WHERE month >= ? AND month < ? ORDER BY month"


def month(code: str, by: Actor, settings: Settings, now: datetime) -> Report:
    """Make the report of a month, as 2026-10."""
    return made(rules.month(code), by, settings, now)


def year(code: str, by: Actor, settings: Settings, now: datetime) -> Report:
    """Make the report of a year, as 2026."""
    return made(rules.year(code), by, settings, now)


def issue(code: str, by: Actor, settings: Settings, now: datetime) -> Report:
    """Make the report of a month or a year to be given out, which the trail tells of."""
    span = rules.year(code) if len(code) == 4 else rules.month(code)
    require(by, "see_reports")
    with store.writing("report.made", by.code, span.code, now):
        pass
    return made(span, by, settings, now)


def made(span: Span, by: Actor, settings: Settings, now: datetime) -> Report:
    """Count a period and the two that it is held against, all as they stood at one moment."""
    require(by, "see_reports")
    with store.reading():
        names = report_names.read()
        spans = span, rules.before(span), rules.year_before(span)
        these, before, year_before = (Counts(one, settings.tz, now) for one in spans)
        return Report(
            period(these),
            names.hospital,
            now,
            period(before),
            period(year_before),
            figures(these, before, year_before),
            tables(these, before, year_before, names),
            series(these, names, settings.tz, now),
            stars(span, names),
        )


def period(counts: Counts) -> Period:
    """Return a period as the report names it."""
    return Period(counts.span.code, counts.begins_at, counts.ends_at)


def stars(span: Span, names: Names) -> tuple[StarsOfMonth, ...]:
    """Return the lists of service stars that were signed for the months of a period."""
    bounds = rules.month_of(span.first).code, rules.month_of(span.after).code
    return tuple(
        StarsOfMonth(
            signed.month,
            tuple(Star(one["staff"], names.of("staff", one["staff"]), one["score"]) for one in signed.stars),
            signed.formula,
            names.of("staff", signed.by),
            signed.at,
        )
        for signed in store.load(StarList, STARS, *bounds)
    )

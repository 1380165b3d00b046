"""A month's or a year's report on paper: figures with their definitions, pictures, tables, signatures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from markupsafe import Markup

from kiosk.i18n import N_, _, moment, speaking
from kiosk.i18n import month as month_words
from kiosk.printed import drawn, paper
from kiosk.printed.drawn import called
from kiosk.printed.numbers import celled, change, count, valued
from kiosk.rules import months
from kiosk.rules.stars import Weights, shown
from kiosk.services.report_shape import SECTIONS, Figure, Period, Report, StarsOfMonth, Table
from kiosk.services.stars import formula_words

SECTION_TITLES = {
    "cases": N_("What came in"),
    "time": N_("In time"),
    "outcome": N_("How it ended"),
    "rating": N_("Satisfaction"),
    "notices": N_("Rectification notices"),
    "themes": N_("Common matters"),
    "follow_ups": N_("Visits and calls"),
}


class Shown(NamedTuple):
    """A figure as its reader sees it."""

    code: str
    label: str
    definition: str
    value: str
    parts: str
    """The counts behind it: 45 of 50."""
    between: str
    """The interval in which it lies."""
    before: str
    change: str
    year_before: str
    year_change: str


def html(report: Report, language: str) -> str:
    """Return the report as one document that needs nothing else."""
    with speaking(language):
        return paper.page(
            "report.html",
            title_of(report.period),
            called(report.hospital),
            made=_("Made %(moment)s.") % {"moment": read(report.at, report)},
            here=period(report.period),
            before=period(report.before),
            year_before="" if report.year_before.code == report.before.code else period(report.year_before),
            sections=list(sections(report)),
            tables=[tabled(table) for table in report.tables],
            stars=[starred(month, report) for month in report.stars],
        )


def pdf(report: Report, language: str) -> bytes:
    """Return the same document as PDF."""
    return paper.pdf(html(report, language))


def read(at: datetime, report: Report) -> str:
    """Return a moment in the hospital's zone."""
    return moment(at.astimezone(report.period.begins_at.tzinfo))


def title_of(span: Period) -> str:
    """Return what a report is called."""
    is_month = "-" in span.code
    sentence = _("Service report for %(month)s") if is_month else _("Annual service report %(year)s")
    return sentence % {"month": period(span), "year": span.code}


def period(span: Period) -> str:
    """Return a month or a year as it is read."""
    if "-" not in span.code:
        return _("the year %(year)s") % {"year": span.code}
    return month_words(span.begins_at)


def filled(msgid: str, places: Any) -> str:
    """Return a sentence with its places filled in."""
    return _(msgid) % dict(places) if places else _(msgid)


def sections(report: Report) -> Iterator[dict[str, Any]]:
    """Give the parts of the report in the order in which they are read."""
    pictures = drawn.by_section(report)
    for code in SECTIONS:
        shown = [figure(one) for one in report.figures if one.section == code]
        drawings = [{"title": title, "svg": Markup(svg)} for title, svg in pictures.get(code, ())]
        if shown or drawings:
            yield {"title": _(SECTION_TITLES[code]), "figures": shown, "pictures": drawings}


def figure(one: Figure) -> Shown:
    """Return a figure as words; nothing of it where too few answered."""
    hidden = one.is_hidden
    counts = ""
    if not hidden and one.denominator is not None:
        if one.numerator is None:
            counts = _("of %(of)s") % {"of": count(one.denominator)}
        else:
            counts = _("%(n)s of %(of)s") % {"n": count(one.numerator), "of": count(one.denominator)}
    between = ""
    if not hidden and one.low is not None and one.high is not None:
        between = _("between %(low)s and %(high)s") % {
            "low": valued(one.low, one.unit),
            "high": valued(one.high, one.unit),
        }
    value = None if hidden else one.value
    return Shown(
        one.code,
        filled(one.label, one.places),
        filled(one.definition, one.places),
        _("too few") if hidden else valued(one.value, one.unit),
        counts,
        between,
        valued(one.before, one.unit),
        change(value, one.before, one.unit),
        valued(one.year_before, one.unit),
        change(value, one.year_before, one.unit),
    )


def tabled(table: Table) -> dict[str, Any]:
    """Return a table as words."""
    units = [column.unit for column in table.columns]
    return {
        "code": table.code,
        "title": filled(table.title, table.places),
        "definition": filled(table.definition, table.places),
        "columns": [_(column.label) for column in table.columns],
        "rows": [
            {
                "name": called(row.name),
                "cells": [celled(*pair) for pair in zip(row.cells, units, strict=True)],
            }
            for row in table.rows
        ],
    }


def starred(month: StarsOfMonth, report: Report) -> dict[str, Any]:
    """Return a signed list of service stars."""
    return {
        "month": month_words(months.first_day(month.month)),
        "stars": [{"name": called(star.name), "score": shown(round(star.score))} for star in month.stars],
        "formula": formula_words(Weights(**{name: int(much) for name, much in month.formula.items()})),
        "signed": _("Signed by %(name)s, %(moment)s.")
        % {"name": called(month.by), "moment": read(month.at, report)},
    }

"""A report for programs: CSV for a table program, one number a line, and JSON with everything."""

from __future__ import annotations

import csv as table
import json as document
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from io import StringIO
from typing import Any

from kiosk.i18n import _, pick, speaking
from kiosk.services.audit import harmless
from kiosk.services.report_shape import Figure, Name, Period, Report, Table

COLUMNS = (
    *("period", "part", "code", "name", "column", "column_name", "unit", "value", "numerator", "denominator"),
    *("before", "year_before", "low", "high", "definition"),
)
BOM = "\ufeff"
"""Without it Excel takes UTF-8 for the code page of its Windows."""


def csv(report: Report, language: str) -> str:
    """Return every figure and every cell of the tables, one a line, as Excel opens it in any country."""
    to = StringIO()
    to.write(BOM)
    out = table.DictWriter(to, COLUMNS, restval="")
    out.writeheader()
    with speaking(language):
        for line in lines(report):
            out.writerow({name: told(value) for name, value in line.items()})
    return to.getvalue()


def lines(report: Report) -> Iterator[dict[str, Any]]:
    """Give each number with what it means."""
    for figure in report.figures:
        yield {
            "period": report.period.code,
            "part": figure.section,
            "code": figure.code,
            "name": _(figure.label) % figure.places,
            **numbers(figure),
            "definition": _(figure.definition) % figure.places,
        }
    for one in report.tables:
        yield from cells(one, report.period.code)


def cells(one: Table, period: str) -> Iterator[dict[str, Any]]:
    """Give each cell of a table."""
    definition = _(one.definition) % one.places
    for row in one.rows:
        for column, value in zip(one.columns, row.cells, strict=True):
            yield {
                "period": period,
                "part": one.code,
                "code": row.code,
                "name": named(row.name),
                "column": column.code,
                "column_name": _(column.label),
                "unit": column.unit,
                "value": value,
                "definition": definition,
            }


def numbers(figure: Figure) -> dict[str, Any]:
    """Return the numbers of a figure."""
    names = ("unit", "value", "numerator", "denominator", "before", "year_before", "low", "high")
    return {name: getattr(figure, name) for name in names}


def told(value: Any) -> Any:
    """Return a value as a table program shows it and never works it out."""
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) else value


def named(name: Name) -> str:
    """Return a name in the language of here and now."""
    return _(name) if isinstance(name, str) else pick(name)


def json(report: Report, language: str) -> str:
    """Return everything that the report holds, names in one language beside their codes."""
    with speaking(language):
        whole = {
            "period": spanned(report.period),
            "before": spanned(report.before),
            "year_before": spanned(report.year_before),
            "hospital": named(report.hospital),
            "at": report.at.isoformat(),
            "language": language,
            "figures": [figured(figure) for figure in report.figures],
            "tables": [tabled(one) for one in report.tables],
            "series": plain(report.series),
            "stars": plain(report.stars),
        }
        return document.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def spanned(period: Period) -> dict[str, str]:
    """Return a period."""
    return {
        "code": period.code,
        "begins_at": period.begins_at.isoformat(),
        "ends_at": period.ends_at.isoformat(),
    }


def figured(figure: Figure) -> dict[str, Any]:
    """Return a figure."""
    return {
        "code": figure.code,
        "section": figure.section,
        "label": _(figure.label) % figure.places,
        "definition": _(figure.definition) % figure.places,
        **numbers(figure),
        "is_hidden": figure.is_hidden,
    }


def tabled(one: Table) -> dict[str, Any]:
    """Return a table, each row with its numbers by the column's code."""
    codes = [column.code for column in one.columns]
    return {
        "code": one.code,
        "title": _(one.title),
        "definition": _(one.definition) % one.places,
        "columns": [
            {"code": column.code, "label": _(column.label), "unit": column.unit} for column in one.columns
        ],
        "rows": [
            {"code": row.code, "name": named(row.name), **dict(zip(codes, row.cells, strict=True))}
            for row in one.rows
        ],
    }


def plain(value: Any) -> Any:
    """Return what a picture shows as JSON says it."""
    if hasattr(value, "_asdict"):
        return {
            key: named(found) if key == "name" else plain(found) for key, found in value._asdict().items()
        }
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value

"""A report's numbers by another route: row after row of the register, by no count or query of the product.

It knows every figure, table, column and picture by its code: a report that holds one more is no longer equal.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.services import report_files
from kiosk.services.report_shape import Report
from tests.recount_figures import figures
from tests.recount_rows import Rows, before, days, last_year
from tests.recount_series import series
from tests.recount_tables import tables

WORDS = {"label", "definition", "title", "name", "section", "unit", "columns"}
"""What a document says beside its numbers."""
OTHERS = {"hospital", "at", "language", "stars"}
"""What a document holds that nobody counts."""


@contextmanager
def file_rows(file: Path, zone: str, at: datetime) -> Iterator[Rows]:
    """Read a register in a file past everything that the product is made of."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        yield Rows(zone, at, connection.execute)


def told(report: Report) -> dict[str, Any]:
    """Return every number of a report, from its document for programs."""
    document = json.loads(report_files.json(report, "en"))
    for table in document["tables"]:
        for row in table["rows"]:
            assert [*row] == ["code", "name", *(column["code"] for column in table["columns"])]
    found = {key: value for key, value in bare(document).items() if key not in OTHERS}
    for key in ("figures", "tables"):
        found[key] = {one.pop("code"): one for one in found[key]}
        assert len(found[key]) == len(document[key]), "two of one code"
    return found


def bare(value: Any) -> Any:
    """Return a value without the words in it."""
    if isinstance(value, dict):
        return {key: bare(one) for key, one in value.items() if key not in WORDS}
    return [bare(one) for one in value] if isinstance(value, list) else value


def recounted(rows: Rows, code: str) -> dict[str, Any]:
    """Count everything that a report of a period tells."""
    earlier, a_year_ago = before(code), last_year(code)
    values, were = figures(rows, earlier), figures(rows, a_year_ago)
    return {
        "period": period(rows, code),
        "before": period(rows, earlier),
        "year_before": period(rows, a_year_ago),
        "figures": {
            name: {**found._asdict(), "before": values[name].value, "year_before": were[name].value}
            for name, found in figures(rows, code).items()
        },
        "tables": {name: {"rows": lines} for name, lines in tables(rows, code).items()},
        "series": series(rows, code),
    }


def period(rows: Rows, code: str) -> dict[str, str]:
    """Return a period with its first moment and the first after it."""
    every = days(code)
    first, after = (
        datetime(day.year, day.month, day.day, tzinfo=rows.zone)
        for day in (every[0], every[-1] + timedelta(days=1))
    )
    return {"code": code, "begins_at": first.isoformat(), "ends_at": after.isoformat()}


def assert_recounted(report: Report, rows: Rows) -> dict[str, Any]:
    """See that a report tells what one counts by hand, part by part, and return what was counted."""
    found, wanted = told(report), recounted(rows, report.period.code)
    assert found.keys() == wanted.keys()
    for part in ("figures", "tables", "series"):
        assert found[part].keys() == wanted[part].keys(), part
        for code, one in wanted[part].items():
            assert found[part][code] == one, (part, code)
    assert found == wanted
    return wanted

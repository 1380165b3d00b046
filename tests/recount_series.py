"""The numbers behind a report's pictures, counted row after row, as its document for programs holds them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from tests.recount_rows import FEW, HOUSE, Rows, before, days, met, satisfied, share
from tests.recount_tables import most_first

OPEN = ("received", "working", "answered")


def series(rows: Rows, code: str) -> dict[str, Any]:
    """Return the numbers of every picture of a period."""
    hours = [rows.local(row["filed_at"]).hour for row in rows.filed(code)]
    return {
        "heat": heat(rows, code),
        "causes": causes(rows, code),
        "hours": [hours.count(hour) for hour in range(24)],
        "trend": [point(rows, month) for month in thirteen(code)],
        "smileys": [faces(rows, day) for day in passed(rows, code)],
        "left": [left(rows, day) for day in passed(rows, code)],
        "due": due(rows),
    }


def passed(rows: Rows, code: str) -> list[date]:
    """Return the days of a period up to today."""
    return [day for day in days(code) if day <= rows.today]


def heat(rows: Rows, code: str) -> dict[str, Any]:
    """Count cases by department and week."""
    filed = [(row["department"], monday(rows.day(row["filed_at"]))) for row in rows.filed(code)]
    weeks = sorted({monday(day) for day in days(code)})
    found = Counter(department for department, _week in filed)
    return {
        "weeks": [week.isoformat() for week in weeks],
        "lines": [
            {"code": one, "counts": [filed.count((one, week)) for week in weeks]}
            for one in most_first(found, found)
        ],
    }


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def causes(rows: Rows, code: str) -> list[dict[str, Any]]:
    """Count complaints by cause, with the share of every cause up to each."""
    known = [row["cause"] for row in rows.filed(code, "complaint") if row["cause"]]
    ordered = most_first(Counter(known), set(known))
    return [
        {
            "code": one,
            "cases": known.count(one),
            "share": share(sum(map(known.count, ordered[: n + 1])), len(known)),
        }
        for n, one in enumerate(ordered)
    ]


def thirteen(code: str) -> list[str]:
    """Return the months up to the last one of a period."""
    found = [code if "-" in code else f"{code}-12"]
    while len(found) < 13:
        found.insert(0, before(found[0]))
    return found


def point(rows: Rows, month: str) -> dict[str, Any]:
    """Return a month of the trend."""
    promised, scores = rows.promised(month, HOUSE), rows.scores(month)
    return {
        "month": month,
        "received": len(rows.filed(month)),
        "complaints": len(rows.filed(month, "complaint")),
        "ended": len(rows.ended(month)),
        "in_time": share(met(promised), len(promised)),
        "satisfied": satisfied(scores),
        "ratings": len(scores) if len(scores) >= FEW else 0,
    }


def faces(rows: Rows, day: date) -> dict[str, Any]:
    """Return how often each face was tapped on a day."""
    given = rows.scores(day.isoformat())
    counted = [given.count(score) for score in range(1, 6)]
    return {"day": day.isoformat(), "counts": counted if len(given) >= FEW else None}


def left(rows: Rows, day: date) -> dict[str, Any]:
    """Return what came and ended on a day, and what was open at its end."""
    code = day.isoformat()
    return {
        "day": code,
        "received": len(rows.filed(code)),
        "ended": len(rows.ended(code)),
        "open": rows.open_after(day),
    }


def due(rows: Rows) -> dict[str, int]:
    """Lay every open case in the box of its day."""
    found = [box(rows, row["due_at"]) for row in rows.cases.values() if row["stage"] in OPEN]
    return {name: found.count(name) for name in ("late", "today", "tomorrow", "this_week", "later", "none")}


def box(rows: Rows, due_at: int | None) -> str:
    """Return the box of a moment."""
    if due_at is None:
        return "none"
    if rows.is_past(due_at):
        return "late"
    ahead = (rows.day(due_at - 1) - rows.today).days
    return "today" if ahead <= 0 else "tomorrow" if ahead == 1 else "this_week" if ahead <= 6 else "later"

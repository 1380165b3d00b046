"""Counts for reports: kept by triggers of the register, completed by the plain query at the ends of a span.

Migration 0007 makes the triggers. What each count is of stands here once more, for the plain query: the same
numbers by another route, for the hours that a span has before its first and after its last whole month in
UTC, for building the counts again, and for holding them against what they count.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, NamedTuple

from peewee import BigIntegerField, CharField, CompositeKey, IntegerField

from kiosk.records.base import EPOCH, MomentField, Record, database


class Tally(Record):
    """How many rows of the register have the same month and codes."""

    what = CharField(12)
    """One of COUNTS."""
    month = IntegerField()
    """In UTC, as a number: 202610."""
    one = CharField(32)
    two = CharField(32)
    three = CharField(32)
    number = IntegerField()
    amount = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("what", "month", "one", "two", "three", "number")


class Counted(NamedTuple):
    """A query of one row a counted thing: the moment that it counts for, its codes and its number."""

    rows: str
    """FROM and WHERE."""
    moment: str
    one: str
    two: str = "''"
    three: str = "''"
    number: str = "0"
    early: int = 0
    """Milliseconds by which it counts earlier: what is due at midnight is due on the day that ends there."""


class Cell(NamedTuple):
    """How many have the same codes."""

    one: str
    two: str
    three: str
    number: int
    amount: int


CASES = "\"case\" r WHERE r.stage <> 'void'"
FILED = "r.filed_at"
COUNTS = {
    "department": Counted(CASES, FILED, "r.department", "r.kind"),
    "category": Counted(CASES, FILED, "r.category", "r.kind"),
    "grade": Counted(CASES, FILED, "r.grade", "r.kind"),
    "source": Counted(CASES, FILED, "r.source", "r.kind"),
    "verdict": Counted(f"{CASES} AND r.verdict <> ''", FILED, "r.department", "r.kind", "r.verdict"),
    "reopened": Counted(
        f"{CASES} AND r.reopenings > 0", FILED, "r.department", "r.kind", number="r.reopenings"
    ),
    "cause": Counted(
        f"{CASES} AND (r.cause <> '' OR r.outcome <> '')", FILED, "r.cause", "r.kind", "r.outcome"
    ),
    "answered": Counted(
        f"{CASES} AND r.answered_at IS NOT NULL",
        "r.answered_at",
        "r.kind",
        number="(r.answered_at - r.filed_at) / 3600000",
    ),
    "ended": Counted(
        f"{CASES} AND r.first_closed_at IS NOT NULL", "r.first_closed_at", "r.department", "r.kind"
    ),
    "clock": Counted(
        "clock r, \"case\" k WHERE k.uid = r.case_uid AND k.stage <> 'void' AND r.result <> ''",
        "r.due_at",
        "k.department",
        "k.kind",
        "r.name || '/' || r.basis",
        "CASE r.result WHEN 'met' THEN 1 ELSE 0 END",
        early=1,
    ),
    "offer": Counted(
        "handover r WHERE r.state IN ('accepted', 'rejected', 'expired')",
        "r.due_at",
        "r.department",
        "r.part",
        number="CASE WHEN r.state <> 'expired' AND r.ended_at <= r.due_at THEN 1 ELSE 0 END",
        early=1,
    ),
    "rating": Counted(
        "rating r WHERE r.is_counted AND r.withdrawn_at IS NULL",
        "r.at",
        "r.department",
        "r.point",
        number="r.score",
    ),
}
"""Everything that is counted: cases by the month in which they were filed, answered or first ended; clocks
and offers by that in which they were due; ratings by that in which they were given."""
KEYS = "what, month, one, two, three, number"
KEPT = """SELECT one, two, three, number, CAST(sum(amount) AS BIGINT) FROM tallied
    WHERE what = ? AND month >= ? AND month < ? GROUP BY one, two, three, number HAVING sum(amount) <> 0"""
TOTAL = "SELECT sum(amount) FROM tallied WHERE what = ? AND month < ?"
ALL_KEPT = f"SELECT {KEYS}, CAST(sum(amount) AS BIGINT) FROM tallied GROUP BY {KEYS} HAVING sum(amount) <> 0"
FOLD = f"""WITH gone AS (DELETE FROM tally_change RETURNING *)
    INSERT INTO tally SELECT {KEYS}, sum(amount) FROM gone GROUP BY {KEYS}
    ON CONFLICT ({KEYS}) DO UPDATE SET amount = tally.amount + excluded.amount"""
MONTH = {
    True: "CAST(strftime('%Y%m', {moment} / 1000, 'unixepoch') AS INTEGER)",
    False: "CAST(to_char(to_timestamp({moment} / 1000) AT TIME ZONE 'UTC', 'YYYYMM') AS INTEGER)",
}
"""The month of a moment in UTC, in a file and on a server."""
MOMENT = MomentField()


def cells(what: str, begins_at: datetime, ends_at: datetime) -> list[Cell]:
    """Count what happened from one moment to another."""
    [found] = cells_of_spans(what, [begins_at, ends_at])
    return found


def cells_of_spans(what: str, bounds: list[datetime]) -> list[list[Cell]]:
    """Count what happened in spans that follow each other: kept counts of months, put right at each end."""
    nearest = [nearest_month(bound) for bound in bounds]
    ends = [between(what, bound, month) for bound, month in zip(bounds, nearest, strict=True)]
    found = []
    for (first, before), (last, after) in pairwise(zip(nearest, ends, strict=True)):
        kept = database.execute_sql(KEPT, (what, number_of(first), number_of(last)))
        found.append(added([*kept, *before, *((*codes, -amount) for *codes, amount in after)]))
    return found


def total(what: str, before: datetime) -> int:
    """Count everything up to a moment, whatever its codes."""
    last = nearest_month(before)
    kept = database.execute_sql(TOTAL, (what, number_of(last))).fetchone()[0]
    return int(kept or 0) + sum(int(row[-1]) for row in between(what, last, before))


def between(what: str, begins_at: datetime, ends_at: datetime) -> list[tuple[Any, ...]]:
    """Count by the plain query; what lies before the beginning is taken away."""
    if begins_at <= ends_at:
        return plain(what, begins_at, ends_at)
    return [(*codes, -amount) for *codes, amount in plain(what, ends_at, begins_at)]


def added(rows: list[tuple[Any, ...]]) -> list[Cell]:
    """Add up rows with the same codes, in the order of the codes."""
    found: dict[tuple[Any, ...], int] = {}
    for *codes, amount in rows:
        found[tuple(codes)] = found.get(tuple(codes), 0) + int(amount)
    return [Cell._make((*key, amount)) for key, amount in sorted(found.items()) if amount]


def plain(what: str, begins_at: datetime, ends_at: datetime) -> list[tuple[Any, ...]]:
    """Count the same by reading every row: the plain query."""
    if begins_at >= ends_at:
        return []
    count = COUNTS[what]
    query = (
        f"SELECT {count.one}, {count.two}, {count.three}, {count.number}, count(*) FROM {count.rows}"
        f" AND {count.moment} >= ? AND {count.moment} < ? GROUP BY 1, 2, 3, 4"
    )
    bounds = [(MOMENT.db_value(moment) or 0) + count.early for moment in (begins_at, ends_at)]
    return list(database.execute_sql(query, bounds))


def nearest_month(moment: datetime) -> datetime:
    """Return the beginning of a month, in UTC, that is nearest to a moment."""
    begin = max(moment, EPOCH).astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    following = begin.replace(year=begin.year + begin.month // 12, month=begin.month % 12 + 1)
    return begin if moment - begin <= following - moment else following


def number_of(month: datetime) -> int:
    """Return a month as it is kept."""
    return month.year * 100 + month.month


def fold() -> None:
    """Put together what a server's triggers added; a file has nothing to put together."""
    if not database.obj.is_file and database.execute_sql("SELECT 1 FROM tally_change LIMIT 1").fetchone():
        with database.atomic():
            database.obj.hold("tally")
            database.execute_sql(FOLD)


def rebuild() -> None:
    """Build every count again from what it counts."""
    with database.atomic():
        database.obj.hold("tally")
        for table in ("tally",) if database.obj.is_file else ("tally", "tally_change"):
            database.execute_sql(f"DELETE FROM {table}")
        for what in COUNTS:
            database.execute_sql(f"INSERT INTO tally {recounted(what)}")


def recounted(what: str) -> str:
    """Return the query that counts everything of a kind anew."""
    count = COUNTS[what]
    month = MONTH[database.obj.is_file].format(moment=f"({count.moment} - {count.early})")
    return (
        f"SELECT '{what}', {month}, {count.one}, {count.two}, {count.three}, {count.number}, count(*)"
        f" FROM {count.rows} GROUP BY 1, 2, 3, 4, 5, 6"
    )


def differences() -> Iterator[tuple[Any, ...]]:
    """Give every count that is not what the plain query finds: its codes, what is kept, what is there."""
    kept = {tuple(row[:6]): int(row[6]) for row in database.execute_sql(ALL_KEPT)}
    for what in COUNTS:
        for *codes, amount in database.execute_sql(recounted(what)):
            if (found := kept.pop(tuple(codes), 0)) != amount:
                yield *codes, found, amount
    yield from ((*codes, amount, 0) for codes, amount in kept.items())

"""The rows of a register as they stand in its tables, and what a month or a year makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
Execute = Callable[[str], Any]
"""Runs a statement on a register and gives a cursor: of sqlite3 on a file, of the driver on a server."""
HOUSE = {("investigate", "house"), ("reply", "house"), ("answer", "house")}
KINDS = ("contact", "complaint", "suggestion", "praise", "question")
FEW = 5
"""Ratings below which nothing is told of them."""


class Rows:
    """Every row of the tables that reports are about, and what a period makes of them."""

    def __init__(self, zone: str, at: datetime, execute: Execute) -> None:
        self.zone, self.at = ZoneInfo(zone), at
        self.day: Callable[[int], date] = cache(lambda milliseconds: self.local(milliseconds).date())
        self.cases = {row["uid"]: row for row in read(execute, "case") if row["stage"] != "void"}
        self.clocks = [row for row in read(execute, "clock") if row["case_uid"] in self.cases]
        self.offers = read(execute, "handover")
        self.ratings = [row for row in read(execute, "rating") if counts(row)]
        self.notices, self.points = read(execute, "notice"), read(execute, "deduction")
        self.themes, self.follow_ups = read(execute, "theme"), read(execute, "follow_up")
        self.links = [row for row in read(execute, "case_link") if row["ended_at"] is None]

    def local(self, milliseconds: int) -> datetime:
        """Return a moment in the hospital's time."""
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
        return moment.astimezone(self.zone)

    @property
    def today(self) -> date:
        """Return the hospital's day of the moment of the report."""
        return self.at.astimezone(self.zone).date()

    def is_past(self, milliseconds: int) -> bool:
        """Tell whether a moment has come."""
        return self.local(milliseconds) <= self.at

    def within(self, code: str) -> Callable[[int | None], bool]:
        """Return what tells whether a moment lies in a month or a year."""
        return lambda moment: moment is not None and self.day(moment).isoformat().startswith(code)

    def filed(self, code: str, kind: str = "") -> list[Row]:
        """Return the cases filed in a period."""
        here = self.within(code)
        return [
            row for row in self.cases.values() if here(row["filed_at"]) and (not kind or row["kind"] == kind)
        ]

    def ended(self, code: str) -> list[Row]:
        """Return the cases closed or withdrawn for the first time in a period."""
        here = self.within(code)
        return [row for row in self.cases.values() if here(row["first_closed_at"])]

    def promised(
        self, code: str, names: Iterable[tuple[str, str]], kinds: Iterable[str] = KINDS
    ) -> list[Row]:
        """Return the clocks that fell due in a period and have ended, or run late."""
        here, found = self.within(code), []
        for row in self.clocks:
            is_named = (row["name"], row["basis"]) in names and self.cases[row["case_uid"]]["kind"] in kinds
            is_over = row["result"] != "" or self.is_past(row["due_at"])
            if is_named and is_over and here(row["due_at"] - 1):
                found.append(row)
        return found

    def hours(self, code: str, *kinds: str) -> list[int]:
        """Return the whole hours to the answers given in a period."""
        here = self.within(code)
        return [
            int((row["answered_at"] - row["filed_at"]) / 3_600_000)
            for row in self.cases.values()
            if row["kind"] in kinds and here(row["answered_at"])
        ]

    def scores(self, code: str) -> list[int]:
        """Return the scores given in a period."""
        here = self.within(code)
        return [row["score"] for row in self.ratings if here(row["at"])]

    def due_notices(self, code: str) -> list[Row]:
        """Return the notices whose day lay in a period and is over."""
        here = self.within(code)
        return [row for row in self.notices if here(row["due_at"] - 1) and self.is_past(row["due_at"])]

    def due_follow_ups(self, code: str, kind: str = "") -> list[Row]:
        """Return the visits and calls whose day lay in a period, but for those dropped."""
        found = self.every_follow_up(code, kind)
        return [row for row in found if row["state"] != "dropped"]

    def every_follow_up(self, code: str, kind: str = "") -> list[Row]:
        """Return the visits and calls whose day lay in a period."""
        return [
            row
            for row in self.follow_ups
            if row["due_day"].startswith(code) and (not kind or row["kind"] == kind)
        ]

    def open_after(self, day: date) -> int:
        """Count the cases that were not closed or withdrawn for the first time by the end of a day."""
        ended = [row["first_closed_at"] for row in self.cases.values() if row["first_closed_at"] is not None]
        return sum(self.day(row["filed_at"]) <= day for row in self.cases.values()) - sum(
            self.day(moment) <= day for moment in ended
        )


def days(code: str) -> list[date]:
    """Return the days of a month or a year."""
    first = date(int(code[:4]), int(code[5:] or 1), 1)
    every = (first + timedelta(days=n) for n in range(366))
    return [day for day in every if day.isoformat().startswith(code)]


def last_year(code: str) -> str:
    """Return the same period a year earlier."""
    return f"{int(code[:4]) - 1:04}{code[4:]}"


def before(code: str) -> str:
    """Return the period before one of the same length."""
    if "-" not in code:
        return last_year(code)
    return (days(code)[0] - timedelta(days=1)).isoformat()[:7]


def share(k: int, n: int) -> float | None:
    """Return k of n in percent, as one rounds on paper."""
    if not n:
        return None
    return float((Decimal(100 * k) / Decimal(n)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def rank(values: Iterable[int], percent: int) -> int | None:
    """Return a percentile of a list by nearest rank."""
    ordered = sorted(values)
    return ordered[ceil(len(ordered) * percent / 100) - 1] if ordered else None


def good(scores: list[int]) -> int:
    """Count the scores of people who were satisfied."""
    return sum(score > 3 for score in scores)


def satisfied(scores: list[int]) -> float | None:
    """Return the share of satisfied people, where enough of them rated."""
    return share(good(scores), len(scores)) if len(scores) >= FEW else None


def met(clocks: list[Row]) -> int:
    """Count the promises that were kept."""
    return sum(row["result"] == "met" for row in clocks)


def is_mended(notice: Row) -> bool:
    """Tell whether a notice was mended before its day was over."""
    return notice["done_at"] is not None and notice["done_at"] < notice["due_at"]


def points(deduction: Row) -> int:
    """Return the points that a deduction took, as it stands after an appeal."""
    kept = deduction["points_kept"]
    return int(deduction["points"] if kept is None else kept)


def counts(rating: Row) -> bool:
    """Tell whether a rating counts."""
    return bool(rating["is_counted"]) and rating["withdrawn_at"] is None


def read(execute: Execute, table: str) -> list[Row]:
    """Return every row of a table as it stands in the register."""
    cursor = execute(f'SELECT * FROM "{table}"')
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

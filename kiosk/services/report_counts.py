"""Everything that a report counts in one period, read once: kept counts, and small tables by query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from kiosk import store
from kiosk.records import tallies
from kiosk.records.base import MomentField
from kiosk.records.tallies import Cell
from kiosk.rules.figures import Span, midnight

MOMENT = MomentField()
DAY = 86_400_000
"""Milliseconds by which the clock of another machine may be behind."""
RUNNING_LATE = """SELECT k.department, k.kind, c.name || '/' || c.basis, count(*) FROM clock c
    JOIN "case" k ON k.uid = c.case_uid WHERE c.ended_at IS NULL AND c.due_at > ? AND c.due_at <= ?
    AND c.due_at <= ? AND k.stage <> 'void' GROUP BY 1, 2, 3"""
REPEATS = """SELECT count(DISTINCT k.uid) FROM case_link l CROSS JOIN "case" k WHERE l.kind = 'repeat'
    AND l.ended_at IS NULL AND l.at >= ? AND k.uid = l.case_uid AND k.stage <> 'void'
    AND k.filed_at >= ? AND k.filed_at < ?"""
"""From the links, of which there are few; no case is tied before it was filed."""
NOTICES = """SELECT department, issued_at, due_at, done_at, verified_at FROM notice
    WHERE issued_at < ? AND (issued_at >= ? OR due_at > ? OR verified_at >= ?)"""
POINTS = """SELECT department, sum(COALESCE(points_kept, points)) FROM deduction
    WHERE day >= ? AND day < ? GROUP BY department"""
RECURRENCES = """SELECT count(*) FROM case_link WHERE kind = 'recurrence' AND ended_at IS NULL
    AND at >= ? AND at < ?"""
THEMES = """SELECT sum(CASE WHEN {made} THEN 1 ELSE 0 END), sum(CASE WHEN {decided} THEN 1 ELSE 0 END),
    sum(CASE WHEN {done} THEN 1 ELSE 0 END) FROM theme""".format(
    **{name: f"{name}_at >= ? AND {name}_at < ?" for name in ("made", "decided", "done")}
)
FOLLOW_UPS = """SELECT kind, state, CASE WHEN ended_at <= due_at THEN 1 ELSE 0 END, count(*) FROM follow_up
    WHERE due_day >= ? AND due_day < ? GROUP BY 1, 2, 3"""


class Notices(NamedTuple):
    """How a department stands with its correction notices."""

    issued: int = 0
    due: int = 0
    """Due in the period, and by the moment of the report."""
    in_time: int = 0
    verified: int = 0

    @property
    def late(self) -> int:
        """Due and not mended in time."""
        return self.due - self.in_time


class Themes(NamedTuple):
    """Common matters of a period."""

    made: int
    decided: int
    done: int


class Counts:
    """What happened in one period; `at` is the moment from which what is late is seen."""

    def __init__(self, span: Span, tz: tzinfo, at: datetime) -> None:
        self.span = span
        self.begins_at, self.ends_at, self.at = midnight(span.first, tz), midnight(span.after, tz), at
        self.cells = {what: tallies.cells(what, self.begins_at, self.ends_at) for what in tallies.COUNTS}
        self.cells["clock"] += self.late((self.begins_at, self.ends_at), at)
        bounds = self.bounds()
        self.repeats = int(store.rows(REPEATS, bounds[0] - DAY, *bounds)[0][0])
        self.notices = self.read_notices()
        days = (span.first.isoformat(), span.after.isoformat())
        self.points = {code: int(points) for code, points in store.rows(POINTS, *days)}
        self.recurrences = int(store.rows(RECURRENCES, *bounds)[0][0])
        self.themes = Themes(*(int(found or 0) for found in store.rows(THEMES, *bounds * 3)[0]))
        self.follow_ups = {row[:3]: int(row[3]) for row in store.rows(FOLLOW_UPS, *days)}

    def bounds(self) -> tuple[int, int]:
        """Return the first moment of the period and the first after it, as the store keeps them."""
        return milliseconds(self.begins_at), milliseconds(self.ends_at)

    @staticmethod
    def late(bounds: tuple[datetime, datetime], at: datetime) -> list[Cell]:
        """Return the promises due in a period that nobody has kept by now: they count as not kept."""
        found = store.rows(RUNNING_LATE, *map(milliseconds, (*bounds, at)))
        return [Cell(department, kind, name, 0, int(count)) for department, kind, name, count in found]

    def read_notices(self) -> dict[str, Notices]:
        """Return how each department stands with its notices."""
        begin, end = self.bounds()
        found: dict[str, Notices] = {}
        for department, issued, due, done, verified in store.rows(NOTICES, end, begin, begin, begin):
            one = found.get(department, Notices())
            # A notice is due by the end of its day: a due moment at midnight is of the day before.
            is_due = begin < due <= min(end, milliseconds(self.at))
            found[department] = Notices(
                one.issued + (begin <= issued < end),
                one.due + is_due,
                one.in_time + (is_due and done is not None and done < due),
                one.verified + (verified is not None and begin <= verified < end),
            )
        return found

    def sum(self, what: str, wanted: Callable[[Cell], bool] = lambda _cell: True) -> int:
        """Add up the cells of a count that are wanted."""
        return sum(cell.amount for cell in self.cells[what] if wanted(cell))

    def by(
        self, what: str, key: Callable[[Cell], Any], wanted: Callable[[Cell], bool] = lambda _cell: True
    ) -> Counter[Any]:
        """Add up the cells of a count that are wanted, by something."""
        found: Counter[Any] = Counter()
        for cell in self.cells[what]:
            if wanted(cell):
                found[key(cell)] += cell.amount
        return found

    def hours(self, *kinds: str) -> Counter[int]:
        """Count answers by the whole hours that they took; of all kinds when none is named."""
        return self.by("answered", lambda cell: cell.number, lambda cell: not kinds or cell.one in kinds)

    def promises(self, name: str, kinds: tuple[str, ...] = ()) -> tuple[int, int]:
        """Return how many promises of a name (`reply/house`) were kept, and how many were due."""

        def wanted(cell: Cell) -> bool:
            return cell.three == name and (not kinds or cell.two in kinds)

        return self.sum("clock", lambda cell: wanted(cell) and cell.number == 1), self.sum("clock", wanted)

    def by_department(self, is_kept: bool = False) -> Counter[str]:
        """Count the house's own promises that were due, or kept, by department."""
        return self.by(
            *("clock", lambda cell: cell.one),
            lambda cell: cell.three in HOUSE and (cell.number == 1 or not is_kept),
        )

    def all_notices(self) -> Notices:
        """Return how the whole house stands with its notices."""
        return Notices(*map(sum, zip(Notices(), *self.notices.values(), strict=True)))

    def followed(self, kind: str = "", *states: str) -> int:
        """Count visits and calls; of one kind, or of all when none is named; in any state but dropped."""
        return sum(
            count
            for (one, state, _in_time), count in self.follow_ups.items()
            if (not kind or one == kind) and (state in states if states else state != "dropped")
        )

    def followed_in_time(self, kind: str) -> int:
        """Count visits or calls of a kind that were done in their time."""
        return self.follow_ups.get((kind, "done", 1), 0)


HOUSE = ("investigate/house", "reply/house", "answer/house")
"""The house's own promises to whoever came: not the slip, which is given at once, nor their own silence."""


def milliseconds(moment: datetime) -> int:
    """Return a moment as the store keeps it."""
    return MOMENT.db_value(moment) or 0


def backlog(at: datetime) -> int:
    """Count the cases that were received before a moment, and not closed or withdrawn for the first time."""
    return tallies.total("grade", at) - tallies.total("ended", at)

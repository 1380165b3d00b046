"""A week as a table: a row for each day, a column for each half of it; as many days as the room holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from kiosk.rules.text import cells, packed
from kiosk.widgets.board import Spot
from kiosk.widgets.reading import LONGEST, Reading, Row

HEADER_ROWS = 2
BETWEEN = " │ "


@dataclass(frozen=True)
class Day:
    """One day: its name, and who is there in each half of it."""

    name: str
    halves: tuple[tuple[str, ...], ...]
    is_today: bool = False


class Week(Reading):
    """A table of days whose head stands on every page."""

    def __init__(self, halves: Sequence[str], days: Sequence[Day], *, id: str | None = None) -> None:
        """Take what the halves of a day are called, and the days."""
        super().__init__([], id=id)
        self.halves, self.days = list(halves), list(days)

    def _laid_out(self, width: int) -> list[tuple[bool, list[Row]]]:
        label, column = self._widths(width)
        return [(False, _day(day, label, column)) for day in self.days]

    def _widths(self, width: int) -> tuple[int, int]:
        label = max((cells(day.name) for day in self.days), default=0)
        room = min(width - 4, LONGEST * 2) - label - len(BETWEEN) * len(self.halves)
        return label, max(2, room // max(1, len(self.halves)))

    def lay_out(self, width: int, height: int) -> list[Spot]:
        """Lay the days out under their head, and return the buttons that turn the pages."""
        spots = super().lay_out(width, height - HEADER_ROWS)
        head = self._head(*self._widths(width))
        self.pages = [[*head, *page] for page in self.pages]
        return [spot._replace(region=spot.region.translate((0, HEADER_ROWS))) for spot in spots]

    def _head(self, label: int, column: int) -> list[Row]:
        names: Row = [(" " * label, "label")]
        for half in self.halves:
            names += [(BETWEEN, "label"), (_filled(half, column), "mark")]
        rule = "─" * label + ("─┼─" + "─" * column) * len(self.halves)
        return [names, [(rule, "label")]]


def _day(day: Day, label: int, column: int) -> list[Row]:
    lines = [packed(names, column) for names in day.halves]
    rows = []
    for number, parts in enumerate(zip_longest(*lines, fillvalue="")):
        name = day.name if number == 0 else ""
        row: Row = [(_filled(name, label), "mark" if day.is_today else "strong")]
        for part in parts:
            row += [(BETWEEN, "label"), (_filled(part, column), "words")]
        rows.append(row)
    return rows


def _filled(text: str, width: int) -> str:
    return text + " " * max(0, width - cells(text))

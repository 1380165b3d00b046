"""Something to read, in large lines on a card: as much as the room holds, the rest a page further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from rich.segment import Segment
from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip

from kiosk.rules.text import cells, wrap
from kiosk.widgets.board import Board, Spot, turns

Row = list[tuple[str, str]]
"""Parts of a line: words and their role (`words strong label mark good bad`)."""
LONGEST = 72
"""Cells of a line: longer ones are hard to follow with the eye."""
WIDEST_LABEL = 16
"""Cells of a label that stands beside its words; a longer one stands above them."""
TURN_ROWS = 3
WIDEST_STEP = 28
SIGNS = {"done": "✓", "now": "●", "ahead": "○"}
ROLES = {"done": "good", "now": "mark", "ahead": "label"}
ROOMY = 30
"""Rows from which on there is more air between passages."""
MARGIN = 2
"""Cells on either side of the words: the coloured edge and air."""


class Block(Protocol):
    """A part that is not torn apart while it fits on one page."""

    @property
    def label(self) -> str:
        """Return what it is about."""

    @property
    def is_apart(self) -> bool:
        """Return whether there is always air above."""

    def rows(self, width: int, label_width: int) -> list[Row]:
        """Return its lines within a width."""


@dataclass(frozen=True)
class Passage:
    """Words, with what they are about in front."""

    words: str
    label: str = ""
    role: str = "words"
    is_apart: bool = False
    sign: str = ""
    """What stands after the words, in the colour of `sign_role`: how a promise stands."""
    sign_role: str = "mark"

    def rows(self, width: int, label_width: int) -> list[Row]:
        """Return the words beside their label, or under it where there is little room."""
        if not self.label:
            return self._lines(width)
        if cells(self.label) + 2 > label_width or label_width * 3 > width:
            return [[(self.label, "label")], *self._lines(width)]
        label = self.label + " " * (label_width - cells(self.label))
        return [
            [(label if n == 0 else " " * label_width, "label"), *row]
            for n, row in enumerate(self._lines(width - label_width))
        ]

    def _lines(self, width: int) -> list[Row]:
        rows: list[Row] = [[(line, self.role)] for line in wrap(self.words, min(width, LONGEST))]
        if self.sign:
            is_beside = cells(rows[-1][0][0]) + cells(self.sign) + 3 <= width
            sign = (f"   {self.sign}" if is_beside else self.sign, self.sign_role)
            rows = [*rows[:-1], [*rows[-1], sign]] if is_beside else [*rows, [sign]]
        return rows


@dataclass(frozen=True)
class Way:
    """A row of steps: each with its words, how it stands (`done now ahead`) and its day."""

    steps: Sequence[tuple[str, str, str]]
    label: str = ""
    is_apart: bool = True

    def rows(self, width: int, label_width: int) -> list[Row]:
        """Return the steps side by side on a line, or under each other where they do not fit."""
        each = min(width // len(self.steps), WIDEST_STEP)
        told = [f"{SIGNS[state]} {words}" for words, state, _day in self.steps]
        if max(map(cells, told)) > each:
            return [
                [(name, ROLES[step[1]]), (f"   {step[2]}", "label")]
                for name, step in zip(told, self.steps, strict=True)
            ]
        return [self._line(told, each), self._days(each)]

    def _line(self, told: list[str], each: int) -> Row:
        row: Row = []
        for name, (_words, state, _day) in zip(told, self.steps, strict=True):
            row.append((name, ROLES[state]))
            room = each - cells(name) - 2
            if len(row) < 2 * len(self.steps) - 1:
                line = ("━" if state == "done" else "─") * max(0, room)
                row.append((f" {line} "[: each - cells(name)], "mark" if state == "done" else "label"))
        return row

    def _days(self, each: int) -> Row:
        days = [f"  {day}" for _words, _state, day in self.steps]
        return [(day + " " * max(1, each - cells(day)), "label") for day in days]


class Reading(Board):
    """Passages on a card that pages by itself; the cursor comes here only where pages can be turned."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "reading--words",
        "reading--strong",
        "reading--label",
        "reading--mark",
        "reading--good",
        "reading--bad",
        "reading--side",
    }

    page = reactive(0)

    def __init__(self, blocks: Sequence[Block], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.blocks = list(blocks)
        self.pages: list[list[Row]] = [[]]

    def allow_focus(self) -> bool:
        """Take the cursor only where there is something to turn."""
        return bool(self.spots)

    def choose(self, value: int) -> None:
        """Turn the page."""
        self.page += value
        self.rearrange()
        at = next((i for i, spot in enumerate(self.spots) if spot.value == value), 0)
        self.cursor = at

    def lay_out(self, width: int, height: int) -> list[Spot]:
        """Lay the passages out, and return the buttons that turn the pages."""
        blocks = self._laid_out(width)
        room = height
        self.pages = paged(blocks, room)
        if len(self.pages) > 1:
            room = max(1, height - TURN_ROWS - 1)
            self.pages = paged(blocks, room)
        self.page = max(0, min(self.page, len(self.pages) - 1))
        return turns(self.page, len(self.pages), Region(0, height - TURN_ROWS, width, TURN_ROWS))

    def _laid_out(self, width: int) -> list[tuple[bool, list[Row]]]:
        inside = width - 2 * MARGIN
        widths = [cells(block.label) for block in self.blocks]
        label_width = max((width for width in widths if width <= WIDEST_LABEL), default=0) + 2
        return [(block.is_apart, block.rows(inside, label_width)) for block in self.blocks]

    def render_line(self, y: int) -> Strip:
        """Draw one row of the card, or of the buttons under it."""
        # The spots decide the pages.
        first_turn = self.spots[0].region.y - 1 if self.spots else self.size.height
        rows = self.pages[self.page]
        if y >= first_turn:
            return super().render_line(y)
        # A little above the middle, as on a poster; where pages are turned, always from the top.
        at = y if self.spots else y - (first_turn - len(rows)) // 3
        return self._card(rows[at] if 0 <= at < len(rows) else [])

    def _card(self, row: Row) -> Strip:
        card = self.get_component_rich_style("reading--words")
        parts = [Segment(" ", self.get_component_rich_style("reading--side")), Segment(" ", card)]
        parts += [Segment(words, self.get_component_rich_style(f"reading--{role}")) for words, role in row]
        return Strip(parts).extend_cell_length(self.size.width, card).crop(0, self.size.width)


def paged(blocks: list[tuple[bool, list[Row]]], room: int) -> list[list[Row]]:
    """Return the rows of each page: as much air between the passages as leaves all of them on one page."""
    air = next((air for air in _airs(blocks, room) if _rows(blocks, air) <= room), _apart(blocks))
    pages: list[list[Row]] = [[]]
    for free, (_is_apart, rows) in zip(air, blocks, strict=True):
        if pages[-1] and len(pages[-1]) + free + len(rows) > room:
            pages.append([])
        elif pages[-1]:
            pages[-1] += [[] for _row in range(free)]
        for row in rows:
            if len(pages[-1]) >= room:
                pages.append([])
            pages[-1].append(row)
    return pages


def _airs(blocks: list[tuple[bool, list[Row]]], room: int) -> list[list[int]]:
    """Return the free rows above each passage, from the most to none."""
    even = [[2] * len(blocks)] if room >= ROOMY else []
    return [*even, [1] * len(blocks), _apart(blocks), [0] * len(blocks)]


def _apart(blocks: list[tuple[bool, list[Row]]]) -> list[int]:
    return [int(is_apart) for is_apart, _rows in blocks]


def _rows(blocks: list[tuple[bool, list[Row]]], air: list[int]) -> int:
    return sum(len(rows) for _is_apart, rows in blocks) + sum(air[1:])

"""Facts of a case in two columns, and the scrolling rows that they share with the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from kiosk.rules.text import cells, wrap

Part = tuple[str, str]
"""Words and their role."""
Row = list[Part]
ROLES = ("words", "strong", "label", "heading", "good", "bad", "public", "patient")
WIDEST_LABEL = 18
"""Cells of a label that stands beside its words."""


@dataclass(frozen=True)
class Fact:
    """Words, with what they are about in front."""

    label: str
    words: str
    role: str = "words"


@dataclass(frozen=True)
class Heading:
    """What the facts below it are about."""

    words: str


_UNSEEN = dict.fromkeys((*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""What a terminal obeys, and what turns the direction of words: never drawn, wherever it came from."""


def drawn(widget: Widget, row: Row) -> Strip:
    """Return a row of parts in the colours of their roles, as wide as its widget."""
    base = widget.rich_style
    parts = [
        Segment(
            words.translate(_UNSEEN),
            widget.get_component_rich_style(f"facts--{role}") if role != "words" else base,
        )
        for words, role in row
    ]
    return Strip(parts).adjust_cell_length(widget.content_region.width, base)


class HeadRows(Widget, can_focus=False):
    """A few rows that never scroll: the head of a case."""

    COMPONENT_CLASSES = {f"facts--{role}" for role in ROLES}
    rows: Sequence[Row] = ()

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.rows = rows
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        return drawn(self, self.rows[y] if y < len(self.rows) else [])


class ScrolledRows(ScrollView, can_focus=True):
    """Rows that scroll by arrows, pages and wheel; the cursor rests on the whole of them."""

    COMPONENT_CLASSES = {f"facts--{role}" for role in ROLES}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: list[Row] = []

    def laid_out(self, width: int) -> list[Row]:
        """Return the rows within a width."""
        return []

    def lay_out(self) -> None:
        """Break everything anew into the width that is there; one stays where one was reading."""
        width = max(8, self.scrollable_content_region.width)
        self.rows = self.laid_out(width)
        self.virtual_size = Size(width, len(self.rows))
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Use the new width."""
        self.lay_out()

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        at = y + self.scroll_offset.y
        return drawn(self, self.rows[at] if at < len(self.rows) else [])


class Facts(ScrolledRows):
    """Everything that is known of a case."""

    facts: Sequence[Fact | Heading] = ()

    def show(self, facts: Sequence[Fact | Heading]) -> None:
        """Show other facts; the place where one reads stays."""
        self.facts = facts
        self.lay_out()

    def laid_out(self, width: int) -> list[Row]:
        """Return a row or more a fact: its label, and its words beside it."""
        widths = [cells(fact.label) for fact in self.facts if isinstance(fact, Fact)]
        room = max((one for one in widths if one <= WIDEST_LABEL), default=0) + 1
        rows: list[Row] = []
        for fact in self.facts:
            if isinstance(fact, Heading):
                rows += [[]] if rows else []
                rows.append([(fact.words, "heading")])
            else:
                rows += of_fact(fact, room, width)
        return rows


def of_fact(fact: Fact, room: int, width: int) -> list[Row]:
    """Return the rows of one fact."""
    if not fact.label:
        return [[(line, fact.role)] for line in wrap(fact.words, width)]
    above: list[Row] = []
    label = fact.label
    if cells(label) >= room:
        above, label = [[(line, "label")] for line in wrap(label, width)], ""
    lines = wrap(fact.words, width - room)
    starts = [label + " " * (room - cells(label)), *(" " * room for _line in lines[1:])]
    return above + [[(start, "label"), (line, fact.role)] for start, line in zip(starts, lines, strict=True)]

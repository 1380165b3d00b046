"""A picture made of letters: a function that knows how to fill a width and a height, and its drawing."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from kiosk.rules.text import cells

Line = list[tuple[str, str]]
"""Words with their roles: `words strong muted late today main`."""
Drawn = Callable[[int, int], list[Line]]
"""Fills a width and a height, in cells."""
ROLES = ("words", "strong", "muted", "late", "today", "main")


class Picture(Widget):
    """A picture under its title; what it says never stands in its colours alone."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"picture--{role}" for role in ROLES} | {"picture--title"}

    def __init__(self, title: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.title = title
        self.drawn: Drawn = lambda _width, _height: []
        self._lines: tuple[tuple[int, int], list[Line]] | None = None

    def show(self, drawn: Drawn, title: str | None = None) -> None:
        """Show another picture."""
        self.drawn, self._lines = drawn, None
        self.title = self.title if title is None else title
        self.refresh()

    def lines(self) -> list[Line]:
        """Return the picture in the room that is there."""
        size = (self.size.width - 1, self.size.height - 1)
        if self._lines is None or self._lines[0] != size:
            self._lines = (size, self.drawn(*size) if min(size) > 0 else [])
        return self._lines[1]

    def render_line(self, y: int) -> Strip:
        """Draw one row: the title, or a line of the picture."""
        if y == 0:
            return self.strip([(self.title, "title")])
        lines = self.lines()
        return self.strip(lines[y - 1] if y <= len(lines) else [])

    def strip(self, line: Line) -> Strip:
        """Return a line in its colours."""
        style = self.get_component_rich_style
        parts = [Segment(words, style(f"picture--{role}")) for words, role in line]
        return Strip(parts).adjust_cell_length(self.size.width, style("picture--words"))


def fitted(words: str, width: int) -> str:
    """Return words in exactly so many cells; an ellipsis tells of what has no room."""
    if cells(words) <= width:
        return words + " " * (width - cells(words))
    return set_cell_size(words, max(0, width - 1)) + "…"[: max(0, width)]


def middle(words: str, width: int) -> str:
    """Return words in the middle of so many cells."""
    room = max(0, width - cells(words))
    return fitted(" " * (room // 2) + words, width)


def right(words: str, width: int) -> str:
    """Return words at the right of so many cells."""
    return fitted(" " * max(0, width - cells(words)) + words, width)

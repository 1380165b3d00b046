"""A QR code in cells: black on white in every theme, because cameras know no themes."""

from __future__ import annotations

from collections.abc import Sequence

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

QUIET = 4
_BLACK, _WHITE = Color.parse("#000000"), Color.parse("#ffffff")


class QRCode(Widget):
    """Two modules a cell, or one module two cells wide where a font may leave gaps between rows."""

    def __init__(
        self, modules: Sequence[Sequence[bool]], *, is_full: bool = False, id: str | None = None
    ) -> None:
        """Take the modules without their quiet zone."""
        super().__init__(id=id)
        side = len(modules) + 2 * QUIET
        edge = [[False] * side for _row in range(QUIET)]
        self.modules = [*edge, *([False] * QUIET + list(row) + [False] * QUIET for row in modules), *edge]
        self.is_full = is_full
        if len(self.modules) % 2 and not is_full:
            self.modules.append([False] * side)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the columns of the code with its quiet zone."""
        return len(self.modules[0]) * (2 if self.is_full else 1)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the rows of the code with its quiet zone."""
        return len(self.modules) if self.is_full else len(self.modules) // 2

    def render_line(self, y: int) -> Strip:
        """Draw one row of cells."""
        if y >= self.get_content_height(self.size, self.size, 0):
            return Strip.blank(self.size.width, self.rich_style)
        if self.is_full:
            segments = [_cell(dark, dark, "  ") for dark in self.modules[y]]
        else:
            pairs = zip(self.modules[2 * y], self.modules[2 * y + 1], strict=True)
            segments = [_cell(upper, lower) for upper, lower in pairs]
        return Strip(Segment.simplify(segments))

    @staticmethod
    def size_of(modules: Sequence[Sequence[bool]], is_full: bool = False) -> Size:
        """Return how many cells a code needs."""
        side = len(modules) + 2 * QUIET
        return Size(side * 2, side) if is_full else Size(side, (side + 1) // 2)


def _cell(upper: bool, lower: bool, blank: str = " ") -> Segment:
    # Fonts may leave a gap above or below a glyph: only a cell of two colours gets one.
    top, bottom = (_BLACK if upper else _WHITE), (_BLACK if lower else _WHITE)
    if upper == lower:
        return Segment(blank, Style.from_color(top, bottom))
    return Segment("▀", Style.from_color(top, bottom))

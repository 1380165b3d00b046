"""The lists that one can choose from, in a row; the one that is shown stands out."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip

from kiosk.rules.text import cells
from kiosk.widgets.keybar import KeyBar, KeyHint


class ScopeBar(KeyBar):
    """A row of keys of which one is chosen; where there is little room the others show their key alone."""

    COMPONENT_CLASSES = {"scopebar--chosen"}
    chosen = ""

    def choose(self, hints: list[KeyHint], chosen: str) -> None:
        """Show these keys, one of them chosen."""
        self.chosen = chosen
        self.show(hints)

    def spots(self) -> list[tuple[int, int, KeyHint]]:
        """Return where each key stands; labels are left out from the last on where they do not fit."""
        hints = list(self._hints)
        for place in reversed(range(len(hints))):
            if self._width(hints) <= self.size.width:
                break
            if hints[place].key != self.chosen:
                hints[place] = hints[place]._replace(label="")
        found, x = [], 1
        for hint in hints:
            width = cells(self._words(hint))
            found.append((x, x + width, hint))
            x += width + 1
        return found

    def _words(self, hint: KeyHint) -> str:
        mark = "●" if hint.key == self.chosen else " "
        return f"{mark}{hint.shown} {hint.label} ".replace("  ", " ") if hint.label else f" {hint.shown} "

    def _width(self, hints: list[KeyHint]) -> int:
        return 1 + sum(cells(self._words(hint)) + 1 for hint in hints)

    def render_line(self, y: int) -> Strip:
        """Draw the row."""
        base = self.rich_style
        label, grey = (self.get_component_rich_style(f"keybar--{name}") for name in ("label", "grey"))
        chosen = self.get_component_rich_style("scopebar--chosen")
        parts = [Segment(" ", base)]
        for _start, _end, hint in self.spots():
            style = chosen if hint.key == self.chosen else grey if hint.is_grey else label
            parts += [Segment(self._words(hint), style), Segment(" ", base)]
        return Strip(parts).adjust_cell_length(self.size.width, base)

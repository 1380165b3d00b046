"""Keys on the glass that type into the field in which the cursor stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.geometry import Offset, Size
from textual.strip import Strip
from textual.widget import Widget

from kiosk.i18n import _
from kiosk.rules.text import cells

DIGITS = ("123", "456", "789", "<0")
PHONE = ("123", "456", "789", "<0+")
CODE = ("012345678", "9ABCDEFGH", "JKMNPQRST", "VWXYZ<")
"""Every sign of a case number."""
LETTERS = ("qwertyuiop", "asdfghjkl<", "zxcvbnm_")
"""As they lie on the keyboard, where what they find stands beside them."""
ROWS, ROWS_TALL, TALL = 3, 5, 40
"""Rows of a key, on a screen of few rows and on one of many."""
LEAST = 5
WIDE = 100
"""Columns of a screen on which keys are half as wide again."""
BACK = "<"
SPACE = "_"


class Keypad(Widget, can_focus=False):
    """Keys of three rows each, drawn and felt by one widget so that no fast finger mixes up the order."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keypad--key", "keypad--other", "keypad--edge", "keypad--held"}

    def __init__(self, keys: Sequence[str] = DIGITS, *, key_width: int = 7, id: str | None = None) -> None:
        # The desk ignores the second press of a trembling finger everywhere but on keys.
        super().__init__(id=id, classes="-every-press")
        self.keys = [row.replace(" ", "") for row in keys]
        self.key_width = max(LEAST, key_width)
        self._held: tuple[int, int] | None = None

    @property
    def _across(self) -> int:
        return max(len(row) for row in self.keys)

    @property
    def tall(self) -> int:
        """Return the rows of a key."""
        return max(ROWS, self.size.height // len(self.keys))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width of the widest row of keys."""
        each = self.key_width * 3 // 2 if viewport.width >= WIDE and self._across < LEAST else self.key_width
        fitting = container.width // self._across if container.width else each
        return self._across * max(LEAST, min(each, fitting))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return three rows for each row of keys, or five where the screen has many."""
        return len(self.keys) * (ROWS_TALL if viewport.height >= TALL else ROWS)

    def key_at(self, offset: Offset) -> str | None:
        """Return the key under a finger."""
        place = self._place(offset)
        return None if place is None else self.keys[place[0]][place[1]]

    def _place(self, offset: Offset) -> tuple[int, int] | None:
        row = offset.y // self.tall
        if not 0 <= row < len(self.keys):
            return None
        edges = self._edges(row)
        column = next((n for n in range(len(edges) - 1) if edges[n] <= offset.x < edges[n + 1]), None)
        return None if column is None else (row, column)

    def _edges(self, row: int) -> list[int]:
        """Return where the keys of a row begin; the last key of a short row is as wide as what is left."""
        width, across = self.size.width, self._across
        return [*(n * width // across for n in range(len(self.keys[row]))), width]

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Type at once: a keypad that waits for the finger to leave loses fast digits."""
        event.stop()
        self._held = self._place(event.offset)
        self.refresh()
        key = self.key_at(event.offset)
        if key is not None:
            self.app.post_message(typed(key))

    def on_mouse_up(self) -> None:
        """Show that the key is free again."""
        self._held = None
        self.refresh()

    on_leave = on_mouse_up

    def on_click(self, event: events.Click) -> None:
        """Leave nothing of the tap to those beneath."""
        event.stop()

    def render_line(self, y: int) -> Strip:
        """Draw one row of the keys."""
        row, line = divmod(y, self.tall)
        if row >= len(self.keys):
            return Strip.blank(self.size.width, self.rich_style)
        edges = self._edges(row)
        segments = []
        for column, key in enumerate(self.keys[row]):
            segments += self._key(key, edges[column + 1] - edges[column], line, (row, column) == self._held)
        return Strip(segments).extend_cell_length(self.size.width, self.rich_style)

    def _key(self, key: str, width: int, line: int, is_held: bool) -> list[Segment]:
        edge = self.get_component_rich_style("keypad--edge")
        role = "held" if is_held else "other" if key in (BACK, SPACE) else "key"
        style = self.get_component_rich_style(f"keypad--{role}")
        if line in (0, self.tall - 1):
            ends = "╭╮" if line == 0 else "╰╯"
            return [Segment(ends[0] + "─" * (width - 2) + ends[1], edge)]
        label = _label(key, width - 2) if line == self.tall // 2 else ""
        left = (width - 2 - cells(label)) // 2
        face = " " * left + label + " " * (width - 2 - left - cells(label))
        return [Segment("│", edge), Segment(face, style), Segment("│", edge)]


def _label(key: str, width: int) -> str:
    words = {BACK: _("⌫ Delete"), SPACE: _("Space")}.get(key, key)
    return words if cells(words) <= width else {BACK: "⌫", SPACE: "␣"}.get(key, key)


def typed(key: str) -> events.Key:
    """Return the key press that a key on the glass stands for."""
    if key == BACK:
        return events.Key("backspace", None)
    return events.Key("space", " ") if key == SPACE else events.Key(key, key)

"""The keys at the foot of a console screen; each can be clicked as well."""

from __future__ import annotations

from typing import NamedTuple

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from kiosk.rules.text import cells


class KeyHint(NamedTuple):
    """A key, as it is named, as it is read, and what it does."""

    key: str
    shown: str
    label: str
    is_grey: bool = False


class KeyBar(Widget, can_focus=False):
    """One row of keys."""

    COMPONENT_CLASSES = {"keybar--key", "keybar--label", "keybar--grey"}

    class Pressed(Message):
        """A key of the bar was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def show(self, hints: list[KeyHint]) -> None:
        """Show other keys."""
        self._hints = hints
        self.refresh()

    _hints: list[KeyHint] = []

    def spots(self) -> list[tuple[int, int, KeyHint]]:
        """Return where each key stands: first cell, cell after its last, key."""
        found, x = [], 1
        for hint in self._hints:
            width = cells(f" {hint.shown} ") + cells(f" {hint.label}") + 2
            found.append((x, x + width - 2, hint))
            x += width
        return found

    def render_line(self, y: int) -> Strip:
        """Draw the row."""
        base = self.rich_style
        key, label, grey = (
            self.get_component_rich_style(f"keybar--{name}") for name in ("key", "label", "grey")
        )
        parts = [Segment(" ", base)]
        for _start, _end, hint in self.spots():
            parts += [
                Segment(f" {hint.shown} ", grey if hint.is_grey else key),
                Segment(f" {hint.label}", grey if hint.is_grey else label),
                Segment("  ", base),
            ]
        return Strip(parts).adjust_cell_length(self.size.width, base)

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        for start, end, hint in self.spots():
            if start <= event.x < end:
                event.stop()
                self.post_message(self.Pressed(hint.key))

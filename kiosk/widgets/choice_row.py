"""A question with a few answers in one row: all of them side by side where they fit, else the chosen one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from kiosk.rules.text import cells

LABEL = 12
"""Cells of every label in front of a row."""


def labelled(label: str, has_focus: bool = False) -> str:
    """Return a label as wide as all labels, with a sign where the cursor is."""
    sign = "▸" if has_focus else " "
    return f"{sign}{label}" + " " * max(1, LABEL - 1 - cells(label))


class ChoiceRow(Widget, can_focus=True):
    """Arrows, Space and figures choose; so does the mouse."""

    COMPONENT_CLASSES = {"choicerow--chosen", "choicerow--label"}

    class Changed(Message):
        """Another answer was chosen."""

        def __init__(self, row: ChoiceRow) -> None:
            super().__init__()
            self.row = row

        @property
        def control(self) -> ChoiceRow:
            """Return the row."""
            return self.row

    def __init__(self, name: str, label: str, options: Sequence[tuple[str, str]], value: str = "") -> None:
        """Offer (value, words); the first is chosen unless another is given."""
        super().__init__(id=f"choose-{name}")
        self.key, self.label, self.options = name, label, list(options)
        self._value = value if value in self.values else self.options[0][0]

    @property
    def values(self) -> list[str]:
        """Return what can be chosen."""
        return [value for value, _words in self.options]

    @property
    def value(self) -> str:
        """Return what is chosen."""
        return self._value

    @value.setter
    def value(self, value: str) -> None:
        if value in self.values and value != self._value:
            self._value = value
            self.refresh()
            self.post_message(self.Changed(self))

    @property
    def chosen(self) -> int:
        """Return the place of what is chosen."""
        return self.values.index(self._value)

    def spots(self) -> list[tuple[int, int, str, str]]:
        """Return where each answer stands: first cell, cell after its last, value, words."""
        found, x = [], LABEL
        for value, words in self.options:
            text = f"{'●' if value == self._value else '○'}{words}"
            found.append((x, x + cells(text), value, text))
            x += cells(text) + 2
        if found[-1][1] <= self.size.width:
            return found
        value, words = self.options[self.chosen]
        text = f"‹ {words} ›  {self.chosen + 1}/{len(self.options)}"
        return [(LABEL, LABEL + cells(text), value, text)]

    def render_line(self, y: int) -> Strip:
        """Draw the row."""
        if y:
            return Strip.blank(self.size.width, self.rich_style)
        return Strip(list(self._segments())).adjust_cell_length(self.size.width, self.rich_style)

    def _segments(self) -> Iterator[Segment]:
        chosen = self.get_component_rich_style("choicerow--chosen")
        yield Segment(labelled(self.label, self.has_focus), self.get_component_rich_style("choicerow--label"))
        for _begin, _end, value, text in self.spots():
            yield Segment(text, chosen if value == self._value else self.rich_style)
            yield Segment("  ", self.rich_style)

    def step(self, by: int) -> None:
        """Choose the answer before or after, round and round."""
        self.value = self.values[(self.chosen + by) % len(self.options)]

    def on_key(self, event: events.Key) -> None:
        """Choose by key."""
        steps = {"left": -1, "right": 1, "space": 1}
        if event.key in steps:
            event.stop()
            self.step(steps[event.key])
        elif event.key.isdecimal() and 1 <= int(event.key) <= len(self.options):
            event.stop()
            self.value = self.values[int(event.key) - 1]
        elif event.key in ("enter", "down", "up"):
            event.stop()
            if event.key == "up":
                self.screen.focus_previous()
            else:
                self.screen.focus_next()

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked; where only one is shown, the next."""
        spots = self.spots()
        for begin, end, value, _text in spots:
            if begin <= event.x < end:
                event.stop()
                if len(spots) == 1:
                    self.step(1)
                else:
                    self.value = value

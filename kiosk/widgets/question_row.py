"""A question with its answers under it: a figure answers it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from kiosk.rules.text import cells, wrap

INDENT, GAP = 3, 2
"""Cells before an answer, and between two."""


class QuestionRow(Widget, can_focus=True):
    """Figures and arrows choose an answer, Backspace takes it back; so does the mouse."""

    COMPONENT_CLASSES = {"questionrow--chosen", "questionrow--asked", "questionrow--urgent"}

    class Answered(Message):
        """Another answer was chosen; `is_final` when a figure or the mouse chose it."""

        def __init__(self, row: QuestionRow, is_final: bool) -> None:
            super().__init__()
            self.row, self.is_final = row, is_final

    def __init__(
        self,
        code: str,
        words: str,
        options: Sequence[tuple[str, str]],
        urgent: Sequence[str] = (),
        value: str = "",
    ) -> None:
        """Ask, with (value, words) to answer; an urgent answer is marked where it is chosen."""
        super().__init__(id=f"question-{code}")
        self.key, self.words, self.options, self.urgent = code, words, list(options), frozenset(urgent)
        self._value = value

    @property
    def value(self) -> str:
        """Return the answer; empty when there is none."""
        return self._value

    @value.setter
    def value(self, value: str) -> None:
        if value != self._value and value in ("", *self.values):
            self._value = value
            self.refresh()

    @property
    def values(self) -> list[str]:
        """Return what can be answered."""
        return [value for value, _words in self.options]

    @property
    def is_urgent(self) -> bool:
        """Tell whether the answer is one that somebody must hear of at once."""
        return self._value in self.urgent

    # Drawing

    def asked(self, width: int) -> list[str]:
        """Return the lines of the question."""
        return wrap(self.words, max(10, width - INDENT))

    def spots(self, width: int) -> list[list[tuple[int, str, str]]]:
        """Return the lines of answers: first cell, value, words."""
        lines: list[list[tuple[int, str, str]]] = [[]]
        x = INDENT
        for place, (value, words) in enumerate(self.options, 1):
            sign = "" if value != self._value else "!" if value in self.urgent else "●"
            text = f"{place}{sign or '○'}{words}"
            if lines[-1] and x + cells(text) > width:
                lines.append([])
                x = INDENT
            lines[-1].append((x, value, text))
            x += cells(text) + GAP
        return lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines question and answers take."""
        return len(self.asked(width)) + len(self.spots(width))

    def render_line(self, y: int) -> Strip:
        """Draw a line."""
        width = self.size.width
        return Strip(list(self._segments(y, width))).adjust_cell_length(width, self.rich_style)

    def _segments(self, y: int, width: int) -> Iterator[Segment]:
        asked, base = self.asked(width), self.rich_style
        if y < len(asked):
            sign = " ▸ " if self.has_focus and y == 0 else " " * INDENT
            yield Segment(sign + asked[y], self.get_component_rich_style("questionrow--asked"))
            return
        answers = self.spots(width)
        x = 0
        for begin, value, text in answers[y - len(asked)] if y - len(asked) < len(answers) else ():
            name = "urgent" if value in self.urgent else "chosen"
            style = self.get_component_rich_style(f"questionrow--{name}") if value == self._value else base
            yield Segment(" " * (begin - x), base)
            yield Segment(text, style)
            x = begin + cells(text)

    # Answering

    def answer(self, value: str, is_final: bool = True) -> None:
        """Take an answer."""
        self.value = value
        self.post_message(self.Answered(self, is_final))

    def on_key(self, event: events.Key) -> None:
        """Answer by key."""
        key = event.key
        if key.isdecimal() and 1 <= int(key) <= len(self.options):
            self.answer(self.values[int(key) - 1])
        elif key in ("left", "right"):
            step = 1 if key == "right" else -1
            place = self.values.index(self._value) + step if self._value else (0 if step > 0 else -1)
            self.answer(self.values[place % len(self.options)], is_final=False)
        elif key in ("backspace", "delete", "0"):
            self.answer("", is_final=False)
        elif key in ("enter", "down", "up"):
            self.screen.focus_previous() if key == "up" else self.screen.focus_next()
        else:
            return
        event.stop()
        event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """Answer what was clicked."""
        line = event.y - len(self.asked(self.size.width))
        answers = self.spots(self.size.width)
        if 0 <= line < len(answers):
            for begin, value, text in answers[line]:
                if begin <= event.x < begin + cells(text):
                    event.stop()
                    self.answer(value)

"""A place to type, with its name above and its problem below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, TextArea

from kiosk.widgets.keypad import DIGITS, Keypad
from kiosk.widgets.problem import Problem
from kiosk.widgets.words import Words

LINE = 100
WORDS = 2000
NEW_LINE = "\n"
"""What Enter on the glass brings along, where it says that it begins a new line."""


class Finished(Message):
    """Somebody left an empty last line: with a keypad there is no other way out of several lines."""


class _Line(Input):
    """One line; arrows up and down leave it."""


class _Words(TextArea):
    """Several lines, no more than fit into the register."""

    most = WORDS
    is_left_by_enter = False

    def on_mount(self) -> None:
        """Write on after what stands there."""
        self.move_cursor(self.document.end)

    async def _on_key(self, event: events.Key) -> None:
        if self.is_left_by_enter and self._is_left_by(event):
            event.stop()
            event.prevent_default()
            self.post_message(Finished())
            return
        adds = event.is_printable or event.key == "enter"
        if adds and len(self.text) >= self.most and not self.selected_text:
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)

    def _is_left_by(self, event: events.Key) -> bool:
        is_at_end = self.cursor_location == self.document.end
        is_enter = event.key == "enter" and event.character != NEW_LINE
        # Where nothing more fits there is no room for the empty line.
        is_over = len(self.text) >= self.most or not self.document.get_line(self.document.end[0])
        return is_enter and is_at_end and is_over

    async def _on_paste(self, event: events.Paste) -> None:
        room = self.most - len(self.text) + len(self.selected_text)
        # What Textual does with a paste comes after this by itself; called from here it would come twice.
        event.text = event.text[: max(0, room)]


class Field(Vertical, can_focus=False):
    """A label, a line (or lines) to type in, and a problem; `value` is what stands in it."""

    def __init__(
        self,
        name: str,
        label: str,
        value: str = "",
        *,
        hint: str = "",
        most: int = LINE,
        lines: int = 1,
        is_secret: bool = False,
        is_capital: bool = False,
        is_left_by_enter: bool = False,
        restrict: str | None = None,
    ) -> None:
        """Take what to ask for; lines may be left by Enter where the last one is empty."""
        super().__init__(id=f"field-{name}", classes="-lines" if lines > 1 else None)
        self.key, self.label, self.hint, self.most = name, label, hint, most
        self.lines, self.is_secret, self.is_capital, self.restrict = lines, is_secret, is_capital, restrict
        self.is_left_by_enter = is_left_by_enter
        self._first = value[:most]

    def compose(self) -> ComposeResult:
        """Yield the label, the hint, the line and the place of a problem."""
        yield Words(self.label, classes="field-label")
        if self.hint:
            yield Words(self.hint, classes="field-hint")
        yield self._words() if self.lines > 1 else self._line()
        yield Problem()

    def _line(self) -> Input:
        line = _Line(
            self._first,
            id=f"entry-{self.key}",
            password=self.is_secret,
            max_length=self.most,
            restrict=self.restrict,
            select_on_focus=False,
        )
        line.cursor_blink = False
        return line

    def _words(self) -> TextArea:
        words = _Words(self._first, id=f"entry-{self.key}", tab_behavior="focus", soft_wrap=True)
        words.cursor_blink = False
        words.most, words.is_left_by_enter = self.most, self.is_left_by_enter
        return words

    @property
    def entry(self) -> Widget:
        """Return what has the cursor while one types."""
        return self.query_one(f"#entry-{self.key}")

    @property
    def value(self) -> str:
        """Return what was typed."""
        entry = self.entry
        return entry.value if isinstance(entry, Input) else entry.text if isinstance(entry, TextArea) else ""

    @value.setter
    def value(self, text: str) -> None:
        """Put a text there; one types on at its end."""
        entry = self.entry
        if isinstance(entry, Input):
            entry.value = text[: self.most]
            entry.cursor_position = len(entry.value)
        elif isinstance(entry, TextArea):
            entry.text = text[: self.most]
            entry.move_cursor(entry.document.end)

    def add(self, text: str) -> None:
        """Put words after what stands there, as a tap on a ready phrase does."""
        before = self.value
        self.value = f"{before}{'' if not before or before.endswith(chr(10)) else chr(10)}{text}"

    @property
    def problem(self) -> str:
        """Return what is wrong with it, in words."""
        return self.query_one(Problem).sentence

    @problem.setter
    def problem(self, sentence: str) -> None:
        self.query_one(Problem).sentence = sentence
        self.set_class(bool(sentence), "-wrong")


def write(entry: Widget, text: str) -> None:
    """Write at the cursor of a line or of lines, no more than they hold."""
    if isinstance(entry, Input):
        for character in text:  # a line refuses as a whole what is too long
            entry.insert_text_at_cursor(character)
    elif isinstance(entry, TextArea):
        most = entry.most if isinstance(entry, _Words) else WORDS
        entry.insert(text[: max(0, most - len(entry.text))])


class WithKeypad(Horizontal, can_focus=False):
    """Fields on the left and the keys that type into them on the right."""

    def __init__(
        self, *fields: Widget, keys: Sequence[str] = DIGITS, key_width: int = 7, **others: Any
    ) -> None:
        super().__init__(**others)
        self.fields, self.keys, self.key_width = fields, keys, key_width

    def compose(self) -> ComposeResult:
        """Yield the fields, and the keypad where there are keys."""
        yield Vertical(*self.fields, classes="keypad-fields")
        if self.keys:
            yield Keypad(self.keys, key_width=self.key_width)

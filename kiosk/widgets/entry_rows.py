"""Rows of a dense form, one high: a label and a line, a list that one types into, or some lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static, TextArea
from textual.widgets.option_list import Option

from kiosk.rules import finding
from kiosk.widgets.choice_row import labelled

LINE, WORDS = 100, 4000
MOST_SHOWN = 40
"""Rows of a list that are made; typing brings up the others."""


class Label(Static):
    """A label in front of a line; a sign stands before it where the cursor is."""

    def __init__(self, words: str) -> None:
        super().__init__(Content(labelled(words)), classes="row-label")
        self.words = words

    def mark(self, has_focus: bool) -> None:
        """Show whether the cursor is here."""
        self.update(Content(labelled(self.words, has_focus)))


class LineEntry(Input):
    """One line without a frame; up and down go to other rows."""

    def __init__(
        self, name: str, value: str, most: int, is_secret: bool = False, is_replaced: bool = False
    ) -> None:
        """Take what stands in it; where it is replaced, typing begins anew each time one comes here."""
        super().__init__(
            value[:most],
            id=f"line-{name}",
            max_length=most,
            password=is_secret,
            select_on_focus=is_replaced,
        )
        self.cursor_blink = False
        self.enter: Callable[[], None] | None = None
        """What Enter does before the cursor goes on."""

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            if self.enter:
                self.enter()
            self.screen.focus_next()


class Row(Horizontal, can_focus=False):
    """What rows share: a label that shows where the cursor is, and behind it where one types."""

    label: str
    entry: Widget

    def compose(self) -> ComposeResult:
        """Yield the label, and where one types."""
        yield Label(self.label)
        yield self.entry

    def on_descendant_focus(self) -> None:
        """Mark the row."""
        self.add_class("-here")
        self.query_one(Label).mark(True)

    def on_descendant_blur(self) -> None:
        """Mark it no more."""
        self.remove_class("-here")
        self.query_one(Label).mark(False)


class LineRow(Row):
    """A label and a line."""

    def __init__(
        self, name: str, label: str, value: str = "", most: int = LINE, is_secret: bool = False
    ) -> None:
        super().__init__(id=f"row-{name}", classes="entry-row")
        self.key, self.label = name, label
        self.entry: LineEntry = LineEntry(name, value, most, is_secret)

    @property
    def value(self) -> str:
        """Return what was typed."""
        return self.entry.value

    @value.setter
    def value(self, text: str) -> None:
        self.entry.value = text


class Lines(TextArea):
    """Some lines, no more than the register takes."""

    def _on_paste_room(self) -> int:
        return max(0, WORDS - len(self.text) + len(self.selected_text))

    async def _on_key(self, event: events.Key) -> None:
        if (event.is_printable or event.key == "enter") and not self._on_paste_room():
            event.stop()
            event.prevent_default()

    async def _on_paste(self, event: events.Paste) -> None:
        # Textual pastes after this by itself; called from here it would paste twice.
        event.text = event.text[: self._on_paste_room()]


class LinesRow(Row):
    """A label and some lines."""

    def __init__(self, name: str, label: str, value: str = "") -> None:
        super().__init__(id=f"row-{name}", classes="entry-lines")
        self.key, self.label = name, label
        self.entry: Lines = Lines(value[:WORDS], id=f"lines-{name}", tab_behavior="focus", soft_wrap=True)
        self.entry.cursor_blink = False

    @property
    def value(self) -> str:
        """Return what was typed."""
        return self.entry.text

    @value.setter
    def value(self, text: str) -> None:
        self.entry.text = text[:WORDS]


class Item(NamedTuple):
    """Something that can be found: its code, how it is called, and the key it is found by."""

    code: str
    words: str
    key: str


class FindRow(Vertical, can_focus=False):
    """A label, a line, and under it while one types what it finds: by name, pinyin or initials."""

    class Changed(Message):
        """Another thing was chosen, or none."""

        def __init__(self, row: FindRow) -> None:
            super().__init__()
            self.row = row

    def __init__(self, name: str, label: str, items: Sequence[Item], value: str = "") -> None:
        super().__init__(id=f"row-{name}", classes="find-row")
        self.key, self.label, self.items = name, label, list(items)
        self._value = value
        self.entry = LineEntry(name, self._words(value), LINE, is_replaced=True)
        self.entry.enter = self.settle
        self.found: list[Item] = []
        self._has_moved = False
        self.matches = OptionList(markup=False)
        self.matches.can_focus = False

    def compose(self) -> ComposeResult:
        """Yield the line, and what it finds."""
        with Horizontal(classes="entry-row"):
            yield Label(self.label)
            yield self.entry
        yield self.matches

    def on_mount(self) -> None:
        """Show what can be chosen."""
        self._show()

    def _words(self, code: str) -> str:
        return next((item.words for item in self.items if item.code == code), "")

    @property
    def value(self) -> str:
        """Return the code of what is chosen; empty when nothing is."""
        return self._value

    @value.setter
    def value(self, code: str) -> None:
        self._choose(code if self._words(code) else "")

    @property
    def is_astray(self) -> bool:
        """Tell whether something is typed that is not in the list."""
        return bool(self.entry.value.strip()) and not self._value

    def offer(self, items: Sequence[Item]) -> None:
        """Offer other things; what was chosen stays where it is among them."""
        self.items = list(items)
        if self._value and not self._words(self._value):
            self._choose("")
        elif not self._value and self.entry.value:
            self.entry.value = ""
        self._show()

    def _choose(self, code: str) -> None:
        changed = code != self._value
        self._value = code
        self.entry.value = self._words(code)
        self.entry.cursor_position = len(self.entry.value)
        if changed:
            self.post_message(self.Changed(self))

    def _show(self) -> None:
        self._has_moved = False
        typed = "" if self._value else self.entry.value
        self.found = finding.find(typed, self.items, key=lambda item: item.key)[:MOST_SHOWN]
        self.matches.clear_options()
        self.matches.add_options([Option(Content(item.words)) for item in self.found])
        places = [place for place, item in enumerate(self.found) if item.code == self._value]
        # What Enter would take is marked; nothing is as long as nothing was typed.
        self.matches.highlighted = places[0] if places else 0 if typed.strip() and self.found else None
        self.set_class(not self.found, "-nothing")

    def on_descendant_focus(self) -> None:
        """Mark the row."""
        self.add_class("-here")
        self.query_one(Label).mark(True)

    def on_descendant_blur(self) -> None:
        """Take the first that was found when one goes on without choosing."""
        self.remove_class("-here")
        self.query_one(Label).mark(False)
        self.settle()

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        if self._value and self.entry.value != self._words(self._value):
            self._value = ""
            self.post_message(self.Changed(self))
        self._show()

    def settle(self) -> None:
        """Take what is marked, where something was typed or moved to."""
        if self.is_astray and not self._has_moved:
            self._show()
        if self.found and (self.is_astray or self._has_moved):
            self._choose(self.found[self.matches.highlighted or 0].code)
            self._has_moved = False

    @on(OptionList.OptionSelected)
    def _clicked(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        self._choose(self.found[message.option_index].code)
        self.entry.focus()
        self.screen.focus_next()

    def on_key(self, event: events.Key) -> None:
        """Move among what was found."""
        step = {"down": 1, "up": -1, "pagedown": 5, "pageup": -5}.get(event.key)
        if step and self.found:
            event.stop()
            self._has_moved = True
            before = self.matches.highlighted
            place = 0 if before is None else before + step
            self.matches.highlighted = max(0, min(place, len(self.found) - 1))

"""A button three rows high that acts when the finger leaves it."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from kiosk.rules.text import cells


class PushButton(Widget, can_focus=True):
    """Words in a frame; its id says what it does."""

    label = reactive("", layout=True)

    class Pushed(Message):
        """The button was pushed."""

        def __init__(self, button: PushButton) -> None:
            super().__init__()
            self.button = button

        @property
        def control(self) -> PushButton:
            """Return the button."""
            return self.button

    def __init__(self, label: str, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(PushButton.label, label)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Leave room for the cursor on either side."""
        return max(cells(line) for line in self.label.split("\n")) + 4

    def render(self) -> Content:
        """Return the words, with a sign beside them when the cursor is here."""
        if not self.has_focus:
            return Content(self.label)
        widest = max(self.label.split("\n"), key=cells)
        return Content(self.label.replace(widest, f"▶ {widest} ◀"))

    def on_click(self, event: events.Click) -> None:
        """Push."""
        event.stop()
        self.push()

    def on_key(self, event: events.Key) -> None:
        """Push by key."""
        if event.key in ("enter", "space"):
            event.stop()
            self.push()

    def push(self) -> None:
        """Tell that the button was pushed."""
        if not self.disabled:
            self.post_message(self.Pushed(self))

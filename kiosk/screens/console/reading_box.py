"""Something to read over a screen: it scrolls by keys and wheel, and may offer one thing to do."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen

from kiosk.i18n import _
from kiosk.screens.console.form import Told
from kiosk.screens.console.once import ClosesOnce
from kiosk.widgets.button import PushButton
from kiosk.widgets.words import Words


class ReadingBox(ModalScreen[bool], ClosesOnce[bool]):
    """A title, words under it, and the way back; closes with True when what it offers was chosen."""

    AUTO_FOCUS = "#to-read"

    def __init__(self, title: str, told: Sequence[Told], offer: str = "") -> None:
        super().__init__()
        self.titled, self.told, self.offer = title, told, offer

    def compose(self) -> ComposeResult:
        """Yield the words and the buttons."""
        with Vertical(id="reading", classes="box"):
            yield Words(self.titled, classes="box-title")
            with VerticalScroll(id="to-read", can_focus=True):
                for one in self.told:
                    yield Words(one.words, classes=f"told {one.style}".strip())
            with Horizontal(classes="box-buttons"):
                if self.offer:
                    yield PushButton(self.offer, id="offer", classes="-primary")
                yield PushButton(_("Back"), id="back")
                yield Words(_("↑ ↓ scroll, Esc goes back"), classes="box-hint")

    def on_key(self, event: events.Key) -> None:
        """Close on Esc."""
        if event.key == "escape":
            event.stop()
            self.dismiss(False)

    @on(PushButton.Pushed)
    def _pushed(self, message: PushButton.Pushed) -> None:
        message.stop()
        self.dismiss(message.button.id == "offer")

"""Everything that can be done on a screen: its keys, and why what is grey cannot be done."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kiosk.i18n import _
from kiosk.rules.text import cells
from kiosk.screens.console.frame import Act
from kiosk.screens.console.once import ClosesOnce
from kiosk.widgets.words import Words


class ActsMenu(ModalScreen[Act | None], ClosesOnce[Act | None]):
    """A list of acts; choosing one does it."""

    def __init__(self, title: str, acts: list[Act]) -> None:
        super().__init__()
        self.titled, self.listed = title, acts

    def compose(self) -> ComposeResult:
        """Yield the list in a box."""
        with Vertical(id="menu", classes="box"):
            yield Words(_("What can be done: %(title)s") % {"title": self.titled}, classes="box-title")
            yield OptionList(*self.options(), id="acts", markup=False)
            yield Words(_("Enter does it, Esc goes back"), classes="box-hint")

    def options(self) -> list[Option]:
        """Return a row an act: its key, what it does, and why not."""
        width = max((cells(act.shown_key) for act in self.listed), default=1)
        return [Option(self.row(act, width), id=str(place)) for place, act in enumerate(self.listed)]

    def row(self, act: Act, width: int) -> Content:
        """Return one act as a row."""
        key = act.shown_key + " " * (width - cells(act.shown_key))
        row = Content(f"{key}  {act.label}")
        if act.why_not:
            row = (row + Content(f"   — {act.why_not}")).stylize("dim")
        return row

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        self.dismiss(self.listed[message.option_index])

    def on_key(self, event: events.Key) -> None:
        """Close on Esc; do the act of a key at once."""
        if event.key in ("escape", "question_mark"):
            event.stop()
            self.dismiss(None)
            return
        for act in self.listed:
            if act.key == event.key and event.key != "enter":
                event.stop()
                self.dismiss(act)
                return

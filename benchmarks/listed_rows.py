"""The same fifty lines behind a tap: drawn by our list, or by Textual's DataTable."""

import sys

from textual.app import App, ComposeResult
from textual.events import Click
from textual.screen import Screen
from textual.widgets import DataTable, Static

from kiosk.widgets.rows import Column, Row, Rows

LINES = [
    (f"! {n} h late", f"KC-0000-{n:03}", "投诉", "轻微", "排队时间太长", "门诊收费处", "金伟民", "办理中")
    for n in range(50)
]
NAMES = ("due", "number", "kind", "grade", "about", "department", "responsible", "state")
WIDTHS = (16, 11, 11, 10, 16, 11, 11, 15)


class Listed(Screen[None]):
    """Fifty rows, by our list."""

    def compose(self) -> ComposeResult:
        """Show them."""
        columns = [Column(*one) for one in zip(NAMES, NAMES, WIDTHS, strict=True)]
        rows = Rows(columns)
        rows.show(
            [Row(line[1], {k: (v, "words") for k, v in zip(NAMES, line, strict=True)}) for line in LINES]
        )
        yield rows


class Tabled(Screen[None]):
    """Fifty rows, by a DataTable."""

    def compose(self) -> ComposeResult:
        """Show them."""
        table: DataTable[str] = DataTable(cursor_type="row")
        for name, width in zip(NAMES, WIDTHS, strict=True):
            table.add_column(name, width=width)
        for line in LINES:
            table.add_row(*line)
        yield table


class Lists(App[None]):
    """One word, and a list behind a tap; Esc goes back."""

    CSS = "Rows { height: 1fr; }"
    BINDINGS = [("escape", "back")]

    def compose(self) -> ComposeResult:
        """Show the word."""
        yield Static("READY-TEXT")

    def on_click(self, event: Click) -> None:
        """Show the list, a new one each time."""
        if len(self.screen_stack) == 1:
            self.push_screen(Tabled() if "table" in sys.argv else Listed())


if __name__ == "__main__":
    Lists().run()

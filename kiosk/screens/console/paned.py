"""A screen with lists to choose from, and beside or under the list what the row under the cursor says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from kiosk.i18n import _
from kiosk.records.faults import StoreFault
from kiosk.rules.refusal import Refusal
from kiosk.rules.text import wrap
from kiosk.screens.console.frame import Act
from kiosk.screens.console.scoped import ScopedScreen
from kiosk.widgets.rows import Column, Row, Rows
from kiosk.widgets.scopebar import ScopeBar

Said = tuple[str, str]
"""A label, empty for none, and words."""


class PanedScreen(ScopedScreen):
    """Override `columns`, `read`, `said` and `row_acts`."""

    scope = ""
    empty: ClassVar[dict[str, str]] = {}
    """What stands in the place of an empty list."""

    def __init__(self) -> None:
        super().__init__()
        self.scope = self.scopes[0][0]

    def columns(self) -> list[Column]:
        """Return the columns of the list that is shown."""
        return []

    async def read(self) -> list[Row]:
        """Read the rows of the list that is shown."""
        return []

    def said(self, value: Any) -> Iterable[Said]:
        """Return what stands beside the list for a row."""
        return ()

    def row_acts(self) -> list[Act]:
        """Return what can be done here, but for the lists and the way back."""
        return []

    def body(self) -> ComposeResult:
        """Yield the lists, the one that is shown, and the pane."""
        yield ScopeBar(id="scopes")
        with Container(classes="panes"):
            yield Rows(self.columns(), id="paned")
            with VerticalScroll(classes="pane", can_focus=True):
                yield Static("", classes="pane-words")

    async def look(self) -> None:
        """Read what is shown again; the cursor stays on its row."""
        if not self.is_drawn:
            return
        scope, empty, found = self.scope, _(self.empty.get(self.scope, "")), []
        try:
            found = await self.read()
        except Refusal as refusal:
            empty = str(refusal)
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
            return
        if scope == self.scope and self.is_drawn:
            self.rows.empty = empty
            self.rows.show(found)
            self.read_out()
            self.draw_frame()

    def read_out(self) -> None:
        """Show what the row under the cursor says, in the room that is there."""
        if not self.is_drawn:
            return
        pane = self.query_one(".pane", VerticalScroll)
        room = max(10, pane.content_region.width - 1)
        parts = self.said(self.chosen) if self.chosen is not None else ()
        pane.query_one(".pane-words", Static).update(drawn(parts, room))

    def on_resize(self, _event: events.Resize) -> None:
        """Break lines anew."""
        self.call_after_refresh(self.read_out)

    @on(Rows.Moved)
    def _moved(self, message: Rows.Moved) -> None:
        message.stop()
        self.query_one(".pane").scroll_home(animate=False)
        self.read_out()
        self.draw_frame()

    def show_scope(self, scope: str) -> Callable[[], Any]:
        """Return the act that shows one of the lists."""

        async def show() -> None:
            self.scope = scope
            self.rows.show([])
            self.rows.set_columns(self.columns())
            await self.look()

        return show

    def acts(self) -> list[Act]:
        """Return what can be done."""
        if self.app.actor is None:
            return []
        return [*self.row_acts(), *self.scope_acts(), Act("escape", _("Back"), self.go_back, is_first=True)]

    def go_back(self) -> None:
        """Close."""
        self.app.pop_screen()


def drawn(parts: Iterable[Said], room: int) -> Content:
    """Return labels and words under each other, broken as each script breaks its lines."""
    told: list[tuple[str, str] | str] = []
    for label, words in parts:
        if words:
            told += [(f"{label}\n", "$muted")] if label else []
            told.append("\n".join(wrap(words, room)) + "\n\n")
    return Content.assemble(*told)

"""A screen whose lists may be longer than one reads at once: they come page by page around the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import events, on
from textual.app import ComposeResult

from kiosk.records.faults import StoreFault
from kiosk.screens.console.scoped import ScopedScreen
from kiosk.widgets.rows import Column, Row, Rows
from kiosk.widgets.scopebar import ScopeBar
from kiosk.widgets.words import Words

PAGE = 50


class PagedScreen(ScopedScreen):
    """Override `read`, `page`, `last`, `lines`, `columns` and `beside`; what is listed has a `key`."""

    def body(self) -> ComposeResult:
        """Yield the lists, the one that is shown, and what it has no room for."""
        yield ScopeBar(id="scopes")
        yield Rows(id=self.place)
        yield Words(id="beside")

    async def read(self) -> None:
        """Read what stands around the cursor, and show it."""
        raise NotImplementedError

    async def page(self, size: int, after: Any = None, before: Any = None) -> list[Any]:
        """Read a page of the list that is shown, after one key or before another."""
        raise NotImplementedError

    def last(self) -> Any:
        """Return the key behind all others."""
        raise NotImplementedError

    def lines(self, found: Sequence[Any]) -> list[Row]:
        """Return what was read as rows."""
        raise NotImplementedError

    def columns(self, width: int) -> Sequence[Column]:
        """Return the columns that a width has room for."""
        raise NotImplementedError

    def beside(self, row: Row, shown: dict[str, int]) -> str:
        """Return what a row does not show in these columns of these widths."""
        raise NotImplementedError

    async def look(self) -> None:
        """Read what is shown again; the cursor stays on its row."""
        if not self.is_drawn:
            return
        try:
            await self.read()
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)

    @on(Rows.WantsMore)
    async def _more(self, message: Rows.WantsMore) -> None:
        message.stop()
        try:
            await (self.go_far(message.is_below) if message.is_far else self.go_on(message.is_below))
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)

    async def go_on(self, is_below: bool) -> None:
        """Read the next page at one end."""
        rows = self.rows
        if is_below:
            found = await self.page(PAGE + 1, after=rows.lines[-1].value.key)
            rows.append(self.lines(found[:PAGE]), len(found) > PAGE)
        else:
            found = await self.page(PAGE + 1, before=rows.lines[0].value.key)
            rows.prepend(self.lines(found[-PAGE:]), len(found) > PAGE)

    async def go_far(self, is_below: bool) -> None:
        """Show the very last page, or the very first one."""
        found = await self.page(PAGE + 1, before=self.last() if is_below else None)
        has_more = len(found) > PAGE
        if listed := self.lines(found[-PAGE:] if is_below else found[:PAGE]):
            at = listed[-1 if is_below else 0].key
            self.rows.show(
                listed, has_above=is_below and has_more, has_below=not is_below and has_more, at=at
            )

    async def show_anew(self) -> None:
        """Show a list that was just chosen, from its first row on."""
        self.rows.show([])
        self.fit_columns()
        await self.look()
        self.draw_frame()

    def on_mount(self) -> None:
        """Fill the frame and the list."""
        super().on_mount()
        self.fit_columns()

    def on_resize(self, event: events.Resize) -> None:
        """Show the columns that the new width has room for."""
        self.fit_columns(event.size.width)

    def fit_columns(self, width: int = 0) -> None:
        """Choose the columns for a width."""
        self.rows.set_columns(self.columns(width or self.size.width))
        self.tell_beside()

    def tell_beside(self) -> None:
        """Show under the list what it leaves out of the row under the cursor, or cuts off."""
        rows = self.rows
        shown = {one.name: width for one, width in zip(rows.columns, rows.widths(), strict=True)}
        words = self.beside(rows.current, shown) if rows.current else ""
        self.query_one("#beside", Words).words = f" {words}" if words else ""

    @on(Rows.Moved)
    def _moved(self, message: Rows.Moved) -> None:
        message.stop()
        self.tell_beside()
        self.draw_frame()

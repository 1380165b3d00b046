"""The last page of a flow that needs no slip: thanks, what else one may do, and Home by itself."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult

from kiosk.i18n import _
from kiosk.screens.public.page import Page
from kiosk.widgets.countdown import CountdownBar
from kiosk.widgets.reading import Passage, Reading
from kiosk.widgets.tiles import Tile, TileGrid

SECONDS = 20
"""How long thanks stand when nobody touches anything; nothing personal is shown here."""


class ThanksPage(Page):
    """Thanks, and goes Home when nobody touches it any more."""

    code: ClassVar[str] = "thanks"
    has_idle_warning: ClassVar[bool] = False

    def passages(self) -> list[Passage]:
        """Return what is said."""
        return []

    def choices(self) -> list[Tile]:
        """Return what one may still do."""
        return []

    async def choose(self, value: Any) -> None:
        """Do what was chosen."""

    def body(self) -> ComposeResult:
        """Yield the thanks, the choices and the time that is left."""
        yield Reading(self.passages(), id="thanks")
        if choices := self.choices():
            beside = len(choices)  # there is room for one row
            yield TileGrid(choices, columns=beside, is_large=self.app.is_large, id="more", classes="below")
        yield CountdownBar(self.whole, _("Back to Home in %(seconds)d s"), id="home-in")

    def continue_label(self) -> str:
        """Go Home."""
        return _("Done")

    def on_continue(self) -> None:
        """Make room for the next person."""
        self.app.go_home()

    def on_back(self) -> None:
        """Make room for the next person: what was given is recorded."""
        self.app.go_home()

    @property
    def whole(self) -> int:
        """Return the whole time, doubled where everything takes longer."""
        return SECONDS * (2 if self.app.is_large else 1)

    def on_mount(self) -> None:
        """Begin to count."""
        super().on_mount()
        self.began_at = self.app.monotonic()
        self.set_interval(1, self.count)

    async def count(self) -> None:
        """Show the time that is left, and go Home when there is none."""
        if not self.is_current:
            return
        quiet = self.app.monotonic() - max(self.began_at, self.app.touched_at)
        for bar in self.query(CountdownBar):  # none stands while the page is drawn anew
            bar.left = max(0, self.whole - int(quiet))
        if quiet >= self.whole:
            await self.app.forget()

    @on(Tile.Chosen, "#more")
    async def take(self, message: Tile.Chosen) -> None:
        """Do what was chosen."""
        message.stop()
        await self.choose(message.value)

"""A form on a case: saving twice is one act, and what others wrote meanwhile is shown before it is saved."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from textual.containers import VerticalScroll

from kiosk.i18n import _
from kiosk.rules.numbers import new_uid
from kiosk.rules.text import stated
from kiosk.screens.console.form import Ask, Form, Show, Values
from kiosk.services import timeline_words
from kiosk.services.changes import Stale
from kiosk.widgets.words import Words

if TYPE_CHECKING:
    from kiosk.screens.console.case import CaseScreen

SaveCase = Callable[["CaseForm", Values], Coroutine[Any, Any, str]]


class CaseForm(Form):
    """Asks, and does one act on the case under it."""

    def __init__(
        self,
        at: CaseScreen,
        title: str,
        asks: Sequence[Ask],
        save_case: SaveCase,
        *,
        confirm: str = "",
        place: str = "",
        preview: Show | None = None,
    ) -> None:
        """Ask over a case; `place` (`reply`, `note`) names what is written there."""
        super().__init__(
            title,
            asks,
            self._save_case,
            confirm=confirm,
            place=f"{place}:{at.uid}" if place else "",
            preview=preview,
        )
        self.at, self.save_case = at, save_case
        self.entry = new_uid(at.app.now())
        """The uid of the line that will be written: the same again does nothing twice."""
        assert at.view is not None, "a form opens on a case that is shown"
        self.seen = len(at.view.case.timeline)
        """Lines of the timeline that were before the eyes of whoever writes."""

    async def on_mount(self) -> None:
        """Show others that one is writing here."""
        await self.at.sit("writing")

    async def _save_case(self, values: Values) -> str:
        return await self.save_case(self, values)

    async def attempt(self, service: Callable[..., Any], *values: Any, **named: Any) -> str:
        """Do an act; say why not, or show what others wrote since this form was opened."""
        app = self.app
        try:
            return await app.attempt(service, *values, app.who, app.settings, app.now(), **named)
        except Stale as stale:
            await self.show_what_came(stale)
            return _("Somebody wrote meanwhile. Read it, then save again: your words are kept.")

    async def show_what_came(self, stale: Stale) -> None:
        """Show what others wrote meanwhile above one's own words, which stay as they are."""
        self.seen = len(stale.case.timeline)
        await self.query("#form > .came").remove()
        book, tz = self.at.book, self.app.settings.tz
        told = [_("Written meanwhile:")]
        for entry in stale.entries:
            sentence = timeline_words.sentence(entry.kind, entry.facts, book, tz)
            told.append(stated(book.person(entry.by), sentence) + (f"\n{entry.words}" if entry.words else ""))
        came = VerticalScroll(Words("\n".join(told)), classes="came", can_focus=True)
        await self.query_one("#form").mount(came, before="#asks")
        self.fit()

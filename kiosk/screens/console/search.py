"""Search over all cases: numbers, words, pinyin; names and phones for those who may."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.timer import Timer
from textual.widgets import Input

from kiosk.i18n import _
from kiosk.records.faults import StoreFault
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import may
from kiosk.screens.console.alerts import open_case
from kiosk.screens.console.frame import Act, ConsoleScreen
from kiosk.screens.console.work_words import KINDS, NUMBER, row_of, widest
from kiosk.services import search
from kiosk.services.search import Found, Hit
from kiosk.widgets.field import Field
from kiosk.widgets.rows import Column, Row, Rows
from kiosk.widgets.words import Words

LEAST = 2
"""Signs that are looked for while one types; Enter looks for fewer as well."""
MOST = 2000
"""Rows that the list holds: a search is read from its newest on, and never back."""


class SearchScreen(ConsoleScreen):
    """A line to type in, and under it what it finds, the newest first."""

    QUIET: ClassVar[float] = 0.25
    """Seconds without a key after which what stands in the line is looked for."""
    place = "search"

    def __init__(self) -> None:
        super().__init__()
        self.found = Found()
        self.asked = ""
        self._waiting: Timer | None = None

    def headline(self) -> str:
        """Name the screen."""
        return _("Search")

    def body(self) -> ComposeResult:
        """Yield the line and the list."""
        if may(self.app.who, "search_personal"):
            hint = _("Number, words or pinyin")
        else:
            hint = _("Number, words or pinyin, name, phone; looking for people is written down")
        yield Field("query", _("Look for"), hint=hint, most=80)
        yield Rows(self.columns(), empty="", id="found")
        yield Words(id="beside")

    def columns(self) -> list[Column]:
        """Return number, kind, by what it was found, and the words around it."""
        return [
            Column("number", _("Number"), NUMBER),
            Column("kind", _("Kind"), widest(KINDS)),
            Column("state", _("State"), 13),
            Column("excerpt", _("Words"), 28, 1),
        ]

    @property
    def rows(self) -> Rows:
        """Return the list."""
        return self.query_one("#found", Rows)

    @property
    def query_words(self) -> str:
        """Return what stands in the line."""
        return self.query_one("#field-query", Field).value.strip()

    def on_mount(self) -> None:
        """Fill the frame; the list holds all that was found so far."""
        super().on_mount()
        self.rows.most = MOST

    # Finding

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        if self._waiting is not None:
            self._waiting.stop()
        if len(self.query_words) >= LEAST:
            self._waiting = self.set_timer(self.QUIET, self.start)
        elif not self.query_words:
            self.show(Found())

    def start(self) -> None:
        """Look for what stands in the line; what was looked for before is given up."""
        if (words := self.query_words) != self.asked:
            self.asked = words
            self.run_worker(self.find(words), group="find", exclusive=True)

    async def find(self, words: str, before: int | None = None) -> None:
        """Look for words, and show what was found."""
        app = self.app
        try:
            found = await app.ask(search.find, app.who, words, app.settings, app.now(), before=before)
        except Refusal as refusal:
            self.say(str(refusal), is_bad=True)
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
        else:
            self.show(found, is_more=before is not None)

    def show(self, found: Found, is_more: bool = False) -> None:
        """Show what was found, or add it below."""
        self.found = found
        rows = self.rows
        rows.empty = _("Nothing found.") if self.query_words else ""
        lines = [self.row(hit) for hit in found.rows]
        if is_more:
            rows.append(lines, found.is_capped)
        else:
            rows.show(lines, has_below=found.is_capped)

    def row(self, hit: Hit) -> Row:
        """Return a hit as a line."""
        line = row_of(hit.row, self.app)
        by = f"{_('by person')} · " if hit.by == "person" else ""
        return line._replace(cells={**line.cells, "excerpt": (by + hit.excerpt, "words")})

    async def look(self) -> None:
        """Leave what was found as it is: it answers a question of its own moment."""

    @on(Rows.WantsMore)
    async def _more(self, message: Rows.WantsMore) -> None:
        message.stop()
        if message.is_below and self.found.last is not None:
            await self.find(self.asked, self.found.last)
            if message.is_far:
                self.rows.move(len(self.rows.lines) - 1)

    # Keys

    async def find_now(self) -> None:
        """Look at once for what stands in the line, however short, and go to what was found."""
        if self._waiting is not None:
            self._waiting.stop()
        self.asked = self.query_words
        await self.find(self.asked)
        if self.rows.lines:
            self.rows.focus()

    @on(Rows.Opened)
    async def _opened(self, message: Rows.Opened) -> None:
        message.stop()
        await self.open()

    @on(Rows.Moved)
    def _moved(self, message: Rows.Moved) -> None:
        message.stop()
        row = self.rows.current
        names = ("about", "department", "responsible")
        told = [row.cells[name][0] for name in names] if row else []
        self.query_one("#beside", Words).words = " " + " · ".join(word for word in told if word)
        self.draw_frame()

    def acts(self) -> list[Act]:
        """Return opening, typing again, and the way back."""
        nothing = "" if self.rows.current else _("Nothing stands under the cursor.")
        return [
            Act("enter", _("Open"), self.open, nothing, is_first=True),
            Act("slash", _("Other words"), self.type_again, is_first=True),
            Act("escape", _("Back"), self.back, is_first=True),
        ]

    async def open(self) -> None:
        """Open the case under the cursor."""
        if row := self.rows.current:
            open_case(self.app, row.value.case)

    async def type_again(self) -> None:
        """Bring the cursor into the line."""
        self.query_one("#field-query", Field).entry.focus()

    async def back(self) -> None:
        """Close the search."""
        self.dismiss()

    async def on_key(self, event: events.Key) -> None:
        """In the line, Enter looks and the arrow goes down into the list."""
        is_typing = self.query_one("#field-query", Field).entry.has_focus
        if is_typing and event.key == "enter":
            event.stop()
            event.prevent_default()
            await self.find_now()
        elif is_typing and event.key == "down" and self.rows.lines:
            event.stop()
            self.rows.focus()
        else:
            await super().on_key(event)

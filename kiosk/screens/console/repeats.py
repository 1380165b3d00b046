"""Earlier cases that may be the same matter, found as one types; chosen ones are tied when it is filed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import UUID

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kiosk.i18n import _, day, pick
from kiosk.rules.numbers import clean_phone
from kiosk.rules.rights import may
from kiosk.services import registering
from kiosk.services.public_view import KIND_WORDS, STAGE_WORDS
from kiosk.services.registering import Repeat
from kiosk.widgets.words import Words

if TYPE_CHECKING:
    from kiosk.console import ConsoleApp

PAUSE = 0.25
"""Seconds without a key before earlier cases are looked for."""


class Repeats(Vertical, can_focus=False):
    """A list of earlier cases; Enter or Space marks one as the same matter."""

    if TYPE_CHECKING:
        app = getters.app(ConsoleApp)

    class Chosen(Message):
        """Another case was chosen, or one is chosen no more."""

    def __init__(self) -> None:
        super().__init__(id="repeats")
        self.found: list[Repeat] = []
        self.chosen: set[UUID] = set()
        self.list = OptionList(id="repeats-list", markup=False)
        self._wanted = ("", "")
        self._looked: dict[str, tuple[str, list[Repeat]]] = {}

    def compose(self) -> ComposeResult:
        """Yield the heading and the list."""
        yield Words(self.heading(), id="repeats-head")
        yield self.list

    def on_mount(self) -> None:
        """Show nothing where nothing may be looked for."""
        self.show([])

    def heading(self) -> str:
        """Say what the list is, and how to use it."""
        if may(self.app.who, "search_personal"):
            return _("Your role does not look for earlier cases.")
        if not self.found:
            return _("Earlier cases like this one stand here as you type.")
        return _("Perhaps the same matter: Enter ties it to this case.")

    def watch_for(self, phone: str, words: str) -> None:
        """Look for earlier cases once the typing pauses; the next look takes the place of this one."""
        wanted = clean_phone(phone) or "", words.strip()
        if wanted == self._wanted or may(self.app.who, "search_personal"):
            return
        self._wanted = wanted
        self.run_worker(self._look(*wanted), group="repeats", exclusive=True)

    async def _look(self, phone: str, words: str) -> None:
        await asyncio.sleep(PAUSE)
        same = await self._found("phone", phone, phone, "")
        alike = await self._found("words", words, "", words)
        known = {one.uid for one in same}
        self.show([*same, *(one for one in alike if one.uid not in known)])

    async def _found(self, part: str, asked: str, phone: str, words: str) -> list[Repeat]:
        """Look only for what was typed anew: that a phone was looked for is told on the audit trail."""
        if not asked:
            return []
        if part not in self._looked or self._looked[part][0] != asked:
            app = self.app
            found = await app.ask(registering.repeats, phone, words, app.who, app.settings, app.now())
            self._looked[part] = asked, found
        return self._looked[part][1]

    def show(self, found: list[Repeat]) -> None:
        """Show other cases; what was chosen and is still there stays chosen."""
        place = self.list.highlighted
        self.found = found
        self.chosen &= {one.uid for one in found}
        self.list.clear_options()
        self.list.add_options([Option(self.row(one), id=str(one.uid)) for one in found])
        self.list.highlighted = min(place or 0, len(found) - 1) if found else None
        self.list.can_focus = bool(found)
        self.list.display = bool(found)
        self.query_one("#repeats-head", Words).words = self.heading()
        self.set_class(bool(found), "-found")

    def row(self, one: Repeat) -> Content:
        """Return an earlier case as a row: nobody's data."""
        mark = "✓" if one.uid in self.chosen else "·"
        why = _("same phone") if one.why == "phone" else _("like words")
        told = [one.number, why, _(KIND_WORDS[one.kind]), _(STAGE_WORDS[one.stage])]
        told.append(day(one.filed_at.astimezone(self.app.settings.tz).date(), weekday=False))
        told.append(self.about(one))
        return Content(f"{mark} " + "  ".join(filter(None, told)))

    def about(self, one: Repeat) -> str:
        """Say what an earlier case is about."""
        hospital = self.app.hospital
        row = hospital.need(one.need) if one.need else hospital.category(one.category)
        return pick(row.name) if row else ""

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        self.chosen ^= {self.found[message.option_index].uid}
        self.show(self.found)
        self.post_message(self.Chosen())
        self.list.focus()

"""Calling a person: the desk rings, and the page says who comes."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from kiosk import i18n
from kiosk.i18n import _, pick
from kiosk.screens.public.page import Page
from kiosk.widgets.words import Words


class CallPage(Page):
    """Rings once and says who comes; what was typed stays on the page below."""

    code: ClassVar[str] = "call"

    def __init__(self, came_from: str) -> None:
        super().__init__()
        self.came_from = came_from
        self.told = ""
        self._comes: dict[str, str] | None = None

    def question(self) -> str:
        """Say that somebody comes."""
        return _("Somebody is coming to you")

    def body(self) -> ComposeResult:
        """Yield who comes, and that one may wait here."""
        yield Static(Content("♪"), id="call-sign")
        yield Words(self.sentence(), id="call-words")

    def sentence(self) -> str:
        """Say who comes, as far as it is known."""
        if self._comes is None:
            return _("We are calling. Stay here.")
        name = pick(self._comes)
        who = _("%(name)s has been called.") % {"name": name} if name else _("The desk has been called.")
        return f"{who}\n\n{_('Stay here, or go on meanwhile: nothing you entered is lost.')}"

    def continue_label(self) -> str:
        """Go on where one was."""
        return _("Go on meanwhile")

    def on_continue(self) -> None:
        """Return to the page that called."""
        self.app.go_back()

    def call_person(self) -> None:
        """Ring no second time."""

    def on_mount(self) -> None:
        """Ring."""
        super().on_mount()
        if self.app.settings.sound:
            self.app.bell()
        self.run_worker(self.ring(), exit_on_error=True)

    async def ring(self) -> None:
        """Ring the desk and say who comes."""
        from kiosk.records.faults import StoreFault
        from kiosk.services import calls

        app = self.app
        self.run_worker(asyncio.to_thread(calls.ring, self.came_from, app.settings), exit_on_error=True)
        values: tuple[Any, ...] = (
            app.settings.desk,
            self.came_from,
            i18n.language(),
            app.settings,
            app.now(),
            app.call_uid(),
        )
        try:
            called = await app.act(calls.call_person, *values)
        except StoreFault as problem:
            self.fault(problem.sentence())
            return
        self._comes = called.name
        for words in self.query("#call-words").results(Words):  # none when the page was closed meanwhile
            words.words = self.sentence()

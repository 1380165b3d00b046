"""What is shown when nobody seems to be there, and where nothing can be shown."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Digits, Static

from kiosk.i18n import _, language
from kiosk.widgets.button import PushButton
from kiosk.widgets.countdown import CountdownBar

if TYPE_CHECKING:
    from kiosk.desk import DeskApp


class StillThere(Screen[Any], inherit_bindings=False):
    """A full page with one big button; any key or touch keeps everything, silence wipes it."""

    if TYPE_CHECKING:
        app = getters.app(DeskApp)

    def __init__(self, ends_at: float) -> None:
        super().__init__()
        self.ends_at = ends_at

    def compose(self) -> ComposeResult:
        """Yield the question, the seconds and the button."""
        seconds = self.app.settings.idle_warning
        with Vertical(id="still-there"):
            yield Static(Content(_("Are you still there?")), id="still-question")
            yield Digits(str(seconds), id="still-seconds")
            yield CountdownBar(seconds, _("In %(seconds)d seconds everything you entered is deleted."))
            yield PushButton(_("I'm still here"), id="stay", classes="-primary")

    def on_mount(self) -> None:
        """Ring, and say it aloud where the desk speaks."""
        if self.app.settings.sound:
            self.app.bell()
        if self.app.voice is not None:
            self.app.voice.prompt(self, [_("Are you still there?")], language())

    async def count(self, left: float) -> None:
        """Show how many seconds are left; forget everything when there are none."""
        seconds = max(0, ceil(left))
        for digits in self.query(Digits):
            digits.update(str(seconds))
        for bar in self.query(CountdownBar):
            bar.left = seconds
        if left <= 0:
            await self.app.forget()

    @on(PushButton.Pushed)
    def stay(self) -> None:
        """Go on where one was."""
        if self.is_current:
            self.app.pop_screen()


class TooSmall(Screen[Any], inherit_bindings=False):
    """Asks for a larger terminal."""

    def compose(self) -> ComposeResult:
        """Yield the sentence."""
        yield Static(
            Content(_("This window is too small: make it at least 60 columns wide and 20 rows high.")),
            id="too-small",
        )

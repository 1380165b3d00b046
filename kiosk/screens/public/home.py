"""Home: what a stranger sees first."""

from __future__ import annotations

from importlib import import_module
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult

from kiosk.i18n import _, ngettext, pick
from kiosk.rules.text import packed
from kiosk.screens.public.page import Page
from kiosk.widgets.tiles import Tile, TileGrid
from kiosk.widgets.words import Words

if TYPE_CHECKING:
    from kiosk.services.board import Mended

FLOWS = {
    "help": ("kiosk.screens.public.help", "HelpScreen"),
    "feedback": ("kiosk.screens.public.feedback", "FeedbackScreen"),
    "appointments": ("kiosk.screens.public.appointments", "AppointmentsScreen"),
    "rate": ("kiosk.screens.public.rate", "RateScreen"),
    "progress": ("kiosk.screens.public.progress", "ProgressScreen"),
}
"""Where each choice leads: a module that is loaded when it is first wanted, and its screen."""

MARGINS = 4
"""Columns on either side of the footer together."""
COUNT_SECONDS = 60
"""How long today's faces and the board stand before they are read again."""
TURN_SECONDS = 8
"""How long the greeting and each thing that was mended stand when nobody is there."""


def load_flows() -> None:
    """Load what stands behind every tile."""
    for module, _name in FLOWS.values():
        import_module(module)


class Home(Page):
    """Six ways on, the hospital's name and where else one may complain."""

    code: ClassVar[str] = "home"
    has_bar: ClassVar[bool] = False
    has_steps: ClassVar[bool] = False
    speaks_first: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.faces: dict[int, int] = {}
        """How often each face was tapped today, from 1 to 5."""
        self.mended: list[Mended] = []
        """What staff published of what patients said and the hospital did, the newest first."""
        self._counted_at = -COUNT_SECONDS * 1.0

    def question(self) -> str:
        """Greet."""
        return _("How can we help you?")

    def body(self) -> ComposeResult:
        """Yield the tiles and the footer."""
        yield TileGrid(self.choices(), is_large=self.app.is_large, id="choices")
        yield Words(self.contact(), id="contact")

    def choices(self) -> list[Tile]:
        """Return the six ways on."""
        return [
            Tile("help", _("I need help"), _("Places, papers, lost things")),
            Tile("feedback", _("Complaint, suggestion or praise"), _("You get an answer")),
            Tile("appointments", _("Appointments"), _("Booking, clinics, preparing")),
            Tile("rate", _("Rate us"), _("One tap")),
            Tile("progress", _("Check progress"), _("With the number on your slip")),
            Tile("call", _("Call a person"), _("Somebody comes to you")),
        ]

    def contact(self) -> str:
        """Return where else one may complain, as hospitals must show it."""
        contact = self.app.shown.contact
        parts = [(_("Complaints"), contact.get("phone")), ("", contact.get("email"))]
        parts += [("", contact.get("place")), ("", contact.get("hours"))]
        told = [f"{label} {_words(value)}".strip() for label, value in parts if value]
        return "\n".join(packed(told, self.app.size.width - MARGINS))

    def greet(self) -> None:
        """Show the greeting again, now that somebody is there."""
        if self.is_mounted and self.has_class("-attract"):
            self.remove_class("-attract")
            self._say(self.question())
            if self.voiced:
                self.voiced.prompt(self)

    def attract(self, quiet: float) -> None:
        """Show in turn the greeting, today's faces, and what patients said and the hospital did."""
        self._count_now_and_then()
        faces = [_told(self.faces)] if self.faces else []
        mended = [
            *({"you_said": one.you_said, "we_did": one.we_did} for one in self.mended),
            *self.app.shown.done,
        ]
        shown = [self.question(), *faces, *map(_said_and_done, mended)]
        turn = int(quiet // TURN_SECONDS)
        self.add_class("-attract")
        self._say(next(islice(cycle(shown), turn, None)))

    def _count_now_and_then(self) -> None:
        now = self.app.monotonic()
        if (
            now - self._counted_at >= COUNT_SECONDS
            and self.app.thread is not None
            and self.app.loaded.is_set()
        ):
            self._counted_at = now
            self.run_worker(self._count())

    async def _count(self) -> None:
        """Count today's faces and read the board; where the register cannot say, neither is shown."""
        from kiosk.records.faults import StoreFault
        from kiosk.services import board, ratings

        try:
            self.faces = await self.app.ask(ratings.of_today, self.app.settings.tz, self.app.now())
            self.mended = await self.app.ask(board.published)
        except StoreFault:
            self.faces, self.mended = {}, []

    def _say(self, words: str) -> None:
        # While the page is drawn anew there is no heading for a moment.
        for heading in self.query("#question").results(Words):
            heading.words = words

    def on_back(self) -> None:
        """Stay: there is nothing before Home."""

    @on(Tile.Chosen)
    async def go(self, message: Tile.Chosen) -> None:
        """Go where the tile leads."""
        message.stop()
        if message.value == "call":
            self.call_person()
        elif self.app.loaded.is_set():
            await self.open(message.value)
        else:
            self.fault(_("One moment: the desk is still starting."))
            # Not awaited: Home is drawn anew once the hospital is known, and a waiting handler is in its way.
            self.run_worker(self.open(message.value), exclusive=True)

    async def open_scanned(self, address: str) -> None:
        """Ask for the digits of a slip that was held under the scanner."""
        await self.app.loaded.wait()
        if self.is_current:
            from kiosk.screens.public.progress import ProgressScreen

            await self.app.push_screen(ProgressScreen(address))

    async def open(self, choice: str) -> None:
        """Open a flow, as soon as the hospital is loaded."""
        await self.app.loaded.wait()
        if not self.is_current:
            return
        module, name = FLOWS[choice]
        await self.app.push_screen(getattr(import_module(module), name)())


def _words(value: Any) -> str:
    return pick(value) if isinstance(value, dict) else str(value)


def _told(faces: dict[int, int]) -> str:
    """Say how often each face was tapped, the best first."""
    from kiosk.screens.public.rate import words

    named = words()
    counted = [f"{named[score - 1]} {faces[score]}" for score in sorted(faces, reverse=True)]
    total = sum(faces.values())
    told = ngettext("%(count)d rating today", "%(count)d ratings today", total) % {"count": total}
    return f"{told}\n{' · '.join(counted)}"


def _said_and_done(item: dict[str, Any]) -> str:
    said, done = pick(item.get("you_said", {})), pick(item.get("we_did", {}))
    return _("You said: %(said)s\nWe did: %(done)s") % {"said": said, "done": done}

"""What was just registered: its number in big letters, who answers, by when, and its link as a QR code."""

from __future__ import annotations

import asyncio
from datetime import datetime

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from kiosk.config import Settings
from kiosk.i18n import _, ngettext, pick, speaking
from kiosk.records import Case
from kiosk.records.faults import StoreFault
from kiosk.screens.console.frame import Act, ConsoleScreen
from kiosk.screens.public.printing import PrintJob, PrintState, due, has_printer, running, slip_receipt
from kiosk.screens.public.slip import address_of
from kiosk.services import cases, public_view
from kiosk.services.public_view import PublicView
from kiosk.slips import qr
from kiosk.slips.receipt import Receipt
from kiosk.widgets.bignumber import BigNumber
from kiosk.widgets.qr import QRCode
from kiosk.widgets.words import Words


class FiledScreen(ConsoleScreen):
    """Shows the slip on the screen; `n` registers the next one."""

    AUTO_FOCUS = ""

    def __init__(
        self, case: Case, tied: int = 0, trouble: str = "", channel: str = "", kind: str = ""
    ) -> None:
        super().__init__()
        self.case, self.tied, self.trouble = case, tied, trouble
        self.channel, self.kind = channel, kind
        self.view: PublicView | None = None
        self.told: PublicView | None = None
        """The same in the patient's language, for the paper."""
        self.address: str | None = None
        self.job = PrintJob(self.receipt)

    def headline(self) -> str:
        """Name the screen."""
        return _("It is filed")

    def body(self) -> ComposeResult:
        """Yield the place for code and words."""
        yield Horizontal(id="filed")

    def acts(self) -> list[Act]:
        """Return what can be done."""
        found = [
            Act("n", _("Next one"), self.next_one, is_first=True),
            Act("o", _("Open the case"), self.open_case, is_first=True),
        ]
        if has_printer(self.app.settings):
            why_not = "" if self.told else _("One moment…")
            found.append(Act("p", self.job.label(), self.print, why_not=why_not, is_first=True))
        return [*found, Act("escape", _("Back"), self.go_back, is_first=True)]

    @on(events.Mount)
    async def _mounted(self) -> None:
        """Fetch what the slip says, show it and print it."""
        try:
            await self.load()
        except StoreFault as fault:
            self.trouble = fault.mending()
        await self.show()
        self.draw_frame()
        if self.told is not None and has_printer(self.app.settings):
            self.print()
        if self.trouble:
            self.call_later(self.say, self.trouble, is_bad=True)

    async def load(self) -> None:
        """Fetch the view, and the address behind the code."""
        app, settings = self.app, self.app.settings
        self.view = await app.ask(public_view.of, self.case, False, settings, app.now())
        self.told = await app.ask(in_words_of, self.case, settings, app.now())
        if settings.web or settings.base_address:
            token = await app.ask(cases.token_of, self.case)
            self.address = await asyncio.to_thread(address_of, settings, token)

    async def show(self) -> None:
        """Draw the code and the words beside it."""
        place = self.query_one("#filed", Horizontal)
        if self.address:
            await place.mount(QRCode(qr.matrix(self.address), id="code"))
        await place.mount(VerticalScroll(*self.words(), id="filed-words", can_focus=False))

    def words(self) -> list[Static | Words | BigNumber | PrintState]:
        """Return the number, who answers, and by when."""
        found: list[Static | Words | BigNumber | PrintState] = [BigNumber(self.case.number, is_tight=True)]
        found += [self.fact(label, words) for label, words in self.facts()]
        if self.tied:
            tied = ngettext("Tied to %(n)d earlier case.", "Tied to %(n)d earlier cases.", self.tied)
            found.append(Words(tied % {"n": self.tied}, sign="✓"))
        if self.address:
            found.append(Words(_("The patient scans the code and sees how it stands."), classes="muted"))
        if has_printer(self.app.settings):
            found.append(PrintState(self.job))
        return found

    def facts(self) -> list[tuple[str, str]]:
        """Return what is told beside the number."""
        view, case = self.view, self.case
        if view is None:
            return []
        staff = pick(self.app.names.get(case.responsible, {}))
        answers = " · ".join(dict.fromkeys(filter(None, (staff, view.responder, view.office))))
        found = [(_("Kind"), view.kind_words), (_("How it stands"), view.stage_words)]
        found.append((_("Who answers"), answers))
        return [*found, *((promise.words, due(promise)) for promise in running(view))]

    def fact(self, label: str, words: str) -> Static:
        """Return a fact: its name muted, and under it what it says."""
        return Static(Content.assemble((label, "$muted"), "\n", (words, "bold")), classes="filed-fact")

    def receipt(self) -> Receipt:
        """Return the slip for the paper, in the patient's language."""
        assert self.told is not None, "nothing is printed before it is known"
        with speaking(self.case.language):
            return slip_receipt(self.told, self.address, pick(self.app.hospital.name))

    # What can be done

    def print(self) -> None:
        """Put the slip on paper."""
        self.job.start(self.app)  # type: ignore[arg-type]

    def next_one(self) -> None:
        """Register the next one, by the same way."""
        from kiosk.screens.console.register import RegisterScreen

        self.app.switch_screen(RegisterScreen(self.channel, self.kind))

    def open_case(self) -> None:
        """Go on with this case."""
        from kiosk.screens.console.case import CaseScreen

        self.app.switch_screen(CaseScreen(self.case.uid))

    def go_back(self) -> None:
        """Close."""
        self.app.pop_screen()


def in_words_of(case: Case, settings: Settings, now: datetime) -> PublicView:
    """Return what a patient sees of a case, in the language that the patient speaks."""
    with speaking(case.language):
        return public_view.of(case, False, settings, now)

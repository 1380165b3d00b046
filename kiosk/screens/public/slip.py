"""The slip: what somebody takes away who has told us something."""

from __future__ import annotations

import asyncio
from math import ceil
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from kiosk.i18n import _, clock_time
from kiosk.rules.text import cells
from kiosk.screens.public.page import Page, PageHead
from kiosk.screens.public.printing import (
    PrintButton,
    PrintJob,
    PrintState,
    due,
    has_printer,
    running,
    slip_receipt,
    who_answers,
)
from kiosk.slips import link, qr
from kiosk.widgets.bignumber import BigNumber
from kiosk.widgets.button import PushButton
from kiosk.widgets.countdown import CountdownBar
from kiosk.widgets.problem import Problem
from kiosk.widgets.qr import QRCode

if TYPE_CHECKING:
    from textual.events import Resize

    from kiosk.config import Settings
    from kiosk.records import Case
    from kiosk.services.public_view import PublicView
    from kiosk.slips.receipt import Receipt

HEAD_ROWS, COUNTDOWN_ROWS = 3, 2
WORDS_COLUMNS = 43
"""What the words beside the code need."""
MOST_PROMISES = 2


class SlipPage(Page):
    """QR code, number, who answers and by when; goes Home by itself and forgets."""

    code: ClassVar[str] = "slip"
    has_idle_warning: ClassVar[bool] = False
    AUTO_FOCUS = "#done"

    def __init__(self, case: Case) -> None:
        """Take the case as it was filed or found."""
        super().__init__()
        self.case = case
        self.view: PublicView | None = None
        self.address: str | None = None
        self.modules: qr.Matrix | None = None
        self.job = PrintJob(self.receipt)
        self.began = 0.0
        self._is_loading = False
        self._problem = ""
        self._form = ""

    # What is shown

    def compose(self) -> ComposeResult:
        """Yield the head, the code, and the words beside it."""
        app = self.app
        self._form = self.form()
        yield PageHead(app.hospital_name, clock_time(app.local_now()), app.settings.languages, app.is_large)
        with Horizontal(id="slip", classes=f"-{self._form}"):
            if self.modules and self._form != "plain":
                with Vertical(id="slip-code"):
                    yield QRCode(self.modules, is_full=self._form == "full", id="code")
                    if self._form == "half":
                        yield self._countdown()
            with Vertical(id="slip-words"):
                yield from self._words()

    def form(self) -> str:
        """Return how the code is drawn here: `full` blocks, `half` blocks, or `plain` without one."""
        width, height = self.app.size
        for form, is_full in (("full", True), ("half", False)):
            room = QRCode.size_of(self.modules or (), is_full)
            below = 0 if is_full else COUNTDOWN_ROWS
            if room.width + WORDS_COLUMNS <= width and HEAD_ROWS + room.height + below <= height:
                return form if self.modules else "plain"
        return "plain"

    def _words(self) -> ComposeResult:
        yield Static(Content(self.question()), id="question")
        yield BigNumber(self.case.number, is_tight=self._form != "plain", id="number")
        with Vertical(id="slip-facts"):
            yield from self._facts()
        yield Problem(self._problem, id="fault")
        if has_printer(self.app.settings):
            yield PrintState(self.job)
        if self._form != "half":
            yield self._countdown()
        yield from self._buttons()

    def question(self) -> str:
        """Say that it is filed, and what to do with the slip."""
        if self._form == "plain":
            return _("It is filed. Keep this number.")
        return _("It is filed. Scan the code.")

    def aloud(self) -> list[str]:
        """Say what to do with the slip, and nothing that stands on it."""
        return [self.question()] if self.view is not None else []

    def _facts(self) -> ComposeResult:
        view = self.view
        if view is None:
            return
        said = [(_("Who answers"), who_answers(view))]
        said += [(promise.words, due(promise)) for promise in running(view)[:MOST_PROMISES]]
        for label, words in said:
            yield Static(self._fact(label, words), classes="slip-fact")
        yield Static(Content(view.next_step if self.modules else self._without_code()), classes="slip-next")

    def _fact(self, label: str, words: str) -> Content:
        """Return a fact on one line where it fits, else under its label."""
        room = self.app.size.width - 4 if self._form == "plain" else WORDS_COLUMNS - 2
        is_under = self._form == "full" or cells(label) + cells(words) + 2 > room
        return Content.assemble((label, "$muted"), "\n" if is_under else "  ", (words, "bold"))

    def _without_code(self) -> str:
        return _("Ask at the service desk or choose Check progress here.")

    def _countdown(self) -> CountdownBar:
        bar = CountdownBar(self.patience, _("Back to Home in %(seconds)d s"), id="countdown")
        bar.set_reactive(CountdownBar.left, self.left)
        return bar

    def _buttons(self) -> ComposeResult:
        with Horizontal(id="slip-more"):
            yield PushButton(_("Call a person"), id="call")
            if has_printer(self.app.settings):
                yield PrintButton(self.job)
        if self.voiced:
            with Horizontal(id="slip-end"):
                yield self.voiced.VoiceButtons(is_short=True)
                yield PushButton(_("Done"), id="done", classes="-primary")
        else:
            yield PushButton(_("Done"), id="done", classes="-primary")

    def receipt(self) -> Receipt:
        """Return the slip for the paper."""
        assert self.view is not None, "nothing is printed before it is known"
        return slip_receipt(self.view, self.address, self.app.hospital_name)

    # Where it comes from

    def on_mount(self) -> None:
        """Begin to count, and fetch what the slip says."""
        super().on_mount()
        self.began = self.app.monotonic()
        self.set_interval(1, self.count)
        self.run_worker(self.begin(), exit_on_error=True)

    async def begin(self) -> None:
        """Fetch what the slip says, draw it and print it."""
        self._is_loading = True
        await self.load()
        self._is_loading = False
        await super().redraw()
        if self.view is not None and has_printer(self.app.settings):
            self.job.start(self.app)

    async def load(self) -> None:
        """Fetch what the slip says, in the language of now; what is shown stays when that fails."""
        from kiosk.records.faults import StoreFault
        from kiosk.services import cases, public_view

        app, settings = self.app, self.app.settings
        try:
            self.view = await app.ask(public_view.of, self.case, False, settings, app.now())
            if self.address is None and (settings.web or settings.base_address):
                token = await app.ask(cases.token_of, self.case)
                self.address = await asyncio.to_thread(address_of, settings, token)
                self.modules = await asyncio.to_thread(qr.matrix, self.address) if self.address else None
        except StoreFault as problem:
            self._problem = problem.sentence()
        else:
            self._problem = ""

    async def redraw(self) -> None:
        """Draw anew, in the language of now."""
        await self.load()
        await super().redraw()

    async def on_resize(self, event: Resize) -> None:
        """Draw the code in the form that fits."""
        if self.form() != self._form:
            await super().redraw()

    # How it ends

    @property
    def patience(self) -> int:
        """Return the seconds that the slip stands after the last touch."""
        return self.app.settings.slip_seconds * (2 if self.app.is_large else 1)

    @property
    def left(self) -> int:
        """Return the seconds that are left."""
        app = self.app
        return max(0, ceil(self.patience - (app.monotonic() - max(self.began, app.touched_at))))

    async def count(self) -> None:
        """Show how long the slip still stands; then go Home and forget it."""
        if not self.is_current:
            return
        if self.view is None and not self._is_loading:
            await self.begin()
        for bar in self.query(CountdownBar):
            bar.left = self.left
        if not self.left:
            self.done()

    @on(PushButton.Pushed, "#done")
    def done(self) -> None:
        """Go Home and forget."""
        from kiosk.services import owing

        self.app.run_worker(self.app.act(owing.settle, self.app.settings))
        self.app.call_later(self.app.forget)

    on_back = done

    def focus_body(self) -> None:
        """Put the cursor on the way out."""
        for button in self.query("#done"):
            self.set_focus(button)


def address_of(settings: Settings, token: str) -> str | None:
    """Return the address behind the code; None when the base that was set fits no small code. May block."""
    try:
        return link.address(settings.base_address or link.own_address(settings.port), token)
    except ValueError:
        return None

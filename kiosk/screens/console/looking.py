"""Look closer and take away: why a date is that date, who it is, the number, the code, the paper."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen

from kiosk.i18n import _, pick
from kiosk.records.faults import StoreFault
from kiosk.rules.refusal import Refusal
from kiosk.screens.console.case_facts import BASES
from kiosk.screens.console.form import Form, Told, Values
from kiosk.screens.console.once import ClosesOnce
from kiosk.screens.console.reading_box import ReadingBox
from kiosk.screens.public.printing import answer_receipt, has_printer, put_on_paper, slip_receipt
from kiosk.screens.public.slip import address_of
from kiosk.services import acts, casefile, public_view, workdays
from kiosk.services.name_book import PROMISES
from kiosk.slips import qr
from kiosk.slips.printers import PrinterProblem
from kiosk.slips.receipt import Receipt
from kiosk.widgets.bignumber import BigNumber
from kiosk.widgets.button import PushButton
from kiosk.widgets.qr import QRCode
from kiosk.widgets.words import Words

if TYPE_CHECKING:
    from kiosk.screens.console.case import CaseScreen
    from kiosk.screens.console.frame import ConsoleScreen


async def explain(at: CaseScreen) -> None:
    """Show every promise day by day."""
    app, case = at.app, at.shown.view.case
    calendar = await app.ask(workdays.calendar)
    told: list[Told] = []
    for clock in sorted(case.clocks, key=lambda one: (one.ended_at is not None, one.due_at)):
        promise = public_view.promise(clock, calendar, app.settings.tz, app.now())
        basis = _(BASES[clock.basis])
        heading = _("%(promise)s · %(basis)s: %(date)s (%(state)s)") % {
            "promise": _(PROMISES[clock.name]),
            "basis": basis,
            "date": promise.day,
            "state": promise.state_words,
        }
        told.append(Told(heading, "-heading"))
        told.append(Told("\n".join(promise.explanation)))
    app.push_screen(ReadingBox(_("Why these dates"), told))


async def reveal(at: CaseScreen) -> None:
    """Show who it is, which is an audit entry; the same key covers it again."""
    if at.revealed is not None:
        at.revealed = None
    else:
        at.revealed = await told_or_said(at, acts.reveal, at.uid, at.app.who, at.app.settings, at.app.now())
        if at.revealed is not None:
            at.say(_("That you read who it is stands in the audit trail. r covers it again."))
    at.draw()


async def told_or_said(at: ConsoleScreen, service: Callable[..., Any], *values: Any) -> Any:
    """Return what a service tells, or say why it does not and return None."""
    try:
        return await at.app.act(service, *values)
    except (Refusal, StoreFault) as problem:
        at.say(str(problem) if isinstance(problem, Refusal) else problem.mending(), is_bad=True)
        return None


def copy_number(at: CaseScreen) -> None:
    """Copy the number through the terminal, and say it: not every terminal lets one copy."""
    number = at.shown.view.case.number
    at.app.copy_to_clipboard(number)
    at.say(_("Copied: %(number)s") % {"number": number})


# The link


async def show_code(at: CaseScreen) -> None:
    """Show the code of the link, as it stands on the slip."""
    app = at.app
    token = await told_or_said(at, casefile.token, at.uid, app.who, app.now())
    if token is not None:
        await show_token(at, token)


def reissue(at: CaseScreen) -> None:
    """Give the case a new link, after asking; the old one is dead from then on."""

    async def save(values: Values) -> str:
        app = at.app
        token = await told_or_said(at, casefile.reissue, at.uid, app.who, app.now())
        if token is None:
            return _("The old link stands as it is.")
        app.call_later(show_token, at, token)
        return ""

    told = [Told(_("The old slip and its code open nothing any more. The patient needs the new one."))]
    at.app.push_screen(Form(_("New link"), told, save, confirm=_("Make a new link")))


async def show_token(at: CaseScreen, token: str) -> None:
    """Show a link's code on the screen."""
    address = await asyncio.to_thread(address_of, at.app.settings, token)
    if address is None:
        at.say(_("The address of the status page fits no small code."), is_bad=True)
        return
    modules = await asyncio.to_thread(qr.matrix, address)
    at.app.push_screen(CodeScreen(modules, at.shown.view.case.number))


class CodeScreen(ModalScreen[None], ClosesOnce[None]):
    """A link's code to be scanned from the screen, with the number beside it."""

    AUTO_FOCUS = "#close"

    def __init__(self, modules: qr.Matrix, number: str) -> None:
        super().__init__()
        self.modules, self.number = modules, number

    def compose(self) -> ComposeResult:
        """Yield the code and, beside it, what to do with it."""
        with Horizontal(id="code-box"):
            yield QRCode(self.modules, id="code")
            with Vertical(id="code-words"):
                yield BigNumber(self.number, is_tight=True)
                yield Words(_("Scan the code with the patient's phone."))
                yield PushButton(_("Close"), id="close", classes="-primary")

    def on_key(self, event: events.Key) -> None:
        """Close on Esc."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)

    @on(PushButton.Pushed)
    def _pushed(self) -> None:
        self.dismiss(None)


# Paper


async def print_slip(at: CaseScreen) -> None:
    """Print the slip again; the link stays the same."""
    app, case = at.app, at.shown.view.case
    if not has_printer(app.settings):
        at.say(_("This desk has no receipt printer."), is_bad=True)
        return
    token = await told_or_said(at, casefile.token, at.uid, app.who, app.now())
    if token is None:
        return
    view = await app.ask(public_view.of, case, False, app.settings, app.now())
    address = await asyncio.to_thread(address_of, app.settings, token)
    await put(at, slip_receipt(view, address, pick(app.hospital.name)))


async def case_file(at: CaseScreen) -> None:
    """Show the case file, and print it from there."""
    app = at.app
    made = await told_or_said(at, casefile.of, at.uid, app.who, app.settings, app.now())
    if made is not None:
        told = [Told(paragraph) for paragraph in made.paragraphs]

        async def chosen(is_printed: bool | None) -> None:
            if is_printed:
                await put(at, answer_receipt(made.title, made.paragraphs))

        app.push_screen(ReadingBox(made.title, told, _("Print")), chosen)


async def put(at: ConsoleScreen, receipt: Receipt) -> None:
    """Put something on paper, and say how that went."""
    at.say(_("Printing…"))
    try:
        await asyncio.to_thread(put_on_paper, at.app.settings, receipt)
    except PrinterProblem as problem:
        at.say(str(problem), is_bad=True)
    else:
        at.say(_("Printed."))

"""Putting a slip or an answer on paper from any page, without the page waiting for the paper."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from kiosk import i18n
from kiosk.i18n import _
from kiosk.rules.text import stated
from kiosk.slips.printers import PrinterProblem, open_printer
from kiosk.slips.receipt import Line, Receipt
from kiosk.widgets.button import PushButton

if TYPE_CHECKING:
    from kiosk.config import Settings
    from kiosk.desk import DeskApp
    from kiosk.services.public_view import Promise, PublicView

RULE = Line("", rule=True)


def has_printer(settings: Settings) -> bool:
    """Say whether this desk prints."""
    return settings.print_target not in ("", "-")


def put_on_paper(settings: Settings, receipt: Receipt) -> None:
    """Print here and now, or raise PrinterProblem with the sentence that says why not."""
    open_printer(settings.print_target, settings.print_form, settings.receipt_columns).print(receipt)


async def print_in_thread(app: DeskApp, receipt: Receipt) -> PrinterProblem | None:
    """Print on a thread of its own and return what kept it from printing; None when the paper is out."""
    try:
        await asyncio.to_thread(put_on_paper, app.settings, receipt)
    except PrinterProblem as problem:
        return problem
    return None


class PrintJob:
    """One thing that may be printed, and how that went; kept by its screen, and so by every redraw."""

    def __init__(self, make: Callable[[], Receipt]) -> None:
        """Take what makes the receipt, in the language of that moment."""
        self.make = make
        self.is_running = self.is_printed = False
        self.problem: PrinterProblem | None = None

    def start(self, app: DeskApp) -> None:
        """Print, unless it is being printed."""
        if not self.is_running:
            self.is_running = True
            # A worker of the app: one of a widget would be cancelled when its page is drawn anew.
            app.run_worker(self._print(app, self.make()), exit_on_error=True)
            self._show(app)

    async def _print(self, app: DeskApp, receipt: Receipt) -> None:
        try:
            self.problem = await print_in_thread(app, receipt)
            self.is_printed = self.problem is None
        finally:
            self.is_running = False
        self._show(app)

    def _show(self, app: DeskApp) -> None:
        for screen in app.screen_stack:
            for widget in (*screen.query(PrintButton), *screen.query(PrintState)):
                widget.show()

    def label(self) -> str:
        """Return what the button says."""
        if self.problem and not self.is_running:
            return _("Try again")
        return _("Print again") if self.is_printed else _("Print")

    def sentence(self) -> str:
        """Return how it stands with the paper; empty as long as nobody asked for it."""
        if self.is_running:
            return _("Printing…")
        if self.problem:
            return f"! {self.problem}"
        return f"✓ {_('Printed. Take the paper with you.')}" if self.is_printed else ""


class PrintButton(PushButton):
    """Prints when pushed, and says so."""

    def __init__(self, job: PrintJob, *, id: str = "print") -> None:  # noqa: A002
        super().__init__(job.label(), id=id)
        self.job = job
        self.disabled = job.is_running

    def push(self) -> None:
        """Print; the page need not know."""
        if not self.disabled:
            self.job.start(self.app)  # type: ignore[arg-type]

    def show(self) -> None:
        """Say what a push would do now."""
        self.label, self.disabled = self.job.label(), self.job.is_running


class PrintState(Static):
    """How it stands with the paper, in one sentence; takes no room before somebody prints."""

    def __init__(self, job: PrintJob, *, id: str = "print-state") -> None:  # noqa: A002
        super().__init__(id=id)
        self.job = job

    def on_mount(self) -> None:
        """Show how it stands."""
        self.show()

    def show(self) -> None:
        """Show how it stands now."""
        told = self.job.sentence()
        self.update(Content(told))
        self.display = bool(told)
        self.set_class(self.job.problem is not None and not self.job.is_running, "-failed")


def slip_receipt(view: PublicView, address: str | None, hospital: str) -> Receipt:
    """Return the slip of a case for the paper: no words of the patient, no name, no number but the case's."""
    lines = [
        Line(view.kind_words, align="center"),
        RULE,
        Line(_("Your number")),
        Line(view.number, size=2, align="center"),
        RULE,
        *_about(_("Who answers"), who_answers(view)),
        *_about("", view.place),
        *_about(_("Phone"), view.phone),
    ]
    for promise in running(view):
        lines.append(Line(stated(promise.words, due(promise))))
    lines += [*_about(_("What happens next"), view.next_step), *_about(_("Filed"), view.filed_day), RULE]
    if address:
        lines.append(Line(_("Scan the code with your phone to see how it stands."), align="center"))
    else:
        lines.append(Line(_("Ask at the service desk how it stands; the number is enough.")))
    return Receipt(hospital, tuple(lines), address, i18n.language())


def answer_receipt(title: str, paragraphs: Sequence[str]) -> Receipt:
    """Return an answer for the paper: what was asked, and each paragraph after a rule or a blank line."""
    lines = [RULE]
    for paragraph in filter(None, paragraphs):
        lines += [Line(paragraph), Line("")]
    return Receipt(title, tuple(lines[:-1]), None, i18n.language())


def running(view: PublicView) -> list[Promise]:
    """Return the promises that are still to be kept, soonest first."""
    return [promise for promise in view.promises if promise.state in ("running", "late")]


def due(promise: Promise) -> str:
    """Return a promised date, and that it is provisional where the holidays are not announced yet."""
    return promise.day if promise.is_certain else _("%(date)s (provisional)") % {"date": promise.day}


def who_answers(view: PublicView) -> str:
    """Return the person and the office that answer for a case."""
    return " · ".join(part for part in (view.responder, view.office) if part)


def _about(label: str, words: str) -> list[Line]:
    return [Line(stated(label, words) if label else words)] if words else []

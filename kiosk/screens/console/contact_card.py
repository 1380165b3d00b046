"""The contact card on the screen, with its code for the patient's phone; printed from there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import UUID

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen

from kiosk.i18n import _
from kiosk.printed.contact_card import MARK, receipt
from kiosk.screens.console.looking import put, told_or_said
from kiosk.screens.console.once import ClosesOnce
from kiosk.screens.public.printing import has_printer
from kiosk.services import contact_cards
from kiosk.slips import qr
from kiosk.slips.receipt import Line, Receipt
from kiosk.widgets.button import PushButton
from kiosk.widgets.qr import QRCode
from kiosk.widgets.words import Words

if TYPE_CHECKING:
    from kiosk.screens.console.frame import ConsoleScreen

PAPER = 34
"""Cells of a rule on the screen."""


async def show_card(at: ConsoleScreen, stay: UUID) -> None:
    """Show the card with its code, and print it from there."""
    app = at.app
    card = await told_or_said(at, contact_cards.card, stay, app.who, app.now())
    if card is None:
        return
    made = await asyncio.to_thread(receipt, card, app.settings)
    modules = await asyncio.to_thread(qr.matrix, made.qr) if made.qr else None

    async def chosen(is_printed: bool | None) -> None:
        if is_printed:
            await put(at, made)

    app.push_screen(CardBox(made, modules, has_printer(app.settings)), chosen)


class CardBox(ModalScreen[bool], ClosesOnce[bool]):
    """The card as it is printed, with the code for the patient's phone; closes with True to print."""

    AUTO_FOCUS = "#card-words"

    def __init__(self, made: Receipt, modules: qr.Matrix | None, has_paper: bool) -> None:
        super().__init__()
        self.made, self.modules, self.has_paper = made, modules, has_paper

    def compose(self) -> ComposeResult:
        """Yield the words, the code, and the buttons."""
        with Vertical(id="card-box", classes="box"):
            with Horizontal(id="card"):
                with VerticalScroll(id="card-words", can_focus=True):
                    for line in self.made.all_lines:
                        yield Words("─" * PAPER if line.rule else line.text, classes=style_of(line))
                if self.modules:
                    yield QRCode(self.modules, id="code")
            with Horizontal(classes="box-buttons"):
                if self.has_paper:
                    yield PushButton(_("Print"), id="print", classes="-primary")
                yield PushButton(_("Back"), id="back")
                yield Words(_("↑ ↓ scroll, Esc goes back"), classes="box-hint")

    def on_key(self, event: events.Key) -> None:
        """Close on Esc."""
        if event.key == "escape":
            event.stop()
            self.dismiss(False)

    @on(PushButton.Pushed)
    def _pushed(self, message: PushButton.Pushed) -> None:
        message.stop()
        self.dismiss(message.button.id == "print")


def style_of(line: Line) -> str:
    """Return the class of a line of the card."""
    if line.rule:
        return "card-rule"
    return "card-title" if line.size > 1 or line.text.startswith(MARK) else "card-line"

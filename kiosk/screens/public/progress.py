"""Check progress: the number on the slip, four digits, and then the case."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult

from kiosk.i18n import _
from kiosk.records.faults import StoreFault
from kiosk.rules.numbers import parse_case_number
from kiosk.rules.tokens import parse_token
from kiosk.scanner import ADDRESS
from kiosk.screens.public.flow import FlowPage, FlowScreen, Trouble
from kiosk.services import asking, factor, public_view
from kiosk.widgets.field import Field, WithKeypad
from kiosk.widgets.keypad import CODE, DIGITS

MOST = 120
"""Letters that a field takes: a whole address comes from the scanner."""
DIGITS_WANTED = 4


class ProgressScreen(FlowScreen):
    """Asks for the number and the second factor; says the same whether a number exists or not."""

    code: ClassVar[str] = "progress"

    def __init__(self, told: str = "") -> None:
        """Begin with nothing, or with the address of a slip that was scanned."""
        super().__init__()
        self.told, self.digits = told, ""
        self.at = "digits" if told else ""

    def pages(self) -> list[FlowPage]:
        """Return the two questions."""
        return [
            FlowPage(
                "number",
                _("What is the number on your slip?"),
                _("Number"),
                self.ask_number,
                keep=self.keep_number,
                check=self.check_number,
                is_typing=True,
            ),
            FlowPage(
                "digits",
                _("The last four digits of the phone, or the PIN you chose"),
                _("Digits"),
                self.ask_digits,
                keep=self.keep_digits,
                check=self.check_digits,
                leave=self.open_case,
                goes_on=_("Show it"),
                is_typing=True,
            ),
        ]

    # The number

    def ask_number(self) -> ComposeResult:
        """Yield the number and its letters."""
        hint = _("It stands under the QR code. You may also hold the code under the scanner.")
        field = Field("number", _("Case number"), self.told, hint=hint, most=MOST)
        width = self.app.size.width
        yield WithKeypad(field, keys=CODE, key_width=9 if width >= 100 else 6 if width >= 76 else 5)

    def keep_number(self) -> None:
        """Keep what was typed or scanned."""
        self.told = self.typed("number").strip()

    def check_number(self) -> Trouble | None:
        """Say when it cannot be a number, whatever the register holds."""
        if named(self.told):
            return None
        if not self.told:
            return Trouble(_("Type the number on your slip."), "number")
        return Trouble(_("A letter is missing or different. Check it with your slip."), "number")

    # The second factor

    def ask_digits(self) -> ComposeResult:
        """Yield the digits, hidden from those who stand behind."""
        hint = _("So that only you can read it. Without a phone or PIN the desk looks it up for you.")
        # A scanner that reads the slip once more types a whole address here, too.
        field = Field("digits", _("Four digits"), self.digits, hint=hint, most=MOST, is_secret=True)
        is_wide = self.app.size.width >= 100
        yield WithKeypad(field, keys=DIGITS, key_width=10 if is_wide else 8)

    def keep_digits(self) -> None:
        """Keep what was typed; a slip that was scanned again is the number."""
        self.digits = self.typed("digits").strip()
        if ADDRESS.search(self.digits):
            self.told, self.digits = self.digits, ""

    def check_digits(self) -> Trouble | None:
        """Say when they are not four, without counting it as a try."""
        if len(self.digits) == DIGITS_WANTED and self.digits.isdecimal():
            return None
        self._forget_digits()
        return Trouble(_("Type four digits."), "digits")

    async def open_case(self) -> None:
        """Try the digits, and show the case or say how to go on."""
        app, address = self.app, f"terminal:{self.app.settings.desk}"
        told, digits = named(self.told) or "", self.digits
        far = await self.ask_far(told, digits, address)
        if far == asking.LOCKED:
            self._forget_digits()
            self.say(Trouble(refused(asking.LOCKED), "digits"))
            return
        try:
            answer, case = await app.act(factor.unlock_number, told, digits, address, app.now())
            if case is not None:
                view = await app.ask(public_view.of, case, True, app.settings, app.now())
        except StoreFault as fault:
            self.fault(fault.sentence())
            return
        self._forget_digits()
        if case is None:
            self.say(Trouble(refused(answer) if far != asking.AWAY else alone(answer), "digits"))
            return
        from kiosk.screens.public.case import CaseScreen

        app.switch_screen(CaseScreen(case, view))

    async def ask_far(self, told: str, digits: str, address: str) -> str:
        """Try the digits where every desk's cases are; nothing where this desk's register is the only one."""
        settings = self.app.settings
        if not settings.database:
            return ""
        asked = partial(asking.ask, settings, told=told, digits=digits, address=address)
        return await asyncio.to_thread(asked)

    def _forget_digits(self) -> None:
        self.digits = ""
        self.query_one("#field-digits", Field).value = ""


def named(told: str) -> str | None:
    """Return the case number that was typed, or the token of a slip that was scanned."""
    scanned = ADDRESS.search(told)
    return parse_token(scanned[1]) if scanned else parse_case_number(told)


def alone(answer: factor.Answer) -> str:
    """Say how to go on while only what was filed at this terminal can be opened."""
    if answer == "locked":
        return refused(answer)
    return _("Right now only what was filed at this terminal opens here. Try again later, or scan your slip.")


def refused(answer: factor.Answer) -> str:
    """Say how to go on; an unknown number is told the same."""
    if answer == "locked":
        return _("This stays closed for now, after several tries. The desk can help: tap Call a person.")
    return _("Number and digits do not fit together. Check both, or tap Call a person.")

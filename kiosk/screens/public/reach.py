"""How somebody is reached: a phone, or four digits of one's own in its place; both may be left empty."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult

from kiosk.i18n import _
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import clean_phone
from kiosk.screens.public.flow import FlowPage, FlowScreen, Trouble
from kiosk.widgets.field import Field, WithKeypad
from kiosk.widgets.keypad import DIGITS, PHONE

PHONE_MOST, PIN = 20, 4


class Reach:
    """The pages that ask for a phone, and for a PIN where there is none; keep one in the flow screen."""

    def __init__(self, screen: FlowScreen, draft: Callable[[], Draft], goes_on: Callable[[], str]) -> None:
        """Take the screen, its draft, and the words of the last page's button."""
        self.screen, self._draft, self.goes_on = screen, draft, goes_on

    @property
    def draft(self) -> Draft:
        """Return the draft that is asked for."""
        return self._draft()

    def phone(self, leave: Callable[[], object] | None = None) -> FlowPage:
        """Return the page of the phone."""
        return FlowPage(
            "phone",
            _("Which phone reaches you? (optional)"),
            _("Phone"),
            self.ask_phone,
            keep=self.keep_phone,
            check=self.check_phone,
            leave=leave,
            is_typing=True,
        )

    def pin(self, leave: Callable[[], object] | None = None) -> FlowPage:
        """Return the page of the four digits."""
        return FlowPage(
            "pin",
            _("Without a phone: choose four digits (optional)"),
            _("PIN"),
            self.ask_pin,
            keep=self.keep_pin,
            check=self.check_pin,
            leave=leave,
            goes_on=self.goes_on(),
            is_typing=True,
        )

    def ask_phone(self) -> ComposeResult:
        """Yield the phone and its keys."""
        hint = _("We call you on it. Its last four digits also open your case under Check progress.")
        yield WithKeypad(Field("phone", _("Phone"), self.draft.phone, hint=hint, most=PHONE_MOST), keys=PHONE)

    def keep_phone(self) -> None:
        """Keep the phone as it stands."""
        self.draft.phone = self.screen.typed("phone").strip()

    def check_phone(self) -> Trouble | None:
        """Say when a phone cannot be one."""
        if self.draft.phone and clean_phone(self.draft.phone) is None:
            return Trouble(_("This phone number is not complete. Check the digits."), "phone")
        return None

    def ask_pin(self) -> ComposeResult:
        """Yield four digits of one's own."""
        hint = _("With them you can open your case under Check progress. Nobody else knows them.")
        field = Field("pin", _("Four digits"), self.draft.pin, hint=hint, most=PIN, restrict=r"\d*")
        yield WithKeypad(field, keys=DIGITS)

    def keep_pin(self) -> None:
        """Keep the digits as they stand."""
        self.draft.pin = self.screen.typed("pin")

    def check_pin(self) -> Trouble | None:
        """Say when they are not four."""
        if self.draft.pin and not (len(self.draft.pin) == PIN and self.draft.pin.isdecimal()):
            return Trouble(_("The PIN has four digits."), "pin")
        return None

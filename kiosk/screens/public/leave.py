"""The way out, for staff who know the code."""

from __future__ import annotations

from hmac import compare_digest
from typing import ClassVar

from textual.app import ComposeResult

from kiosk.config import leave_code
from kiosk.i18n import _
from kiosk.screens.public.page import Page
from kiosk.widgets.field import Field, WithKeypad


class LeavePage(Page):
    """Asks for the code; five wrong ones close it for five minutes."""

    code: ClassVar[str] = "leave"

    def question(self) -> str:
        """Ask."""
        return _("For staff: the code that ends the desk")

    def aloud(self) -> list[str]:
        """Say nothing: this is between the desk and its staff."""
        return []

    def body(self) -> ComposeResult:
        """Yield the field and its keys."""
        yield WithKeypad(Field("code", _("Code"), is_secret=True, most=12, restrict=r"[0-9]*"))

    def continue_label(self) -> str:
        """End the desk."""
        return _("End the desk")

    def on_continue(self) -> None:
        """End the desk when the code is right and the page is not closed."""
        field = self.query_one(Field)
        given, field.value = field.value, ""
        tries = self.app.leave_tries
        if tries.is_closed(self.app.monotonic()):
            field.problem = _("Too many wrong codes. Try again in five minutes.")
        elif compare_digest(given.encode(), leave_code(self.app.settings).encode()):
            self.app.end(0)
        else:
            tries.fail(self.app.monotonic())
            field.problem = _("That is not the code.")

"""The letters of a box that two people opened, entered one after the other and filed together."""

from __future__ import annotations

from datetime import date

from textual.widget import Widget

from kiosk.i18n import N_, _, ngettext
from kiosk.records import Case
from kiosk.rules.refusal import Refusal
from kiosk.screens.console.batch import BatchScreen
from kiosk.screens.console.entry_form import LETTER, people
from kiosk.services import registering
from kiosk.widgets.entry_rows import FindRow, LineRow


class LetterBoxScreen(BatchScreen):
    """Date and two openers, then letter after letter."""

    draft_place = "letter_box"
    rows = LETTER

    def headline(self) -> str:
        """Name the screen."""
        return _("Letter box")

    def head(self) -> list[Widget]:
        """Return when the box was opened, and by whom."""
        today = self.app.now().astimezone(self.app.settings.tz).date()
        staff = people(self.app.names)
        return [
            LineRow("opened", _("Opened on"), today.isoformat(), most=10),
            FindRow("first", _("Opened by"), staff, self.app.who.code),
            FindRow("second", _("and by"), staff),
        ]

    def heading(self, count: int) -> str:
        """Say how many letters are entered."""
        return ngettext("%(n)d letter entered", "%(n)d letters entered", count) % {"n": count}

    def add_label(self) -> str:
        """Say what one more is called."""
        return _("Add letter")

    def begin(self) -> None:
        """Put the cursor on what is still open."""
        self.query_one("#row-second", FindRow).entry.focus()

    async def file_all(self) -> list[Case]:
        """File the letters."""
        app, shared = self.app, self.shared()
        return await app.act(
            registering.open_box,
            day_of(shared["opened"]),
            (shared["first"], shared["second"]),
            self.drafts(),
            app.who,
            app.settings,
            app.now(),
        )


def day_of(typed: str) -> date:
    """Return the day that was typed, or refuse."""
    try:
        return date.fromisoformat(typed.strip().replace("/", "-").replace(".", "-"))
    except ValueError:
        raise Refusal(N_("Write the day as 2026-09-18.")) from None

"""What people said on a round through the wards, entered one after the other and filed together."""

from __future__ import annotations

from textual.widget import Widget

from kiosk.i18n import _, ngettext
from kiosk.records import Case
from kiosk.screens.console.batch import BatchScreen
from kiosk.screens.console.entry_form import OPINION, places
from kiosk.services import registering
from kiosk.widgets.entry_rows import FindRow, LineRow


class RoundScreen(BatchScreen):
    """Place, department and who went, then opinion after opinion."""

    draft_place = "round"
    rows = OPINION

    def headline(self) -> str:
        """Name the screen."""
        return _("Ward round")

    def head(self) -> list[Widget]:
        """Return where the round was, and who went."""
        return [
            LineRow("place", _("Place"), most=100),
            FindRow("ward", _("Ward"), places(self.app.hospital)),
            LineRow("who", _("Who went"), self.app.own_name, most=100),
        ]

    def heading(self, count: int) -> str:
        """Say how many opinions are entered."""
        return ngettext("%(n)d opinion entered", "%(n)d opinions entered", count) % {"n": count}

    def add_label(self) -> str:
        """Say what one more is called."""
        return _("Add opinion")

    def begin(self) -> None:
        """Put the cursor on the place."""
        self.query_one("#row-place", LineRow).entry.focus()

    async def file_all(self) -> list[Case]:
        """File the opinions."""
        app, shared = self.app, self.shared()
        return await app.act(
            registering.record_round,
            shared["place"],
            shared["ward"],
            shared["who"],
            self.drafts(),
            app.who,
            app.settings,
            app.now(),
        )

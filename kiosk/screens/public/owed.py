"""After the desk stopped in the wrong moment: the slip that somebody did not get to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from kiosk.i18n import _
from kiosk.screens.public.page import Page
from kiosk.widgets.words import Words

if TYPE_CHECKING:
    from kiosk.records import Case


class OwedPage(Page):
    """Offers the slip once more; says nothing of what it is about."""

    code: ClassVar[str] = "owed"
    AUTO_FOCUS = "#continue"

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.case = case

    def question(self) -> str:
        """Ask whether it is they."""
        return _("Did you just file something here?")

    def body(self) -> ComposeResult:
        """Yield what happened."""
        yield Words(
            _("The desk stopped before you had your slip. What you told us is filed; nothing is lost.")
        )

    def continue_label(self) -> str:
        """Show it."""
        return _("Show my slip")

    def on_continue(self) -> None:
        """Show the slip."""
        from kiosk.screens.public.slip import SlipPage

        # Not awaited: this page cannot wait for its own end.
        self.app.switch_screen(SlipPage(self.case))

    async def on_back(self) -> None:
        """Go Home: it was somebody else's."""
        from kiosk.services import owing

        await self.app.act(owing.settle, self.app.settings)
        self.app.go_home()

    start_again = on_back

"""Where one is in a flow."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from kiosk.i18n import _


class Steps(Widget):
    """ "Step 2 of 7 · Where", and a row of marks."""

    at = reactive(0)
    """The step, counted from 1; 0 shows nothing."""
    of = reactive(0)
    words = reactive("")

    def __init__(self, at: int = 0, of: int = 0, words: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(Steps.at, at)
        self.set_reactive(Steps.of, of)
        self.set_reactive(Steps.words, words)

    def render(self) -> Content:
        """Return the marks done, now and ahead, and the same in words."""
        if not self.at:
            return Content("")
        told = _("Step %(at)d of %(of)d") % {"at": self.at, "of": self.of}
        return Content.assemble(
            ("━━" * (self.at - 1), "$primary"),
            ("━●", "$primary bold"),
            ("──" * (self.of - self.at), "$edge"),
            "  ",
            (told, "$muted"),
            (f" · {self.words}" if self.words else "", "bold"),
        )

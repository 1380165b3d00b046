"""A screen with several lists, of which one is shown: a bar names them, and a digit chooses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import on

from kiosk.i18n import _
from kiosk.screens.console.frame import Act, ConsoleScreen
from kiosk.widgets.keybar import KeyHint
from kiosk.widgets.rows import Rows
from kiosk.widgets.scopebar import ScopeBar


class ScopedScreen(ConsoleScreen):
    """Override `show_scope`; the lists are `scopes`: a code and a label each."""

    scopes: ClassVar[tuple[tuple[str, str], ...]] = ()

    @property
    def scope(self) -> str:
        """Return the code of the list that is shown."""
        return self.scopes[0][0]

    @property
    def rows(self) -> Rows:
        """Return the list."""
        return self.query_one(Rows)

    @property
    def chosen(self) -> Any:
        """Return what stands under the cursor."""
        row = self.rows.current if self.is_drawn else None
        return row.value if row else None

    def why_no_scope(self, scope: str) -> str:
        """Say why a list is not for whoever sits here; empty where it is."""
        return ""

    def show_scope(self, scope: str) -> Callable[[], Any]:
        """Return the act that shows one of the lists."""
        raise NotImplementedError

    def scope_acts(self, group: str = "") -> list[Act]:
        """Return the keys of the lists."""
        return [
            Act(str(n), _(label), self.show_scope(code), self.why_no_scope(code), group=group or _("Lists"))
            for n, (code, label) in enumerate(self.scopes, 1)
        ]

    def draw_frame(self) -> None:
        """Draw the head, the lists and the keys."""
        super().draw_frame()
        codes = [code for code, _label in self.scopes]
        hints = [
            KeyHint(str(n), str(n), _(label), bool(self.why_no_scope(code)))
            for n, (code, label) in enumerate(self.scopes, 1)
        ]
        for bar in self.query(ScopeBar):
            bar.choose(hints, str(codes.index(self.scope) + 1))

    @on(Rows.Opened)
    async def _opened(self, message: Rows.Opened) -> None:
        message.stop()
        await self.press("enter")

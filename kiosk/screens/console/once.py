"""A screen that closes once, whatever is pressed while it closes."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.screen import Screen, ScreenResultType


class ClosesOnce(Screen[ScreenResultType]):
    """Closes only while nothing stands above it: neither what is below nor a lock goes in its place."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close this screen, and never another one."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()

"""A screen that is one list, and what is done with the row under the cursor."""

from __future__ import annotations

from typing import Generic, TypeVar

from textual import on

from kiosk.screens.console.frame import ConsoleScreen
from kiosk.widgets.rows import Rows

T = TypeVar("T")


class ListScreen(ConsoleScreen, Generic[T]):
    """A list; Enter and a click on a row stand for the key `e`."""

    @property
    def chosen(self) -> T | None:
        """Return what the row under the cursor stands for."""
        row = self.query_one(Rows).current if self.query(Rows) else None
        return row.value if row else None

    def go_back(self) -> None:
        """Close."""
        self.app.pop_screen()

    @on(Rows.Moved)
    def _moved(self) -> None:
        self.draw_frame()

    @on(Rows.Opened)
    async def _opened(self) -> None:
        await self.press("e")

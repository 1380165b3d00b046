"""Choices of which several may stand at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from textual.message import Message

from kiosk.widgets.tiles import Tile, TileGrid


class Chips(TileGrid):
    """Choices of which several may stand at once; posts `Chips.Changed`."""

    class Changed(Message):
        """Other chips are chosen now."""

        def __init__(self, chips: Chips, values: tuple[Any, ...]) -> None:
            super().__init__()
            self.chips, self.values = chips, values

        @property
        def control(self) -> Chips:
            """Return the chips."""
            return self.chips

    def __init__(
        self,
        tiles: Sequence[Tile],
        chosen: Collection[Any] = (),
        *,
        most: int = 3,
        is_large: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(tiles, is_large=is_large, id=id, classes=classes)
        self.values = tuple(chosen)
        self.most = most

    def chosen(self, value: Any) -> None:
        """Put a chip in or out; one more than may stand is refused silently, as its sign shows."""
        if value in self.values:
            self.values = tuple(one for one in self.values if one != value)
        elif len(self.values) < self.most:
            self.values = (*self.values, value)
        else:
            return
        self.rearrange()
        self.post_message(self.Changed(self, self.values))

    def tone_of(self, tile: Tile) -> str:
        """Let chosen chips stand out."""
        return "chosen" if tile.value in self.values else ""

    def marked(self, tile: Tile) -> Tile:
        """Return a tile with a sign that says whether it is chosen."""
        return replace(tile, icon="✓" if tile.value in self.values else "○")

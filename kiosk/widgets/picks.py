"""Choices of which one may have been taken before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kiosk.widgets.board import Spot
from kiosk.widgets.tiles import Tile, TileGrid


class Picks(TileGrid):
    """Tiles of which the one that was taken carries a mark, and the cursor; None marks none."""

    def __init__(
        self,
        tiles: Sequence[Tile],
        taken: Any = None,
        *,
        is_large: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(tiles, is_large=is_large, id=id, classes=classes)
        self.taken = taken
        self._is_turned = False

    def tone_of(self, tile: Tile) -> str:
        """Let the one that was taken stand out."""
        return "chosen" if self.taken is not None and tile.value == self.taken else ""

    def lay_out(self, width: int, height: int) -> list[Spot]:
        """Lay the tiles out; the first time on the page, and with the cursor, of the one that was taken."""
        spots = super().lay_out(width, height)
        if self.taken is not None and not self._is_turned:
            self._is_turned = True
            spots = self._turned(spots, width, height)
        return spots

    def _turned(self, spots: list[Spot], width: int, height: int) -> list[Spot]:
        at = next((n for n, tile in enumerate(self.tiles) if tile.value == self.taken), 0)
        page, place = divmod(at, sum(1 for spot in spots if spot.number))
        self.set_reactive(Picks.page, page)
        self.set_reactive(Picks.cursor, place)
        return super().lay_out(width, height) if page else spots

    def marked(self, tile: Tile) -> Tile:
        """Return the tile that was taken with a tick, and the others as they are."""
        return replace(tile, icon="✓") if self.tone_of(tile) else tile

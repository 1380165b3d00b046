"""The answers so far, each with the way to change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.message import Message

from kiosk.i18n import _
from kiosk.rules.text import cells, wrap
from kiosk.widgets.board import Spot
from kiosk.widgets.tiles import Plan, Tile, TileGrid

LONGEST = 60
"""Cells of an answer that are shown; whoever changes it sees the rest."""


@dataclass(frozen=True)
class CheckRow:
    """One answer: what it is about, what was said, and the page that asks it."""

    label: str
    value: str
    page: str


class CheckList(TileGrid):
    """Answers in frames; tapping one asks its question again."""

    may_be_bare: ClassVar[bool] = False
    is_spoken: ClassVar[bool] = False

    class Change(Message):
        """Somebody wants to answer a question anew."""

        def __init__(self, page: str) -> None:
            super().__init__()
            self.page = page

    def __init__(self, rows: Sequence[CheckRow], *, is_large: bool = False, id: str | None = "check") -> None:
        tiles = [Tile(row.page, _short(row.value or _("Not given")), row.label) for row in rows]
        super().__init__(tiles, is_large=is_large, id=id)

    def chosen(self, value: Any) -> None:
        """Ask for the change."""
        self.post_message(self.Change(value))

    def _spot(self, tile: Tile, place: int, plan_: Plan) -> Spot:
        spot = super()._spot(tile, place, plan_)
        room = plan_.tile_width - 8
        change = f"{_('Change')} ›"
        label = tile.detail + " " * max(1, room - cells(tile.detail) - cells(change)) + change
        words = [(line, "title") for line in wrap(tile.title, room)]
        return Spot(spot.region, spot.value, ((label, "detail"), *words), spot.number)


def _short(words: str) -> str:
    flat = " ".join(words.split())
    while cells(flat) > LONGEST:
        flat = flat[:-2].rstrip() + "…"
    return flat

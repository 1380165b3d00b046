"""Choices as tiles: as many as the room holds, the rest a page further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, ClassVar, NamedTuple

from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive

from kiosk.rules.text import wrap
from kiosk.widgets.board import Board, Spot, turns, turns_beside

MOST = 9
"""More than the digit keys could choose are never on one page."""
MOST_LARGE = 4
GAP = 2
TURN_ROWS = 3
SIDE, SHORT = 20, 18
"""Columns of the buttons that turn pages beside large tiles, in a room of fewer rows than this."""
NARROWEST, WIDEST = 34, 78
"""Columns between which words in a tile read well."""
MOST_AIR, MOST_AIR_TALL, TALL = 4, 8, 30
"""Rows of air that a tile takes at most, and in a tall room; in pairs, so that words stand in the middle."""
WIDEST_GAP = 2
_TEXT_MARGIN, _BARE_MARGIN = 8, 4
"""Cells of a tile beside its text: frame, cursor, air, and the number where there is one."""
_PARTS = " · "


@dataclass(frozen=True)
class Tile:
    """One choice: what it stands for, its words, and a smaller line under them."""

    value: Any
    title: str
    detail: str = ""
    icon: str = ""

    class Chosen(Message):
        """A tile was chosen."""

        def __init__(self, grid: TileGrid, value: Any) -> None:
            super().__init__()
            self.grid, self.value = grid, value

        @property
        def control(self) -> TileGrid:
            """Return the grid that the tile stands in."""
            return self.grid


class Plan(NamedTuple):
    """How tiles lie in a room."""

    columns: int
    rows: int
    tile_width: int
    tile_height: int
    each: int
    """Tiles on one page."""
    pages: int
    gap: int = 1
    """Free rows between tiles."""


def words_of(tile: Tile, width: int, most: int = 99) -> tuple[tuple[str, str], ...]:
    """Return a tile's lines within a width, with their roles; of the detail as many parts as fit whole."""
    title = f"{tile.icon} {tile.title}" if tile.icon else tile.title
    lines = [(line, "title") for line in wrap(title, width)]
    parts = tile.detail.split(_PARTS) if tile.detail else []
    for count in range(len(parts), 0, -1):
        more = [(line, "detail") for line in wrap(_PARTS.join(parts[:count]), width)]
        if len(lines) + len(more) <= most:
            return (*lines, *more)
    return tuple(lines[:most])


def plan(
    tiles: Sequence[Tile],
    width: int,
    height: int,
    most: int,
    columns: tuple[int, ...],
    *,
    may_be_bare: bool = True,
    margin: int = _TEXT_MARGIN,
    turn_rows: int = TURN_ROWS + 1,
) -> Plan:
    """Return how the tiles lie best: on few pages, with details, neither wide nor narrow, without holes."""
    bare = [Tile(tile.value, tile.title, icon=tile.icon) for tile in tiles]
    plans = [
        (_plan(some, width, height, most, n, margin, turn_rows), without)
        for without, some in enumerate((tiles, bare) if may_be_bare else (tiles,))
        for n in columns
    ]
    return min(plans, key=lambda p: (p[0].pages, p[1], *_faults(p[0])))[0]


def _faults(plan_: Plan) -> tuple[int, bool, int, int]:
    over, is_narrow = max(0, plan_.tile_width - WIDEST), plan_.tile_width < NARROWEST
    return over, is_narrow, plan_.rows * plan_.columns - plan_.each, plan_.columns


def _plan(
    tiles: Sequence[Tile], width: int, height: int, most: int, columns: int, margin: int, turn_rows: int
) -> Plan:
    tile_width = (width - GAP * (columns - 1)) // columns
    text = max((len(words_of(tile, tile_width - margin)) for tile in tiles), default=1)
    least = text + 2
    each = columns * max(1, (height + 1) // (least + 1))
    room = height
    if len(tiles) > min(each, most):
        room = height - turn_rows
        each = columns * max(1, (room + 1) // (least + 1))
    each = max(1, min(each, most, len(tiles)))
    rows = ceil(each / columns)
    air = min((room - rows + 1) // rows - least, MOST_AIR_TALL if height >= TALL else MOST_AIR)
    tall = least + max(0, air) // 2 * 2
    is_roomy = rows > 1 and rows * (tall + WIDEST_GAP) - WIDEST_GAP <= room
    gap = WIDEST_GAP if is_roomy else 1
    return Plan(columns, rows, tile_width, tall, each, max(1, ceil(len(tiles) / each)), gap)


class TileGrid(Board):
    """Tiles that page by themselves; posts `Tile.Chosen`."""

    is_spoken: ClassVar[bool] = True
    may_be_bare: ClassVar[bool] = True
    """Whether details may be left out, so that fewer pages are turned."""
    page = reactive(0)

    def __init__(
        self,
        tiles: Sequence[Tile],
        *,
        columns: int | None = None,
        is_large: bool = False,
        is_numbered: bool = True,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.tiles = list(tiles)
        self.columns, self.is_large, self.is_numbered = columns, is_large, is_numbered

    def show(self, tiles: Sequence[Tile]) -> None:
        """Show other tiles, from their first page on."""
        self.tiles, self.page, self.cursor = list(tiles), 0, 0
        self.rearrange()

    def choose(self, value: Any) -> None:
        """Turn the page, or tell the tile's choice."""
        if isinstance(value, _Turn):
            self.turn(value.by)
        else:
            self.chosen(value)

    def chosen(self, value: Any) -> None:
        """Tell that a tile was chosen."""
        self.post_message(Tile.Chosen(self, value))

    def turn(self, by: int) -> None:
        """Show another page of tiles."""
        self.page += by
        self.rearrange()
        at = next((i for i, spot in enumerate(self.spots) if spot.value == _Turn(by)), 0)
        self.cursor = at

    def tone_of(self, tile: Tile) -> str:
        """Return how a tile stands out; most do not."""
        return ""

    def marked(self, tile: Tile) -> Tile:
        """Return a tile with the sign that it carries now; most carry their own."""
        return tile

    def lay_out(self, width: int, height: int) -> list[Spot]:
        """Return the tiles of this page and the buttons that turn it."""
        plan_ = self._plan(width, height)
        is_beside = self.is_large and plan_.pages > 1 and height < SHORT and SIDE * 3 <= width <= WIDEST
        if is_beside:
            plan_ = self._plan(width - SIDE - GAP, height, turn_rows=0)
        self.page = max(0, min(self.page, plan_.pages - 1))
        first = self.page * plan_.each
        shown = self.tiles[first : first + plan_.each]
        spots = [self._spot(tile, place, plan_) for place, tile in enumerate(shown)]
        if plan_.pages < 2:
            return spots
        if is_beside:
            side = Region(width - SIDE, 0, SIDE, height)
            return spots + turns_beside(self.page, plan_.pages, side, _Turn)
        return spots + self._turns(plan_, width, height)

    def _plan(self, width: int, height: int, **others: int) -> Plan:
        columns = (self.columns,) if self.columns else _possible_columns(width, self.is_large)
        most = MOST_LARGE if self.is_large else MOST
        return plan(
            [self.marked(tile) for tile in self.tiles],
            width,
            height,
            most,
            columns,
            may_be_bare=self.may_be_bare,
            margin=self.margin,
            **others,
        )

    @property
    def margin(self) -> int:
        """Return the cells beside a tile's text."""
        return _TEXT_MARGIN if self.is_numbered else _BARE_MARGIN

    def _spot(self, tile: Tile, place: int, plan_: Plan) -> Spot:
        row, column = divmod(place, plan_.columns)
        region = Region(
            column * (plan_.tile_width + GAP),
            row * (plan_.tile_height + plan_.gap),
            plan_.tile_width,
            plan_.tile_height,
        )
        lines = words_of(self.marked(tile), plan_.tile_width - self.margin, plan_.tile_height - 2)
        number = str(place + 1) if self.is_numbered else ""
        return Spot(region, tile.value, lines, number, self.tone_of(tile))

    def _turns(self, plan_: Plan, width: int, height: int) -> list[Spot]:
        top = min(plan_.rows * (plan_.tile_height + plan_.gap), height - TURN_ROWS)
        return turns(self.page, plan_.pages, Region(0, top, width, TURN_ROWS), _Turn)


class _Turn(NamedTuple):
    by: int


def _possible_columns(width: int, is_large: bool) -> tuple[int, ...]:
    most = max(1, (width + GAP) // (22 + GAP))
    if is_large:
        most = 1 if width < 96 else 2
    return tuple(range(1, min(most, 4) + 1))

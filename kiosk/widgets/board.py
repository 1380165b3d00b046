"""A board of places to tap, drawn by one widget so that a full page appears at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from kiosk.i18n import _
from kiosk.rules.text import wrap

ROUND = "╭─╮│╰╯"
HEAVY = "┏━┓┃┗┛"
BETWEEN = 2
"""Columns between two places to tap."""
ARROWS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


class Spot(NamedTuple):
    """One place to tap, in the board's own cells."""

    region: Region
    value: Any
    lines: tuple[tuple[str, str], ...]
    """Text and its role: `title`, `detail` or `turn`."""
    number: str = ""
    """The digit key that chooses it."""
    tone: str = ""
    """A further role for its title: a chip that is chosen, a face."""
    is_centred: bool = False


class Board(Widget, can_focus=True):
    """Places to tap that move a cursor with the arrows and are chosen by Enter, a digit or a finger."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "board--title",
        "board--detail",
        "board--turn",
        "board--number",
        "board--edge",
        "board--focus",
        "board--chosen",
        "board--chosen-edge",
    }

    class Tapped(Message):
        """A spot was chosen."""

        def __init__(self, board: Board, value: Any) -> None:
            super().__init__()
            self.board, self.value = board, value

        @property
        def control(self) -> Board:
            """Return the board."""
            return self.board

    is_spoken: ClassVar[bool] = False
    """Whether its choices may be said aloud: none that somebody entered or that are somebody's own."""
    cursor = reactive(0)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._spots: list[Spot] | None = None
        self._held: Any = None
        self._drawn: dict[int, list[list[Segment]]] = {}

    def lay_out(self, width: int, height: int) -> list[Spot]:
        """Return the spots that are to be tapped in this room."""
        raise NotImplementedError

    def choose(self, value: Any) -> None:
        """Act on a spot that was chosen."""
        self.post_message(self.Tapped(self, value))

    @property
    def spots(self) -> list[Spot]:
        """Return the spots as they lie now."""
        if self._spots is None:
            self._spots = self.lay_out(*self.size) if self.size.width and self.size.height else []
        return self._spots

    @property
    def current(self) -> Spot | None:
        """Return the spot that the cursor is on."""
        spots = self.spots
        return spots[min(self.cursor, len(spots) - 1)] if spots else None

    def rearrange(self) -> None:
        """Lay the spots out again."""
        self._spots = None
        self._drawn.clear()
        self.refresh()

    def choose_number(self, digit: str) -> bool:
        """Choose the spot with this number, and say whether there was one."""
        for index, spot in enumerate(self.spots):
            if spot.number == digit:
                self.cursor = index
                self.choose(spot.value)
                return True
        return False

    def spot_at(self, offset: Offset) -> Spot | None:
        """Return the spot under a finger."""
        return next((spot for spot in self.spots if spot.region.contains_point(offset)), None)

    def notify_style_update(self) -> None:
        """Draw anew in other colours."""
        super().notify_style_update()
        self._drawn.clear()

    def on_resize(self) -> None:
        """Lay the spots out in the new room."""
        self.rearrange()

    def watch_cursor(self) -> None:
        """Draw the cursor where it is now."""
        self._drawn.clear()

    def on_focus(self) -> None:
        """Show the cursor."""
        self._drawn.clear()
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self._drawn.clear()
        self.refresh()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Remember what the finger came down on."""
        self._held = self.spot_at(event.offset)
        if self._held is not None:
            self.cursor = self.spots.index(self._held)

    def on_click(self, event: events.Click) -> None:
        """Choose what the finger came down on, when it also left there."""
        event.stop()
        spot, held, self._held = self.spot_at(event.offset), self._held, None
        if spot is not None and spot == held:
            self.choose(spot.value)

    def on_key(self, event: events.Key) -> None:
        """Move the cursor, or choose."""
        if event.key in ("enter", "space") and self.current is not None:
            event.stop()
            self.choose(self.current.value)
        elif event.key in ARROWS and self._move(*ARROWS[event.key]):
            event.stop()

    def _move(self, across: int, down: int) -> bool:
        here = self.current
        if here is None:
            return False
        ahead = [spot for spot in self.spots if _is_ahead(here.region, spot.region, across, down)]
        if not ahead:
            return False
        self.cursor = self.spots.index(
            min(ahead, key=lambda spot: _distance(here.region, spot.region, across))
        )
        return True

    def render_line(self, y: int) -> Strip:
        """Draw one row of the board."""
        ground = self.rich_style
        segments: list[Segment] = []
        x = 0
        for index, spot in enumerate(self.spots):
            region = spot.region
            if not region.y <= y < region.bottom:
                continue
            if region.x > x:
                segments.append(Segment(" " * (region.x - x), ground))
            segments += self._rows(index, spot)[y - region.y]
            x = region.right
        return Strip(segments).extend_cell_length(self.size.width, ground).crop(0, self.size.width)

    def _rows(self, index: int, spot: Spot) -> list[list[Segment]]:
        if index not in self._drawn:
            is_current = self.has_focus and spot == self.current
            self._drawn[index] = self.draw(spot, is_current)
        return self._drawn[index]

    def draw(self, spot: Spot, is_current: bool) -> list[list[Segment]]:
        """Draw a spot as rows of segments, with its frame."""
        edge = self._edge(spot, is_current)
        corners = HEAVY if is_current else ROUND
        width, height = spot.region.width, spot.region.height
        inner = self._inside(spot, width - 2, height - 2, is_current)
        bar = Segment(corners[3], edge)
        return [
            [Segment(corners[0] + corners[1] * (width - 2) + corners[2], edge)],
            *([bar, *row, bar] for row in inner),
            [Segment(corners[4] + corners[1] * (width - 2) + corners[5], edge)],
        ]

    def _edge(self, spot: Spot, is_current: bool) -> Style:
        if is_current:
            return self._style("board--focus", spot)
        return self.get_component_rich_style("board--chosen-edge" if spot.tone else "board--edge")

    def _style(self, name: str, spot: Spot) -> Style:
        style = self.get_component_rich_style(name)
        if not spot.tone:
            return style
        return style + Style(bgcolor=self.get_component_rich_style("board--chosen").bgcolor)

    def _inside(self, spot: Spot, width: int, height: int, is_current: bool) -> list[list[Segment]]:
        # Words of places side by side begin in one row.
        beside = [one for one in self.spots if one.region.y == spot.region.y and not one.is_centred]
        longest = max([len(spot.lines), *(len(one.lines) for one in beside if not spot.is_centred)])
        above = max(0, (height - longest) // 2)
        return [self._inner_row(spot, row - above, width, is_current) for row in range(height)]

    def _inner_row(self, spot: Spot, row: int, width: int, is_current: bool) -> list[Segment]:
        text, role = spot.lines[row] if 0 <= row < len(spot.lines) else ("", "title")
        tone = spot.tone if spot.tone and role == "title" else role
        style = self._style(f"board--{tone}", spot)
        mark = "▶" if is_current and row == 0 else " "
        lead = [Segment(mark, self._edge(spot, is_current) if is_current else style)]
        if spot.number and not spot.is_centred:
            is_first = row == 0
            badge = self.get_component_rich_style("board--number") if is_first else style
            lead += [Segment(f" {spot.number} " if is_first else "   ", badge), Segment(" ", style)]
        room = width - sum(cell_len(part.text) for part in lead) - 1
        if spot.is_centred:
            text = " " * max(0, (room - cell_len(text)) // 2) + text
        return [*lead, Segment(set_cell_size(text, room) + " ", style)]


def turns(page: int, pages: int, room: Region, value: Callable[[int], Any] = int) -> list[Spot]:
    """Return the buttons that turn pages in a row of room; the last one also says which page this is."""
    each = (room.width - BETWEEN) // 2
    told = _("page %(page)d of %(pages)d") % {"page": page + 1, "pages": pages}
    back, on = _("Earlier"), _("More")
    found = []
    if page:
        region = Region(room.x, room.y, each, room.height)
        words = (f"‹ {back}", f"‹{back}", "‹")
        is_last = page + 1 == pages
        found.append(_turn(region, value(-1), *([f"‹ {back}   {told}"] if is_last else []), *words))
    if page + 1 < pages:
        region = Region(room.right - each, room.y, each, room.height)
        found.append(_turn(region, value(1), f"{on} ›   {told}", f"{on} ›", f"{on}›", "›"))
    return found


def turns_beside(page: int, pages: int, room: Region, value: Callable[[int], Any] = int) -> list[Spot]:
    """Return the buttons that turn pages, one over the other in a column of room."""
    tall = (room.height - 1) // 2
    upper = Region(room.x, room.y, room.width, tall)
    told = _("page %(page)d of %(pages)d") % {"page": page + 1, "pages": pages}
    found = [(upper, -1, f"‹ {_('Earlier')}")] if page else []
    if page + 1 < pages:
        found.append((upper.translate((0, room.height - tall)), 1, f"{_('More')} ›"))
    # Two figures of two digits are too long for one line of it.
    which = [(line, "detail") for line in wrap(told, room.width - 4)]
    lines = [
        ((words, "turn"), *(which if one == len(found) else []))
        for one, (_region, _by, words) in enumerate(found, 1)
    ]
    return [
        Spot(region, value(by), tuple(line), is_centred=True)
        for (region, by, _words), line in zip(found, lines, strict=True)
    ]


def _turn(region: Region, value: Any, *words: str) -> Spot:
    """Return a button with the first words that fit."""
    fitting = next((one for one in words if cell_len(one) <= region.width - 4), words[-1])
    return Spot(region, value, ((fitting, "turn"),), is_centred=True)


def _is_ahead(here: Region, there: Region, across: int, down: int) -> bool:
    if across:
        beside = here.y < there.bottom and there.y < here.bottom
        return beside and (there.x - here.x) * across > 0
    return (there.y - here.y) * down > 0


def _distance(here: Region, there: Region, across: int) -> tuple[int, int]:
    dx, dy = abs(there.x - here.x), abs(there.y - here.y)
    return (dx, dy) if across else (dy, dx)

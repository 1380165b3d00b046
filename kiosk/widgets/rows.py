"""A list drawn by one widget: a row a line, loaded a page at a time however long it is."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from kiosk.rules.text import cells

GUTTER, GAP = 2, 2
"""Cells before the first column, where the cursor's mark stands; cells between columns."""
WINDOW = 200
"""Rows kept at most; what is further away is read again when one comes there."""
NEAR = 15
"""Rows before either end from which on the next page is asked for."""
WHEEL = 3


class Column(NamedTuple):
    """A column: which cell of a line it shows, its title, and how wide it is."""

    name: str
    title: str
    width: int
    grow: int = 0
    """Its share of the room that is left over."""
    most: int = 0
    """How wide it becomes at most; 0 has no limit. Far apart, cells are hard to follow with the eye."""


class Row(NamedTuple):
    """A line: what it is, and (words, role) by the name of a column."""

    key: Hashable
    cells: Mapping[str, tuple[str, str]]
    value: Any = None
    """What the screen keeps with it."""


class Rows(Widget, can_focus=True):
    """Lines with a cursor. Roles of cells: `words strong muted late today good`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"rows--{role}" for role in ("words", "strong", "muted", "late", "today", "good")),
        "rows--title",
        "rows--cursor",
        "rows--cursor-blurred",
    }

    class Opened(Message):
        """A row was chosen: Enter, or a click on the row that had the cursor."""

        def __init__(self, rows: Rows, row: Row) -> None:
            super().__init__()
            self.rows, self.row = rows, row

        @property
        def control(self) -> Rows:
            """Return the list."""
            return self.rows

    class Moved(Message):
        """The cursor came to another row, or the row under it changed."""

        def __init__(self, rows: Rows) -> None:
            super().__init__()
            self.rows = rows

    class WantsMore(Message):
        """The cursor came near an end behind which there is more; `is_far` asks for the very end."""

        def __init__(self, rows: Rows, is_below: bool, is_far: bool = False) -> None:
            super().__init__()
            self.rows, self.is_below, self.is_far = rows, is_below, is_far

    def __init__(self, columns: Sequence[Column] = (), *, empty: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self.columns, self.empty = tuple(columns), empty
        self.lines: list[Row] = []
        self.has_above = self.has_below = False
        self.most = WINDOW
        self.cursor = self.top = 0
        self._drawn: dict[tuple[Hashable, int], Strip] = {}
        self._is_asking = False

    # What is shown

    def show(
        self, lines: Sequence[Row], *, has_above: bool = False, has_below: bool = False, at: Hashable = None
    ) -> None:
        """Show other lines; the cursor stays on its row, or comes to `at`, as high as before."""
        wanted = at if at is not None else self.current.key if self.current else None
        beside = self.cursor - self.top
        self.lines, self.has_above, self.has_below = list(lines), has_above, has_below
        places = {line.key: place for place, line in enumerate(self.lines)}
        self.cursor = places.get(wanted, min(self.cursor, len(self.lines) - 1))
        self.top = self.cursor - beside
        self._redrawn()

    def append(self, lines: Sequence[Row], has_below: bool) -> None:
        """Add lines below; what is far above is let go."""
        known = {line.key for line in self.lines}
        self.lines += [line for line in lines if line.key not in known]
        self.has_below = has_below
        if (over := len(self.lines) - self.most) > 0:
            del self.lines[:over]
            self.cursor, self.top, self.has_above = self.cursor - over, self.top - over, True
        self._redrawn()

    def prepend(self, lines: Sequence[Row], has_above: bool) -> None:
        """Add lines above; what is far below is let go, and nothing moves on the screen."""
        known = {line.key for line in self.lines}
        fresh = [line for line in lines if line.key not in known]
        self.lines = fresh + self.lines
        self.cursor, self.top, self.has_above = self.cursor + len(fresh), self.top + len(fresh), has_above
        if len(self.lines) > self.most:
            del self.lines[self.most :]
            self.has_below = True
        self._redrawn()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns of the same lines."""
        self.columns = tuple(columns)
        self._drawn.clear()
        self.refresh()

    @property
    def current(self) -> Row | None:
        """Return the row under the cursor."""
        return self.lines[self.cursor] if 0 <= self.cursor < len(self.lines) else None

    @property
    def room(self) -> int:
        """Return how many rows are in sight."""
        return max(1, self.size.height - 1)

    # Moving

    def move(self, place: int) -> None:
        """Bring the cursor to a place, and into sight; ask for more near an end."""
        self.cursor = max(0, min(place, len(self.lines) - 1))
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved(self))
        self._ask_near_ends()

    def _keep_in_sight(self) -> None:
        self.top = min(self.top, self.cursor, max(0, len(self.lines) - self.room))
        self.top = max(self.top, self.cursor - self.room + 1, 0)

    def _redrawn(self) -> None:
        self._is_asking = False
        self._drawn.clear()
        self.cursor = max(0, min(self.cursor, len(self.lines) - 1))
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved(self))
        if self.has_below and self.room > len(self.lines):
            self._ask(is_below=True)

    def _ask_near_ends(self) -> None:
        if self._is_asking:
            return
        if self.has_below and max(self.cursor + NEAR, self.top + self.room) >= len(self.lines):
            self._ask(is_below=True)
        elif self.has_above and self.cursor < NEAR:
            self._ask(is_below=False)

    def _ask(self, is_below: bool, is_far: bool = False) -> None:
        self._is_asking = True
        self.post_message(self.WantsMore(self, is_below, is_far))

    def on_key(self, event: events.Key) -> None:
        """Move the cursor, or open its row."""
        page, last = max(1, self.room - 1), len(self.lines) - 1
        steps = {"up": -1, "k": -1, "down": 1, "j": 1, "pageup": -page, "pagedown": page}
        if event.key in steps:
            self.move(self.cursor + steps[event.key])
        elif event.key in ("home", "end"):
            is_below = event.key == "end"
            if self.has_below if is_below else self.has_above:
                self._ask(is_below, is_far=True)
            else:
                self.move(last if is_below else 0)
        elif event.key in ("enter", "space") and self.current is not None:
            self.post_message(self.Opened(self, self.current))
        else:
            return
        event.stop()
        event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """Bring the cursor to a row; a click on the row that has it opens the row."""
        event.stop()
        place = self.top + event.y - 1
        if event.y < 1 or not 0 <= place < len(self.lines):
            return
        if place == self.cursor:
            self.post_message(self.Opened(self, self.lines[place]))
        else:
            self.move(place)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move what is in sight; the cursor comes along."""
        event.stop()
        self._scroll(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move what is in sight; the cursor comes along."""
        event.stop()
        self._scroll(-WHEEL)

    def _scroll(self, by: int) -> None:
        self.top = max(0, min(self.top + by, len(self.lines) - self.room))
        self.move(max(self.top, min(self.cursor, self.top + self.room - 1)))

    # Drawing

    def on_resize(self) -> None:
        """Draw anew in the new room."""
        self._drawn.clear()
        self._keep_in_sight()
        self._ask_near_ends()

    def notify_style_update(self) -> None:
        """Draw anew in other colours."""
        super().notify_style_update()
        self._drawn.clear()

    def widths(self) -> list[int]:
        """Return how wide each column is in the room that is there."""
        free = self.size.width - GUTTER - 1 - sum(one.width + GAP for one in self.columns)
        shares = sum(one.grow for one in self.columns) or 1
        wide = [one.width + max(0, free) * one.grow // shares for one in self.columns]
        return [min(width, one.most or width) for width, one in zip(wide, self.columns, strict=True)]

    def render_line(self, y: int) -> Strip:
        """Draw one row: the titles, or a line."""
        if y == 0:
            style = self.get_component_rich_style("rows--title")
            return self._strip("", {one.name: (one.title, "title") for one in self.columns}, style, " ")
        place = self.top + y - 1
        if not 0 <= place < len(self.lines):
            words = f"  {self.empty}" if not self.lines and y == 2 else ""
            muted = self.get_component_rich_style("rows--muted")
            return Strip([Segment(set_cell_size(words, self.size.width), muted)])
        line, is_here = self.lines[place], place == self.cursor
        end = self._end_sign(place)
        if is_here or end != " ":
            return self._line(line, is_here, end)
        key = (line.key, self.size.width)
        if key not in self._drawn:
            self._drawn[key] = self._line(line, False, end)
        return self._drawn[key]

    def _end_sign(self, place: int) -> str:
        """Return the sign at the right that tells of more above or below what is in sight."""
        if place == self.top and (self.top or self.has_above):
            return "↑"
        last = self.top + self.room - 1
        return "↓" if place == last and (last < len(self.lines) - 1 or self.has_below) else " "

    def _line(self, line: Row, is_here: bool, end: str) -> Strip:
        cursor = "rows--cursor" if self.has_focus else "rows--cursor-blurred"
        own = self.get_component_rich_style(cursor) if is_here else None
        return self._strip("▶" if is_here else "", line.cells, own, end)

    def _strip(self, mark: str, told: Mapping[str, tuple[str, str]], own: Style | None, end: str) -> Strip:
        """Return a row of cells, each as wide as its column; `own` is the style of all of them."""
        base = own or self.get_component_rich_style("rows--words")
        parts = [Segment(set_cell_size(mark, GUTTER), base)]
        for column, width in zip(self.columns, self.widths(), strict=True):
            words, role = told.get(column.name, ("", "words"))
            style = own or self.get_component_rich_style(f"rows--{role}")
            parts.append(Segment(fitted(words, width) + " " * GAP, style))
        strip = Strip(parts).adjust_cell_length(self.size.width - 1, base)
        return Strip([*strip, Segment(end, base)])

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Show the cursor fainter."""
        self.refresh()


def fitted(words: str, width: int) -> str:
    """Return words in exactly so many cells; what is cut off leaves a sign."""
    room = cells(words)
    if room <= width:
        return words + " " * (width - room)
    return set_cell_size(words, max(0, width - 1)) + "…" if width else ""

"""How the keys on the glass lie and look: drawn by one widget, at once."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset, Region, Size
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import TextArea

from kiosk.i18n import _
from kiosk.rules.text import cells, wrap
from kiosk.widgets import keyboard_layouts as keys_on
from kiosk.widgets.candidates import Composition
from kiosk.widgets.keyboard_layouts import CHINESE, CHOICE, ENTER, LETTERS, OTHER, SHIFT, SHOW, Key

EVERY_PRESS = "-every-press"
"""The class of what takes every press; elsewhere the desk ignores the second one of a trembling finger."""
SHOW_MOST = 24
"""Columns of the key that shows the others again."""


class KeyFaces(Widget, can_focus=False):
    """Keys without a gap between them, over them what is composed and what is offered for it."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "keyboard--key",
        "keyboard--other",
        "keyboard--edge",
        "keyboard--held",
        "keyboard--on",
        "keyboard--told",
    }

    def __init__(self, composition: Composition | None, *, is_large: bool, is_hidden: bool) -> None:
        super().__init__(classes=EVERY_PRESS)
        self.composition, self.is_large, self.is_hidden = composition, is_large, is_hidden
        self.is_chinese, self.is_shifted, self.layout_name = composition is not None, False, LETTERS
        self.notice = ""
        """What a row says when Chinese cannot be written."""
        self._laid: list[Key] | None = None
        self._fits = 0
        self._held: Key | None = None
        self._target: Widget | None = None

    @property
    def plan(self) -> keys_on.Plan:
        """Return how many rows everything takes on this screen."""
        has_chinese = self.composition is not None
        return keys_on.plan(self.app.size.height, has_chinese=has_chinese, is_large=self.is_large)

    @property
    def rows(self) -> int:
        """Return how many rows the keyboard takes now."""
        return keys_on.ROWS if self.is_hidden else self.plan.height

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the same rows for every layout: keys do not move under a finger."""
        return self.rows

    @property
    def keys(self) -> list[Key]:
        """Return the keys as they lie now."""
        if self._laid is None:
            self._laid = self._lay() if self.size.width else []
        return self._laid

    def _lay(self) -> list[Key]:
        width, plan, composed = self.size.width, self.plan, self.composition
        if self.is_hidden:
            return [
                Key(Region(max(0, width - SHOW_MOST), 0, min(width, SHOW_MOST), keys_on.ROWS), SHOW, SHOW)
            ]
        laid = keys_on.keys(
            self.layout_name, plan, width, is_chinese=self.is_chinese, has_chinese=composed is not None
        )
        if composed is None or not composed.letters:
            return keys_on.idle(self.layout_name, plan, width, is_chinese=self.is_chinese) + laid
        texts = [one.text for one in composed.candidates]
        offered, self._fits = keys_on.choices(texts, composed.first, composed.has_more, plan, width)
        chosen = [
            key._replace(value=composed.candidates[key.value]) if key.code == CHOICE else key
            for key in offered
        ]
        return chosen + laid

    @property
    def target(self) -> Widget | None:
        """Return the field that is written in: where the cursor was last, at first the first one."""
        if self._target is None or not self._target.is_attached:
            fields = self.screen.query("Field Input, Field TextArea")
            self._target = fields.first() if fields else None
        return self._target

    def key_at(self, offset: Offset) -> Key | None:
        """Return the key under a finger."""
        return next((key for key in self.keys if key.region.contains_point(offset)), None)

    def on_resize(self) -> None:
        """Lay the keys out in the new room."""
        self._lay_again()

    def _lay_again(self) -> None:
        self._laid = None
        self.refresh()

    def _show_offer(self) -> None:
        self._laid = None
        self.refresh(Region(0, 0, self.size.width, self.plan.told + self.plan.strip))

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        width, ground = self.size.width, self.rich_style
        if not self.is_hidden and self.plan.told and y == 0:
            return Strip([Segment(" ", ground), *self._told(width - 2)]).extend_cell_length(width, ground)
        segments: list[Segment] = []
        x = 0
        for key in sorted(self.keys, key=lambda one: one.region.x):
            if key.region.y <= y < key.region.bottom:
                segments += [Segment(" " * (key.region.x - x), ground), *self._face(key, y - key.region.y)]
                x = key.region.right
        strip = Strip(segments).extend_cell_length(width, ground)
        if y or self.is_hidden or not self.plan.strip or not (told := self._told(width - 4)):
            return strip
        # There is no row to spare: it stands in the upper frame of what is offered.
        after = 2 + sum(cells(part.text) for part in told)
        return Strip.join([strip.crop(0, 2), Strip(told), strip.crop(after, width)])

    def _told(self, most: int) -> list[Segment]:
        """Return what is composed, or why nothing can be."""
        composed = self.composition
        said, told = "", self.notice
        if composed is not None and composed.letters:
            said = composed.shown
            if composed.is_current and not composed.candidates:
                told = _("Space writes these letters as they are.")
            elif composed.first:
                told = _("Not there? The key Chinese writes the letters.")
        said = "   ".join(filter(None, (said, told)))
        if not said:
            return []
        style = self.get_component_rich_style("keyboard--told")
        return [Segment(f" {wrap(said, most - 2)[0]} ", style)]

    def _face(self, key: Key, line: int) -> list[Segment]:
        width, tall = key.region.width, key.region.height
        edge = self.get_component_rich_style("keyboard--edge")
        if line in (0, tall - 1):
            ends = "╭╮" if line == 0 else "╰╯"
            return [Segment(ends[0] + "─" * (width - 2) + ends[1], edge)]
        label = self._label(key) if line == (tall - 1) // 2 else ""
        left = (width - 2 - cells(label)) // 2
        face = " " * left + label + " " * (width - 2 - left - cells(label))
        return [Segment("│", edge), Segment(face, self._style_of(key)), Segment("│", edge)]

    def _style_of(self, key: Key) -> Style:
        is_on = (key.code == CHINESE and self.is_chinese) or (key.code == SHIFT and self.is_shifted)
        is_held = self._held is not None and key.region == self._held.region
        is_on = is_on or (key.code == CHOICE and self._is_first(key))
        role = "held" if is_held else "on" if is_on else "other" if key.code in OTHER else "key"
        return self.get_component_rich_style(f"keyboard--{role}")

    def _is_first(self, key: Key) -> bool:
        """Say whether a candidate is the one that Space takes."""
        composed = self.composition
        return composed is not None and key.value in composed.candidates[composed.first : composed.first + 1]

    def _label(self, key: Key) -> str:
        if key.code == CHINESE:
            words = f"{'✓' if self.is_chinese else '○'} {_('Chinese')}"
        elif key.code == ENTER:
            words = _("New line") if isinstance(self.target, TextArea) else _("Done")
        elif key.code == CHOICE:
            return _cut(key.label, key.region.width - 2)
        elif self.is_shifted and len(key.code) == 1:
            words = key.code.upper()
        else:
            words = ""
        return keys_on.label_of(key, words)


def _cut(text: str, width: int) -> str:
    """Return a candidate within a width; its end, in which long ones differ, stays."""
    if cells(text) <= width:
        return text
    while cells(text) > width - 1:
        text = text[1:]
    return f"…{text}"

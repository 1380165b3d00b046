"""The last door before a terminal, and the first behind one: only signs to read pass, out and in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter

from kiosk.rules.text import signs

OBEYED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""What a terminal or a reader's eye would obey: controls, turned directions, halves of signs."""
LOST = "\ufffd"
MOST_PASTED = 20_000


class Readable(LineFilter):
    """Takes out of every drawn line what somebody's words must not say to a terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the line; where a cell was taken, a sign shows that something was lost."""
        if not any(OBEYED.search(segment.text) for segment in segments):
            return segments
        return [Segment(readable(text), style, control) for text, style, control in segments]


def readable(text: str) -> str:
    """Return a text as it may be drawn, as wide as it was."""
    return OBEYED.sub(lambda found: LOST * cell_len(found[0]), text)


class OnlySigns(App[int]):
    """An app that draws nothing but signs, whatever the register holds, and pastes nothing else."""

    _readable = Readable()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what every line passes, this door last."""
        return [*super().get_line_filters(), self._readable]

    async def on_event(self, event: events.Event) -> None:
        """Let what is pasted stand in a field as it will be kept."""
        if isinstance(event, events.Paste):
            event.text = signs(event.text, MOST_PASTED)
        await super().on_event(event)

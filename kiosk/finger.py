"""A finger that trembles: its second press on the same place is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

if TYPE_CHECKING:
    from textual.geometry import Offset
    from textual.widget import Widget

AGAIN = 0.5
"""Seconds in which a second press on the same place is a trembling finger."""
NEAR = 2


class Finger:
    """Remembers the last press, by when it came: a busy desk takes late what was calm enough."""

    def __init__(self) -> None:
        self._at = -1.0
        self._target: Widget | None = None
        self._place: Offset | None = None
        self._is_ignored = False

    def trembles(self, event: events.MouseEvent, target: Widget | None) -> bool:
        """Say whether a press is the second of a finger that trembles; its release goes with it."""
        if isinstance(event, events.MouseDown):
            self._is_ignored = self._is_second(event, target)
            self._at, self._target, self._place = event.time, target, event.screen_offset
        return self._is_ignored and isinstance(event, events.MouseDown | events.MouseUp)

    def _is_second(self, event: events.MouseDown, target: Widget | None) -> bool:
        if event.time - self._at >= AGAIN or target is None:
            return False
        is_near = self._place is not None and self._place.get_distance_to(event.screen_offset) <= NEAR
        if target.has_class("-every-press"):
            # Keys take every press, but not the second one of what brought them under the finger.
            return is_near and self._target is not None and target is not self._target
        return is_near or (target is self._target and not hasattr(target, "spots"))

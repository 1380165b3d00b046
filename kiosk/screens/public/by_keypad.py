"""The way round a page with ten digits, Enter and Escape: 0 leads to the next place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.widgets.board import Board

if TYPE_CHECKING:
    from textual.widget import Widget

    from kiosk.screens.public.page import Page


def go_round(page: Page) -> None:
    """Put the cursor on the next place; a board gives it away after its places without a number."""
    here = page.focused
    if isinstance(here, Board) and _step(here, here.cursor + 1):
        return
    ring = places(page)
    if not ring:
        return
    there = ring[(ring.index(here) + 1) % len(ring)] if here in ring else ring[0]
    page.set_focus(there)
    if isinstance(there, Board) and there.current is not None and not there.current.number:
        _step(there, 0)


def places(page: Page) -> list[Widget]:
    """Return what can be reached: first what the page asks, then the way on, then all else as it is read."""
    chain = [one for one in page.focus_chain if not one.disabled]
    body = [one for one in chain if any(above.id == "body" for above in one.ancestors)]
    on = [one for one in chain if one.id == "continue"]
    return body + on + [one for one in chain if one not in body and one not in on]


def _step(board: Board, first: int) -> bool:
    """Move to the next place that no digit chooses, and say whether there was one."""
    for index, spot in enumerate(board.spots[first:], first):
        if not spot.number:
            board.cursor = index
            return True
    return False

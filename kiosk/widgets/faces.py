"""Five faces, each with its word: one tap says how it went."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, ClassVar

from textual.geometry import Region
from textual.message import Message

from kiosk.rules.text import wrap
from kiosk.widgets.board import Board, Spot

EYES = (" ▄▄   ▄▄ ", " ▀▀   ▀▀ ")
MOUTHS = (
    (" ▄█▀▀▀█▄ ", " ▀     ▀ "),
    ("  ▄▄▄▄▄  ", " ▀     ▀ "),
    (" ▄▄▄▄▄▄▄ ", "         "),
    (" ▄     ▄ ", "  ▀▀▀▀▀  "),
    (" █▄▄▄▄▄█ ", "  ▀███▀  "),
)
"""From the worst to the best."""
GAP = 2
TALLEST, TALLEST_LARGE = 12, 18
WIDE = 18
"""Columns of a frame from which on its face is drawn twice as large."""


class Faces(Board):
    """Faces from the worst to the best; posts `Faces.Chosen` with 1 to 5."""

    is_spoken: ClassVar[bool] = True

    class Chosen(Message):
        """A face was tapped."""

        def __init__(self, faces: Faces, score: int) -> None:
            super().__init__()
            self.faces, self.score = faces, score

        @property
        def control(self) -> Faces:
            """Return the faces."""
            return self.faces

    def __init__(self, words: Sequence[str], chosen: int = 0, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.words, self.score = tuple(words), chosen

    def choose(self, value: Any) -> None:
        """Tell the score, and show which face it was."""
        self.score = value
        self.rearrange()
        self.post_message(self.Chosen(self, value))

    def lay_out(self, width: int, height: int) -> list[Spot]:
        """Return five frames side by side."""
        count = len(self.words)
        whole = width + GAP
        edges = [n * whole // count for n in range(count + 1)]
        is_large = whole // count - GAP >= WIDE and height >= TALLEST_LARGE
        tall = min(height, TALLEST_LARGE if is_large else TALLEST)
        regions = [Region(left, 0, right - left - GAP, tall) for left, right in pairwise(edges)]
        return [self._face(n, region, is_large) for n, region in enumerate(regions)]

    def _face(self, place: int, region: Region, is_large: bool) -> Spot:
        score = place + 1
        is_chosen = score == self.score
        words = f"✓ {self.words[place]}" if is_chosen else self.words[place]
        air = [("", "detail")] if region.height >= 10 else []
        drawn = (*EYES, *MOUTHS[place])
        art = [(line, "turn") for line in (doubled(drawn) if is_large else drawn)]
        lines = (
            *art,
            *air,
            *((line, "title") for line in wrap(words, region.width - 4)),
            (str(score), "detail"),
        )
        return Spot(region, score, lines, str(score), "chosen" if is_chosen else "", is_centred=True)


def doubled(lines: Sequence[str]) -> list[str]:
    """Return a drawing of half blocks twice as wide and twice as high, without the air beside it."""
    upper, lower = str.maketrans("▀▄█", "█ █"), str.maketrans("▀▄█", " ██")
    halves = [half for line in lines for half in (line[1:-1].translate(upper), line[1:-1].translate(lower))]
    return ["".join(dot * 2 for dot in half) for half in halves]

"""Five faces, each with its word: one tap says how it went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.geometry import Region
from textual.message import Message

from kiosk.rules.text import cells, wrap
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
TALLEST = 12


class Faces(Board):
    """Faces from the worst to the best; posts `Faces.Chosen` with 1 to 5."""

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
        each = (width - GAP * (count - 1)) // count
        tall = min(height, TALLEST)
        return [self._face(n, Region(n * (each + GAP), 0, each, tall)) for n in range(count)]

    def _face(self, place: int, region: Region) -> Spot:
        score = place + 1
        is_chosen = score == self.score
        words = f"✓ {self.words[place]}" if is_chosen else self.words[place]
        air = [("", "detail")] if region.height >= 10 else []
        art = [(line, "turn") for line in (*EYES, *MOUTHS[place])]
        lines = (
            *art,
            *air,
            *((line, "title") for line in wrap(words, region.width - 4)),
            (str(score), "detail"),
        )
        return Spot(region, score, lines, str(score), "chosen" if is_chosen else "", is_centred=True)


def width_of(words: Sequence[str]) -> int:
    """Return the columns that the faces need so that no word is broken."""
    return sum(max(cells(word) for word in words) + 4 + GAP for _word in words) - GAP

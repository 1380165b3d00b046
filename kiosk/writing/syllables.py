"""What was typed, cut into syllables: whole ones, first letters, and those that sound alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

MOST = 40
"""Letters that are looked at; what is typed beyond them waits until some of it is chosen."""

INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsywaoe")
WRITTEN = {"lue": "lve", "nue": "nve"}
"""Syllables that most people type in another way than the dictionaries."""

WHOLE, PART, SLACK = 1.0, 2.0, 1.0
"""What a whole syllable and a part of one cost, and how much worse than the best cut one may still be."""


class Piece(NamedTuple):
    """A stretch of letters that stands for one syllable."""

    end: int
    letters: str
    is_whole: bool


def clean(composition: str, most: int = MOST) -> str:
    """Keep what pinyin is made of: small letters and the mark that parts syllables."""
    letters = composition.lower().replace("ü", "v").replace("’", "'")
    return re.sub(r"[^a-z']", "", letters)[:most].lstrip("'")


@lru_cache(2048)
def blur(syllable: str) -> str:
    """Give every syllable of those that many people do not tell apart the same form."""
    first = syllable.replace("h", "", 1) if syllable[:2] in ("zh", "ch", "sh") else syllable
    first = "l" + first[1:] if first[:1] == "n" else first
    return first[:-1] if first.endswith(("ang", "eng", "ing")) else first


def initial(syllable: str) -> str:
    """Return the letter that a syllable is shortened to, the same for z and zh."""
    return blur(syllable[:1])


class Cutter:
    """Cuts letters into the syllables of one lexicon, with or without those that sound alike."""

    def __init__(self, syllables: frozenset[str], fuzzy: bool) -> None:
        self.syllables = syllables
        self.fuzzy = fuzzy
        self.blurred = frozenset(map(blur, syllables))
        self.beginnings = frozenset(one[:n] for one in syllables for n in range(1, len(one)))

    def is_syllable(self, letters: str) -> bool:
        """Tell whether these letters are one whole syllable."""
        return letters in self.syllables or (
            self.fuzzy and len(letters) > 1 and blur(letters) in self.blurred
        )

    def fits(self, piece: Piece, syllable: str) -> float:
        """Return how far a syllable is from what was typed: 0 is the same, -1 does not fit."""
        typed = piece.letters
        if syllable == typed or not piece.is_whole and syllable.startswith(typed):
            return 0
        if piece.is_whole:
            return 1 if self.fuzzy and blur(syllable) == blur(typed) else -1
        return 1 if self.fuzzy and blur(syllable).startswith(blur(typed)) else -1

    def pieces(self, letters: str, start: int) -> Iterator[Piece]:
        """Offer what may stand at this place: whole syllables, first letters, and at the end a beginning."""
        while letters[start : start + 1] == "'":
            start += 1
        for end in range(start + 1, min(start + 6, len(letters)) + 1):
            part = WRITTEN.get(letters[start:end], letters[start:end])
            if "'" in part:
                break
            if self.is_syllable(part):
                yield Piece(end, part, True)
            elif part in INITIALS or (end == len(letters) and part in self.beginnings):
                yield Piece(end, part, False)

    def cut(self, letters: str) -> list[list[Piece]]:
        """Return at each place the pieces that lie on a good way through the letters."""
        ahead = [list(self.pieces(letters, at)) for at in range(len(letters))]
        there = self._costs(letters, ahead)
        here = [float("inf")] * (len(letters) + 1)
        here[0] = 0.0
        best = there[0] + SLACK
        kept: list[list[Piece]] = [[] for _ in ahead]
        for at, pieces in enumerate(ahead):
            for piece in pieces:
                cost = here[at] + _cost(piece)
                if cost + there[piece.end] <= best:
                    here[piece.end] = min(here[piece.end], cost)
                    kept[at].append(piece)
        return kept

    def parted(self, letters: str) -> str:
        """Return the letters with a space between syllables, as they are shown."""
        ends = self._ends(letters)
        shown = [letters[start:end].strip("'") for start, end in pairwise([0, *ends])]
        rest = letters[ends[-1] :] if ends else letters
        return " ".join(part for part in (*shown, rest) if part)

    def head(self, letters: str, most: int) -> str:
        """Return no more letters than make this many syllables."""
        ends = self._ends(letters)
        return letters if len(ends) <= most else letters[: ends[most - 1]]

    def _ends(self, letters: str) -> list[int]:
        """Return where the syllables of the best cut end."""
        ahead = [list(self.pieces(letters, at)) for at in range(len(letters))]
        there = self._costs(letters, ahead)
        ends: list[int] = []
        while (at := ends[-1] if ends else 0) < len(letters) and ahead[at]:
            ends.append(min(ahead[at], key=lambda piece: (_cost(piece) + there[piece.end], -piece.end)).end)
        return ends

    def _costs(self, letters: str, ahead: list[list[Piece]]) -> list[float]:
        """Work out from the end what each place still costs."""
        costs = [float("inf")] * len(letters) + [0.0]
        for at in range(len(letters) - 1, -1, -1):
            if not letters[at:].strip("'"):
                costs[at] = 0.0
            for piece in ahead[at]:
                costs[at] = min(costs[at], _cost(piece) + costs[piece.end])
        return costs


def _cost(piece: Piece) -> float:
    return WHOLE if piece.is_whole else PART

"""Personal names that the lexicon does not list: any family name before any given name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from heapq import nsmallest

from kiosk.writing.index import Entry, Index, sounds_key
from kiosk.writing.syllables import Cutter, Piece

ALONE, WITHIN = 3.5, 8.0
"""What it costs to believe that a name is written: alone, and inside a sentence."""
ONE, TWO = 1.6, 0.3
"""What a given name of one character costs, and one of two."""
FREE = 1.5
"""What two characters cost more that are no common given name together."""
UNLIKE = 2.5
MOST, FEW = 8, 2
"""Names of the same sounds that are offered alone, and inside a sentence."""


class People:
    """Puts names together from what people are called."""

    def __init__(self, index: Index, cutter: Cutter) -> None:
        self.cutter = cutter
        self.surnames = by_sound(index.people("surnames"))
        self.given = by_sound(index.people("given"))
        self.characters = by_sound(index.people("characters"))

    def names(self, pieces: Sequence[Piece], is_all: bool) -> Iterator[tuple[str, float]]:
        """Yield the likeliest names of these syllables with what they cost."""
        if not 2 <= len(pieces) <= 4 or not all(piece.is_whole for piece in pieces):
            return
        belief = ALONE if is_all else WITHIN
        made = [
            (family + given, belief + cost + more)
            for n in (1, 2)
            for family, cost in self._called(self.surnames, pieces[:n])
            for given, more in self._given(pieces[n:])
        ]
        yield from nsmallest(MOST if is_all else FEW, made, key=lambda one: one[1])

    def _given(self, pieces: Sequence[Piece]) -> list[tuple[str, float]]:
        """Return given names of one or two characters."""
        if len(pieces) == 1:
            return [(text, cost + ONE) for text, cost in self._called(self.characters, pieces)]
        if len(pieces) != 2:
            return []
        listed = [(text, cost + TWO) for text, cost in self._called(self.given, pieces)]
        free = [
            (first + second, cost + more + TWO + FREE)
            for first, cost in self._called(self.characters, pieces[:1])
            for second, more in self._called(self.characters, pieces[1:])
        ]
        return [*listed, *free]

    def _called(self, listed: dict[str, list[Entry]], pieces: Sequence[Piece]) -> list[tuple[str, float]]:
        """Return what is listed under these sounds."""
        called = []
        for text, reading, cost in listed.get(sounds_key(piece.letters for piece in pieces), ()):
            away = [self.cutter.fits(piece, sound) for piece, sound in zip(pieces, reading, strict=True)]
            if min(away) >= 0:
                called.append((text, cost + UNLIKE * sum(away)))
        return nsmallest(MOST, called, key=lambda one: one[1])


def by_sound(entries: list[Entry]) -> dict[str, list[Entry]]:
    """Group names by how they sound."""
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        grouped[sounds_key(entry.reading)].append(entry)
    return dict(grouped)

"""Our own small engine: the likeliest words through the letters, from a lexicon in a file."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import nsmallest
from math import exp, inf, log
from typing import NamedTuple

from kiosk.writing.engine import PAGE, Candidate
from kiosk.writing.index import Index
from kiosk.writing.people import People
from kiosk.writing.syllables import Cutter, Piece

LONGEST = 6
"""Syllables of the longest word that is looked for."""
UNLIKE = 2.5
"""What a syllable costs that only sounds like what was typed."""
DOUBT, SPREAD = 8.0, 4.0
"""How much all words still count after a known one: always, and for each different word that followed it."""
STEP = 1.0
"""What each further word costs, for words that stand alone in a list seldom stand side by side."""
NEAR, RIVALS = 3.0, 3
"""How much less likely than the best a sentence may be to stand beside it, and how many may."""
TRUST = 2.0
"""How much likelier another engine's guess is than our own words for it make it."""
BEAM = 8
SEQUENCES = 20


class Edge(NamedTuple):
    """A word that may stand for a stretch of letters."""

    text: str
    end: int
    cost: float


class Way(NamedTuple):
    """Words from the beginning to a place."""

    cost: float
    last: str
    text: str


class SmallEngine:
    """Decodes letters by Viterbi over words, with word pairs where the hospital's phrases know them."""

    def __init__(self, index: Index, fuzzy: bool) -> None:
        self.index = index
        self.cutter = Cutter(index.syllables(), fuzzy)
        self.people = People(index, self.cutter)
        self.known = {
            before: (sum(one.times for one in follow.values()), DOUBT + SPREAD * len(follow))
            for before, follow in index.pairs.items()
        }

    def close(self) -> None:
        """Let go of the lexicon."""
        self.index.close()

    def decode(self, letters: str, most: int, guess: str = "") -> list[Candidate]:
        """Return sentences, another engine's guess among them, then the words that may come first."""
        cut = self.cutter.cut(letters)
        edges = [self._edges(letters, cut, at) for at in range(len(letters))]
        end = reach(edges)
        sentences = self._sentences(edges, end)
        if guess:
            sentences = self._weighed(guess, edges, end, sentences)
        firsts = ranked(edges, end)
        return arrange(sentences, firsts, end)[:most]

    def names(self, letters: str) -> set[str]:
        """Return the personal names that all these letters may stand for."""
        cut = self.cutter.cut(letters)
        whole = [row for row in sequences(cut, 0) if row[-1].end == len(letters)] if cut else []
        return {text for row in whole for text, _cost in self.people.names(row, True)}

    def _edges(self, letters: str, cut: list[list[Piece]], start: int) -> list[Edge]:
        """Find the words that may begin at this place."""
        found: dict[tuple[str, int], float] = {}
        for pieces in sequences(cut, start):
            most = (60 if start == 0 else 14) if len(pieces) == 1 else (30 if start == 0 else 8)
            is_all = start == 0 and pieces[-1].end == len(letters)
            for text, cost in [*self._words(pieces, most), *self.people.names(pieces, is_all)]:
                place = (text, pieces[-1].end)
                found[place] = min(cost, found.get(place, inf))
        return [Edge(text, end, cost + STEP) for (text, end), cost in found.items()]

    def _words(self, pieces: list[Piece], most: int) -> Iterator[tuple[str, float]]:
        """Yield the words of these syllables with what they cost."""
        kept = []
        for entry in self.index.find(pieces):
            unlike = 0.0
            for piece, syllable in zip(pieces, entry.reading, strict=True):
                away = self.cutter.fits(piece, syllable)
                unlike = inf if away < 0 else unlike + away
            if unlike < inf:
                kept.append((entry.text, entry.cost + UNLIKE * unlike))
        return iter(nsmallest(most, kept, key=lambda one: one[1]))

    def _weighed(self, guess: str, edges: list[list[Edge]], end: int, sentences: list[Way]) -> list[Way]:
        """Put a guess in its place among our own sentences; before them if we have no words for it."""
        made = self._sentences(edges, end, guess)[:1] or [Way(-inf, "", guess)]
        trusted = made[0]._replace(cost=made[0].cost - TRUST)
        return sorted([trusted, *(way for way in sentences if way.text != guess)])

    def _sentences(self, edges: list[list[Edge]], end: int, only: str = "") -> list[Way]:
        """Find the cheapest ways from the beginning to the end, or those that write only this."""
        ways: list[dict[str, Way]] = [{} for _ in range(end + 1)]
        ways[0][""] = Way(0.0, "", "")
        for at in range(end):
            for way in nsmallest(BEAM, ways[at].values()):
                for text, there, cost in edges[at]:
                    if only and not only.startswith(way.text + text):
                        continue
                    total = way.cost + self._after(way.last, text, cost)
                    if there <= end and total < ways[there].get(text, Way(inf, "", "")).cost:
                        ways[there][text] = Way(total, text, way.text + text)
        return nsmallest(BEAM, ways[end].values())

    def _after(self, before: str, text: str, cost: float) -> float:
        """Return what a word costs after another: the packaged texts know a little, the hospital's more."""
        share = exp(-cost)
        if before and (texts := self.index.followers(before)):
            times, usual = texts.find(text)
            share = mixed(times, usual, texts.total, texts.doubt, share, cost)
        if before in self.known:
            known, doubt = self.known[before]
            times, usual = self.index.pairs[before].get(text, (0, 0.0))
            share = mixed(times, usual, known, doubt, share, cost)
        return -log(share)


def mixed(times: float, usual: float, known: float, doubt: float, share: float, cost: float) -> float:
    """Return a word's share after another one: how often it was met there, and as far as in doubt its own."""
    # A word read or typed in an unusual way follows that much less often.
    met = times * exp(min(0.0, usual + STEP - cost)) if times else 0.0
    return (met + doubt * share) / (known + doubt)


def sequences(cut: list[list[Piece]], start: int) -> Iterator[list[Piece]]:
    """Yield the rows of pieces that begin at this place, short ones first."""
    rows: list[list[Piece]] = [[piece] for piece in cut[start]]
    count = 0
    while rows and count < SEQUENCES:
        row = rows.pop(0)
        count += 1
        yield row
        if len(row) < LONGEST and row[-1].end < len(cut):
            rows += [[*row, piece] for piece in cut[row[-1].end]]


def reach(edges: list[list[Edge]]) -> int:
    """Return how far words reach into the letters."""
    reached = {0}
    for at, here in enumerate(edges):
        if at in reached:
            reached.update(edge.end for edge in here)
    return max(reached)


def ranked(edges: list[list[Edge]], end: int) -> list[Edge]:
    """Rank what may come first by what the whole costs with it."""
    rest = [inf] * end + [0.0]
    for at in range(end - 1, 0, -1):
        rest[at] = min((cost + rest[there] for _, there, cost in edges[at] if there <= end), default=inf)
    firsts = [edge._replace(cost=edge.cost + rest[edge.end]) for edge in (edges[0] if edges else [])]
    return sorted((one for one in firsts if one.cost < inf), key=lambda one: one.cost)


def arrange(sentences: list[Way], firsts: list[Edge], end: int) -> list[Candidate]:
    """Put the best of everything on the first page: whole sentences, longer beginnings, shorter ones."""
    whole = [Candidate(way.text, end) for way in sentences]
    parts = [Candidate(edge.text, edge.end) for edge in firsts]
    near = [one for one, way in zip(whole, sentences, strict=True) if way.cost < sentences[0].cost + NEAR]
    page = [*near[:RIVALS], *parts[: PAGE - 1]]
    rest = sorted(parts, key=lambda one: -one.taken)
    kept: dict[str, Candidate] = {}
    for candidate in (*page, *parts[: 3 * PAGE], *whole, *rest):
        kept.setdefault(candidate.text, candidate)
    return list(kept.values())

"""The hospital's own words laid over whatever an engine offers, in the order this terminal has learnt."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

from kiosk.writing.engine import Candidate
from kiosk.writing.syllables import Cutter, Piece, initial

MOST_COUNTED = 500
"""When a word was chosen this often, all counts are halved: what was common long ago fades."""
GUESSES = 2
"""Longer words that are guessed from their beginning, of two syllables or more."""


class Match(IntEnum):
    """How a word meets what was typed, the nearest first."""

    EXACT = 0
    SHORT = 1
    BEGINNING = 2
    ALIKE = 3
    GUESS = 4


class OwnWord(NamedTuple):
    """A word of the hospital's."""

    text: str
    reading: tuple[str, ...]
    is_given: bool
    """Whether this very hospital named it (a department, a doctor), not our list for all hospitals."""


class Hit(NamedTuple):
    """An own word that meets what was typed."""

    match: Match
    word: OwnWord
    end: int


class Learned:
    """How often each own word was chosen at this terminal; of anything else nothing is kept."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.counts: Counter[str] = Counter()
        if path and path.exists():
            self.counts.update(_counts(path.read_text(encoding="utf-8")))

    def add(self, text: str) -> None:
        """Count a word that was chosen."""
        self.counts[text] += 1
        if self.counts[text] >= MOST_COUNTED:
            self.counts = Counter({word: count // 2 for word, count in self.counts.items() if count > 1})
        if self.path:
            # A full disk costs the order that was learnt, never the word that is being written.
            with suppress(OSError):
                _replace(self.path, json.dumps(self.counts, ensure_ascii=False, sort_keys=True))


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_suffix(".new")
    made.write_text(text, encoding="utf-8")
    made.replace(path)


def _counts(text: str) -> dict[str, int]:
    """Read counts; a damaged file counts nothing."""
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return (
        {word: count for word, count in read.items() if isinstance(count, int)}
        if isinstance(read, dict)
        else {}
    )


class Overlay:
    """Finds the hospital's own words and puts them in their places among an engine's candidates."""

    def __init__(self, words: Iterable[OwnWord], cutter: Cutter, learned: Learned) -> None:
        self.cutter = cutter
        self.learned = learned
        self.words: dict[str, OwnWord] = {}
        for word in words:
            if word.text not in self.words and len(word.text) > 1:
                self.words[word.text] = word
        self.by_initial: Mapping[str, list[OwnWord]] = defaultdict(list)
        for word in self.words.values():
            self.by_initial[initial(word.reading[0])].append(word)

    def choose(self, text: str) -> bool:
        """Learn that an own word was chosen; what is none is forgotten at once."""
        if text in self.words:
            self.learned.add(text)
        return text in self.words

    def lay(self, letters: str, offered: list[Candidate]) -> list[Candidate]:
        """Return the engine's candidates with the hospital's own words among them."""
        places = {candidate.text: place for place, candidate in enumerate(offered)}

        def order(hit: Hit) -> tuple[int, int, bool, int]:
            text = hit.word.text
            return hit.match, -self.learned.counts[text], not hit.word.is_given, places.get(text, len(places))

        hits = sorted(self._hits(letters), key=order)
        first = [hit for hit in hits if hit.match <= Match.SHORT]
        then = [hit for hit in hits if hit.match > Match.SHORT and self._deserves(hit)]
        guesses = [hit for hit in hits if hit.match == Match.GUESS and hit not in then][:GUESSES]
        return _once([*_candidates(first), *offered[:1], *_candidates([*then[:3], *guesses]), *offered[1:]])

    def _deserves(self, hit: Hit) -> bool:
        """Tell whether a word that is not the whole is put before what the engine thinks."""
        return hit.word.is_given or self.learned.counts[hit.word.text] > 1

    def _hits(self, letters: str) -> Iterator[Hit]:
        """Yield every own word that meets the letters."""
        cut = self.cutter.cut(letters)
        for sound in {initial(piece.letters) for piece in cut[0]} if cut else ():
            for word in self.by_initial.get(sound, ()):
                yield from self._meet(word, cut, len(letters))

    def _meet(self, word: OwnWord, cut: list[list[Piece]], length: int) -> Iterator[Hit]:
        """Walk a word along the pieces and say how it meets them."""
        walks = [(0, 0.0, True)]
        for place, sound in enumerate(word.reading):
            onward = []
            for at, unlike, is_whole in walks:
                if at == length and place > 1:
                    yield Hit(Match.GUESS, word, at)
                    return
                for piece in cut[at] if at < length else ():
                    away = self.cutter.fits(piece, sound)
                    if away >= 0:
                        onward.append((piece.end, unlike + away, is_whole and piece.is_whole))
            walks = onward
        if walks:
            end, unlike, is_whole = max(walks, key=lambda walk: (walk[0], -walk[1]))
            if match := _match(end == length, unlike, is_whole):
                yield Hit(match[0], word, end)


def _match(is_all: bool, unlike: float, is_whole: bool) -> tuple[Match] | None:
    """Say how a word meets the letters, or that it does not count."""
    if is_all:
        return (Match.ALIKE if unlike else Match.EXACT if is_whole else Match.SHORT,)
    return (Match.BEGINNING,) if is_whole and not unlike else None


def _candidates(hits: Iterable[Hit]) -> Iterator[Candidate]:
    for hit in hits:
        yield Candidate(hit.word.text, hit.end)


def _once(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Keep each text once, where it stands first."""
    kept: dict[str, Candidate] = {}
    for candidate in candidates:
        kept.setdefault(candidate.text, candidate)
    return list(kept.values())

"""What a keyboard asks of whatever writes Chinese: letters in, candidates out, nothing kept between."""

from __future__ import annotations

from typing import NamedTuple, Protocol

PAGE = 8
"""Candidates on one page."""


class Candidate(NamedTuple):
    """Something that can be chosen, and how many of the typed letters it stands for."""

    text: str
    taken: int


class Offer(NamedTuple):
    """What is offered for a composition."""

    composition: str
    """What was typed, parted into syllables."""
    candidates: tuple[Candidate, ...] = ()
    has_more: bool = False


class Writing(Protocol):
    """Writes what is typed; every call says everything, so that an engine that dies loses nothing."""

    async def start(self, language: str, fuzzy: bool) -> None:
        """Be ready to write this language, taking sounds that people mix up for each other if asked."""

    async def type(self, composition: str, page: int = 0) -> Offer:
        """Offer what these letters may stand for."""

    async def choose(self, composition: str, candidate: Candidate) -> str:
        """Take a candidate and return the letters that are left."""

    async def close(self) -> None:
        """End the engine."""


class Decoder(Protocol):
    """Turns letters into words; the part that librime and our own lexicon do each in their way."""

    def decode(self, letters: str, most: int) -> list[Candidate]:
        """Return candidates, the likeliest first."""

    def close(self) -> None:
        """Let go of files and libraries."""

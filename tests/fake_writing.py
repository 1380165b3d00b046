"""An engine for tests: it knows a few words, and says them when it may."""

from __future__ import annotations

import asyncio

from kiosk.writing.engine import PAGE, Candidate, Offer
from kiosk.writing.process import WritingFault

READINGS = {
    "tuifei": ("退费", "颓废"),
    "tui": ("退", "推", "腿"),
    "fei": ("费", "非", "飞"),
    "ni": tuple("你尼泥拟逆倪妮腻匿溺昵呢伱"),
}


class FakeWriting:
    """Knows a few words; answers when it may."""

    def __init__(self) -> None:
        self.is_dead = False
        self.started: list[tuple[str, bool]] = []
        self.asked: list[str] = []
        self.is_open = asyncio.Event()
        self.ended = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def start(self, language: str, fuzzy: bool) -> None:
        """Start, if it lives."""
        if self.is_dead:
            raise WritingFault("it does not start")
        self.started.append((language, fuzzy))
        self.is_open.set()

    async def type(self, composition: str, page: int = 0) -> Offer:
        """Offer words for the longest beginning that is known."""
        self.asked.append(composition)
        await self.may_answer.wait()
        known = [cut for n in range(len(composition), 0, -1) if (cut := composition[:n]) in READINGS]
        found = [Candidate(text, len(cut)) for cut in known for text in READINGS[cut]]
        return Offer(
            composition, tuple(found[page * PAGE : (page + 1) * PAGE]), len(found) > (page + 1) * PAGE
        )

    async def choose(self, composition: str, candidate: Candidate) -> str:
        """Return what is left."""
        return composition[candidate.taken :]

    async def close(self) -> None:
        """End."""
        self.is_open.clear()
        self.ended.set()

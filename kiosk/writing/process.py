"""The keyboard's side of an engine: a child process, started again by itself whenever it fails."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kiosk.writing.engine import Candidate, Offer
from kiosk.writing.syllables import clean

LIMIT = 2.0
"""Seconds that an answer may take before the engine counts as hung."""
OPENING_LIMIT = 10.0
PREPARING_LIMIT = 180.0
"""Seconds for making the lexicon, which happens once a machine."""
MOST = 200
"""Letters of a composition that are kept at all."""

log = logging.getLogger("kiosk.writing")


class WritingFault(Exception):
    """The engine cannot be started; letters and digits can still be written."""


class ChildWriting:
    """Writes Chinese through an engine in a child process: librime where it is installed, else our own."""

    def __init__(
        self,
        words: Iterable[str] = (),
        *,
        data: Path | None = None,
        cache: Path | None = None,
        engine: str = "",
    ) -> None:
        self.words = list(words)
        self.learned = str(data / "writing.json") if data else ""
        self.cache = str(cache or "")
        self.engine = engine
        """`rime` or `small`; empty takes librime when there is one."""
        self.asked: dict[str, Any] = {}
        self.child: Process | None = None
        self.turn = asyncio.Lock()

    async def start(self, language: str, fuzzy: bool = False) -> None:
        """Prepare what is needed (once a machine) and open the engine; English needs none."""
        async with self.turn:
            await self._end()
            self.asked = {}
            if language != "en":
                try:
                    await self._begin(language, fuzzy, self.engine)
                except WritingFault:
                    # Whatever is wrong with this machine's librime, our own engine still writes.
                    await self._begin(language, fuzzy, "small")

    async def _begin(self, language: str, fuzzy: bool, engine: str) -> None:
        """Prepare an engine and open it."""
        made = await self._prepare(language, engine)
        self.asked = {**made, "fuzzy": fuzzy, "learned": self.learned}
        try:
            await self._open()
        except WritingFault:
            self.asked = {}
            raise

    async def type(self, composition: str, page: int = 0) -> Offer:
        """Offer what these letters may stand for; without an engine only the letters come back."""
        letters = clean(composition, MOST)
        answer = await self._ask(["type", letters, page]) if letters and self.asked else None
        if answer is None:
            return Offer(letters)
        parted, candidates, has_more = answer
        return Offer(parted, tuple(Candidate(*one) for one in candidates), has_more)

    async def choose(self, composition: str, candidate: Candidate) -> str:
        """Take a candidate and return the letters that are left."""
        letters = clean(composition, MOST)
        if self.asked:
            await self._ask(["choose", candidate.text])
        return letters[candidate.taken :].lstrip("'")

    async def close(self) -> None:
        """End the engine."""
        async with self.turn:
            await self._end()
            self.asked = {}

    @property
    def pid(self) -> int | None:
        """The engine's process, to be measured."""
        return self.child.pid if self.child else None

    async def _prepare(self, language: str, engine: str) -> dict[str, str]:
        """Have the files made by a process of its own, whose memory goes with it."""
        child = await _spawn("prepare")
        what = {"cache": self.cache, "engine": engine, "words": self.words, "language": language}
        try:
            said, _ = await asyncio.wait_for(
                child.communicate(f"{json.dumps(what)}\n".encode()), PREPARING_LIMIT
            )
        except TimeoutError:
            raise WritingFault("making the lexicon took too long") from None
        finally:
            if child.returncode is None:  # it took too long, or nobody waits for it any more
                await _kill(child)
        if child.returncode:
            raise WritingFault("the lexicon could not be made")
        made: dict[str, str] = json.loads(said)
        return made

    async def _open(self) -> None:
        """Start the child and wait until it is warm."""
        self.child = await _spawn("serve")
        if await self._exchange(self.asked, OPENING_LIMIT) != "ready":
            await self._end()
            raise WritingFault("the engine does not start")

    async def _ask(self, question: list[Any]) -> Any:
        """Ask the engine; when it fails start it again and ask once more, then do without an answer."""
        async with self.turn:
            for _ in range(2):
                answer = await self._exchange(question, LIMIT) if self.child else None
                if answer is not None:
                    return answer
                log.warning("The writing engine failed and is started again.")
                await self._end()
                try:
                    await self._open()
                except WritingFault:
                    return None
        return None

    async def _exchange(self, question: Any, limit: float) -> Any:
        """Send one line and wait for one; nothing when the child is gone or too slow."""
        child = self.child
        assert child and child.stdin and child.stdout
        try:
            child.stdin.write((json.dumps(question) + "\n").encode())
            async with asyncio.timeout(limit):
                await child.stdin.drain()
                line = await child.stdout.readline()
            return json.loads(line) if line else None
        except (ConnectionError, TimeoutError):
            return None

    async def _end(self) -> None:
        """Let the child end by closing its line; kill it when it does not."""
        child, self.child = self.child, None
        if child is None:
            return
        assert child.stdin
        child.stdin.close()
        try:
            await asyncio.wait_for(child.wait(), 1.0)
        except TimeoutError:
            await _kill(child)


async def _spawn(what: str) -> Process:
    """Start the child in a session of its own, so that no key of the terminal reaches it."""
    command = [sys.executable, "-m", "kiosk.writing.child", what]
    return await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, start_new_session=True
    )


async def _kill(child: Process) -> None:
    child.kill()
    await child.wait()

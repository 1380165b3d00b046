"""Says one thing at a time: what comes next ends what is being said."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from kiosk.voice.speakers import NotRecorded, Sentences, Speaker, SpeakerProblem

LEVELS = (0, 25, 50, 100)
"""Silent, soft, usual and loud, in percent."""
USUAL = 2
SETTLE = 0.2
"""Seconds that a prompt waits: a page that is left at once is not begun to be said."""


class Prompter:
    """Speaks for the pages of one desk, and never makes them wait."""

    def __init__(self, speaker: Speaker, note: Callable[[str], None], settle: float = SETTLE) -> None:
        self.speaker, self.note, self.settle = speaker, note, settle
        self.level = USUAL
        self.problem = ""
        """What keeps it from speaking now."""
        self._noted: set[str] = set()
        self._last: tuple[object, Sentences, str] | None = None
        self._saying: asyncio.Task[None] | None = None
        self._ending: set[asyncio.Task[None]] = set()

    def prompt(self, place: object, sentences: Sentences, language: str) -> None:
        """Say what a place says by itself; once, however often the place is drawn."""
        if self._last != (place, sentences, language):
            self.say(place, sentences, language)

    def say(self, place: object, sentences: Sentences, language: str) -> None:
        """Say it now, instead of whatever is being said."""
        self.hush()
        self._last = (place, sentences, language)
        if self.level and any(sentences):
            self._saying = asyncio.create_task(self._say(sentences, language, LEVELS[self.level]))

    async def _say(self, sentences: Sentences, language: str, percent: int) -> None:
        await asyncio.sleep(self.settle)
        try:
            await self.speaker.say(sentences, language, percent)
        except NotRecorded as problem:
            self.problem = ""
            self._note(str(problem))
        except SpeakerProblem as problem:
            self.problem = str(problem)
            self._note(self.problem)
        else:
            self.problem = ""

    def _note(self, problem: str) -> None:
        """Write a problem down, each once."""
        if problem not in self._noted:
            self._noted.add(problem)
            self.note(f"voice: {problem}")

    def hush(self) -> None:
        """Be silent at once, and know nothing of what was said."""
        self._last = None
        saying, self._saying = self._saying, None
        if saying is not None and not saying.done():
            saying.cancel()
            self._ending.add(saying)
            saying.add_done_callback(self._ending.discard)

    def turn(self, by: int) -> None:
        """Speak louder or softer; round and round by one step up."""
        self.level = max(0, min(len(LEVELS) - 1, self.level + by))

    def turn_on(self) -> None:
        """Take the next level, and after the loudest the silent one."""
        self.level = (self.level + 1) % len(LEVELS)

    def forget(self) -> None:
        """Be silent, and as loud as usual for whoever comes next."""
        self.hush()
        self.level = USUAL

    async def close(self) -> None:
        """Be silent, and leave no process behind."""
        self.hush()
        await asyncio.gather(*self._ending, return_exceptions=True)

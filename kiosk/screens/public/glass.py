"""The keyboard under a page on which one writes, and the one engine that writes Chinese for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from kiosk import i18n
from kiosk.widgets.keyboard import Keyboard
from kiosk.writing.engine import Candidate, Offer, Writing
from kiosk.writing.process import ChildWriting, WritingFault

if TYPE_CHECKING:
    from kiosk.aided import AidedApp
    from kiosk.services.hospital import HospitalView

T = TypeVar("T")

FRAME, FRAME_TALL, FRAME_TALLER = 10, 15, 18
"""Rows of a page beside its body: head, step, question and bar, on few rows, on more and on many."""
TALL, TALLER = 30, 44
LEAST_BODY = 6
"""Rows in which a field is comfortable; where the keys leave fewer, the head gives its rows up."""


class OpenWriting:
    """An engine that is opened once for each language, however many pages ask for it.

    A page that closes stops waiting in the middle of an answer; the engine is heard out all the same, or it
    would give that answer to whoever asks next.
    """

    def __init__(self, engine: Writing) -> None:
        self.engine = engine
        self.opened: tuple[str, bool] | None = None
        self._turn = asyncio.Lock()
        self._asked: set[asyncio.Task[Any]] = set()

    async def start(self, language: str, fuzzy: bool) -> None:
        """Open the engine, unless it is open."""
        await self._heard_out(self._start(language, fuzzy))

    async def _start(self, language: str, fuzzy: bool) -> None:
        async with self._turn:
            if self.opened != (language, fuzzy):
                self.opened = None
                await self.engine.start(language, fuzzy)
                self.opened = (language, fuzzy)

    async def type(self, composition: str, page: int = 0) -> Offer:
        """Offer what these letters may stand for."""
        return await self._heard_out(self.engine.type(composition, page))

    async def choose(self, composition: str, candidate: Candidate) -> str:
        """Take a candidate and return the letters that are left."""
        return await self._heard_out(self.engine.choose(composition, candidate))

    async def _heard_out(self, asking: Coroutine[Any, Any, T]) -> T:
        task = asyncio.create_task(asking)
        self._asked.add(task)
        task.add_done_callback(self._asked.discard)
        return await asyncio.shield(task)

    async def close(self) -> None:
        """End the engine, whatever it was asked."""
        asked = list(self._asked)
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        self.opened = None
        await self.engine.close()


def open_writing(app: AidedApp) -> Writing:
    """Return what writes Chinese here; its process starts when it is first asked."""
    return OpenWriting(ChildWriting(own_words(app.hospital), data=app.settings.data))


async def warm(app: AidedApp) -> None:
    """Open the engine before the first letter, for the language in which most of them will be."""
    languages = (app.settings.language, *app.settings.languages)
    likely = next((language for language in languages if language != "en"), "")
    if likely and app.has_glass_keys:
        with suppress(WritingFault):  # whoever writes is told so by the keyboard, which tries again
            await app.writing().start(likely, app.settings.pinyin_fuzzy)


def own_words(hospital: HospitalView) -> list[str]:
    """Return what this hospital calls its places and people."""
    named = [one.name for one in hospital.departments] + [one.name for one in hospital.doctors]
    return list(dict.fromkeys(name["zh_CN"] for name in named if name.get("zh_CN")))


def keyboard_of(app: AidedApp, is_hidden: bool) -> Keyboard:
    """Return the keyboard for the language that is spoken: Chinese, or letters alone."""
    language = i18n.language()
    return Keyboard(
        language,
        None if language == "en" else app.writing,
        is_fuzzy=app.settings.pinyin_fuzzy,
        is_large=app.is_large,
        is_hidden=is_hidden,
    )


def is_cramped(height: int, rows: int) -> bool:
    """Say whether the keys leave a field too little room below the head of the page."""
    frame = FRAME_TALLER if height >= TALLER else FRAME_TALL if height >= TALL else FRAME
    return height - frame - rows < LEAST_BODY

"""What helps somebody at the desk: keys to write with on the glass, Chinese by pinyin, a voice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.attended import AttendedApp
from kiosk.config import OFF, Settings
from kiosk.screens.public.home import Home

if TYPE_CHECKING:
    from kiosk.services.hospital import HospitalView
    from kiosk.voice.prompter import Prompter
    from kiosk.writing.engine import Writing

WAKE_SECONDS = 0.3
"""After the first touch: the page that was asked for comes before what its keyboard will need."""
KEYS_WIDTH, KEYS_HEIGHT = 76, 24
"""The smallest screen on which keys for letters leave room for what they write."""


class AidedApp(AttendedApp):
    """An attended app with what helps at it, each part opened when it is first needed."""

    is_painted: bool
    loaded: asyncio.Event

    if TYPE_CHECKING:  # what the desk brings along

        @property
        def hospital(self) -> HospitalView:
            """Return the hospital."""

    def __init__(self, settings: Settings, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__(settings, monotonic)
        self._writing: Writing | None = None
        self._voice: Prompter | None = None
        self._is_awake = False

    @property
    def has_glass_keys(self) -> bool:
        """Say whether one writes on the glass: not at a desk with real keys, nor in a small window."""
        is_roomy = self.size.width >= KEYS_WIDTH and self.size.height >= KEYS_HEIGHT
        return self.settings.keyboard and is_roomy

    def writing(self) -> Writing:
        """Return what writes Chinese, the same for every page."""
        if self._writing is None:
            from kiosk.screens.public.glass import open_writing

            self._writing = open_writing(self)
        return self._writing

    def wake(self) -> None:
        """Open what writes Chinese, a moment after the touch of somebody who came."""
        if self.loaded.is_set() and not self._is_awake:
            self._is_awake = True
            self.set_timer(WAKE_SECONDS, self._open_writing)

    def _open_writing(self) -> None:
        # Not the coroutine itself: nobody would await it where the desk ends at this moment.
        self.run_worker(self._opened_writing, group="warm")  # type: ignore[arg-type]

    async def _opened_writing(self) -> None:
        from kiosk.screens.public.glass import warm

        await warm(self)

    async def rest(self) -> None:
        """End what writes Chinese while nobody is at Home: its memory, and what the last one wrote there."""
        if self._writing is not None and isinstance(self.screen, Home):
            self._is_awake = False
            await self._writing.close()

    @property
    def voice(self) -> Prompter | None:
        """Return what speaks; nothing where it is off, and before the first paint, which it would hold up."""
        if self._voice is None and self.is_painted and self.settings.voice != OFF:
            from kiosk.screens.public.aloud import open_voice

            self._voice = open_voice(self.settings)
        return self._voice

    async def on_unmount(self) -> None:
        """End what speaks and what writes Chinese."""
        if self._voice is not None:
            await self._voice.close()
        if self._writing is not None:
            await self._writing.close()

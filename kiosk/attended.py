"""Who is in front of the desk: a finger, a scanner, staff who know the keys, or nobody any more."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual import events

from kiosk import i18n
from kiosk.config import Settings
from kiosk.finger import Finger
from kiosk.lockdown import LockedApp, Tries
from kiosk.scanner import Scanner
from kiosk.screens.public.home import Home
from kiosk.screens.public.page import House, Page

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget

ORPHANED = 1
"""Exit status of a desk whose parent is gone."""
CLOCK_TAPS, CLOCK_SECONDS = 5, 5.0


class AttendedApp(LockedApp):
    """A locked app that notices who touches it, and when nobody does any more."""

    is_large: bool

    def __init__(self, settings: Settings, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.settings, self.monotonic = settings, monotonic
        self.touched_at = monotonic()
        self.parent_pid = os.getppid()
        self.leave_tries = Tries()
        self.scanner = Scanner()
        self._finger = Finger()
        self._recent_keys: list[str] = []
        self._clock_taps: list[float] = []

    if TYPE_CHECKING:  # what the desk brings along

        async def forget(self) -> None:
            """Be as one who walks up finds it."""

        def wake(self) -> None:
            """Open what somebody who came will need soon."""

        async def rest(self) -> None:
            """End what nobody needs while nobody is there."""

        def end(self, status: int) -> None:
            """End the desk with an exit status."""

    async def on_event(self, event: events.Event) -> None:
        """Notice everybody who touches the desk, and what staff press."""
        # What a widget did not want comes by here a second time, in the widget's own coordinates.
        if isinstance(event, events.InputEvent | events.Paste) and not event.is_forwarded:
            if isinstance(event, events.Key | events.MouseDown | events.Paste):
                self._notice(event)
                if self._is_asked_to_stay() or (isinstance(event, events.Key) and self._is_scan(event)):
                    return
            if isinstance(event, events.MouseEvent) and self._finger.trembles(event, self._target_at(event)):
                return
            if isinstance(self.screen, Page) and self.screen.holds_back(event):
                return
        await super().on_event(event)

    async def take_held(self, page: Page) -> None:
        """Take what was tapped and typed while a page was drawn anew."""
        held, page.held = page.held, []
        for event in held:
            if self.screen is page:
                await super().on_event(event)

    def _is_asked_to_stay(self) -> bool:
        """Take any key or touch as the answer where the desk asks whether somebody is still there."""
        if isinstance(self.screen, Page):
            return False
        from kiosk.screens.public.idle import StillThere

        if isinstance(self.screen, StillThere):
            self.screen.stay()
            return True
        return False

    def _is_scan(self, event: events.Key) -> bool:
        """Take the keys of a scanner at Home, and open the case of the slip that it read."""
        character = "\r" if event.key == "enter" else event.character
        if not isinstance(self.screen, Home) or not self.scanner.takes(character, self.monotonic()):
            return False
        if event.key == "enter" and (address := self.scanner.scanned()):
            self.run_worker(self.screen.open_scanned(address))
        return True

    def _notice(self, event: events.Event) -> None:
        self.touched_at = self.monotonic()
        if isinstance(self.screen, Home):
            self.screen.greet()
            self.wake()
        if isinstance(event, events.Key):
            self._watch_keys(event.key)
        elif isinstance(event, events.MouseDown):
            self._watch_clock(event)

    def _watch_keys(self, key: str) -> None:
        wanted = self.settings.leave_keys.split()
        self._recent_keys = [*self._recent_keys, key][-len(wanted) :]
        if wanted and self._recent_keys == wanted:
            self.ask_leave_code()

    def _watch_clock(self, event: events.MouseDown) -> None:
        houses = self.screen.query(House)
        if not houses or not houses.first().clock.contains(event.x, event.y):
            self._clock_taps = []
            return
        now = self.monotonic()
        self._clock_taps = [at for at in self._clock_taps if now - at < CLOCK_SECONDS] + [now]
        if len(self._clock_taps) >= CLOCK_TAPS:
            self.ask_leave_code()

    def _target_at(self, event: events.MouseEvent) -> Widget | None:
        from textual.errors import NoWidget

        try:
            return self.screen.get_widget_at(event.x, event.y)[0]
        except NoWidget:
            return None

    async def tick(self) -> None:
        """Once a second: the time, and whether somebody is still there."""
        if not self.screen_stack:
            return  # the desk closes
        quiet = self.monotonic() - self.touched_at
        page = self.screen
        if self.parent_pid != os.getppid():
            # Nobody would end this desk or start it again.
            self.end(ORPHANED)
        elif not isinstance(page, Page):
            await self._count_down(page)
        else:
            page.show_time()
            if quiet >= self.patience(page):
                await self._find_nobody(page, quiet)

    async def _count_down(self, page: Screen[Any]) -> None:
        from kiosk.screens.public.idle import StillThere

        if isinstance(page, StillThere):
            await page.count(page.ends_at - self.monotonic())

    def patience(self, page: Page) -> int:
        """Return after how many quiet seconds the desk asks whether somebody is there."""
        return page.seconds * (2 if self.is_large else 1)

    async def _find_nobody(self, page: Page, quiet: float) -> None:
        if isinstance(page, Home):
            if self.is_large or i18n.language() != self.settings.language:
                await self.forget()
            page.attract(quiet)
            await self.rest()
        elif page.has_idle_warning:
            from kiosk.screens.public.idle import StillThere

            self.push_screen(StillThere(self.monotonic() + self.settings.idle_warning))

    def ask_leave_code(self) -> None:
        """Let staff end the desk."""
        from kiosk.screens.public.leave import LeavePage

        self._recent_keys, self._clock_taps = [], []
        if not isinstance(self.screen, LeavePage):
            self.push_screen(LeavePage())

"""The front desk: one locked app that strangers walk up to."""

from __future__ import annotations

import asyncio
import gc
import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from textual import events

from kiosk import endings, i18n
from kiosk.aided import AidedApp
from kiosk.config import Settings
from kiosk.i18n import clock_time, pick
from kiosk.lockdown import (
    forget_textual_settings,
    forgive_bad_bytes,
    ignore_signals,
    write_log,
)
from kiosk.screens.public.home import Home, load_flows
from kiosk.screens.public.page import Page
from kiosk.shown import keep, kept, shown_of
from kiosk.themes import LIGHT, THEMES, variables

if TYPE_CHECKING:
    from uuid import UUID

    from textual.screen import Screen

    from kiosk.services.hospital import HospitalView
    from kiosk.store import StoreThread

T = TypeVar("T")

CALL_SECONDS = 180.0
"""How long ringing again is still the same call."""
WRITTEN_SECONDS = 0.05
"""How long the first paint may take on its way to the terminal."""
REOPEN_SECONDS = 3.0
"""How long the desk waits before it tries again to open a register that could not be opened."""
AGAIN_SECONDS = 120.0
"""How often a desk reads again what the central register sent, while nobody is served."""
LEAST_WIDTH, LEAST_HEIGHT = 60, 20
SAMPLE = Path(__file__).parent / "sample"
STYLES = Path(__file__).parent.parent / "kiosk.tcss"
AFTER_FIRST_PAINT = "/* After the first paint */"
"""The line of the styles up to which Home needs them."""


class DeskApp(AidedApp):
    """The screens, and what they may ask of the register."""

    TITLE = "kiosk"
    HORIZONTAL_BREAKPOINTS = [(0, "-slim"), (76, "-narrow"), (100, "-normal"), (140, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall"), (44, "-taller")]

    def __init__(
        self,
        settings: Settings,
        thread: StoreThread | None = None,
        *,
        hospital: HospitalView | None = None,
        painted: Callable[[], None] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(settings, monotonic)
        self.thread, self.painted = thread, painted
        self.is_painted = painted is None
        self._hospital = hospital
        self.loaded = asyncio.Event()
        self.shown = shown_of(hospital) if hospital is not None else kept(settings)
        self.is_large = False
        self._called: tuple[UUID, float] | None = None
        for one in THEMES:
            self.register_theme(one)
        self._begin_in(settings.theme)
        at_once, _mark, self._later_styles = STYLES.read_text("utf-8").partition(AFTER_FIRST_PAINT)
        self.stylesheet.add_source(at_once, (str(STYLES), "at once"))
        if painted is None:
            self._read_later_styles()
        i18n.choose(settings.language)

    def _begin_in(self, theme: str) -> None:
        """Begin in a theme; a change that is watched would read every style twice."""
        self.set_reactive(DeskApp.theme, theme)
        is_dark = self.current_theme.dark
        classes = {f"-theme-{theme}": True, "-dark-mode": is_dark, "-light-mode": not is_dark}
        self.update_classes(classes, update=False)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_css_variables(self) -> dict[str, str]:
        """Return the colours; none while Textual begins in its own, which would be worked out for nothing."""
        return super().get_css_variables() if hasattr(self, "settings") else {}

    @property
    def hospital(self) -> HospitalView:
        """Return the hospital; screens are only opened once it is there."""
        if self._hospital is None:
            raise RuntimeError("the hospital is not loaded yet")
        return self._hospital

    @property
    def hospital_name(self) -> str:
        """Return the hospital's name in the language of the reader."""
        return pick(self.shown.name)

    def now(self) -> datetime:
        """Return this moment."""
        return self.settings.clock()

    def local_now(self) -> datetime:
        """Return this moment on the hospital's clocks."""
        return self.now().astimezone(self.settings.tz)

    def clock_words(self) -> str:
        """Return the time of day; none before the first paint, which time zones would hold up."""
        return clock_time(self.local_now()) if self.is_painted else ""

    async def ask(self, service: Callable[..., T], *values: Any) -> T:
        """Read through a service, on the store's thread."""
        await self.loaded.wait()
        if self.thread is None:
            raise RuntimeError("no register is open")
        return await self.thread.run(service, *values)

    async def act(self, service: Callable[..., T], *values: Any) -> T:
        """Write through a service, on the store's thread."""
        return await self.ask(service, *values)

    def fault(self, problem: Any) -> None:
        """Say a fault of the store in its fixed place on the page."""
        if isinstance(self.screen, Page):
            self.screen.fault(problem.sentence())

    # What is shown

    def get_default_screen(self) -> Screen[Any]:
        """Rest on Home."""
        return Home()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our own variables for themes that do not have them."""
        return variables(LIGHT)

    async def speak(self, language: str) -> None:
        """Speak another language on every screen, keeping what was typed."""
        i18n.choose(language)
        self._redraw()

    async def show_large(self, is_large: bool) -> None:
        """Show fewer and larger choices, or as many as fit."""
        self.is_large = is_large
        self._redraw()

    def _redraw(self) -> None:
        """Let each page draw itself in its own turn: drawn by another task it may wait for ever."""
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.draw_anew()

    def go_back(self) -> None:
        """Close this screen, and show the one before it."""
        if len(self.screen_stack) > 1:
            self.pop_screen()

    def go_home(self) -> None:
        """Close every screen above Home; what was typed in them goes with them."""
        if self._voice is not None:
            self._voice.hush()
        while len(self.screen_stack) > 1:
            self.pop_screen()

    async def forget(self) -> None:
        """Go Home and be as one who walks up finds it: nothing typed, the usual language and size."""
        self.go_home()
        if self._voice is not None:
            self._voice.forget()
        self.clear_notifications()
        self._clipboard = ""
        self.is_large = False
        self.theme = self.settings.theme
        self._recent_keys, self._clock_taps = [], []
        await self.speak(self.settings.language)

    def call_person(self, code: str) -> None:
        """Ring for a person from a page."""
        from kiosk.screens.public.call import CallPage

        self.push_screen(CallPage(code))

    def call_uid(self) -> UUID:
        """Return the uid of a call: whoever rings again within some minutes is the same person's call."""
        from kiosk.rules.numbers import new_uid

        uid, at = self._called or (None, 0.0)
        if uid is None or self.monotonic() - at > CALL_SECONDS:
            uid = new_uid(self.now())
        self._called = (uid, self.monotonic())
        return uid

    # Start and end

    def on_mount(self) -> None:
        """Begin: paint first, then everything else."""
        if not self.is_headless:
            # Only now: Textual's driver takes SIGTSTP for itself when it starts.
            ignore_signals()
            endings.hear(lambda number: self.end(128 + number))
        self.set_interval(1, self.tick)
        if self._hospital is not None:
            self.loaded.set()
        self.call_after_refresh(self._after_first_paint)

    def _after_first_paint(self) -> None:
        # Textual writes in a thread of its own: what is heavy waits until that has had its turn.
        self.set_timer(WRITTEN_SECONDS, self._begin_work)

    def _read_later_styles(self) -> None:
        self.stylesheet.add_source(self._later_styles, (str(STYLES), "later"))
        self.stylesheet.parse()

    def _begin_work(self) -> None:
        if self.painted is not None:
            self.is_painted = True
            if isinstance(self.screen, Page):
                self.screen.show_time()
            self._read_later_styles()
            if len(self.screen_stack) > 1:
                self.refresh_css(animate=False)
            self.painted()
            if self.voice is not None:
                self._redraw()
        if self._hospital is None:
            self.run_worker(self.load(), exit_on_error=True)

    async def load(self) -> None:
        """Open the register and read the hospital, off the loop; again until it can be opened."""
        from kiosk.records.faults import StoreFault

        while self._hospital is None:
            try:
                self.thread = await asyncio.to_thread(open_store, self.settings)
                self._hospital = await self.thread.run(load_hospital, self.settings)
            except StoreFault as problem:
                self.fault(problem)
                await asyncio.sleep(REOPEN_SECONDS)
        if isinstance(self.screen, Page):
            self.screen.fault("")
        before, self.shown = self.shown, shown_of(self._hospital)
        if self.shown != before:
            await asyncio.to_thread(keep, self.settings, self.shown)
            self._redraw()
        if self.settings.database:
            self.set_interval(AGAIN_SECONDS, self.read_again)
        # The first tap on a tile would otherwise wait for what stands behind it to load.
        await asyncio.to_thread(load_flows)
        self.loaded.set()
        await self.offer_slip()
        from kiosk.screens.public.glass import warm

        await warm(self)  # the lexicon is made, and its files are read once: then it opens in no time
        await self.rest()

    async def offer_slip(self) -> None:
        """Offer the slip of somebody who filed a moment ago, when the desk stopped before they had it."""
        from kiosk.records.faults import StoreFault
        from kiosk.services import owing

        try:
            case = await self.ask(owing.owed, self.settings, self.now())
        except StoreFault as problem:
            self.fault(problem)
            return
        if case is not None and len(self.screen_stack) == 1:
            from kiosk.screens.public.owed import OwedPage

            await self.speak(case.language)
            await self.push_screen(OwedPage(case))

    async def read_again(self) -> None:
        """Read the hospital again while nobody is served: the central register may have sent another one."""
        from kiosk.records.faults import StoreFault

        if self.thread is None or len(self.screen_stack) > 1:
            return
        try:
            self._hospital = await self.thread.run(load_hospital, self.settings)
        except StoreFault as problem:
            self.fault(problem)
            return
        before, self.shown = self.shown, shown_of(self._hospital)
        if self.shown != before:
            await asyncio.to_thread(keep, self.settings, self.shown)
            self._redraw()

    def end(self, status: int) -> None:
        """End the desk with an exit status; at once where its terminal no longer lets it end in order."""
        if not self.is_headless:
            endings.end_at_last(status)
        self.exit(status, return_code=status)

    # The size of the terminal

    def on_resize(self, event: events.Resize) -> None:
        """Ask for a larger terminal where nothing would fit."""
        is_small = event.size.width < LEAST_WIDTH or event.size.height < LEAST_HEIGHT
        if isinstance(self.screen, Page) and not is_small:
            return
        from kiosk.screens.public.idle import TooSmall

        if is_small and not isinstance(self.screen, TooSmall):
            self.push_screen(TooSmall())
        elif not is_small and isinstance(self.screen, TooSmall):
            self.pop_screen()


def open_store(settings: Settings) -> StoreThread:
    """Load what the register needs and open it; a terminal with a central one writes to its own first."""
    from kiosk.store import StoreThread

    return StoreThread(settings, is_spool=bool(settings.database))


def load_hospital(settings: Settings) -> HospitalView:
    """Return the hospital of the register; a new register begins with the sample."""
    from kiosk.services import hospital

    view = hospital.load()
    if not view.departments:
        from kiosk.imports.hospital import read

        hospital.replace(read(SAMPLE), "sample", settings.clock())
        view = hospital.load()
    return view


def run(settings: Settings, painted_fd: int | None = None) -> int:
    """Show the front desk until staff or a signal end it, and return the exit status."""
    forget_textual_settings()
    forgive_bad_bytes()
    handler = write_log(settings.log)
    app = DeskApp(settings, painted=lambda: tell(painted_fd))
    try:
        app.run()
    finally:
        if app.thread is not None:
            app.thread.close()
        handler.close()
    return app.return_code if app.return_code is not None else 1


def tell(painted_fd: int | None) -> None:
    """Say to whoever started the desk that it can be seen, and look for garbage from now on."""
    gc.freeze()  # what starting made stays
    gc.enable()
    if painted_fd is not None:
        os.write(painted_fd, b"1")
        os.close(painted_fd)

"""The console: staff work what came in until the patient says whether it was really solved."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from textual import events
from textual.screen import Screen

from kiosk import endings, i18n
from kiosk.config import Settings
from kiosk.drafting import KeepsDrafts
from kiosk.i18n import _
from kiosk.lines import OnlySigns
from kiosk.lockdown import forget_textual_settings, log, steadfast, told_without_values, write_log
from kiosk.records.faults import StoreFault
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor
from kiosk.screens.console.form import Form
from kiosk.screens.console.frame import ConsoleScreen
from kiosk.services.hospital import HospitalView
from kiosk.services.signing import SignedIn
from kiosk.store import StoreThread
from kiosk.themes import LIGHT, THEMES, variables
from kiosk.turns import KeysInTurn

T = TypeVar("T")

STYLES = Path(__file__).parent.parent / "kiosk.tcss"
OWN_STYLES = Path(__file__).parent.parent / "console.tcss"
LOOK, BEAT, TICK = 1.0, 10.0, 20.0
"""Seconds between looks at whether somebody wrote, signs of life, and clocks that act."""
FEW = 20
"""Cases that a console takes of each kind a tick: whoever works here must not wait for the rest."""
SHALLOW = frozenset({"", "dumb", "linux", "vt100", "vt220", "xterm", "screen", "ansi"})
"""Terminals with sixteen colours at most: they get the colours that stay apart there."""


class ConsoleApp(OnlySigns, KeysInTurn, KeepsDrafts, inherit_bindings=False):
    """Who is signed in, what the screens may ask, and what everybody must notice."""

    TITLE = "kiosk"
    ENABLE_COMMAND_PALETTE = False
    ESCAPE_TO_MINIMIZE = False
    COMMANDS: ClassVar[set[Any]] = set()
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (150, "-wider")]
    BINDINGS = [("tab", "app.focus_next"), ("shift+tab", "app.focus_previous")]

    def __init__(
        self,
        settings: Settings,
        thread: StoreThread | None = None,
        *,
        signed_in: SignedIn | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self.settings = settings
        self.thread = thread or StoreThread(settings)
        self.monotonic = monotonic
        self.actor: Actor | None = None
        self.recognised = signed_in
        """Who opened this session with an SSH key."""
        self.address = os.environ.get("SSH_CONNECTION", "").partition(" ")[0]
        """Where the session comes from: wrong passwords from there slow each other down."""
        self.house: dict[str, str] = {}
        self.calling = ""
        """The call of a person that nobody has taken; it stands on every screen until somebody does."""
        self.session: UUID = new_uid(settings.clock())
        self.names: dict[str, dict[str, str]] = {}
        self.counted: tuple[int, int, int, int] | None = None
        self.touched_at = monotonic()
        self.at_case: tuple[UUID | None, str] = (None, "")
        self._hospital: HospitalView | None = None
        self._place: int | None = None  # where the trail ended when one looked; None looks in any case
        self._minute = 0
        self._looking = asyncio.Lock()
        self._heard: set[UUID] = set()
        for one in THEMES:
            self.register_theme(one)
        self.theme = "contrast" if os.environ.get("TERM", "") in SHALLOW else settings.theme
        for path in (STYLES, OWN_STYLES):
            self.stylesheet.add_source(path.read_text("utf-8"), (str(path), ""))
        self.stylesheet.parse()
        i18n.choose(settings.language)

    # What screens may ask

    @property
    def hospital(self) -> HospitalView:
        """Return the hospital; there once somebody is signed in."""
        if self._hospital is None:
            raise RuntimeError("the hospital is not loaded yet")
        return self._hospital

    @property
    def who(self) -> Actor:
        """Return who is signed in."""
        if self.actor is None:
            raise RuntimeError("nobody is signed in")
        return self.actor

    @property
    def own_name(self) -> str:
        """Return the name of whoever is signed in."""
        return self.name_of(self.who.code)

    def name_of(self, code: str) -> str:
        """Return somebody's name, or that of a desk, in the language that is read here."""
        if code.startswith("desk:"):
            desks = self.hospital.listed("desks") if self._hospital else []
            named = next((desk for desk in desks if desk.get("code") == code[5:]), {})
            return i18n.pick(named.get("name", {})) or _("desk %(desk)s") % {"desk": code[5:]}
        return i18n.pick(self.names.get(code, {})) or code

    async def know_house(self) -> None:
        """Learn the hospital's name, for whoever is not signed in yet."""
        from kiosk.services import hospital

        found = await self.ask(hospital.heading)
        self.house = dict(found.short_name)

    def now(self) -> datetime:
        """Return this moment."""
        return self.settings.clock()

    async def ask(self, service: Callable[..., T], *values: Any, **named: Any) -> T:
        """Read through a service, on the store's thread."""
        return await self.thread.run(lambda: service(*values, **named))

    async def act(self, service: Callable[..., T], *values: Any, **named: Any) -> T:
        """Write through a service, on the store's thread; then everybody here looks again."""
        done = await self.ask(service, *values, **named)
        self._place = None
        return done

    async def attempt(self, service: Callable[..., Any], *values: Any, **named: Any) -> str:
        """Write through a service; return "" or the sentence that says why it was not done."""
        try:
            await self.act(service, *values, **named)
        except Refusal as refusal:
            return str(refusal)
        except StoreFault as fault:
            return fault.mending()
        return ""

    def say(self, sentence: str, is_bad: bool = False) -> None:
        """Say one sentence on the screen in front."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, ConsoleScreen):
                screen.say(sentence, is_bad)
                return

    # Drafts

    async def keep_all(self) -> None:
        """Keep what stands in every form that is open."""
        for screen in self.screen_stack:
            if isinstance(screen, Form) or (isinstance(screen, ConsoleScreen) and screen.is_drawn):
                await screen.keep()

    # Start and end

    def get_driver_class(self) -> Any:
        """Read the terminal with a driver that no sequence can end."""
        from textual.drivers.linux_driver import LinuxDriver

        found = super().get_driver_class()
        return steadfast(found) if issubclass(found, LinuxDriver) else found

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our own variables for themes that do not have them."""
        return variables(LIGHT)

    def get_default_screen(self) -> Screen[Any]:
        """Begin where one signs in."""
        from kiosk.screens.console.sign_in import SignInScreen

        return SignInScreen()

    def on_mount(self) -> None:
        """Begin to look, to show signs of life, and to let the clocks act."""
        if not self.is_headless:
            endings.hear(self._end_on_signal)
        self.set_interval(LOOK, self.look)
        self.set_interval(BEAT, self.beat)
        self.set_interval(TICK, self.tick)

    def _end_on_signal(self, _number: int) -> None:
        """Keep everything that is typed, then end: the line is gone, or the machine goes down."""
        endings.end_at_last(0)
        self.run_worker(self._keep_and_end(), exit_on_error=False)

    async def _keep_and_end(self) -> None:
        try:
            await self.keep_all()
            await self.leave()
        finally:
            self.exit(0)

    async def leave(self) -> None:
        """Take the sign of life away."""
        from kiosk.services import presence

        await self.ask(presence.leave, self.session)

    def _handle_exception(self, error: Exception) -> None:
        log.critical("%s", told_without_values(error))
        super()._handle_exception(error)
        # Textual prints a crash with its local variables, which hold patients' words.
        self._exit_renderables.clear()

    # Who is there

    async def welcome(self, actor: Actor, since: datetime | None = None) -> None:
        """Let somebody in, and show their work, with what happened since they were here."""
        from kiosk.screens.console import digest
        from kiosk.screens.console.work import WorkScreen
        from kiosk.services import hospital, people

        self.actor = actor
        self.touched_at = self.monotonic()
        if self._hospital is None:
            self._hospital = await self.ask(hospital.load)
        self.names = await self.ask(people.names)
        await self.beat()
        await self.push_screen(WorkScreen())
        news = await self.ask(digest.news, actor, self.settings, since)
        if news.is_worth_telling:
            self.push_screen(digest.DigestBox(news))

    async def sign_out(self) -> None:
        """End the session; what was being written is kept."""
        await self.keep_all()
        await self.leave()
        self.exit(0)

    async def on_event(self, event: events.Event) -> None:
        """Notice that somebody is there."""
        if isinstance(event, events.Key | events.MouseDown | events.Paste):
            self.touched_at = self.monotonic()
        await super().on_event(event)

    @property
    def is_locked(self) -> bool:
        """Tell whether the lock is in front."""
        from kiosk.screens.console.sign_in import LockScreen

        return isinstance(self.front, LockScreen)

    @property
    def front(self) -> Screen[Any] | None:
        """Return the screen in front; none while the app closes."""
        return self.screen_stack[-1] if self.screen_stack else None

    async def lock_when_idle(self) -> None:
        """Cover everything when nobody pressed a key for long."""
        from kiosk.screens.console.sign_in import LockScreen

        idle = self.monotonic() - self.touched_at
        if self.actor is not None and not self.is_locked and idle >= self.settings.staff_idle:
            await self.keep_all()
            self.push_screen(LockScreen())

    # What everybody must notice

    async def look(self) -> None:
        """See whether anybody wrote; if so, show it."""
        if self.actor is None:
            return
        await self.lock_when_idle()
        # One look after the other: what an older one read must not be said after what came of an act.
        async with self._looking:
            try:
                await self._look()
            except StoreFault as fault:
                self._place = None
                self.lose(fault)
            else:
                self.find_again()

    async def _look(self) -> None:
        from kiosk.services import audit, work

        # Words such as "2 hours left" change with the minute, also while nobody writes.
        before, self._minute = self._minute, int(self.now().timestamp()) // 60
        self._place, is_news = await self.ask(audit.since, self._place)
        if not is_news and self._minute == before:
            if isinstance(self.front, ConsoleScreen):
                await self.front.glance()
            return
        if not await self.know_who():
            return
        counted = await self.ask(work.counters, self.settings, self.now())
        in_time = counted.running - counted.late
        self.counted = (counted.late, counted.today, in_time, counted.offers)
        await self.hear()
        for screen in self.screen_stack:
            if isinstance(screen, ConsoleScreen) and screen.is_drawn:
                await screen.look()
                screen.draw_frame()

    async def know_who(self) -> bool:
        """See whether whoever sits here may stay, and with which role; end the session when not."""
        from kiosk.services import people

        if not await self.ask(people.is_allowed, self.who.code):
            await self.sign_out()
            return False
        self.actor = await self.ask(people.actor, self.who.code, self.settings)
        return True

    async def hear(self) -> None:
        """Ring for what is new and meant for whoever sits here; a call stays until it is taken."""
        from kiosk.screens.console.alerts import sentence
        from kiosk.services import alerts

        waiting = await self.ask(alerts.pending, self.who, self.settings.desk)
        fresh = [alert for alert in waiting if alert.uid not in self._heard]
        self._heard = {alert.uid for alert in waiting}
        calls = [alert for alert in waiting if alert.kind == "call"]
        before, self.calling = self.calling, sentence(calls[0], self) if calls else ""
        if fresh and self.settings.sound:
            self.bell()
        if fresh:
            loudest = next((alert for alert in fresh if alert.kind == "call"), fresh[-1])
            self.say(sentence(loudest, self), is_bad=True)
        elif before != self.calling:
            self.say("")

    async def beat(self) -> None:
        """Show that this console is open, and at which case."""
        from kiosk.services import presence

        if self.actor is None:
            return
        case, doing = self.at_case
        try:
            await self.ask(presence.beat, self.session, self.actor.code, case, doing, self.now())
        except StoreFault as fault:
            self.lose(fault)

    async def tick(self) -> None:
        """Let the clocks act, and the search index catch up."""
        from kiosk.services import search, tick

        if self.actor is None:
            return
        try:
            await self.ask(tick.tick, self.settings, self.now(), FEW)
            await self.ask(search.catch_up)
        except StoreFault as fault:
            self.lose(fault)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Run no action of the app but the moving of the cursor."""
        return action in ("focus_next", "focus_previous", "copy_text")

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open no browser on the machine that serves everybody."""


def run(settings: Settings, signed_in: SignedIn | None = None) -> int:
    """Open the console in this terminal until it is left; return the exit code."""
    forget_textual_settings()
    write_log(settings.log)
    app = ConsoleApp(settings, signed_in=signed_in)
    try:
        app.run()
    finally:
        app.thread.close()
    return app.return_code or 0

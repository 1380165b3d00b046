"""What tests of the console share: somebody signed in, on a register of the small hospital."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from textual.pilot import Pilot

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.console import ConsoleApp
from kiosk.records import Account
from kiosk.services import signing
from kiosk.services.signing import SignedIn
from kiosk.store import StoreThread
from tests.register import NOW
from tests.screens import Clock, press, screen_text, settled, wait_for_who_is_there
from tests.staff import PEOPLE, hire, person

CONSOLE_SIZES = ((80, 24), (120, 40), (200, 60))
PASSWORD = "ein kleiner gruener Kaktus"


class Moment:
    """The hospital's time: it stands until a test lets it go on."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def on(self, **span: float) -> None:
        """Let time go on: `on(hours=2)`."""
        self.at += timedelta(**span)


def standing_still(settings: Settings, at: datetime = NOW) -> Settings:
    """Return settings whose clock stands at a moment; `settings.clock.on(hours=2)` lets it go on."""
    return settings if isinstance(settings.clock, Moment) else replace(settings, clock=Moment(at))


def prepare(settings: Settings, *acts: Callable[[Settings], Any]) -> None:
    """Hire the small hospital, once, all of it with accounts, and let something happen in it."""
    if not store.rows("SELECT 1 FROM staff LIMIT 1"):
        hire()
        with store.writing("people.added", "test", "people", NOW) as written:
            for code in PEOPLE:
                written.add(Account(code=code, made_at=NOW))
    for act in acts:
        act(settings)


@asynccontextmanager
async def console_app(
    settings: Settings,
    *acts: Callable[[Settings], Any],
    size: tuple[int, int] = (80, 24),
    who: str = "he",
    language: str = "en",
    signed_in: SignedIn | None = None,
    beside: ConsoleApp | None = None,
) -> AsyncIterator[tuple[ConsoleApp, Pilot[int]]]:
    """Run a console of the small hospital, after some acts (each gets the settings), somebody signed in.

    `who=""` stays where one signs in. The hospital's time stands at NOW: `app.settings.clock.on(hours=2)`.
    A second console in the same process stands `beside` the first one: it has its register and its time.
    """
    settings = replace(standing_still(beside.settings if beside else settings), language=language)
    settings.data.mkdir(parents=True, exist_ok=True)
    thread = beside.thread if beside else StoreThread(settings)
    try:
        await thread.run(prepare, settings, *acts)
        app = ConsoleApp(settings, thread, signed_in=signed_in, monotonic=Clock())
        i18n.choose(language)
        async with app.run_test(size=size) as pilot:
            wait_for_who_is_there(pilot)
            await pilot.pause()
            if who:
                await app.welcome(person(who))
                await settled(pilot)
            yield app, pilot
    finally:
        if beside is None:
            thread.close()


def give_password(code: str, password: str = PASSWORD, **values: Any) -> Callable[[Settings], None]:
    """Return the act that gives somebody a password."""

    def act(settings: Settings) -> None:
        account = signing.account_of(code)
        assert account is not None
        with store.writing("people.password_set", "test", code, NOW) as written:
            written.change(account, password=signing.hashed(password), **values)

    return act


def at(app: ConsoleApp) -> AbstractContextManager[None]:
    """Sit down at one of two consoles: `with at(first): await press(pilot, "g")`."""
    return app._context()


async def seen(pilot: Pilot[int], words: str, most: int = 40) -> str:
    """Wait until words stand on the screen; return the screen."""
    app: Any = pilot.app
    for _turn in range(most):
        if words in (text := screen_text(app)):
            return text
        await settled(pilot)
    raise AssertionError(f"{words!r} does not stand on the screen:\n{screen_text(app)}")


async def write(pilot: Pilot[int], words: str) -> None:
    """Type words where the cursor is."""
    await press(pilot, *("space" if sign == " " else sign for sign in words))

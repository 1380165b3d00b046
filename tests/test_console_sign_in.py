"""Who gets into the console, and who gets back into one that is locked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from argon2.profiles import CHEAPEST
from textual import events
from textual.pilot import Pilot

from kiosk import i18n
from kiosk.config import Settings
from kiosk.console import ConsoleApp
from kiosk.screens.console.sign_in import LockScreen, SignInScreen
from kiosk.screens.console.work import WorkScreen
from kiosk.services import people, signing
from kiosk.services.signing import SignedIn
from tests.console import CONSOLE_SIZES, PASSWORD, console_app, give_password, seen, write
from tests.register import NOW
from tests.screens import press, screen_text, settled, tap
from tests.staff import person

NEW = "noch ein gruener Kaktus"


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test wait for what is slow on purpose."""
    monkeypatch.setattr(signing, "COST", CHEAPEST)


async def sign_in(pilot: Pilot[int], code: str, password: str) -> None:
    await write(pilot, code)
    await press(pilot, "enter")
    await write(pilot, password)
    await press(pilot, "enter")


async def shown(pilot: Pilot[int], screen: type) -> None:
    """Wait until a screen is in front."""
    app: Any = pilot.app
    for _turn in range(40):
        if isinstance(app.screen, screen):
            return
        await settled(pilot)
    raise AssertionError(f"{app.screen!r} is in front:\n{screen_text(app)}")


async def test_name_and_password_open_my_work(settings: Settings) -> None:
    async with console_app(settings, give_password("fang"), who="") as (app, pilot):
        await sign_in(pilot, "Fang ", PASSWORD)
        await shown(pilot, WorkScreen)
        assert app.who.code == "fang"
        doors = [one for one in app.screen_stack if isinstance(one, SignInScreen)]
        assert all(one.typed("password") == "" for one in doors)


@pytest.mark.parametrize("key", ["enter", "tab"])
async def test_a_password_that_comes_with_the_name_never_stands_in_its_place(
    settings: Settings, key: str
) -> None:
    async with console_app(settings, give_password("fang"), who="") as (app, pilot):
        for sign in (*"fang", key, *PASSWORD, "enter"):
            name = "space" if sign == " " else sign
            app.post_message(events.Key(name, sign if len(sign) == 1 else None))
        await shown(pilot, WorkScreen)
        assert app.who.code == "fang"


async def test_a_wrong_password_says_one_sentence_and_is_typed_again(settings: Settings) -> None:
    async with console_app(settings, give_password("fang"), who="") as (app, pilot):
        await sign_in(pilot, "fang", "what is it")
        await seen(pilot, "Name and password do not fit together.")
        assert app.actor is None
        await write(pilot, PASSWORD)
        await press(pilot, "enter")
        await shown(pilot, WorkScreen)


async def test_an_unknown_name_says_the_same(settings: Settings) -> None:
    async with console_app(settings, give_password("fang"), who="") as (_app, pilot):
        await sign_in(pilot, "nobody", PASSWORD)
        await seen(pilot, "Name and password do not fit together.")


async def test_many_wrong_passwords_are_slowed_down(settings: Settings) -> None:
    async with console_app(settings, give_password("fang"), who="") as (app, pilot):
        await sign_in(pilot, "fang", "one")
        for _turn in range(signing.TRIES[signing.ACCOUNT]):
            await write(pilot, "no")
            await press(pilot, "enter")
        await seen(pilot, "Too many tries.")
        await write(pilot, PASSWORD)
        await press(pilot, "enter")
        await seen(pilot, "Too many tries.")
        assert app.actor is None


async def test_a_password_of_somebody_elses_choice_is_changed_first(settings: Settings) -> None:
    act = give_password("fang", must_change=True)
    async with console_app(settings, act, who="") as (app, pilot):
        await sign_in(pilot, "fang", PASSWORD)
        await seen(pilot, "Somebody else chose your password.")
        assert app.actor is None
        await write(pilot, NEW)
        await press(pilot, "tab")
        await write(pilot, "different")
        await press(pilot, "ctrl+s")
        await seen(pilot, "The two new passwords differ.")
        await write(pilot, "")
        app.screen.query_one("#field-again").value = NEW  # type: ignore[attr-defined]
        await press(pilot, "ctrl+s")
        await shown(pilot, WorkScreen)
        app.settings.clock.on(minutes=1)  # type: ignore[attr-defined]
        assert (await app.ask(people.enter, "fang", NEW, app.settings, app.now())).actor.code == "fang"


async def test_nobody_gets_in_without_changing_it(settings: Settings) -> None:
    act = give_password("fang", must_change=True)
    async with console_app(settings, act, who="") as (app, pilot):
        await sign_in(pilot, "fang", PASSWORD)
        await seen(pilot, "Somebody else chose your password.")
        await press(pilot, "escape")
        await shown(pilot, SignInScreen)
        assert app.actor is None


async def test_whom_an_ssh_key_has_let_in_is_asked_nothing(settings: Settings) -> None:
    known = SignedIn(person("gu"), None, False, "en")
    async with console_app(settings, who="", signed_in=known) as (app, pilot):
        await shown(pilot, WorkScreen)
        assert app.who.code == "gu"


async def test_the_language_is_chosen_before_one_is_known(settings: Settings) -> None:
    async with console_app(settings, who="") as (app, pilot):
        await write(pilot, "fang")
        await tap(pilot, "简体中文")
        await seen(pilot, "✓ 简体中文")
        assert i18n.language() == "zh_CN"
        screen = app.screen
        assert isinstance(screen, SignInScreen) and screen.typed("code") == "fang"


async def test_somebodys_own_language_is_spoken_after_signing_in(settings: Settings) -> None:
    async with console_app(settings, give_password("fang", language="zh_TW"), who="") as (_app, pilot):
        await sign_in(pilot, "fang", PASSWORD)
        await shown(pilot, WorkScreen)
        assert i18n.language() == "zh_TW"


async def test_the_language_that_is_chosen_at_the_door_is_kept_for_whoever_signs_in(
    settings: Settings,
) -> None:
    async with console_app(settings, give_password("fang", language="zh_TW"), who="") as (app, pilot):
        await press(pilot, "f4")
        assert i18n.language() == "en"
        await press(pilot, "f2")
        await sign_in(pilot, "fang", PASSWORD)
        await shown(pilot, WorkScreen)
        assert i18n.language() == "zh_CN"
        again = await app.ask(people.enter, "fang", PASSWORD, app.settings, app.now())
        assert again.language == "zh_CN"


async def test_a_language_that_nobody_chose_is_not_kept(settings: Settings) -> None:
    async with console_app(settings, give_password("fang"), who="") as (app, pilot):
        await sign_in(pilot, "fang", PASSWORD)
        await shown(pilot, WorkScreen)
        again = await app.ask(people.enter, "fang", PASSWORD, app.settings, app.now())
        assert again.language == ""


@pytest.mark.parametrize("size", CONSOLE_SIZES)
@pytest.mark.parametrize("language", i18n.LANGUAGES)
async def test_everything_is_in_sight(settings: Settings, size: tuple[int, int], language: str) -> None:
    async with console_app(settings, who="", size=size, language=language) as (app, pilot):
        await seen(pilot, "English")
        assert all(part.region in app.screen.region for part in app.screen.query("PushButton, Input"))


# The lock


def idle(app: ConsoleApp) -> None:
    """Let nobody press a key for as long as it takes."""
    clock: Any = app.monotonic
    clock.seconds += app.settings.staff_idle


async def locked(app: ConsoleApp, pilot: Pilot[int]) -> None:
    idle(app)
    await app.look()
    await shown(pilot, LockScreen)
    await seen(pilot, "works here")


async def test_a_console_that_nobody_uses_is_covered(settings: Settings) -> None:
    async with console_app(settings, give_password("fang"), who="fang") as (app, pilot):
        await app.look()
        assert not app.is_locked
        await locked(app, pilot)
        text = screen_text(app)
        assert "My work" not in text and "Fang works here" in text


async def test_the_same_password_brings_back_what_was_there(settings: Settings) -> None:
    async with console_app(settings, give_password("fang"), who="fang") as (app, pilot):
        await press(pilot, "f")
        before = list(app.screen_stack)
        await locked(app, pilot)
        await write(pilot, "wrong")
        await press(pilot, "enter")
        await seen(pilot, "do not fit together")
        await write(pilot, PASSWORD)
        await press(pilot, "enter")
        await shown(pilot, type(before[-1]))
        assert app.screen_stack == before


async def test_no_key_gets_behind_the_lock(settings: Settings) -> None:
    async with console_app(settings, give_password("fang"), who="fang") as (app, pilot):
        await locked(app, pilot)
        await press(pilot, "tab", "n", "g", "5", "question_mark", "escape")
        assert not any("work" in str(type(one)).lower() for one in app.screen_stack[-1:])


async def test_a_lock_tells_nothing_of_what_happens_behind_it(settings: Settings) -> None:
    async with console_app(settings, give_password("fang"), who="fang") as (app, pilot):
        await locked(app, pilot)
        app.say("KC-1234-567: graded major", is_bad=True)
        text = await seen(pilot, "Something new waits for you.")
        assert "KC-1234" not in text


def ends(app: ConsoleApp, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note when the console would end; it goes on, so that a test can look at it."""
    ended: list[int] = []
    monkeypatch.setattr(app, "exit", lambda code=0: ended.append(code))
    return ended


async def test_one_locks_and_signs_out_oneself(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    async with console_app(settings, give_password("fang"), who="fang") as (app, pilot):
        ended = ends(app, monkeypatch)
        await press(pilot, "l")
        await shown(pilot, LockScreen)
        await seen(pilot, "Sign out")
        await tap(pilot, "Sign out")
        await settled(pilot)
        assert ended == [0]


async def test_signing_out_asks_first(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    async with console_app(settings, who="fang") as (app, pilot):
        ended = ends(app, monkeypatch)
        await press(pilot, "q")
        await seen(pilot, "Sign out?")
        await press(pilot, "escape")
        await settled(pilot)
        assert ended == []
        await press(pilot, "q")
        await seen(pilot, "Sign out?")
        await press(pilot, "ctrl+s")
        await settled(pilot)
        assert ended == [0]


async def test_whoever_has_no_password_is_told_how_to_come_back(settings: Settings) -> None:
    async with console_app(settings, who="fang") as (app, pilot):
        await locked(app, pilot)
        await seen(pilot, "You came in by SSH key")


async def test_what_happened_since_the_last_sign_in_is_told_once(settings: Settings) -> None:
    from tests.test_work_screen import offer

    def was_here(code: str) -> Callable[[Settings], None]:
        return give_password(code, signed_in_at=NOW - timedelta(days=1))

    async with console_app(settings, was_here("shi"), offer("cashier"), who="") as (app, pilot):
        await sign_in(pilot, "shi", PASSWORD)
        await seen(pilot, "Since you were here on")
        assert "offered to you" in screen_text(app)
        await press(pilot, "escape")
        await shown(pilot, WorkScreen)


async def test_what_was_being_written_is_told_at_sign_in(settings: Settings) -> None:
    from kiosk.rules.numbers import new_uid
    from kiosk.services import kept
    from tests.test_work_screen import file

    def write_half(settings: Settings) -> None:
        [case] = file(1)(settings)
        kept.keep(new_uid(NOW), "fang", f"reply:{case.uid}", "", {"words": "您好"}, NOW)

    async with console_app(settings, give_password("fang"), write_half, who="") as (_app, pilot):
        await sign_in(pilot, "fang", PASSWORD)
        text = await seen(pilot, "Not finished: a reply for")
        assert "您好" not in text

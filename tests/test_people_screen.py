"""The people screen, the settings and the roster: what an administrator sees and changes."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from argon2.profiles import CHEAPEST

from kiosk import sources, store
from kiosk.config import Settings
from kiosk.records import Account, Duty
from kiosk.screens.console.people import PeopleScreen
from kiosk.screens.console.roster import RosterScreen
from kiosk.screens.console.settings import MEANINGS, SettingsScreen
from kiosk.services import people, signing
from kiosk.widgets.field import Field
from kiosk.widgets.rows import Rows
from tests.console import CONSOLE_SIZES, console_app, seen, write
from tests.screens import press, screen_text, settled, tap
from tests.test_register_screen import LANGUAGES

GOOD = "ein kleiner gruener Kaktus"
KEY = "SHA256:" + "a" * 43


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a hash cost little."""
    monkeypatch.setattr(signing, "COST", CHEAPEST)


@asynccontextmanager
async def at_screen(settings: Settings, screen: Any, *acts: Any, **how: Any) -> Any:
    """Open a screen at the console."""
    async with console_app(settings, *acts, **({"who": "xu"} | how)) as (app, pilot):
        app.push_screen(screen)
        await settled(pilot)
        yield app, pilot


async def account(app: Any, code: str) -> Account:
    """Return somebody's account."""
    found = await app.ask(store.load, Account, "WHERE code = ?", code)
    assert isinstance(found[0], Account)
    return found[0]


def go_to(app: Any, key: object) -> None:
    """Bring the cursor to a row."""
    rows = app.screen.query_one(Rows)
    rows.move(next(place for place, line in enumerate(rows.lines) if line.key == key))


def put(app: Any, **values: str) -> None:
    """Type into the fields of the form in front."""
    for name, value in values.items():
        app.screen.query_one(f"#field-{name}", Field).value = value


async def test_somebody_new_gets_an_account_with_a_first_password(settings: Settings) -> None:
    async with at_screen(settings, PeopleScreen()) as (app, pilot):
        await press(pilot, "a")
        put(app, code="zhao", password=GOOD, again=GOOD, **{"name-zh_CN": "赵"})
        await press(pilot, "ctrl+s")
        await seen(pilot, "zhao")
        made = await account(app, "zhao")
        assert made.must_change and made.password.startswith("$argon2") and not made.is_disabled
        row = await app.ask(people.person, "zhao")
        assert (row.role, row.names["en"], row.departments) == ("desk", "赵", ())
        assert "✓ first password" in screen_text(app)


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (GOOD, "another one", "The two passwords are not the same."),
        ("", "", "Type the first password, twice."),
        ("short", "short", "at least"),
    ],
)
async def test_a_password_is_typed_twice_and_is_good(
    settings: Settings, first: str, second: str, sentence: str
) -> None:
    async with at_screen(settings, PeopleScreen()) as (app, pilot):
        await press(pilot, "a")
        put(app, code="zhao", password=first, again=second, **{"name-en": "Zhao"})
        await press(pilot, "ctrl+s")
        await seen(pilot, sentence)
        assert await app.ask(store.load, Account, "WHERE code = 'zhao'") == []


async def test_no_password_stands_on_the_screen_or_is_kept(settings: Settings) -> None:
    async with at_screen(settings, PeopleScreen()) as (app, pilot):
        go_to(app, "fang")
        await press(pilot, "p")
        put(app, password=GOOD, again=GOOD)
        await settled(pilot)
        assert GOOD not in screen_text(app)
        await app.keep_all()
        assert await app.ask(store.rows, "SELECT 1 FROM kept_draft") == []
        await press(pilot, "ctrl+s")
        await seen(pilot, "The password of Fang is set.")
        made = await account(app, "fang")
        assert made.must_change and made.password


async def test_an_account_is_closed_after_a_question_and_opened_again(settings: Settings) -> None:
    async with at_screen(settings, PeopleScreen()) as (app, pilot):
        go_to(app, "luo")
        await press(pilot, "d")
        assert "can sign in no more" in screen_text(app)
        await press(pilot, "escape")
        assert not (await account(app, "luo")).is_disabled
        await press(pilot, "d", "ctrl+s")
        await seen(pilot, "✗ closed")
        assert (await account(app, "luo")).is_disabled
        go_to(app, "luo")
        await settled(pilot)
        await tap(pilot, "Let in again")
        await seen(pilot, "Luo may sign in now.")
        assert not (await account(app, "luo")).is_disabled


async def test_the_last_administrator_stays(settings: Settings) -> None:
    async with at_screen(settings, PeopleScreen()) as (app, pilot):
        go_to(app, "xu")
        await press(pilot, "d", "ctrl+s")
        await seen(pilot, "last administrator")
        assert not (await account(app, "xu")).is_disabled


async def test_role_departments_and_name_are_changed(settings: Settings) -> None:
    async with at_screen(settings, PeopleScreen()) as (app, pilot):
        go_to(app, "shi")
        await press(pilot, "enter")
        app.screen.query_one("#choice-role").choose_value("head")
        app.screen.query_one("#choice-departments").choose_value("cashier,nursing-office")
        put(app, **{"name-en": "Shi Lina"})
        await press(pilot, "ctrl+s")
        await seen(pilot, "Shi Lina")
        row = await app.ask(people.person, "shi")
        assert (row.role, row.departments) == ("head", ("cashier", "nursing-office"))
        assert app.names["shi"]["en"] == "Shi Lina"


async def test_a_key_is_set_and_a_wrong_one_refused(settings: Settings) -> None:
    async with at_screen(settings, PeopleScreen()) as (app, pilot):
        go_to(app, "gu")
        await press(pilot, "f")
        put(app, key="nonsense")
        await press(pilot, "ctrl+s")
        await seen(pilot, "A fingerprint looks like")
        put(app, key=KEY)
        await press(pilot, "ctrl+s")
        await seen(pilot, "The key of Gu is set.")
        assert (await account(app, "gu")).fingerprint == KEY


@pytest.mark.parametrize("code", ["fang", "he", "cao", "dai"])
async def test_only_administrators_change_people(settings: Settings, code: str) -> None:
    async with at_screen(settings, PeopleScreen(), who=code) as (app, pilot):
        await press(pilot, "a")
        assert "Your role does not have this right." in screen_text(app)
        assert isinstance(app.screen, PeopleScreen)


@pytest.mark.parametrize("size", CONSOLE_SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_lists_fit_every_screen(settings: Settings, size: tuple[int, int], language: str) -> None:
    for screen in (PeopleScreen(), SettingsScreen(), RosterScreen()):
        async with at_screen(settings, screen, size=size, language=language) as (app, _pilot):
            rows = app.screen.query_one(Rows)
            assert rows.lines and rows.region.height > 10
            assert all(
                width >= column.width for width, column in zip(rows.widths(), rows.columns, strict=True)
            )
            assert sum(rows.widths()) + 2 * len(rows.columns) + 3 <= size[0]


def test_every_setting_has_a_meaning() -> None:
    assert set(MEANINGS) == {one.name for one in fields(Settings)} - {"clock"}


async def test_settings_show_value_meaning_and_where_from(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text("staff_idle = 240\nleave_code = '123456'\n")
    monkeypatch.setenv("KIOSK_CONFIG", str(file))
    monkeypatch.setenv("KIOSK_LINK_DAYS", "90")
    settings = replace(settings, staff_idle=240, leave_code="123456", link_days=90)
    async with at_screen(settings, SettingsScreen(), size=(200, 60)) as (app, pilot):
        text = screen_text(app)
        assert "KIOSK_LINK_DAYS" in text and "kiosk.toml" in text and "as shipped" in text
        assert "123456" not in text and "••••" in text
        go_to(app, "staff_idle")
        await settled(pilot)
        assert "Seconds without a key after which a console locks." in screen_text(app)
        assert f"({file})" in screen_text(app)


def test_where_a_setting_comes_from(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text("port = 9000\ndesk = 'inpatient'\n")
    settings = sources.load({"theme": "dark"}, {"KIOSK_DESK": "side"}, (file,))
    found = sources.origins(settings, {"KIOSK_DESK": "side"}, (file,))
    assert (found["port"], found["desk"], found["theme"]) == (str(file), "KIOSK_DESK", "--theme")
    assert found["sound"] == ""


async def test_the_settings_are_for_administrators(settings: Settings) -> None:
    async with at_screen(settings, SettingsScreen(), who="he") as (app, pilot):
        assert app.screen.query_one(Rows).lines == []
        assert "Your role does not have this right." in await seen(pilot, "Your role")


async def test_the_roster_says_who_answers_now_and_is_changed(settings: Settings) -> None:
    """FC-05: the roster says who receives people now."""
    async with at_screen(settings, RosterScreen(), who="he") as (app, pilot):
        assert "Fang" in screen_text(app).split("\n")[1]
        row = app.screen.chosen
        assert row.weekday == 5
        await press(pilot, "e")
        app.screen.query_one("#choice-staff").choose_value("luo")
        await press(pilot, "ctrl+s")
        await seen(pilot, "Saved.")
        assert "Luo" in screen_text(app).split("\n")[1]
        await press(pilot, "a")
        put(app, begins="18:00", ends="9:00")
        await press(pilot, "ctrl+s")
        await seen(pilot, "A duty begins before it ends")
        put(app, ends="24:00")
        await press(pilot, "ctrl+s")
        await seen(pilot, "18:00")
        before = len(await app.ask(store.load, Duty, ""))
        go_to(app, row.uid)
        await press(pilot, "d", "ctrl+s")
        await settled(pilot)
        assert len(await app.ask(store.load, Duty, "")) == before - 1
        assert "the general duty officer" in screen_text(app)


async def test_from_the_settings_one_comes_to_the_roster(settings: Settings) -> None:
    async with at_screen(settings, SettingsScreen()) as (app, pilot):
        await tap(pilot, "Duty roster")
        assert isinstance(app.screen, RosterScreen)
        await press(pilot, "escape")
        assert isinstance(app.screen, SettingsScreen)
        await write(pilot, "zz")

"""A register that holds orders for a terminal: the screens draw none of them (reliability 33, 34)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from textual import events
from textual.app import App, ComposeResult

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import LANGUAGES
from kiosk.lines import readable
from kiosk.records import TABLES, Record
from kiosk.records.base import DocumentField, SealedField
from kiosk.rules.text import clean
from kiosk.screens.console.form import Line, Text
from kiosk.screens.console.work import WorkScreen
from kiosk.screens.console.work_acts import WAYS
from kiosk.services import acts, cases, search
from kiosk.widgets.entry_rows import Lines
from kiosk.widgets.field import Field
from tests.console import console_app, prepare
from tests.desk_terminal import Desk, command
from tests.naughty import OBEYED, PEOPLE_WRITE, generated
from tests.naughty_year import of_the_year
from tests.register import draft
from tests.screens import press, screen_text, settled
from tests.staff import person
from tests.test_fast_typing import asking

ORDERS = "甲\x1b]0;PWNED\x07乙\x1b]52;c;UFdORUQ=\x1b\\丙\x1b[97;5m丁"
ORDERS += "\x9b98m戊\x9d0;PWNED\x9c\x00\x08\u202e己\u2066\x7f"
CONSOLE = """
import sys
from pathlib import Path
from datetime import UTC, datetime
from kiosk import console
from kiosk.config import Settings
from kiosk.services.signing import SignedIn
from tests.screens import settled
from tests.staff import person
from tests.test_fast_typing import asking
known = SignedIn(person("he"), None, False, "en")
sys.exit(console.run(Settings(data=Path(sys.argv[1]), language="en"), known))
"""
FORGED = re.compile(
    rb"\x1b\[9[78]|[\x00\x05\x06\x08\x7f]|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]"
    rb"|\xe2\x81[\xa6-\xa9]|\x1b[_^X]|\x1b\](?!22;)"
)
"""What only somebody's words could have brought to the terminal."""


def as_told(found: re.Match[bytes]) -> str:
    return repr(found.string[max(0, found.start() - 60) : found.end() + 30])


@pytest.fixture
def poisoned(tmp_path: Path) -> Settings:
    """Make a register in which every column for words holds orders, as no door of ours would let in."""
    made = Settings(data=tmp_path / "data", language="en")
    made.data.mkdir()
    store.open_register(made)
    prepare(made)
    now, boss = made.clock(), person("he")
    uid = cases.file(draft(), made, now).uid
    acts.note(uid, "等", boss, made, now)
    acts.reply(uid, "等", boss, made, now)
    of_the_year("等", made, tmp_path)
    search.catch_up()
    for table in TABLES:
        for record in store.load(table, ""):
            poison(record)
    store.close()
    return made


def poison(record: Record) -> None:
    """Put orders past the door into every field of a row that holds words."""
    for field in type(record)._meta.sorted_fields:
        value = record.__data__[field.name]
        if isinstance(field, SealedField) and value and isinstance(value, str):
            sealer = store.Written().sealer
            new: object = sealer.sealed(record, {field.name: value + ORDERS})[field.name]
        elif isinstance(field, DocumentField) and isinstance(value, dict) and value.keys() & set(LANGUAGES):
            new = {language: f"{words}{ORDERS}" for language, words in value.items()}
        else:
            continue
        key = store.key_field(type(record))
        type(record).update(**{field.name: new}).where(key == record.__data__[key.name]).execute()


def test_no_order_in_the_register_reaches_the_terminal_of_staff(poisoned: Settings) -> None:
    desk = Desk([*command()[:-2], "-c", CONSOLE, str(poisoned.data)], (120, 40))
    try:
        desk.see("My work")
        for keys in (b"\r", b"v", b"\x1b", b"3", b"4", b"\r", b"\x1b"):
            desk.type(keys)
            desk.wait(lambda: not desk.pump(0.6), "rest")
        desk.type("/等".encode())
        desk.wait(lambda: not desk.pump(1.5), "rest")
        assert "甲" in bytes(desk.raw).decode("utf-8", "replace")
        found = FORGED.search(bytes(desk.raw))
        assert found is None, as_told(found)
        assert desk.program.poll() is None
    finally:
        desk.close()


async def test_no_order_in_the_register_is_drawn_on_any_list_of_staff(poisoned: Settings) -> None:
    async with console_app(poisoned, who="he", size=(120, 40)) as (_app, pilot):
        app: Any = pilot.app
        read = ""
        for way in WAYS:
            for keys in ((way.key,), ("enter",)):
                await press(pilot, *keys)
                drawn = screen_text(app)
                assert not OBEYED.search(drawn), (way.screen, ascii(drawn))
                read += drawn
            while not isinstance(app.screen, WorkScreen):
                await press(pilot, "escape")
        assert "甲" in read


@hypothesis_settings(max_examples=300, deadline=None)
@given(generated)
def test_what_is_drawn_holds_no_order(text: str) -> None:
    for line in text.split("\n"):
        drawn = readable(line)
        assert not OBEYED.search(drawn) and "\t" not in drawn


@pytest.mark.parametrize("words", PEOPLE_WRITE)
def test_what_people_write_is_drawn_as_it_is(words: str) -> None:
    assert [readable(line) for line in words.split("\n")] == words.split("\n")


@pytest.mark.parametrize("words", [ORDERS, *PEOPLE_WRITE[:12]])
async def test_what_is_pasted_stands_in_the_field_as_it_is_kept(settings: Settings, words: str) -> None:
    async with asking(settings, Text("one", "One"), Line("two", "Two")) as (app, pilot, _saved):
        app.post_message(events.Paste(words))
        await settled(pilot)
        assert app.screen.query_one("#field-one", Field).value == clean(words)


class Sheet(App[int]):
    """Some lines of the register's form."""

    def compose(self) -> ComposeResult:
        """Yield them."""
        yield Lines()


async def test_a_paste_stands_once_in_the_lines_of_the_register() -> None:
    async with Sheet().run_test() as pilot:
        pilot.app.query_one(Lines).focus()
        await pilot.pause()
        pilot.app.post_message(events.Paste("等了很久"))
        await pilot.pause()
        await pilot.pause()
        assert pilot.app.query_one(Lines).text == "等了很久"

"""The audit screen: who read and did what, looked for, proved, and taken away as a file."""

from __future__ import annotations

import csv
from contextlib import asynccontextmanager
from typing import Any

import pytest

from kiosk import store
from kiosk.config import Settings
from kiosk.records import database
from kiosk.screens.console.audit import PAGE, AuditScreen
from kiosk.screens.console.case import CaseScreen
from kiosk.services import acts, audit, cases
from kiosk.widgets.field import Field
from kiosk.widgets.rows import Rows
from tests.console import CONSOLE_SIZES, console_app, seen
from tests.register import NOW
from tests.register import draft as complaint
from tests.screens import press, screen_text, settled, tap
from tests.staff import person
from tests.test_register_screen import LANGUAGES


def worked(settings: Settings) -> None:
    """File a complaint, and let Fang note something."""
    case = cases.file(complaint(), settings, NOW)
    acts.note(case.uid, "听到了", person("fang"), settings, NOW)


def busy(settings: Settings) -> None:
    """Write more than two pages of the trail."""
    case = cases.file(complaint(), settings, NOW)
    for turn in range(2 * PAGE + 20):
        acts.note(case.uid, f"{turn}", person("fang"), settings, NOW)


@asynccontextmanager
async def at_trail(settings: Settings, *done: Any, **how: Any) -> Any:
    """Open the trail at the console."""
    async with console_app(settings, *done, **({"who": "dai"} | how)) as (app, pilot):
        app.push_screen(AuditScreen())
        await settled(pilot)
        yield app, pilot


async def test_who_did_what_stands_there_the_newest_first(settings: Settings) -> None:
    async with at_trail(settings, worked) as (app, pilot):
        text = await seen(pilot, "Noted")
        (case,) = await app.ask(cases.newest, 5)
        assert case.number in text and "Fang" in text and "2026-09-18 10:30" in text
        rows = app.screen.query_one(Rows)
        assert [line.value.act for line in rows.lines][:2] == ["case.note", "case.filed"]
        assert "听到了" not in text


async def test_only_what_is_looked_for_is_shown(settings: Settings) -> None:
    async with at_trail(settings, worked) as (app, pilot):
        await press(pilot, "slash")
        app.screen.query_one("#choice-who").choose_value("fang")
        app.screen.query_one("#choice-act").choose_value("case.note")
        app.screen.query_one("#field-since", Field).value = "2026-09-18"
        app.screen.query_one("#field-until", Field).value = "2026-09-18"
        await press(pilot, "ctrl+s")
        await seen(pilot, "Only: Fang · Noted")
        rows = app.screen.query_one(Rows)
        assert [line.value.act for line in rows.lines] == ["case.note"]
        await press(pilot, "c")
        await seen(pilot, "Everything, the newest first")
        assert len(rows.lines) > 2


async def test_a_case_is_looked_for_by_its_number_and_opened(settings: Settings) -> None:
    async with at_trail(settings, worked) as (app, pilot):
        (case,) = await app.ask(cases.newest, 5)
        await press(pilot, "slash")
        app.screen.query_one("#field-subject", Field).value = case.number.lower().replace("-", " ")
        await press(pilot, "ctrl+s")
        await settled(pilot)
        rows = app.screen.query_one(Rows)
        assert {line.value.subject for line in rows.lines} == {case.number}
        await press(pilot, "o")
        await settled(pilot)
        assert isinstance(app.screen, CaseScreen)


async def test_a_day_that_is_none_is_said_in_the_form(settings: Settings) -> None:
    async with at_trail(settings, worked) as (app, pilot):
        await press(pilot, "slash")
        app.screen.query_one("#field-since", Field).value = "last week"
        await press(pilot, "ctrl+s")
        await seen(pilot, "Write the day as")


async def test_the_list_goes_on_page_by_page(settings: Settings) -> None:
    async with at_trail(settings, busy) as (app, pilot):
        rows = app.screen.query_one(Rows)
        assert len(rows.lines) == PAGE and rows.has_below
        for _turn in range(12):
            await press(pilot, "pagedown")
        assert len(rows.lines) > 2 * PAGE and not rows.has_below
        assert len({line.key for line in rows.lines}) == len(rows.lines)


async def test_what_is_new_comes_on_top_and_the_cursor_stays(settings: Settings) -> None:
    async with at_trail(settings, worked) as (app, pilot):
        rows = app.screen.query_one(Rows)
        await press(pilot, "down")
        under = rows.current.key
        (case,) = await app.ask(cases.newest, 5)
        await app.ask(acts.note, case.uid, "noch eins", person("fang"), settings, NOW)
        await app.look()
        await settled(pilot)
        assert rows.current.key == under and rows.lines[0].value.act == "case.note"


async def test_the_trail_is_proved_and_a_break_is_named(settings: Settings) -> None:
    async with at_trail(settings, worked) as (app, pilot):
        await tap(pilot, "Verify")
        await seen(pilot, "The chain is whole")
        await app.ask(database.execute_sql, "UPDATE staff SET role = 'admin' WHERE code = 'fang'")
        await press(pilot, "v")
        await seen(pilot, "The chain is broken")


async def test_the_trail_is_exported_to_a_file_of_the_owner(settings: Settings) -> None:
    async with at_trail(settings, worked) as (app, pilot):
        await press(pilot, "x")
        text = await seen(pilot, "audit-20260918-103000.csv")
        path = settings.data / "audit-20260918-103000.csv"
        assert path.stat().st_mode & 0o077 == 0
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert f"{len(rows)} entries are in" in text
        assert {"case.note", "case.filed"} <= {row["act"] for row in rows}
        assert await app.ask(audit.page, app.who, "", "audit.exported")


async def test_a_file_that_cannot_be_written_is_said(settings: Settings) -> None:
    async with at_trail(settings, worked) as (app, pilot):
        (settings.data / "audit-20260918-103000.csv").mkdir()
        await press(pilot, "x")
        await seen(pilot, "The file cannot be written")


@pytest.mark.parametrize("code", ["fang", "he", "cao", "xu"])
async def test_the_trail_is_for_auditors(settings: Settings, code: str) -> None:
    async with at_trail(settings, worked, who=code) as (app, pilot):
        await settled(pilot)
        assert app.screen.query_one(Rows).lines == []
        await press(pilot, "x")
        assert "Your role does not have this right." in screen_text(app)
        assert not list(settings.data.glob("audit-*.csv"))


@pytest.mark.parametrize("size", CONSOLE_SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_trail_fits_every_screen(settings: Settings, size: tuple[int, int], language: str) -> None:
    async with at_trail(settings, worked, size=size, language=language) as (app, _pilot):
        rows = app.screen.query_one(Rows)
        assert rows.lines and sum(rows.widths()) + 2 * len(rows.columns) + 3 <= size[0]
        assert await app.ask(store.rows, "SELECT 1 FROM audit_entry LIMIT 1")

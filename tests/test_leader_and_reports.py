"""The leader's page and the reports at the console: read-only, live, in any room."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk import store
from kiosk.config import Settings
from kiosk.screens.console.leader import LeaderScreen
from kiosk.screens.console.reports import ReportsScreen
from kiosk.services import cases, closing
from tests.console import CONSOLE_SIZES, console_app, seen
from tests.register import NOW, draft
from tests.screens import press, screen_text, settled
from tests.staff import answer


def weeks_of_work(settings: Settings) -> None:
    """File a dozen complaints over three weeks; answer and close some."""
    for n in range(12):
        filed = NOW - timedelta(days=n * 2, hours=2)
        made = draft("complaint", f"等候太久{n}")
        made.department = "cashier" if n % 3 else "medical-office"
        case = cases.file(made, settings, filed)
        if n > 5:
            done = filed + timedelta(days=1)
            answer(case.uid, settings, done)
            closing.give_verdict(case.uid, True, settings, done + timedelta(hours=2))


@pytest.mark.parametrize("size", CONSOLE_SIZES)
async def test_the_leader_sees_the_house_on_one_page(settings: Settings, size: tuple[int, int]) -> None:
    """ORG-03: one page of pictures, read-only, for the hospital's leader."""
    async with console_app(settings, weeks_of_work, size=size, who="cao") as (app, pilot):
        await press(pilot, "b")
        text = await seen(pilot, "▒")
        for words in (
            "Leader's page",
            "When open cases are due",
            "Promises of the next days",
            ":((",
            "too few",
        ):
            assert words in text, words
        assert isinstance(app.screen, LeaderScreen)
        # REP-07: nothing on the page changes anything.
        assert {act.key for act in app.screen.acts()} == {"r", "escape"}
        await press(pilot, "escape")
        assert not isinstance(app.screen, LeaderScreen)


async def test_the_page_follows_what_others_do(settings: Settings) -> None:
    """REP-07: what anybody writes shows without a key."""
    async with console_app(settings, weeks_of_work, size=(120, 40), who="cao") as (app, pilot):
        await press(pilot, "b")
        await seen(pilot, "▒")
        drawn = last_number(screen_text(app))
        await app.act(cases.file, draft("complaint", "又一件"), app.settings, app.now())
        await app.look()
        await settled(pilot)
        assert last_number(screen_text(app)) == drawn + 1


async def test_a_page_that_is_slow_to_read_rests_and_is_then_read_once(settings: Settings) -> None:
    async with console_app(settings, size=(120, 40), who="cao") as (app, pilot):
        await press(pilot, "b")
        await seen(pilot, ":((")
        page = app.screen
        assert isinstance(page, LeaderScreen)
        page.rests_until = app.monotonic() + 0.2
        await page.look()
        await page.look()
        assert page.is_waiting
        await app.act(cases.file, draft("complaint"), app.settings, app.now())
        for _turn in range(200):
            await pilot.pause(0.02)
            if not page.is_waiting:
                break
        await seen(pilot, "█ 1 ")


def last_number(text: str) -> int:
    """Return how many cases are open, as the burn-down's end says it."""
    lines = text.splitlines()
    begin = next(n for n, line in enumerate(lines) if "Open cases at the end" in line)
    columns = [line[:60] for line in lines[begin + 1 : begin + 10]]
    return next(int(line.split()[-1]) for line in columns if line.split() and "█ " in line.strip()[:-1] + " ")


@pytest.mark.parametrize("who", ["fang", "gu"])
async def test_whoever_may_see_no_reports_is_told_why(settings: Settings, who: str) -> None:
    async with console_app(settings, who=who) as (app, pilot):
        for key in ("b", "r"):
            await press(pilot, key)
            await seen(pilot, "✗ Your role does not have this right.")
            assert not isinstance(app.screen, (LeaderScreen, ReportsScreen))


@pytest.mark.parametrize("size", CONSOLE_SIZES)
async def test_reports_tell_figures_with_what_they_count(settings: Settings, size: tuple[int, int]) -> None:
    """REP-04: numerator and denominator stand beside each figure."""
    async with console_app(settings, weeks_of_work, size=size, who="he") as (app, pilot):
        await press(pilot, "r")
        text = await seen(pilot, "Cases received")
        assert f"Service report for {NOW:%B %Y} · Figures" in text
        assert "Cases filed in the period" in text
        await press(pilot, "t")
        await seen(pilot, f"Service report for {NOW:%B %Y} · By kind")
        await press(pilot, "T", "y")
        await seen(pilot, f"Annual service report {NOW:%Y}")
        await press(pilot, "left")
        await seen(pilot, f"Annual service report {NOW.year - 1}")
        await press(pilot, "right", "right")
        await seen(pilot, "It has not begun yet.")


async def test_a_report_is_saved_as_a_page_and_the_trail_tells_of_it(settings: Settings) -> None:
    """PRINT annual-report: a supervisor saves the page where the machine's keeper finds it."""
    async with console_app(settings, weeks_of_work, size=(120, 40), who="he") as (app, pilot):
        await press(pilot, "r")
        await seen(pilot, "Cases received")
        await press(pilot, "p")
        text = await seen(pilot, "Saved in the data directory: reports/")
        [file] = (settings.data / "reports").iterdir()
        assert file.name in text and file.stat().st_mode & 0o777 == 0o600
        assert "Cases received" in file.read_text("utf-8")
        told = await app.ask(lambda: store.rows("SELECT body FROM audit_entry ORDER BY seq DESC LIMIT 3"))
        assert any('"report.made"' in body and '"he"' in body for (body,) in told)

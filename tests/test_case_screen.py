"""The screen of one case: what stands on it, in every size and language."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from rich.cells import cell_len

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import LANGUAGES
from kiosk.records import Case
from kiosk.rules.refusal import Refusal
from kiosk.screens.console.case import CaseScreen
from kiosk.services import acts, casefile, cases, handovers, notices, patients, tasks
from kiosk.widgets.keybar import KeyBar
from tests.console import CONSOLE_SIZES, console_app, seen
from tests.register import HOSTILE, NOW, draft
from tests.screens import press, screen_text, settled, tap
from tests.staff import person


def filed(kind: str = "complaint", words: str = "等了两个小时没有人管", **others: Any) -> tuple[UUID, Any]:
    """Return the uid of a case, and what files it."""
    made = draft(kind, words)
    for name, value in others.items():
        setattr(made, name, value)

    def file(settings: Settings) -> Case:
        return cases.file(made, settings, NOW)

    return made.uid, file


async def at_case(app: Any, pilot: Any, uid: UUID) -> CaseScreen:
    """Open a case."""
    screen = CaseScreen(uid)
    await app.push_screen(screen)
    await settled(pilot)
    assert screen.view is not None
    return screen


@pytest.mark.parametrize("size", CONSOLE_SIZES)
async def test_everything_important_stands_on_the_screen(settings: Settings, size: tuple[int, int]) -> None:
    uid, file = filed()
    async with console_app(settings, file, size=size) as (app, pilot):
        screen = await at_case(app, pilot, uid)
        text = await seen(pilot, "等了两个小时没有人管")
        assert screen.view is not None
        for words in ("Complaint", "minor", "Received", "Answers: Fang", "Facts", "Timeline", "filed"):
            assert words in text, text
        assert screen.view.case.number in text
        assert "Look into it: Sat 19 Sep 2026 10:30, 24 hours left" in text
        assert "the patient reads this" in text


async def test_below_a_hundred_columns_the_half_with_the_cursor_is_the_larger_one(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        screen = await at_case(app, pilot, uid)
        facts, timeline = screen.query_one("#facts"), screen.query_one("#timeline")
        assert facts.region.y < timeline.region.y and facts.size.height < timeline.size.height
        await press(pilot, "tab")
        await settled(pilot)
        assert facts.has_focus and facts.size.height > timeline.size.height
        await press(pilot, "end")
        assert "Asked first" in screen_text(app)
        await tap(pilot, "Timeline")
        assert timeline.has_focus


async def test_side_by_side_where_there_is_room(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file, size=(120, 40)) as (app, pilot):
        screen = await at_case(app, pilot, uid)
        facts, timeline = screen.query_one("#facts"), screen.query_one("#timeline")
        assert facts.region.y == timeline.region.y and facts.region.right <= timeline.region.x
        for pane in (facts, timeline):
            assert all(sum(cell_len(part) for part, _role in row) <= pane.size.width for row in pane.rows)  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", CONSOLE_SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_words_of_strangers_stand_plainly_everywhere(
    settings: Settings, language: str, size: tuple[int, int]
) -> None:
    uid, file = filed(
        words=HOSTILE, wish_words=HOSTILE, about_person=HOSTILE, name=HOSTILE, phrases=[HOSTILE]
    )

    def more(settings: Settings) -> None:
        boss = person("he")
        acts.note(uid, HOSTILE, boss, settings, NOW)
        acts.reply(uid, HOSTILE, boss, settings, NOW)
        acts.attach(uid, HOSTILE, HOSTILE, boss, settings, NOW)
        acts.investigate(uid, HOSTILE, "upheld", "process", HOSTILE, boss, settings, NOW)
        handovers.offer(uid, "cashier", "", HOSTILE, boss, settings, NOW)
        tasks.call_back(uid, NOW + timedelta(hours=1), HOSTILE, boss, settings, NOW)
        notices.issue(uid, "cashier", "", HOSTILE, NOW.date(), boss, settings, NOW)
        patients.add_message(uid, HOSTILE, settings, NOW)

    async with console_app(settings, file, more, size=size, language=language) as (app, pilot):
        screen = await at_case(app, pilot, uid)
        for pane in ("#timeline", "#facts"):
            screen.query_one(pane).focus()
            await settled(pilot)
            text = screen_text(app)
            assert "[@click=app.quit]x[/] [/b] [TODO]" in text
            for sign in ("\x1b", "\x9b", "\u202e", "\x00"):
                assert sign not in text
        for key in "hiwCtFe":
            await press(pilot, key)
            await settled(pilot)
            assert "\x1b" not in screen_text(app)
            if app.screen is not screen:
                await press(pilot, "escape")
                await settled(pilot)
        assert app.screen is screen


async def test_who_it_is_stays_covered_until_it_is_asked_for(settings: Settings) -> None:
    """FC-08: names and telephones are masked where the whole is not needed."""
    uid, file = filed()
    async with console_app(settings, file, size=(200, 60)) as (app, pilot):
        await at_case(app, pilot, uid)
        text = await seen(pilot, "138****5678")
        assert "王秀英" not in text and "13812345678" not in text
        await press(pilot, "r")
        text = await seen(pilot, "13812345678")
        assert "王秀英" in text and "stands in the audit trail" in text
        read = await app.ask(store.rows, "SELECT COUNT(*) FROM audit_entry WHERE body LIKE '%person.read%'")
        assert read[0][0] == 1
        await press(pilot, "r")
        await settled(pilot)
        assert "13812345678" not in screen_text(app)


async def test_dates_are_explained_day_by_day(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file, size=(120, 40)) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "e")
        text = await seen(pilot, "Why these dates")
        assert "Fri 18 Sep 2026: received, not counted" in text
        assert "national rule" in text
        await press(pilot, "escape")


async def test_the_number_is_copied_and_said(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        screen = await at_case(app, pilot, uid)
        assert screen.view is not None
        await press(pilot, "y")
        await seen(pilot, f"✓ Copied: {screen.view.case.number}")
        assert app.clipboard == screen.view.case.number


async def test_the_code_of_the_link_is_shown_and_a_new_link_makes_another(settings: Settings) -> None:
    uid, file = filed()
    settings = replace(settings, base_address="http://10.0.0.5:8765")
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "Q")
        await seen(pilot, "Scan the code")
        first = app.screen.modules  # type: ignore[attr-defined]
        await press(pilot, "escape")
        await press(pilot, "N")
        await seen(pilot, "The old slip and its code open nothing any more.")
        await press(pilot, "ctrl+s")
        await seen(pilot, "Scan the code")
        assert app.screen.modules != first  # type: ignore[attr-defined]
        await press(pilot, "escape")
        await seen(pilot, "A new link was made")
        assert (await app.ask(cases.find, uid)).link_issue == 2


async def test_a_handler_makes_no_new_link(settings: Settings) -> None:
    uid, file = filed(department="cashier")
    async with console_app(settings, file, who="shi") as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "N")
        await seen(pilot, "✗ Your role does not have this right.")
        with pytest.raises(Refusal):
            await app.act(casefile.reissue, uid, person("shi"), NOW)
        assert (await app.ask(cases.find, uid)).link_issue == 1


async def test_slip_and_case_file_are_printed(settings: Settings) -> None:
    uid, file = filed()
    paper = settings.data.parent / "paper.txt"
    settings = replace(settings, print_target=f"file:{paper}", base_address="http://10.0.0.5:8765")
    async with console_app(settings, file) as (app, pilot):
        screen = await at_case(app, pilot, uid)
        assert screen.view is not None
        number = screen.view.case.number
        await press(pilot, "P")
        await seen(pilot, "✓ Printed.")
        slip = paper.read_text("utf-8")
        assert number in slip and "HTTP://10.0.0.5:8765/S/" in slip and "王秀英" not in slip
        await press(pilot, "F")
        await seen(pilot, f"Case file {number}")
        await tap(pilot, "Print")
        await seen(pilot, "✓ Printed.")
        told = paper.read_text("utf-8").removeprefix(slip)
        for words in ("王秀英", "13812345678", "等了两个小时没有人管", "Timeline"):
            assert words in told
        printed = await app.ask(
            store.rows, "SELECT COUNT(*) FROM audit_entry WHERE body LIKE '%case.printed%'"
        )
        assert printed[0][0] == 2


async def test_without_a_printer_the_desk_says_so(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "P")
        await seen(pilot, "✗ This desk has no receipt printer.")


async def test_a_case_that_is_not_ones_own_is_not_shown(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file, who="shi") as (app, pilot):
        await app.push_screen(CaseScreen(uid))
        text = await seen(pilot, "✗ Only those who work on this case can do this.")
        assert "等了两个小时没有人管" not in text


async def test_the_wordings_for_a_call_are_read_beside_the_case(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "w")
        await seen(pilot, "✗ No wording fits this case.")


@pytest.mark.parametrize("size", CONSOLE_SIZES)
async def test_at_most_five_keys_stand_at_the_foot(settings: Settings, size: tuple[int, int]) -> None:
    uid, file = filed()
    async with console_app(settings, file, size=size) as (app, pilot):
        screen = await at_case(app, pilot, uid)
        assert len(screen.query_one(KeyBar).spots()) == 5
        assert screen.query_one(KeyBar).spots()[-1][1] <= size[0]

"""My work: what is due, soonest first; it moves by itself, and the cursor does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.console import ConsoleApp
from kiosk.records import Case, ChecklistStep
from kiosk.screens.console import due_words
from kiosk.screens.console.work import WorkScreen
from kiosk.screens.console.work_words import columns
from kiosk.services import cases, handovers, work
from kiosk.widgets.keybar import KeyBar
from kiosk.widgets.rows import Rows
from tests.console import CONSOLE_SIZES, Moment, console_app, seen, write
from tests.register import NOW, draft
from tests.screens import press, screen_rows, screen_text, settled, tap, tap_at
from tests.staff import person

LANGUAGES = i18n.LANGUAGES


def file(many: int, kind: str = "complaint") -> Any:
    """Return the act that files so many cases."""

    def act(settings: Settings) -> list[Case]:
        made = []
        for _n in range(many):
            one = draft(kind)
            one.department = "cashier"
            made.append(cases.file(one, settings, settings.clock()))
        return made

    return act


def offer(department: str, by: str = "fang") -> Any:
    """Return the act that files a case and offers it."""

    def act(settings: Settings) -> None:
        [case] = file(1)(settings)
        handovers.offer(case.uid, department, "", "说过了", person(by), settings, settings.clock())

    return act


def rows_of(app: ConsoleApp) -> Rows:
    screen = next(one for one in app.screen_stack if isinstance(one, WorkScreen))
    return screen.rows


def numbers(app: ConsoleApp) -> list[str]:
    return [line.value.number for line in rows_of(app).lines]


async def arrived(pilot: Pilot[int], count: int) -> None:
    """Wait until so many rows are there."""
    app: Any = pilot.app
    for _turn in range(60):
        if len(rows_of(app).lines) == count:
            return
        await settled(pilot)
    raise AssertionError(f"{len(rows_of(app).lines)} rows, not {count}")


# When it is due


@pytest.mark.parametrize(
    ("hours", "words", "role"),
    [
        (-0.5, "! 30 min late", "late"),
        (-5, "! 5 h late", "late"),
        (-48, "! 2 days late", "late"),
        (6, "◷ today 16:30", "today"),
        (13.5, "◷ today 24:00", "today"),
        (24, "  tomorrow 10:30", "words"),
        (37.5, "  tomorrow 24:00", "words"),
        (72, "  in 3 days", "words"),
    ],
)
def test_what_is_due_is_said_in_words_with_a_sign(hours: float, words: str, role: str) -> None:
    i18n.choose("en")
    tz = Settings().tz
    assert due_words.when(NOW + timedelta(hours=hours), NOW, tz) == (words, role)


def test_what_has_no_due_moment_says_nothing() -> None:
    assert due_words.when(None, NOW, Settings().tz) == ("", "muted")


# The list


async def test_the_soonest_due_stands_first(settings: Settings) -> None:
    def later(settings: Settings) -> None:
        assert isinstance(settings.clock, Moment)
        file(1)(settings)
        settings.clock.on(days=-3)
        file(1)(settings)
        settings.clock.on(days=3)

    async with console_app(settings, later, who="fang") as (app, pilot):
        await arrived(pilot, 2)
        dues = [line.value.due_at for line in rows_of(app).lines]
        assert dues == sorted(dues)
        assert "late" in screen_rows(app)[3]


async def test_a_row_says_what_it_is_and_who_has_it_at_every_width(settings: Settings) -> None:
    for size in CONSOLE_SIZES:
        async with console_app(settings, *([file(1)] if size[0] == 80 else []), size=size) as (app, pilot):
            await press(pilot, "5")
            await arrived(pilot, 1)
            text = screen_text(app)
            for words in ("Complaint", "tomorrow 10:30", "Fang", "new", "cashier", numbers(app)[0]):
                assert words in text, f"{words} is not told at {size}"


async def test_a_task_that_a_column_cuts_off_is_told_whole_under_the_list(settings: Settings) -> None:
    name = "Ask the nursing office for the ward's own account of that night, and write down who was on duty"

    def step(settings: Settings) -> None:
        with store.writing("hospital.import", "test", "hospital", NOW) as written:
            told = {"en": name}
            written.add(
                ChecklistStep(code="ask", position=0, kind="complaint", name=told, amount=1, unit="hours")
            )

    async with console_app(settings, step, file(1), who="fang") as (app, pilot):
        await arrived(pilot, 2)
        await press(pilot, "home")
        text = await seen(pilot, "who was on duty")
        assert name in " ".join(text.split())
        await press(pilot, "down")
        assert "on duty" not in screen_text(app)


async def test_the_cursor_stays_on_its_row_when_somebody_else_acts(settings: Settings) -> None:
    async with console_app(settings, file(6), who="fang") as (app, pilot):
        await arrived(pilot, 6)
        await press(pilot, "j", "j", "j")
        before = rows_of(app).current
        assert before is not None
        settings_then = app.settings

        def earlier() -> None:
            one = draft()
            one.opened_at = NOW - timedelta(days=2)
            cases.file(one, settings_then, NOW - timedelta(days=2))

        await app.ask(earlier)
        await app.look()
        await arrived(pilot, 7)
        after = rows_of(app).current
        assert after is not None and after.key == before.key
        assert rows_of(app).cursor == 4


async def test_a_row_that_goes_leaves_the_cursor_where_it_was(settings: Settings) -> None:
    async with console_app(settings, offer("cashier"), offer("cashier"), who="shi") as (app, pilot):
        await arrived(pilot, 2)
        first = rows_of(app).current
        await press(pilot, "x")
        await write(pilot, "not ours")
        await press(pilot, "ctrl+s")
        await arrived(pilot, 1)
        assert rows_of(app).cursor == 0 and rows_of(app).current != first
        await seen(pilot, "sent back")


async def test_a_long_list_is_read_page_by_page_down_to_its_end_and_up_again(settings: Settings) -> None:
    count = 330
    async with console_app(settings, file(count), who="fang") as (app, pilot):
        await arrived(pilot, 51 - 1)
        wanted = [row.number for row in await app.ask(work.page, app.who, work.Filter(), NOW, None, 1000)]
        down = await walked(pilot, "pagedown", count)
        assert down == wanted
        assert len(rows_of(app).lines) <= 200
        up = await walked(pilot, "pageup", count)
        assert up[::-1] == wanted


async def walked(pilot: Pilot[int], key: str, count: int) -> list[str]:
    """Return the numbers that come into sight, page by page, in the order in which they are met."""
    app: Any = pilot.app
    met: dict[str, None] = {}
    for _turn in range(count):
        rows = rows_of(app)
        in_sight = [line.value.number for line in rows.lines[rows.top : rows.top + rows.room]]
        met.update(dict.fromkeys(in_sight if key == "pagedown" else in_sight[::-1]))
        if len(met) == count:
            break
        await press(pilot, key)
    return list(met)


async def test_the_end_of_a_long_list_is_one_key_away_and_so_is_its_beginning(settings: Settings) -> None:
    async with console_app(settings, file(120), who="fang") as (app, pilot):
        await arrived(pilot, 50)
        wanted = [row.number for row in await app.ask(work.page, app.who, work.Filter(), NOW, None, 1000)]
        await press(pilot, "end")
        await settled(pilot)
        assert numbers(app)[-1] == wanted[-1]
        here = rows_of(app).current
        assert here is not None and here.value.number == wanted[-1]
        app._place = None
        await app.look()
        assert rows_of(app).current is not None and rows_of(app).current.key == here.key  # type: ignore[union-attr]
        await press(pilot, "home")
        await settled(pilot)
        assert numbers(app)[0] == wanted[0] and rows_of(app).cursor == 0


async def test_a_list_is_moved_by_mouse(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    monkeypatch.setattr("kiosk.screens.console.work.open_case", lambda _app, case: opened.append(case))
    async with console_app(settings, file(40), who="fang") as (app, pilot):
        await arrived(pilot, 40)
        await tap_at(pilot, 20, 5)
        assert rows_of(app).cursor == 2 and not opened
        await tap_at(pilot, 20, 5)
        here = rows_of(app).current
        assert here is not None and opened == [here.value.case]


async def test_the_wheel_moves_what_is_in_sight_and_takes_the_cursor_along(settings: Settings) -> None:
    async with console_app(settings, file(40), who="fang") as (app, pilot):
        await arrived(pilot, 40)
        rows = rows_of(app)
        for _notch in range(3):
            rows._scroll(3)
        assert (rows.top, rows.cursor) == (9, 9)
        rows._scroll(-300)
        assert rows.top == 0 and rows.cursor < rows.room


# Offers


async def test_an_offer_is_accepted_with_one_key(settings: Settings) -> None:
    async with console_app(settings, offer("cashier"), who="shi") as (app, pilot):
        await arrived(pilot, 1)
        assert "Accept" in screen_rows(app)[-1]
        await press(pilot, "a")
        await seen(pilot, "you have accepted it")
        await arrived(pilot, 1)
        assert rows_of(app).lines[0].value.row == "case"
        assert rows_of(app).lines[0].value.responsible == "shi"


async def test_an_offer_is_rejected_with_a_reason_and_not_without(settings: Settings) -> None:
    async with console_app(settings, offer("cashier"), who="shi") as (app, pilot):
        await arrived(pilot, 1)
        await press(pilot, "x")
        await seen(pilot, "Fang offered it")
        await press(pilot, "ctrl+s")
        await seen(pilot, "Write why you send it back.")
        await write(pilot, "wrong window")
        await press(pilot, "ctrl+s")
        await arrived(pilot, 0)


async def test_only_an_offer_can_be_accepted(settings: Settings) -> None:
    async with console_app(settings, file(1), who="fang") as (app, pilot):
        await arrived(pilot, 1)
        await press(pilot, "a")
        await seen(pilot, "This row is no offer.")


# Which list


async def test_lists_are_chosen_by_number_and_by_mouse(settings: Settings) -> None:
    async with console_app(settings, file(3), who="he") as (app, pilot):
        await seen(pilot, "Nothing to do here.")
        await press(pilot, "5")
        await arrived(pilot, 3)
        await tap(pilot, "My work")
        await arrived(pilot, 0)


async def test_a_list_that_is_not_for_a_role_says_why(settings: Settings) -> None:
    async with console_app(settings, file(3), who="shi") as (app, pilot):
        await press(pilot, "4")
        await seen(pilot, "Your role does not have this right.")
        assert rows_of(app).lines == []


async def test_the_list_shows_only_what_was_asked_for(settings: Settings) -> None:
    async with console_app(settings, file(3), file(2, "praise"), who="he") as (app, pilot):
        await press(pilot, "5")
        await arrived(pilot, 5)
        await press(pilot, "f")
        await press(pilot, "down", "down", "down", "down", "enter", "ctrl+s")
        await arrived(pilot, 2)
        await seen(pilot, "All: Praise")


async def test_a_view_is_kept_chosen_and_removed(settings: Settings) -> None:
    async with console_app(settings, file(3), file(2, "praise"), who="he") as (app, pilot):
        screen: Any = app.screen
        await screen.show_view(work.Filter("all", kind="praise"))
        await press(pilot, "v", "s")
        await write(pilot, "thanks")
        await press(pilot, "ctrl+s")
        await press(pilot, "1")
        await arrived(pilot, 0)
        await press(pilot, "v")
        await seen(pilot, "thanks")
        await press(pilot, "1")
        await arrived(pilot, 2)
        await press(pilot, "v", "d", "1")
        await seen(pilot, "The view is removed.")
        assert await app.ask(work.views, "he") == []


# Who


async def test_an_administrator_sees_no_cases(settings: Settings) -> None:
    async with console_app(settings, file(3), who="xu") as (app, pilot):
        await seen(pilot, "An administrator sees no cases.")
        await press(pilot, "5")
        await seen(pilot, "Your role does not have this right.")
        foot = screen_rows(app)[-1]
        assert "People" in foot and "Settings" in foot and "Register" not in foot


async def test_an_auditor_sees_all_cases_and_the_trail_and_does_nothing(settings: Settings) -> None:
    async with console_app(settings, file(3), who="dai") as (app, pilot):
        await arrived(pilot, 3)
        assert "Audit" in screen_rows(app)[-1]
        acts = {act.key: act.why_not for act in app.screen.acts()}  # type: ignore[attr-defined]
        assert acts["n"] and acts["p"] and acts["o"] and not acts["u"]


async def test_a_session_ends_when_the_account_is_closed(settings: Settings) -> None:
    from kiosk.services import people

    async with console_app(settings, file(1), who="fang") as (app, pilot):
        await app.ask(people.disable, "fang", person("xu"), NOW)
        await app.look()
        assert app._exit


async def test_a_tall_screen_is_filled(settings: Settings) -> None:
    async with console_app(settings, file(80), size=(200, 70), who="fang") as (app, pilot):
        rows = rows_of(app)
        for _turn in range(40):
            if len(rows.lines) > rows.room:
                break
            await settled(pilot)
        assert screen_rows(app)[rows.region.bottom - 1].strip()


# Every size, every language


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", CONSOLE_SIZES)
async def test_the_list_fits_its_screen(settings: Settings, size: tuple[int, int], language: str) -> None:
    async with console_app(settings, file(40), size=size, language=language, who="fang") as (app, pilot):
        await arrived(pilot, 40)
        assert all(len(bar.spots()) <= 5 for bar in app.screen.query("#keys").results(KeyBar))
        bar = app.screen.query_one("#keys", KeyBar)
        assert bar.spots()[-1][1] <= size[0]
        shown = rows_of(app).columns
        assert 3 + sum(one.width + 2 for one in shown) <= size[0]
        assert screen_rows(app)[4][4:].strip()


@pytest.mark.parametrize("width", range(80, 201, 10))
def test_columns_never_need_more_than_there_is(width: int) -> None:
    for language in LANGUAGES:
        i18n.choose(language)
        assert 3 + sum(one.width + 2 for one in columns(width)) <= width


def test_a_wide_list_shows_every_column() -> None:
    i18n.choose("en")
    assert len(columns(120)) == 8


async def test_a_key_pressed_while_the_list_changes_does_what_stood_there(settings: Settings) -> None:
    async with console_app(settings, offer("medical-office"), who="gu") as (app, pilot):
        await seen(pilot, "Accept")
        screen = app.screen
        assert isinstance(screen, WorkScreen)
        await screen.press("3")
        await screen.press("a")
        await seen(pilot, "you have accepted it")

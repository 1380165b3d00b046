"""Visits and calls at the console: found, asked by figure, saved with one key, on any screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Case, KeptDraft
from kiosk.screens.console.contact_file import ContactFileScreen
from kiosk.screens.console.digest import DigestBox
from kiosk.screens.console.followup_form import FollowUpScreen
from kiosk.screens.console.followups import FollowUpsScreen
from kiosk.screens.console.opinion import OpinionScreen
from kiosk.services import handovers
from kiosk.widgets.choice_row import ChoiceRow
from kiosk.widgets.question_row import QuestionRow
from kiosk.widgets.rows import Rows
from tests.console import CONSOLE_SIZES, console_app, seen, write
from tests.register import HOSTILE, NOW
from tests.screens import press, screen_text, settled, tap
from tests.test_register_screen import LANGUAGES
from tests.wards import OTHER_WARD, PHONE, WARD, ask, attempts, due, stay, stay_now

HOUR = timedelta(hours=1)


def admit(settings: Settings) -> None:
    """Admit two patients with a visit each, and discharge one who is to be called."""
    if store.rows("SELECT 1 FROM stay"):
        return
    ask()
    due(stay("Z1", bed="12", doctor="方志远"), due_at=NOW - 2 * HOUR)
    due(stay("Z2", OTHER_WARD, bed="3", name="李建国", phone="13700002222", consent=""))
    due(stay("Z3", bed="7", name="张伟", phone="13900001111", discharged_on="2026-09-17"), "contact")


@asynccontextmanager
async def at_list(settings: Settings, *keys: str, **how: Any) -> AsyncIterator[Any]:
    """Open the visits and calls at the console, and press some keys."""
    async with console_app(settings, admit, **({"who": "he"} | how)) as (app, pilot):
        if isinstance(app.screen, DigestBox):
            await press(pilot, "escape")
        await press(pilot, "c")
        await settled(pilot)
        await press(pilot, *keys)
        await settled(pilot)
        yield app, pilot


def row(app: Any, name: str) -> ChoiceRow:
    """Return a row of the form."""
    found: ChoiceRow = app.screen.query_one(f"#choose-{name}", ChoiceRow)
    return found


async def test_the_list_of_the_cart_shows_bed_covered_name_and_how_late_it_is(settings: Settings) -> None:
    async with at_list(settings) as (app, pilot):
        text = await seen(pilot, "王*英")
        first = next(line for line in text.splitlines() if "王*英" in line)
        assert "! 2 h late" in first and " 12 " in first and "second day" in first
        assert text.index("王*英") < text.index("李*国")
        assert "王秀英" not in text and PHONE not in text
        assert "Doctor: 方志远" in text


async def test_the_list_of_the_telephone_shows_who_can_be_called_now(settings: Settings) -> None:
    async with at_list(settings, "2", size=(120, 40)) as (app, pilot):
        text = await seen(pilot, "张*")
        line = next(line for line in text.splitlines() if "张*" in line)
        assert "● now" in line and "24 hours" in line and "139****1111" in line


async def test_a_ward_sees_its_own_patients(settings: Settings) -> None:
    async with at_list(settings, who="mao") as (app, pilot):
        text = await seen(pilot, "李*国")
        assert "王*英" not in text


async def test_one_ward_is_chosen_for_the_cart(settings: Settings) -> None:
    async with at_list(settings, "f") as (app, pilot):
        app.screen.query_one("#choice-ward").choose_value(OTHER_WARD)
        await press(pilot, "ctrl+s")
        await seen(pilot, f"Calls and visits · {OTHER_WARD}")
        text = await seen(pilot, "李*国")
        assert "王*英" not in text


async def test_a_visit_is_answered_by_figures_and_saved_with_one_key(settings: Settings) -> None:
    async with at_list(settings, "enter") as (app, pilot):
        await seen(pilot, "How well is your pain controlled?")
        await press(pilot, "4", "1")
        await press(pilot, "ctrl+s")
        await seen(pilot, "Saved.")
        assert isinstance(app.screen, FollowUpsScreen)
        await settled(pilot)
        assert "王*英" not in screen_text(app)
        [kept] = await app.ask(attempts)
        assert kept.answers == {"pain": "4", "told": "yes"}
        assert (kept.channel, kept.result) == ("bedside", "reached")


async def test_an_answer_is_clicked_and_taken_back(settings: Settings) -> None:
    async with at_list(settings, "enter") as (app, pilot):
        question = app.screen.query_one("#question-pain", QuestionRow)
        await tap(pilot, "4○Good")
        assert question.value == "4"
        question.focus()
        await press(pilot, "backspace")
        assert question.value == ""
        await press(pilot, "right", "right")
        assert question.value == "2"


async def test_an_urgent_answer_says_so_and_is_handed_to_the_ward(settings: Settings) -> None:
    """FU-08: the answer is marked as soon as it is chosen; saving hands it over, and says by when."""
    async with at_list(settings, "enter", "1") as (app, pilot):
        await seen(pilot, "Urgent: the ward hears of it when you save.")
        assert "1!Very bad" in screen_text(app)
        await press(pilot, "ctrl+s")
        await seen(pilot, "is handed over to the ward, which accepts it within 30 minutes.")
        [case] = await app.ask(store.load, Case, "")
        [offer] = await app.ask(handovers.of, case.uid)
        assert (offer.department, offer.due_at) == (WARD, NOW + timedelta(minutes=30))


async def test_u_opens_a_visit_as_urgent_with_the_cursor_in_the_words(settings: Settings) -> None:
    async with at_list(settings, "u") as (app, pilot):
        await settled(pilot)
        assert row(app, "urgent").value == "yes"
        await press(pilot, "ctrl+s")
        await seen(pilot, "Write what the ward must hear at once.")
        await write(pilot, "chest pain")
        await press(pilot, "ctrl+s")
        await seen(pilot, "is handed over to the ward")
        [kept] = await app.ask(attempts)
        assert kept.is_urgent and kept.words == "chest pain"


async def test_an_opinion_is_one_key_away_prefilled_and_tied_to_the_visit(settings: Settings) -> None:
    """FU-05: `o` opens the case with ward and patient filled in; the attempt says what it led to."""
    async with at_list(settings, "o") as (app, pilot):
        await settled(pilot)
        assert isinstance(app.screen, OpinionScreen)
        assert WARD in screen_text(app) and "王秀英" not in screen_text(app)
        app.screen.form.focus_words()
        await write(pilot, "noise at night")
        await press(pilot, "ctrl+s")
        await seen(pilot, "is filed.")
        assert isinstance(app.screen, FollowUpScreen)
        await press(pilot, "ctrl+s")
        await seen(pilot, "Saved.")
        [case] = await app.ask(store.load, Case, "")
        assert (case.words, case.department, case.source, case.kind) == (
            "noise at night",
            WARD,
            "visit",
            "complaint",
        )
        assert (await app.ask(attempts))[0].led_to == case.uid


async def test_an_opinion_without_a_visit_is_filed_from_the_list_of_patients(settings: Settings) -> None:
    async with at_list(settings, "3", "o") as (app, pilot):
        assert isinstance(app.screen, OpinionScreen)
        app.screen.form.focus_words()
        await write(pilot, "thanks")
        await press(pilot, "ctrl+s")
        await seen(pilot, "is filed.")
        assert isinstance(app.screen, FollowUpsScreen)


async def test_nobody_answers_and_the_form_says_when_it_is_tried_again(settings: Settings) -> None:
    async with at_list(settings, "2", "enter", "2") as (app, pilot):
        assert row(app, "result").value == "no_answer"
        assert not any(question.display for question in app.screen.query(QuestionRow))
        await press(pilot, "ctrl+s")
        await seen(pilot, "Saved. It is tried again: 13:30")
        await seen(pilot, "from 13:30")
        await press(pilot, "end", "enter")
        await seen(pilot, "Attempts: 1; the last")


async def test_a_long_list_is_walked_to_both_ends(settings: Settings) -> None:
    def many(_settings: Settings) -> None:
        with store.whole():
            for n in range(130):
                due(stay(f"L{n}", bed=str(n)))

    async with console_app(settings, many, who="he") as (app, pilot):
        await press(pilot, "c")
        await settled(pilot)
        rows = app.screen.query_one(Rows)
        assert len(rows.lines) == 50 and rows.has_below
        await press(pilot, "end")
        await settled(pilot)
        assert rows.current.value.patient.bed == "129" and rows.has_above and not rows.has_below
        await press(pilot, *["pageup"] * 4)
        await settled(pilot)
        beds = [line.value.patient.bed for line in rows.lines]
        assert beds == [str(n) for n in range(130 - len(beds), 130)] and len(beds) > 50
        await app.look()
        assert [line.value.patient.bed for line in rows.lines][-1] == "129"
        await press(pilot, "home")
        await settled(pilot)
        assert rows.current.value.patient.bed == "0" and not rows.has_above


async def test_after_a_call_the_cursor_comes_to_the_next_one(settings: Settings) -> None:
    def three(_settings: Settings) -> None:
        for n in range(3):
            due(stay(f"C{n}", bed=str(n), name=f"张{n}"), "call", due_at=NOW + n * HOUR)

    async with console_app(settings, three, who="he") as (app, pilot):
        await press(pilot, "c", "2")
        await settled(pilot)
        first, second, third = [line.key for line in app.screen.query_one(Rows).lines]
        await press(pilot, "enter", "2", "ctrl+s")
        await seen(pilot, "from 13:30")
        await settled(pilot)
        rows = app.screen.query_one(Rows)
        assert [line.key for line in rows.lines] == [second, third, first]
        assert rows.current.key == second


async def test_who_wants_a_later_call_names_the_hour(settings: Settings) -> None:
    async with at_list(settings, "2", "enter", "4") as (app, pilot):
        app.screen.query_one("#row-at").entry.focus()
        await write(pilot, "15:00")
        await press(pilot, "ctrl+s")
        await seen(pilot, "It is tried again: 15:00")


async def test_a_time_that_is_none_is_said_and_nothing_is_lost(settings: Settings) -> None:
    async with at_list(settings, "2", "enter", "4") as (app, pilot):
        app.screen.query_one("#row-at").entry.focus()
        await write(pilot, "noon")
        await press(pilot, "ctrl+s")
        await seen(pilot, "Write a time as 14:00.")
        assert app.screen.value("at") == "noon" and await app.ask(attempts) == []


async def test_the_whole_telephone_is_shown_on_demand(settings: Settings) -> None:
    async with at_list(settings, "2", "enter") as (app, pilot):
        assert "13900001111" not in screen_text(app)
        await press(pilot, "r")
        await seen(pilot, "13900001111")


async def test_consent_is_asked_at_the_bedside(settings: Settings) -> None:
    """FU-10: consent and telephone stand in the form of a visit."""
    async with at_list(settings, who="mao") as (app, pilot):
        await press(pilot, "enter")
        row(app, "consent").value = "yes"
        row(app, "right").value = "yes"
        await press(pilot, "ctrl+s")
        await seen(pilot, "Saved.")
        [found] = await app.ask(store.rows, "SELECT uid FROM stay WHERE visit = 'Z2'")
        kept = await app.ask(stay_now, UUID(found[0]))
        assert kept.consent == "yes" and kept.is_phone_checked


async def test_hours_are_agreed_before_somebody_leaves(settings: Settings) -> None:
    """FU-10: `v` asks whether, when and how one may call."""
    async with at_list(settings, "3", "v") as (app, pilot):
        app.screen.query_one("#field-from").value = "14:00"
        app.screen.query_one("#field-until").value = "16:00"
        await press(pilot, "ctrl+s")
        await seen(pilot, "It is agreed.")
        await seen(pilot, "calls from 14:00 to 16:00")


async def test_what_is_half_answered_is_there_after_the_line_was_lost(settings: Settings) -> None:
    async with at_list(settings, "enter", "4") as (app, pilot):
        app.screen.query_one("#row-words").entry.focus()
        await write(pilot, "half")
        uid = app.screen.uid
        await app.keep_all()
        await app.leave()
    async with at_list(settings, "enter") as (app, pilot):
        await seen(pilot, "This is what you had typed.")
        assert app.screen.value("words") == "half" and app.screen.answers() == {"pain": "4"}
        await press(pilot, "ctrl+s")
        await seen(pilot, "Saved.")
        assert [one.uid for one in await app.ask(attempts)] == [uid]
        assert await app.ask(store.load, KeptDraft, "") == []


async def test_the_care_record_tells_stays_visits_calls_and_cases(settings: Settings) -> None:
    """FU-13: everything of one patient in one list: what was said, and what is still to be done."""
    async with at_list(settings, "enter", "1", "ctrl+s", size=(120, 40)) as (app, pilot):
        await seen(pilot, "is handed over")
        await press(pilot, "3", "h")
        await settled(pilot)
        assert isinstance(app.screen, ContactFileScreen)
        text = screen_text(app)
        kinds = {line.value.kind for line in app.screen.query_one(Rows).lines}
        assert kinds == {"admitted", "attempt", "case"}
        assert "Visit on the second day" in text and "Very bad" in text and "Admitted" in text
        await press(pilot, "home")
        place = next(n for n, one in enumerate(app.screen.query_one(Rows).lines) if one.value.kind == "case")
        await press(pilot, *["down"] * place, "enter")
        await seen(pilot, "Told at a follow-up: Visit on the second day")


async def test_hostile_words_are_only_words(settings: Settings) -> None:
    async with at_list(settings, "enter", size=(200, 60)) as (app, pilot):
        app.screen.query_one("#row-words").value = HOSTILE
        await press(pilot, "ctrl+s")
        await seen(pilot, "Saved.")
        await press(pilot, "3", "h")
        await seen(pilot, "[@click=app.quit]")


async def test_a_leader_reads_and_does_nothing(settings: Settings) -> None:
    async with at_list(settings, who="cao") as (app, pilot):
        await seen(pilot, "王*英")
        await press(pilot, "enter")
        assert isinstance(app.screen, FollowUpsScreen) and "✗" in screen_text(app)


@pytest.mark.parametrize(
    ("size", "language"), [*product(CONSOLE_SIZES[:1], LANGUAGES), *product(CONSOLE_SIZES[1:], ["zh_CN"])]
)
async def test_list_and_form_fit_every_screen(
    settings: Settings, size: tuple[int, int], language: str
) -> None:
    async with at_list(settings, size=size, language=language) as (app, pilot):
        listed = app.screen.query_one(Rows)
        assert listed.region.height >= 16 and sum(listed.widths()) < size[0]
        await press(pilot, "enter")
        await settled(pilot)
        form, words = app.screen.query_one("#followup-form"), app.screen.query_one("#row-words")
        assert form.max_scroll_y == 0 and words.region.bottom <= size[1] - 2

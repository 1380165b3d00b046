"""What can be done with a case, by keys and by mouse: what the screen says, and what the register holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kiosk.config import Settings
from kiosk.screens.console import case_acts
from kiosk.services import acts, case_view, closing
from tests.case_forms import fill, form, now_of, opened
from tests.console import console_app, seen
from tests.register import NOW
from tests.screens import press, screen_text, settled, tap
from tests.staff import answer, person
from tests.test_case_screen import at_case, filed

HOUR = timedelta(hours=1)


async def test_what_cannot_be_done_says_why_by_key_and_in_the_menu(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file, who="dai") as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "n")
        await seen(pilot, "✗ Your role does not have this right.")
        await press(pilot, "question_mark")
        await seen(pilot, "Note   — Your role does not have this right.")
        assert [line.kind for line in (await now_of(app, uid)).timeline] == ["filed"]


async def test_every_act_has_a_key_of_its_own_and_stands_in_the_menu(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        screen = await at_case(app, pilot, uid)
        keys = [act.key for act in screen.acts()]
        assert len(keys) == len(set(keys)) == len(case_acts.TABLE) + 2
        rights = {right for _key, _label, right, *_rest in case_acts.TABLE}
        assert set(case_view.CASE_ACTS) - rights == {"grade_up", "grade_down"}


async def test_a_case_is_graded_by_mouse(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file, size=(120, 40)) as (app, pilot):
        await at_case(app, pilot, uid)
        await tap(pilot, "?  Menu")
        await tap(pilot, "Grade")
        await opened(app, pilot)
        await tap(pilot, "major")
        fill(app, reason="Somebody was hurt.")
        await tap(pilot, "Save")
        await seen(pilot, "Graded up: major")
        assert (await now_of(app, uid)).grade == "major"


async def test_a_handler_may_grade_up_but_not_down(settings: Settings) -> None:
    """CMP-10: whoever cannot do it alone sends it up, with the reason."""
    uid, file = filed(department="cashier")

    def raised(settings: Settings) -> None:
        acts.grade(uid, "complex", "two offices", person("he"), settings, NOW)

    async with console_app(settings, file, raised, who="shi") as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "g")
        await opened(app, pilot)
        text = screen_text(app)
        assert "major" in text and "minor" not in text


async def test_the_gate_lists_everything_that_is_missing_and_lets_a_whole_case_through(
    settings: Settings,
) -> None:
    """CMP-01: what, found how, why: or it is not answered."""
    uid, file = filed()
    async with console_app(settings, file, size=(120, 40)) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "d")
        await opened(app, pilot)
        text = await seen(pilot, "□ what it is about")
        for words in ("the responsible department", "the outcome", "the root cause", "a public reply"):
            assert words in text
        await press(pilot, "ctrl+s")
        await seen(pilot, "It cannot be answered yet. Still missing: what it is about,")
        assert (await now_of(app, uid)).stage != "answered"
        await press(pilot, "escape")
        await form(app, pilot, "c", department="cashier", category="")
        await app.act(acts.categorise, uid, "waiting", "cashier", person("he"), app.settings, NOW)
        await app.look()
        await form(app, pilot, "i", found="One window too few.", outcome="upheld", cause="process")
        await seen(pilot, "Investigation: Upheld · Process")
        await form(app, pilot, "K", reason="Mended the same day.")
        await form(app, pilot, "p", words="Two more windows are open.")
        await press(pilot, "ctrl+s")
        await settled(pilot)
        await press(pilot, "d")
        await seen(pilot, "Everything is there.")
        await press(pilot, "ctrl+s")
        await seen(pilot, "Answered. The patient is asked whether it is solved")
        assert (await now_of(app, uid)).stage == "answered"


async def test_the_patient_says_by_phone_that_it_is_not_solved(settings: Settings) -> None:
    uid, file = filed()

    def answered(settings: Settings) -> None:
        answer(uid, settings, NOW)

    async with console_app(settings, file, answered) as (app, pilot):
        await at_case(app, pilot, uid)
        assert "v  Verdict" in screen_text(app)
        await press(pilot, "v")
        await opened(app, pilot)
        await press(pilot, "ctrl+s")
        await seen(pilot, "Choose what the patient said.")
        await press(pilot, "down", "enter")
        await press(pilot, "ctrl+s")
        await seen(pilot, "opened again 1×")
        found = await now_of(app, uid)
        assert (found.stage, found.verdict, found.grade) == ("working", "not_solved", "complex")


async def test_a_closed_case_is_opened_again_with_a_reason(settings: Settings) -> None:
    uid, file = filed()

    def closed(settings: Settings) -> None:
        answer(uid, settings, NOW)
        closing.verdict(uid, True, person("he"), settings, NOW)

    async with console_app(settings, file, closed) as (app, pilot):
        await at_case(app, pilot, uid)
        await form(app, pilot, "R", reason="It came back.")
        await seen(pilot, "Opened again")
        assert (await now_of(app, uid)).stage == "working"


@pytest.mark.parametrize(("key", "stage"), [("W", "withdrawn"), ("V", "void")])
async def test_a_case_is_taken_back_or_voided_with_a_reason(settings: Settings, key: str, stage: str) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await form(app, pilot, key, reason="")
        await seen(pilot, "Write ")
        fill(app, reason="She asked for it on the phone.")
        await press(pilot, "ctrl+s")
        await settled(pilot)
        assert (await now_of(app, uid)).stage == stage


async def test_a_case_is_tied_to_an_earlier_one_and_to_a_theme_and_untied(settings: Settings) -> None:
    uid, file = filed()
    earlier, file_earlier = filed()
    async with console_app(settings, file_earlier, file) as (app, pilot):
        number = (await now_of(app, earlier)).number
        await at_case(app, pilot, uid)
        await form(app, pilot, "u", number="XX-0000-000")
        await seen(pilot, "No case has this number.")
        fill(app, number=number.lower())
        await press(pilot, "ctrl+s")
        await seen(pilot, f"Repeat of {number}")
        await form(app, pilot, "U", title="Waiting at the cashier")
        await seen(pilot, "Put under a theme")
        screen: Any = app.screen
        tied = next(link for link in screen.view.links if link.kind == "repeat")
        await form(app, pilot, "D", link=str(tied.uid))
        await seen(pilot, "No repeat of an earlier case after all")
        assert [link.kind for link in screen.view.links] == ["theme"]


async def test_the_number_of_a_hotline_is_kept(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await form(app, pilot, "j", number="SH-2026-99812")
        await seen(pilot, "Number elsewhere: 12345 SH-2026-99812")
        assert (await now_of(app, uid)).channel_number == "SH-2026-99812"


async def test_work_begins(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "s")
        await seen(pilot, "✓ Work has begun.")
        assert (await now_of(app, uid)).stage == "working"
        await press(pilot, "s")
        await seen(pilot, "Work on this case has already begun.")

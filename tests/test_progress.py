"""Check progress, as people tap it, scan it and guess at it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot

from kiosk.config import Settings
from kiosk.desk import DeskApp
from kiosk.i18n import LANGUAGES, _
from kiosk.records import Case
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import parse_case_number
from kiosk.screens.public.case import CaseScreen
from kiosk.screens.public.progress import ProgressScreen, named
from kiosk.services import cases, factor, patients
from tests.fingers import tap_button, tap_keys, tap_tile, until, until_page, until_screen
from tests.register import HOSTILE, NOW, draft
from tests.screens import audit, desk_app, press, screen_text, settled, speak

SMALL = (80, 24)
SIZES = (SMALL, (120, 40))
UNKNOWN = "KK-2345-67"


@asynccontextmanager
async def asked(
    settings: Settings, size: tuple[int, int] = SMALL, language: str = "en", told: Draft | None = None
) -> AsyncIterator[tuple[DeskApp, Pilot[int], Case]]:
    """Run a desk that asks for the number of a case that is there."""
    settings.data.mkdir(exist_ok=True)
    async with desk_app(settings, size=size, has_register=True) as (app, pilot):
        await speak(pilot, language)
        case = await app.act(cases.file, told or draft(), settings, app.now())
        await tap_tile(pilot, "progress")
        await until_screen(pilot, ProgressScreen)
        yield app, pilot, case


def unknown_number() -> str:
    """Return a number that is one, of no case."""
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    return next(found for last in letters if (found := parse_case_number(UNKNOWN + last)))


async def try_digits(pilot: Pilot[int], digits: str) -> None:
    """Type four digits and go on."""
    await press(pilot, *digits, "enter")
    await settled(pilot)


async def opened(pilot: Pilot[int], case: Case, digits: str = "5678") -> Any:
    """Open a case by keys."""
    await press(pilot, *case.number, "enter")
    await until_page(pilot, "digits")
    await try_digits(pilot, digits)
    return await until_screen(pilot, CaseScreen)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
async def test_by_taps_from_home_to_a_message(
    settings: Settings, size: tuple[int, int], language: str
) -> None:
    async with asked(settings, size, language) as (app, pilot, case):
        assert audit(app) == []
        await tap_keys(pilot, case.number.replace("-", ""))
        await tap_button(pilot, "#continue")
        await until_page(pilot, "digits")
        assert audit(app) == []
        await tap_keys(pilot, "5678")
        assert "5678" not in screen_text(app)
        await tap_button(pilot, "#continue")
        page = await until_screen(pilot, CaseScreen)
        seen = screen_text(app)
        assert case.number in seen and page.view.office in seen and audit(app) == []
        assert all(promise.day in seen for promise in page.view.promises)
        await tap_tile(pilot, "said")
        await until_page(pilot, "said")
        assert "等了两个小时没有人管" in screen_text(app) and audit(app) == []
        await tap_button(pilot, "#back")
        await until_page(pilot, "overview")
        await tap_tile(pilot, "dates")
        await until_page(pilot, "dates")
        assert page.view.promises[0].explanation[0][:12] in screen_text(app) and audit(app) == []
        await tap_button(pilot, "#continue")
        await until_page(pilot, "overview")
        await tap_tile(pilot, "acts")
        await until_page(pilot, "acts")
        assert audit(app) == []
        await tap_tile(pilot, "ready")
        await until_page(pilot, "ready")
        assert audit(app) == []
        await tap_tile(pilot, _("It has become urgent."))
        await until_page(pilot, "message")
        assert audit(app) == []
        await tap_button(pilot, "#continue")
        await until_page(pilot, "overview")
        assert _("Your words were added.") in screen_text(app)
        lines = (await app.ask(cases.find, case.uid)).timeline
        assert [line.words for line in lines if line.kind == "message"] == [_("It has become urgent.")]


async def test_by_keys_alone(settings: Settings) -> None:
    async with asked(settings) as (app, pilot, case):
        await opened(pilot, case)
        await press(pilot, "3")
        await until_page(pilot, "acts")
        await press(pilot, "2")
        await until_page(pilot, "withdraw")
        await press(pilot, "2")
        await until_page(pilot, "overview")
        assert (await app.ask(cases.find, case.uid)).stage == "withdrawn"
        assert "You took this back." in screen_text(app) and audit(app) == []


async def test_withdrawing_is_asked_once_more(settings: Settings) -> None:
    async with asked(settings) as (app, pilot, case):
        await opened(pilot, case)
        await tap_tile(pilot, "acts")
        await tap_tile(pilot, "withdraw")
        await until_page(pilot, "withdraw")
        assert audit(app) == []
        await tap_tile(pilot, "keep")
        await until_page(pilot, "overview")
        assert (await app.ask(cases.find, case.uid)).stage == "received"


@pytest.mark.parametrize("verdict, stage", [("solved", "closed"), ("not_solved", "working")])
async def test_an_answered_case_takes_its_verdict(settings: Settings, verdict: str, stage: str) -> None:
    async with asked(settings) as (app, pilot, case):
        await app.ask(_answer, case)
        await opened(pilot, case)
        await tap_tile(pilot, "acts")
        await until_page(pilot, "acts")
        assert audit(app) == []
        await tap_tile(pilot, verdict)
        await until_page(pilot, "overview")
        assert (await app.ask(cases.find, case.uid)).stage == stage


def _answer(case: Case) -> None:
    Case.update(stage="answered", answered_at=NOW).where(Case.uid == case.uid).execute()


@pytest.mark.parametrize("shape", ["HTTP://192.168.1.20:8080/S/{}", "https://kf.example.cn/S/{}"])
async def test_a_scanned_slip_stands_for_its_number(settings: Settings, shape: str) -> None:
    async with asked(settings) as (app, pilot, case):
        token = await app.ask(cases.token_of, case)
        await press(pilot, *shape.format(token), "enter")
        await until_page(pilot, "digits")
        await try_digits(pilot, "5678")
        page = await until_screen(pilot, CaseScreen)
        assert page.case.uid == case.uid


async def test_a_slip_scanned_twice_is_no_wrong_try(settings: Settings) -> None:
    async with asked(settings) as (app, pilot, case):
        address = f"HTTP://192.168.1.20:8080/S/{await app.ask(cases.token_of, case)}"
        for _time in range(7):
            await press(pilot, *address, "enter")
            await until_page(pilot, "digits")
        await try_digits(pilot, "5678")
        await until_screen(pilot, CaseScreen)


@pytest.mark.parametrize("is_known", [True, False])
async def test_five_wrong_tries_lock_and_tell_nothing(settings: Settings, is_known: bool) -> None:
    async with asked(settings) as (app, pilot, case):
        number = case.number if is_known else unknown_number()
        await press(pilot, *number, "enter")
        await until_page(pilot, "digits")
        seen = []
        for _time in range(6):
            await try_digits(pilot, "1234")
            seen.append(screen_text(app).replace("●", "").split("Step", 1)[1])
        assert all("do not fit together" in one for one in seen[:4])
        assert all("stays closed for now" in one for one in seen[4:])
        assert len(set(seen[:4])) == 1 and audit(app) == []
        assert case.number not in screen_text(app)
        await try_digits(pilot, "5678")
        assert isinstance(app.screen, ProgressScreen)


def test_an_unknown_number_is_answered_and_counted_like_wrong_digits(register: Settings) -> None:
    case = cases.file(draft(), register, NOW)
    known = [factor.unlock_number(case.number, "0000", "terminal:a", NOW) for _time in range(6)]
    unknown = [factor.unlock_number(unknown_number(), "0000", "terminal:b", NOW) for _time in range(6)]
    assert known == unknown
    assert [answer for answer, _case in known] == ["wrong"] * 4 + ["locked"] * 2


def test_one_terminal_cannot_try_number_after_number(register: Settings) -> None:
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    numbers = [f"TRY-{letter}" for letter in letters]
    answers = [factor.unlock_number(number, "0000", "terminal:a", NOW)[0] for number in numbers]
    assert answers[:19] == ["wrong"] * 19 and set(answers[19:]) == {"locked"}


async def test_a_mistyped_number_is_said_before_any_try(settings: Settings) -> None:
    async with asked(settings) as (app, pilot, case):
        await press(pilot, *"KK2345", "enter")
        assert app.screen.at in ("", "number")  # type: ignore[attr-defined]
        assert "different" in screen_text(app) and audit(app) == []


async def test_fewer_than_four_digits_are_no_try(settings: Settings) -> None:
    async with asked(settings) as (app, pilot, case):
        await press(pilot, *case.number, "enter")
        await until_page(pilot, "digits")
        for _time in range(6):
            await try_digits(pilot, "56")
        assert "Type four digits." in screen_text(app)
        await try_digits(pilot, "5678")
        await until_screen(pilot, CaseScreen)


async def test_the_pin_opens_a_case_without_a_phone(settings: Settings) -> None:
    told = draft(phone="")
    told.pin = "2468"
    async with asked(settings, told=told) as (app, pilot, case):
        await opened(pilot, case, "2468")


async def test_of_a_childs_name_nothing_is_left(settings: Settings) -> None:
    """FC-17: a child's name is masked wholly."""
    told = draft()
    told.filer_role, told.is_child, told.patient_name = "guardian", True, "李小明"
    async with asked(settings, told=told) as (app, pilot, case):
        await opened(pilot, case)
        await tap_tile(pilot, "said")
        await until_page(pilot, "said")
        seen = screen_text(app)
        assert not any(sign in seen for sign in "李明王秀英")
        assert "138****5678" in seen and "13812345678" not in seen


async def test_hostile_words_are_shown_plainly(settings: Settings) -> None:
    async with asked(settings, told=draft(words=HOSTILE)) as (app, pilot, case):
        await app.act(patients.add_message, case.uid, HOSTILE, settings, app.now())
        page = await opened(pilot, case)
        await tap_tile(pilot, "said")
        await until_page(pilot, "said")
        seen = screen_text(app)
        assert "[@click=app.quit]x[/]" in seen and "\x1b" not in seen and audit(app) == []
        await tap_button(pilot, "#continue")
        await until(pilot, lambda: page.at == "overview")


async def test_long_words_are_turned_page_by_page(settings: Settings) -> None:
    async with asked(settings, told=draft(words="等了很久。" * 300 + "最后一句")) as (app, pilot, case):
        await opened(pilot, case)
        await tap_tile(pilot, "said")
        await until_page(pilot, "said")
        for _turn in range(40):
            assert audit(app) == []
            if "最后一句" in screen_text(app):
                break
            await tap_tile(pilot, 1)
        assert "最后一句" in screen_text(app)


async def test_another_language_and_larger_keep_number_and_case(settings: Settings) -> None:
    async with asked(settings) as (app, pilot, case):
        await press(pilot, *case.number)
        await speak(pilot, "zh_TW")
        await press(pilot, "enter")
        await until_page(pilot, "digits")
        await try_digits(pilot, "5678")
        page = await until_screen(pilot, CaseScreen)
        await app.show_large(True)
        await settled(pilot)
        assert case.number in screen_text(app) and audit(app) == []
        await tap_button(pilot, "#continue")
        await until_page(pilot, "menu")
        assert audit(app) == []
        await tap_tile(pilot, "acts")
        await until_page(pilot, "acts")
        await speak(pilot, "en")
        assert "What would you like to do?" in screen_text(app) and page.at == "acts"


@pytest.mark.parametrize("told", ["", "KK", "/S/short", "http://x/S/" + "Z" * 26])
def test_what_is_no_number_names_no_case(told: str) -> None:
    assert named(told) is None

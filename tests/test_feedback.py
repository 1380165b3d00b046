"""Complaint, suggestion or praise, told by taps or by keys alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from kiosk import i18n
from kiosk.config import Settings
from kiosk.desk import DeskApp
from kiosk.i18n import LANGUAGES, _
from kiosk.records import Case
from kiosk.records.faults import Full
from kiosk.rules.drafts import Draft
from kiosk.screens.public.feedback import FeedbackScreen
from kiosk.screens.public.slip import SlipPage
from kiosk.services import cases
from kiosk.widgets.board import Board
from kiosk.widgets.keyboard import Keyboard
from kiosk.widgets.keypad import Keypad
from kiosk.widgets.words import Words
from tests.fingers import tap_keys
from tests.register import HOSTILE, NOW
from tests.screens import SIZES, audit, desk_app, press, screen_text, speak, tap, tap_at

COMPLAINT = (
    ("kind", "complaint"),
    ("about", "process"),
    ("matter", "waiting-clinic"),
    ("where", "clinic"),
    ("where-in", "cardiology"),
    ("when", "today"),
    ("phrases", 0),
    ("words", None),
    ("wish", "apology"),
    ("people", 2),
    ("who", "relative"),
    ("phone", "13812345678"),
    ("name", None),
)
"""A complaint page by page: the tile that is tapped, what is touched on the keypad, or nothing."""
PRAISE = (
    ("kind", "praise"),
    ("about", "p-doctors"),
    ("matter", "p-skill"),
    ("where", "clinic"),
    ("where-in", "cardiology"),
    ("whom", "wang-wenbin"),
    ("phrases", 1),
    ("words", None),
    ("who", "patient"),
    ("phone", ""),
    ("pin", "2468"),
    ("name", None),
)
SUGGESTION = (
    ("kind", "suggestion"),
    ("about", "s-building"),
    ("matter", "s-parking"),
    ("where", ""),
    ("when", ""),
    ("phrases", 0),
    ("words", None),
    ("who", "anonymous"),
    ("pin", None),
)
WAYS = {"complaint": COMPLAINT, "praise": PRAISE, "suggestion": SUGGESTION}


@asynccontextmanager
async def feedback(
    settings: Settings, size: tuple[int, int] = (80, 24), language: str = "en", draft: Draft | None = None
) -> AsyncIterator[tuple[DeskApp, Pilot[int], FeedbackScreen]]:
    """Run a desk with the sample hospital, on the first page of the flow."""
    settings.data.mkdir(exist_ok=True)
    async with desk_app(settings, size=size, has_register=True) as (app, pilot):
        await speak(pilot, language)
        screen = FeedbackScreen(draft)
        await app.push_screen(screen)
        await pilot.pause()
        yield app, pilot, screen


async def until(pilot: Pilot[int], is_so: Any) -> None:
    """Wait until something is so."""
    app: Any = pilot.app
    for _turn in range(200):
        if is_so():
            return
        await pilot.pause()
    raise AssertionError(f"it never came about:\n{screen_text(app)}")


async def on_page(pilot: Pilot[int], screen: FeedbackScreen, name: str) -> None:
    """Wait for a page with the cursor on it."""

    def is_there() -> bool:
        told = screen.query_one("#question", Words).words
        return screen.page.name == name and told == screen.question() and screen.focused is not None

    await until(pilot, is_there)
    await pilot.pause()


async def choose(pilot: Pilot[int], value: Any) -> None:
    """Tap the tile that stands for a value, turning pages until it is there."""
    board = pilot.app.screen.query_one("#body Board", Board)
    for _turn in range(12):
        spot = next((one for one in board.spots if one.value == value), None)
        if spot is not None:
            where = spot.region.translate(board.content_region.offset)
            await tap_at(pilot, where.x + where.width // 2, where.y + where.height // 2)
            return
        await tap(pilot, _("More"))
    raise AssertionError(f"no tile for {value!r}")


async def touch(pilot: Pilot[int], keys: str) -> None:
    """Touch keys on the glass."""
    if pilot.app.screen.query(Keyboard):
        await tap_keys(pilot, keys)
        return
    pad = pilot.app.screen.query_one(Keypad)
    for key in keys:
        row = next(n for n, row in enumerate(pad.keys) if key in row)
        each = pad.size.width // max(map(len, pad.keys))
        x = pad.region.x + pad.keys[row].index(key) * each + each // 2
        await tap_at(pilot, x, pad.region.y + row * pad.tall + pad.tall // 2)


async def answer(pilot: Pilot[int], screen: FeedbackScreen, name: str, value: Any) -> None:
    """Answer one page with a finger."""
    await on_page(pilot, screen, name)
    if name in ("phone", "pin", "words", "name") or value is None:
        await touch(pilot, value or "")
        await tap(pilot, _("Continue"))
    else:
        await choose(pilot, value)
        if name == "phrases":
            await tap(pilot, _("Continue"))


async def walk(pilot: Pilot[int], screen: FeedbackScreen, way: tuple[Any, ...], to: str = "check") -> None:
    """Answer every page until the one that is named."""
    for name, value in way:
        if name == to:
            break
        await answer(pilot, screen, name, value)
    await on_page(pilot, screen, to)


async def file(pilot: Pilot[int]) -> None:
    """File, and wait for the slip."""
    await tap(pilot, _("File it"))
    await until(pilot, lambda: isinstance(pilot.app.screen, SlipPage))


async def filed(app: DeskApp) -> list[Case]:
    """Return every case of the register."""
    return await app.ask(cases.newest, 10)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_complaint_is_filed_by_taps_alone(
    settings: Settings, size: tuple[int, int], language: str
) -> None:
    async with feedback(settings, size, language) as (app, pilot, screen):
        await walk(pilot, screen, COMPLAINT)
        assert audit(app) == []
        await file(pilot)
        (case,) = await filed(app)
        assert case.number in screen_text(app) or app.screen.case.number == case.number
        assert (case.kind, case.category, case.department) == ("complaint", "waiting-clinic", "cardiology")
        assert (case.happened, case.wish, case.complainants) == ("today", "apology", 2)
        assert (case.filer_role, case.language, case.is_anonymous) == ("relative", language, False)
        ready = app.hospital.category("waiting-clinic").phrases
        assert case.phrases == [ready[0][language]]
        assert [person.phone for person in case.people] == ["13812345678"]


async def test_praise_names_a_doctor_and_a_pin_opens_the_answer(settings: Settings) -> None:
    async with feedback(settings) as (app, pilot, screen):
        await walk(pilot, screen, PRAISE)
        await file(pilot)
        (case,) = await filed(app)
        assert (case.kind, case.about_person) == ("praise", "Dr Wang Wenbin")
        assert (case.wish, case.complainants) == ("", 1)
        (person,) = case.people
        assert person.phone == "" and person.pin == cases.factor_hash(case.uid, "2468")


async def test_a_suggestion_may_stay_anonymous_and_know_no_place(settings: Settings) -> None:
    async with feedback(settings) as (app, pilot, screen):
        await walk(pilot, screen, SUGGESTION)
        await file(pilot)
        (case,) = await filed(app)
        assert (case.kind, case.department, case.happened) == ("suggestion", "", "")
        assert case.is_anonymous and case.people == []


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_complaint_is_filed_by_keys_alone(settings: Settings, size: tuple[int, int]) -> None:
    async with feedback(settings, size) as (app, pilot, screen):
        for name in ("kind", "about", "matter"):
            await on_page(pilot, screen, name)
            await press(pilot, "1")
        await on_page(pilot, screen, "where")
        await press(pilot, "1")
        await on_page(pilot, screen, "where-in")
        await press(pilot, *"gk", "enter")
        await on_page(pilot, screen, "when")
        await press(pilot, "down", "enter")
        await on_page(pilot, screen, "phrases")
        await press(pilot, "1", "2")
        await until(pilot, lambda: len(screen.draft.phrases) == 2)
        await continue_by_keys(pilot, screen)
        await on_page(pilot, screen, "words")
        await press(pilot, *"No one came")
        await continue_by_keys(pilot, screen)
        for name in ("wish", "people", "who"):
            await on_page(pilot, screen, name)
            await press(pilot, "1")
        await on_page(pilot, screen, "phone")
        await press(pilot, *"13812345678", "enter")
        await on_page(pilot, screen, "name")
        await press(pilot, *"Li", "enter")
        await on_page(pilot, screen, "check")
        await continue_by_keys(pilot, screen)
        await until(pilot, lambda: isinstance(app.screen, SlipPage))
        (case,) = await filed(app)
        assert (case.words, case.people[0].name, case.filer_role) == ("No one came", "Li", "patient")
        assert len(case.phrases) == 2


async def continue_by_keys(pilot: Pilot[int], screen: FeedbackScreen) -> None:
    """Move to Continue with the tab key, and press it."""
    for _turn in range(30):
        if screen.focused is not None and screen.focused.id == "continue":
            break
        await press(pilot, "tab")
    await press(pilot, "enter")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", WAYS)
async def test_every_page_suits_eyes_and_fingers(
    settings: Settings, size: tuple[int, int], kind: str
) -> None:
    async with feedback(settings, size) as (app, pilot, screen):
        screen.draft.kind = kind
        screen.draft.filer_role = "guardian"
        for name, value in WAYS[kind]:
            screen.answered.add(name)
            if name == "about":
                screen.parent_code = value
            if name == "matter":
                screen.draft.category = value
            if name == "where" and value:
                screen.places.group = value
        screen.draft.department = "cardiology"
        screen.answered |= {"whom-name", "wish-words"}
        screen.draft.phrases = [next(iter(screen.category.phrases))["zh_CN"]]
        for language in LANGUAGES:
            await speak(pilot, language)
            await app.show_large(language == "zh_TW")
            for page in [one.name for one in screen.pages()]:
                await screen.show_page(page)
                await pilot.pause()
                assert audit(app) == [], (page, language)


async def test_a_complaint_says_first_where_help_is_and_that_care_stays_the_same(settings: Settings) -> None:
    async with feedback(settings) as (app, pilot, screen):
        await walk(pilot, screen, COMPLAINT, to="about")
        assert "In danger now? Tap Call a person." in screen_text(app)
        assert "never affects your care" in screen_text(app)


async def test_large_and_simple_asks_the_same_with_four_choices_a_page(settings: Settings) -> None:
    async with feedback(settings) as (app, pilot, screen):
        await app.show_large(True)
        await walk(pilot, screen, COMPLAINT)
        await file(pilot)
        (case,) = await filed(app)
        assert (case.category, case.filer_role) == ("waiting-clinic", "relative")


async def test_filing_twice_is_one_case(settings: Settings) -> None:
    async with feedback(settings) as (app, pilot, screen):
        await walk(pilot, screen, SUGGESTION)
        button = screen.query_one("#continue")
        button.push()
        button.push()
        await until(pilot, lambda: isinstance(app.screen, SlipPage))
        await pilot.pause()
        assert len(await filed(app)) == 1
        assert sum(isinstance(one, SlipPage) for one in app.screen_stack) == 1


async def test_a_full_disk_is_said_and_loses_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with feedback(settings) as (app, pilot, screen):
        await walk(pilot, screen, COMPLAINT)
        with monkeypatch.context() as patch:
            patch.setattr(cases, "file", fail)
            await tap(pilot, "File it")
            await until(pilot, lambda: "The register has no room left" in screen_text(app))
            assert screen.focused is screen.query_one("#continue")
        assert screen.draft.phone == "13812345678"
        await file(pilot)
        assert len(await filed(app)) == 1


def fail(*_values: Any) -> None:
    """Fail as a full disk does."""
    raise Full


async def test_hostile_words_are_shown_and_kept_as_words(settings: Settings) -> None:
    async with feedback(settings, (120, 40)) as (app, pilot, screen):
        await walk(pilot, screen, COMPLAINT, to="words")
        screen.query_one("#field-words TextArea", TextArea).text = HOSTILE
        await tap(pilot, "Continue")
        await walk(pilot, screen, COMPLAINT[8:], to="name")
        screen.query_one("#field-name Input", Input).value = HOSTILE[:40]
        await tap(pilot, "Continue")
        await on_page(pilot, screen, "check")
        seen = screen_text(app)
        assert not [sign for sign in seen if sign != "\n" and not sign.isprintable() and sign != "\u3000"]
        assert "[@click=app.quit]" in seen
        await file(pilot)
        (case,) = await filed(app)
        assert "[@click=app.quit]x[/] [/b] [TODO]" in case.words
        assert "\x1b" not in case.words + case.people[0].name


async def test_back_keeps_every_answer(settings: Settings) -> None:
    async with feedback(settings) as (app, pilot, screen):
        await walk(pilot, screen, COMPLAINT, to="name")
        for name, _value in reversed(COMPLAINT[:-1]):
            await tap(pilot, "Back")
            await on_page(pilot, screen, name)
            if name == "phone":
                assert screen.typed("phone") == "13812345678"
            elif name not in ("words",):
                assert "✓ " in screen_text(app).replace("✓ English", "")
        await tap(pilot, "Back")
        await until(pilot, lambda: app.screen is not screen)


async def test_a_change_returns_to_the_check_page(settings: Settings) -> None:
    async with feedback(settings) as (app, pilot, screen):
        await walk(pilot, screen, COMPLAINT)
        await choose(pilot, "when")
        await answer(pilot, screen, "when", "yesterday")
        await on_page(pilot, screen, "check")
        assert "Yesterday" in screen_text(app)
        await choose(pilot, "where")
        await answer(pilot, screen, "where", "service")
        await on_page(pilot, screen, "where-in")
        await tap(pilot, "Back")
        await answer(pilot, screen, "where", "clinic")
        await answer(pilot, screen, "where-in", "neurology")
        await on_page(pilot, screen, "check")
        assert "Neurology" in screen_text(app)
        await choose(pilot, "kind")
        await answer(pilot, screen, "kind", "complaint")
        await answer(pilot, screen, "about", "fees")
        await answer(pilot, screen, "matter", "refund-fees")
        await on_page(pilot, screen, "check")
        assert "Refunds" in screen_text(app)
        assert screen.draft.phrases == []


async def test_the_phone_is_masked_on_the_check_page(settings: Settings) -> None:
    async with feedback(settings) as (app, pilot, screen):
        await walk(pilot, screen, COMPLAINT)
        while "Phone or PIN" not in screen_text(app):
            await tap(pilot, "More")
        assert "138****5678" in screen_text(app)
        assert "13812345678" not in screen_text(app)


async def test_a_phone_that_is_no_phone_is_told_beside_it(settings: Settings) -> None:
    async with feedback(settings) as (app, pilot, screen):
        await walk(pilot, screen, COMPLAINT, to="phone")
        await touch(pilot, "1381")
        await tap(pilot, "Continue")
        await until(pilot, lambda: "number is not complete" in screen_text(app))
        await tap(pilot, "No phone")
        await on_page(pilot, screen, "pin")
        await touch(pilot, "12")
        await tap(pilot, "Continue")
        await until(pilot, lambda: "PIN has four digits" in screen_text(app))
        await touch(pilot, "34")
        await tap(pilot, "Continue")
        await on_page(pilot, screen, "name")
        assert screen.draft.pin == "1234"


async def test_another_language_keeps_what_was_typed(settings: Settings) -> None:
    async with feedback(settings) as (_app, pilot, screen):
        await walk(pilot, screen, COMPLAINT, to="words")
        await press(pilot, *"three hours")
        await speak(pilot, "zh_CN")
        await on_page(pilot, screen, "words")
        assert screen.typed("words") == "three hours"
        await walk(pilot, screen, COMPLAINT[7:])
        await file(pilot)
        (case,) = await filed(_app)
        assert (case.words, case.language) == ("three hours", "zh_CN")
        assert case.phrases == [_app.hospital.category("waiting-clinic").phrases[0]["zh_CN"]]


async def test_a_child_is_filed_as_a_child(settings: Settings) -> None:
    async with feedback(settings) as (app, pilot, screen):
        await walk(pilot, screen, COMPLAINT, to="who")
        await answer(pilot, screen, "who", "guardian")
        await answer(pilot, screen, "phone", "13812345678")
        await on_page(pilot, screen, "name")
        assert "child's name" in screen_text(app).replace("\n", " ")
        screen.query_one("#field-patient Input", Input).value = "小明"
        await tap(pilot, "Continue")
        await on_page(pilot, screen, "check")
        await file(pilot)
        (case,) = await filed(app)
        assert case.is_child
        assert [(one.role, one.name) for one in case.people if one.is_child] == [("patient", "小明")]


async def test_whoever_becomes_anonymous_leaves_no_name_behind(settings: Settings) -> None:
    async with feedback(settings) as (app, pilot, screen):
        await walk(pilot, screen, COMPLAINT)
        screen.draft.name = "王秀英"
        await screen.go_to("who", is_change=True)
        await answer(pilot, screen, "who", "anonymous")
        await answer(pilot, screen, "pin", "1357")
        await on_page(pilot, screen, "check")
        assert "王秀英" not in screen_text(app)
        await file(pilot)
        (case,) = await filed(app)
        assert case.is_anonymous and case.filer_role == ""
        assert [(one.name, one.phone) for one in case.people] == [("", "")]


async def test_a_suggestion_without_a_word_is_asked_for_one(settings: Settings) -> None:
    async with feedback(settings) as (app, pilot, screen):
        await walk(pilot, screen, SUGGESTION, to="phrases")
        await tap(pilot, "Continue")
        await on_page(pilot, screen, "words")
        await tap(pilot, "Continue")
        await until(pilot, lambda: "Write a few" in screen_text(app))
        await touch(pilot, "ab")
        await tap(pilot, "Continue")
        await on_page(pilot, screen, "who")


async def test_a_wish_may_be_in_own_words(settings: Settings) -> None:
    async with feedback(settings) as (app, pilot, screen):
        await walk(pilot, screen, COMPLAINT, to="wish")
        await choose(pilot, "*")
        await on_page(pilot, screen, "wish-words")
        await touch(pilot, "tea")
        await tap(pilot, "Continue")
        await walk(pilot, screen, COMPLAINT[9:])
        while "Your wish" not in screen_text(app):
            await tap(pilot, "More")
        assert "tea" in screen_text(app)
        await file(pilot)
        (case,) = await filed(app)
        assert (case.wish, case.wish_words) == ("", "tea")


async def test_another_kind_asks_anew_what_it_is_about(settings: Settings) -> None:
    async with feedback(settings) as (app, pilot, screen):
        await walk(pilot, screen, COMPLAINT)
        await choose(pilot, "kind")
        await walk(pilot, screen, tuple(step for step in PRAISE if step[0] != "pin"))
        await file(pilot)
        (case,) = await filed(app)
        assert (case.kind, case.category, case.complainants, case.wish) == ("praise", "p-skill", 1, "")


async def test_a_begun_complaint_is_asked_only_for_what_is_missing(settings: Settings) -> None:
    draft = Draft.open("complaint", i18n.language(), "front", NOW)
    draft.department, draft.phrases = "cardiology", ["Too long a wait"]
    async with feedback(settings, draft=draft) as (app, pilot, screen):
        way = [step for step in COMPLAINT if step[0] not in ("kind", "where", "where-in")]
        await walk(pilot, screen, tuple(way))
        await choose(pilot, "where")
        await on_page(pilot, screen, "where")
        await tap(pilot, "Back")
        await on_page(pilot, screen, "check")
        await file(pilot)
        (case,) = await filed(app)
        assert (case.uid, case.department) == (draft.uid, "cardiology")
        assert case.phrases[0] == "Too long a wait"

"""Registering for somebody at the console: few keys, nothing lost or twice, repeats seen as one types."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual import events

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Case, CaseLink, Category, KeptDraft, Need
from kiosk.screens.console.filed import FiledScreen
from kiosk.screens.console.register import RegisterScreen
from kiosk.services import cases, registering
from kiosk.widgets.bignumber import BigNumber
from kiosk.widgets.choice_row import ChoiceRow
from kiosk.widgets.entry_rows import FindRow, LineRow
from kiosk.widgets.qr import QRCode
from tests.console import CONSOLE_SIZES, console_app, seen, write
from tests.register import HOSTILE, NOW
from tests.register import draft as complaint
from tests.screens import press, screen_rows, screen_text, settled, tap
from tests.staff import person

SAID = "上午在二楼抽血窗口排了两个小时的队，没有人出来说明原因"
LANGUAGES = ("zh_CN", "zh_TW", "en")


def furnish(settings: Settings) -> None:
    """Give the hospital needs and categories, once."""
    if store.rows("SELECT 1 FROM need"):
        return
    needs = {"wheelchair": ("借轮椅", "Wheelchair"), "lost": ("失物招领", "Lost and found")}
    kinds = {"queue": ("排队太久", "Long queues"), "manner": ("态度", "Manner")}
    with store.writing("hospital.import", "test", "hospital", NOW) as written:
        for position, (code, (chinese, english)) in enumerate(needs.items()):
            name = {"zh_CN": chinese, "zh_TW": chinese, "en": english}
            written.add(Need(code=code, position=position, name=name))
        for position, (code, (chinese, english)) in enumerate(kinds.items()):
            name = {"zh_CN": chinese, "zh_TW": chinese, "en": english}
            written.add(Category(code=code, position=position, name=name))


def earlier(settings: Settings) -> None:
    """File a complaint of a week ago."""
    registering.register(replace(complaint(words=SAID), source="phone"), person("luo"), settings, NOW)


@asynccontextmanager
async def registering_at(settings: Settings, *acts: Any, **how: Any) -> Any:
    """Open the form at the console."""
    async with console_app(settings, furnish, *acts, **({"who": "fang"} | how)) as (app, pilot):
        app.push_screen(RegisterScreen())
        await settled(pilot)
        yield app, pilot


async def stored(app: Any) -> list[Case]:
    """Return every case of the register, the oldest first."""
    return list(reversed(await app.ask(cases.newest, 50)))


def row(app: Any, name: str) -> Any:
    """Return a row of the form."""
    return app.screen.query_one(f"#row-{name}")


async def at(app: Any, pilot: Any, name: str) -> None:
    """Put the cursor into a row."""
    row(app, name).entry.focus()
    await settled(pilot)


async def test_a_plain_contact_takes_four_keys(settings: Settings) -> None:
    """ORG-05: whoever works here registers a first contact in seconds."""
    async with registering_at(settings) as (app, pilot):
        await press(pilot, "l", "y", "enter", "ctrl+s")
        text = await seen(pilot, "It is filed")
        (case,) = await stored(app)
        assert (case.kind, case.need, case.source) == ("contact", "wheelchair", "desk")
        assert (case.responsible, case.registered_by) == ("fang", "fang")
        assert "Fang" in text and "Request for help" in text


async def test_a_contact_answered_at_once_by_a_guardian_who_phones_takes_twelve(settings: Settings) -> None:
    """FC-17: a guardian speaks for a child."""
    async with registering_at(settings) as (app, pilot):
        app.screen.query_one("#choose-channel").focus()
        await settled(pilot)
        keys = ["2", "tab", "tab", "3", "tab", "l", "y", "enter"]
        await press(pilot, *keys)
        app.screen.query_one("#choose-answered").focus()
        await press(pilot, "2", "ctrl+s")
        await seen(pilot, "It is filed")
        (case,) = await stored(app)
        assert (case.source, case.filer_role, case.stage, case.verdict) == (
            "phone",
            "guardian",
            "closed",
            "solved",
        )
        assert case.is_child


async def test_everything_typed_is_in_the_case(settings: Settings) -> None:
    """FC-02: reception writes down who came, about what, and how to reach them."""
    async with registering_at(settings) as (app, pilot):
        app.screen.query_one("#choose-kind").focus()
        await press(pilot, "3")
        await at(app, pilot, "about")
        await write(pilot, "queue")
        await press(pilot, "enter")
        for name, words in {
            "phone": "138 1234 5678",
            "name": "Wang",
            "words": "Two hours",
            "person": "Dr Li",
            "number": "12345-9",
        }.items():
            await at(app, pilot, name)
            await write(pilot, words)
        await at(app, pilot, "department")
        await write(pilot, "cash")
        await press(pilot, "tab", "ctrl+s")
        await seen(pilot, "It is filed")
        (case,) = await stored(app)
        assert (case.kind, case.category, case.department) == ("complaint", "queue", "cashier")
        assert (case.words, case.about_person, case.channel_number) == ("Two hours", "Dr Li", "12345-9")
        assert (case.people[0].name, case.people[0].phone) == ("Wang", "13812345678")


async def test_the_slip_stands_on_the_screen_with_its_code(settings: Settings) -> None:
    async with registering_at(settings) as (app, pilot):
        await press(pilot, "l", "y", "enter", "ctrl+s")
        await seen(pilot, "Who answers")
        assert isinstance(app.screen, FiledScreen)
        assert app.screen.query_one(QRCode).region.size.height == 19
        assert (app.screen.address or "").startswith("HTTP")
        number = app.screen.query_one(BigNumber)
        assert number.region.right <= app.size.width and number.region.height == 3
        await press(pilot, "n")
        assert isinstance(app.screen, RegisterScreen)
        assert app.screen.form.is_empty
        await press(pilot, "escape")
        assert "Register for somebody" not in screen_text(app)


async def test_filing_twice_is_one_case(settings: Settings) -> None:
    async with registering_at(settings) as (app, pilot):
        await press(pilot, "l", "y", "enter")
        screen = app.screen
        first, second = screen.file(), screen.file()
        await first
        await second
        await settled(pilot)
        assert len(await stored(app)) == 1


async def test_a_phone_brings_up_the_earlier_case_and_enter_ties_it(settings: Settings) -> None:
    async with registering_at(settings, earlier) as (app, pilot):
        await press(pilot, "l", "y", "enter")
        await at(app, pilot, "phone")
        await write(pilot, "13812345678")
        text = await seen(pilot, "same phone")
        assert "王秀英" not in text and SAID[:6] not in text
        app.screen.query_one("#repeats-list").focus()
        await press(pilot, "enter")
        assert "✓ " in next(line for line in screen_rows(app) if "same phone" in line)
        await press(pilot, "ctrl+s")
        await seen(pilot, "Tied to 1 earlier case.")
        case, before = sorted(await stored(app), key=lambda one: one.source)
        (link,) = await app.ask(store.load, CaseLink, "WHERE case_uid = ?", case.uid.hex)
        assert link.other == before.uid


async def test_words_bring_up_the_earlier_case_by_mouse_too(settings: Settings) -> None:
    async with registering_at(settings, earlier) as (app, pilot):
        await at(app, pilot, "words")
        await write(pilot, "在二楼抽血窗口排了两个小时的队")
        await seen(pilot, "like words")
        await tap(pilot, "like words")
        assert "✓ " in next(line for line in screen_rows(app) if "like words" in line)
        await tap(pilot, "File")
        await seen(pilot, "Tied to 1 earlier case.")


async def test_a_handler_registers_and_sees_nobody_elses_cases(settings: Settings) -> None:
    """ORG-05: also somebody who works in a department."""
    async with registering_at(settings, earlier, who="gu") as (app, pilot):
        await press(pilot, "l", "y", "enter")
        await at(app, pilot, "phone")
        await write(pilot, "13812345678")
        assert "Your role does not look for earlier cases." in screen_text(app)
        assert "same phone" not in screen_text(app)
        await press(pilot, "ctrl+s")
        await seen(pilot, "It is filed")


@pytest.mark.parametrize("code", ["cao", "dai", "xu"])
async def test_who_may_not_register_reads_why(settings: Settings, code: str) -> None:
    async with registering_at(settings, who=code) as (app, pilot):
        await press(pilot, "l", "y", "enter", "ctrl+s")
        assert "Your role does not have this right." in screen_text(app)
        assert await stored(app) == []


async def test_nothing_to_file_is_said_and_the_cursor_goes_there(settings: Settings) -> None:
    async with registering_at(settings) as (app, pilot):
        await at(app, pilot, "name")
        await press(pilot, "ctrl+s")
        assert "Say what it is about" in screen_text(app)
        assert app.focused is row(app, "about").entry
        await write(pilot, "ly")
        await at(app, pilot, "phone")
        await write(pilot, "138")
        await press(pilot, "ctrl+s")
        assert "not complete" in screen_text(app) and app.focused is row(app, "phone").entry
        assert await stored(app) == []


async def test_what_is_not_in_the_list_is_not_taken_silently(settings: Settings) -> None:
    async with registering_at(settings) as (app, pilot):
        await write(pilot, "zzzz")
        await press(pilot, "tab", "ctrl+s")
        assert "About: choose from the list" in screen_text(app)


async def test_what_was_typed_is_there_after_the_line_was_lost(settings: Settings) -> None:
    async with registering_at(settings) as (app, pilot):
        await press(pilot, "l", "y", "enter")
        await at(app, pilot, "words")
        await write(pilot, "blue bag")
        await app.screen.keep()
        uid = app.screen.begun.uid
        await app.leave()
    async with registering_at(settings) as (app, pilot):
        await seen(pilot, "This is what you had typed.")
        assert app.screen.form.values()["words"] == "blue bag"
        assert row(app, "about").value == "wheelchair"
        await press(pilot, "ctrl+s")
        await seen(pilot, "It is filed")
        (case,) = await stored(app)
        assert case.uid == uid
        assert await app.ask(store.load, KeptDraft, "") == []


async def test_an_earlier_case_that_was_chosen_is_still_chosen_after_the_line_was_lost(
    settings: Settings,
) -> None:
    async with registering_at(settings, earlier) as (app, pilot):
        await press(pilot, "l", "y", "enter")
        await at(app, pilot, "phone")
        await write(pilot, "13812345678")
        await seen(pilot, "same phone")
        await app.screen.keep()
        await tap(pilot, "same phone")
        await app.screen.keep()
        await app.leave()
    async with registering_at(settings) as (app, pilot):
        await seen(pilot, "same phone")
        assert "✓ " in next(line for line in screen_rows(app) if "same phone" in line)
        await press(pilot, "ctrl+s")
        await seen(pilot, "Tied to 1 earlier case.")


async def test_an_empty_form_keeps_nothing_and_forgets_on_demand(settings: Settings) -> None:
    async with registering_at(settings) as (app, pilot):
        app.screen.query_one("#choose-kind").focus()
        await press(pilot, "2")
        await app.screen.keep()
        assert await app.ask(store.load, KeptDraft, "") == []
        await at(app, pilot, "words")
        await write(pilot, "x")
        await app.screen.keep()
        await press(pilot, "ctrl+e")
        assert app.screen.form.is_empty
        assert await app.ask(store.load, KeptDraft, "") == []


async def test_hostile_words_are_only_words(settings: Settings) -> None:
    async with registering_at(settings) as (app, pilot):
        app.screen.form.fill({"words": HOSTILE, "name": HOSTILE, "number": HOSTILE})
        await press(pilot, "ctrl+s")
        await seen(pilot, "It is filed")
        assert len(await stored(app)) == 1


async def test_another_kind_is_about_other_things(settings: Settings) -> None:
    async with registering_at(settings) as (app, pilot):
        await press(pilot, "l", "y", "enter")
        choice = app.screen.query_one("#choose-kind", ChoiceRow)
        choice.focus()
        await press(pilot, "right", "right")
        assert choice.value == "complaint" and row(app, "about").value == ""
        await at(app, pilot, "about")
        assert "Long queues" in screen_text(app) and "Wheelchair" not in screen_text(app)
        await tap(pilot, "Manner")
        assert row(app, "about").value == "manner"
        await tap(pilot, "○Praise")
        assert choice.value == "praise" and row(app, "about").value == ""


@pytest.mark.parametrize("size", CONSOLE_SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_row_is_in_sight(settings: Settings, size: tuple[int, int], language: str) -> None:
    async with registering_at(settings, earlier, size=size, language=language) as (app, pilot):
        for entry in app.screen.form.entries():
            assert entry.region.height and entry.region.bottom < size[1] - 1, entry
            assert entry.region.right <= size[0], entry
        for found in app.screen.query(FindRow):
            found.entry.focus()
            await settled(pilot)
            assert found.matches.region.height >= min(5, len(found.items))
        assert app.screen.query_one("#repeats").region.height >= 2


async def test_a_long_list_of_answers_shows_the_chosen_one(settings: Settings) -> None:
    async with registering_at(settings, size=(60, 24)) as (app, pilot):
        channel = app.screen.query_one("#choose-channel", ChoiceRow)
        assert "‹ Counter ›  1/8" in screen_text(app)
        await tap(pilot, "‹ Counter ›")
        assert channel.value == "phone"
        assert isinstance(row(app, "name"), LineRow)


async def test_what_is_typed_without_a_pause_is_kept_when_the_line_ends(settings: Settings) -> None:
    async with registering_at(settings) as (app, pilot):
        await at(app, pilot, "words")
        await write(pilot, "still typ")
        await app.keep_all()
        (draft,) = await app.ask(store.load, KeptDraft, "")
        assert (draft.place, draft.facts["words"]) == ("register", "still typ")


async def test_fast_typing_lands_in_the_row_where_it_should(settings: Settings) -> None:
    async with registering_at(settings) as (app, pilot):
        row(app, "phone").entry.blur()
        app.screen.form.focus_first()
        for sign in ("l", "y", "enter", *"13812345678", "tab", *"Li", "tab", *"bag"):
            app.post_message(events.Key(sign, sign if len(sign) == 1 else None))
        await settled(pilot)
        values = app.screen.form.values()
        found = [values[name] for name in ("about", "phone", "name", "words")]
        assert found == ["wheelchair", "13812345678", "Li", "bag"]

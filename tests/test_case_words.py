"""What is written on a case by keys: notes, replies, questions; each once, and nothing lost."""

from __future__ import annotations

from datetime import timedelta

from textual import events

from kiosk import store
from kiosk.config import Settings
from kiosk.records import KeptDraft, Script
from kiosk.rules.numbers import new_uid
from kiosk.screens.console.case_form import CaseForm
from kiosk.screens.console.sign_in import LockScreen
from kiosk.widgets.field import Field
from tests.case_forms import fill, form, now_of, opened
from tests.console import console_app, seen, write
from tests.register import NOW
from tests.screens import press, settled, tap
from tests.test_case_screen import at_case, filed

HOUR = timedelta(hours=1)


async def test_a_note_is_written_by_keys(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "n")
        await opened(app, pilot)
        await write(pilot, "called the cashier")
        await press(pilot, "ctrl+s")
        text = await seen(pilot, "called the cashier")
        last = (await now_of(app, uid)).timeline[-1]
        assert (last.kind, last.words, last.visibility, last.by) == (
            "note", "called the cashier", "internal", "he",
        )  # fmt: skip
        assert "the patient reads this" in text and "Note" in text


async def test_a_draft_that_ticks_while_its_note_is_saved_is_not_kept(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "n")
        note = await opened(app, pilot)
        await write(pilot, "first")
        drop = app.drop

        async def drop_late(place: str) -> None:
            await drop(place)
            note.call_later(note._autosave)  # the tick of a second that fell into the saving

        app.drop = drop_late
        await press(pilot, "ctrl+s")
        await seen(pilot, "first")
        await settled(pilot)
        assert await app.ask(store.load, KeptDraft, "") == []


async def test_what_is_typed_before_the_kept_words_come_back_stands_behind_them(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await app.keep(f"note:{uid}", {"words": "kept+"})
        kept = app.kept

        async def kept_late(place: str) -> dict[str, str]:
            app.screen.query_one("#field-words", Field).value = "typed"
            found: dict[str, str] = await kept(place)
            return found

        app.kept = kept_late
        await press(pilot, "n")
        await seen(pilot, "kept+typed")


async def test_an_empty_note_is_refused_in_its_form(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await form(app, pilot, "n", words="  ")
        await seen(pilot, "Write the note first.")
        assert [line.kind for line in (await now_of(app, uid)).timeline] == ["filed"]


async def test_a_reply_is_shown_as_the_patient_reads_it_before_it_is_sent(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await form(app, pilot, "p", words="We are looking into it.")
        await seen(pilot, "The patient will read this")
        assert len((await now_of(app, uid)).timeline) == 1
        await press(pilot, "escape")
        assert isinstance(app.screen, CaseForm), "one goes back to writing"
        await press(pilot, "ctrl+s")
        await seen(pilot, "The patient will read this")
        await tap(pilot, "Send it")
        await seen(pilot, "Reply")
        last = (await now_of(app, uid)).timeline[-1]
        assert (last.kind, last.words, last.visibility) == ("reply", "We are looking into it.", "public")


async def test_a_wording_fills_the_reply_and_is_recorded(settings: Settings) -> None:
    """SCR-04: a reply from a wording, its places filled."""
    uid, file = filed()

    def library(settings: Settings) -> None:
        texts = dict.fromkeys(("zh_CN", "en"), "{name}，编号{number}，已收到。")
        title = {"zh_CN": "收到", "en": "We have it"}
        with store.writing("hospital.import", "test", "hospital", NOW) as written:
            written.add(
                Script(
                    uid=new_uid(NOW),
                    code="have-it",
                    version=3,
                    position=0,
                    use="reply",
                    title=title,
                    text=texts,
                    is_current=True,
                )  # fmt: skip
            )

    async with console_app(settings, file, library) as (app, pilot):
        screen = await at_case(app, pilot, uid)
        await press(pilot, "p")
        await opened(app, pilot)
        await press(pilot, "down", "enter")
        assert screen.view is not None
        words = app.screen.query_one("#field-words", Field).value
        assert screen.view.case.number in words and words.endswith("已收到。")
        await press(pilot, "ctrl+s", "ctrl+s")
        await settled(pilot)
        last = (await now_of(app, uid)).timeline[-1]
        assert last.facts["script"] == "have-it/3"
        await seen(pilot, "have-it/3")


async def test_own_words_are_never_overwritten_by_a_wording(settings: Settings) -> None:
    uid, file = filed()

    def library(settings: Settings) -> None:
        text = dict.fromkeys(("zh_CN", "en"), "已收到。")
        with store.writing("hospital.import", "test", "hospital", NOW) as written:
            written.add(
                Script(
                    uid=new_uid(NOW),
                    code="have-it",
                    version=1,
                    position=0,
                    use="reply",
                    title=text,
                    text=text,
                    is_current=True,
                )  # fmt: skip
            )

    async with console_app(settings, file, library) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "p")
        await opened(app, pilot)
        fill(app, words="王女士，")
        await press(pilot, "down", "enter")
        assert app.screen.query_one("#field-words", Field).value == "王女士，\n已收到。"


async def test_saving_twice_is_one_act(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "n")
        written = await opened(app, pilot)
        fill(app, words="once")
        assert await written.save(written.values()) == ""
        await press(pilot, "ctrl+s")
        kinds = [line.kind for line in (await now_of(app, uid)).timeline]
        assert kinds.count("note") == 1


async def test_the_patient_is_asked_after_a_preview(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await form(app, pilot, "q", words="Which window was it?")
        await seen(pilot, "The patient will read this")
        await press(pilot, "ctrl+s")
        await seen(pilot, "Question to the patient")
        assert (await now_of(app, uid)).timeline[-1].visibility == "public"


async def test_a_key_pressed_twice_closes_nothing_below(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        screen = await at_case(app, pilot, uid)
        for key in ("escape", "ctrl+s"):
            await press(pilot, "n")
            await opened(app, pilot)
            fill(app, words="once")
            for _time in range(2):
                app.post_message(events.Key(key, None))
            await settled(pilot)
            await settled(pilot)
            assert app.screen is screen, key
        kinds = [line.kind for line in (await now_of(app, uid)).timeline]
        assert kinds.count("note") == 1


async def test_a_reply_that_is_sent_twice_is_sent_and_shown_once(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        screen = await at_case(app, pilot, uid)
        await press(pilot, "p")
        await opened(app, pilot)
        fill(app, words="once")
        for _time in range(4):
            app.post_message(events.Key("ctrl+s", None))
        await settled(pilot)
        await seen(pilot, "once")
        for _turn in range(20):
            await settled(pilot)
            if app.screen is not screen:
                await press(pilot, "ctrl+s")
        assert app.screen is screen
        kinds = [line.kind for line in (await now_of(app, uid)).timeline]
        assert kinds.count("reply") == 1


async def test_a_form_that_is_saved_meanwhile_opens_no_lock(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "n")
        written = await opened(app, pilot)
        fill(app, words="once")
        await app.push_screen(LockScreen())
        await written.save_it()
        await settled(pilot)
        assert app.is_locked

"""What can be done with a case, by keys and by mouse: what the screen says, and what the register holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from textual import events

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Case, Handover, KeptDraft, Script
from kiosk.rules.numbers import new_uid
from kiosk.screens.console import case_acts
from kiosk.screens.console.case_form import CaseForm
from kiosk.screens.console.choices import ChoiceList
from kiosk.screens.console.sign_in import LockScreen
from kiosk.services import acts, case_view, cases, closing, handovers, notices, tasks
from kiosk.widgets.field import Field
from kiosk.widgets.words import Words
from tests.console import console_app, seen, write
from tests.register import NOW
from tests.screens import press, screen_text, settled, tap
from tests.staff import answer, person
from tests.test_case_screen import at_case, filed

HOUR = timedelta(hours=1)


def fill(app: Any, **values: str) -> None:
    """Put words into the fields of the form in front, and choose answers by their values."""
    for name, value in values.items():
        for field in app.screen.query(f"#field-{name}").results(Field):
            field.value = value
        for choices in app.screen.query(f"#choice-{name}").results(ChoiceList):
            choices.choose_value(value)


async def now_of(app: Any, uid: UUID) -> Case:
    """Return the case as the register holds it."""
    found: Case = await app.ask(cases.find, uid)
    return found


async def form(app: Any, pilot: Any, key: str, **values: str) -> None:
    """Open a form by its key, fill it and save it."""
    await press(pilot, key)
    await opened(app, pilot)
    fill(app, **values)
    await press(pilot, "ctrl+s")


async def opened(app: Any, pilot: Any) -> CaseForm:
    """Wait until a form stands in front."""
    for _turn in range(20):
        if isinstance(app.screen, CaseForm):
            return app.screen
        await settled(pilot)
    raise AssertionError(screen_text(app))


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
    uid, file = filed(department="cashier")

    def raised(settings: Settings) -> None:
        acts.grade(uid, "complex", "two offices", person("he"), settings, NOW)

    async with console_app(settings, file, raised, who="shi") as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "g")
        await opened(app, pilot)
        text = screen_text(app)
        assert "major" in text and "minor" not in text


async def test_a_case_is_handed_over_found_by_its_letters_and_accepted(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file, who="fang") as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "h")
        await opened(app, pilot)
        told = [one.words for one in app.screen.query(Words)]
        assert "Until it is accepted, Fang answers for it." in told
        await write(pilot, "cash")
        await press(pilot, "enter")
        said = app.screen.query_one("#field-said", Field)
        assert "等了两个小时没有人管" in said.value, "the patient tells it once"
        await press(pilot, "ctrl+s")
        await seen(pilot, "Offered to cashier")
        assert (await now_of(app, uid)).responsible == "fang", "nothing moves before it is accepted"
        [made] = await app.ask(handovers.of, uid)
        assert (made.department, made.person, made.state) == ("cashier", "", "requested")
        assert "offer waits" in screen_text(app)
    async with console_app(settings, who="shi") as (app, pilot):
        await at_case(app, pilot, uid)
        assert "a  Accept" in screen_text(app)
        await press(pilot, "a")
        await opened(app, pilot)
        await press(pilot, "ctrl+s")
        await seen(pilot, "Answers: Shi")
        assert (await now_of(app, uid)).responsible == "shi"


async def test_a_case_is_offered_to_one_person_and_sent_back(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "h")
        await opened(app, pilot)
        await write(pilot, "gu")
        await press(pilot, "enter", "ctrl+s")
        await seen(pilot, "Offered to Gu (medical-office)")
        assert [one.person for one in await app.ask(handovers.of, uid)] == ["gu"]
    async with console_app(settings, who="gu") as (app, pilot):
        await at_case(app, pilot, uid)
        await form(app, pilot, "x", reason="It is about the cashier.")
        await seen(pilot, "My work")
        found: list[Handover] = await app.ask(handovers.of, uid)
        assert (found[0].state, found[0].reason) == ("rejected", "It is about the cashier.")


async def test_an_offer_is_taken_back_by_who_made_it(settings: Settings) -> None:
    uid, file = filed()

    def offered(settings: Settings) -> None:
        handovers.offer(uid, "cashier", "", "", person("fang"), settings, NOW)

    async with console_app(settings, file, offered, who="fang") as (app, pilot):
        await at_case(app, pilot, uid)
        await form(app, pilot, "b")
        await seen(pilot, "Offer to cashier taken back")
        assert [one.state for one in await app.ask(handovers.of, uid)] == ["withdrawn"]


async def test_help_is_asked_and_departments_come_and_go(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await form(app, pilot, "f", to="nursing-office", said="Ask the ward.")
        await seen(pilot, "Help asked of nursing-office")
        await form(app, pilot, "o", department="cashier", part="lead")
        await seen(pilot, "cashier leads")
        await form(app, pilot, "O", department="cashier")
        await seen(pilot, "cashier has no part in it any more")
        assert (await now_of(app, uid)).responsible == "fang"


async def test_the_gate_lists_everything_that_is_missing_and_lets_a_whole_case_through(
    settings: Settings,
) -> None:
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


async def test_calls_are_promised_tried_and_made(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "L")
        await seen(pilot, "No call-back is promised.")
        await form(app, pilot, "l", when="soon")
        await seen(pilot, "Write the moment as 14:30, 9-30 14:30 or +2h.")
        fill(app, when="14:30", words="tell how it stands")
        await press(pilot, "ctrl+s")
        await seen(pilot, "Call-back promised: Fri 18 Sep 2026 14:30")
        await form(app, pilot, "L")
        await seen(pilot, "Called, nobody answered (attempt 1)")
        await form(app, pilot, "t", result="She is content.")
        await seen(pilot, "Call-back: done")
        [task] = [one for one in await app.ask(tasks.of, uid) if one.kind == "callback"]
        assert (task.state, task.result, task.attempts) == ("done", "She is content.", 1)


async def test_a_meeting_is_called_and_needs_its_decision(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file, size=(120, 40)) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "m")
        await opened(app, pilot)
        fill(app, when="9-21 9:00", place="Room 3")
        app.screen.query_one("#choice-departments").focus()
        await press(pilot, "space", "down", "space")
        await press(pilot, "ctrl+s")
        await seen(pilot, "Coordination meeting: Mon 21 Sep 2026 09:00")
        [meeting] = [one for one in await app.ask(tasks.of, uid) if one.kind == "meeting"]
        assert meeting.facts == {"place": "Room 3", "departments": ["service-centre", "medical-office"]}
        await form(app, pilot, "t", result="")
        await seen(pilot, "Write what was decided.")
        fill(app, result="Two more windows at noon.")
        await press(pilot, "ctrl+s")
        await seen(pilot, "Meeting: done")


async def test_a_task_is_given_up_with_a_reason(settings: Settings) -> None:
    uid, file = filed()

    def promised(settings: Settings) -> None:
        tasks.call_back(uid, NOW + HOUR, "", person("he"), settings, NOW)

    async with console_app(settings, file, promised) as (app, pilot):
        await at_case(app, pilot, uid)
        await form(app, pilot, "T", result="She came herself.")
        await seen(pilot, "Call-back: not needed")


async def test_clocks_stand_still_and_go_on(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await form(app, pilot, "z", reason="outside")
        text = await seen(pilot, "‖ clocks stand still")
        assert "We wait for an office outside the hospital" in text
        await press(pilot, "z")
        await seen(pilot, "The clocks of this case stand still already.")
        await press(pilot, "Z")
        await seen(pilot, "✓ The clocks run again.")
        assert "‖" not in screen_text(app)


async def test_a_notice_is_issued_mended_and_verified_by_somebody_else(settings: Settings) -> None:
    uid, file = filed(department="cashier")
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await form(app, pilot, "k", to_mend="Open two windows.", due="tomorrow")
        await seen(pilot, "Write the day as")
        fill(app, due="+7")
        await press(pilot, "ctrl+s")
        await seen(pilot, "Notice 2026-0001 to cashier")
        await form(app, pilot, "M", done="Opened.", proof="photo 1")
        await seen(pilot, "Notice 2026-0001: mended")
        await form(app, pilot, "C", words="seen")
        await seen(pilot, "Somebody else verifies what one has mended.")
        [notice] = await app.ask(notices.of, uid)
        assert (notice.done, notice.proof, notice.verified_at) == ("Opened.", "photo 1", None)


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

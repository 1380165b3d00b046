"""Who does what on a case, by keys: offers, help, departments, calls, meetings, pauses, notices."""

from __future__ import annotations

from datetime import timedelta

from kiosk import store
from kiosk.config import Settings
from kiosk.records import ChecklistStep, Handover
from kiosk.services import handovers, notices, tasks
from kiosk.widgets.field import Field
from kiosk.widgets.words import Words
from tests.case_forms import fill, form, now_of, opened
from tests.console import console_app, seen, write
from tests.register import NOW
from tests.screens import press, screen_text
from tests.staff import person
from tests.test_case_screen import at_case, filed

HOUR = timedelta(hours=1)


async def test_a_case_is_handed_over_found_by_its_letters_and_accepted(settings: Settings) -> None:
    """FC-03: handed over to whom it concerns."""
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
    """CMP-19: one lead, and departments that help."""
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


async def test_calls_are_promised_tried_and_made(settings: Settings) -> None:
    """CMP-18: a promised call, its reminder and each attempt."""
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
    """CMP-13: a meeting of departments, with its decision."""
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


async def test_a_task_that_needs_two_rows_has_them_and_the_next_one_is_seen_too(settings: Settings) -> None:
    name = "Ask the nursing office for the ward's own account of that night, and who was on duty"

    def steps(settings: Settings) -> None:
        with store.writing("hospital.import", "test", "hospital", NOW) as written:
            for place, told in enumerate((name, "Call the patient")):
                values = {"position": place, "name": {"en": told}, "amount": 4, "unit": "hours"}
                written.add(ChecklistStep(code=f"s{place}", kind="complaint", **values))

    uid, file = filed()
    async with console_app(settings, steps, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "t")
        await opened(app, pilot)
        text = await seen(pilot, "Call the patient")
        assert "account of that" in text and "who was on duty" in text

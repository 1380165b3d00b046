"""Two people at one case: they see each other, and no word of either is lost."""

from __future__ import annotations

from uuid import UUID

from kiosk.config import Settings
from kiosk.services import acts, patients, presence
from kiosk.widgets.field import Field
from tests.case_forms import fill, form, now_of, opened
from tests.console import console_app, seen, write
from tests.register import NOW
from tests.screens import press, screen_text, settled
from tests.staff import person
from tests.test_case_screen import at_case, filed


async def test_what_came_meanwhile_is_shown_and_both_texts_are_kept(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "p")
        await opened(app, pilot)
        fill(app, words="We will look into it.")
        await app.ask(patients.add_message, uid, "还有一件事", app.settings, NOW)
        await app.ask(acts.reply, uid, "Answered by Fang.", person("fang"), app.settings, NOW)
        await press(pilot, "ctrl+s")
        await seen(pilot, "The patient will read this")
        await press(pilot, "ctrl+s")
        text = await seen(pilot, "Written meanwhile:")
        assert "Patient: The patient adds" in text and "还有一件事" in text
        assert "Answered by Fang." in text
        assert app.screen.query_one("#field-words", Field).value == "We will look into it."
        assert [line.words for line in (await now_of(app, uid)).timeline if line.kind == "reply"] == [
            "Answered by Fang."
        ]
        await press(pilot, "ctrl+s")
        await seen(pilot, "The patient will read this")
        await press(pilot, "ctrl+s")
        await settled(pilot)
        assert [line.words for line in (await now_of(app, uid)).timeline if line.kind == "reply"] == [
            "Answered by Fang.",
            "We will look into it.",
        ]


async def test_a_note_leans_on_nothing_and_is_never_held_up(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "n")
        await opened(app, pilot)
        await app.ask(acts.note, uid, "the other note", person("fang"), app.settings, NOW)
        fill(app, words="my note")
        await press(pilot, "ctrl+s")
        text = await seen(pilot, "my note")
        assert "the other note" in text


async def test_a_grade_is_not_given_over_one_that_was_not_seen(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "g")
        await opened(app, pilot)
        await app.ask(acts.grade, uid, "major", "harm", person("fang"), app.settings, NOW)
        fill(app, grade="complex", reason="two offices")
        await press(pilot, "ctrl+s")
        await seen(pilot, "Fang: Graded up: major")
        assert (await now_of(app, uid)).grade == "major"


async def test_what_was_typed_is_there_when_the_form_opens_again(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "n")
        await opened(app, pilot)
        await write(pilot, "half a sen")
        await press(pilot, "escape")
        await press(pilot, "n")
        await opened(app, pilot)
        await seen(pilot, "This is what you had typed.")
        assert app.screen.query_one("#field-words", Field).value == "half a sen"
        await press(pilot, "ctrl+s")
        await seen(pilot, "half a sen")
        await press(pilot, "n")
        await opened(app, pilot)
        await settled(pilot)
        assert app.screen.query_one("#field-words", Field).value == "", "what is saved is no draft any more"


async def test_a_console_that_is_gone_leaves_its_draft_to_the_same_person(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "p")
        await opened(app, pilot)
        await write(pilot, "dear")
        await app.keep_all()
        await app.leave()
        place = f"reply:{uid}"
    async with console_app(settings) as (app, pilot):
        assert (await app.kept(place))["words"] == "dear"
        await at_case(app, pilot, uid)
        await press(pilot, "p")
        await opened(app, pilot)
        await seen(pilot, "This is what you had typed.")
        assert app.screen.query_one("#field-words", Field).value == "dear"


async def test_two_people_at_one_case_see_each_other(settings: Settings) -> None:
    uid, file = filed()
    hers = UUID(int=7)
    async with console_app(settings, file) as (app, pilot):
        await app.ask(presence.beat, hers, "fang", uid, "reading", app.now())
        await at_case(app, pilot, uid)
        await seen(pilot, "Fang reads it too")
        await app.ask(presence.beat, hers, "fang", uid, "writing", app.now())
        await app.look()
        await seen(pilot, "✎ Fang is writing")
        await app.ask(presence.leave, hers)
        await app.look()
        await settled(pilot)
        assert "Fang is writing" not in screen_text(app)


async def test_others_are_told_what_one_does_at_a_case(settings: Settings) -> None:
    uid, file = filed()

    async with console_app(settings, file) as (app, pilot):

        async def told() -> list[tuple[str, str]]:
            found = await app.ask(presence.others, uid, UUID(int=7), app.now())
            return [(one.staff, one.doing) for one in found]

        await at_case(app, pilot, uid)
        assert await told() == [("he", "reading")]
        await press(pilot, "n")
        await opened(app, pilot)
        assert await told() == [("he", "writing")]
        await press(pilot, "escape")
        assert await told() == [("he", "reading")]
        await press(pilot, "escape")
        await settled(pilot)
        assert await told() == []


async def test_what_another_wrote_appears_without_moving_what_one_reads(settings: Settings) -> None:
    uid, file = filed()

    def notes(settings: Settings) -> None:
        for n in range(20):
            acts.note(uid, f"note number {n}", person("fang"), settings, NOW)

    async with console_app(settings, file, notes) as (app, pilot):
        screen = await at_case(app, pilot, uid)
        await press(pilot, "pagedown")
        timeline = screen.query_one("#timeline")
        top = timeline.rows[timeline.scroll_offset.y]  # type: ignore[attr-defined]
        await app.ask(acts.note, uid, "a new one", person("fang"), app.settings, NOW)
        await app.look()
        await settled(pilot)
        assert timeline.scroll_offset.y > 0
        assert timeline.rows[timeline.scroll_offset.y] == top  # type: ignore[attr-defined]
        await press(pilot, "home")
        await seen(pilot, "a new one")


async def test_saving_an_investigation_after_the_gate_moved_says_so(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "i")
        await opened(app, pilot)
        await app.ask(acts.note, uid, "I asked the ward", person("fang"), app.settings, NOW)
        fill(app, found="One window too few.", outcome="explained", cause="process")
        await press(pilot, "ctrl+s")
        await seen(pilot, "I asked the ward")
        await press(pilot, "ctrl+s")
        await settled(pilot)
        assert (await now_of(app, uid)).investigation == "One window too few."
        await form(app, pilot, "n", words="done")

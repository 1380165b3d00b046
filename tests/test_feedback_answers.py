"""What was answered stays as it was: going back, changing, another language, no name."""

from __future__ import annotations

from textual.widgets import Input

from kiosk import i18n
from kiosk.config import Settings
from kiosk.rules.drafts import Draft
from tests.feedback_walk import (
    COMPLAINT,
    PRAISE,
    SUGGESTION,
    answer,
    choose,
    feedback,
    file,
    filed,
    on_page,
    touch,
    until,
    walk,
)
from tests.register import NOW
from tests.screens import press, screen_text, speak, tap


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

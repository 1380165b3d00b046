"""What was typed into a form of a case is kept; what only stood there when it opened is nobody's draft."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk import store
from kiosk.config import Settings
from kiosk.records import KeptDraft
from tests.case_forms import opened
from tests.console import console_app, seen, write
from tests.screens import press, settled
from tests.test_case_screen import at_case, filed


async def drafts(app: Any) -> list[KeptDraft]:
    """Return every draft that is kept."""
    found: list[KeptDraft] = await app.ask(store.load, KeptDraft, "")
    return found


@pytest.mark.parametrize("key", ["k", "m", "l", "h", "i", "g"])
async def test_a_form_in_which_nothing_was_typed_leaves_no_draft(settings: Settings, key: str) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, key)
        form = await opened(app, pilot)
        await form._autosave()
        await press(pilot, "tab", "tab", "escape")
        await settled(pilot)
        assert await drafts(app) == []


async def test_what_was_typed_beside_what_stood_there_is_kept_and_comes_back(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "l")
        await opened(app, pilot)
        await press(pilot, "tab")
        await write(pilot, "his fever")
        await press(pilot, "escape")
        await settled(pilot)
        [kept] = await drafts(app)
        assert kept.facts["words"] == "his fever"
        await press(pilot, "l")
        await opened(app, pilot)
        await seen(pilot, "This is what you had typed.")
        await press(pilot, "escape")
        assert len(await drafts(app)) == 1


async def test_what_was_typed_and_taken_away_again_is_kept_no_more(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        await press(pilot, "l")
        form = await opened(app, pilot)
        await press(pilot, "tab")
        await write(pilot, "no")
        await form._autosave()
        assert len(await drafts(app)) == 1
        await press(pilot, "backspace", "backspace", "escape")
        await settled(pilot)
        assert await drafts(app) == []

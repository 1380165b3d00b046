"""A console whose register does not answer: it says so, stays readable, and loses nothing that is typed."""

from __future__ import annotations

from typing import Any

from kiosk import store
from kiosk.config import Settings
from kiosk.records import KeptDraft
from kiosk.records.faults import Offline
from tests.case_forms import opened
from tests.console import console_app, seen, write
from tests.screens import press, screen_text
from tests.test_case_screen import at_case, filed


async def test_what_is_typed_while_the_register_is_away_is_kept_when_it_is_back(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file) as (app, pilot):
        await at_case(app, pilot, uid)
        ask = app.ask

        async def away(service: Any, *values: Any, **named: Any) -> Any:
            raise Offline

        await press(pilot, "n")
        note = await opened(app, pilot)
        app.ask = away
        await write(pilot, "typed alone")
        await note.keep()
        await app.look()
        await app.beat()
        await app.tick()
        assert app.is_running and app.is_away
        assert "typed alone" in screen_text(app)
        app.ask = ask
        await note.keep()
        (kept,) = await app.ask(store.load, KeptDraft, "")
        assert kept.facts == {"words": "typed alone"}
        await app.look()
        assert not app.is_away
        await press(pilot, "ctrl+s")
        await seen(pilot, "typed alone")
        assert await app.ask(store.load, KeptDraft, "") == []

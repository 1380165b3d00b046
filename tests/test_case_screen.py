"""The screen of one case: what stands on it, in every size and language."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from kiosk.config import Settings
from kiosk.records import Case
from kiosk.screens.console.case import CaseScreen
from kiosk.services import acts, cases
from tests.console import CONSOLE_SIZES, console_app, seen
from tests.register import NOW, draft
from tests.screens import press, screen_text, settled
from tests.staff import person


def filed(kind: str = "complaint", words: str = "等了两个小时没有人管", **others: Any) -> tuple[UUID, Any]:
    """Return the uid of a case, and what files it."""
    made = draft(kind, words)
    for name, value in others.items():
        setattr(made, name, value)

    def file(settings: Settings) -> Case:
        return cases.file(made, settings, NOW)

    return made.uid, file


async def at_case(app: Any, pilot: Any, uid: UUID) -> CaseScreen:
    """Open a case."""
    screen = CaseScreen(uid)
    await app.push_screen(screen)
    await settled(pilot)
    assert screen.view is not None
    return screen


@pytest.mark.parametrize("size", CONSOLE_SIZES)
async def test_everything_important_stands_on_the_screen(settings: Settings, size: tuple[int, int]) -> None:
    uid, file = filed()
    async with console_app(settings, file, size=size) as (app, pilot):
        screen = await at_case(app, pilot, uid)
        text = await seen(pilot, "等了两个小时没有人管")
        assert screen.view is not None
        for words in ("Complaint", "minor", "Received", "Answers: Fang", "Facts", "Timeline", "filed"):
            assert words in text, text
        assert screen.view.case.number in text
        assert "We look into it: Sat 19 Sep 2026 10:30, 24 hours left" in text
        assert "→ patient reads this" in text

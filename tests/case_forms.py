"""Forms on a case: opened by a key, filled, and saved, as tests do it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kiosk.records import Case
from kiosk.screens.console.case_form import CaseForm
from kiosk.screens.console.choices import ChoiceList
from kiosk.services import cases
from kiosk.widgets.field import Field
from tests.screens import press, screen_text, settled


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

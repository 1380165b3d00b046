"""Call a person: the desk rings, and the call is a contact with its first responder."""

import dataclasses
import sys
from pathlib import Path

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Case
from kiosk.services import calls
from tests.fingers import until
from tests.screens import desk_app, press, screen_text, settled, speak


def ringing(settings: Settings, tmp_path: Path) -> tuple[Settings, Path]:
    """Return settings whose bell is a program that notes what it was told."""
    rung = tmp_path / "rung"
    program = f"import sys; open({str(rung)!r}, 'a').write(' '.join(sys.argv[1:]) + chr(10))"
    command = f'{sys.executable} -c "{program}"'
    return dataclasses.replace(settings, call_command=command), rung


def test_a_call_is_a_line_in_the_log_and_the_hospitals_own_command(
    settings: Settings, tmp_path: Path
) -> None:
    """FC-16: a person comes when one calls."""
    with_bell, rung = ringing(settings, tmp_path)
    calls.ring("home", with_bell)
    assert rung.read_text() == "front home\n"
    assert "somebody calls at desk front from home" in with_bell.log.read_text()


def test_a_command_that_fails_is_noted_and_stops_nobody(settings: Settings) -> None:
    calls.ring("home", dataclasses.replace(settings, call_command="/does/not/exist"))
    assert "the call command failed: FileNotFoundError" in settings.log.read_text()


async def test_ringing_twice_in_a_visit_is_one_contact(settings: Settings, tmp_path: Path) -> None:
    with_bell, rung = ringing(settings, tmp_path)
    async with desk_app(with_bell, has_register=True) as (app, pilot):
        await speak(pilot, "en")
        for _ring in range(2):
            await press(pilot, "6")
            await until(pilot, lambda: "has been called" in screen_text(app))
            await press(pilot, "escape")
        await app.workers.wait_for_complete()
        await settled(pilot)
        kept = await app.ask(lambda: [(case.kind, case.need) for case in store.load(Case, "")])
    assert kept == [("contact", "call")]
    assert rung.read_text() == "front home\nfront home\n"

"""From Home to the page on a phone: four flows by taps alone, in a real terminal, with the page beside it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.i18n import N_, _
from kiosk.rules import clocks
from kiosk.rules.workdays import WorkCalendar
from kiosk.services import cases, public_view
from tests.desk_terminal import Desk, command, free_port, say

TZ = ZoneInfo("Asia/Shanghai")
PHONE = "13812345678"
Step = tuple[str, int | str]
"""The question that is waited for, and the tile or the button that is tapped then."""
HOME = N_("How can we help you?")
HELP: list[Step] = [
    (HOME, 1),
    (N_("Who are you?"), 2),
    (N_("What do you need?"), 5),
    (N_("Yes, thank you"), N_("I need a person")),
    (N_("Which phone reaches you? (optional)"), N_("Continue")),
    (N_("Without a phone: choose four digits (optional)"), N_("Continue")),
    (N_("What is your name? (optional)"), N_("Continue")),
    (N_("Is everything right?"), N_("File it")),
]
COMPLAINT: list[Step] = [
    (HOME, 2),
    (N_("What would you like to tell us?"), 1),
    (N_("What is it about?"), 1),
    (N_("What was it?"), 1),
    (N_("Where did it happen?"), N_("I do not know")),
    (N_("When did it happen?"), 1),
    (N_("What happened? Tap all that fits"), N_("Continue")),
    (N_("Tell us in your own words"), N_("Continue")),
    (N_("What do you wish for?"), 1),
    (N_("How many of you are complaining?"), 1),
    (N_("Who are you?"), 1),
    (N_("Which phone reaches you?"), PHONE),
    (N_("Which phone reaches you?"), N_("Continue")),
    (N_("What is your name?"), N_("Continue")),
    (N_("Your complaint: is everything right?"), N_("File it")),
]
QUESTION: list[Step] = [
    (HOME, 3),
    (N_("Appointments: what would you like to know?"), N_("Ask a person")),
    (N_("What would you like to ask? (optional)"), N_("Continue")),
    (N_("Which phone reaches you? (optional)"), N_("Continue")),
    (N_("Without a phone: choose four digits (optional)"), N_("File it")),
]
RATING: list[Step] = [
    (HOME, 4),
    (N_("How was it today?"), "face 4"),
    (N_("What was good? (optional)"), N_("Continue")),
    (N_("Where was it? (optional)"), N_("Continue")),
    (N_("Thank you for telling us"), N_("Done")),
    (HOME, ""),
]
SLIPS = {"contact": HELP, "complaint": COMPLAINT, "question": QUESTION}


@dataclass
class Walk:
    """A desk at which somebody walked every flow, and the addresses of the slips they took away."""

    language: str
    data: Path
    desk: Desk
    slips: dict[str, str] = field(default_factory=dict)

    def walk(self, steps: list[Step]) -> None:
        """Answer every question by tapping what stands on the screen."""
        for question, tapped in steps:
            self.desk.see(_(question))
            if isinstance(tapped, int):
                self.desk.tap_tile(tapped)
            elif tapped.startswith("face"):
                self.desk.tap_pattern(rf"[│┃]\s+{tapped[-1]}\s+[│┃]")
            elif tapped.isdecimal():
                self.desk.dial(tapped)
            elif tapped:
                self.desk.tap(_(tapped))

    def take_slip(self, kind: str) -> None:
        """Hold a camera before the slip, and make room for the next."""
        self.desk.wait(lambda: bool(self.desk.codes()), "the code")
        [self.slips[kind]] = self.desk.codes()
        self.desk.tap(_("Done"))


@pytest.fixture(scope="module", params=i18n.LANGUAGES)
def walked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Walk every flow of a desk that speaks one language, from an empty register on."""
    data, port = tmp_path_factory.mktemp(request.param) / "data", free_port()
    words = ("--data", str(data), "--port", str(port), "--host", "127.0.0.1", "--language", request.param)
    desk = Desk(command(*words), KIOSK_BASE_ADDRESS=f"http://127.0.0.1:{port}")
    walk = Walk(request.param, data, desk)
    i18n.choose(request.param)
    try:
        for kind, steps in SLIPS.items():
            walk.walk(steps)
            walk.take_slip(kind)
        walk.walk(RATING)
        yield walk
    finally:
        desk.close()


@pytest.mark.parametrize("kind", SLIPS)
def test_the_code_on_the_screen_opens_the_page_of_the_case(walked: Walk, kind: str) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(retries=6), trust_env=False) as phone:
        spoken = {"accept-language": walked.language.replace("_", "-")}
        page = phone.get(walked.slips[kind], headers=spoken)
    [case] = [one for one in listed(walked) if one["kind"] == kind]
    settings = Settings(data=walked.data, language=walked.language)
    store.open_register(settings)
    try:
        with i18n.speaking(walked.language):
            found = cases.by_number(case["number"])
            assert found is not None
            view = public_view.of(found, False, settings, settings.clock())
    finally:
        store.close()
    assert page.status_code == 200
    for told in (view.number, view.stage_words, view.office, *(one.day for one in view.promises)):
        assert told and told in page.text


def test_the_list_shows_clocks_that_are_due_as_the_rules_reckon(walked: Walk) -> None:
    filed = listed(walked)
    assert sorted(case["kind"] for case in filed) == sorted(SLIPS)
    calendar = WorkCalendar(days_of(walked.data))
    for case in filed:
        assert case["language"] == walked.language
        filed = datetime.fromisoformat(case["filed_at"])
        due = clocks.for_case(case["kind"], filed, calendar=calendar, tz=TZ)
        reckoned = {(one.name, one.basis): one.due_at.astimezone(TZ).isoformat() for one in due}
        assert reckoned == {(one["name"], one["basis"]): one["due_at"] for one in case["clocks"]}


def test_the_trail_is_whole_and_names_what_was_changed(walked: Walk, tmp_path: Path) -> None:
    """Reliability 45: a copy of the register in which one row was changed by hand."""
    told = say("audit", "verify", "--data", str(walked.data))
    assert (told.returncode, told.stderr) == (0, "") and told.stdout.startswith("The chain is whole")
    shutil.copytree(walked.data, tmp_path / "copy")
    [case] = [one for one in listed(walked) if one["kind"] == "complaint"]
    with sqlite3.connect(tmp_path / "copy" / "kiosk.sqlite3") as register:
        changed = register.execute('UPDATE "case" SET kind = ? WHERE number = ?', ("praise", case["number"]))
        assert changed.rowcount == 1
    register.close()
    told = say("audit", "verify", "--data", str(tmp_path / "copy"))
    assert told.returncode == 1
    assert told.stderr.startswith("The chain is broken:") and "case" in told.stderr


def listed(walked: Walk) -> list[dict[str, object]]:
    """Return the cases as the command line lists them."""
    told = say("case", "list", "--json", "--data", str(walked.data))
    assert told.returncode == 0, told.stderr
    found: list[dict[str, object]] = json.loads(told.stdout)
    return found


def days_of(data: Path) -> dict[date, str]:
    """Return the register's own table of working days, read past the program."""
    register = sqlite3.connect(data / "kiosk.sqlite3")
    try:
        return {
            date.fromisoformat(day): kind for day, kind in register.execute("SELECT day, kind FROM workday")
        }
    finally:
        register.close()

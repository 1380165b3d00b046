"""Every page of every flow, and every page beside them: in three languages, and large and simple."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from typing import Any
from uuid import uuid4

import pytest

from kiosk.config import Settings
from kiosk.i18n import LANGUAGES
from kiosk.records import Case
from kiosk.screens import public
from kiosk.screens.public.call import CallPage
from kiosk.screens.public.case import CaseScreen
from kiosk.screens.public.help import AnsweredPage, HelpScreen
from kiosk.screens.public.home import FLOWS
from kiosk.screens.public.owed import OwedPage
from kiosk.screens.public.page import Page
from kiosk.screens.public.places import FIND
from kiosk.screens.public.rate import Rated, RatedPage
from kiosk.screens.public.slip import SlipPage
from kiosk.screens.public.survey import SurveyScreen
from kiosk.services import cases, public_view, ratings
from tests.every_page import PUBLIC, PageWalk, unreached
from tests.register import draft
from tests.screens import speak
from tests.staff import answer
from tests.test_accessibility import walking

PHONE = "13812345678"
WORDS = "等了两个小时没有人管，问了三次都说再等等。\n" * 40


def nothing(screen: Any) -> None:
    """Just come."""


# Complaint, suggestion, praise


def complain(screen: Any) -> None:
    """Answer everything for a child, and at length."""
    hospital, draft_ = screen.app.hospital, screen.draft
    draft_.kind = "complaint"
    category = max(hospital.children("process"), key=lambda one: len(str(one.phrases)))
    screen.parent_code, draft_.category = "process", category.code
    draft_.phrases = [texts["en"] for texts in category.phrases]
    screen.answered = {"about", "matter", "wish", "wish-words", "when", "people", "who", "kind"}
    screen.places.group, screen.places.is_asked, draft_.department = "clinic", True, "gastroenterology"
    draft_.words = draft_.wish_words = WORDS
    draft_.filer_role, draft_.name, draft_.patient_name, draft_.phone = (
        "guardian",
        "王" * 40,
        "李" * 40,
        PHONE,
    )


def suggest(screen: Any) -> None:
    """Stay unknown, and look for the place by letters."""
    screen.draft.kind, screen.draft.is_anonymous = "suggestion", True
    screen.answered, screen.places.group = {"who"}, FIND
    screen.parent_code = "s-process"


def praise(screen: Any) -> None:
    """Praise somebody of a department with doctors, by a name that is not listed."""
    screen.draft.kind, screen.draft.department, screen.parent_code = "praise", "cardiology", "p-doctors"
    screen.places.group = "ward"
    screen.answered = {"whom", "whom-name"}


def praise_a_window(screen: Any) -> None:
    """Praise where no doctor is listed."""
    screen.draft.kind, screen.draft.department = "praise", "cashier"


# Help


def need(screen: Any) -> None:
    """Need what has the longest answer."""
    needs = [one for one in screen.app.hospital.needs if one.answer]
    screen.draft.filer_role = "guardian"
    screen.take_need(max(needs, key=lambda one: len(str(one.answer))).code)


def need_something_else(screen: Any) -> None:
    """Need what has no answer, with a phone."""
    screen.take_need("other")
    screen.draft.phone, screen.draft.words = PHONE, WORDS[:200]


def look_for(group: str) -> Callable[[Any], None]:
    """Look for a department."""

    def put(screen: Any) -> None:
        screen.take_need("find-department")
        screen.places.group, screen.draft.department = group, "gastroenterology"

    return put


# Appointments


def go(way: str, topic: str = "", is_asking: bool = False) -> Callable[[Any], None]:
    """Take a way of the menu."""

    def put(screen: Any) -> None:
        screen.way, screen.questions.topic, screen.wants_person = way, topic, is_asking
        if topic:
            answers = [one for one in screen.app.hospital.answers if topic in (FIND, one.topic)]
            screen.questions.answer_code = max(answers, key=lambda one: len(str(one.answer))).code

    return put


def go_to_a_clinic(group: str) -> Callable[[Any], None]:
    """Look at a clinic's week."""

    def put(screen: Any) -> None:
        screen.way, timetable = "timetable", screen.timetable
        timetable.places.group, timetable.department_code = group, "gastroenterology"
        doctors = screen.app.hospital.doctors_of("gastroenterology")
        timetable.doctor_code = max(doctors, key=lambda one: len(str(one.skills))).code

    return put


# Rating, and a case


def rate(score: int, group: str) -> Callable[[Any], None]:
    """Tap a face."""

    def put(screen: Any) -> None:
        screen.score, screen.rated_at, screen.places.group = score, screen.app.monotonic(), group

    return put


def ask_at(point: str) -> Callable[[Any], None]:
    """Ask the questions of another service point."""

    def put(screen: Any) -> None:
        screen.rated = replace(screen.rated, point=point)
        screen.at = ""

    return put


async def wait_for_the_verdict(screen: Any) -> None:
    """Read what the office answered."""
    app = screen.app
    await app.act(answer, screen.case.uid, app.settings, app.now())
    await screen.look()


DRAFTS: dict[str, tuple[Callable[[Any], Any], ...]] = {
    "feedback": (complain, suggest, praise, praise_a_window, nothing),
    "help": (need, need_something_else, look_for("clinic"), look_for(FIND), nothing),
    "appointments": (
        nothing,
        go("book"),
        go("prepare", "prepare"),
        go("questions", "booking"),
        go("questions", FIND, is_asking=True),
        go_to_a_clinic("clinic"),
        go_to_a_clinic(FIND),
    ),
    "rate": (rate(1, "clinic"), rate(5, FIND), nothing),
    "survey": (nothing, ask_at("contact")),
    "progress": (nothing,),
    "case": (wait_for_the_verdict, nothing),
}


async def filed(app: Any) -> Case:
    """File a complaint."""
    case: Case = await app.act(cases.file, draft(), app.settings, app.now())
    return case


async def rated(app: Any) -> Rated:
    """Tap a face."""
    rating = await app.act(ratings.rate, uuid4(), 2, "front", app.now())
    return Rated(rating.uid, 2, point="outpatient")


def opens(app: Any, flow: str) -> Callable[[], Any]:
    """Return what opens a flow."""

    async def open_flow() -> Any:
        if flow == "case":
            case = await filed(app)
            view = await app.ask(public_view.of, case, True, app.settings, app.now())
            screen: Any = CaseScreen(case, view)
        elif flow == "survey":
            screen = SurveyScreen(await rated(app))
        else:
            module, name = FLOWS[flow]
            screen = getattr(import_module(module), name)()
        await app.push_screen(screen)
        return screen

    return open_flow


@pytest.mark.parametrize("flow", DRAFTS)
async def test_every_page_that_a_flow_can_show(settings: Settings, flow: str) -> None:
    async with walking(settings) as walk:
        pages = PageWalk(walk, opens(walk.app, flow))
        await pages.see(DRAFTS[flow], LANGUAGES)
        await pages.see(DRAFTS[flow], ("zh_CN",), is_large=True)
        assert walk.wrong == [] and pages.missed == set()


async def beside(app: Any) -> list[Page]:
    """Return the pages beside the flows, each as it says most."""
    case = await filed(app)
    return [
        SlipPage(case),
        OwedPage(case),
        AnsweredPage(HelpScreen().job),
        CallPage("help"),
        RatedPage(Rated(case.uid, 1, point="outpatient")),
        RatedPage(Rated(case.uid, 5)),
    ]


@pytest.mark.parametrize("is_large", [False, True])
async def test_every_page_beside_the_flows(settings: Settings, is_large: bool) -> None:
    async with walking(settings) as walk:
        app: Any = walk.app
        await app.show_large(is_large)
        for language in LANGUAGES:
            await speak(walk.pilot, language)
            for page in await beside(app):
                await app.push_screen(page)
                await walk.rest()
                walk.blame(walk.here(), language)
                walk.wrong += [f"{walk.here()} ({language}): {words}" for words in unreached(page)]
                app.pop_screen()
                await walk.rest()
        assert walk.wrong == []


async def test_no_public_page_is_left_out(settings: Settings) -> None:
    async with walking(settings) as walk:
        walked = {type(page).__name__ for page in await beside(walk.app)}
    for module in iter_modules(public.__path__, PUBLIC):
        import_module(module.name)
    walked |= {name for _module, name in FLOWS.values()} | {"CaseScreen", "SurveyScreen"}
    elsewhere = {"Home", "LeavePage"}  # in the walk by keys
    assert set(FLOWS) | {"case", "survey"} == set(DRAFTS)
    assert {kind.__name__ for kind in _last(Page)} == walked | elsewhere


def _last(kind: type) -> set[type]:
    """Return the public screens that nothing derives from."""
    below = kind.__subclasses__()
    found = {one for each in below for one in _last(each)}
    return found if below else {kind} if kind.__module__.startswith(PUBLIC) else set()

"""What the year brought asks for its right in the service itself, whatever a screen shows or hides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.i18n import LANGUAGES
from kiosk.records import Delivery
from kiosk.rules import rights, stretches
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor
from kiosk.services import (
    acts,
    cases,
    channels,
    conduct,
    contact_cards,
    contact_files,
    followup_cases,
    followup_list,
    followup_reading,
    followup_wishes,
    hooks,
    hotline,
    leaders_page,
    meetings,
    notice_board,
    notice_sheet,
    notices,
    parked,
    points,
    publishing,
    reports,
    satisfaction_board,
    stars,
    stays,
    theme_cases,
    themes,
    training,
    unknown,
)
from kiosk.services.followup_wishes import Agreed
from tests.console import prepare
from tests.register import NOW, draft
from tests.staff import PEOPLE, person
from tests.wards import WARD, ask, due, stay, tried

LATER = NOW + timedelta(days=10)
TODAY = date(2026, 9, 18)
WORDS = "等了两个小时"
MONTH = stretches.around("month", TODAY)
SENTENCES = {getattr(rights, name) for name in vars(rights) if name.startswith(("_NOT", "_SUPER"))} | {
    "This visit or call is not known.",
    "This notice is to another department.",
    "Only the head of the department that lost the points can appeal.",
    "A head sees this of the own department alone.",
}
ANSWERING = "fang luo he gu xie"
"""Of the office that answers for the case, and of the department that got its notice."""
OF_WARD = "fang luo lin he gu xie"
"""Of WARD, the desk and the supervisor."""


@dataclass
class World:
    """One of everything, so that nobody is refused for what is not there."""

    settings: Settings
    case: UUID
    notice: UUID
    points: UUID
    stay: UUID
    call: UUID
    visit: UUID
    theme: UUID
    teaching: UUID
    question: UUID
    parked: UUID


@pytest.fixture
def world(register: Settings) -> World:
    """Let everything of a year stand in the register."""
    i18n.choose("en")
    prepare(register)
    ask()
    boss = person("he")
    case = cases.file(draft(), register, NOW).uid
    acts.investigate(case, "属实", "upheld", "process", "", boss, register, NOW)
    notices.issue(case, WARD, "", WORDS, TODAY, boss, register, NOW)
    points.take_due(register, LATER, 100)
    notice = notices.of(case)[-1].uid
    of = stay()
    theme = theme_cases.group([case], "排队", boss, register, NOW)
    teaching = training.keep(new_uid(NOW), case, "排队", WORDS, "", boss, NOW).uid
    question = unknown.keep(new_uid(NOW), "停车多少钱", "zh_CN", "front", NOW).uid
    meetings.fix(TODAY, "fang", None, boss, register, NOW)
    conduct.write("gu", case, TODAY, "xie", WORDS, WORDS, WORDS, boss, register, NOW, new_uid(NOW))
    one = Delivery(
        uid=new_uid(NOW), at=NOW, terminal="t1", act="ratings.rate", problem="Refusal", facts="{}", head=b""
    )
    with store.writing("spool.parked", "terminal", "spool", NOW) as written:
        written.add(one)
    made = (due(of, "call").uid, due(of).uid)
    taken = points.of(notice)[0].uid
    return World(register, case, notice, taken, of.uid, *made, theme, teaching, question, one.uid)


Act = Callable[[World, Actor], Any]
DESK_AND_BOSS = "fang luo lin he"
WORKERS = "fang luo lin he gu xie mao song shi cao"
REPORTS = "xie song he cao xu dai"
ACTS: dict[str, tuple[str, Act]] = {
    "list the calls": (f"{WORKERS} dai", lambda w, by: followup_list.page(by, "phone", "", w.settings, NOW)),
    "open a visit": (
        f"{OF_WARD} cao dai",
        lambda w, by: followup_list.opened(w.visit, by, w.settings, NOW),
    ),
    "make a visit": (
        OF_WARD,
        lambda w, by: tried(followup_reading.fresh(w.visit), w.settings, by.code, answers={"pain": "4"}),
    ),
    "agree on calls": (
        OF_WARD,
        lambda w, by: followup_wishes.agree(w.stay, Agreed("no", True), by, w.settings, NOW),
    ),
    "make a case of an opinion": (
        OF_WARD,
        lambda w, by: followup_cases.opinion(draft(), w.stay, w.visit, by, w.settings, NOW),
    ),
    "read a patient's name": (OF_WARD, lambda w, by: followup_reading.reveal(w.stay, by, NOW)),
    "print a contact card": (OF_WARD, lambda w, by: contact_cards.card(w.stay, by, NOW)),
    "read a care record": (
        f"{OF_WARD} cao dai",
        lambda w, by: contact_files.of(w.stay, by, w.settings, NOW),
    ),
    "import stays": (f"{DESK_AND_BOSS} xu", lambda w, by: stays.take_in([], by, w.settings, NOW)),
    "import work orders": (f"{DESK_AND_BOSS} xu", lambda w, by: hotline.take_in([], by, w.settings, NOW)),
    "issue a notice": (
        "he",
        lambda w, by: notices.issue(w.case, "cashier", "", WORDS, TODAY, by, w.settings, NOW),
    ),
    "list notices": (f"{WORKERS} dai", lambda _w, by: notice_board.listed(by, is_all=True)),
    "see notices like a case": (
        DESK_AND_BOSS,
        lambda w, by: notice_board.fitting(cases.find(w.case), by),
    ),
    "print a notice": (
        "he cao dai gu xie",
        lambda w, by: notice_sheet.printed(w.notice, by, w.settings, NOW),
    ),
    "say that it is mended": (
        ANSWERING,
        lambda w, by: notices.mend(w.notice, WORDS, "", by, w.settings, LATER),
    ),
    "verify a notice": ("he", lambda w, by: notices.verify(w.notice, WORDS, by, w.settings, LATER)),
    "send a notice back": ("he", lambda w, by: notices.send_back(w.notice, WORDS, by, w.settings, LATER)),
    "make a rule": ("he", lambda w, by: notices.make_standard(w.notice, WORDS, by, w.settings, LATER)),
    "see points": (f"{WORKERS} dai", lambda _w, by: points.scorecard("2026-09-01", "2026-09-30", by)),
    "appeal": ("xie", lambda w, by: points.appeal(w.points, WORDS, by, w.settings, LATER)),
    "decide an appeal": (
        "he cao",
        lambda w, by: points.decide(w.points, "kept", 0, WORDS, by, w.settings, LATER),
    ),
    "write a conduct record": (
        "he",
        lambda w, by: conduct.write(
            "mao", w.case, TODAY, "xie", WORDS, WORDS, WORDS, by, w.settings, NOW, new_uid(NOW)
        ),
    ),
    "read a conduct record": ("he cao gu", lambda w, by: conduct.shown("gu", by, w.settings, NOW)),
    "print a conduct record": ("he cao gu", lambda w, by: conduct.printed("gu", by, w.settings, NOW)),
    "see the stars": (f"{WORKERS} dai", lambda w, by: stars.of("2026-09", by, w.settings)),
    "print the stars": (f"{WORKERS} dai", lambda w, by: stars.printed("2026-09", by, w.settings, NOW)),
    "give points": (
        "he",
        lambda w, by: stars.give("2026-09", "gu", 1, WORDS, by, w.settings, NOW, new_uid(NOW)),
    ),
    "sign the stars": ("he", lambda w, by: stars.sign("2026-08", by, w.settings, NOW)),
    "see themes": (f"{WORKERS} dai", lambda _w, by: themes.every(by, TODAY)),
    "see a theme's cases": (f"{WORKERS} dai", lambda w, by: theme_cases.of(w.theme, by)),
    "see likely themes": (DESK_AND_BOSS, lambda _w, by: theme_cases.suggestions(by, NOW)),
    "group cases": (
        DESK_AND_BOSS,
        lambda w, by: theme_cases.group([w.case], "排队二", by, w.settings, NOW),
    ),
    "merge themes": ("he cao", lambda w, by: theme_cases.merge(w.theme, w.theme, by, w.settings, NOW)),
    "part themes": ("he cao", lambda w, by: theme_cases.part(w.theme, by, w.settings, NOW)),
    "rename a theme": ("he cao", lambda w, by: themes.rename(w.theme, WORDS, by, NOW)),
    "propose": ("he cao", lambda w, by: themes.propose(w.theme, WORDS, "", by, NOW)),
    "decide a theme": ("he cao", lambda w, by: themes.decide(w.theme, WORDS, "", None, by, NOW)),
    "finish a theme": ("he cao", lambda w, by: themes.finish(w.theme, by, NOW)),
    "resume a theme": ("he cao", lambda w, by: themes.resume(w.theme, by, NOW)),
    "publish a theme": (
        "he",
        lambda w, by: themes.publish(
            w.theme, dict.fromkeys(LANGUAGES, "慢"), dict.fromkeys(LANGUAGES, "快"), by, NOW
        ),
    ),
    "unpublish a theme": ("he", lambda w, by: themes.unpublish(w.theme, by, NOW)),
    "propose a teaching case": (
        DESK_AND_BOSS,
        lambda w, by: training.propose(w.case, by, w.settings, NOW),
    ),
    "keep a teaching case": (
        DESK_AND_BOSS,
        lambda w, by: training.keep(w.teaching, w.case, "排队", WORDS, "", by, NOW),
    ),
    "read teaching cases": (WORKERS, lambda _w, by: training.every(by)),
    "see the rota": (WORKERS, lambda w, by: meetings.rota(by, w.settings, NOW)),
    "say who presents": (
        DESK_AND_BOSS,
        lambda w, by: meetings.fix(TODAY, "luo", None, by, w.settings, NOW),
    ),
    "write minutes": (DESK_AND_BOSS, lambda _w, by: meetings.hold(TODAY, WORDS, by, NOW)),
    "read unknown questions": (WORKERS, lambda _w, by: unknown.every(by)),
    "drop an unknown question": (DESK_AND_BOSS, lambda w, by: unknown.drop([w.question], by, NOW)),
    "publish a month": ("he", lambda w, by: publishing.publish_month("2026-08", by, w.settings, NOW)),
    "see satisfaction": (REPORTS, lambda w, by: satisfaction_board.board(MONTH, by, w.settings.tz)),
    "see a department from near": (
        "xie he cao xu dai",
        lambda w, by: satisfaction_board.close(MONTH, WARD, by, w.settings.tz),
    ),
    "see the leader's page": (REPORTS, lambda w, by: leaders_page.page(by, w.settings, NOW)),
    "make a report": (REPORTS, lambda w, by: reports.month("2026-08", by, w.settings, NOW)),
    "give a report out": (REPORTS, lambda w, by: reports.issue("2026-08", by, w.settings, NOW)),
    "open a channel": ("xu", lambda w, by: channels.add("c1", "C", "web", by, w.settings, NOW)),
    "end a channel": ("xu", lambda _w, by: channels.end("c1", by, NOW)),
    "add a receiver": ("xu", lambda _w, by: hooks.add("h1", "https://x.example/", (), by, NOW)),
    "end a receiver": ("xu", lambda _w, by: hooks.end("h1", by, NOW)),
    "see what is parked": ("he xu", lambda _w, by: parked.waiting(by)),
    "read what is parked": ("he xu", lambda w, by: parked.read(w.parked, by, NOW)),
    "do it again": ("he xu", lambda w, by: parked.do_again(w.parked, by, w.settings, NOW)),
    "settle it": ("he xu", lambda w, by: parked.settle(w.parked, by, NOW)),
}
"""What is done, who may do it, and how."""


def left(world: World) -> tuple[int, int]:
    """Return how much the trail and the timeline hold."""
    found = [store.rows(f"SELECT COUNT(*) FROM {table}")[0][0] for table in ("audit_entry", "entry")]
    return int(found[0]), int(found[1])


def test_who_has_no_right_is_refused_by_the_service_and_leaves_nothing(world: World) -> None:
    before = left(world)
    for name, (allowed, act) in ACTS.items():
        for code in sorted(PEOPLE.keys() - set(allowed.split())):
            with pytest.raises(Refusal) as refused:
                act(world, person(code))
                pytest.fail(f"{code} may {name}")
            assert refused.value.sentence in SENTENCES, (name, code)
            assert left(world) == before, (name, code)


def test_who_has_the_right_is_refused_for_no_lack_of_it(world: World) -> None:
    for name, (allowed, act) in ACTS.items():
        for code in allowed.split():
            try:
                with store.whole():
                    act(world, person(code))
                    raise Unwritten
            except Unwritten:
                continue
            except Refusal as refused:
                assert refused.sentence not in SENTENCES, (name, code)


class Unwritten(Exception):
    """Ends an act without a trace."""

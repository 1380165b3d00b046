"""Notices, points, conduct records and service stars at the console: what is seen, and who may do what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from textual.pilot import Pilot

from kiosk import store
from kiosk.config import Settings
from kiosk.console import ConsoleApp
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import new_uid
from kiosk.screens.console.conduct import ConductScreen
from kiosk.screens.console.form import Form
from kiosk.screens.console.notices import NoticesScreen
from kiosk.screens.console.stars import StarsScreen
from kiosk.services import acts, cases, conduct, grouping, notices, points, stars
from kiosk.widgets.rows import Rows
from tests.case_forms import fill
from tests.console import console_app, seen
from tests.register import HOSTILE, NOW
from tests.screens import press, screen_text, settled, tap
from tests.staff import person

LATE = NOW - timedelta(days=30)
DUE = date(2026, 9, 10)
"""Eight days before NOW: a week late and a little more."""


def filed(settings: Settings, phone: str = "13812345678") -> UUID:
    """File a complaint a month ago."""
    draft = Draft.open("complaint", "zh_CN", "front", LATE)
    draft.words, draft.phone, draft.name = "等了两个小时", phone, "王秀英"
    return cases.file(draft, settings, LATE).uid


def ordered(settings: Settings) -> None:
    """Order the medical office and the cashier to mend something; the first is late."""
    uid, boss = filed(settings), person("he")
    notices.issue(uid, "medical-office", "gu", "Open a second window.", DUE, boss, settings, LATE)
    later = NOW.date() + timedelta(days=3)
    notices.issue(uid, "cashier", "", "Put up the prices.", later, boss, settings, LATE)
    points.take_due(settings, NOW, 10)


def appealed(settings: Settings) -> None:
    """Let the head appeal against the first points."""
    ordered(settings)
    [first, _second] = points.of(by_number("2026-0001"))
    points.appeal(first.uid, "The glass came late.", person("xie"), settings, NOW)


def by_number(number: str) -> UUID:
    """Return a notice by its number."""
    found = notices.by_number(number)
    assert found is not None
    return found


@asynccontextmanager
async def at(
    settings: Settings, screen: Any, *before: Any, **how: Any
) -> AsyncIterator[tuple[ConsoleApp, Pilot[int]]]:
    """Open a screen at the console, after something happened."""
    async with console_app(settings, *before, **how) as (app, pilot):
        app.push_screen(screen())
        await settled(pilot)
        yield app, pilot


async def form(app: Any, pilot: Pilot[int], key: str, **values: str) -> None:
    """Open a form by its key, fill it and save it."""
    await press(pilot, key)
    for _turn in range(20):
        if isinstance(app.screen, Form):
            break
        await settled(pilot)
    assert isinstance(app.screen, Form), screen_text(app)
    fill(app, **values)
    await press(pilot, "ctrl+s")
    await settled(pilot)


def why_not(app: Any, key: str) -> str:
    """Return why a key does nothing on the screen in front."""
    return next(str(act.why_not) for act in app.screen.acts() if act.key == key)


def listed(app: Any) -> list[str]:
    """Return the numbers of the notices in the list."""
    return [row.value.notice.number for row in app.screen.query_one(Rows).lines]


# Notices


async def test_the_list_tells_what_is_late_in_words_and_signs(settings: Settings) -> None:
    """RCT-01: all notices on one screen, what waits longest on top."""
    async with at(settings, NoticesScreen, ordered) as (app, pilot):
        text = await seen(pilot, "! 8 days late")
        assert listed(app) == ["2026-0001", "2026-0002"]
        assert "in 3 days" in text and "−3" in text
        assert "Open a second window." in text and "P ordered" in text


async def test_it_opens_from_the_work_list_by_its_key(settings: Settings) -> None:
    async with console_app(settings, ordered) as (app, pilot):
        await press(pilot, "i")
        await seen(pilot, "2026-0001")
        await press(pilot, "escape", "y")
        await seen(pilot, "Service stars")
        await press(pilot, "escape", "e")
        await seen(pilot, "Conduct records")


async def test_a_notice_goes_from_mended_to_a_rule_by_keys(settings: Settings) -> None:
    """RCT-04: do, check, act, each by its own key."""
    async with at(settings, NoticesScreen, ordered, who="gu", size=(120, 40)) as (app, pilot):
        assert listed(app) == ["2026-0001"]
        await form(app, pilot, "m", done="Two windows are open.", proof="photo 1")
        await seen(pilot, "D mended")
        assert why_not(app, "v") == "Only a supervisor can do this."
    async with at(settings, NoticesScreen, size=(120, 40)) as (app, pilot):
        await press(pilot, "f")
        app.screen.query_one(Rows).move(listed(app).index("2026-0001"))
        assert why_not(app, "r") == "A rule is made of what was verified."
        await form(app, pilot, "v", words="Seen.")
        await seen(pilot, "C verified")
        await form(app, pilot, "r", words="Two windows at noon.")
        await seen(pilot, "A a rule")
        notice = await app.ask(lambda: notices.fresh(by_number("2026-0001")))
        assert (notice.verification, notice.standard) == ("Seen.", "Two windows at noon.")


async def test_what_is_not_mended_is_sent_back_by_key(settings: Settings) -> None:
    def mended(settings: Settings) -> None:
        ordered(settings)
        notices.mend(by_number("2026-0001"), "Done.", "", person("gu"), settings, NOW)

    async with at(settings, NoticesScreen, mended) as (app, pilot):
        await seen(pilot, "D mended")
        await form(app, pilot, "x", words="Still one window.")
        await seen(pilot, "Looked at, and not mended yet.")


async def test_the_head_appeals_and_the_leader_decides(settings: Settings) -> None:
    """RCT-02: an appeal by the department's head, decided by somebody who did not issue the notice."""
    async with at(settings, NoticesScreen, ordered, who="xie") as (app, pilot):
        await form(app, pilot, "a", words="The glass came late.")
        await seen(pilot, "−3?")
        assert why_not(app, "d") == "Your role does not have this right."
    async with at(settings, NoticesScreen, who="he") as (app, pilot):
        await form(app, pilot, "d", outcome="cancelled", words="Right.")
        await seen(pilot, "Somebody else decides")
    async with at(settings, NoticesScreen, who="cao", size=(120, 40)) as (app, pilot):
        await form(app, pilot, "d", outcome="reduced", left="1", words="Partly right.")
        text = await seen(pilot, "reduced (2 → 1)")
        assert "The glass came late." in text and "−2" in text


async def test_the_scorecard_shows_points_before_and_after_appeals(settings: Settings) -> None:
    """RCT-02: by department and period."""
    async with at(settings, NoticesScreen, appealed, who="cao") as (app, pilot):
        await press(pilot, "t")
        await seen(pilot, "Points by department · 2026-09")
        [row] = app.screen.query_one(Rows).lines
        assert row.value == ("medical-office", 3, 3, 1, 1)
        await press(pilot, "b")
        await seen(pilot, "No points were taken in this time.")
        await press(pilot, "y")
        await seen(pilot, "Points by department · 2026 ")
        assert len(app.screen.query_one(Rows).lines) == 1


async def test_a_notice_is_put_into_a_file_for_a4(settings: Settings) -> None:
    """PRINT rectification-notice: from the screen to a page that only its owner reads."""
    async with at(settings, NoticesScreen, ordered) as (app, pilot):
        await press(pilot, "p")
        await seen(pilot, "Rectification notice No. 2026-0001")
        await tap(pilot, "Put into a file")
        await seen(pilot, "notice-2026-0001.html")
        path = settings.data / "notice-2026-0001.html"
        assert "Open a second window." in path.read_text() and path.stat().st_mode & 0o077 == 0


async def test_nothing_a_stranger_wrote_is_obeyed(settings: Settings) -> None:
    def hostile(settings: Settings) -> None:
        day = NOW.date() + timedelta(days=1)
        notices.issue(filed(settings), "cashier", "", HOSTILE, day, person("he"), settings, NOW)

    async with at(settings, NoticesScreen, hostile) as (app, pilot):
        assert "[@click" in await seen(pilot, "2026-0001")


async def test_a_case_names_the_notice_that_should_have_prevented_it(settings: Settings) -> None:
    """CMP-23: the earlier notice is suggested, and tied by one key."""
    from kiosk.screens.console.case import CaseScreen

    async with console_app(settings, ordered) as (app, pilot):

        def later() -> UUID:
            draft = Draft.open("complaint", "zh_CN", "front", NOW)
            draft.words, draft.phone, draft.department = "又等了两个小时", "13911112222", "cashier"
            return cases.file(draft, settings, NOW).uid

        uid = await app.ask(later)
        app.push_screen(CaseScreen(uid))
        await settled(pilot)
        await form(app, pilot, "G", notice=str(await app.ask(by_number, "2026-0002")))
        await seen(pilot, "Notice 2026-0002 should have prevented it")
        [link] = await app.ask(grouping.of, uid)
        assert link.kind == "recurrence"


# Conduct records


def recorded(settings: Settings) -> None:
    """Write an entry about Gu."""
    uid = filed(settings)
    acts.investigate(uid, "属实", "upheld", "attitude", "", person("he"), settings, NOW)
    told = ("They talked.", "I was tired.", "Trained again.")
    conduct.write("gu", uid, DUE, "xie", *told, person("he"), settings, NOW, new_uid(NOW))


async def test_the_person_concerned_reads_the_own_record_and_the_head_does_not(settings: Settings) -> None:
    """CMP-21: narrow visibility, also on the screen."""
    async with at(settings, ConductScreen, recorded, who="gu") as (app, pilot):
        await seen(pilot, "1 entry")
        await press(pilot, "e")
        await seen(pilot, "I was tired.")
    for code in ("xie", "dai", "xu"):
        async with at(settings, ConductScreen, who=code) as (_app, pilot):
            await seen(pilot, "No conduct record is there for you to read.")


async def test_reading_is_told_once_however_often_the_screen_looks(settings: Settings) -> None:
    async with at(settings, ConductScreen, recorded) as (app, pilot):
        for _time in range(3):
            await app.screen.look()
        count = "SELECT COUNT(*) FROM audit_entry WHERE body LIKE ?"
        assert (await app.ask(store.rows, count, '%"conduct.listed"%'))[0][0] == 1


async def test_a_supervisor_writes_an_entry(settings: Settings) -> None:
    """CMP-21: case, talk, own statement and decision are asked for, and what is missing is said."""

    def upheld(settings: Settings) -> None:
        uid = filed(settings)
        acts.investigate(uid, "属实", "upheld", "attitude", "", person("he"), settings, NOW)

    async with at(settings, ConductScreen, upheld, size=(120, 40)) as (app, pilot):
        number = (await app.ask(cases.newest, 1))[0].number
        values = {"staff": "gu", "talk_by": "xie", "talk": "They talked.", "decision": "Trained again."}
        await form(app, pilot, "a", number=number, talk_on="9-10", **values)
        await seen(pilot, "the talk comes first")
        fill(app, statement="I was tired.")
        await press(pilot, "ctrl+s")
        await seen(pilot, "It stands in the record")
        [one] = await app.ask(conduct.of, "gu", person("he"), NOW)
        assert (one.entry.talk_on, one.entry.statement) == ("2026-09-10", "I was tired.")


# Service stars


def pointed(settings: Settings) -> None:
    """Give Gu points for August and September."""
    for month in ("2026-08", "2026-09"):
        stars.give(month, "gu", 4, "Helped all night.", person("he"), settings, NOW, new_uid(NOW))


async def test_the_list_of_a_month_is_given_points_and_signed(settings: Settings) -> None:
    """AWD-01: the formula stands with the list; a month that is over is signed."""
    async with at(settings, StarsScreen, pointed) as (app, pilot):
        text = await seen(pilot, "Service stars · September 2026 · not signed yet")
        assert "Score = 3 × praise" in text and "Helped all night." in text
        await form(app, pilot, "s")
        await seen(pilot, "The month is not over yet.")
        await press(pilot, "escape", "b")
        await seen(pilot, "August 2026 · not signed yet")
        await form(app, pilot, "g", staff="mao", points="2", words="Kind.")
        await seen(pilot, "The points are given.")
        await form(app, pilot, "s")
        await seen(pilot, "August 2026 · signed")
        assert why_not(app, "g") == "The list of this month is signed."
        signed = await app.ask(stars.signed_list, "2026-08")
        assert [(one["staff"], one["score"]) for one in signed.stars] == [("gu", 400), ("mao", 200)]


async def test_others_see_a_list_when_it_is_signed(settings: Settings) -> None:
    async with at(settings, StarsScreen, pointed, who="gu") as (app, pilot):
        await seen(pilot, "No list is there for this month yet.")
        assert why_not(app, "s") == "Only a supervisor can do this."


@pytest.mark.parametrize("screen", [NoticesScreen, ConductScreen, StarsScreen])
async def test_each_screen_can_be_left_and_every_key_is_its_own(settings: Settings, screen: Any) -> None:
    async with at(settings, screen, ordered) as (app, pilot):
        keys = [act.key for act in app.screen.acts()]
        assert len(keys) == len(set(keys))
        assert sum(act.is_first for act in app.screen.acts()) <= 4
        await press(pilot, "escape")
        assert not isinstance(app.screen, screen)

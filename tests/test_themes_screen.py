"""The console's screens of common matters and of training."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Answer, TeachingCase, UnknownQuestion
from kiosk.rules.numbers import new_uid
from kiosk.services import board, cases, meetings, theme_cases, themes, training, unknown
from tests.console import console_app, seen, write
from tests.register import NOW, draft
from tests.screens import press
from tests.staff import person

BEDS = (
    "病房陪伴床太少，家属晚上只能睡椅子",
    "希望多放几张陪伴床，家属晚上没地方睡",
    "没有陪伴床，家属晚上睡在走廊",
)
TODAY = date(2026, 9, 18)


def told(settings: Settings) -> None:
    """Let three people say the same."""
    for words in BEDS:
        made = draft(words=words)
        made.category, made.department = "waiting", "cashier"
        cases.file(made, settings, NOW)


def decided(settings: Settings) -> None:
    """Let there be a theme that is done."""
    told(settings)
    [found] = theme_cases.suggestions(person("he"), NOW)
    uids = [case.uid for case in found.cases]
    uid = theme_cases.group(uids, "陪伴床不够", person("he"), settings, NOW)
    themes.decide(uid, "购买四十张", "12000", None, person("he"), NOW)
    themes.finish(uid, person("he"), NOW)


async def test_a_suggestion_becomes_a_theme_with_one_key_and_its_cases_are_seen(settings: Settings) -> None:
    """CMP-15: what they share is said before anybody accepts it."""
    async with console_app(settings, told) as (app, pilot):
        await press(pilot, "t")
        await seen(pilot, "No cases are put under a theme yet")
        await press(pilot, "2")
        text = await seen(pilot, "They share")
        assert "陪伴床" in text
        await press(pilot, "a")
        await seen(pilot, "A new theme")
        await press(pilot, "1")
        await seen(pilot, "to decide")
        await press(pilot, "enter")
        text = await seen(pilot, "Filed")
        assert text.count("minor") == 3 and "new" in text
        await press(pilot, "e")
        await seen(pilot, "Put under a theme")
        [row] = await app.ask(themes.every, person("he"), TODAY)
        assert row.size == 3


async def test_a_theme_is_decided_done_and_put_on_the_board(settings: Settings) -> None:
    """CMP-15, CMP-26: the supervisor writes what the public reads, and sees it before it is there."""
    async with console_app(settings, told, size=(120, 40)) as (app, pilot):
        await press(pilot, "t", "2")
        await seen(pilot, "They share")
        await press(pilot, "a", "1")
        await seen(pilot, "to decide")
        await press(pilot, "b")
        await seen(pilot, "Only what is done is published.")
        await press(pilot, "d")
        await seen(pilot, "What was decided")
        await write(pilot, "buy beds")
        await press(pilot, "tab")
        await write(pilot, "12000")
        await press(pilot, "tab")
        await write(pilot, "+7")
        await press(pilot, "ctrl+s")
        text = await seen(pilot, "CN¥12,000.00")
        assert "25 Sep 2026" in text
        await press(pilot, "f")
        await seen(pilot, "It is done.")
        await press(pilot, "b")
        await seen(pilot, "Everybody reads this.")
        await write(pilot, "Too few beds")
        await press(pilot, "tab")
        await write(pilot, "We bought forty")
        await press(pilot, "tab")
        await write(pilot, "few")
        await press(pilot, "tab")
        await write(pilot, "forty")
        await press(pilot, "ctrl+s")
        await seen(pilot, "On the terminals and the page")
        await press(pilot, "ctrl+s")
        await seen(pilot, "on the board")
        [shown] = await app.ask(board.published)
        assert shown.you_said == {"en": "Too few beds", "zh_CN": "few"}


async def test_who_decides_nothing_reads_themes_and_is_told_why(settings: Settings) -> None:
    """CMP-15: a handler sees the table, and no key of it works."""
    async with console_app(settings, decided, who="gu") as (app, pilot):
        await press(pilot, "t")
        await seen(pilot, "✓ done")
        await press(pilot, "d")
        await seen(pilot, "Your role does not have this right.")
        await press(pilot, "2")
        await seen(pilot, "Only the office that answers for this case")
        assert len(await app.ask(board.published)) == 0


def presenters(settings: Settings) -> None:
    """Let there be somebody with an account, a teaching case and some questions."""
    case = cases.file(draft(), settings, NOW)
    training.keep(new_uid(NOW), case.uid, "等候太久", "某某等了很久。", "早点说。", person("he"), NOW)
    with store.writing("hospital.import", "test", "hospital", NOW) as written:
        words = {"zh_CN": "停车", "en": "Parking"}
        written.add(Answer(code="parking", position=0, topic="visit", question=words, answer=words))
    for n, asked in enumerate(("停车费", "停车费多少", "轮椅")):
        unknown.keep(UUID(int=n + 1), asked, "zh_CN", "front", NOW)


async def test_the_next_meeting_is_fixed_and_its_minutes_are_written(settings: Settings) -> None:
    """LIMIT weekly-case-sharing: four weeks ahead are seen with whose turn it is."""
    async with console_app(settings, presenters, size=(120, 40)) as (app, pilot):
        await press(pilot, "K")
        text = await seen(pilot, "planned")
        assert text.count("planned") == 4
        await press(pilot, "e")
        await seen(pilot, "Who presents")
        await press(pilot, "ctrl+s")
        await seen(pilot, "fixed")
        await press(pilot, "m")
        await seen(pilot, "Minutes of")
        await write(pilot, "said early")
        await press(pilot, "ctrl+s")
        await seen(pilot, "held")
        rota = await app.ask(meetings.rota, person("he"), app.settings, NOW)
        assert rota[0].row is not None
        assert rota[0].row.minutes == "said early"


async def test_a_question_is_answered_by_an_answer_that_is_found_by_typing(settings: Settings) -> None:
    """TRN-03: the pile with the most stands first; what is put aside is gone from the list."""
    async with console_app(settings, presenters, size=(120, 40)) as (app, pilot):
        await press(pilot, "K", "3")
        await seen(pilot, "How often")
        await press(pilot, "a")
        await seen(pilot, "Which answer")
        await press(pilot, "enter", "ctrl+s")
        await seen(pilot, "It is written.")
        await press(pilot, "x")
        await seen(pilot, "Everything that was looked for was found.")
        rows = await app.ask(lambda: store.load(UnknownQuestion, "ORDER BY uid"))
        assert [(row.state, row.answer) for row in rows] == [
            ("answered", "parking"),
            ("answered", "parking"),
            ("dropped", ""),
        ]


async def test_a_case_is_told_without_names_and_read_before_it_is_kept(settings: Settings) -> None:
    """TRN-01: from the case screen; what the meeting reads is shown first."""
    async with console_app(settings, told, size=(120, 40)) as (app, pilot):
        await press(pilot, "5", "enter")
        await seen(pilot, "Facts")
        await press(pilot, "E")
        text = await seen(pilot, "Read it once more")
        assert "王秀英" not in text
        await press(pilot, "ctrl+s")
        await seen(pilot, "What everybody at the meeting reads")
        await press(pilot, "ctrl+s")
        await seen(pilot, "It is written.")
        [kept] = await app.ask(lambda: store.load(TeachingCase, ""))
        assert kept.by == "he"
        assert "陪伴床" in kept.words
        await press(pilot, "escape", "K", "2")
        assert "How it went" in await seen(pilot, "Teaching cases")

"""A text in every field of the service centre's year: each act keeps it as it is shown, or refuses it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from kiosk.config import Settings
from kiosk.i18n import LANGUAGES
from kiosk.imports import admissions, hotline
from kiosk.imports.problems import ImportProblems
from kiosk.records import Stay
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.services import (
    acts,
    cases,
    channels,
    conduct,
    followup_cases,
    followup_wishes,
    hooks,
    meetings,
    notices,
    points,
    ratings,
    stars,
    stays,
    theme_cases,
    themes,
    training,
    unknown,
)
from kiosk.services import hotline as orders
from kiosk.services.followup_wishes import Agreed
from tests.naughty import OBEYED
from tests.register import NOW, draft
from tests.staff import person
from tests.wards import WARD, ask, due, stay, tried

BOSS, LEADER, HEAD, DESK, ADMIN = (person(code) for code in ("he", "cao", "xie", "fang", "xu"))
TODAY, DAY = date(2026, 9, 18), timedelta(days=1)
LATER = NOW + 10 * DAY
WORDLESS = {"hook.url", "hook.secret", "follow_up_attempt.answers"}
"""Sealed, and nothing that somebody writes in words."""


def offered(service: Callable[..., Any], *values: Any, **named: Any) -> Any:
    """Let a service take it or refuse it, in a sentence that no terminal obeys."""
    try:
        return service(*values, **named)
    except (Refusal, ImportProblems) as refusal:
        assert not OBEYED.search(str(refusal).replace("\n", ""))
        return None


def of_the_year(text: str, settings: Settings, folder: Path) -> None:
    """Put a text into every field of every act of the year."""
    uid = cases.file(draft(), settings, NOW).uid
    acts.investigate(uid, "属实", "upheld", "process", "", BOSS, settings, NOW)
    corrected(uid, text, settings)
    judged(uid, text, settings)
    taught(uid, text, settings)
    gathered(uid, text, settings)
    visited(text, settings)
    listed(text, settings, folder)
    beside(text, settings)


def corrected(uid: UUID, text: str, settings: Settings) -> None:
    """Go once round the circle with a notice that was late."""
    notices.issue(uid, WARD, "", "加开窗口", TODAY, BOSS, settings, NOW)
    notice = notices.of(uid)[-1].uid
    points.take_due(settings, LATER, 1000)
    for one in points.of(notice):
        offered(points.appeal, one.uid, text, HEAD, settings, LATER)
        offered(points.decide, one.uid, text, 1, text, LEADER, settings, LATER)
        offered(points.decide, one.uid, "kept", 0, text, LEADER, settings, LATER)
    for _turn in range(2):
        offered(notices.mend, notice, text, text, HEAD, settings, LATER)
        offered(notices.send_back, notice, text, BOSS, settings, LATER)
    offered(notices.mend, notice, text, text, HEAD, settings, LATER)
    offered(notices.verify, notice, text, BOSS, settings, LATER)
    offered(notices.make_standard, notice, text, BOSS, settings, LATER)


def judged(uid: UUID, text: str, settings: Settings) -> None:
    """Write into somebody's record, and give points."""
    for who in ("gu", text):
        told = (TODAY, "xie", text, text, text, BOSS, settings, NOW, new_uid(NOW))
        offered(conduct.write, who, uid, *told)
        offered(stars.give, "2026-09", who, 1, text, BOSS, settings, NOW, new_uid(NOW))


def taught(uid: UUID, text: str, settings: Settings) -> None:
    """Keep a teaching case, and say what a meeting said."""
    made = offered(training.keep, new_uid(NOW), uid, text, text, text, BOSS, NOW)
    offered(meetings.fix, TODAY + 7 * DAY, "fang", made.uid if made else None, BOSS, settings, NOW)
    offered(meetings.hold, TODAY + 7 * DAY, text, BOSS, NOW)
    offered(unknown.keep, new_uid(NOW), text, "zh_CN", "front", NOW)
    offered(unknown.answered, [pile.questions[0].uid for pile in unknown.every(BOSS)], text, BOSS, NOW)


def gathered(uid: UUID, text: str, settings: Settings) -> None:
    """Make a theme of a case and bring it to the board."""
    theme = offered(theme_cases.group, [uid], text, BOSS, settings, NOW) or theme_cases.group(
        [uid], "排队", BOSS, settings, NOW
    )
    offered(themes.rename, theme, text, BOSS, NOW)
    offered(themes.propose, theme, text, text, BOSS, NOW)
    offered(themes.propose, theme, text, "", BOSS, NOW)
    offered(themes.decide, theme, text, text, TODAY, BOSS, NOW)
    offered(themes.decide, theme, text, "", TODAY, BOSS, NOW)
    offered(themes.finish, theme, BOSS, NOW)
    offered(themes.publish, theme, dict.fromkeys(LANGUAGES, text), {"zh_CN": text}, BOSS, NOW)


def visited(text: str, settings: Settings) -> None:
    """Visit a patient, and make a case of what was said."""
    ask()
    of: Stay = stay(str(new_uid(NOW)))
    offered(tried, due(of), settings, answers={"pain": "1"}, words=text)
    offered(tried, due(of), settings, answers={text: text}, words=text)
    offered(tried, due(of), settings, words=text, is_urgent=True)
    offered(followup_cases.opinion, draft(words=text), of.uid, None, DESK, settings, NOW)
    for agreed in (Agreed("yes", True, text), Agreed(text, True), Agreed("yes", True, "", text, text, text)):
        offered(followup_wishes.agree, of.uid, agreed, DESK, settings, NOW)


def listed(text: str, settings: Settings, folder: Path) -> None:
    """Bring lists of other systems in."""
    nth = str(new_uid(NOW))
    stay_row = {
        "visit": nth,
        "ward": WARD,
        "name": text,
        "admitted": "2026-09-10",
        "bed": text,
        "doctor": text,
    }
    order = {"number": nth, "called": "2026-09-17 20:15", "words": text, "due": "3个工作日", "name": text}
    for row in (stay_row, {**stay_row, "bed": ""}, {**stay_row, "doctor": ""}, {**stay_row, "visit": text}):
        path = table(folder, row)
        rows = offered(admissions.read, path, stays.house(settings, NOW))
        offered(stays.take_in, rows or [], DESK, settings, NOW)
    for row in (order, {**order, "number": text}):
        path = table(folder, row)
        rows = offered(hotline.read, path, orders.departments(), NOW, settings.tz)
        offered(orders.take_in, rows or [], DESK, settings, NOW)


def table(folder: Path, row: dict[str, str]) -> Path:
    """Write a list of one row."""
    path = folder / "list.csv"
    with path.open("w", newline="", encoding="utf-8", errors="replace") as file:
        out = csv.DictWriter(file, row)
        out.writeheader()
        out.writerow(row)
    return path


def beside(text: str, settings: Settings) -> None:
    """Name other systems, and answer questions."""
    offered(channels.add, text, text, "web", ADMIN, settings, NOW)
    offered(channels.add, f"c-{new_uid(NOW)}"[:32], text, "web", ADMIN, settings, NOW)
    offered(hooks.add, f"h-{new_uid(NOW)}"[:32], text, (), ADMIN, NOW)
    offered(ratings.answer, new_uid(NOW), text, text, NOW)

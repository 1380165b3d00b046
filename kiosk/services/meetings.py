"""The weekly case meeting: its days and presenters, which case is told at it, and what was said."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Presentation
from kiosk.rules.numbers import new_uid
from kiosk.rules.presenting import next_meetings, presenters
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.rules.text import clean
from kiosk.services import alerts, cases, training, workdays

AHEAD, BEHIND = 4, 20
PEOPLE = """SELECT s.code FROM staff s JOIN account a ON a.code = s.code
    WHERE NOT a.is_disabled AND s.role IN ('desk', 'handler', 'head') ORDER BY s.code"""
TURNS = "SELECT staff, MAX(day) FROM presentation WHERE held_at IS NOT NULL OR day >= ? GROUP BY staff"
FROM = "WHERE day >= ? ORDER BY day"
BEFORE = "WHERE day < ? ORDER BY day DESC LIMIT ?"
UNTOLD = """SELECT uid FROM teaching_case WHERE uid NOT IN
    (SELECT teaching FROM presentation WHERE teaching IS NOT NULL) ORDER BY at, uid LIMIT 1"""
RULE = "rule"
ANY = "SELECT 1 FROM teaching_case LIMIT 1"


class Meeting(NamedTuple):
    """One meeting: planned by the rule, or fixed, or held."""

    day: date
    staff: str
    """Who presents; empty where nobody may."""
    row: Presentation | None = None
    """What is fixed of it."""


def rota(by: Actor, settings: Settings, now: datetime) -> list[Meeting]:
    """Return the meetings that come, then those that were, the newest first."""
    require(by, "see_training")
    today = now.astimezone(settings.tz).date()
    before = store.load(Presentation, BEFORE, today.isoformat(), BEHIND)
    past = [Meeting(date.fromisoformat(row.day), row.staff, row) for row in before]
    return [*coming(settings, now), *past]


def coming(settings: Settings, now: datetime) -> list[Meeting]:
    """Return the meetings that come: as fixed, else whoever presented longest ago."""
    today = now.astimezone(settings.tz).date()
    monday = today - timedelta(days=today.weekday())
    rows = store.load(Presentation, FROM, monday.isoformat())
    fixed = {date.fromisoformat(row.day): row for row in rows}
    weeks = {day.isocalendar()[:2] for day in fixed}
    days = next_meetings(today, settings.meeting_weekday, workdays.calendar(), AHEAD)
    free = [day for day in days if day.isocalendar()[:2] not in weeks]
    last = {who: date.fromisoformat(day) for who, day in store.rows(TURNS, today.isoformat())}
    turns = presenters(may_present(), last, len(free))
    planned = [Meeting(day, turns[n] if turns else "") for n, day in enumerate(free)]
    kept = [Meeting(day, row.staff, row) for day, row in fixed.items() if day >= today]
    return sorted([*planned, *kept])


def may_present() -> list[str]:
    """Return who takes a turn: those of the desk and of departments who may sign in."""
    return [row[0] for row in store.rows(PEOPLE)]


def fix(day: date, who: str, teaching: UUID | None, by: Actor, settings: Settings, now: datetime) -> None:
    """Say who presents which case at a meeting; one a week."""
    require(by, "teach")
    if day < now.astimezone(settings.tz).date():
        raise Refusal(N_("Choose a meeting that is still to come."))
    if who not in may_present():
        raise Refusal(N_("Choose who presents."))
    if teaching is not None:
        training.find(teaching)
    _put(day, who, teaching, by.code, now)


def _put(day: date, who: str, teaching: UUID | None, by: str, now: datetime) -> bool:
    """Write who presents what; tell them when it is new to them; return whether anything was written."""
    with store.writing("teaching.planned", by, "meeting", now) as written:
        known = store.load(Presentation, "WHERE day = ?", day.isoformat())
        if known and known[0].held_at is not None:
            raise Refusal(N_("This meeting was held already."))
        is_same = bool(known) and (known[0].staff, known[0].teaching) == (who, teaching)
        written.is_idle = is_same or (bool(known) and by == RULE)
        if written.is_idle:
            return False
        if known:
            is_new = known[0].staff != who
            written.change(known[0], staff=who, teaching=teaching)
        else:
            is_new = True
            row = Presentation(uid=new_uid(now), day=day.isoformat(), staff=who, teaching=teaching)
            written.add(row)
        if is_new:
            alerts.ring(written, "present", now, person=who, day=day.isoformat())
    return True


def hold(day: date, minutes: str, by: Actor, now: datetime) -> None:
    """Write what was said and decided at a meeting: its presenter may, and the desk."""
    minutes = clean(minutes, cases.PAGE)
    if not minutes.strip():
        raise Refusal(N_("Write what was said and decided."))
    with store.writing("teaching.met", by.code, "meeting", now) as written:
        known = store.load(Presentation, "WHERE day = ?", day.isoformat())
        if not known:
            raise Refusal(N_("Say first who presents."))
        if known[0].staff != by.code:
            require(by, "teach")
        written.change(known[0], minutes=minutes, held_at=known[0].held_at or now)


def fix_next(settings: Settings, now: datetime) -> int:
    """Fix the presenter of the next meeting, and tell them; once there is any case to be told."""
    if not store.rows(ANY):
        return 0
    first = coming(settings, now)[0]
    if first.row is not None or not first.staff:
        return 0
    untold = store.rows(UNTOLD)
    teaching = UUID(str(untold[0][0])) if untold else None
    return int(_put(first.day, first.staff, teaching, RULE, now))

"""The list of visits and calls: made from the stays by rule and by plan, and kept right as they change.

Made twice it is the same list: a row's key comes from visit number, kind and ordinal, and what somebody has
done is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from kiosk import store
from kiosk.config import Settings
from kiosk.records import CarePlan, FollowUp, database
from kiosk.records.base import MomentField
from kiosk.rules import followups
from kiosk.rules.followups import Needed, Step
from kiosk.services import marks

NAME = "follow-ups"
"""What the mark of the daily run is called."""
FOLLOW_UPS = UUID("7d7f2a58-1f0e-5c55-8a43-9a6d1c2e4b70")
MOMENT = MomentField()
LIVE = """SELECT uid, visit, ward, admitted_on, discharged_on, discharged_time, consent, calls_from,
    calls_until, is_not_called, phone_mark, plan FROM stay
    WHERE discharged_on = '' OR discharged_on >= ? OR (plan <> '' AND discharged_on >= ?)
    OR uid IN (SELECT stay_uid FROM follow_up WHERE state = 'open') ORDER BY uid"""
ONE = f"{LIVE.partition('WHERE')[0]} WHERE uid = ?"
MADE = """SELECT f.stay_uid, f.uid, f.kind, f.ordinal, f.ward, f.questions, f.due_day, f.due_at, f.state,
    f.next_at FROM follow_up f JOIN stay s ON s.uid = f.stay_uid
    WHERE s.discharged_on = '' OR s.discharged_on >= ? OR (s.plan <> '' AND s.discharged_on >= ?)
    OR s.uid IN (SELECT stay_uid FROM follow_up WHERE state = 'open') ORDER BY f.stay_uid"""
MADE_OF_ONE = f"{MADE.partition('WHERE')[0]} WHERE s.uid = ?"
THERE = "SELECT uid FROM follow_up WHERE uid IN ({marks})"
CHANGEABLE = ("open", "dropped")
"""States of what nobody has done."""
AT_ONCE = 1000
"""Rows that one transaction writes, so that nobody at a desk waits for it."""


class Live(NamedTuple):
    """A stay that may need something, without name and telephone."""

    uid: str
    visit: str
    ward: str
    admitted_on: str
    discharged_on: str
    discharged_time: str
    consent: str
    calls_from: str
    calls_until: str
    is_not_called: bool
    phone_mark: bytes | None
    plan: str


class Made(NamedTuple):
    """A visit or a call that is on the list."""

    stay: str
    uid: str
    kind: str
    ordinal: int
    ward: str
    questions: str
    due_day: str
    due_at: int
    state: str
    next_at: int | None


class Generated(NamedTuple):
    """What became of the list."""

    added: int
    moved: int
    """Changed in day, ward or questions, or put back on the list."""
    dropped: int


class Turn(NamedTuple):
    """What one row of the list should hold."""

    uid: UUID
    new: FollowUp | None
    values: dict[str, Any]


def daily(settings: Settings, now: datetime) -> None:
    """Bring the list up to date once a day."""
    last = marks.last(NAME)
    if last is None or last.astimezone(settings.tz).date() != now.astimezone(settings.tz).date():
        generate(settings, now)
        marks.done(NAME, now)


def generate(settings: Settings, now: datetime, stay: UUID | None = None) -> Generated:
    """Bring the list up to date, for all stays or for one."""
    turns = list(to_do(settings, now, stay))
    done = [write(turns[begins : begins + AT_ONCE], now) for begins in range(0, len(turns), AT_ONCE)]
    return Generated(*(sum(counts) for counts in zip(*done, strict=True))) if done else Generated(0, 0, 0)


def to_do(settings: Settings, now: datetime, stay: UUID | None) -> Iterator[Turn]:
    """Give what is to be written."""
    plans = {row.code: tuple(row.steps) for row in store.load(CarePlan, "")}
    with store.reading():
        if stay is None:
            since = horizons(plans, settings, now)
            stays, made = store.rows(LIVE, *since), store.rows(MADE, *since)
        else:
            stays, made = store.rows(ONE, stay.hex), store.rows(MADE_OF_ONE, stay.hex)
    of_stay = {uid: [Made(*row) for row in rows] for uid, rows in groupby(made, lambda row: row[0])}
    for row in stays:
        live = Live(*row)
        yield from turns_of(live, plans.get(live.plan, ()), of_stay.get(live.uid, []), settings, now)


def horizons(plans: dict[str, tuple[Step, ...]], settings: Settings, now: datetime) -> tuple[str, str]:
    """Return the days of discharge before which nothing is to come, without and with a plan."""
    following = settings.following
    longest = max((step["day"] for steps in plans.values() for step in steps), default=0)
    rest = following.follow_up_late_days + 2
    ours = max(following.call_after_days, following.contact_hours // 24 + 1)
    today = now.astimezone(settings.tz).date()
    return (
        (today - timedelta(days=ours + rest)).isoformat(),
        (today - timedelta(days=max(ours, longest) + rest)).isoformat(),
    )


def turns_of(
    live: Live, steps: Sequence[Step], made: Iterable[Made], settings: Settings, now: datetime
) -> Iterator[Turn]:
    """Give what is to be written of one stay."""
    known = {(one.kind, one.ordinal): one for one in made}
    put_off = {place: MOMENT.python_value(one.next_at) for place, one in known.items()}
    for need in followups.needed(live, steps, now, settings.following, settings.tz, put_off):
        found = known.pop((need.kind, need.ordinal), None)
        if found is None:
            new = fresh(live, need)
            yield Turn(new.uid, new, {})
        elif values := moved(found, need, live.ward):
            yield Turn(UUID(found.uid), None, values)
    for found in known.values():
        if found.state == "open":
            yield Turn(UUID(found.uid), None, {"state": "dropped", "ended_at": now, "ended_by": "rule"})


def fresh(live: Live, need: Needed) -> FollowUp:
    """Return a row that is not on the list yet."""
    return FollowUp(
        uid=uuid5(FOLLOW_UPS, f"{live.visit}\0{need.kind}\0{need.ordinal}"),
        stay=UUID(live.uid),
        kind=need.kind,
        ordinal=need.ordinal,
        ward=live.ward,
        questions=need.questions,
        due_day=need.due_day.isoformat(),
        due_at=need.due_at,
    )


def moved(found: Made, need: Needed, ward: str) -> dict[str, Any]:
    """Return what a row that is needed should hold otherwise; what somebody has done stays as it is."""
    if found.state not in CHANGEABLE:
        return {}
    wanted = {
        "ward": ward,
        "questions": need.questions,
        "due_day": need.due_day.isoformat(),
        "due_at": MOMENT.db_value(need.due_at),
    }
    values: dict[str, Any] = {name: value for name, value in wanted.items() if getattr(found, name) != value}
    if "due_at" in values:
        values["due_at"] = need.due_at
    if found.state == "dropped":
        values |= {"state": "open", "ended_at": None, "ended_by": ""}
    return values


def write(turns: Sequence[Turn], now: datetime) -> Generated:
    """Write some rows in one transaction."""
    moved_or_dropped = [0, 0]
    with store.writing("follow_ups.made", "rule", "stays", now) as written:
        new = [turn.new for turn in turns if turn.new is not None]
        there = known_among([row.uid for row in new])
        added = [row for row in new if row.uid.hex not in there]
        written.extend(added)
        for turn in turns:
            if turn.new is None and change(written, turn):
                moved_or_dropped[turn.values.get("state") == "dropped"] += 1
        written.is_idle = not written.rows
    return Generated(len(added), *moved_or_dropped)


def known_among(uids: Sequence[UUID]) -> set[str]:
    """Return which rows somebody else made meanwhile."""
    marks = ", ".join("?" * len(uids))
    return {row[0] for row in store.rows(THERE.format(marks=marks), *(uid.hex for uid in uids))}


def change(written: store.Written, turn: Turn) -> bool:
    """Change a row, unless somebody has done it meanwhile."""
    database.obj.hold(str(turn.uid))  # whoever works on it first writes first
    for row in store.load(FollowUp, "WHERE uid = ?", turn.uid.hex):
        if row.state in CHANGEABLE:
            written.change(row, **turn.values)
            return True
    return False

"""What demonstration cases are made from: the hospital in the register, its keys, a span of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.keys import Keys
from kiosk.rules.clocks import PROMISES, Promises
from kiosk.rules.refusal import Refusal
from kiosk.rules.workdays import WorkCalendar
from kiosk.services import hospital, workdays
from kiosk.services import people as staff_people
from kiosk.services.demo_season import Season

OFFICES = {"clinic": "outpatient-office", "technical": "medical-office", "ward": "nursing-office"}
"""Who answers for departments that have nobody of their own in the list of staff."""


class Named(NamedTuple):
    """A department, with who works for it."""

    code: str
    name: str
    people: tuple[str, ...]


class Topic(NamedTuple):
    """A category with its ready phrases."""

    code: str
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class House:
    """What a demonstration case is made from: the hospital, the keys of its register, the span of time."""

    places: tuple[Named, ...]
    topics: dict[str, tuple[Topic, ...]]
    needs: tuple[tuple[str, str], ...]
    desk: str
    desk_people: tuple[str, ...]
    audit_key: bytes
    link_key: bytes
    link_id: str
    index_key: bytes
    keys: Keys
    """What seals, under the hospital's key."""
    prefix: str
    first: int
    """Case numbers given out before."""
    now: datetime
    total: int
    seed: int
    time_zone: str
    season: Season | None = None
    """How the cases spread over a year; None spreads them evenly over three."""
    calendar: WorkCalendar = WorkCalendar({})
    promises: Promises = PROMISES
    names: Mapping[str, str] = field(default_factory=dict)
    """Of the staff, by code."""


def house_of(count: int, settings: Settings, now: datetime, seed: int, season: Season | None = None) -> House:
    """Gather what cases are made from out of the hospital in the register."""
    view, keys = hospital.load(), store.keys()
    people: dict[str, list[str]] = {}
    for code, department in store.rows("SELECT code, department FROM staff ORDER BY code"):
        people.setdefault(department, []).append(code)
    desk_people = tuple(
        code for (code,) in store.rows("SELECT code FROM staff WHERE role = 'desk' ORDER BY code")
    )
    places = tuple(
        Named(
            row.code,
            row.name.get("zh_CN", row.code),
            tuple(people.get(row.code) or people.get(OFFICES.get(row.group, "")) or ()),
        )
        for row in view.departments
    )
    topics: dict[str, list[Topic]] = {}
    for row in view.categories:
        if row.parent:
            phrases = tuple(phrase.get("zh_CN", "") for phrase in row.phrases)
            topics.setdefault(row.kind, []).append(Topic(row.code, phrases))
    if not places or not {"complaint", "suggestion", "praise"} <= set(topics) or not view.needs:
        raise Refusal(N_("The register has no hospital yet. Import one first."))
    given = store.rows("SELECT given FROM counter WHERE prefix = ?", store.prefix())[0][0]
    return House(
        places=places,
        topics={kind: tuple(rows) for kind, rows in topics.items()},
        needs=tuple((row.code, row.name.get("zh_CN", row.code)) for row in view.needs),
        desk=settings.desk,
        desk_people=desk_people,
        audit_key=keys.audit,
        link_key=keys.link,
        link_id=keys.link_id,
        index_key=keys.index,
        keys=keys,
        prefix=store.prefix(),
        first=given,
        now=now.astimezone(UTC),
        total=count,
        seed=seed,
        time_zone=settings.time_zone,
        season=season,
        calendar=workdays.calendar(),
        promises=settings.promises,
        names={code: name.get("zh_CN", code) for code, name in staff_people.names().items()},
    )

"""Stays, as the hospital's list tells of them: taken in, kept for their time, forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from kiosk import store
from kiosk.config import Settings
from kiosk.imports.admissions import House
from kiosk.imports.stays import Listed
from kiosk.records import CarePlan, Department, Stay
from kiosk.rules.rights import Actor, require
from kiosk.services import phones

STAYS = UUID("0c3a6a54-9a3e-5b8c-9d52-5f0a4f2a7c11")
PLAIN = (
    "ward",
    "name",
    "admitted_on",
    "discharged_on",
    "discharged_time",
    "bed",
    "doctor",
    "language",
    "is_child",
    "plan",
)
"""What the list alone knows."""
TOLD = ("channel", "consent", "calls_from", "calls_until", "is_not_called", "is_phone_checked")
"""What a patient may tell us otherwise than the list: a list counts only where it says something new."""
AT_ONCE = 500


class Taken(NamedTuple):
    """What a list brought."""

    new: int
    changed: int
    same: int


def house(settings: Settings, now: datetime) -> House:
    """Return what a list is held against."""
    wards: dict[str, str] = {}
    for department in store.load(Department, "ORDER BY position DESC"):
        wards |= dict.fromkeys(department.name.values(), department.code)
    for (code,) in store.rows("SELECT code FROM department"):
        wards[code] = code
    plans = frozenset(row.code for row in store.load(CarePlan, ""))
    return House(wards, plans, now.astimezone(settings.tz).date(), settings.tz)


def take_in(rows: Sequence[Listed], by: Actor, settings: Settings, now: datetime) -> Taken:
    """Bring stays in, and what became of those that are known: all of it or nothing."""
    require(by, "import_stays")
    new, changed = set[str](), set[str]()
    with store.writing("stays.imported", by.code, "stays", now) as written:
        known = {stay.visit: stay for stay in known_stays(rows)}
        for row in rows:
            stay = known.get(row.visit)
            if stay is None:
                known[row.visit] = stay = begun(row, settings, now)
                written.add(stay)
                new.add(row.visit)
            elif values := news(stay, row):
                written.change(stay, **values)
                changed.add(row.visit)
        written.is_idle = not written.rows
    changed -= new
    return Taken(len(new), len(changed), len({row.visit for row in rows}) - len(new) - len(changed))


def known_stays(rows: Sequence[Listed]) -> Iterator[Stay]:
    """Give the stays of a list that are known already."""
    visits = list(dict.fromkeys(row.visit for row in rows))
    for begins in range(0, len(visits), AT_ONCE):
        some = visits[begins : begins + AT_ONCE]
        marks = ", ".join("?" * len(some))
        yield from store.load(Stay, f"WHERE visit IN ({marks})", *some)


def begun(row: Listed, settings: Settings, now: datetime) -> Stay:
    """Return a stay that nobody knew of."""
    stay = Stay(
        uid=uuid5(STAYS, row.visit), visit=row.visit, language=settings.language, listed={}, imported_at=now
    )
    for name, value in news(stay, row).items():
        setattr(stay, name, value)
    return stay


def news(stay: Stay, row: Listed) -> dict[str, Any]:
    """Return what a row of the list changes of a stay; what it says nothing of stays as it is."""
    if stay.erased_at is not None:
        return {}
    values = {name: getattr(row, name) for name in PLAIN}
    listed = dict(stay.listed)
    values |= new_phone(stay, row.phone, listed)
    for name in TOLD:
        if (value := getattr(row, name)) is not None:
            if said_before(listed, name) != value:
                values[name] = value
            listed[name] = value
    values["listed"] = listed
    return {
        name: value for name, value in values.items() if value is not None and getattr(stay, name) != value
    }


def new_phone(stay: Stay, phone: str | None, listed: dict[str, Any]) -> dict[str, Any]:
    """Return what a telephone of the list changes, unless the list said the same before."""
    if phone is None:
        return {}
    mark = phones.phone_mark(store.keys().index, phone)
    if listed.get("phone") == mark.hex():
        return {}
    listed["phone"] = mark.hex()
    if phone == stay.phone:
        return {}
    listed.pop("is_phone_checked", None)
    return {"phone": phone, "phone_mark": mark, "is_phone_checked": False}


def said_before(listed: dict[str, Any], name: str) -> Any:
    """Return what the list said last; before it said anything, that nothing was agreed."""
    return listed.get(name, False if name.startswith("is_") else "")

"""The work list: what is due to somebody, soonest first; a page costs the same however many there are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import SavedView
from kiosk.records.base import EPOCH, MomentField
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import ALL_SEEING, Actor, require
from kiosk.rules.text import clean
from kiosk.services import staff
from kiosk.services.work_rows import Counters, Filter, Key, WorkRow, row_of

SCOPES = ("mine", "offers", "department", "desk", "all", "closed")
EVERYTHING = ALL_SEEING - {"desk"}
"""Roles whose `all` is every case; a desk's is what stands with the desks, a handler's the department."""
MOST_VIEWS = 20
MOMENT = MomentField()


class Arm(NamedTuple):
    """One part of a list: where its rows come from, and which of them."""

    source: str
    where: str
    values: tuple[Any, ...]


class Source(NamedTuple):
    """A kind of row: its columns, its tables, and what orders it."""

    columns: str
    tables: str
    due: str
    uid: str


FACTS = "c.number, c.kind, c.stage, c.grade, c.category, c.department, c.need, c.responsible"
# Written out: a partial index is only used where its condition is repeated to the letter.
OPEN = "c.stage IN ('received', 'working', 'answered')"
OVER = "c.stage NOT IN ('received', 'working', 'answered')"
ANSWERED = "CASE c.stage WHEN 'answered' THEN 'verdict' ELSE 'case' END"
SOURCES = {
    "case": Source(
        f"{ANSWERED}, c.uid, c.uid, {FACTS}, c.due_at, c.filed_at, '', '', '', ''",
        '"case" c',
        "c.due_at",
        "c.uid",
    ),
    "offer": Source(
        f"'offer', h.uid, c.uid, {FACTS}, h.due_at, c.filed_at, h.by, h.department, h.part, ''",
        'handover h JOIN "case" c ON c.uid = h.case_uid',
        "h.due_at",
        "h.uid",
    ),
    "task": Source(
        f"'task', t.uid, c.uid, {FACTS}, t.due_at, c.filed_at, t.owner, t.department, t.kind, t.name",
        'task t JOIN "case" c ON c.uid = t.case_uid',
        "t.due_at",
        "t.uid",
    ),
}
DUE, UID = 12, 2
"""Places of the due moment and of the uid among the columns."""
COUNTS = """SELECT count(*) FILTER (WHERE due_at < ?),
    count(*) FILTER (WHERE due_at >= ? AND due_at <= ?), count(*)
    FROM "case" WHERE stage IN ('received', 'working', 'answered')"""
OFFERED = "SELECT count(*) FROM handover WHERE state = 'requested'"
NARROWED = {
    "kind": "c.kind = ?",
    "grade": "c.grade = ?",
    "stage": "c.stage = ?",
    "department": "c.department = ?",
}
IN_CATEGORY = "(c.category = ? OR c.category IN (SELECT code FROM category WHERE parent = ?))"
AT_DESKS = Arm("case", f"{OPEN} AND c.responsible >= 'desk:' AND c.responsible < 'desk;'", ())


def page(
    actor: Actor,
    view: Filter,
    now: datetime,
    after: Key | None = None,
    size: int = 50,
    before: Key | None = None,
) -> list[WorkRow]:
    """Return the rows after a place, or the last ones before it, always in the order of the list."""
    require(actor, "see_work")
    if view.scope not in SCOPES:
        raise ValueError(f"no work list is called {view.scope!r}")
    if view.scope == "closed":
        found = newest(actor, view, after, size, before)
    else:
        found = soonest(list(arms(actor, view.scope)), view, now, after, size, before)
    return [revived(row, now) for row in found]


def soonest(
    parts: list[Arm], view: Filter, now: datetime, after: Key | None, size: int, before: Key | None
) -> list[Any]:
    """Return a page of what is open; what has no due moment stands last."""
    narrow, values = narrowed(view, now)
    found: list[Any] = []
    if before is not None:
        for is_dated in (False, True):
            if (is_dated or before.due_at is None) and len(found) < size:
                bound = before if is_dated == (before.due_at is not None) else None
                found += fetched(parts, narrow, values, is_dated, bound, size - len(found), "<")
        return found[::-1]
    for is_dated in (True, False):
        # What is late has a due moment.
        may_follow = not view.only_late or is_dated
        if (not is_dated or after is None or after.due_at is not None) and may_follow and len(found) < size:
            bound = after if after and is_dated == (after.due_at is not None) else None
            found += fetched(parts, narrow, values, is_dated, bound, size - len(found), ">")
    return found


def fetched(
    parts: list[Arm], narrow: str, values: list[Any], is_dated: bool, bound: Key | None, size: int, sign: str
) -> list[Any]:
    """Read one stretch of the list: each part by its own index, then merged."""
    turn = "" if sign == ">" else " DESC"
    statement, told = [], []
    # Offers and tasks always have a due moment.
    parts = [arm for arm in parts if is_dated or arm.source == "case"]
    for arm in parts:
        source = SOURCES[arm.source]
        order = f"{source.due}{turn}, {source.uid}{turn}" if is_dated else f"{source.uid}{turn}"
        place, key = placed(source, is_dated, bound, sign)
        late = narrow.replace("DUE", source.due)
        statement.append(
            f"SELECT * FROM (SELECT {source.columns} FROM {source.tables} WHERE {arm.where} AND {place}{late}"
            f" ORDER BY {order} LIMIT {size}) AS part"
        )
        told += [*arm.values, *key, *values]
    if not parts:
        return []
    order = f"{DUE}{turn}, {UID}{turn}"
    return store.rows(f"{' UNION ALL '.join(statement)} ORDER BY {order} LIMIT {size}", *told)


def placed(source: Source, is_dated: bool, bound: Key | None, sign: str) -> tuple[str, list[Any]]:
    """Return the condition of a stretch, and of the place from which it goes on."""
    if not is_dated:
        rest = f" AND {source.uid} {sign} ?" if bound else ""
        return f"{source.due} IS NULL{rest}", [bound.uid.hex] if bound else []
    if bound is None:
        return f"{source.due} IS NOT NULL", []
    return f"({source.due}, {source.uid}) {sign} (?, ?)", [MOMENT.db_value(bound.due_at), bound.uid.hex]


def narrowed(view: Filter, now: datetime) -> tuple[str, list[Any]]:
    """Return the conditions of a filter beyond its scope."""
    parts, values = [], []
    for name, condition in NARROWED.items():
        if value := getattr(view, name):
            parts.append(condition)
            values.append(value)
    if view.category:
        parts.append(IN_CATEGORY)
        values += [view.category, view.category]
    if view.only_late:
        parts.append("DUE < ?")
        values.append(MOMENT.db_value(now))
    return "".join(f" AND {part}" for part in parts), values


def arms(actor: Actor, scope: str) -> Iterator[Arm]:
    """Return the parts of somebody's list."""
    if scope == "mine":
        yield Arm("case", f"{OPEN} AND c.responsible = ?", (actor.code,))
        if actor.role == "desk":
            yield AT_DESKS
        yield from offers(actor)
        yield from tasks(actor)
    elif scope == "offers":
        yield from offers(actor)
    elif scope in ("desk", "all") and (actor.role == "desk" or scope == "desk" and actor.role in EVERYTHING):
        yield AT_DESKS
    elif scope == "all" and actor.role in EVERYTHING:
        yield Arm("case", OPEN, ())
    else:
        yield from of_departments(actor)


def offers(actor: Actor) -> Iterator[Arm]:
    """Return the open offers that somebody may answer."""
    for department in sorted(actor.departments):
        where = "h.state = 'requested' AND h.department = ? AND (h.person = '' OR h.person = ?)"
        yield Arm("offer", where, (department, actor.code))
    if actor.is_duty:
        own = tuple(sorted(actor.departments))
        where = f"h.state = 'requested' AND h.is_on_duty AND h.department NOT IN ({marks(own)})"
        yield Arm("offer", where, own)


def tasks(actor: Actor) -> Iterator[Arm]:
    """Return the open tasks that are somebody's own, or anybody's in the department."""
    yield Arm("task", "t.state = 'open' AND t.owner = ?", (actor.code,))
    for department in sorted(actor.departments):
        yield Arm("task", "t.state = 'open' AND t.owner = '' AND t.department = ?", (department,))


def of_departments(actor: Actor) -> Iterator[Arm]:
    """Return the open cases about somebody's departments, and those that their members answer for."""
    own = tuple(sorted(actor.departments))
    for department in own:
        yield Arm("case", f"{OPEN} AND c.department = ?", (department,))
    people = sorted({code for department in own for code in staff.members(department)})
    if people:
        where = f"{OPEN} AND c.responsible IN ({marks(people)}) AND c.department NOT IN ({marks(own)})"
        yield Arm("case", where, (*people, *own))


def newest(actor: Actor, view: Filter, after: Key | None, size: int, before: Key | None) -> list[Any]:
    """Return a page of what is over, the newest first."""
    narrow, values = narrowed(replace(view, only_late=False), EPOCH)
    source, bound = SOURCES["case"], before or after
    order = "DESC" if before is None else ""
    place = "" if bound is None else f" AND c.uid {'<' if before is None else '>'} ?"
    statement, told = [], []
    for arm in over(actor):
        statement.append(
            f"SELECT * FROM (SELECT {source.columns} FROM {source.tables} WHERE {arm.where}{place}{narrow}"
            f" ORDER BY c.uid {order} LIMIT {size}) AS part"
        )
        told += [*arm.values, *([bound.uid.hex] if bound else []), *values]
    found = store.rows(f"{' UNION ALL '.join(statement)} ORDER BY {UID} {order} LIMIT {size}", *told)
    return found[::-1] if before else found


def over(actor: Actor) -> Iterator[Arm]:
    """Return the parts of the list of what is over: everything, or the own and the department's."""
    if actor.role in ALL_SEEING:
        yield Arm("case", OVER, ())
        return
    own = tuple(sorted(actor.departments))
    for department in own:
        yield Arm("case", f"{OVER} AND c.department = ?", (department,))
    yield Arm(
        "case", f"{OVER} AND c.responsible = ? AND c.department NOT IN ({marks(own)})", (actor.code, *own)
    )


def marks(values: Any) -> str:
    """Return a place for each value of a list in a query."""
    return ", ".join("?" for _value in values)


def revived(row: Any, now: datetime) -> WorkRow:
    """Return the line that a row of the store holds."""
    kind, uid, case, *_facts, due, filed, by, to, what, name = row
    due_at, filed_at = MOMENT.python_value(due), MOMENT.python_value(filed)
    assert filed_at is not None
    is_late = due_at is not None and due_at < now
    named = json.loads(name) if name else {}
    facts = (*row[3 : DUE - 1], due_at, filed_at, by, to, what, named, is_late)
    return WorkRow(kind, UUID(uid), UUID(case), *facts)


def counters(settings: Settings, now: datetime) -> Counters:
    """Count the open work of the whole house."""
    local = now.astimezone(settings.tz)
    night = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    moment, end = MOMENT.db_value(now), MOMENT.db_value(night)
    with store.reading():
        late, today, running = store.rows(COUNTS, moment, moment, end)[0]
        return Counters(late, today, running, store.rows(OFFERED)[0][0])


def views(code: str) -> list[SavedView]:
    """Return the filters that somebody keeps, in their order."""
    return store.load(SavedView, "WHERE staff = ? ORDER BY position, uid", code)


def filter_of(view: SavedView) -> Filter:
    """Return the filter that was kept; what a later version does not know is left out."""
    known = Filter.__dataclass_fields__
    return Filter(**{name: value for name, value in view.condition.items() if name in known})


def save_view(name: str, view: Filter, by: Actor, now: datetime) -> SavedView:
    """Keep a filter under a name; the same name again replaces it."""
    name = clean(name, 40, lines=False)
    if not name:
        raise Refusal(N_("Give the view a name."))
    with store.writing("view.saved", by.code, by.code, now) as written:
        kept = views(by.code)
        for old in kept:
            if old.name == name:
                written.change(old, condition=asdict(view))
                return old
        if len(kept) >= MOST_VIEWS:
            raise Refusal(N_("You keep many views already. Remove one first."))
        new = SavedView(
            uid=new_uid(now), staff=by.code, position=len(kept), name=name, condition=asdict(view)
        )
        written.add(new)
    return new


def drop_view(uid: UUID, by: Actor, now: datetime) -> None:
    """Remove one of somebody's own views."""
    with store.writing("view.dropped", by.code, by.code, now) as written:
        found = store.load(SavedView, "WHERE uid = ? AND staff = ?", uid.hex, by.code)
        written.is_idle = not found
        for view in found:
            written.remove(view)


__all__ = ["Counters", "Filter", "Key", "WorkRow", "counters", "page", "row_of", "views"]

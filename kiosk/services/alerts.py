"""What somebody must see at once: it rings on their consoles until one of them takes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from kiosk import store
from kiosk.i18n import N_
from kiosk.records import Alert
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require

GRADED = {"complex": ("supervisor",), "major": ("supervisor", "leader")}
"""Who hears at once of a case of this grade."""
MINE = """(person = ? OR (person = '' AND role = ? AND (department = '' OR department IN ({marks})))
    OR (person = '' AND role = '' AND department <> '' AND department IN ({marks}))
    OR (desk <> '' AND (? = 'desk' OR ? = 'supervisor') AND desk = ?))"""


def ring(written: store.Written, kind: str, at: datetime, case: UUID | None = None, **to: Any) -> Alert:
    """Alert a desk, a role, a department or a person, in the transaction of what happened."""
    made = alert(kind, at, case, **to)
    written.add(made)
    return made


def alert(
    kind: str,
    at: datetime,
    case: UUID | None = None,
    desk: str = "",
    role: str = "",
    department: str = "",
    person: str = "",
    **facts: Any,
) -> Alert:
    """Return an alert for a desk, a role, a department or a person; `facts` say what it is about."""
    return Alert(
        uid=new_uid(at),
        at=at,
        kind=kind,
        case=case,
        desk=desk,
        role=role,
        department=department,
        person=person,
        facts=facts,
    )


def pending(actor: Actor, desk: str) -> list[Alert]:
    """Return the alerts that wait for somebody, the oldest first."""
    mine, values = addressed(actor, desk)
    return store.load(Alert, f"WHERE taken_at IS NULL AND {mine} ORDER BY at LIMIT 50", *values)


def since(actor: Actor, desk: str, at: datetime | None) -> list[Alert]:
    """Return what was addressed to somebody since a moment, taken or not: the digest at sign-in."""
    mine, values = addressed(actor, desk)
    moment = int(at.timestamp() * 1000) if at else 0
    return store.load(Alert, f"WHERE at > ? AND {mine} ORDER BY at DESC LIMIT 50", moment, *values)


def addressed(actor: Actor, desk: str) -> tuple[str, list[str]]:
    """Return the condition, and its values, under which an alert is for somebody at a desk."""
    departments = sorted(actor.departments)
    marks = ", ".join("?" * len(departments))
    values = [actor.code, actor.role, *departments, *departments, actor.role, actor.role, desk]
    return MINE.format(marks=marks), values


def take(uid: UUID, by: Actor, now: datetime) -> Alert:
    """Take an alert, so that it rings for nobody any more; who was first stays."""
    require(by, "take_alert")
    with store.writing("alert.taken", by.code, str(uid), now) as written:
        found = store.load(Alert, "WHERE uid = ?", uid.hex)
        if not found:
            raise Refusal(N_("This alert is not known."))
        mine, values = addressed(by, found[0].desk)
        if not store.rows(f"SELECT 1 FROM alert WHERE uid = ? AND {mine}", uid.hex, *values):
            raise Refusal(N_("This alert is for somebody else."))
        if found[0].taken_at is not None:
            written.is_idle = True
        else:
            written.change(found[0], taken_at=now, taken_by=by.code)
    return found[0]

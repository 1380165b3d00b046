"""Work orders of the citizens' hotlines become cases with the hotline's own clock, each once."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid5

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import LANGUAGES, N_, _, speaking
from kiosk.records import Department, Request, Task
from kiosk.rules import clocks
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.services import cases, changes, workdays
from kiosk.services.channels import REQUESTS

if TYPE_CHECKING:
    from kiosk.imports.hotline import Order

IMPORTED = "import:hotline"
"""Stands where other requests name their channel; no channel can be called so."""
SOURCE = "hotline"
MOST = 5_000
CALL = N_("Call back and ask whether the hotline's caller is satisfied")


class Taken(NamedTuple):
    """What became of a file."""

    new: int
    known: int


def departments() -> dict[str, str]:
    """Return what departments are called, in any language or by code, and their codes."""
    found: dict[str, str] = {}
    for one in Department.select():
        found |= dict.fromkeys((one.code, *one.name.values()), one.code)
    return found


def take_in(orders: Sequence[Order], by: Actor, settings: Settings, now: datetime) -> Taken:
    """File every order that is not known yet; all of them, or none."""
    require(by, "import_orders")
    if len(orders) > MOST:
        raise Refusal(N_("At most %(count)d are filed together."), count=MOST)
    with store.whole():
        new = sum(take(order, by, settings, now) for order in orders)
    return Taken(new, len(orders) - new)


def take(order: Order, by: Actor, settings: Settings, now: datetime) -> bool:
    """File one order; False when it was filed before."""
    uid = uuid5(REQUESTS, f"{IMPORTED}\n{order.number}")
    if store.rows("SELECT 1 FROM request WHERE uid = ?", uid.hex):
        return False
    case = cases.file(draft_of(order, settings, now), settings, now)
    with changes.changing(case.uid, "hotline", by.code, settings, now) as change:
        change.start(due_of(order, settings, now))
        mark = hmac.digest(store.keys().index, order.words.encode(), "sha256")
        change.written.add(Request(uid=uid, channel=IMPORTED, digest=mark, subject=case.uid, at=now))
    return True


def draft_of(order: Order, settings: Settings, now: datetime) -> Draft:
    """Return an order as a draft."""
    return Draft(
        uid=new_uid(now),
        opened_at=order.called_at,
        kind=order.kind,
        language=settings.language,
        desk=settings.desk,
        source=SOURCE,
        department=order.department,
        words=order.words,
        name=order.name,
        phone=order.phone,
        happened=order.called_at.astimezone(settings.tz).date().isoformat(),
        channel_number=order.number,
    )


def due_of(order: Order, settings: Settings, now: datetime) -> clocks.Due:
    """Return the hotline's clock; it runs beside the house's own and the national one."""
    name = "answer" if order.kind in ("question", "contact") else "reply"
    if order.due_at is not None:
        return clocks.Due(name, SOURCE, now, order.due_at, 0, "given")
    received = order.called_at.astimezone(settings.tz).date()
    found = workdays.calendar().due_day(received, order.workdays)
    return clocks.Due(name, SOURCE, now, end_of(found.day, settings), 0, "given", found.certain)


def end_of(day: date, settings: Settings) -> datetime:
    """Return the end of a day in the hospital."""
    return datetime.combine(day + timedelta(days=1), time(), settings.tz).astimezone(UTC)


def call_after(change: changes.Change) -> None:
    """Promise whoever called a hotline a call after the answer: is it done, and are they satisfied?"""
    if change.case.source != SOURCE:
        return
    settings, today = change.settings, change.now.astimezone(change.settings.tz).date()
    due = end_of(workdays.calendar().due_day(today, settings.hotline_call_workdays).day, settings)
    name = {}
    for language in LANGUAGES:
        with speaking(language):
            name[language] = _(CALL)
    change.written.add(
        Task(
            uid=new_uid(change.now),
            case=change.case.uid,
            kind="callback",
            name=name,
            owner=change.by,
            due_at=due,
        )
    )
    change.tell("callback", due=due.isoformat())

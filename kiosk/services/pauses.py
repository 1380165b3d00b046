"""Let the house's clocks of a case stand still for a reason, and go on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Case, Pause
from kiosk.rules import lifecycle, pausing
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor
from kiosk.services import workdays
from kiosk.services.changes import Change, acting, once

OF_CASE = "WHERE case_uid = ? ORDER BY began_at"
RUNNING = "SELECT 1 FROM pause WHERE case_uid = ? AND ended_at IS NULL"


def of(uid: UUID) -> list[Pause]:
    """Return every pause of a case."""
    return store.load(Pause, OF_CASE, uid.hex)


def is_paused(uid: UUID) -> bool:
    """Tell whether the house's clocks of a case stand still."""
    return bool(store.rows(RUNNING, uid.hex))


@once
def pause(
    uid: UUID, reason: str, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None
) -> Case:
    """Let the house's clocks stand still; the patient sees it."""
    with acting(uid, "pause", by, settings, now, entry) as change:
        if not lifecycle.is_open(change.case.stage) or change.case.stage == "answered":
            raise Refusal(N_("No promise of this case runs now."))
        pausing.check(reason, [(one.reason, one.began_at, one.ended_at) for one in of(uid)], now)
        change.written.add(Pause(uid=new_uid(now), case=uid, reason=reason, by=by.code, began_at=now))
        change.tell("paused", is_public=True, uid=entry, reason=reason)
    return change.case


@once
def resume(uid: UUID, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None) -> Case:
    """Let the clocks go on; what the pause took is added to them."""
    with acting(uid, "resume", by, settings, now, entry) as change:
        if not go_on(change, entry):
            raise Refusal(N_("The clocks of this case do not stand still."))
    return change.case


def go_on(change: Change, entry: UUID | None = None) -> bool:
    """End the pause of a case, where it has one, in the transaction of an act."""
    pauses = running(change)
    for one in pauses:
        change.written.change(one, ended_at=change.now, ended_by=change.by)
        give_back(change, one)
        change.tell("resumed", is_public=True, uid=entry, reason=one.reason)
    return bool(pauses)


def end(change: Change, *names: str) -> None:
    """End the running clocks with these names; what the pause took until now counts for them."""
    for one in running(change):
        give_back(change, one, *names)
    change.end(*names)


def running(change: Change) -> list[Pause]:
    """Return the pause in which a case is, or none."""
    return [one for one in of(change.case.uid) if one.ended_at is None]


def give_back(change: Change, one: Pause, *names: str) -> None:
    """Add what a pause took to the clocks that it stopped: those with these names, or all."""
    calendar = workdays.calendar()
    for clock in change.running():
        if pausing.stands_still(clock.name, clock.basis) and (not names or clock.name in names):
            began = max(one.began_at, clock.started_at)
            due = pausing.moved(clock.due_at, clock.unit, began, change.now, calendar, change.settings.tz)
            change.written.change(clock, due_at=due)

"""The duty roster: who answers at which desk, on which weekday and between which times."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kiosk import store
from kiosk.i18n import N_
from kiosk.records import Duty
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.rules.text import clean

TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00", re.ASCII)
STAFF = "SELECT code FROM staff WHERE code = ?"
TOLD = """SELECT body FROM audit_entry WHERE instr(body, '["duty",') > 0 ORDER BY rowid"""


@dataclass(frozen=True)
class Merged:
    """The roster after an import: what the files say, but for what was changed in the console."""

    rows: tuple[Duty, ...]
    kept: tuple[Duty, ...]
    """Rows that were added or changed in the console, and stay."""
    left_out: tuple[Duty, ...]
    """Rows of the files that were removed in the console, and stay away."""


def roster() -> list[Duty]:
    """Return the whole roster, desk by desk through the week."""
    return store.load(Duty, "ORDER BY desk, weekday, begins, ends, staff")


def set_duty(
    desk: str,
    weekday: int,
    begins: str,
    ends: str,
    staff: str,
    by: Actor,
    now: datetime,
    uid: UUID | None = None,
) -> Duty:
    """Put a row into the roster, or change the row that is named."""
    require(by, "manage_roster")
    desk, begins, ends = clean(desk, 32, lines=False), padded(begins), padded(ends)
    if not desk:
        raise Refusal(N_("Choose the desk."))
    if weekday not in range(1, 8):
        raise Refusal(N_("Choose the weekday."))
    if not (TIME.fullmatch(begins) and TIME.fullmatch(ends)):
        raise Refusal(N_("Write times as 07:30; the end of a day is 24:00."))
    if begins >= ends:
        raise Refusal(N_("A duty begins before it ends; one through the night is two rows."))
    if not store.rows(STAFF, staff):
        raise Refusal(N_("Nobody with this name works here."))
    values = {"desk": desk, "weekday": weekday, "begins": begins, "ends": ends, "staff": staff}
    with store.writing("roster.set", by.code, f"desk:{desk}", now) as written:
        if uid is not None:
            duty = found(uid)
            written.change(duty, **values)
            return duty
        for same in roster():
            if all(getattr(same, name) == value for name, value in values.items()):
                written.is_idle = True
                return same
        duty = Duty(uid=new_uid(now), **values)
        written.add(duty)
    return duty


def drop_duty(uid: UUID, by: Actor, now: datetime) -> None:
    """Take a row out of the roster."""
    require(by, "manage_roster")
    duty = found(uid)
    with store.writing("roster.dropped", by.code, f"desk:{duty.desk}", now) as written:
        written.remove(duty)


def found(uid: UUID) -> Duty:
    """Return a row of the roster, or refuse."""
    for duty in store.load(Duty, "WHERE uid = ?", uid.hex):
        return duty
    raise Refusal(N_("This row is not in the roster any more."))


def merged(rows: Iterable[Duty], people: Iterable[str]) -> Merged:
    """Return the roster of the files with what was changed by hand, as far as its people still work here."""
    known, told = frozenset(people), by_hand()
    kept = [row for row in roster() if store.row_key(row) in told and row.staff in known]
    stay = {store.row_key(row) for row in kept}
    again = {content(row) for row in kept}
    fresh, left_out = [], []
    for row in rows:
        key = store.row_key(row)
        if key not in told and content(row) not in again:
            fresh.append(row)
        elif key not in stay and content(row) not in again:
            left_out.append(row)
    return Merged((*fresh, *kept), tuple(kept), tuple(left_out))


def by_hand() -> frozenset[str]:
    """Return the keys of the rows that the console was the last to write or to remove."""
    last: dict[str, str] = {}
    for (body,) in store.rows(TOLD):
        told = json.loads(body)
        last |= {key: told["act"] for table, key, _mark in told["wrote"] if table == "duty"}
    return frozenset(key for key, act in last.items() if act.startswith("roster."))


def content(row: Duty) -> tuple[str, int, str, str, str]:
    """Return what a row says."""
    return (row.desk, row.weekday, row.begins, row.ends, row.staff)


def padded(time: str) -> str:
    """Return a time with two digits for the hour: people write 7:30."""
    told = clean(time, 8, lines=False).replace("：", ":")
    return f"0{told}" if re.fullmatch("[0-9]:[0-5][0-9]", told) else told

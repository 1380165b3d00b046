"""Who sits at which case right now: a sign of life of every open console, forgotten when it stops."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from kiosk import store
from kiosk.records import Presence, database
from kiosk.records.base import MomentField

ALIVE = timedelta(seconds=30)
"""A console that gave no sign for so long is held to be gone."""
OFTEN = timedelta(seconds=5)
"""Signs that tell nothing new are written no more often: every write wakes every console."""
FORGOTTEN = timedelta(days=1)
MOMENT = MomentField()

KNOWN = "WHERE session = ?"
WRITE = """INSERT INTO presence (session, staff, "case", doing, began_at, seen_at) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (session) DO UPDATE SET staff = excluded.staff, "case" = excluded."case",
    doing = excluded.doing, seen_at = excluded.seen_at,
    began_at = CASE WHEN presence."case" = excluded."case"
    OR presence."case" IS NULL AND excluded."case" IS NULL
    THEN presence.began_at ELSE excluded.began_at END"""
OTHERS = 'WHERE "case" = ? AND session != ? AND seen_at >= ? ORDER BY began_at, session'


def beat(session: UUID, staff: str, case: UUID | None, doing: str, now: datetime) -> None:
    """Say that a console is open, at which case, and whether one reads or writes there."""
    found = store.load(Presence, KNOWN, session.hex)
    if found and is_said(found[0], staff, case, doing, now):
        return
    moment = stamp(now)
    with store.alone(str(session)):
        if not found:
            database.execute_sql("DELETE FROM presence WHERE seen_at < ?", (stamp(now - FORGOTTEN),))
        place = case.hex if case else None
        database.execute_sql(WRITE, (session.hex, staff, place, doing, moment, moment))


def is_said(known: Presence, staff: str, case: UUID | None, doing: str, now: datetime) -> bool:
    """Tell whether the register says this already, and said it just now."""
    is_same = (known.staff, known.case, known.doing) == (staff, case, doing)
    return is_same and known.seen_at <= now < known.seen_at + OFTEN


def others(case: UUID, session: UUID, now: datetime) -> list[Presence]:
    """Return who else sits at a case, who came first first; it may be the same person elsewhere."""
    return store.load(Presence, OTHERS, case.hex, session.hex, stamp(now - ALIVE))


def leave(session: UUID) -> None:
    """Say that a console was closed."""
    with store.alone(str(session)):
        database.execute_sql("DELETE FROM presence WHERE session = ?", (session.hex,))


def stamp(moment: datetime) -> int:
    """Return a moment as the register keeps it."""
    return MOMENT.db_value(moment) or 0

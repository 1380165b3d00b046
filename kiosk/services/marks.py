"""When something that is done once in a while was last done."""

from __future__ import annotations

from datetime import datetime

from kiosk import store
from kiosk.records import database
from kiosk.records.base import MomentField

MOMENT = MomentField()
LAST = "SELECT at FROM run_mark WHERE name = ?"
DONE = "INSERT INTO run_mark (name, at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET at = excluded.at"


def last(name: str) -> datetime | None:
    """Return when this was last done, or None before the first time."""
    found = store.rows(LAST, name)
    return MOMENT.python_value(found[0][0]) if found else None


def done(name: str, now: datetime) -> None:
    """Remember that it was done."""
    with store.whole():
        database.execute_sql(DONE, (name, MOMENT.db_value(now)))

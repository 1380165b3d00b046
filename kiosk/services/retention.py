"""Erase what has been kept for its time, unless a legal hold stops it or the clock cannot be believed."""

from __future__ import annotations

import ctypes
import sys
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Rating, SurveyAnswer, database
from kiosk.records.base import MomentField
from kiosk.records.faults import named
from kiosk.rules.retention import has_jumped
from kiosk.services import cases, erasing, stay_erasing

NAME = "retention"
MOMENT = MomentField()
OVER = """SELECT uid FROM "case" WHERE kind = ? AND closed_at <= ? AND closed_at IS NOT NULL
    AND erased_at IS NULL AND NOT is_held AND (keep_until IS NULL OR keep_until <= ?)
    ORDER BY closed_at LIMIT ?"""
RATINGS = "WHERE at <= ? AND case_uid IS NULL ORDER BY at LIMIT ?"
LAST_RUN = "SELECT at FROM run_mark WHERE name = ?"
LAST_ENTRY = "SELECT max(at) FROM audit_entry"
RAN = "INSERT INTO run_mark (name, at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET at = excluded.at"
MOST = 500
TIME_BYTES, UNSYNCHRONISED = 512, 5
"""Room for the kernel's answer about its clock, and the answer of a clock that nobody sets right."""


class ClockJumped(Exception):
    """The clock moved by more than a day; nothing was erased."""

    def __init__(self, last: datetime) -> None:
        super().__init__(last)
        self.last = last


class Retired(NamedTuple):
    """How much was erased."""

    cases: int
    ratings: int
    stays: int = 0


def run(settings: Settings, now: datetime, most: int = MOST, is_sure: bool = False) -> Retired:
    """Erase what is over, `most` of each kind; refuse where the clock jumped and nobody vouches for it."""
    last = last_run()
    if last and has_jumped(last, now) and not is_sure and not is_set_by_a_time_server():
        raise ClockJumped(last)
    with named(), database.atomic():
        database.execute_sql(RAN, (NAME, MOMENT.db_value(now)))
    over = [uid for kind in cases.KINDS for uid in cases_over(kind, settings, now, most)]
    for uid in over[:most]:
        erasing.erase(uid, "rule", settings, now)
    stays = stay_erasing.erase_over(settings, now, most)
    if over or stays:
        store.settle()
    return Retired(len(over[:most]), drop_ratings(settings, now, most), stays)


def last_run() -> datetime | None:
    """Return when this was last done; before the first time, when anything was last written."""
    found = store.rows(LAST_RUN, NAME) or store.rows(LAST_ENTRY)
    return MOMENT.python_value(found[0][0])


def cases_over(kind: str, settings: Settings, now: datetime, most: int) -> list[UUID]:
    """Return the cases of a kind that were kept for their time."""
    before = MOMENT.db_value(settings.keeping.over_before(kind, now))
    return [UUID(str(row[0])) for row in store.rows(OVER, kind, before, MOMENT.db_value(now), most)]


def drop_ratings(settings: Settings, now: datetime, most: int) -> int:
    """Remove the ratings without a case that were kept for their time."""
    before = MOMENT.db_value(settings.keeping.ratings_before(now))
    with store.writing("rating.expired", "rule", "", now) as written:
        found = store.load(Rating, RATINGS, before, most)
        written.is_idle = not found
        for rating in found:
            for answer in store.load(SurveyAnswer, "WHERE rating = ?", rating.uid.hex):
                written.remove(answer)
            written.remove(rating)
    return len(found)


def is_set_by_a_time_server() -> bool:
    """Ask the kernel whether something outside this machine keeps its clock right."""
    if sys.platform != "linux":
        return False
    state: int = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(TIME_BYTES))
    return 0 <= state < UNSYNCHRONISED

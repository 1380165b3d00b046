"""What a hospital's files say about plans of extra calls, for a chronic illness or a high risk."""

from __future__ import annotations

from collections.abc import Collection

from kiosk.i18n import _
from kiosk.imports.rows import Row
from kiosk.imports.tables import Columns
from kiosk.records.followups import CarePlan

PLANS = {"plans": Columns(("code", "days", "questions"), ("name",))}
"""The file that a hospital may leave out, and its columns."""

LATEST = 1830
"""Days after discharge within which a plan ends: five years."""
MOST = 60


def plan(position: int, row: Row, sets: Collection[str] | None) -> CarePlan:
    """Return a plan: the same questions on several days after discharge."""
    code, asked = row.code(), row.reference("questions", sets)
    return CarePlan(
        code=code,
        position=position,
        name=row.words("name", 60, needed=True),
        steps=[{"day": day, "questions": asked} for day in days_of(row)],
    )


def days_of(row: Row) -> list[int]:
    """Return the days after discharge, parted by ; and each later than the one before."""
    parts = [part.strip() for part in row.cell("days").split(";") if part.strip()]
    days = [int(part) for part in parts if part.isascii() and part.isdigit() and int(part[:9]) <= LATEST]
    if len(days) != len(parts) or not 1 <= len(days) <= MOST or days != sorted(set(days)):
        sentence = _('"%(column)s" holds days after discharge, parted by ; and each later than the last.')
        row.wrong(sentence, column="days")
        return []
    return days

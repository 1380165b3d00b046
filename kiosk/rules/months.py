"""Months as people write them (2026-09), with their first moment and the first moment after."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo

from kiosk.i18n import N_
from kiosk.rules.refusal import Refusal

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


def first_day(month: str) -> date:
    """Return the first day of a month, or refuse what is none."""
    found = MONTH.fullmatch(month)
    if not found or not 1 <= int(found[1]) < date.max.year:
        raise Refusal(N_("Write the month as 2026-09."))
    return date(int(found[1]), int(found[2]), 1)


def moved(month: str, by: int) -> str:
    """Return the month so many months later, or earlier."""
    first = first_day(month)
    count = first.year * 12 + first.month - 1 + by
    return f"{count // 12:04}-{count % 12 + 1:02}"


def of(day: date) -> str:
    """Return the month of a day."""
    return f"{day:%Y-%m}"


def bounds(month: str, tz: tzinfo) -> tuple[datetime, datetime]:
    """Return the first moment of a month in the hospital, and the first one after it."""
    begins, ends = (
        datetime.combine(first_day(each), time(), tz).astimezone(UTC) for each in (month, moved(month, 1))
    )
    return begins, ends

"""A day, a week from Monday, or a month: what is counted together, and what came before it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from kiosk.i18n import N_
from kiosk.rules import months
from kiosk.rules.refusal import Refusal

KINDS = ("day", "week", "month")
WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
DAY = timedelta(days=1)


class Stretch(NamedTuple):
    """Some days that are counted together, from the first to the one after the last."""

    kind: str
    first: date
    after: date

    @property
    def code(self) -> str:
        """Return how it is written: 2026-09-18, 2026-W38 or 2026-09."""
        if self.kind == "week":
            year, week, _day = self.first.isocalendar()
            return f"{year:04}-W{week:02}"
        return months.of(self.first) if self.kind == "month" else self.first.isoformat()

    def bounds(self, tz: tzinfo) -> tuple[datetime, datetime]:
        """Return its first moment in the hospital, and the first one after it."""
        begins, ends = (datetime.combine(day, time(), tz).astimezone(UTC) for day in (self.first, self.after))
        return begins, ends


def around(kind: str, day: date) -> Stretch:
    """Return the day, the week or the month in which a day lies."""
    if kind == "week":
        monday = day - timedelta(days=day.weekday())
        return Stretch(kind, monday, monday + 7 * DAY)
    if kind == "month":
        month = months.of(day)
        return Stretch(kind, months.first_day(month), months.first_day(months.moved(month, 1)))
    return Stretch("day", day, day + DAY)


def before(one: Stretch) -> Stretch:
    """Return the stretch of the same kind before one."""
    return around(one.kind, one.first - DAY)


def after(one: Stretch) -> Stretch:
    """Return the stretch of the same kind after one."""
    return around(one.kind, one.after)


def read(kind: str, code: str) -> Stretch:
    """Return the stretch that is written so, or refuse."""
    try:
        if kind == "month":
            return around(kind, months.first_day(code))
        if kind == "week" and (found := WEEK.fullmatch(code)):
            return around(kind, date.fromisocalendar(int(found[1]), int(found[2]), 1))
        return around(kind, date.fromisoformat(code))
    except ValueError:
        raise Refusal(N_("Write a day as 2026-09-18, a week as 2026-W38, a month as 2026-09.")) from None

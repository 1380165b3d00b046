"""How a made-up year's cases spread over its days and hours."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import NamedTuple

from kiosk.rules.workdays import WorkCalendar

MONTHS = (118, 72, 104, 98, 96, 92, 106, 100, 102, 88, 108, 120)
"""How busy each month is: the winter more than the month of the new year's festival."""
WEEKDAYS = (132, 116, 108, 104, 100, 46, 34)
HOURS = {7: 6, 8: 22, 9: 30, 10: 26, 11: 16, 12: 6, 13: 12, 14: 20, 15: 18, 16: 12, 17: 6, 19: 3, 21: 2, 2: 1}
REST = 0.35
"""The share of cases that is left on a public holiday."""


class Season(NamedTuple):
    """Days of a made-up year, each with how much of the year is over by its end."""

    days: tuple[date, ...]
    over: tuple[float, ...]

    def day(self, share: float) -> date:
        """Return the day on which such a share of all cases is in."""
        return self.days[min(bisect_left(self.over, share * self.over[-1]), len(self.days) - 1)]


def minute(random: Random) -> int:
    """Draw the minute of a day."""
    return random.choices(tuple(HOURS), tuple(HOURS.values()))[0] * 60 + random.randrange(60)


def season(first: date, last: date, calendar: WorkCalendar) -> Season:
    """Weigh the days from the first to the last."""
    days = tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
    return Season(days, tuple(accumulate(weight(day, calendar) for day in days)))


def weight(day: date, calendar: WorkCalendar) -> float:
    """Return how busy a day is."""
    is_holiday = calendar.kind(day) == "rest" and day.weekday() < 5
    is_extra = calendar.kind(day) == "work" and day.weekday() >= 5
    busy = WEEKDAYS[1] if is_extra else WEEKDAYS[day.weekday()]
    return MONTHS[day.month - 1] * busy * (REST if is_holiday else 1.0)

"""Working days, with holidays and make-up working days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

Hours = tuple[tuple[time, time], ...]
HOURS: Hours = ((time(8), time(12)), (time(14), time(17, 30)))

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class DueDay:
    """The last day of a promise, and whether its calendar was announced."""

    day: date
    certain: bool


@dataclass(frozen=True)
class CountedDay:
    """One day of a reckoning: received, work, makeup, half or rest; working days carry their number."""

    day: date
    kind: str
    number: int | None


class WorkCalendar:
    """The days on which the hospital works; days that it does not list fall back to Monday to Friday.

    A half day counts as one working day; only its working hours are fewer (the first span of the day).
    """

    def __init__(self, days: Mapping[date, str], hours: Hours = HOURS) -> None:
        if wrong := set(days.values()) - {"work", "rest", "half"}:
            raise ValueError(f"a day is work, rest or half, not {', '.join(sorted(wrong))}")
        self._days = dict(days)
        self._hours = hours
        self._announced = {day.year for day in days if self._is_makeup(day)}

    def kind(self, day: date) -> str:
        """Return work, rest or half."""
        return self._days.get(day, "rest" if day.weekday() >= _SATURDAY else "work")

    def is_working(self, day: date) -> bool:
        """Tell whether the day counts as a working day."""
        return self.kind(day) != "rest"

    def is_certain(self, day: date) -> bool:
        """Tell whether the day's year is announced: only then are its make-up days known."""
        return day.year in self._announced

    def due_day(self, received: date, n: int) -> DueDay:
        """Return the n-th working day after the day of receipt, which is not counted."""
        counted = self.count(received, n)
        return DueDay(counted[-1].day, all(self.is_certain(each.day) for each in counted[1:]))

    def count(self, received: date, n: int) -> list[CountedDay]:
        """Return every day from receipt to the n-th working day after it."""
        days = [CountedDay(received, "received", None)]
        number = 0
        while number < n:
            day = days[-1].day + _DAY
            number += self.is_working(day)
            kind = "makeup" if self._is_makeup(day) else self.kind(day)
            days.append(CountedDay(day, kind, number if self.is_working(day) else None))
        return days

    def add_working_hours(self, local: datetime, hours: float) -> datetime:
        """Return the local moment at which so many working hours have passed."""
        left = timedelta(hours=hours)
        for opens, closes in self._spans(local):
            if left <= closes - opens:
                return (opens + left).astimezone(local.tzinfo)
            left -= closes - opens
        raise AssertionError("the spans of a calendar never end")

    def is_open(self, local: datetime) -> bool:
        """Tell whether a local moment lies in working hours."""
        return any(opens <= local.time() < closes for opens, closes in self._hours_of(local.date()))

    def _is_makeup(self, day: date) -> bool:
        return day.weekday() >= _SATURDAY and self._days.get(day) == "work"

    def _spans(self, local: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the working spans from a local moment on, in UTC so that a change of clocks adds no hour."""
        if local.tzinfo is None:
            raise ValueError("working hours need a local moment with its time zone")
        if not self._hours:
            raise ValueError("a calendar without working hours never gets to the end of any")
        day, now = local.date(), local.astimezone(UTC)
        while True:
            for span in self._hours_of(day):
                opens, closes = (datetime.combine(day, at, local.tzinfo).astimezone(UTC) for at in span)
                if closes > now:
                    yield max(opens, now), closes
            day += _DAY

    def _hours_of(self, day: date) -> Hours:
        return {"work": self._hours, "half": self._hours[:1], "rest": ()}[self.kind(day)]

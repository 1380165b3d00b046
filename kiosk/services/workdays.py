"""The working-day table: what was announced, and what the hospital decided for itself."""

from __future__ import annotations

from datetime import date, datetime

from kiosk import store
from kiosk.records import Workday
from kiosk.rules.workdays import WorkCalendar

DAYS = "SELECT day, kind FROM workday"


def calendar() -> WorkCalendar:
    """Return the working days as the register knows them."""
    return WorkCalendar({date.fromisoformat(day): kind for day, kind in store.rows(DAYS)})


def sync(years: range, country: str, now: datetime) -> list[int]:
    """Fill the table from the official calendar; return the years that are announced by now."""
    rows = [row for year in years for row in announced(year, country)]
    known = {row.day: row for row in Workday.select()}
    with store.writing("calendar.sync", "rule", country, now) as written:
        for row in rows:
            found = known.get(row.day)
            if found is None:
                written.add(row)
            elif found.source == "calendar" and found.kind != row.kind:
                written.change(found, kind=row.kind)
    return sorted({int(row.day[:4]) for row in rows if row.kind == "work"})


def announced(year: int, country: str) -> list[Workday]:
    """Return the days of a year that differ from Monday to Friday, from the `holidays` library."""
    import holidays

    official = holidays.country_holidays(country, years=year)
    marks = dict.fromkeys(official.keys(), "rest") | dict.fromkeys(official.weekend_workdays, "work")
    return [
        Workday(day=day.isoformat(), kind=kind, source="calendar")
        for day, kind in sorted(marks.items())
        if day.year == year
    ]

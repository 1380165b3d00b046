"""What a report holds, as plain values: whoever draws it needs nothing else, and no register.

A name is either a msgid (`str`, for `_`) or a text in several languages (`{"zh_CN": …}`, for `i18n.pick`);
`""` stands for what nobody stated. Values are never rounded again: a percentage has one decimal already.
A value of None is nothing to show: nothing was counted, or too few answered (`is_hidden`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

Name = str | Mapping[str, str]
Number = int | float | None

UNITS = ("count", "percent", "hours", "workdays", "score", "points")
SECTIONS = ("cases", "time", "outcome", "rating", "notices", "themes", "follow_ups")
"""What figures are about, in the order in which they are read."""


class Period(NamedTuple):
    """A month or a year of the hospital's own calendar."""

    code: str
    """`2026-10` or `2026`."""
    begins_at: datetime
    """Its first moment, in the hospital's zone."""
    ends_at: datetime
    """The first moment after it."""


class Figure(NamedTuple):
    """One number, what it says, and what it was before."""

    code: str
    section: str
    """One of SECTIONS."""
    label: str
    """msgid."""
    definition: str
    """msgid: numerator and denominator in words; printed beside the number, with `places` filled in."""
    numerator: int | None
    """What was counted; None for a median or a percentile."""
    denominator: int | None
    """Out of how many; None for a plain count. Of a median: how many it is the median of."""
    value: Number
    unit: str
    """One of UNITS. `percent` is 0–100 with one decimal."""
    before: Number = None
    """The value of the period before."""
    year_before: Number = None
    """The value of the same period a year earlier."""
    low: Number = None
    """Wilson's interval around a share of answers, in the unit of the value."""
    high: Number = None
    is_hidden: bool = False
    """Too few answered: neither value nor counts are shown."""
    places: Mapping[str, int | str] = {}
    """What `definition` and `label` name with %(…)s."""


class Column(NamedTuple):
    """What stands in a column of a table."""

    code: str
    label: str
    """msgid."""
    unit: str
    """One of UNITS."""


class Row(NamedTuple):
    """A line of a table."""

    code: str
    """Of a kind, category, grade, department, source, cause, staff member; `""` where none was stated."""
    name: Name
    cells: tuple[Number, ...]
    """One a column; None is shown as a dash."""


class Table(NamedTuple):
    """Figures by something; its rows are in the order in which they are shown."""

    code: str
    """See `kiosk.services.reports` for all of them."""
    title: str
    """msgid."""
    definition: str
    """msgid: how its columns are counted."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    places: Mapping[str, int | str] = {}


class Line(NamedTuple):
    """A row of the heat map: a department, and how many cases it got in each week."""

    code: str
    name: Name
    counts: tuple[int, ...]


class Heat(NamedTuple):
    """Cases received by department and week; departments with most first."""

    weeks: tuple[date, ...]
    """The Monday of each week that the period touches; a first or last week may be cut by the period."""
    lines: tuple[Line, ...]


class Bar(NamedTuple):
    """A bar of the Pareto picture: complaints with one root cause, most first."""

    code: str
    name: Name
    cases: int
    share: float
    """Percent of all bars up to and with this one; one decimal."""


class Point(NamedTuple):
    """A month of the trend."""

    month: str
    received: int
    complaints: int
    ended: int
    """Closed or withdrawn for the first time in it."""
    in_time: Number
    """Percent of the house's promises due in it that were kept."""
    satisfied: Number
    """Percent of ratings with 4 or 5; None while too few rated."""
    ratings: int
    """How many rated; 0 where `satisfied` is hidden."""


class Smileys(NamedTuple):
    """The faces tapped on one day."""

    day: date
    counts: tuple[int, int, int, int, int] | None
    """Of scores 1 to 5; None while too few rated that day."""


class Left(NamedTuple):
    """A day of the burn-down picture."""

    day: date
    received: int
    ended: int
    open: int
    """At the end of the day: received, and not yet closed or withdrawn for the first time."""


class DueBoxes(NamedTuple):
    """Open cases by when the next thing about them is due, seen from the moment of the report."""

    late: int
    today: int
    tomorrow: int
    this_week: int
    """On the five days after tomorrow."""
    later: int
    none: int
    """No promise runs."""


class Series(NamedTuple):
    """Numbers for the pictures."""

    heat: Heat
    causes: tuple[Bar, ...]
    hours: tuple[int, ...]
    """24 counts: cases received by hour of the hospital's day."""
    trend: tuple[Point, ...]
    """The 13 months up to the period's last one, the period itself among them."""
    smileys: tuple[Smileys, ...]
    """Every day of the period, up to the moment of the report."""
    left: tuple[Left, ...]
    """Every day of the period, up to the moment of the report."""
    due: DueBoxes


class Star(NamedTuple):
    """Somebody on the month's list of service stars, as a supervisor signed it."""

    code: str
    name: Name
    score: float
    """In hundredths, as it was signed."""


class StarsOfMonth(NamedTuple):
    """A signed list of service stars."""

    month: str
    stars: tuple[Star, ...]
    formula: Mapping[str, float]
    """The weights that it was reckoned with."""
    by: Name
    at: datetime


class Report(NamedTuple):
    """A month's or a year's report; the same for the same register, period and moment."""

    period: Period
    hospital: Name
    """For whom it is made."""
    at: datetime
    """The moment from which what is late is seen; nothing else depends on it."""
    before: Period
    year_before: Period
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    series: Series
    stars: tuple[StarsOfMonth, ...]
    """The signed lists of the months of the period; unsigned months are not there."""

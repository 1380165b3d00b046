"""The pictures of a report: which of its numbers each one shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kiosk.i18n import N_, _, language, pick
from kiosk.printed import pictures
from kiosk.services.report_shape import DueBoxes, Figure, Name, Report, Series, Smileys

Drawing = tuple[str, str]
"""What a picture is called, and the picture."""
MOST_ROWS, MOST_BARS = 24, 12
BOXES = {
    "late": N_("Overdue"),
    "today": N_("Due today"),
    "tomorrow": N_("Tomorrow"),
    "this_week": N_("Next 7 days"),
    "later": N_("Later"),
    "none": N_("No date"),
}


def by_section(report: Report) -> dict[str, list[Drawing]]:
    """Return the pictures of each part of a report."""
    series = report.series
    return {
        "cases": list(of_cases(series)),
        "time": list(of_time(series)),
        "outcome": list(of_outcome(series)),
        "rating": list(of_rating(report)),
    }


def of_cases(series: Series) -> Iterator[Drawing]:
    """Give what came in: where and when."""
    title = _("Cases by department and week")
    lines = [(called(line.name), line.counts) for line in series.heat.lines[:MOST_ROWS]]
    if lines:
        yield title, pictures.heat_map(title, [short_day(day) for day in series.heat.weeks], lines)
    title = _("At which hour cases come in")
    yield title, pictures.hours(title, series.hours)


def of_time(series: Series) -> Iterator[Drawing]:
    """Give what is open."""
    title = _("When open cases are due")
    yield title, pictures.due_boxes(title, boxes(series.due))
    title = _("Open cases at the end of each day")
    yield title, pictures.burn_down(title, [(short_day(day.day), day.open) for day in series.left])


def of_outcome(series: Series) -> Iterator[Drawing]:
    """Give why people complained."""
    if series.causes:
        title = _("Causes of complaints, and their share together")
        bars = [(called(bar.name), bar.cases, bar.share) for bar in series.causes[:MOST_BARS]]
        yield title, pictures.pareto(title, bars)


def of_rating(report: Report) -> Iterator[Drawing]:
    """Give how satisfied people were."""
    title = _("Satisfied people, month by month")
    one = satisfied(report)
    trend = [(point.month[2:].replace("-", "/"), point.satisfied) for point in report.series.trend]
    value, low, high = (one.value, one.low, one.high) if one and not one.is_hidden else (None, None, None)
    yield title, pictures.gauge(title, value, low, high, trend)
    title = _("Faces tapped")
    yield title, pictures.smileys(title, faces(report.series.smileys))


def satisfied(report: Report) -> Figure | None:
    """Return the figure that says what share of people was satisfied."""
    shares = [one for one in report.figures if one.section == "rating" and one.unit == "percent"]
    return next((one for one in shares if "satisf" in one.code), shares[0] if shares else None)


def faces(days: tuple[Smileys, ...]) -> tuple[int, ...] | None:
    """Return how often each face was tapped on all days of which one may tell."""
    known = [day.counts for day in days if day.counts is not None]
    return tuple(map(sum, zip(*known, strict=True))) if known else None


def boxes(due: DueBoxes) -> list[tuple[str, int]]:
    """Return the boxes with their words; nobody needs one for what never happens."""
    return [
        (_(label), number)
        for (code, label), number in zip(BOXES.items(), due, strict=True)
        if number or code != "none"
    ]


def short_day(day: date) -> str:
    """Return a day in the room under an axis."""
    return f"{day.month}/{day.day}" if language() != "en" else f"{day.day}/{day.month}"


def called(name: Name) -> str:
    """Return a name in the language of here and now."""
    return (_(name) if isinstance(name, str) else pick(name)) or _("Not stated")

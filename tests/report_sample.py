"""A report for tests: a few figures of each kind, a table, and numbers for every picture."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.services import report_shape as shape

TZ = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 10, 31, 18, 0, tzinfo=TZ)
HEART = {"zh_CN": "心血管内科", "zh_TW": "心血管內科", "en": "Cardiology"}
LAB = {"zh_CN": "检验科", "zh_TW": "檢驗科", "en": "Laboratory"}


def figure(code: str, section: str, label: str, **values: object) -> shape.Figure:
    """Return a figure."""
    told = {
        "definition": f"Counted: {label}.",
        "numerator": None,
        "denominator": None,
        "value": 0,
        "unit": "count",
    }
    return shape.Figure(code=code, section=section, label=label, **(told | values))  # type: ignore[arg-type]


def span(code: str, begins: tuple[int, int], ends: tuple[int, int]) -> shape.Period:
    """Return a period."""
    return shape.Period(code, *(datetime(*pair, 1, tzinfo=TZ) for pair in (begins, ends)))


FIGURES = (
    figure("received", "cases", "Cases received", numerator=1234, value=1234, before=1100, year_before=1300),
    figure(
        "in_time", "time", "In time", numerator=451, denominator=500, value=90.2, unit="percent", before=88.1
    ),
    figure("median", "time", "Median time to the answer", denominator=321, value=3.5, unit="workdays"),
    figure(
        "satisfied",
        "rating",
        "Satisfied people",
        numerator=77,
        denominator=91,
        value=84.6,
        unit="percent",
        low=75.8,
        high=90.6,
    ),
    figure(
        "mean", "rating", "Mean score", numerator=3, denominator=3, value=None, unit="score", is_hidden=True
    ),
)
TABLES = (
    shape.Table(
        "departments",
        "By department",
        "Cases received in the period, by the department that they are about.",
        (
            shape.Column("cases", "Cases", "count"),
            shape.Column("in_time", "In time", "percent"),
            shape.Column("median", "Median", "workdays"),
        ),
        (
            shape.Row("cardiology", HEART, (1017, 91.7, 2.5)),
            shape.Row("laboratory", LAB, (217, None, None)),
            shape.Row("", "", (3, 100.0, 1)),
        ),
    ),
)
DAYS = tuple(date(2026, 10, 1) + timedelta(days=n) for n in range(31))
SERIES = shape.Series(
    heat=shape.Heat(
        tuple(date(2026, 9, 28) + timedelta(weeks=n) for n in range(5)),
        (
            shape.Line("cardiology", HEART, (11, 23, 0, 37, 41)),
            shape.Line("laboratory", LAB, (1, 2, 3, 4, 5)),
        ),
    ),
    causes=(
        shape.Bar("waiting", "Waiting", 61, 50.8),
        shape.Bar("attitude", "Attitude", 41, 85.0),
        shape.Bar("fees", "Fees", 18, 100.0),
    ),
    hours=(*(0,) * 8, 83, 97, 71, 42, 13, 31, 53, 44, 29, *(0,) * 7),
    trend=tuple(
        shape.Point(f"{2025 + (9 + n) // 12}-{(9 + n) % 12 + 1:02}", 100, 30, 90, 90.0, 80.0 + n / 2, 91)
        for n in range(13)
    ),
    smileys=tuple(shape.Smileys(day, (1, 2, 3, 4, 5) if day.day % 7 else None) for day in DAYS),
    left=tuple(shape.Left(day, 5, 4, 60 + day.day) for day in DAYS),
    due=shape.DueBoxes(7, 12, 9, 33, 58, 0),
)
STARS = shape.StarsOfMonth(
    "2026-10",
    (shape.Star("fang", "方敏", 2150),),
    {"praise": 3, "timeliness": 10, "solved": 10, "least": 5},
    "何主任",
    AT,
)
REPORT = shape.Report(
    period=span("2026-10", (2026, 10), (2026, 11)),
    hospital={"zh_CN": "甬江医院", "zh_TW": "甬江醫院", "en": "Yongjiang Hospital"},
    at=AT,
    before=span("2026-09", (2026, 9), (2026, 10)),
    year_before=span("2025-10", (2025, 10), (2025, 11)),
    figures=FIGURES,
    tables=TABLES,
    series=SERIES,
    stars=(STARS,),
)

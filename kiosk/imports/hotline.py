"""Work orders of the citizens' hotlines (12345, 12320), as their systems write them: all of it or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import NamedTuple

from kiosk.i18n import _
from kiosk.imports.problems import ImportProblems, Problem
from kiosk.imports.stays import Cells, Source, has_time, moment_in
from kiosk.imports.tables import Columns, Table
from kiosk.rules.text import clean

HEADINGS = {
    "number": ("工单编号", "工单号", "工單編號", "受理编号"),
    "called": ("来电时间", "受理时间", "來電時間", "受理時間"),
    "words": ("诉求内容", "工单内容", "内容描述", "訴求內容"),
    "due": ("办理时限", "办结时限", "截止时间", "辦理時限"),
    "kind": ("诉求类型", "工单类型", "訴求類型"),
    "name": ("来电人", "诉求人", "姓名", "來電人"),
    "phone": ("联系电话", "来电号码", "聯絡電話", "來電號碼"),
    "department": ("承办单位", "承办科室", "責任科室", "承辦單位"),
}
"""Columns, and what the hotlines call them."""
NEEDED = ("number", "called", "words", "due")
COLUMNS = Columns(
    NEEDED,
    plain_if_any=tuple(name for name in HEADINGS if name not in NEEDED),
    called={heading: name for name, headings in HEADINGS.items() for heading in headings},
)
KINDS = {
    "投诉": "complaint",
    "投訴": "complaint",
    "举报": "complaint",
    "咨询": "question",
    "諮詢": "question",
    "建议": "suggestion",
    "建議": "suggestion",
    "表扬": "praise",
    "感谢": "praise",
    "求助": "contact",
}
WORKDAYS = re.compile(r"([0-9]{1,2}) *个? *工作日")
WORDS = 4000


class Order(NamedTuple):
    """One work order."""

    number: str
    called_at: datetime
    words: str
    due_at: datetime | None
    workdays: int
    """How many working days it gives, where it names no moment."""
    kind: str
    name: str
    phone: str
    department: str


def read(path: Path, departments: Mapping[str, str], now: datetime, tz: tzinfo) -> list[Order]:
    """Read a file whole, or raise everything that is wrong with it at once."""
    problems: list[Problem] = []
    source = Source(path.name, problems)
    table = Table(path, COLUMNS, ("zh_CN",), problems)
    source.headings = table.headings
    rows = [order(Cells(source, row.line, row.cells), departments, now, tz) for row in table.rows]
    if problems:
        raise ImportProblems(tuple(sorted(set(problems))))
    return rows


def order(cells: Cells, departments: Mapping[str, str], now: datetime, tz: tzinfo) -> Order:
    """Return what a row says; its problems are noted."""
    called = at(cells, "called", tz) or now
    if called > now:
        cells.wrong("called", _('"%(column)s" is later than now.'))
    due, workdays = limit(cells, called, tz)
    return Order(
        number=number(cells),
        called_at=called,
        words=words(cells),
        due_at=due,
        workdays=workdays,
        kind=cells.among("kind", KINDS) or "complaint",
        name=cells.text("name", 120) or "",
        phone=cells.phone() or "",
        # A hotline mostly names the hospital itself; who of it works on the case is decided at the desk.
        department=departments.get(cells.get("department"), ""),
    )


def number(cells: Cells) -> str:
    """Return the hotline's own number, which no other row has."""
    told = cells.needed("number", 64)
    earlier = cells.source.seen.setdefault(told, cells.line) if told else cells.line
    if earlier != cells.line:
        cells.wrong("number", _('"%(column)s" is the same as on line %(earlier)s.'), earlier=earlier)
    return told


def words(cells: Cells) -> str:
    """Return what the caller told, with its line breaks."""
    told = clean(cells.get("words"), WORDS + 1)
    if not told:
        cells.wrong("words", _('"%(column)s" is empty.'))
    if len(told) > WORDS:
        cells.wrong("words", _('"%(column)s" is longer than %(limit)s characters.'), limit=WORDS)
    return told


def at(cells: Cells, column: str, tz: tzinfo) -> datetime | None:
    """Return a moment that must be there; a day without a time begins at midnight."""
    told = cells.needed(column, 64)
    found = moment_in(told)
    if found is None:
        if told:
            cells.wrong(column, _('"%(column)s" is not a date such as 2026-10-01.'))
        return None
    return found.replace(tzinfo=tz).astimezone(UTC)


def limit(cells: Cells, called: datetime, tz: tzinfo) -> tuple[datetime | None, int]:
    """Return until when the hotline wants its answer: a moment, the end of a day, or working days."""
    told = cells.get("due")
    if days := WORKDAYS.fullmatch(told):
        return None, max(1, int(days[1]))
    due = at(cells, "due", tz)
    if due is not None and not has_time(told):
        due += timedelta(days=1)
    if due is not None and due <= called:
        cells.wrong("due", _('"%(column)s" is before "%(other)s".'), other=cells.source.heading("called"))
    return due, 0

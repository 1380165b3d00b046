"""What a list says of one stay: its cells as values, or a problem that names line and column.

A problem never repeats what stands in the cell: a name that slipped a column would reach the log of a timer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from kiosk.i18n import LANGUAGES, _
from kiosk.imports.problems import Problem
from kiosk.imports.rows import TIME
from kiosk.imports.values import clean_within
from kiosk.rules.numbers import clean_phone

NONE = "-"
"""What a cell holds that takes back what an earlier list said; an empty one says nothing."""
CHANNELS = {
    "phone": ("phone", "电话", "電話"),
    "wechat": ("wechat", "微信"),
    "sms": ("sms", "短信", "簡訊"),
    "email": ("email", "邮件", "電子郵件"),
}
CHANNEL_OF = {word: channel for channel, words in CHANNELS.items() for word in words}
YES = ("yes", "y", "1", "true", "是", "有", "同意", "已同意")
NO = ("no", "n", "0", "false", "否", "无", "無", "不同意", "拒绝", "拒絕")
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
TIMES = ("", " %H:%M", " %H:%M:%S", "T%H:%M", "T%H:%M:%S", " %H时%M分")
FORMS = tuple(day + hour for hour in TIMES for day in DATES) + ("%Y%m%d%H%M", "%Y%m%d%H%M%S")
ADULT = 18_0000
"""Eighteen years, as dates written in eight digits differ."""
MOMENT = re.compile(r"[0-9年月日时分T:/. -]{8,25}", re.ASCII)


class Listed(NamedTuple):
    """What a list says of one stay; None is what it says nothing of."""

    visit: str
    ward: str
    name: str
    admitted_on: str
    discharged_on: str | None
    discharged_time: str | None
    bed: str | None
    doctor: str | None
    phone: str | None
    language: str | None
    channel: str | None
    consent: str | None
    calls_from: str | None
    calls_until: str | None
    is_not_called: bool | None
    is_phone_checked: bool | None
    is_child: bool | None
    plan: str | None


@dataclass
class Source:
    """The file that a list stands in."""

    file: str
    problems: list[Problem]
    headings: dict[str, str] = field(default_factory=dict)
    """A column to what the file calls it."""
    is_by_visit: bool = False
    """Whether several rows may speak of one stay, one after the other."""
    seen: dict[str, int] = field(default_factory=dict)

    def wrong(self, line: int, sentence: str, **params: object) -> None:
        """Note a problem."""
        self.problems.append(Problem(self.file, line, sentence % params))

    def heading(self, column: str) -> str:
        """Return what the file calls a column."""
        return self.headings.get(column, column)


@dataclass
class Cells:
    """The cells of one row."""

    source: Source
    line: int
    cells: Mapping[str, str]
    is_whole: bool = True

    def get(self, column: str) -> str:
        """Return a cell without the space around it."""
        return self.cells.get(column, "").strip()

    def wrong(self, column: str, sentence: str, **params: object) -> None:
        """Note a problem of a cell."""
        self.is_whole = False
        self.source.wrong(self.line, sentence, column=self.source.heading(column), **params)

    def text(self, column: str, limit: int) -> str | None:
        """Return a short text."""
        cleaned = clean_within(self.get(column), limit, lines=False)
        if cleaned is None:
            self.wrong(column, _('"%(column)s" is longer than %(limit)s characters.'), limit=limit)
        return cleaned or None

    def needed(self, column: str, limit: int) -> str:
        """Return a text that must be there."""
        if not self.get(column):
            self.wrong(column, _('"%(column)s" is empty.'))
        return self.text(column, limit) or ""

    def visit(self) -> str:
        """Return the visit number, which no other row has."""
        visit = self.needed("visit", 64)
        earlier = self.source.seen.setdefault(visit, self.line) if visit else self.line
        if earlier != self.line and not self.source.is_by_visit:
            self.wrong("visit", _('"%(column)s" is the same as on line %(earlier)s.'), earlier=earlier)
        return visit

    def moment(self, column: str, today: date) -> tuple[str, str]:
        """Return a date and, where it is said, the time of day."""
        text = self.needed(column, 64)
        found = moment_in(text)
        if found is None and text:
            self.wrong(column, _('"%(column)s" is not a date such as 2026-10-01.'))
        if found is None:
            return "", ""
        if found.date() > today:
            self.wrong(column, _('"%(column)s" is later than today.'))
        return found.date().isoformat(), f"{found:%H:%M}" if has_time(text) else ""

    def flag(self, column: str) -> bool | None:
        """Return whether a cell says yes; None where it is empty."""
        value = self.get(column).lower()
        if value and value not in YES + NO:
            self.wrong(column, _('"%(column)s" is neither yes nor no.'))
        return value in YES if value else None

    def hour(self, column: str) -> str | None:
        """Return a time of day."""
        value = self.get(column).replace("：", ":")
        if not value:
            return None
        value = value.zfill(5)
        if not TIME.fullmatch(value):
            self.wrong(column, _('"%(column)s" is not a time such as 08:30.'))
            return None
        return value

    def hours(self) -> tuple[str | None, str | None]:
        """Return the agreed hours: both of them, or none."""
        begins, ends = self.hour("calls_from"), self.hour("calls_until")
        other = self.source.heading("calls_until")
        if bool(self.get("calls_from")) != bool(self.get("calls_until")):
            sentence = _('"%(column)s" and "%(other)s" stand together, or neither does.')
            self.wrong("calls_from", sentence, other=other)
        elif begins and ends and begins >= ends:
            self.wrong("calls_from", _('"%(column)s" is not before "%(other)s".'), other=other)
        return begins, ends

    def phone(self) -> str | None:
        """Return a telephone in one form for each."""
        value = self.get("phone")
        if not value:
            return None
        if (phone := clean_phone(value)) is None:
            self.wrong("phone", _('"%(column)s" is not a telephone number.'))
        return phone

    def among(self, column: str, known: Mapping[str, str] | Collection[str]) -> str | None:
        """Return one of a few words, as we call it."""
        value = self.get(column)
        if not value:
            return None
        if value not in known:
            self.wrong(column, _('"%(column)s" is not known here.'))
            return None
        return known[value] if isinstance(known, Mapping) else value

    def ward(self, known: Mapping[str, str]) -> str:
        """Return the code of the ward."""
        self.needed("ward", 64)
        return self.among("ward", known) or ""


def listed(
    source: Source,
    line: int,
    given: Mapping[str, str],
    wards: Mapping[str, str],
    plans: Collection[str],
    today: date,
) -> Listed | None:
    """Return what a row says, or None and its problems."""
    cells = Cells(source, line, given)
    visit, name = cells.visit(), cells.needed("name", 64)
    ward, (admitted, _time) = cells.ward(wards), cells.moment("admitted", today)
    discharged, left_at = discharge(cells, admitted, today)
    consent = cells.flag("consent")
    calls_from, calls_until = cells.hours()
    found = Listed(
        visit=visit,
        ward=ward,
        name=name,
        admitted_on=admitted,
        discharged_on=discharged,
        discharged_time=left_at,
        bed=cells.text("bed", 16),
        doctor=cells.text("doctor", 64),
        phone=cells.phone(),
        language=cells.among("language", LANGUAGES),
        channel=cells.among("channel", CHANNEL_OF),
        consent=None if consent is None else "yes" if consent else "no",
        calls_from=calls_from,
        calls_until=calls_until,
        is_not_called=cells.flag("not_called"),
        is_phone_checked=cells.flag("phone_checked"),
        is_child=cells.flag("child"),
        plan="" if cells.get("plan") == NONE else cells.among("plan", plans),
    )
    return found if cells.is_whole else None


def discharge(cells: Cells, admitted: str, today: date) -> tuple[str | None, str | None]:
    """Return day and time of the discharge: None where nothing is said, empty where it is taken back."""
    value = cells.get("discharged")
    if not value:
        return None, None
    if value == NONE:
        return "", ""
    day, hour = cells.moment("discharged", today)
    if admitted and day and day < admitted:
        other = cells.source.heading("admitted")
        cells.wrong("discharged", _('"%(column)s" is before "%(other)s".'), other=other)
    return day, hour


def moment_in(text: str) -> datetime | None:
    """Return the moment that a cell names, in any of the usual ways of writing one."""
    if MOMENT.fullmatch(text):
        for form in FORMS:
            with suppress(ValueError):
                return datetime.strptime(text, form)
    return None


def has_time(text: str) -> bool:
    """Tell whether a moment says the time of day."""
    return ":" in text or "时" in text or (text.isdigit() and len(text) > 8)


def under_age(born: str, admitted: str) -> str:
    """Say whether somebody was a child when admitted, as a cell says it; nothing where a date is missing."""
    dates = ["".join(re.findall("[0-9]", text))[:8] for text in (born, admitted)]
    if any(len(one) < 8 for one in dates):
        return ""
    return "yes" if int(dates[1]) - int(dates[0]) < ADULT else "no"

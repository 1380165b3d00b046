"""Days and moments as people type them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from unicodedata import normalize

_DAY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_AHEAD = re.compile(r"\+(\d{1,3})([hm]?)")


def parse_day(text: str, today: date) -> date | None:
    """Return a day: 2026-09-30, 9-30 (the next one) or +7; None when it is no day."""
    text = plain(text)
    if found := _AHEAD.fullmatch(text):
        return today + timedelta(days=int(found[1])) if not found[2] else None
    if not (told := _DAY.fullmatch(text)):
        return None
    try:
        day = date(int(told[1] or today.year), int(told[2]), int(told[3]))
        return day if told[1] or day >= today else day.replace(year=day.year + 1)
    except ValueError:
        return None


def parse_past(text: str, today: date) -> date | None:
    """Return a day that was: 2026-09-18, or 9-18 (the last one); None when it is no day, or still to come."""
    text = plain(text)
    if not (told := _DAY.fullmatch(text)):
        return None
    try:
        day = date(int(told[1] or today.year), int(told[2]), int(told[3]))
        day = day if told[1] or day <= today else day.replace(year=day.year - 1)
    except ValueError:
        return None
    return day if day <= today else None


def parse_moment(text: str, now: datetime) -> datetime | None:
    """Return a moment: 14:30 (the next one), 9-30 14:30, +2h or +30m; None when it is none.

    `now` is local; so is what is returned.
    """
    text = plain(text)
    if (ahead := _AHEAD.fullmatch(text)) and ahead[2]:
        return now + timedelta(**{"hours" if ahead[2] == "h" else "minutes": int(ahead[1])})
    day_told, _sep, time_told = text.rpartition(" ")
    if not (time := _TIME.fullmatch(time_told)):
        return None
    day = parse_day(day_told, now.date()) if day_told else now.date()
    if day is None or int(time[1]) > 23 or int(time[2]) > 59:
        return None
    found = datetime(day.year, day.month, day.day, int(time[1]), int(time[2]), tzinfo=now.tzinfo)
    return found + timedelta(days=1) if not day_told and found <= now else found


def next_hour(now: datetime) -> str:
    """Return the hour after the next one, as one would type it."""
    return f"{(now + timedelta(hours=1)).replace(minute=0) + timedelta(hours=bool(now.minute)):%H:%M}"


def plain(text: str) -> str:
    """Return what was typed with narrow signs and single spaces."""
    return " ".join(normalize("NFKC", text).lower().split())

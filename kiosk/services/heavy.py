"""Tell a supervisor, and the person concerned, that somebody carries too many hard cases."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kiosk import store
from kiosk.config import Settings
from kiosk.rules import load
from kiosk.rules.load import Carried
from kiosk.services import alerts

HARD = """SELECT responsible, grade, filed_at FROM "case" WHERE changed_at > ? AND filed_at > ?
    AND grade IN ('complex', 'major') AND stage <> 'void' AND responsible NOT LIKE 'desk:%'"""
TOLD = "SELECT person FROM alert WHERE kind = 'loaded' AND at >= ?"


def tell_due(settings: Settings, now: datetime) -> int:
    """Tell of everybody whose load became heavy, once a person and week; return of how many."""
    found = of_week(settings, now)
    if not found or not found.keys() - already(settings.tz, now):
        return 0
    with store.writing("load.told", "rule", "load", now) as written:
        # Asked again where everybody who writes waits: two consoles tick at once.
        fresh = [person for person in found if person not in already(settings.tz, now)]
        for person in fresh:
            alerts.ring(written, "load", now, role="supervisor", who=person, count=found[person])
            alerts.ring(written, "loaded", now, person=person, who=person, count=found[person])
        written.is_idle = not fresh
    return len(fresh)


def of_week(settings: Settings, now: datetime) -> dict[str, int]:
    """Return who got too many hard cases within the last week, and how many."""
    since = int((now - load.WEEK).timestamp() * 1000)
    rows = store.rows(HARD, since, since)
    cases = [Carried(who, grade, datetime.fromtimestamp(at / 1000, UTC)) for who, grade, at in rows]
    return load.heavy(cases, settings.load_cases, now)


def already(tz: ZoneInfo, now: datetime) -> set[str]:
    """Return of whom it was told since Monday."""
    local = now.astimezone(tz)
    monday = datetime.combine(local.date() - timedelta(days=local.weekday()), time(), tz)
    return {row[0] for row in store.rows(TOLD, int(monday.timestamp() * 1000))}

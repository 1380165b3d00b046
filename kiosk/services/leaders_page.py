"""What the leader sees on one page: what is open, what was promised, how the last weeks went."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from kiosk import store
from kiosk.config import Settings
from kiosk.rules import clocks
from kiosk.rules.figures import Span
from kiosk.rules.rights import Actor, require
from kiosk.rules.strip import DAYS, StripDay, strip
from kiosk.services import report_names, workdays
from kiosk.services.report_counts import Counts
from kiosk.services.report_reckoning import Reckoned, satisfied
from kiosk.services.report_series import series
from kiosk.services.report_shape import Series

WEEKS = 8
"""Weeks that the pictures look back, this one among them."""
RUNNING = "SELECT due_at FROM clock WHERE ended_at IS NULL AND due_at > ? AND due_at <= ?"


class LeadersPage(NamedTuple):
    """Values for the pictures; every one a count or a share, and nothing of any single case."""

    series: Series
    satisfied: Reckoned
    strip: tuple[StripDay, ...]


def page(by: Actor, settings: Settings, now: datetime) -> LeadersPage:
    """Read the page as it stands now."""
    require(by, "see_reports")
    today = now.astimezone(settings.tz).date()
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    span = Span("", first, today + timedelta(days=1))
    with store.reading():
        counts = Counts(span, settings.tz, now)
        return LeadersPage(
            series(counts, report_names.read(), settings.tz, now),
            satisfied(counts),
            promised(settings, now),
        )


def promised(settings: Settings, now: datetime) -> tuple[StripDay, ...]:
    """Return the next days with the promises that end on each; what is late already stands in no day."""
    today = now.astimezone(settings.tz).date()
    until = now + timedelta(days=DAYS + 1)
    found = store.rows(RUNNING, *(int(moment.timestamp() * 1000) for moment in (now, until)))
    ends = [clocks.last_day(datetime.fromtimestamp(due / 1000, UTC), settings.tz) for (due,) in found]
    return strip(today, ends, workdays.calendar())

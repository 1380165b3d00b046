"""A month's report from kept counts beside the plain query over the same rows: one report, two ways."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from benchmarks.demonstration import demonstration, timed, within
from kiosk import store
from kiosk.records import tallies
from kiosk.rules.figures import before, month_of
from kiosk.rules.rights import Actor
from kiosk.services import reports
from kiosk.services.report_shape import Report

LEADER = Actor("leader", "leader")
FIRST, WARM, YEAR = 1000.0, 1000.0, 4000.0
"""Milliseconds for a month when nothing of it was read before, for the same again, and for a year."""
ROUNDS = 7


@contextmanager
def counted_plainly() -> Iterator[None]:
    """Let reports count by the plain query alone."""

    def total(what: str, until: datetime) -> int:
        return sum(int(row[-1]) for row in tallies.plain(what, tallies.EPOCH, until))

    def cells(what: str, begins_at: datetime, ends_at: datetime) -> list[tallies.Cell]:
        return tallies.added(tallies.plain(what, begins_at, ends_at))

    with patch.object(tallies, "cells", cells), patch.object(tallies, "total", total):
        yield


def main() -> None:
    """Print the times of a month and a year, and hold both ways of counting against each other."""
    with demonstration() as settings:
        now = settings.clock()
        span = before(month_of(now.astimezone(settings.tz).date()))

        def month() -> Report:
            return reports.month(span.code, LEADER, settings, now)

        first = timed(month)
        kept = statistics.median(timed(month) for _round in range(ROUNDS))
        with counted_plainly():
            began = time.perf_counter()
            plain_report, plain = month(), (time.perf_counter() - began) * 1000
        assert plain_report == month(), "the kept counts are not what the plain query finds"
        within("a month's report, the first", first, FIRST)
        ratio = f", {plain / kept:.1f} times as fast as the plain query ({plain:.0f} ms), the same report"
        within("a month's report", kept, WARM, ratio)
        year = str(span.first.year - 1)
        reports.year(year, LEADER, settings, now)
        within(f"a year's report ({year})", timed(lambda: reports.year(year, LEADER, settings, now)), YEAR)
        print(f"       {store.rows('SELECT count(*) FROM tally')[0][0]:,} counts are kept")


if __name__ == "__main__":
    main()

"""How the figures of a report are reckoned from what was counted in a period."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kiosk.rules.figures import nearest_rank, percent, rounded
from kiosk.rules.intervals import wilson
from kiosk.rules.ratings import publishable
from kiosk.services.report_counts import Counts
from kiosk.services.report_shape import Number

OPINIONS = ("suggestion", "praise")
ASKED = ("question", "contact")
UPHELD = ("upheld", "partly_upheld")
LEAST = 5
"""Ratings below which no score is shown."""


class Reckoned(NamedTuple):
    """A number of one period."""

    value: Number
    numerator: int | None = None
    denominator: int | None = None
    low: Number = None
    high: Number = None
    is_hidden: bool = False


def count(number: int) -> Reckoned:
    """Return a plain count."""
    return Reckoned(number, number)


def share(numerator: int, denominator: int) -> Reckoned:
    """Return a share in percent."""
    return Reckoned(percent(numerator, denominator), numerator, denominator)


def promised(name: str, *kinds: str) -> Callable[[Counts], Reckoned]:
    """Return how to reckon the share of promises that were kept."""
    return lambda counts: share(*counts.promises(name, kinds))


def hours(rank: int, *kinds: str) -> Callable[[Counts], Reckoned]:
    """Return how to reckon a percentile of the hours to an answer; 50 is the median."""

    def reckon(counts: Counts) -> Reckoned:
        found = counts.hours(*kinds)
        return Reckoned(nearest_rank(found, rank), None, found.total())

    return reckon


def verdict(word: str) -> Callable[[Counts], Reckoned]:
    """Return how to reckon the share of a verdict."""
    return lambda counts: share(counts.sum("verdict", lambda cell: cell.three == word), counts.sum("verdict"))


def upheld(counts: Counts) -> Reckoned:
    """Reckon how many complaints were right, wholly or partly."""
    known = counts.by(
        "cause", lambda cell: cell.three, lambda cell: cell.two == "complaint" and cell.three != ""
    )
    return share(sum(known[outcome] for outcome in UPHELD), known.total())


def satisfied(counts: Counts) -> Reckoned:
    """Reckon the share of good ratings, with Wilson's interval; hidden while few answered."""
    n = counts.sum("rating")
    if not publishable(n, LEAST):
        return Reckoned(None, is_hidden=True)
    good = counts.sum("rating", lambda cell: cell.number >= 4)
    low, high = (round(100 * end, 1) for end in wilson(good, n))
    return Reckoned(percent(good, n), good, n, low, high)


def mean_score(counts: Counts) -> Reckoned:
    """Reckon the mean of all scores; hidden while few answered."""
    n = counts.sum("rating")
    if not publishable(n, LEAST):
        return Reckoned(None, is_hidden=True)
    total = sum(cell.number * cell.amount for cell in counts.cells["rating"])
    return Reckoned(rounded(total, n, 2), total, n)


def in_time(counts: Counts) -> Reckoned:
    """Reckon how many correction notices were mended in time."""
    notices = counts.all_notices()
    return share(notices.in_time, notices.due)

"""Which backups stay: the newest of each day, week and month, for so many of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

SPANS: tuple[tuple[int, Callable[[datetime], tuple[int, ...]]], ...] = (
    (7, lambda at: (at.year, at.month, at.day)),
    (4, lambda at: at.isocalendar()[:2]),
    (12, lambda at: (at.year, at.month)),
)
"""How many, and of what: days, weeks and months that have a backup."""


def kept(made: Iterable[datetime]) -> set[datetime]:
    """Return the moments whose backups stay; the newest one always does."""
    newest_first = sorted(made, reverse=True)
    stay: set[datetime] = set()
    for most, span in SPANS:
        newest: dict[tuple[int, ...], datetime] = {}
        for at in newest_first:
            newest.setdefault(span(at), at)
        stay.update(list(newest.values())[:most])
    return stay

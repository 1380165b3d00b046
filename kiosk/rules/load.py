"""Who carries too much: hard cases within one week wear people out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

WEEK = timedelta(days=7)
HARD = frozenset({"complex", "major"})


class Carried(NamedTuple):
    """A case that somebody answers for."""

    person: str
    grade: str
    at: datetime
    """When it was filed."""


def heavy(cases: Iterable[Carried], most: int, now: datetime) -> dict[str, int]:
    """Return who got `most` hard cases or more within the last week, and how many."""
    counted = Counter(one.person for one in cases if one.grade in HARD and now - WEEK < one.at <= now)
    return {person: count for person, count in sorted(counted.items()) if count >= most}

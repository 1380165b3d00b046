"""How long personal data is kept, and whether the clock can be believed that says it is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

JUMP = timedelta(days=1)
"""A clock that moved further since the last look may be wrong."""
YEAR = 365


class Keeping(NamedTuple):
    """The times that a hospital keeps personal data after the end of a case."""

    complaint_years: int = 15
    opinion_years: int = 5
    question_days: int = 90
    rating_months: int = 24
    stay_months: int = 24

    def days(self, kind: str) -> int:
        """Return for how many days a kind of case is kept."""
        if kind == "complaint":
            return self.complaint_years * YEAR
        return self.opinion_years * YEAR if kind in ("suggestion", "praise") else self.question_days

    def over_before(self, kind: str, now: datetime) -> datetime:
        """Return the moment before which a case of this kind must have ended to be over now."""
        return now - timedelta(days=self.days(kind))

    def ratings_before(self, now: datetime) -> datetime:
        """Return the moment before which a rating without a case is over."""
        return now - timedelta(days=self.rating_months * YEAR / 12)

    def stays_before(self, now: datetime) -> datetime:
        """Return the moment before which whoever was discharged is forgotten."""
        return now - timedelta(days=self.stay_months * YEAR / 12)


def has_jumped(last: datetime | None, now: datetime) -> bool:
    """Tell whether the clock moved by more than a day since something was last written."""
    return last is not None and abs(now - last) > JUMP

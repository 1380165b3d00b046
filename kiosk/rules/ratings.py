"""What a rating is worth: which taps count, which ask why, and when a score may be shown."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

SCORES = (1, 2, 3, 4, 5)


def is_flagged(previous_at: datetime | None, now: datetime, within: float = 5.0) -> bool:
    """Tell whether a tap follows another of its terminal by less than so many seconds, and is left out."""
    # A clock that was set back must not make an hour of honest taps look like one finger's.
    return previous_at is not None and abs(now - previous_at) < timedelta(seconds=within)


def is_burst(earlier: Sequence[datetime], now: datetime, most: int = 12, minutes: int = 5) -> bool:
    """Tell whether so many taps came from one terminal in the last minutes that one more is left out."""
    return sum(timedelta() <= now - at < timedelta(minutes=minutes) for at in earlier) >= most


def asks_why(score: int) -> bool:
    """Tell whether a score is so bad that a complaint is offered."""
    if score not in SCORES:
        raise ValueError(f"a score is one of 1 to 5, not {score}")
    return score <= 2


def is_own_work(staff: str, worked: Collection[str]) -> bool:
    """Tell whether somebody would rate a case on which they worked themselves."""
    return staff in worked


def publishable(n: int, at_least: int = 5) -> bool:
    """Tell whether so many answers are enough to show a score without showing a person."""
    return n >= at_least

"""Ratings: the first tap on a face is the record; what follows only adds to it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, tzinfo
from uuid import UUID

from kiosk import store
from kiosk.i18n import N_
from kiosk.records import Rating
from kiosk.rules.ratings import is_flagged, publishable
from kiosk.rules.refusal import Refusal
from kiosk.services.carrying import carried

REASONS = 3


@carried
def rate(uid: UUID, score: int, desk: str, now: datetime, department: str = "") -> Rating:
    """Record a tap on a face; the same uid again is the same rating."""
    if score not in range(1, 6):
        raise Refusal(N_("A rating is a number from 1 to 5."))
    known = Rating.get_or_none(Rating.uid == uid)
    if known is not None:
        return known
    before = last_tap(desk)
    flagged = before is not None and is_flagged(before.at, now)
    rating = Rating(
        uid=uid,
        at=now,
        desk=desk,
        source="kiosk",
        score=score,
        department=department,
        is_counted=not flagged,
    )
    with store.writing("rating.given", f"desk:{desk}", str(uid), now) as written:
        written.add(rating)
    return rating


def last_tap(desk: str) -> Rating | None:
    """Return the rating tapped last at a desk; one that was taken back makes room for the right one."""
    is_here = (Rating.desk == desk) & (Rating.source == "kiosk")
    query = Rating.select().where(is_here & Rating.withdrawn_at.is_null())
    found: Rating | None = query.order_by(Rating.at.desc()).first()
    return found


def of_today(tz: tzinfo, now: datetime) -> dict[int, int]:
    """Count today's ratings at the desks by their score; nothing while so few could point at somebody."""
    midnight = now.astimezone(tz).replace(hour=0, minute=0, second=0, microsecond=0)
    is_today = (Rating.at >= midnight) & (Rating.source == "kiosk")
    query = Rating.select().where(is_today & Rating.withdrawn_at.is_null())
    counts = Counter(int(rating.score) for rating in query if rating.is_counted)
    return dict(counts) if publishable(counts.total()) else {}


@carried
def add_reasons(uid: UUID, department: str, reasons: list[str], now: datetime) -> Rating:
    """Add where it was and why to a rating."""
    rating: Rating = Rating.get_by_id(uid)
    with store.writing("rating.reasons", f"desk:{rating.desk}", str(uid), now) as written:
        written.change(rating, department=department or rating.department, reasons=reasons[:REASONS])
    return rating


@carried
def undo(uid: UUID, now: datetime) -> Rating:
    """Take a rating back: it stays in the register and is left out."""
    rating: Rating = Rating.get_by_id(uid)
    with store.writing("rating.undone", f"desk:{rating.desk}", str(uid), now) as written:
        written.change(rating, withdrawn_at=now, is_counted=False)
    return rating

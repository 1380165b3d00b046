"""Ratings: the first tap on a face is the record; what follows only adds to it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta, tzinfo
from uuid import UUID, uuid5

from kiosk import store
from kiosk.i18n import N_
from kiosk.records import Rating, SurveyAnswer, SurveyQuestion
from kiosk.rules import questions
from kiosk.rules.ratings import is_burst, is_flagged, publishable
from kiosk.rules.refusal import Refusal
from kiosk.services.carrying import carried

REASONS = 3
_ANSWERS = UUID("5d3e2d0c-52d1-5c8a-9a4f-0c1c6f7be2a4")
TAPS = "WHERE desk = ? AND source = 'kiosk' AND withdrawn_at IS NULL AND at > ? AND at <= ?"


@carried
def rate(
    uid: UUID,
    score: int,
    desk: str,
    now: datetime,
    department: str = "",
    point: str = "",
    most: int = 12,
    minutes: int = 5,
) -> Rating:
    """Record a tap on a face; the same uid again is the same rating.

    More than `most` taps of one terminal within so many minutes are kept and left out.
    """
    if score not in range(1, 6):
        raise Refusal(N_("A rating is a number from 1 to 5."))
    known = Rating.get_or_none(Rating.uid == uid)
    if known is not None:
        return known
    before = last_tap(desk)
    flagged = before is not None and is_flagged(before.at, now)
    flagged = flagged or is_burst(taps(desk, now - timedelta(minutes=minutes), now), now, most, minutes)
    rating = Rating(
        uid=uid,
        at=now,
        desk=desk,
        source="kiosk",
        score=score,
        department=department,
        is_counted=not flagged,
        point=point,
    )
    with store.writing("rating.given", f"desk:{desk}", str(uid), now) as written:
        written.add(rating)
    return rating


def taps(desk: str, since: datetime, now: datetime) -> list[datetime]:
    """Return when faces were tapped at a desk since a moment."""
    moments = (int(at.timestamp() * 1000) for at in (since, now))
    return [one.at for one in store.load(Rating, TAPS, desk, *moments)]


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
def answer(rating: UUID, question: str, told: str, now: datetime) -> SurveyAnswer:
    """Record the answer to a question after a rating; another answer takes the place of the first."""
    asked = store.load(SurveyQuestion, "WHERE code = ?", question)
    given = store.load(Rating, "WHERE uid = ?", rating.hex)
    if not asked or not given:
        raise Refusal(N_("This question is not known."))
    if told not in questions.answers(asked[0].kind, [one["code"] for one in asked[0].options]):
        raise Refusal(N_("This is no answer to the question."))
    uid = uuid5(_ANSWERS, f"{rating}\0{question}")
    with store.writing("rating.answered", f"desk:{given[0].desk}", str(rating), now) as written:
        known = store.load(SurveyAnswer, "WHERE uid = ?", uid.hex)
        if not known:
            known = [SurveyAnswer(uid=uid, rating=rating, question=question, answer=told, at=now)]
            written.add(known[0])
        elif known[0].answer != told:
            written.change(known[0], answer=told, at=now)
        else:
            written.is_idle = True
    return known[0]


@carried
def undo(uid: UUID, now: datetime) -> Rating:
    """Take a rating back: it stays in the register and is left out."""
    rating: Rating = Rating.get_by_id(uid)
    with store.writing("rating.undone", f"desk:{rating.desk}", str(uid), now) as written:
        written.change(rating, withdrawn_at=now, is_counted=False)
    return rating

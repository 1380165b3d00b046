"""The month's satisfaction, published once and then as it was: every department, with how many rated it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Fact
from kiosk.rules import scores, stretches
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.rules.scores import Figure
from kiosk.services import satisfaction
from kiosk.services.hospital import PUBLISHED

OF_MONTH = "WHERE name = ?"
ALL = f"SELECT name FROM fact WHERE name LIKE '{PUBLISHED}%' ORDER BY name DESC"


class Month(NamedTuple):
    """What is published of a month."""

    month: str
    total: Figure
    departments: dict[str, Figure]
    """Those with any rating, in the order of the hospital's list."""
    published_at: datetime | None = None


def drawn_up(month: str, settings: Settings) -> Month:
    """Reckon a month from its ratings."""
    one = stretches.read("month", month)
    found = satisfaction.by("department", one, settings.tz)
    listed = [str(code) for (code,) in store.rows("SELECT code FROM department ORDER BY position")]
    named = {code: found[code] for code in listed if code in found}
    whole = satisfaction.whole(one, settings.tz)
    return Month(one.code, whole, scores.veiled(named, whole))


def publish_month(month: str, by: Actor, settings: Settings, now: datetime) -> Month:
    """Publish a month that is over; what is published once stays as it was."""
    require(by, "publish_month")
    one = stretches.read("month", month)
    if one.bounds(settings.tz)[1] > now:
        raise Refusal(N_("This month is not over yet."))
    with store.writing("satisfaction.published", by.code, f"month:{one.code}", now) as written:
        if (known := published(one.code)) is not None:
            written.is_idle = True
            return known
        drawn = drawn_up(one.code, settings)._replace(published_at=now)
        written.add(Fact(name=PUBLISHED + one.code, value=told(drawn, by.code, now)))
    return drawn


def published(month: str) -> Month | None:
    """Return a month as it was published; None when it is not."""
    found = store.load(Fact, OF_MONTH, PUBLISHED + month)
    return read(month, found[0].value) if found else None


def published_months() -> list[str]:
    """Return the months that are published, the newest first."""
    return [str(name).removeprefix(PUBLISHED) for (name,) in store.rows(ALL)]


def told(drawn: Month, by: str, now: datetime) -> dict[str, Any]:
    """Return a month as it is kept: of few ratings nothing but how many."""
    rows = [[code, one.n, one.satisfied, one.points] for code, one in drawn.departments.items()]
    total = [drawn.total.n, drawn.total.satisfied, drawn.total.points]
    return {"at": now.isoformat(), "by": by, "total": total, "departments": rows}


def read(month: str, kept: Mapping[str, Any]) -> Month:
    """Return a month from what is kept of it."""
    departments = {code: scores.figure(*row) for code, *row in kept["departments"]}
    at = datetime.fromisoformat(kept["at"])
    return Month(month, scores.figure(*kept["total"]), departments, at)

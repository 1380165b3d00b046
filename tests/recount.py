"""A report's numbers by another route: row after row of the register, by no count or query of the product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import ceil, sqrt
from typing import Any
from zoneinfo import ZoneInfo

from kiosk import store
from kiosk.records import (
    Case,
    CaseLink,
    Clock,
    Deduction,
    FollowUp,
    Handover,
    Notice,
    Rating,
    Record,
    Theme,
    trail,
)

Row = dict[str, Any]
HOUSE = {("investigate", "house"), ("reply", "house"), ("answer", "house")}


def share(k: int, n: int) -> float | None:
    """Return k of n in percent, as one rounds on paper."""
    if not n:
        return None
    return float((Decimal(100 * k) / Decimal(n)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def rank(values: Iterable[int], percent: int) -> int | None:
    """Return a percentile of a list by nearest rank."""
    ordered = sorted(values)
    return ordered[ceil(len(ordered) * percent / 100) - 1] if ordered else None


class Rows:
    """Every row of the tables that reports are about, and what a period makes of them."""

    def __init__(self, zone: str, at: datetime) -> None:
        self.zone, self.at = ZoneInfo(zone), at
        self.cases = {row["uid"]: row for row in read(Case) if row["stage"] != "void"}
        self.clocks = [row for row in read(Clock) if row["case_uid"] in self.cases]
        self.offers, self.ratings = read(Handover), [row for row in read(Rating) if counts(row)]
        self.notices, self.points, self.themes = read(Notice), read(Deduction), read(Theme)
        self.links = [row for row in read(CaseLink) if row["ended_at"] is None]
        self.follow_ups = read(FollowUp)

    def day(self, milliseconds: int) -> date:
        """Return the hospital's day of a moment."""
        return self.local(milliseconds).date()

    def local(self, milliseconds: int) -> datetime:
        """Return a moment in the hospital's time."""
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
        return moment.astimezone(self.zone)

    def within(self, code: str) -> Callable[[int | None], bool]:
        """Return what tells whether a moment lies in a month or a year."""
        return lambda moment: moment is not None and self.day(moment).isoformat().startswith(code)

    def filed(self, code: str, kind: str = "") -> list[Row]:
        """Return the cases filed in a period."""
        here = self.within(code)
        return [
            row for row in self.cases.values() if here(row["filed_at"]) and (not kind or row["kind"] == kind)
        ]

    def promised(self, code: str, names: set[tuple[str, str]], kinds: set[str]) -> list[Row]:
        """Return the clocks that fell due in a period and have ended, or run late."""
        here, found = self.within(code), []
        for row in self.clocks:
            is_named = (row["name"], row["basis"]) in names and self.cases[row["case_uid"]]["kind"] in kinds
            is_over = row["result"] != "" or self.local(row["due_at"]) <= self.at
            if is_named and is_over and here(row["due_at"] - 1):
                found.append(row)
        return found

    def kept(self, code: str, name: str, basis: str, *kinds: str) -> float | None:
        """Return the share of promises kept."""
        every = {"complaint", "question", "contact", "suggestion", "praise"}
        due = self.promised(code, {(name, basis)}, set(kinds) or every)
        return share(sum(row["result"] == "met" for row in due), len(due))

    def hours(self, code: str, *kinds: str) -> list[int]:
        """Return the whole hours to the answers given in a period."""
        here = self.within(code)
        return [
            int((row["answered_at"] - row["filed_at"]) / 3_600_000)
            for row in self.cases.values()
            if row["kind"] in kinds and here(row["answered_at"])
        ]

    def rated(self, code: str) -> list[int]:
        """Return the scores given in a period."""
        here = self.within(code)
        return [row["score"] for row in self.ratings if here(row["at"])]

    def due_notices(self, code: str) -> list[Row]:
        """Return the notices whose day lay in a period and is over."""
        here = self.within(code)
        return [
            row for row in self.notices if here(row["due_at"] - 1) and self.local(row["due_at"]) <= self.at
        ]

    def due_follow_ups(self, code: str, kind: str = "") -> list[Row]:
        """Return the visits and calls whose day lay in a period, but for those dropped."""
        return [
            row
            for row in self.follow_ups
            if row["due_day"].startswith(code)
            and row["state"] != "dropped"
            and (not kind or row["kind"] == kind)
        ]

    def figures(self, code: str) -> dict[str, Any]:
        """Return the value of every figure of a period."""
        here, filed = self.within(code), self.filed(code)
        judged = [row["verdict"] for row in filed if row["verdict"]]
        outcomes = [row["outcome"] for row in filed if row["kind"] == "complaint" and row["outcome"]]
        repeats = {row["case_uid"] for row in self.links if row["kind"] == "repeat"}
        offers = [
            row
            for row in self.offers
            if here(row["due_at"] - 1) and row["state"] in ("accepted", "rejected", "expired")
        ]
        early = [row for row in offers if row["state"] != "expired" and row["ended_at"] <= row["due_at"]]
        due = self.due_notices(code)
        mended = [row for row in due if row["done_at"] is not None and row["done_at"] < row["due_at"]]
        last = max((day for day in self.days(code)), default=None)
        visits, contacts = self.due_follow_ups(code), self.due_follow_ups(code, "contact")
        asked, opinions = ("question", "contact"), ("suggestion", "praise")
        found = {
            "received": len(filed),
            "complaints": len(self.filed(code, "complaint")),
            "ended": sum(here(row["first_closed_at"]) for row in self.cases.values()),
            "open_at_end": self.open_after(last) if last else None,
            "reopened": share(sum(row["reopenings"] > 0 for row in filed), len(filed)),
            "repeated": share(sum(row["uid"] in repeats for row in filed), len(filed)),
            "reply_house": self.kept(code, "reply", "house", "complaint"),
            "reply_national": self.kept(code, "reply", "national", "complaint"),
            "investigate": self.kept(code, "investigate", "house", "complaint"),
            "acknowledge": self.kept(code, "acknowledge", "house"),
            "answer_questions": self.kept(code, "answer", "house", *asked),
            "reply_opinions": self.kept(code, "reply", "house", *opinions),
            "accept": share(len(early), len(offers)),
            "upheld": share(sum("upheld" in outcome for outcome in outcomes), len(outcomes)),
            "notices_issued": sum(here(row["issued_at"]) for row in self.notices),
            "notices_in_time": share(len(mended), len(due)),
            "notices_late": len(due) - len(mended),
            "notices_verified": sum(here(row["verified_at"]) for row in self.notices),
            "points": sum(
                row["points"] if row["points_kept"] is None else row["points_kept"]
                for row in self.points
                if row["day"].startswith(code)
            ),
            "recurrences": sum(row["kind"] == "recurrence" and here(row["at"]) for row in self.links),
            "themes_made": sum(here(row["made_at"]) for row in self.themes),
            "themes_decided": sum(here(row["decided_at"]) for row in self.themes),
            "themes_done": sum(here(row["done_at"]) for row in self.themes),
            "follow_ups_due": len(visits),
            "follow_ups_reached": share(sum(row["state"] == "done" for row in visits), len(visits)),
            "contact_in_time": share(
                sum(row["state"] == "done" and row["ended_at"] <= row["due_at"] for row in contacts),
                len(contacts),
            ),
        }
        for verdict in ("solved", "not_solved", "no_answer"):
            found[verdict] = share(judged.count(verdict), len(judged))
        for name, kinds in (("complaints", ("complaint",)), ("questions", asked), ("opinions", opinions)):
            found[f"median_{name}"] = rank(self.hours(code, *kinds), 50)
            found[f"p90_{name}"] = rank(self.hours(code, *kinds), 90)
        return found | self.satisfaction(code)

    def satisfaction(self, code: str) -> dict[str, Any]:
        """Return what the ratings of a period say; nothing but their number while there are few."""
        scores = self.rated(code)
        n, good = len(scores), sum(score > 3 for score in scores)
        if n < 5:
            return {"ratings": n, "satisfied": None, "mean_score": None}
        mean = (Decimal(sum(scores)) / Decimal(n)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return {"ratings": n, "satisfied": share(good, n), "mean_score": float(mean)}

    def interval(self, code: str) -> tuple[float, float]:
        """Return Wilson's interval around the share of good ratings, in percent, the textbook's way."""
        scores = self.rated(code)
        n, p, z = len(scores), sum(score > 3 for score in scores) / len(scores), 1.959963984540054
        root = z * sqrt(z * z + 4 * n * p * (1 - p))
        low, high = ((2 * n * p + z * z + sign * root) / (2 * (n + z * z)) for sign in (-1, 1))
        return round(100 * low, 1), round(100 * high, 1)

    def open_after(self, day: date) -> int:
        """Count the cases that were not closed or withdrawn for the first time by the end of a day."""
        ended = [row["first_closed_at"] for row in self.cases.values() if row["first_closed_at"] is not None]
        return sum(self.day(row["filed_at"]) <= day for row in self.cases.values()) - sum(
            self.day(moment) <= day for moment in ended
        )

    def days(self, code: str) -> list[date]:
        """Return the days of a month or a year."""
        first = date(int(code[:4]), int(code[5:] or 1), 1)
        every = (first + timedelta(days=n) for n in range(366))
        return [day for day in every if day.isoformat().startswith(code)]

    def table(self, code: str, what: str, kind: str = "") -> dict[str, int]:
        """Count the cases filed in a period by one of their columns."""
        found: dict[str, int] = defaultdict(int)
        for row in self.filed(code, kind):
            found[row[what]] += 1
        return dict(found)


def counts(row: Row) -> bool:
    """Tell whether a rating counts."""
    return bool(row["is_counted"]) and row["withdrawn_at"] is None


def read(table: type[Record]) -> list[Row]:
    """Return every row of a table as it stands in the store."""
    names = [field.column_name for field in trail.columns(table)]
    quoted = ", ".join(f'"{name}"' for name in names)
    found = store.rows(f'SELECT {quoted} FROM "{table._meta.table_name}"')
    return [dict(zip(names, row, strict=True)) for row in found]

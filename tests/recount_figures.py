"""The figures of a report, counted row after row."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from typing import NamedTuple

from tests.recount_rows import FEW, KINDS, Rows, days, good, is_mended, met, points, rank, share

ASKED, OPINIONS = ("question", "contact"), ("suggestion", "praise")


class Found(NamedTuple):
    """A figure of one period."""

    value: float | None
    numerator: int | None = None
    denominator: int | None = None
    low: float | None = None
    high: float | None = None
    is_hidden: bool = False


def figures(rows: Rows, code: str) -> dict[str, Found]:
    """Return every figure of a period."""
    return {
        **came(rows, code),
        **in_time(rows, code),
        **hours(rows, code),
        **outcomes(rows, code),
        **satisfaction(rows, code),
        **notices(rows, code),
        **themes(rows, code),
        **follow_ups(rows, code),
    }


def came(rows: Rows, code: str) -> dict[str, Found]:
    """Count what came and what ended."""
    filed = rows.filed(code)
    repeats = {row["case_uid"] for row in rows.links if row["kind"] == "repeat"}
    return {
        "received": plain(len(filed)),
        "complaints": plain(len(rows.filed(code, "complaint"))),
        "ended": plain(len(rows.ended(code))),
        "open_at_end": plain(rows.open_after(days(code)[-1])),
        "reopened": part(sum(row["reopenings"] > 0 for row in filed), len(filed)),
        "repeated": part(sum(row["uid"] in repeats for row in filed), len(filed)),
    }


def in_time(rows: Rows, code: str) -> dict[str, Found]:
    """Count promises and offers."""
    names = {
        "reply_house": ("reply", "house", "complaint"),
        "reply_national": ("reply", "national", "complaint"),
        "investigate": ("investigate", "house", "complaint"),
        "acknowledge": ("acknowledge", "house", *KINDS),
        "answer_questions": ("answer", "house", *ASKED),
        "reply_opinions": ("reply", "house", *OPINIONS),
    }
    found = {}
    for figure, (name, basis, *kinds) in names.items():
        due = rows.promised(code, {(name, basis)}, kinds)
        found[figure] = part(met(due), len(due))
    here, over = rows.within(code), ("accepted", "rejected", "expired")
    offers = [row for row in rows.offers if here(row["due_at"] - 1) and row["state"] in over]
    early = [row for row in offers if row["state"] != "expired" and row["ended_at"] <= row["due_at"]]
    return found | {"accept": part(len(early), len(offers))}


def hours(rows: Rows, code: str) -> dict[str, Found]:
    """Return how long answers took."""
    found = {}
    for name, kinds in (("complaints", ("complaint",)), ("questions", ASKED), ("opinions", OPINIONS)):
        took = rows.hours(code, *kinds)
        found[f"median_{name}"] = Found(rank(took, 50), None, len(took))
        found[f"p90_{name}"] = Found(rank(took, 90), None, len(took))
    return found


def outcomes(rows: Rows, code: str) -> dict[str, Found]:
    """Count what patients said, and which complaints were right."""
    judged = [row["verdict"] for row in rows.filed(code) if row["verdict"]]
    known = [row["outcome"] for row in rows.filed(code, "complaint") if row["outcome"]]
    verdicts = ("solved", "not_solved", "no_answer")
    return {
        **{verdict: part(judged.count(verdict), len(judged)) for verdict in verdicts},
        "upheld": part(sum("upheld" in outcome for outcome in known), len(known)),
    }


def satisfaction(rows: Rows, code: str) -> dict[str, Found]:
    """Return what the ratings of a period say; nothing but their number while there are few."""
    scores = rows.scores(code)
    n = len(scores)
    if n < FEW:
        hidden = Found(None, is_hidden=True)
        return {"ratings": plain(n), "satisfied": hidden, "mean_score": hidden}
    mean = (Decimal(sum(scores)) / Decimal(n)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return {
        "ratings": plain(n),
        "satisfied": Found(share(good(scores), n), good(scores), n, *interval(good(scores), n)),
        "mean_score": Found(float(mean), sum(scores), n),
    }


def interval(k: int, n: int) -> tuple[float, float]:
    """Return Wilson's interval around k of n, in percent, the textbook's way."""
    p, z = k / n, 1.959963984540054
    root = z * sqrt(z * z + 4 * n * p * (1 - p))
    low, high = ((2 * n * p + z * z + sign * root) / (2 * (n + z * z)) for sign in (-1, 1))
    return round(100 * low, 1), round(100 * high, 1)


def notices(rows: Rows, code: str) -> dict[str, Found]:
    """Count notices, points and what came again."""
    here, due = rows.within(code), rows.due_notices(code)
    mended = sum(map(is_mended, due))
    return {
        "notices_issued": plain(sum(here(row["issued_at"]) for row in rows.notices)),
        "notices_in_time": part(mended, len(due)),
        "notices_late": plain(len(due) - mended),
        "notices_verified": plain(sum(here(row["verified_at"]) for row in rows.notices)),
        "points": plain(sum(points(row) for row in rows.points if row["day"].startswith(code))),
        "recurrences": plain(sum(row["kind"] == "recurrence" and here(row["at"]) for row in rows.links)),
    }


def themes(rows: Rows, code: str) -> dict[str, Found]:
    """Count common matters."""
    here = rows.within(code)
    steps = ("made", "decided", "done")
    return {f"themes_{step}": plain(sum(here(row[f"{step}_at"]) for row in rows.themes)) for step in steps}


def follow_ups(rows: Rows, code: str) -> dict[str, Found]:
    """Count visits and calls."""
    due, contacts = rows.due_follow_ups(code), rows.due_follow_ups(code, "contact")
    early = [row for row in contacts if row["state"] == "done" and row["ended_at"] <= row["due_at"]]
    return {
        "follow_ups_due": plain(len(due)),
        "follow_ups_reached": part(sum(row["state"] == "done" for row in due), len(due)),
        "contact_in_time": part(len(early), len(contacts)),
    }


def plain(number: int) -> Found:
    """Return a number that is out of nothing."""
    return Found(number, number)


def part(k: int, n: int) -> Found:
    """Return k of n."""
    return Found(share(k, n), k, n)

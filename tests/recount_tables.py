"""The tables of a report, counted row after row: their columns, and their lines in the order of the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from tests.recount_rows import (
    FEW,
    HOUSE,
    KINDS,
    Row,
    Rows,
    before,
    is_mended,
    last_year,
    met,
    points,
    rank,
    satisfied,
    share,
)

Line = dict[str, Any]
OUTCOMES = ("explained", "partly_upheld", "upheld", "cannot_tell")
VERDICTS = ("solved", "not_solved", "no_answer")
SCORES = (1, 2, 3, 4, 5)
VISITS = ("visit", "survey", "contact", "call", "plan")
PROMISES = (
    ("acknowledge", "house"),
    ("investigate", "house"),
    ("reply", "house"),
    ("reply", "national"),
    ("answer", "house"),
    ("reply", "hotline"),
    ("answer", "hotline"),
)


def tables(rows: Rows, code: str) -> dict[str, list[Line]]:
    """Return the lines of every table, each cell by its column."""
    filed, complaints = rows.filed(code), rows.filed(code, "complaint")
    scores = rows.scores(code)
    return {
        "kinds": [kind(rows, code, name) for name in KINDS],
        **{f"by_{what}": received(rows, code, what) for what in ("grade", "source")},
        "by_category": received(rows, code, "category", "complaint"),
        "causes": causes(complaints),
        "outcomes": shares("complaints", OUTCOMES, [row["outcome"] for row in complaints]),
        "promises": [promise(rows, code, *name) for name in PROMISES],
        "verdicts": shares("number", VERDICTS, [row["verdict"] for row in filed]),
        "departments": departments(rows, code),
        "scores": shares("number", SCORES, scores) if len(scores) >= FEW else [],
        "follow_ups": [visits(rows, code, name) for name in VISITS],
    }


def kind(rows: Rows, code: str, name: str) -> Line:
    """Count the cases of a kind."""
    came, took = len(rows.filed(code, name)), rows.hours(code, name)
    return {
        "code": name,
        "received": came,
        "share": share(came, len(rows.filed(code))),
        "ended": sum(row["kind"] == name for row in rows.ended(code)),
        "answered": len(took),
        "median": rank(took, 50),
        "p90": rank(took, 90),
    }


def received(rows: Rows, code: str, what: str, only: str = "") -> list[Line]:
    """Count the cases filed in a period by one of their columns, the most first."""
    now, earlier, a_year_ago, complaints = (
        Counter(row[what] for row in rows.filed(period, one))
        for period, one in (
            (code, only),
            (before(code), only),
            (last_year(code), only),
            (code, "complaint"),
        )
    )
    lines = []
    for one in most_first(now, {*now, *earlier, *a_year_ago}):
        line = {"code": one, "received": now[one], "share": share(now[one], now.total())}
        if not only:
            line["complaints"] = complaints[one]
        lines.append(line | {"before": earlier[one], "year_before": a_year_ago[one]})
    return lines


def most_first(counted: Counter[str], codes: Iterable[str]) -> list[str]:
    """Return codes with the most first, then by their letters, and what nobody stated after its equals."""
    by_letters = sorted(codes)
    stated_first = [code for code in by_letters if code] + [code for code in by_letters if not code]
    return sorted(stated_first, key=lambda code: counted[code], reverse=True)


def causes(complaints: list[Row]) -> list[Line]:
    """Count complaints by their cause."""
    known = [row for row in complaints if row["cause"]]
    found = Counter(row["cause"] for row in known)
    right = Counter(row["cause"] for row in known if "upheld" in row["outcome"])
    return [
        {"code": one, "complaints": found[one], "share": share(found[one], len(known)), "upheld": right[one]}
        for one in most_first(found, found)
    ]


def shares(column: str, codes: Iterable[Any], found: list[Any]) -> list[Line]:
    """Count codes, and their share of all that are known."""
    known = sum(one != "" for one in found)
    return [
        {"code": str(one), column: found.count(one), "share": share(found.count(one), known)} for one in codes
    ]


def promise(rows: Rows, code: str, name: str, basis: str) -> Line:
    """Count the promises of a name that fell due."""
    due = rows.promised(code, {(name, basis)})
    kept = met(due)
    return {
        "code": f"{name}/{basis}",
        "due": len(due),
        "kept": kept,
        "missed": sum(row["result"] != "met" for row in due),
        "share": share(kept, len(due)),
    }


def visits(rows: Rows, code: str, name: str) -> Line:
    """Count the visits or calls of a kind by what became of them."""
    states = [row["state"] for row in rows.every_follow_up(code, name)]
    due = len(rows.due_follow_ups(code, name))
    return {
        "code": name,
        "due": due,
        "reached": states.count("done"),
        **{state: states.count(state) for state in ("unreached", "refused", "open", "dropped")},
        "share": share(states.count("done"), due),
    }


def departments(rows: Rows, code: str) -> list[Line]:
    """Return the line of every department of which there is anything to tell."""
    every = {
        *(row["department"] for row in rows.cases.values()),
        *(row["department"] for part in (rows.ratings, rows.notices, rows.points) for row in part),
    }
    lines = {one: department(rows, code, one) for one in every}
    told = {one for one, line in lines.items() if any(line[column] for column in line if column != "code")}
    return [lines[one] for one in most_first(Counter(row["department"] for row in rows.filed(code)), told)]


def department(rows: Rows, code: str, name: str) -> Line:
    """Count what is about a department."""

    def own(found: Iterable[Row], wanted: Callable[[Row], bool] = lambda _row: True) -> list[Row]:
        return [row for row in found if row["department"] == name and wanted(row)]

    here, filed = rows.within(code), own(rows.filed(code))
    due = [row for row in rows.promised(code, HOUSE) if rows.cases[row["case_uid"]]["department"] == name]
    verdicts = [row["verdict"] for row in filed if row["verdict"]]
    scores = [row["score"] for row in own(rows.ratings, lambda row: here(row["at"]))]
    return {
        "code": name,
        "received": len(filed),
        "complaints": sum(row["kind"] == "complaint" for row in filed),
        "due": len(due),
        "kept": share(met(due), len(due)),
        "reopened": sum(row["reopenings"] > 0 for row in filed),
        "solved": share(verdicts.count("solved"), len(verdicts)),
        "notices": len(own(rows.notices, lambda row: here(row["issued_at"]))),
        "late": sum(not is_mended(row) for row in own(rows.due_notices(code))),
        "points": sum(map(points, own(rows.points, lambda row: row["day"].startswith(code)))),
        "ratings": len(scores),
        "satisfied": satisfied(scores),
    }

"""The rules of the desk once more, told shortly and on their own, to hold the services against."""

from __future__ import annotations

from typing import Any, NamedTuple

from kiosk.records import database
from tests.staff import PEOPLE

Row = dict[str, Any]
TABLES = {
    "case": ("uid",),
    "person": ("uid",),
    "clock": ("uid",),
    "entry": ("uid",),
    "handover": ("uid",),
    "case_department": ("uid",),
    "task": ("uid",),
    "pause": ("uid",),
    "alert": ("uid",),
    "rating": ("uid",),
    "case_link": ("uid",),
    "notice": ("uid",),
    "audit_entry": ("chain", "seq"),
}
WORKING = ("desk", "handler", "head", "supervisor", "leader")
AT_THE_DESK = (*("note", "ask", "attach", "verdict", "withdraw", "call_back", "reveal", "link", "unlink"),)
"""What a service desk may do with every case."""
OPEN = ("received", "working", "answered")
ARROWS = {
    ("received", "working"): {"start", "reply", "ask", "investigate", "accept"},
    ("working", "answered"): {"answer"},
    ("answered", "closed"): {"verdict", "give_verdict", "tick"},
    ("answered", "working"): {"verdict", "give_verdict"},
    ("closed", "working"): {"verdict", "give_verdict", "reopen"},
    **{(stage, "withdrawn"): {"withdraw", "take_back"} for stage in OPEN},
    **{(stage, "void"): {"void"} for stage in (*OPEN, "closed", "withdrawn")},
}
"""What leads a case from one stage to another; nothing else does."""


class Desk(NamedTuple):
    """Everything in the register at one moment."""

    tables: dict[str, dict[tuple[Any, ...], Row]]

    def of(self, table: str, case: str) -> list[Row]:
        """Return the rows of a case."""
        return [row for row in self.tables[table].values() if row["case_uid"] == case]

    def case(self, uid: str) -> Row:
        """Return a case."""
        return self.tables["case"][uid,]

    def lines(self, case: str) -> list[Row]:
        """Return a case's timeline."""
        return sorted(self.of("entry", case), key=lambda line: line["position"])

    def open_offers(self, case: str) -> list[Row]:
        """Return the offers of a case that wait for an answer."""
        return [offer for offer in self.of("handover", case) if offer["state"] == "requested"]


def look() -> Desk:
    """Read everything."""
    return Desk({table: read(table, key) for table, key in TABLES.items()})


def read(table: str, key: tuple[str, ...]) -> dict[tuple[Any, ...], Row]:
    """Read a table, by its key."""
    rows = database.execute_sql(f'SELECT * FROM "{table}"')
    names = [column[0] for column in rows.description]
    found = [dict(zip(names, row, strict=True)) for row in rows]
    return {tuple(row[name] for name in key): row for row in found}


class People:
    """Who works where, and what they may do."""

    def __init__(self, further: dict[str, str]) -> None:
        self.role = {code: role for code, (role, _department) in PEOPLE.items()}
        self.places = {
            code: {department, further.get(code, "")} - {""} for code, (_role, department) in PEOPLE.items()
        }

    def answers(self, who: str, case: Row) -> bool:
        """Tell whether somebody, or their office, answers for a case."""
        responsible = case["responsible"]
        if responsible.startswith("desk:"):
            return self.role[who] == "desk"
        return who == responsible or bool(self.places[who] & self.places[responsible])

    def works(self, who: str, case: Row, desk: Desk) -> bool:
        """Tell whether somebody works on a case, or their department does; or it got a notice."""
        parts = [row for row in desk.of("case_department", case["uid"]) if row["ended_at"] is None]
        involved = {row["department"] for row in (*parts, *desk.of("notice", case["uid"]))}
        return self.answers(who, case) or bool(self.places[who] & (involved | {case["department"]} - {""}))

    def is_asked(self, who: str, offer: Row) -> bool:
        """Tell whether an offer reaches somebody: through the department, or at night as duty officer."""
        at_night = bool(offer["is_on_duty"]) and "duty-officer" in self.places[who]
        return at_night or offer["department"] in self.places[who]

    def may_answer(self, who: str, offer: Row) -> bool:
        """Tell whether somebody may accept an offer, or reject it."""
        if self.role[who] not in WORKING or who == offer["by"] or not self.is_asked(who, offer):
            return False
        at_night = bool(offer["is_on_duty"]) and "duty-officer" in self.places[who]
        return at_night or offer["person"] in ("", who) or self.role[who] == "head"

    def may(self, who: str, act: str, case: Row, desk: Desk) -> bool:
        """Tell whether somebody may do something with a case."""
        role = self.role[who]
        if act == "reveal" and role == "auditor":
            return True
        if role not in WORKING:
            return False
        if role == "supervisor" or act == "grade_up":
            return True
        if act in ("grade_down", "reopen", "void", "excuse_notice", "notice"):
            return False
        if role == "desk" and act in AT_THE_DESK:
            return True
        if role == "leader" and act in ("note", "meet", "reveal"):
            return True
        if act == "note":
            offers = desk.open_offers(case["uid"])
            asked = any(self.is_asked(who, offer) or who == offer["by"] for offer in offers)
            return asked or self.works(who, case, desk)
        if act in ("investigate", "categorise", "call_back", "do_task", "reveal", "mend"):
            return self.works(who, case, desk)
        return self.answers(who, case)


def gate(case: Row, desk: Desk) -> set[str]:
    """Name what an answered complaint lacks."""
    lines = desk.lines(case["uid"])
    opened = [n for n, line in enumerate(lines) if is_opening(line)]
    since = lines[opened[-1] :] if opened else lines
    parts = [row for row in desk.of("case_department", case["uid"]) if row["ended_at"] is None]
    has = {
        "category": case["category"],
        "grade": case["grade"] in ("minor", "complex", "major"),
        "department": case["department"] or parts,
        "investigation": case["investigation"] not in (b"", b"\0"),
        "outcome": case["outcome"] in ("explained", "partly_upheld", "upheld", "cannot_tell"),
        "cause": case["cause"],
        "reply": any(line["kind"] == "reply" and line["visibility"] == "public" for line in since),
        "notice": case["outcome"] not in ("upheld", "partly_upheld")
        or case["no_notice"] not in (b"", b"\0")
        or desk.of("notice", case["uid"]),
    }
    return {name for name, there in has.items() if not there}


def is_opening(line: Row) -> bool:
    """Tell whether a line of the timeline opened the case again."""
    return line["kind"] == "reopened" or (line["kind"] == "verdict" and "not_solved" in line["facts"])

"""What must hold after every act, whoever did it."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from tests import desk_model
from tests.desk_model import ARROWS, Desk, Row
from tests.staff import PEOPLE

GRADES = ("minor", "complex", "major")


def check(name: str, before: Desk, after: Desk, now: datetime) -> None:
    """Hold what an act left against the rules."""
    for key, case in after.tables["case"].items():
        was = before.tables["case"].get(key)
        check_case(case, after)
        if was is not None and was != case:
            check_stage(name, was, case)
            check_hands(was, case, before, after)
    check_ended(before, after)
    check_offers(after)
    if name == "message":
        assert_goes_on(before, after)
    check_clocks(before, after)
    check_trail(before, after)


def check_case(case: Row, desk: Desk) -> None:
    """A case is whole in itself."""
    uid, stage = case["uid"], case["stage"]
    assert case["responsible"] in PEOPLE or re.fullmatch(r"desk:[a-z-]+", case["responsible"])
    lines = desk.lines(uid)
    assert [line["position"] for line in lines] == list(range(len(lines)))
    assert all(one["at"] <= other["at"] for one, other in pairwise(lines))
    offers = desk.open_offers(uid)
    assert sum(offer["part"] == "responsibility" for offer in offers) <= 1
    paused = [pause for pause in desk.of("pause", uid) if pause["ended_at"] is None]
    assert len(paused) <= (stage in ("received", "working"))
    running = [clock for clock in desk.of("clock", uid) if clock["ended_at"] is None]
    stopped = ("investigate", "reply", "answer") if paused else ()
    moving = [clock for clock in running if clock["basis"] == "national" or clock["name"] not in stopped]
    assert case["due_at"] == min((clock["due_at"] for clock in moving or running), default=None)
    assert any(clock["name"] == "confirm" for clock in running) is (stage == "answered")
    if stage not in desk_model.OPEN:
        assert not offers and not running
    if stage in ("answered", "closed") and case["kind"] == "complaint":
        assert desk_model.gate(case, desk) == set()
    if stage == "closed":
        assert case["verdict"] in ("solved", "no_answer") and case["first_closed_at"]


def check_stage(name: str, was: Row, case: Row) -> None:
    """A case walks only along the arrows of its life."""
    if was["stage"] != case["stage"]:
        assert name in ARROWS.get((was["stage"], case["stage"]), ()), (name, was["stage"], case["stage"])
    if case["reopenings"] > was["reopenings"]:
        assert case["stage"] == "working" and case["grade"] != ("minor" if name != "reopen" else "")
    if GRADES.index(case["grade"]) < GRADES.index(was["grade"]):
        assert name == "grade"


def check_hands(was: Row, case: Row, before: Desk, after: Desk) -> None:
    """Responsibility moves by acceptance alone, to whoever accepted."""
    if was["responsible"] == case["responsible"]:
        return
    waited = {offer["uid"] for offer in before.open_offers(case["uid"])}
    [taken] = [
        offer
        for offer in after.of("handover", case["uid"])
        if offer["uid"] in waited and offer["state"] == "accepted"
    ]
    assert (taken["part"], taken["ended_by"]) == ("responsibility", case["responsible"])


def check_ended(before: Desk, after: Desk) -> None:
    """What is over stays as it was: offers, clocks, tasks, pauses, lines; and no row is ever gone."""
    for table, rows in before.tables.items():
        now = after.tables[table]
        assert rows.keys() <= now.keys()
        for key, row in rows.items():
            is_over = table in ("entry", "audit_entry", "person") or row.get("ended_at") is not None
            assert not is_over or now[key] == row, table


def check_offers(desk: Desk) -> None:
    """An offer is answered in time, and expires when nobody answered it in time."""
    for offer in desk.tables["handover"].values():
        if offer["state"] in ("accepted", "rejected"):
            assert offer["ended_at"] < offer["due_at"]
        elif offer["state"] == "expired":
            assert offer["ended_at"] >= offer["due_at"] and offer["ended_by"] == "rule"
        else:
            assert (offer["state"] == "requested") is (offer["ended_at"] is None)


def assert_goes_on(before: Desk, after: Desk) -> None:
    """A case that waited for its patient goes on when the patient writes."""
    told = {line["case_uid"] for line in new(before, after, "entry")}
    waiting = [row for row in after.tables["pause"].values() if row["ended_at"] is None]
    assert not [row for row in waiting if row["case_uid"] in told and row["reason"] == "patient"]


def check_clocks(before: Desk, after: Desk) -> None:
    """The nation's clocks never wait for anybody, and no promise of the house comes sooner by a pause."""
    for key, clock in after.tables["clock"].items():
        was = before.tables["clock"].get(key)
        if clock["ended_at"] is not None and clock["name"] != "acknowledge":
            assert clock["result"] == ("met" if clock["ended_at"] < clock["due_at"] else "missed")
        if was is None or was["due_at"] == clock["due_at"]:
            continue
        told = {line["kind"] for line in new(before, after, "entry") if line["case_uid"] == clock["case_uid"]}
        assert clock["due_at"] > was["due_at"]
        assert told & ({"joint"} if clock["basis"] == "national" else {"resumed", "investigated"})


def check_trail(before: Desk, after: Desk) -> None:
    """Every new line is told of by one audit entry, which names its case."""
    told: Counter[str] = Counter()
    for entry in new(before, after, "audit_entry"):
        body = json.loads(entry["body"])
        if body["wrote"] and body["act"] != "alert.taken":
            assert (UUID(body["subject"]).hex,) in after.tables["case"]
        for table, key, _mark in body["wrote"]:
            if table == "entry":
                told[key] += 1
                assert after.tables["entry"][key,]["case_uid"] == UUID(body["subject"]).hex
    assert told == Counter(line["uid"] for line in new(before, after, "entry"))


def new(before: Desk, after: Desk, table: str) -> list[Row]:
    """Return the rows that came to a table."""
    return [row for key, row in after.tables[table].items() if key not in before.tables[table]]

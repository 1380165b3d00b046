"""What a terminal did and the register did not take waits in a list until somebody has seen to it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.records import AuditEntry, Case, Delivery
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.services import cases, parked, patients
from tests.console import console_app, seen
from tests.register import NOW, draft
from tests.screens import press
from tests.staff import hire, person

SUPERVISOR = person("he")


@pytest.fixture(autouse=True)
def english() -> None:
    """Read what is said in English."""
    i18n.choose("en")


def park(case: Case, words: str = "还有一句", act: str = "patients.add_message") -> UUID:
    """Park a message to a case, as the line does."""
    told = {"uid": case.uid.hex, "words": words, "phone": "13812345678", "now": NOW.isoformat()}
    values: dict[str, Any] = {"terminal": "T1", "act": act, "at": NOW, "head": b"\x01", "problem": "Refusal"}
    uid = new_uid(NOW)
    with store.writing("spool.parked", "terminal:T1", str(uid), NOW) as written:
        written.add(Delivery(uid=uid, facts=json.dumps(told), **values))
    return uid


def test_it_is_read_with_what_it_was_told_and_that_is_an_audit_entry(register: Settings) -> None:
    uid = park(cases.file(draft(), register, NOW))
    told = dict(parked.read(uid, SUPERVISOR, NOW))
    assert (told["words"], told["phone"]) == ("还有一句", "138****5678")
    assert json.loads(AuditEntry.select().order_by(AuditEntry.seq.desc()).first().body)["act"] == "spool.read"


def test_done_again_it_is_written_once_and_off_the_list(register: Settings) -> None:
    case = cases.file(draft(), register, NOW)
    uid = park(case)
    parked.do_again(uid, SUPERVISOR, register, NOW)
    assert [line.words for line in cases.find(case.uid).timeline if line.kind == "message"] == ["还有一句"]
    assert parked.waiting(SUPERVISOR) == []
    with pytest.raises(Refusal):
        parked.do_again(uid, SUPERVISOR, register, NOW)
    assert store.verify().ok


def test_what_is_refused_again_stays_on_the_list_with_the_reason(register: Settings) -> None:
    case = cases.file(draft(), register, NOW)
    patients.withdraw(case.uid, register, NOW)
    uid = park(case)
    with pytest.raises(Refusal):
        parked.do_again(uid, SUPERVISOR, register, NOW)
    assert [one.uid for one in parked.waiting(SUPERVISOR)] == [uid]


@pytest.mark.parametrize(
    ("act", "facts"),
    [("ratings.rate", "{}"), ("later.version", '{"uid": 1}'), ("cases.file", '{"draft": 5}'), ("x", "")],
)
def test_what_this_version_does_not_know_is_seen_to_by_hand(register: Settings, act: str, facts: str) -> None:
    uid = park(cases.file(draft(), register, NOW), act=act)
    [one] = store.load(Delivery, "WHERE uid = ?", uid.hex)
    with store.writing("spool.parked", "terminal:T1", str(uid), NOW) as written:
        written.change(one, facts=facts)
    with pytest.raises(Refusal, match="by hand"):
        parked.do_again(uid, SUPERVISOR, register, NOW)
    assert [one.uid for one in parked.waiting(SUPERVISOR)] == [uid]


def test_what_somebody_saw_to_by_hand_leaves_the_list_and_stays_in_the_register(register: Settings) -> None:
    uid = park(cases.file(draft(), register, NOW))
    parked.settle(uid, SUPERVISOR, NOW)
    assert parked.waiting(SUPERVISOR) == []
    [kept] = store.load(Delivery, "WHERE uid = ?", uid.hex)
    assert (kept.problem, json.loads(kept.facts)["words"]) == ("settled", "还有一句")


@pytest.mark.parametrize("who", ["gu", "dai"])
def test_only_those_who_run_the_place_see_it(register: Settings, who: str) -> None:
    hire()
    with pytest.raises(Refusal):
        parked.waiting(person(who))


async def test_a_supervisor_reads_it_in_the_console_and_takes_it_over(settings: Settings) -> None:
    def something_parked(settings: Settings) -> None:
        park(cases.file(draft(), settings, NOW))

    async with console_app(settings, something_parked, who="he", size=(120, 40)) as (app, pilot):
        await press(pilot, "z")
        await seen(pilot, "Wrote something · it was refused")
        await press(pilot, "enter")
        await seen(pilot, "还有一句")
        await press(pilot, "escape")
        await press(pilot, "a")
        await seen(pilot, "It is taken over now.")
        await seen(pilot, "Everything was taken over.")

"""Conduct records: what an entry needs, who reads it, and that every reading is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.records import Alert, Case, ConductEntry
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor
from kiosk.services import acts, audit, cases, closing, conduct, sheets
from tests.register import NOW, draft
from tests.staff import PEOPLE, hire, person

LATER = NOW + timedelta(days=2)
TALK, STATEMENT, DECISION = "谈话一小时，指出态度生硬。", "我承认当时不耐烦。", "批评教育，取消当季评优。"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Read the sentences of the program itself."""
    i18n.choose("en")
    yield


@pytest.fixture
def case(register: Settings) -> Case:
    """Return a complaint that was upheld."""
    hire()
    found = cases.file(draft(), register, NOW)
    return judged(found, register, "upheld")


def judged(case: Case, settings: Settings, outcome: str) -> Case:
    """Write what an investigation found."""
    return acts.investigate(case.uid, "属实", outcome, "attitude", "", person("he"), settings, NOW)


def written(case: Case, settings: Settings, /, by: Actor | None = None, **other: Any) -> ConductEntry:
    """Write an entry about Gu, with something in it otherwise."""
    given = {
        "staff": "gu",
        "case": case.uid,
        "talk_on": date(2026, 9, 19),
        "talk_by": "xie",
        "talk": TALK,
        "statement": STATEMENT,
        "decision": DECISION,
        "uid": new_uid(LATER),
        "now": LATER,
    }
    return conduct.write(by=by or person("he"), settings=settings, **given | other)


def told(actor: Actor) -> list[tuple[str, str, str]]:
    """Return what the trail tells of conduct records, the newest first."""
    return [(row.act, row.by, row.subject) for row in audit.page(actor) if row.act.startswith("conduct")]


def test_an_entry_holds_the_talk_the_statement_and_the_decision(case: Case, register: Settings) -> None:
    """CMP-21: the talk with the staff member: date, by whom, what was said; few may read it."""
    written(case, register)
    [one] = conduct.of("gu", person("he"), LATER)
    entry = one.entry
    assert (one.ordinal, one.case_number) == (1, case.number)
    assert (entry.talk_on, entry.talk_by, entry.talk) == ("2026-09-19", "xie", TALK)
    assert (entry.statement, entry.decision, entry.decided_by) == (STATEMENT, DECISION, "he")
    assert store.verify().broken is None


MISSING: tuple[tuple[dict[str, Any], str], ...] = (
    ({"talk": " "}, "Write what was said in the talk."),
    ({"statement": ""}, "Write what the person says about it"),
    ({"decision": "\n"}, "Write what was decided."),
    ({"talk_on": date(2026, 9, 21)}, "The talk is held first"),
    ({"staff": "nobody"}, "Nobody with this name works here."),
    ({"talk_by": "nobody"}, "Nobody with this name works here."),
    ({"case": UUID(int=7)}, "upheld, at least in part"),
    ({"staff": "he"}, "Nobody writes into their own conduct record."),
)


def test_an_entry_needs_all_of_it(case: Case, register: Settings) -> None:
    for other, sentence in MISSING:
        with pytest.raises(Refusal, match=sentence):
            written(case, register, **other)
    assert store.rows("SELECT 1 FROM conduct_entry") == []


@pytest.mark.parametrize("outcome", ["explained", "cannot_tell", ""])
def test_a_case_that_was_not_upheld_carries_no_entry(register: Settings, outcome: str) -> None:
    hire()
    found = cases.file(draft(), register, NOW)
    if outcome:
        judged(found, register, outcome)
    with pytest.raises(Refusal, match="upheld, at least in part"):
        written(found, register)


def test_a_partly_upheld_case_carries_one_and_a_void_one_none(case: Case, register: Settings) -> None:
    judged(case, register, "partly_upheld")
    written(case, register)
    closing.void(case.uid, "填错了", person("he"), register, NOW)
    with pytest.raises(Refusal, match="upheld, at least in part"):
        written(case, register)


def test_only_a_supervisor_writes_one(case: Case, register: Settings) -> None:
    for code in PEOPLE.keys() - {"he"}:
        with pytest.raises(Refusal):
            written(case, register, by=person(code))


def test_only_supervisor_leader_and_the_person_concerned_read_it(case: Case, register: Settings) -> None:
    """CMP-21: neither auditor nor administrator, nor the head of the person's own department."""
    written(case, register)
    for code in ("he", "cao", "gu"):
        assert conduct.of("gu", person(code), LATER)[0].entry.talk == TALK
        assert told(person("dai"))[0] == ("conduct.read", code, "gu")
    for code in PEOPLE.keys() - {"he", "cao", "gu"}:
        with pytest.raises(Refusal):
            conduct.of("gu", person(code), LATER)
        with pytest.raises(Refusal):
            conduct.printed("gu", person(code), register, LATER)
        assert conduct.listed(person(code), LATER) == []


def test_every_reading_stands_in_the_trail(case: Case, register: Settings) -> None:
    written(case, register)
    conduct.listed(person("cao"), LATER)
    conduct.of("gu", person("cao"), LATER)
    conduct.printed("gu", person("gu"), register, LATER)
    assert told(person("dai")) == [
        ("conduct.printed", "gu", "gu"),
        ("conduct.read", "cao", "gu"),
        ("conduct.listed", "cao", ""),
        ("conduct.written", "he", "gu"),
    ]


def test_the_trail_tells_nobody_what_stands_in_it(case: Case, register: Settings) -> None:
    written(case, register)
    [(body,)] = store.rows("SELECT body FROM audit_entry WHERE body LIKE '%conduct.written%'")
    [(talk, statement, decision)] = store.rows("SELECT talk, statement, decision FROM conduct_entry")
    for words in (TALK, STATEMENT, DECISION):
        assert words not in body
        assert all(words.encode() not in bytes(sealed) for sealed in (talk, statement, decision))


def test_repeats_are_counted_for_each_person(case: Case, register: Settings) -> None:
    """CMP-21: the counter of a person, which the person sees, too."""
    written(case, register)
    again = cases.file(draft(phone="13911112222"), register, NOW)
    judged(again, register, "upheld")
    written(again, register, now=LATER + timedelta(hours=1))
    written(again, register, staff="mao")
    assert conduct.listed(person("he"), LATER) == [("gu", 2), ("mao", 1)]
    assert conduct.listed(person("gu"), LATER) == [("gu", 2)]
    assert [(one.ordinal, one.case_number) for one in conduct.of("gu", person("gu"), LATER)] == [
        (1, case.number),
        (2, again.number),
    ]


def test_saved_twice_it_is_one_entry(case: Case, register: Settings) -> None:
    uid = new_uid(LATER)
    written(case, register, uid=uid)
    written(case, register, uid=uid)
    assert len(conduct.of("gu", person("he"), LATER)) == 1


def test_the_person_hears_of_it_at_once(case: Case, register: Settings) -> None:
    written(case, register)
    [alert] = store.load(Alert, "WHERE kind = 'conduct'")
    assert (alert.person, alert.role, alert.facts) == ("gu", "", {})


def test_the_record_on_paper_is_for_the_persons_file(case: Case, register: Settings) -> None:
    """PRINT conduct-record: talk, statement, decision, the case, and room for three signatures."""
    written(case, register)
    sheet = conduct.printed("gu", person("he"), register, LATER)
    words = sheets.text(sheet)
    for part in (
        *("Conduct record", "Name: Gu", "1 entry", TALK, STATEMENT, DECISION, case.number),
        *("Talk held on Sat 19 Sep 2026 by Xie", "The person concerned", "Held the talk", "Supervisor"),
    ):
        assert part in words, part
    assert "王秀英" not in words and TALK in sheets.html(sheet)

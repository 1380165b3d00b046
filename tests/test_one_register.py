"""Everything that a service centre hears stands in one register, and the gravest goes to the top at once."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.records import Alert, AuditEntry, Case, ConductEntry, Rating, Stay
from kiosk.rules.rights import may
from kiosk.services import cases, ratings
from tests.register import NOW, draft
from tests.staff import hire, person


@pytest.fixture(autouse=True)
def hospital(register: Settings) -> Iterator[None]:
    """Have people who work here, and read English."""
    hire()
    with i18n.speaking("en"):
        yield


@pytest.mark.parametrize("kind", cases.KINDS)
def test_each_line_of_the_centres_work_is_a_case_with_a_number(register: Settings, kind: str) -> None:
    """ORG-02: complaints, questions, calls for help, suggestions and praise."""
    case = cases.file(draft(kind), register, NOW)
    assert case.number and case.first_responder == "fang"
    assert cases.find(case.uid).kind == kind


def test_complaints_ratings_conduct_and_stays_are_one_register_with_one_trail(register: Settings) -> None:
    """ORG-10: complaint, conduct and satisfaction are no separate silos."""
    cases.file(draft(), register, NOW)
    ratings.rate(UUID(int=1), 5, "front", NOW)
    assert (Case.select().count(), Rating.select().count()) == (1, 1)
    assert (ConductEntry.select().count(), Stay.select().count()) == (0, 0), "they stand here, too"
    assert AuditEntry.select(AuditEntry.chain).distinct().count() == 1
    assert store.verify().ok


def test_a_grave_matter_is_told_to_the_leader_and_the_supervisor_at_once(register: Settings) -> None:
    """CMP-05, ORG-03: the leader hears of it with the filing, and may read every case."""
    case = cases.file(draft(words="输液以后病人死亡，家属要打官司"), register, NOW)
    assert case.grade == "major"
    told = {one.role for one in store.load(Alert, "WHERE case_uid = ? AND kind = 'graded'", case.uid.hex)}
    assert told == {"supervisor", "leader"}
    assert may(person("cao"), "read") == ""

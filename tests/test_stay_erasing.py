"""Who stayed here is forgotten after their time, or when they ask; what is counted stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.imports.stays import Listed
from kiosk.records import FollowUp, FollowUpAttempt, Stay
from kiosk.services import erasing, followup_making, person_file, phones, retention, stay_erasing, stays
from tests.register import NOW
from tests.staff import hire, person

PHONE = "13812345678"
WORDS = "伤口还有点疼"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Read what is said in English."""
    i18n.choose("en")
    yield


@pytest.fixture
def called(register: Settings) -> Settings:
    """Take in somebody who went home and was called, and somebody else."""
    hire()
    rows = [listed("V1"), listed("V2", phone="13900001111", name="李建国")]
    stays.take_in(rows, person("fang"), register, NOW)
    followup_making.generate(register, NOW)
    (due,) = store.load(FollowUp, "WHERE kind = 'contact' AND stay_uid = ?", stay("V1").uid.hex)
    with store.writing("followup.attempt", "fang", str(due.uid), NOW) as written:
        written.add(
            FollowUpAttempt(
                uid=uuid4(), follow_up=due.uid, at=NOW, by="fang", channel="phone", result="reached",
                answers={"contact-state": "better"}, words=WORDS,
            )
        )  # fmt: skip
        written.change(due, state="done", attempts=1, ended_at=NOW, ended_by="fang")
    return register


def listed(visit: str, **values: Any) -> Listed:
    """Return what a list says of somebody who went home."""
    given = {"visit": visit, "ward": "cashier", "name": "王秀英", "phone": PHONE, "consent": "yes"}
    given |= {"admitted_on": "2026-09-10", "discharged_on": "2026-09-17"} | values
    return Listed(**dict.fromkeys(Listed._fields) | given)


def stay(visit: str) -> Stay:
    """Return a stay as it stands in the register."""
    (found,) = store.load(Stay, "WHERE visit = ?", visit)
    return found


def is_blank(one: Stay) -> bool:
    """Tell whether nothing is left that says who stayed."""
    return (one.name, one.phone, one.phone_mark, one.listed) == ("", "", None, {})


def test_a_stay_is_forgotten_two_years_after_the_discharge(called: Settings) -> None:
    almost = NOW + timedelta(days=728)
    assert retention.run(called, almost, is_sure=True).stays == 0
    assert retention.run(called, almost + timedelta(days=2), is_sure=True).stays == 2
    kept = stay("V1")
    assert is_blank(kept) and kept.erased_at == almost + timedelta(days=2)
    assert (kept.ward, kept.admitted_on, kept.discharged_on) == ("cashier", "2026-09-10", "2026-09-17")
    assert retention.run(called, almost + timedelta(days=2)).stays == 0
    assert store.verify().ok


def test_the_answers_of_a_forgotten_patient_stay_and_the_words_go(called: Settings) -> None:
    stay_erasing.erase(stay("V1").uid, "rule", called, NOW)
    (attempt,) = store.load(FollowUpAttempt, "")
    assert (attempt.words, attempt.answers, attempt.result) == ("", {"contact-state": "better"}, "reached")
    assert not is_blank(stay("V2"))


def test_nobody_who_is_in_the_hospital_is_forgotten(called: Settings) -> None:
    stays.take_in([listed("V3", admitted_on="2026-09-17", discharged_on=None)], person("fang"), called, NOW)
    retention.run(called, NOW + timedelta(days=1000), is_sure=True)
    assert not is_blank(stay("V3"))


def test_the_calls_of_a_forgotten_patient_are_dropped(called: Settings) -> None:
    stay_erasing.erase(stay("V1").uid, "he", called, NOW)
    states = store.rows("SELECT kind, state FROM follow_up WHERE stay_uid = ?", stay("V1").uid.hex)
    assert sorted(states) == [("call", "dropped"), ("contact", "done")]


def test_a_person_is_given_their_stays_and_calls(called: Settings) -> None:
    """FU-13: with what they answered, and without a keyed hash."""
    told = person_file.export(PHONE, person("he"), NOW)
    (found,) = told["stays"]
    assert found["stay"][0]["visit"] == "V1" and found["stay"][0]["name"] == "王秀英"
    assert [one["kind"] for one in found["follow_up"]] == ["contact", "call"]
    assert found["follow_up_attempt"][0]["words"] == WORDS
    text = json.dumps(told, ensure_ascii=False)
    assert "李建国" not in text
    assert phones.phone_mark(store.keys().index, PHONE).hex() not in text


def test_a_person_who_asks_is_forgotten(called: Settings) -> None:
    (done,) = erasing.erase_person(PHONE, person("he"), called, NOW)
    assert (done.number, done.why_not) == ("V1", "")
    assert is_blank(stay("V1")) and not is_blank(stay("V2"))
    assert not person_file.export(PHONE, person("he"), NOW)["stays"]


def test_who_is_still_in_the_hospital_is_erased_after_the_discharge(called: Settings) -> None:
    stays.take_in([listed("V1", discharged_on="")], person("fang"), called, NOW)
    (done,) = erasing.erase_person(PHONE, person("he"), called, NOW)
    assert (done.number, done.why_not) == ("V1", stay_erasing.STILL_HERE)
    assert not is_blank(stay("V1"))


def test_an_older_copy_forgets_again_who_asked(called: Settings) -> None:
    before = stay("V1")
    values = {name: before.__data__[name] for name in ("name", "phone", "phone_mark", "listed")}
    erasing.erase_person(PHONE, person("he"), called, NOW)
    with store.writing("register.restored", "test", str(before.uid), NOW) as written:
        written.change(stay("V1"), erased_at=None, **values)
    erasing.erase_again(called, NOW)
    assert is_blank(stay("V1"))

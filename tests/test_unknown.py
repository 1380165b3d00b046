"""Questions that nobody could answer: kept without the person, answered by staff, written as new answers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.records import Answer, UnknownQuestion
from kiosk.rules.likeness import piles
from kiosk.rules.refusal import Refusal
from kiosk.services import unknown
from tests.register import HOSTILE, NOW
from tests.staff import hire, person


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    i18n.choose("en")
    yield


@pytest.fixture
def house(register: Settings) -> Settings:
    hire()
    with store.writing("hospital.import", "test", "hospital", NOW) as written:
        words = {"zh_CN": "停车"}
        written.add(Answer(code="parking", position=0, topic="visit", question=words, answer=words))
    return register


def ask(n: int, words: str) -> UnknownQuestion:
    return unknown.keep(UUID(int=n), words, "zh_CN", "front", NOW)


def test_what_nobody_found_is_kept_once_and_without_numbers(house: Settings) -> None:
    """TRN-03: the same visit at the terminal is one question."""
    ask(1, "停车费怎么算 13812345678")
    ask(1, "别的")
    [pile] = unknown.every(person("gu"))
    [one] = pile.questions
    assert (one.words, one.language, one.desk, one.state) == ("停车费怎么算 …", "zh_CN", "front", "open")
    assert not store.verify().broken


@pytest.mark.parametrize("words", ["", " ", "票", "138 1234 5678", "\x00\x1b[31m"])
def test_what_says_nothing_is_not_kept(house: Settings, words: str) -> None:
    """TRN-03: one letter is no question, and a telephone is none either."""
    ask(1, words)
    assert unknown.every(person("he")) == []


def test_questions_that_ask_the_same_lie_on_one_pile(house: Settings) -> None:
    """TRN-03: what is asked most stands first."""
    asked = ("轮椅在哪里借", "停车费怎么算", "停车费", "哪里可以借轮椅", "厕所在哪里", "停车费多少钱")
    for n, words in enumerate(asked):
        ask(n + 1, words)
    found = unknown.every(person("he"))
    assert [{one.words for one in pile.questions} for pile in found] == [
        {"停车费多少钱", "停车费", "停车费怎么算"},
        {"哪里可以借轮椅", "轮椅在哪里借"},
        {"厕所在哪里"},
    ]


@given(st.lists(st.text(alphabet="停车费轮椅 ab", max_size=8)))
def test_every_question_lies_on_exactly_one_pile(texts: list[str]) -> None:
    """TRN-03: none is lost among those that are like it."""
    found = piles(texts)
    assert sorted(place for pile in found for place in pile) == list(range(len(texts)))
    assert [len(pile) for pile in found] == sorted((len(pile) for pile in found), reverse=True)


def test_a_pile_is_answered_by_an_answer_of_the_hospital_or_put_aside(house: Settings) -> None:
    """TRN-03: what is answered waits no more, and it is known by which answer."""
    uids = [ask(n, words).uid for n, words in ((1, "停车费"), (2, "停车费多少"), (3, "……你好"))]
    with pytest.raises(Refusal, match="no answer with this code"):
        unknown.answered(uids[:2], "swimming", person("he"), NOW)
    unknown.answered(uids[:2], " parking ", person("fang"), NOW)
    unknown.drop(uids, person("he"), NOW)
    assert unknown.every(person("he")) == []
    rows = {row.uid.int: row for row in store.load(UnknownQuestion, "")}
    assert [(rows[n].state, rows[n].answer, rows[n].ended_by) for n in (1, 2, 3)] == [
        ("answered", "parking", "fang"),
        ("answered", "parking", "fang"),
        ("dropped", "", "he"),
    ]


def test_only_the_desk_answers_and_who_has_no_part_in_it_sees_none(house: Settings) -> None:
    """TRN-03: rights are asked in the service."""
    uid = ask(1, "停车费").uid
    for code in ("gu", "cao", "xu", "dai"):
        with pytest.raises(Refusal):
            unknown.drop([uid], person(code), NOW)
    for code in ("xu", "dai"):
        with pytest.raises(Refusal):
            unknown.every(person(code))


def test_questions_become_rows_of_the_answers_file(house: Settings) -> None:
    """TRN-03: a row a pile, its answer still empty; no row that a spreadsheet takes for a formula."""
    ask(1, "停车费")
    ask(2, "=1+1 轮椅")
    unknown.keep(UUID(int=3), HOSTILE, "en", "front", NOW)
    rows = list(csv.DictReader(StringIO(unknown.as_answers(unknown.every(person("he"))))))
    assert {row["question.zh_CN"] for row in rows} == {"停车费", "'=1+1 轮椅", ""}
    assert {"code", "topic", "answer.zh_TW", "tags.en"} <= set(rows[0])
    assert all(not row["answer.zh_CN"] for row in rows)

"""What the lines of a timeline say."""

import ast
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import kiosk
from kiosk import i18n
from kiosk.services import timeline_words
from kiosk.services.name_book import NameBook

TZ = ZoneInfo("Asia/Shanghai")
NAMES = NameBook(
    people={"gu": {"en": "Gu Minhua"}, "fang": {"en": "Fang"}},
    departments={"cashier": {"en": "Cashier"}, "nursing": {"en": "Nursing"}},
    categories={"fees": {"en": "Fees"}},
    desks={"front": {"en": "Front desk"}},
)
KIND_AT = {"tell": 0, "entry": 1}


def kinds_written() -> set[str]:
    """Return every kind of line that a service writes, as its source says."""
    found = set()
    for path in (Path(kiosk.__file__).parent / "services").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                at = KIND_AT.get(name, 99)
                if len(node.args) > at and isinstance(kind := node.args[at], ast.Constant):
                    found.add(kind.value)
    return found


def said(kind: str, /, **facts: object) -> str:
    with i18n.speaking("en"):
        return timeline_words.sentence(kind, facts, NAMES, TZ)


def test_every_kind_of_line_that_is_written_has_a_sentence() -> None:
    assert len(kinds_written()) > 35
    assert kinds_written() <= set(timeline_words.SENTENCES)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("kind", sorted(timeline_words.SENTENCES))
def test_a_line_without_facts_is_told_all_the_same(kind: str, language: str) -> None:
    with i18n.speaking(language):
        facts = {"grade": "major"} if kind == "graded" else {}
        assert isinstance(timeline_words.sentence(kind, facts, NAMES, TZ), str)


def test_a_line_of_a_newer_program_is_named_by_its_kind() -> None:
    assert said("beamed") == "Something else: beamed"


def test_filing_says_where_and_who_was_asked_first() -> None:
    told = said("filed", kind="complaint", source="phone", responsible="desk:front")
    assert told == "Complaint, filed by telephone. First responder: Front desk"


def test_a_grade_says_whether_it_rose_and_by_which_rule() -> None:
    assert said("graded", before="minor", grade="complex") == "Graded up: complex"
    assert said("graded", before="major", grade="minor") == "Graded down: minor"
    assert said("graded", grade="major", reason="death") == "Graded up: major · It speaks of a death."
    assert said("graded", before="minor", grade="complex", reason="not_solved") == (
        "Graded up: complex · The patient said that it was not solved."
    )


def test_hands_are_named() -> None:
    assert said("offered", department="cashier", person="gu", part="responsibility") == (
        "Offered to Gu Minhua (Cashier)"
    )
    assert said("offered", department="cashier", person="", part="help") == "Help asked of Cashier"
    assert said("accepted", before="fang", responsible="gu") == (
        "Accepted. Answers from now on: Gu Minhua (before: Fang)"
    )
    assert said("rejected", department="cashier", part="responsibility") == "Cashier sent it back"
    assert said("expired", department="cashier", part="help") == (
        "Cashier did not answer in time whether it helps"
    )


def test_moments_are_told_in_the_time_of_the_hospital() -> None:
    assert said("callback", due="2026-09-18T06:30:00+00:00").endswith("Fri 18 Sep 2026 14:30")
    told = said(
        "meeting", due="2026-09-18T06:30:00+00:00", place="Room 3", departments=["cashier", "nursing"]
    )
    assert told.endswith("14:30 · Room 3 · Cashier, Nursing")


def test_a_code_that_nobody_knows_is_shown_as_it_is() -> None:
    assert NAMES.person("nobody") == "nobody"
    assert NAMES.department("gone") == "gone"

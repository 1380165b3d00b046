"""The questions of a hospital: a set a service point, visit or call, at most five in each."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kiosk import i18n
from kiosk.commands.hospital import SAMPLE
from kiosk.config import Settings
from kiosk.imports.hospital import HospitalRows, read
from kiosk.records import Fact
from kiosk.rules import questions
from kiosk.rules.text import cells
from kiosk.services import hospital
from kiosk.services.mirroring import HOSPITAL
from tests.hospital_files import FILES, add, laid_out, problems
from tests.register import NOW

HEAD = "code,set,kind,text.zh_CN,codes,options.zh_CN,urgent\n"


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.choose("en")


@pytest.fixture(scope="module")
def sample() -> HospitalRows:
    return read(SAMPLE)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    directory = laid_out(tmp_path, FILES)
    (directory / "questions.csv").write_text(HEAD, "utf-8")
    return directory


def test_every_service_point_visit_and_call_has_a_set_of_five_at_most(sample: HospitalRows) -> None:
    """SAT-02: question sets by service point; SAT-05: at most five questions in each."""
    sizes = Counter(row.set for row in sample.questions)
    assert set(sizes) == {
        *("outpatient", "inpatient", "window", "pharmacy"),
        *("visit", "survey", "contact", "call", "chronic", "tumour", "high-risk"),
    }
    assert max(sizes.values()) <= questions.MOST == 5
    assert sizes["contact"] == 2


def test_a_question_fits_its_page_and_its_tiles(sample: HospitalRows) -> None:
    texts = [words for row in sample.questions for words in row.text.values()]
    tiles = [words for row in sample.questions for one in row.options for words in one["text"].values()]
    assert max(map(cells, texts)) <= 46 and max(map(cells, tiles)) <= 18


def test_calls_mark_the_answers_that_a_ward_must_hear_of(sample: HospitalRows) -> None:
    urgent = {row.code: row.urgent for row in sample.questions if row.urgent}
    assert urgent["contact-state"] == ["worse"] and urgent["call-new"] == ["yes"]
    assert {row.set for row in sample.questions if row.urgent} == {
        *("contact", "call", "chronic", "tumour", "high-risk")
    }


def test_a_desk_stands_at_a_service_point(register: Settings, sample: HospitalRows) -> None:
    hospital.replace(sample, "front", NOW)
    view = hospital.load()
    assert (view.point_of("front"), view.point_of("inpatient"), view.point_of("other")) == (
        "outpatient",
        "inpatient",
        "",
    )
    assert [row.code for row in view.questions_of("contact")] == ["contact-state", "contact-clear"]
    assert type(view.questions[0]) in HOSPITAL, "terminals carry the questions with them"


def test_what_was_published_outlives_an_import(register: Settings, sample: HospitalRows) -> None:
    hospital.replace(sample, "front", NOW)
    Fact.create(name="published:2026-08", value={})
    hospital.replace(sample, "front", NOW)
    assert Fact.get_or_none(Fact.name == "published:2026-08") is not None


def test_a_hospital_may_have_no_questions(tmp_path: Path) -> None:
    assert read(laid_out(tmp_path, FILES)).questions == ()


def test_more_than_five_are_refused_by_line(files: Path) -> None:
    add(files, "questions.csv", "".join(f"q{n},window,scale,问题？,,,\n" for n in range(6)))
    assert problems(files) == ['questions.csv:7: The set "window" has more than 5 questions.']


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("a,window,stars,好吗？,,,", '"stars" in "kind" is none of: scale yes_no choice.'),
        ("a,window,scale,好吗？,,,6", '"6" in "urgent" is not known.'),
        ("a,window,yes_no,好吗？,,,maybe", '"maybe" in "urgent" is not known.'),
        ("a,window,choice,好吗？,x;y,好 | 坏,z", '"z" in "urgent" is not known.'),
        ("a,window,choice,好吗？,x,好,", "A choice needs two options or more."),
        ("a,window,choice,好吗？,x;y,好,", "There must be a different code for each option."),
        ("a,Window,scale,好吗？,,,", '"Window" is no name of a set: use up to 16 of a-z, 0-9 and -.'),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_by_line(files: Path, line: str, problem: str) -> None:
    add(files, "questions.csv", f"{line}\n")
    assert f"questions.csv:2: {problem}" in problems(files)


def test_a_desk_at_a_point_without_questions_is_refused(files: Path) -> None:
    toml = files / "hospital.toml"
    toml.write_text(toml.read_text("utf-8").replace('code = "front"', 'code = "front"\npoint = "moon"'))
    [problem] = problems(files)
    assert problem.startswith("hospital.toml:") and '"moon"' in problem and ":0:" not in problem

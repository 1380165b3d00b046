"""Plans of extra calls come from a file that a hospital may leave out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import kiosk
from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.imports.hospital import read
from kiosk.records import CarePlan
from kiosk.services import hospital
from tests.hospital_files import FILES, laid_out, problems
from tests.register import NOW

SAMPLE = Path(kiosk.__file__).parent / "sample"
QUESTIONS = "code,set,kind,text.zh_CN\nq,chronic,yes_no,好吗？\n"
HEAD = "code,days,questions,name.zh_CN\n"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Read what is said in English."""
    i18n.choose("en")
    yield


def planned(place: Path, rows: str) -> Path:
    """Write a small hospital with plans."""
    return laid_out(place, FILES | {"questions.csv": QUESTIONS, "plans.csv": HEAD + rows})


def test_the_sample_has_plans_for_chronic_illness_tumours_and_high_risk(register: Settings) -> None:
    """FU-11: who is chronically ill or at risk is called more often, with questions of their own."""
    hospital.replace(read(SAMPLE), "test", NOW)
    plans = {row.code: row for row in store.load(CarePlan, "ORDER BY position")}
    assert list(plans) == ["chronic", "tumour", "high-risk"]
    assert [step["day"] for step in plans["chronic"].steps] == [14, 28, 90, 180, 270, 360]
    assert {step["questions"] for step in plans["tumour"].steps} == {"tumour"}
    assert plans["high-risk"].name["zh_CN"] == "高危患者随访"


def test_a_plan_is_read_with_its_steps(tmp_path: Path) -> None:
    (plan,) = read(planned(tmp_path, "heart,7; 30 ;90,chronic,心衰\n")).plans
    assert plan.steps == [{"day": day, "questions": "chronic"} for day in (7, 30, 90)]


def test_a_hospital_may_have_no_plans(tmp_path: Path) -> None:
    assert read(laid_out(tmp_path, FILES)).plans == ()


@pytest.mark.parametrize("days", ["", "x", "7;7", "30;7", "-1", "7;9999", ";"])
def test_days_that_are_none_are_named(tmp_path: Path, days: str) -> None:
    (one,) = problems(planned(tmp_path, f"heart,{days},chronic,心衰\n"))
    assert one.startswith('plans.csv:2: "days" holds days after discharge')


def test_a_plan_needs_questions_that_are_there(tmp_path: Path) -> None:
    (one,) = problems(planned(tmp_path, "heart,7,no-such,心衰\n"))
    assert one == 'plans.csv:2: "no-such" in "questions" is not known.'

"""Routes, checklists and scripts: read with a hospital's other files, or left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.i18n import speaking
from kiosk.imports.hospital import read
from tests.hospital_files import CASEWORK, FILES, add, laid_out, problems, values


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def hospital(tmp_path: Path) -> Path:
    return laid_out(tmp_path, FILES)


@pytest.fixture
def whole(hospital: Path) -> Path:
    """Return a hospital that also says how its cases are worked."""
    return laid_out(hospital, CASEWORK)


def test_a_hospital_from_before_the_console_still_reads(hospital: Path) -> None:
    rows = read(hospital)
    assert (rows.routes, rows.checklist, rows.scripts, rows.memberships) == ((), (), (), ())
    assert {row.subject for row in rows.categories} == {""}


def test_routes_name_the_office_that_supervises_a_subject(whole: Path) -> None:
    """ORG-09: doctors, nurses, logistics and windows have their offices."""
    (whole / "categories.csv").write_text(
        "code,parent,kind,name.zh_CN,subject\nattitude,,complaint,服务态度,\n"
        "doctor,attitude,complaint,医生态度,doctor\n",
        "utf-8",
    )
    rows = read(whole)
    assert [(row.subject, row.position, row.department) for row in rows.routes] == [
        ("doctor", 0, "heart"),
        ("window", 1, "desk"),
    ]
    assert [row.subject for row in rows.categories] == ["", "doctor"]


def test_a_checklist_says_who_does_what_by_when(whole: Path) -> None:
    """SCR-03: responsible, step and time limit of each step come from the hospital's own file."""
    assert [
        (row.code, row.kind, row.category, row.grade, row.department, row.amount, row.unit)
        for row in read(whole).checklist
    ] == [
        ("call", "complaint", "", "", "", 2, "hours"),
        ("leaders", "complaint", "", "major", "desk", 1, "hours"),
        ("talk", "complaint", "doctor", "", "heart", 3, "workdays"),
        ("chair", "contact", "wheelchair", "", "desk", 1, "hours"),
    ]


def test_a_need_and_a_category_may_bear_one_code(whole: Path) -> None:
    add(whole, "categories.csv", "wheelchair,,suggestion,轮椅,,,,\n")
    add(whole, "checklist.csv", "more,suggestion,wheelchair,,多备轮椅,,5,workdays\n")
    assert [row.code for row in read(whole).checklist][-2:] == ["chair", "more"]
    add(whole, "checklist.csv", "wrong,praise,wheelchair,,谢谢,,5,workdays\n")
    assert problems(whole) == ['checklist.csv:7: "wheelchair" is of another kind.']


def test_scripts_keep_their_version_and_their_lines(whole: Path) -> None:
    first, second = read(whole).scripts
    assert (first.code, first.version, first.kind, first.stage, first.use) == (
        "got", 2, "complaint", "received", "reply",
    )  # fmt: skip
    assert first.text == {"zh_CN": "{name}，您好。\n编号{number}。", "en": "Your number is {number}."}
    assert (second.version, second.kind, second.is_current) == (1, "", True)
    assert values(read(whole)) == values(read(whole))


def test_somebody_may_belong_to_several_departments(hospital: Path) -> None:
    (hospital / "staff.csv").write_text(
        "code,name.zh_CN,department,role\nfang,方晓云,desk; heart;desk,desk\nli,李,,leader\n", "utf-8"
    )
    rows = read(hospital)
    assert [row.department for row in rows.staff] == ["desk", ""]
    assert [(row.staff, row.department) for row in rows.memberships] == [("fang", "heart")]


def test_every_problem_of_routes_checklists_and_scripts_is_named(whole: Path) -> None:
    add(whole, "staff.csv", "li,李,desk;nowhere,desk,\n")
    add(whole, "routes.csv", "doctor,医生,gone\ncook,厨师,heart\n")
    add(whole, "checklist.csv", "call,praise,doctor,fatal,,gone,0,hours\nx,grumble,,,名,,61,workdays\n")
    add(whole, "scripts.csv", "got,x,,,void,sms,,,你好{nmae} {0} {name!r},\n")
    (whole / "categories.csv").write_text(
        "code,parent,kind,name.zh_CN,subject\ndoctor,,complaint,医生态度,king\n", "utf-8"
    )
    assert problems(whole) == [
        'categories.csv:2: "king" in "subject" is not known.',
        'checklist.csv:6: "0" in "amount" is not a number from 1 to 720.',
        'checklist.csv:6: "call" stands on line 2 already.',
        'checklist.csv:6: "doctor" is of another kind.',
        'checklist.csv:6: "fatal" in "grade" is none of: minor complex major.',
        'checklist.csv:6: "gone" in "department" is not known.',
        'checklist.csv:6: "name.zh_CN" is empty.',
        'checklist.csv:7: "61" in "amount" is not a number from 1 to 60.',
        'checklist.csv:7: "grumble" in "kind" is none of: contact complaint suggestion praise question.',
        'routes.csv:4: "doctor" stands on line 2 already.',
        'routes.csv:4: "gone" in "department" is not known.',
        'routes.csv:5: "cook" in "subject" is none of: doctor nurse window logistics office.',
        'scripts.csv:5: "got" stands on line 2 already.',
        'scripts.csv:5: "sms" in "use" is none of: reply call talk.',
        'scripts.csv:5: "title.zh_CN" is empty.',
        'scripts.csv:5: "void" in "stage" is none of: received working answered closed withdrawn.',
        'scripts.csv:5: "x" in "version" is not a number from 1 to 9999.',
        'scripts.csv:5: "{nmae}" is not a place that can be filled.',
        'staff.csv:3: "nowhere" in "department" is not known.',
    ]

"""`kiosk teaching`: paper and files from the command line."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest

from kiosk import store
from kiosk.cli import main
from kiosk.commands import hospital
from kiosk.config import Settings
from kiosk.rules.numbers import new_uid
from kiosk.services import cases, meetings, people, scripts, staff, training, unknown
from tests.register import draft


@pytest.fixture
def data(tmp_path: Path) -> Path:
    place = tmp_path / "data"
    place.mkdir()
    settings = Settings(data=place)
    hospital.open_sample(settings)
    store.open_register(settings)
    now = settings.clock()
    first = people.add("first", "First", "admin", [], None, now, password="ein kleiner gruener Kaktus")
    people.add("fu", "傅小华", "desk", ["service-centre"], staff.actor(first.code, settings), now)
    boss = staff.actor("he-meijuan", settings)
    case, uid = cases.file(draft(), settings, now), new_uid(now)
    training.keep(uid, case.uid, "等候太久", "某某等了很久。", "早点说。", boss, now)
    when = meetings.coming(settings, now)[0].day
    meetings.fix(when, "fu", uid, boss, settings, now)
    unknown.keep(UUID(int=1), "停车费怎么算", "zh_CN", "front", now)
    store.close()
    return place


def said(capsys: pytest.CaptureFixture[str], data: Path, *words: str) -> str:
    assert main([*words, "--data", str(data), "--language", "en"]) == 0
    return capsys.readouterr().out


def test_the_teaching_case_of_the_next_meeting_comes_as_text_and_as_a_page(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """PRINT teaching-case: `kiosk teaching print next`."""
    text = said(capsys, data, "teaching", "print", "next")
    assert "等候太久" in text
    assert "傅小华" in text
    page = said(capsys, data, "teaching", "print", "next", "--format", "html")
    assert page.startswith("<!doctype html>")
    assert str(date.today().year) in page
    assert main(["teaching", "print", "none", "--data", str(data)]) == 1


def test_all_service_scripts_come_on_paper_in_the_language_that_is_read(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """PRINT service-script: every wording that stands, with the situation that it is for."""
    page = said(capsys, data, "teaching", "scripts", "--format", "html")
    text = said(capsys, data, "teaching", "scripts")
    store.open_register(Settings(data=data))
    found = scripts.every()
    store.close()
    assert len(found) > 10
    assert page.count("<h2>") == len(found)
    assert all(one.title["en"] in text for one in found)


def test_questions_that_wait_come_as_rows_of_the_answers_file(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """TRN-03: what was asked in vain becomes the next answers."""
    [row] = csv.DictReader(StringIO(said(capsys, data, "teaching", "questions")))
    assert row["question.zh_CN"] == "停车费怎么算"

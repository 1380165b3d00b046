"""A made-up year: spread over months, departments and hours, its trail whole, the same for the same seed."""

import html
import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from kiosk import i18n, store
from kiosk.cli import main
from kiosk.config import Settings
from kiosk.imports.hospital import read
from kiosk.printed import drawn, report
from kiosk.records import Notice, Theme
from kiosk.rules.rights import Actor
from kiosk.services import (
    demo,
    demo_house,
    demo_rows,
    demo_year,
    hospital,
    low_ratings,
    points,
    publishing,
    reports,
    workdays,
)
from kiosk.services.demo_season import season
from kiosk.services.demo_year_rows import YearMaker
from tests.register import NOW

LEADER = Actor("cao-zhenhua", "leader")
SAMPLE = Path(demo.__file__).parent.parent / "sample"
FACTS = (
    "SELECT kind, stage, grade, department, filed_at, answered_at, outcome, cause, verdict, reopenings"
    ' FROM "case" ORDER BY filed_at, uid',
    "SELECT score, department, at FROM rating ORDER BY at, uid",
    "SELECT name, basis, due_at, ended_at, result FROM clock ORDER BY due_at, uid",
    "SELECT number, department, due_day, done_at, verified_at FROM notice ORDER BY number",
    "SELECT made_at, decided_at, cost, published_at FROM theme ORDER BY made_at",
    "SELECT kind, at FROM case_link ORDER BY at, kind, uid",
    "SELECT visit, ward, admitted_on, consent FROM stay ORDER BY visit",
    "SELECT uid, kind, ordinal, state, attempts FROM follow_up ORDER BY uid",
    "SELECT uid, at, result FROM follow_up_attempt ORDER BY uid",
    "SELECT uid, day, points, appealed_at, outcome FROM deduction ORDER BY uid",
    "SELECT uid, staff, upheld_case, at FROM conduct_entry ORDER BY uid",
    "SELECT month, staff, points, at FROM star_point ORDER BY uid",
    "SELECT month, stars FROM star_list ORDER BY month",
    "SELECT uid, from_case, at FROM teaching_case ORDER BY uid",
    "SELECT day, staff, teaching FROM presentation ORDER BY day",
    "SELECT uid, at, state, answer FROM unknown_question ORDER BY uid",
)


def made(folder: Path) -> Settings:
    """Return the settings of a register with a small year."""
    settings = Settings(data=folder)
    store.open_register(settings)
    hospital.replace(read(SAMPLE), "test", NOW)
    list(demo_year.fill(settings, NOW, count=400, stays=120))
    return settings


def told() -> list[list[tuple[Any, ...]]]:
    """Return what the open register tells of its year."""
    return [store.rows(question) for question in FACTS]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of a register with a small year."""
    settings = made(tmp_path_factory.mktemp("year"))
    store.close()
    return settings


@pytest.fixture(autouse=True)
def _open(year: Settings) -> Any:
    store.open_register(year)
    yield
    store.close()


def counted(question: str) -> int:
    """Return one number."""
    return int(store.rows(question)[0][0])


def test_its_trail_is_whole_and_tells_of_every_row() -> None:
    verdict = store.verify()
    assert verdict.ok, verdict.broken


def test_it_spreads_over_twelve_months_and_sixty_departments() -> None:
    months = {row[0] // 2_629_800_000 for row in store.rows('SELECT filed_at FROM "case"')}
    assert len(months) >= 12
    assert 50 <= counted('SELECT count(DISTINCT department) FROM "case"') <= 60


def test_promises_are_kept_and_missed_by_both_clocks() -> None:
    found = dict(
        store.rows("SELECT basis || ' ' || result, count(*) FROM clock WHERE name = 'reply' GROUP BY 1")
    )
    assert found["house met"] > found["house missed"] > 0
    assert found["national met"] > 0 and found["national missed"] > 0


def test_notices_themes_repeats_and_visits_follow_from_it() -> None:
    notices, themes = store.load(Notice, ""), store.load(Theme, "")
    assert any(one.verified_at for one in notices)
    assert {bool(one.published_at) for one in themes} == {True, False}
    assert counted("SELECT count(*) FROM case_link WHERE kind = 'theme'") > 0
    assert counted("SELECT count(*) FROM follow_up WHERE state = 'done'") > 30
    assert counted("SELECT count(*) FROM follow_up_attempt WHERE result = 'no_answer'") > 0
    assert counted('SELECT sum(reopenings) FROM "case"') > 0


def test_conduct_stars_and_training_have_something_to_show() -> None:
    upheld = "SELECT uid FROM \"case\" WHERE outcome IN ('upheld', 'partly_upheld')"
    assert counted("SELECT count(*) FROM conduct_entry") > 0
    assert counted(f"SELECT count(*) FROM conduct_entry WHERE upheld_case NOT IN ({upheld})") == 0
    assert counted("SELECT count(*) FROM star_list") == len(publishing.published_months()) == 12
    assert counted("SELECT count(*) FROM star_point") >= 12
    assert counted("SELECT count(*) FROM teaching_case") >= 3
    assert counted("SELECT count(*) FROM presentation WHERE held_at IS NULL") == 0
    assert {row[0] for row in store.rows("SELECT state FROM unknown_question")} == {"open", "answered"}


def test_a_first_look_at_it_rings_for_no_old_rating_and_no_old_points(year: Settings) -> None:
    assert counted("SELECT count(*) FROM deduction") > 0
    assert points.take_due(year, NOW, 100) == 0
    old = NOW - timedelta(days=2)
    assert store.rows(low_ratings.LOW, 0, int(old.timestamp() * 1000), 100) == []


def test_nobody_waits_for_a_visit_of_last_month() -> None:
    month_ago = int((NOW - timedelta(days=20)).timestamp() * 1000)
    assert counted("SELECT count(*) FROM follow_up WHERE state = 'open'") > 0
    assert store.rows("SELECT uid FROM follow_up WHERE state = 'open' AND due_at < ?", month_ago) == []


def test_cases_of_the_last_days_are_still_open() -> None:
    open_ones = counted("SELECT count(*) FROM \"case\" WHERE stage != 'closed'")
    assert 3 <= open_ones <= 60


def test_the_same_seed_makes_the_same_year(tmp_path: Path) -> None:
    first = told()
    store.close()
    made(tmp_path)
    assert told() == first


def test_another_seed_makes_another_year(year: Settings) -> None:
    spread = season(date(2026, 1, 1), date(2026, 6, 30), workdays.calendar())
    words = []
    for seed in (7, 7, 8):
        house = demo_house.house_of(20, year, NOW, seed, spread)
        words.append([one.texts[0] for one in demo_rows.cases(YearMaker(house, 0), 0, 20)])
    assert words[0] == words[1] != words[2]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_its_reports_stand_on_pages_in_every_language(year: Settings, language: str) -> None:
    """PRINT annual-report: a made-up year's report holds every figure, table and picture."""
    made_one = reports.year(f"{NOW:%Y}", LEADER, year, NOW)
    page = html.unescape(report.html(made_one, language))
    with i18n.speaking(language):
        for figure in made_one.figures:
            shown = report.figure(figure)
            assert shown.label in page and shown.definition in page and shown.value in page
        for table in made_one.tables:
            assert all(drawn.called(row.name) in page for row in table.rows)
    assert page.count("<svg") == 7 and "%(" not in page


def test_its_month_stands_on_paper(year: Settings) -> None:
    """PRINT annual-report: the month's report as PDF tells what the page tells."""
    made_one = reports.month(f"{NOW - timedelta(days=31):%Y-%m}", LEADER, year, NOW)
    pages = PdfReader(io.BytesIO(report.pdf(made_one, "zh_CN"))).pages
    whole = "".join("".join(page.extract_text().split()) for page in pages)
    with i18n.speaking("zh_CN"):
        for figure in made_one.figures:
            assert "".join(report.figure(figure).value.split()) in whole
    assert len(pages) >= 5


def test_a_year_is_made_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store.close()
    args = ["--language", "en", "--data", str(tmp_path), "demo-data", "--year", "2025", "--cases", "60"]
    assert main(args) == 0
    assert "60 cases were made." in capsys.readouterr().out
    store.open_register(Settings(data=tmp_path))
    assert {row[0][:4] for row in store.rows("SELECT admitted_on FROM stay")} == {"2025"}


def test_a_year_that_is_still_to_come_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    args = ["--language", "en", "--data", str(tmp_path), "demo-data", "--year", "2999"]
    assert main(args) == 2
    assert "Say a year from 2000" in capsys.readouterr().err

"""A made-up year: spread over months, departments and hours, its trail whole, the same for the same seed."""

from pathlib import Path
from typing import Any

import pytest

from kiosk import store
from kiosk.cli import main
from kiosk.config import Settings
from kiosk.imports.hospital import read
from kiosk.records import Notice, Theme
from kiosk.services import demo, demo_year, hospital
from tests.register import NOW

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
)


def made(folder: Path, seed: int = 7) -> Settings:
    """Return the settings of a register with a small year."""
    settings = Settings(data=folder)
    store.open_register(settings)
    hospital.replace(read(SAMPLE), "test", NOW)
    list(demo_year.fill(settings, NOW, count=600, seed=seed, stays=40))
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
    assert counted("SELECT count(*) FROM follow_up WHERE state = 'done'") > 40
    assert counted("SELECT count(*) FROM follow_up_attempt WHERE result = 'no_answer'") > 0
    assert counted('SELECT sum(reopenings) FROM "case"') > 0


def test_cases_of_the_last_days_are_still_open() -> None:
    open_ones = counted("SELECT count(*) FROM \"case\" WHERE stage != 'closed'")
    assert 3 <= open_ones <= 60


def test_the_same_seed_makes_the_same_year_and_another_seed_another(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    first = told()
    store.close()
    made(tmp_path_factory.mktemp("again"))
    assert told() == first
    store.close()
    made(tmp_path_factory.mktemp("other"), seed=8)
    assert told()[0] != first[0]


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

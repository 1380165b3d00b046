"""`kiosk report`: what it writes, in which language, and when it refuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from kiosk import i18n, store
from kiosk.cli import main
from kiosk.config import Settings
from kiosk.records import database
from kiosk.services import cases
from tests.register import NOW, draft
from tests.staff import hire

pytestmark = pytest.mark.on_file


@pytest.fixture
def filed(settings: Settings) -> Settings:
    """Make a register with a few cases of September 2026."""
    settings.data.mkdir()
    store.open_register(settings)
    hire()
    for kind in ("complaint", "complaint", "praise"):
        cases.file(draft(kind), settings, NOW)
    store.close()
    return settings


def kiosk(settings: Settings, *words: str) -> int:
    """Run a command on the register."""
    return main(["--data", str(settings.data), "--language", "en", *words])


def test_a_month_comes_as_a_table_for_excel(
    filed: Settings, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert kiosk(filed, "report", "month", "2026-09", "--format", "csv") == 0
    text = capfdbinary.readouterr().out.decode("utf-8-sig")
    lines = {line["code"]: line for line in csv.DictReader(io.StringIO(text)) if line["part"] == "cases"}
    assert lines["received"]["value"] == "3" and lines["complaints"]["value"] == "2"
    assert lines["received"]["definition"].startswith("Cases filed in the period")


def test_a_year_comes_as_a_document_for_programs(filed: Settings, tmp_path: Path) -> None:
    """REP-02: the annual report at a key press."""
    file = tmp_path / "year.json"
    assert kiosk(filed, "report", "year", "2026", "--format", "json", "--out", str(file)) == 0
    document = json.loads(file.read_text("utf-8"))
    assert document["period"]["code"] == "2026" and document["before"]["code"] == "2025"
    assert next(one["value"] for one in document["figures"] if one["code"] == "received") == 3


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("span", [("month", "2026-09"), ("year", "2026")])
def test_the_report_is_a_page_in_each_language(
    filed: Settings, tmp_path: Path, language: str, span: tuple[str, str]
) -> None:
    """PRINT annual-report: the same data as a page."""
    file = tmp_path / "report.html"
    words = ("--data", str(filed.data), "--language", language, "report", *span, "--out", str(file))
    assert main(list(words)) == 0
    page = file.read_text("utf-8")
    assert "<html" in page and "%(" not in page


@pytest.mark.parametrize(
    "words", [("month", "2026"), ("month", "2026-13"), ("year", "2026-09"), ("year", "26")]
)
def test_what_is_no_period_is_refused(
    filed: Settings, words: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert kiosk(filed, "report", *words) == 2
    assert capsys.readouterr().err.startswith("Name a ")


def test_a_file_that_cannot_be_written_is_named(
    filed: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kiosk(filed, "report", "month", "2026-09", "--out", str(tmp_path / "no" / "x.html")) == 1
    assert "x.html cannot be written" in capsys.readouterr().err


def test_counts_that_were_changed_are_found_and_built_again(
    filed: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kiosk(filed, "audit", "verify") == 0
    store.open_register(filed)
    database.execute_sql("UPDATE tally SET amount = amount + 1 WHERE what = 'grade'")
    store.close()
    assert kiosk(filed, "audit", "verify") == 1
    assert "kiosk report rebuild" in capsys.readouterr().err
    assert kiosk(filed, "report", "rebuild") == 0
    assert kiosk(filed, "audit", "verify") == 0

"""Reports of months and years: every number recomputed from the raw rows, definitions, files, rights."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk import i18n, store
from kiosk.commands.report import written as given_out
from kiosk.config import Settings
from kiosk.records import database, tallies
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor
from kiosk.services import report_files, reports
from kiosk.services.report_shape import SECTIONS, UNITS, Report
from tests.odd_year import AT, ZONES, fill, make_up
from tests.recount import assert_recounted, file_rows
from tests.recount_rows import share

LEADER = Actor("cao", "leader")
CODES = ("2026-03", "2026-09", "2026-10", "2026")


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Make a register with a made-up year once."""
    settings = Settings(data=tmp_path_factory.mktemp("year") / "data")
    make_up(settings)
    store.close()
    return settings


@pytest.fixture
def opened(year: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Open a copy of it."""
    i18n.choose("en")
    shutil.copytree(year.data, tmp_path / "data")
    settings = Settings(data=tmp_path / "data")
    store.open_register(settings)
    yield settings
    store.close()


def made(code: str, settings: Settings, at: datetime = AT) -> Report:
    """Make a report."""
    make = reports.year if len(code) == 4 else reports.month
    return make(code, LEADER, settings, at)


def in_zone(settings: Settings, zone: str) -> Settings:
    """Return the settings of a hospital somewhere else."""
    return Settings(data=settings.data, time_zone=zone)


def table(report: Report, code: str) -> dict[str, dict[str, float | int | None]]:
    """Return a table by row and column."""
    [found] = [one for one in report.tables if one.code == code]
    names = [column.code for column in found.columns]
    return {row.code: dict(zip(names, row.cells, strict=True)) for row in found.rows}


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("code", CODES)
def test_every_number_is_what_one_counts_by_hand(opened: Settings, code: str, zone: str) -> None:
    """REP-01: figures, tables, pictures and the periods before agree with the raw rows to the last digit."""
    report = made(code, in_zone(opened, zone))
    with file_rows(opened.register_file, zone, AT) as rows:
        counted = assert_recounted(report, rows)
    values = [one["value"] for one in counted["figures"].values()]
    assert sum(value not in (None, 0) for value in values) > 25, "the year was too poor"


def test_a_year_of_few_cases_is_what_one_counts_by_hand(tmp_path: Path) -> None:
    """REP-01: so is a year in which nothing odd happened and many numbers are nought."""
    settings = Settings(data=tmp_path / "few")
    fill(settings, 120, 20)
    for code in ("2025-11", *(f"2026-{n:02}" for n in range(1, 11)), "2025", "2026"):
        with file_rows(settings.register_file, "Asia/Shanghai", AT) as rows:
            assert_recounted(made(code, settings), rows)
    store.close()


def test_a_years_report_has_the_same_data_as_its_months(opened: Settings) -> None:
    """REP-02: the annual report counts what the monthly reports count. LIMIT yearly-report."""
    whole = {one.code: one.value for one in made("2026", opened).figures}
    months = [{one.code: one.value for one in made(f"2026-{n:02}", opened).figures} for n in range(1, 13)]
    for code in ("received", "complaints", "ended", "ratings", "notices_issued", "points", "follow_ups_due"):
        assert whole[code] == sum(month[code] or 0 for month in months) and whole[code], code


def test_the_yearly_report_is_there_the_moment_the_year_is_over(opened: Settings) -> None:
    """LIMIT yearly-report: a year's report needs nothing but the register, on the first day of the next."""
    report = made("2026", opened, datetime(2026, 12, 31, 16, tzinfo=UTC))
    assert report.period.ends_at == datetime(2027, 1, 1, tzinfo=opened.tz)
    assert next(one.value for one in report.figures if one.code == "received")


@pytest.mark.parametrize("code", ["2026-09", "2026"])
def test_every_figure_says_what_is_counted_out_of_what(opened: Settings, code: str) -> None:
    """REP-04: numerator and denominator in words beside each number, and both as numbers."""
    for one in made(code, opened).figures:
        assert one.section in SECTIONS and one.unit in UNITS
        assert (i18n._(one.definition) % one.places).endswith(".")
        if one.unit == "percent" and one.value is not None:
            assert "out of" in one.definition
            assert one.numerator is not None and one.value == share(one.numerator, one.denominator or 0)


def test_response_time_solved_and_satisfied_are_told_for_today_too(opened: Settings) -> None:
    """REP-04: the indicators move with what is written."""
    before = {one.code: one.value for one in made("2026-10", opened).figures}
    assert {"median_complaints", "solved", "satisfied"} <= before.keys()
    for _n in range(3):
        database.execute_sql(
            "INSERT INTO rating (uid, at, desk, source, score, department, reasons, is_counted) VALUES"
            f" ('{new_uid(AT).hex}', {int(AT.timestamp() * 1000)}, 'front', 'kiosk', 1, '', '[]', 1)"
        )
    after = {one.code: one.value for one in made("2026-10", opened).figures}
    assert after["ratings"] == before["ratings"] + 3 and after["satisfied"] < before["satisfied"]


def test_channels_are_counted_in_one_register(opened: Settings) -> None:
    """CH-03: one register, and what came by which channel."""
    found = table(made("2026-09", opened), "by_source")
    with file_rows(opened.register_file, "Asia/Shanghai", AT) as rows:
        counted = Counter(row["source"] for row in rows.filed("2026-09"))
    assert {code: row["received"] for code, row in found.items() if row["received"]} == counted
    assert len(counted) > 4


@pytest.mark.parametrize("code", ["2026-09", "2026"])
def test_departments_have_a_scorecard_and_causes_a_pareto(opened: Settings, code: str) -> None:
    """REP-05: common problems by cause, most first, and how each department does."""
    report = made(code, opened)
    bars = [bar.cases for bar in report.series.causes]
    assert bars == sorted(bars, reverse=True) and report.series.causes[-1].share == 100
    lines = table(report, "departments")
    assert all(any(line.values()) for line in lines.values()), "a department without anything to tell"
    for column in (
        "received",
        "complaints",
        "due",
        "kept",
        "reopened",
        "solved",
        "notices",
        "late",
        "points",
        "ratings",
    ):
        assert any(line[column] for line in lines.values()), column


def test_the_same_register_and_moment_give_the_same_bytes(opened: Settings) -> None:
    first = made("2026-09", opened)
    tallies.rebuild()
    store.close()
    store.open_register(opened)
    second = made("2026-09", opened)
    for form in ("csv", "json", "html"):
        assert given_out(first, form, "en") == given_out(second, form, "en"), form


def test_the_same_report_is_the_same_paper_to_the_last_byte(opened: Settings) -> None:
    # A few figures and all pictures: every page would take a second more.
    short = (
        one._replace(figures=one.figures[:4], tables=one.tables[-1:])
        for one in (made("2026-09", opened), made("2026-09", opened))
    )
    first, second = (given_out(one, "pdf", "en") for one in short)
    assert first.startswith(b"%PDF") and first == second


@pytest.mark.parametrize("code", ["2026-09", "2026-10", "2026"])
def test_a_moment_later_nothing_but_the_moment_differs(opened: Settings, code: str) -> None:
    first, second = (
        json.loads(report_files.json(made(code, opened, AT + timedelta(hours=1, seconds=n)), "en"))
        for n in (0, 1)
    )
    assert first.pop("at") < second.pop("at")
    assert first == second


def test_a_month_that_is_over_does_not_depend_on_the_moment_but_for_what_is_late(opened: Settings) -> None:
    early, late = (made("2026-03", opened, AT + timedelta(days=n)) for n in (0, 40))
    assert early.figures == late.figures and early.tables == late.tables


def test_the_signed_stars_of_the_month_are_in_the_report(opened: Settings) -> None:
    assert [(one.month, one.stars[0].score) for one in made("2026-09", opened).stars] == [("2026-09", 12.5)]
    assert [one.month for one in made("2026", opened).stars] == ["2026-09"]
    assert made("2026-10", opened).stars == ()


def test_few_ratings_are_hidden_in_every_place(opened: Settings) -> None:
    database.execute_sql(
        "DELETE FROM rating WHERE uid NOT IN (SELECT uid FROM rating ORDER BY at DESC LIMIT 4)"
    )
    [report] = [made("2026", opened)]
    hidden = [one for one in report.figures if one.is_hidden]
    assert {one.code for one in hidden} == {"satisfied", "mean_score"}
    assert all(one.value is None and one.numerator is None and one.low is None for one in hidden)
    assert table(report, "scores") == {}
    assert all(row["satisfied"] is None for row in table(report, "departments").values())
    assert all(one.counts is None for one in report.series.smileys)
    assert all(one.satisfied is None and one.ratings == 0 for one in report.series.trend)


def test_nothing_at_all_makes_a_report_too(register: Settings) -> None:
    report = made("2024-02", register)
    values = {one.code: one.value for one in report.figures}
    assert values["received"] == 0 and values["solved"] is None
    assert report.series.heat.lines == () and len(report.series.left) == 29


@pytest.mark.parametrize("role", ["desk", "handler"])
def test_whoever_has_no_right_sees_no_report(opened: Settings, role: str) -> None:
    with pytest.raises(Refusal):
        reports.month("2026-09", Actor("fang", role), opened, AT)
    with pytest.raises(Refusal):
        reports.issue("2026", Actor("fang", role), opened, AT)


def test_giving_a_report_out_is_told_in_the_trail(opened: Settings) -> None:
    reports.issue("2026-09", LEADER, opened, AT)
    reports.month("2026-09", LEADER, opened, AT)
    body = json.loads(store.rows("SELECT body FROM audit_entry ORDER BY rowid DESC LIMIT 1")[0][0])
    assert (body["act"], body["by"], body["subject"], body["wrote"]) == ("report.made", "cao", "2026-09", [])
    assert store.rows("SELECT count(*) FROM audit_entry WHERE body LIKE '%report.made%'") == [(1,)]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_file_for_excel_holds_every_number_and_its_definition(opened: Settings, language: str) -> None:
    report = made("2026-09", opened)
    text = report_files.csv(report, language)
    assert text.encode().startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    figures = {line["code"]: line for line in lines if line["part"] in SECTIONS and not line["column"]}
    for one in report.figures:
        assert figures[one.code]["value"] == ("" if one.value is None else str(one.value))
        assert figures[one.code]["definition"]
    cells = sum(len(row.cells) for found in report.tables for row in found.rows)
    assert len(lines) == len(report.figures) + cells


def test_a_name_that_a_table_program_would_work_out_is_shown(opened: Settings) -> None:
    database.execute_sql("""UPDATE department SET name = '{"en": "=1+1"}' WHERE code = 'cashier'""")
    text = report_files.csv(made("2026", opened), "en")
    assert ",'=1+1," in text and ",=1+1," not in text


def test_the_document_for_programs_holds_figures_tables_and_pictures(opened: Settings) -> None:
    report = made("2026-09", opened)
    document = json.loads(report_files.json(report, "zh_CN"))
    assert [one["code"] for one in document["figures"]] == [one.code for one in report.figures]
    assert {one["code"] for one in document["tables"]} == {one.code for one in report.tables}
    assert document["series"]["hours"] == list(report.series.hours)
    assert document["period"]["begins_at"] == "2026-09-01T00:00:00+08:00"
    assert document["stars"][0]["stars"][0]["code"] == "gu"


def test_the_page_about_reports_has_every_definition(opened: Settings) -> None:
    """REP-04: definitions are written down where people look them up."""
    page = (Path(__file__).parent.parent / "docs" / "reports.md").read_text("utf-8")
    report = made("2026-09", opened)
    for one in (*report.figures, *report.tables):
        assert f"`{one.code}`" in page and one.definition % one.places in page
    assert all(f"`{name}`" in page for name in report.series._fields)

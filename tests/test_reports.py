"""Reports of months and years: every number recomputed from the raw rows, definitions, files, rights."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.imports.hospital import read
from kiosk.records import CaseLink, Deduction, Notice, StarList, database, tallies
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor
from kiosk.services import demo_year, hospital, report_files, reports
from kiosk.services.report_shape import SECTIONS, UNITS, Report
from tests.recount import HOUSE, Rows, share

SAMPLE = Path(store.__file__).parent / "sample"
AT = datetime(2026, 10, 20, 4, tzinfo=UTC)
LEADER = Actor("cao", "leader")
ZONES = ("Asia/Shanghai", "America/St_Johns", "Asia/Kathmandu")
CASES, STAYS = 700, 150
CHANGES = (
    "UPDATE \"case\" SET stage = 'void' WHERE uid IN ({some})",
    'UPDATE "case" SET reopenings = 1 + reopenings WHERE uid IN ({some})',
    "UPDATE \"case\" SET verdict = 'not_solved', stage = 'working' WHERE uid IN ({some})",
    "UPDATE \"case\" SET department = '' WHERE uid IN ({some})",
    "UPDATE \"case\" SET department = 'cashier', grade = 'major', source = 'email' WHERE uid IN ({some})",
    "UPDATE clock SET result = 'missed' WHERE case_uid IN ({some}) AND result = 'met'",
    "UPDATE clock SET ended_at = NULL, result = '' WHERE case_uid IN ({some})",
    'UPDATE "case" SET answered_at = filed_at + 3600000 * 5 - 1 WHERE uid IN ({some})',
    "UPDATE rating SET is_counted = 0 WHERE case_uid IN ({some})",
    "UPDATE rating SET withdrawn_at = at WHERE case_uid IN ({some})",
    "DELETE FROM rating WHERE case_uid IN ({some})",
)
"""What happens to some cases after they were made up, past every service; the triggers see it."""


def made_up(settings: Settings) -> None:
    """Make up a year, and let much of what seldom happens happen."""
    settings.data.mkdir()
    store.open_register(settings)
    hospital.replace(read(SAMPLE), "test", AT)
    for _done in demo_year.fill(settings, AT, None, CASES, 7, False, STAYS):
        pass
    random = Random(4)
    uids = [row[0] for row in store.rows('SELECT uid FROM "case" ORDER BY uid')]
    for change in CHANGES:
        some = ", ".join(f"'{uid}'" for uid in random.sample(uids, 40))
        database.execute_sql(change.format(some=some))
    database.execute_sql("UPDATE notice SET done_at = due_at WHERE uid IN (SELECT max(uid) FROM notice)")
    with store.writing("test", "test", "test", AT) as written:
        for n, notice in enumerate(store.load(Notice, "ORDER BY uid")):
            for step in range(2):
                at = notice.due_at + timedelta(days=7 * step)
                kept = (None, 0, 1)[n % 3]
                points = Deduction(
                    **{"uid": new_uid(at), "notice": notice.uid, "department": notice.department},
                    **{"day": at.date().isoformat(), "step": step, "points": 2 - step, "at": at},
                    points_kept=kept,
                )
                written.add(points)
            link = CaseLink(
                **{"uid": new_uid(AT), "case": uids[n], "kind": "recurrence", "other": notice.uid},
                **{"by": "he", "at": notice.due_at, "ended_at": AT if n % 4 == 3 else None},
            )
            written.add(link)
        stars = [{"staff": "gu", "score": 12.5}]
        written.add(StarList(month="2026-09", stars=stars, formula={"praise": 3}, by="he", at=AT))


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Make a register with a made-up year once."""
    settings = Settings(data=tmp_path_factory.mktemp("year") / "data")
    made_up(settings)
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


EARLIER = {"2026-09": ("2026-08", "2025-09"), "2026-10": ("2026-09", "2025-10"), "2026": ("2025", "2025")}


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("code", EARLIER)
def test_every_figure_is_what_one_counts_by_hand(opened: Settings, code: str, zone: str) -> None:
    """REP-01: the figures, and those of the periods before, agree with the raw rows to the last digit."""
    report, rows = made(code, in_zone(opened, zone)), Rows(zone, AT)
    before, year_before = EARLIER[code]
    here = rows.figures(code)
    assert {one.code: one.value for one in report.figures} == here
    assert {one.code: one.before for one in report.figures} == rows.figures(before)
    assert {one.code: one.year_before for one in report.figures} == rows.figures(year_before)
    assert sum(value not in (None, 0) for value in here.values()) > 25, "the year was too poor"
    [satisfied] = [one for one in report.figures if one.code == "satisfied"]
    assert (satisfied.low, satisfied.high) == rows.interval(code)


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


@pytest.mark.parametrize("zone", ZONES)
def test_channels_are_counted_in_one_register(opened: Settings, zone: str) -> None:
    """CH-03: one register, and what came by which channel."""
    found, rows = table(made("2026-09", in_zone(opened, zone)), "by_source"), Rows(zone, AT)
    counted = rows.table("2026-09", "source")
    assert {code: row["received"] for code, row in found.items() if row["received"]} == counted
    assert len(counted) > 4
    total = sum(counted.values())
    for code, row in found.items():
        assert row["share"] == share(counted.get(code, 0), total)
        assert row["complaints"] == rows.table("2026-09", "source", "complaint").get(code, 0)
        assert row["before"] == rows.table("2026-08", "source").get(code, 0)
        assert row["year_before"] == rows.table("2025-09", "source").get(code, 0)


@pytest.mark.parametrize("code", ["2026-09", "2026"])
def test_grades_categories_and_kinds_are_those_of_the_rows(opened: Settings, code: str) -> None:
    report, rows = made(code, opened), Rows("Asia/Shanghai", AT)
    grades, categories = table(report, "by_grade"), table(report, "by_category")
    assert {one: row["received"] for one, row in grades.items()} == rows.table(code, "grade")
    counted = rows.table(code, "category", "complaint")
    assert {one: row["received"] for one, row in categories.items() if row["received"]} == counted
    assert [row["received"] for row in categories.values()] == sorted(
        (row["received"] for row in categories.values()), reverse=True
    )
    for kind, row in table(report, "kinds").items():
        hours = rows.hours(code, kind)
        assert row["received"] == len(rows.filed(code, kind)) and row["answered"] == len(hours)
        assert row["median"] == (sorted(hours)[(len(hours) + 1) // 2 - 1] if hours else None)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("code", ["2026-09", "2026"])
def test_departments_have_a_scorecard_and_causes_a_pareto(opened: Settings, code: str, zone: str) -> None:
    """REP-05: common problems by cause, most first, and how each department does."""
    report, rows = made(code, in_zone(opened, zone)), Rows(zone, AT)
    causes = Counter(row["cause"] for row in rows.filed(code, "complaint") if row["cause"])
    assert {bar.code: bar.cases for bar in report.series.causes} == causes
    assert [bar.cases for bar in report.series.causes] == sorted(causes.values(), reverse=True)
    assert report.series.causes[-1].share == 100
    kinds = {"complaint", "question", "contact", "suggestion", "praise"}
    due = rows.promised(code, HOUSE, kinds)
    for department, row in table(report, "departments").items():
        own = [one for one in rows.filed(code) if one["department"] == department]
        clocks = [one for one in due if rows.cases[one["case_uid"]]["department"] == department]
        judged = [one["verdict"] for one in own if one["verdict"]]
        here = rows.within(code)
        scores = [one["score"] for one in rows.ratings if one["department"] == department and here(one["at"])]
        late = [
            one
            for one in rows.due_notices(code)
            if one["department"] == department and not (one["done_at"] and one["done_at"] < one["due_at"])
        ]
        assert row["received"] == len(own)
        assert row["due"] == len(clocks)
        assert row["kept"] == share(sum(one["result"] == "met" for one in clocks), len(clocks))
        assert row["reopened"] == sum(one["reopenings"] > 0 for one in own)
        assert row["solved"] == share(judged.count("solved"), len(judged))
        assert row["late"] == len(late)
        assert row["ratings"] == len(scores)
        good = share(sum(score > 3 for score in scores), len(scores)) if len(scores) > 4 else None
        assert row["satisfied"] == good


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("code", ["2026-10", "2026-03", "2026"])
def test_pictures_show_what_the_rows_say(opened: Settings, code: str, zone: str) -> None:
    report, rows = made(code, in_zone(opened, zone)), Rows(zone, AT)
    series, filed = report.series, rows.filed(code)
    assert series.hours == tuple(
        Counter(rows.local(one["filed_at"]).hour for one in filed)[n] for n in range(24)
    )
    cells: Counter[tuple[str, date]] = Counter()
    for one in filed:
        day = rows.day(one["filed_at"])
        cells[one["department"], day - timedelta(days=day.weekday())] += 1
    shown = {
        (line.code, monday): count
        for line in series.heat.lines
        for monday, count in zip(series.heat.weeks, line.counts, strict=True)
        if count
    }
    assert shown == cells
    scores: dict[date, list[int]] = {}
    for rating in rows.ratings:
        scores.setdefault(rows.day(rating["at"]), []).append(rating["score"])
    today = AT.astimezone(rows.zone).date()
    assert [one.day for one in series.left] == [day for day in rows.days(code) if day <= today]
    for face in series.smileys:
        given = scores.get(face.day, [])
        assert face.counts == (tuple(given.count(n) for n in range(1, 6)) if len(given) > 4 else None)
    for left in series.left[-3:]:
        assert left.open == rows.open_after(left.day)


def test_the_trend_shows_thirteen_months_as_their_own_reports_would(opened: Settings) -> None:
    trend = made("2026-10", opened).series.trend
    assert [point.month for point in trend] == [
        "2025-10",
        "2025-11",
        "2025-12",
        *(f"2026-{n:02}" for n in range(1, 11)),
    ]
    rows = Rows("Asia/Shanghai", AT)
    for point in trend:
        found = rows.figures(point.month)
        assert (point.received, point.complaints, point.ended) == (
            found["received"],
            found["complaints"],
            found["ended"],
        )
        due = rows.promised(point.month, HOUSE, {"complaint", "question", "contact", "suggestion", "praise"})
        assert point.in_time == share(sum(row["result"] == "met" for row in due), len(due))
        assert point.satisfied == found["satisfied"]


def test_open_cases_lie_in_the_box_of_their_day(opened: Settings) -> None:
    boxes, rows = made("2026-10", opened).series.due, Rows("Asia/Shanghai", AT)
    wanted: Counter[str] = Counter()
    today = AT.astimezone(rows.zone).date()
    for row in rows.cases.values():
        if row["stage"] not in ("received", "working", "answered"):
            continue
        if row["due_at"] is None:
            wanted["none"] += 1
            continue
        ahead = (rows.day(row["due_at"] - 1) - today).days
        is_late = rows.local(row["due_at"]) <= AT
        wanted[
            "late"
            if is_late
            else "today"
            if ahead <= 0
            else "tomorrow"
            if ahead == 1
            else "this_week"
            if ahead <= 6
            else "later"
        ] += 1
    assert {name: count for name, count in boxes._asdict().items() if count} == wanted


def test_the_same_register_and_moment_give_the_same_report(opened: Settings) -> None:
    first = report_files.json(made("2026-09", opened), "en")
    tallies.rebuild()
    store.close()
    store.open_register(opened)
    assert report_files.json(made("2026-09", opened), "en") == first


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

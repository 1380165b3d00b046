"""Whatever stands in the words of the year, it stays words on every page that is made of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.printed import casefile as case_paper
from kiosk.printed import contact_card
from kiosk.printed import report as report_paper
from kiosk.records import Department, Staff, Stay
from kiosk.services import (
    casefile,
    conduct,
    contact_cards,
    notice_sheet,
    report_files,
    reports,
    service_record,
    sheets,
    stars,
    teaching_sheet,
    unknown,
)
from tests.console import prepare
from tests.naughty_year import of_the_year
from tests.register import NOW
from tests.staff import person
from tests.wards import WARD

TAG = '="><img src=x><script>甲</script>&'
BOSS = person("he")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture
def lived(register: Settings, tmp_path: Path) -> Settings:
    """Let a year's acts hold a tag, and the hospital's names, too."""
    i18n.choose("en")
    prepare(register)
    of_the_year(TAG, register, tmp_path)
    with store.writing("hospital.import", "test", "hospital", NOW) as written:
        for table, code in ((Department, WARD), (Staff, "gu")):
            [row] = store.load(table, "WHERE code = ?", code)
            written.change(row, name=dict.fromkeys(i18n.LANGUAGES, TAG))
    return register


def pages(settings: Settings) -> Iterator[tuple[str, str]]:
    """Give every page that is made of the year."""
    at = settings, NOW
    [(notice, case, number)] = store.rows("SELECT uid, case_uid, number FROM notice")
    [(teaching,)] = store.rows("SELECT uid FROM teaching_case")
    yield "notice", sheets.html(notice_sheet.printed(UUID(notice), BOSS, *at))
    yield "notice by number", sheets.html(notice_sheet.by_number(number, "cli", *at))
    yield "conduct", sheets.html(conduct.printed("gu", BOSS, *at))
    yield "stars", sheets.html(stars.printed("2026-09", BOSS, *at))
    yield "teaching", sheets.html(teaching_sheet.of(str(UUID(teaching)), "cli", *at))
    yield "record", sheets.html(service_record.by_code(WARD, "2026-09", "cli", *at))
    yield "case", case_paper.document(casefile.parts(UUID(case), "cli", *at), TAG)
    yield "report", report_paper.html(reports.month("2026-09", BOSS, *at), "en")
    for stay in store.load(Stay, "WHERE doctor <> ''"):
        card = contact_cards.by_visit(stay.visit, "cli", NOW)
        yield "card", contact_card.document(card, settings)


def test_no_word_becomes_markup_on_any_page_of_the_year(lived: Settings) -> None:
    made = [*pages(lived)]
    assert {name for name, _page in made} >= {"notice", "conduct", "teaching", "case", "report", "card"}
    for name, page in made:
        assert "&lt;script&gt;甲" in page, name
        assert "<script" not in page and "<img" not in page, name


def test_no_cell_of_the_year_is_a_formula(lived: Settings) -> None:
    report = report_files.csv(reports.month("2026-09", BOSS, lived, NOW), "en")
    for text in (report.removeprefix("\ufeff"), unknown.as_answers(unknown.waiting())):
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert any(TAG in cell for cell in cells)
        assert not [cell for cell in cells if cell.startswith(FORMULA) and not is_number(cell)]


def is_number(cell: str) -> bool:
    """Tell whether a cell is a number of ours."""
    try:
        float(cell)
    except ValueError:
        return False
    return True

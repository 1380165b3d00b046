"""A report on paper: every figure with its definition, in three languages, with page numbers."""

import io
import sys
from datetime import UTC

import pytest
from pypdf import PdfReader

from kiosk import i18n
from kiosk.cli import main
from kiosk.config import Settings
from kiosk.printed import paper, report
from kiosk.rules.refusal import Refusal
from tests.report_sample import AT, FIGURES, REPORT

HEADS = {"zh_CN": "心血管内科", "zh_TW": "心血管內科", "en": "Cardiology"}


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_page_holds_every_figure_with_its_definition(language: str) -> None:
    """PRINT annual-report: figures, definitions, comparisons, tables and pictures on one page set."""
    document = report.html(REPORT, language)
    with i18n.speaking(language):
        for figure in FIGURES:
            assert i18n._(figure.label) in document and i18n._(figure.definition) in document
    for words in ("1,234", "1,100", "90.2%", "▲", "1,017", HEADS[language], "方敏"):
        assert words in document
    assert document.count("<svg") == 7 and "counter(pages)" in document


def test_a_score_that_too_few_gave_is_not_shown() -> None:
    document = report.html(REPORT, "en")
    row = document.split('<tr id="mean">')[1].split("</tr>")[0]
    assert "too few" in row and "3" not in row


def test_the_same_report_is_the_same_page_and_reads_nothing_from_elsewhere() -> None:
    document = report.html(REPORT, "zh_CN")
    assert document == report.html(REPORT, "zh_CN")
    assert "href=" not in document and "src=" not in document and "url(" not in document


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_pdf_holds_the_same_words_and_numbers_its_pages(language: str) -> None:
    """PRINT annual-report: the same page set as PDF, with page numbers."""
    pages = PdfReader(io.BytesIO(report.pdf(REPORT, language))).pages
    texts = [page.extract_text() for page in pages]
    whole = "\n".join(texts)
    for words in ("1,234", "1,017", "90.2%", HEADS[language]):
        assert words in whole
    with i18n.speaking(language):
        foot = i18n._("Page %(page)s of %(pages)s")
        for number, text in enumerate(texts, 1):
            assert squeezed(foot % {"page": number, "pages": len(pages)}) in squeezed(text)


def squeezed(text: str) -> str:
    """Return words without the spaces that the letters' places make."""
    return "".join(text.split())


def test_the_service_stars_stand_with_their_formula() -> None:
    document = report.html(REPORT, "en")
    assert "Score = 3 × praise" in document and "方敏" in document
    assert "21.50" in document and "October 2026" in document


def test_moments_are_told_in_the_hospital_s_zone() -> None:
    assert "Made Sat 31 Oct 2026 18:00." in report.html(REPORT._replace(at=AT.astimezone(UTC)), "en")


def test_a_year_is_called_a_year() -> None:
    year = REPORT._replace(period=REPORT.period._replace(code="2026"), at=AT)
    assert "Annual service report 2026" in report.html(year, "en")


def test_without_its_library_a_pdf_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(Refusal) as refused:
        paper.pdf("<p></p>")
    assert "reports" in str(refused.value)


def test_the_command_says_that_the_library_is_missing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.data.mkdir(parents=True)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    args = ["--data", str(settings.data), "--language", "en", "report", "month", "2026-09", "--format", "pdf"]
    assert main([*args, "--out", str(settings.data / "month.pdf")]) == 2
    assert "No PDF can be made here" in capsys.readouterr().err
    assert not (settings.data / "month.pdf").exists()

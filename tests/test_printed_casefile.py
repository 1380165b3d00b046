"""The case file on pages: numbered, with facts, timeline and notices, and room to sign."""

import io
from datetime import date
from uuid import UUID

import pytest
from pypdf import PdfReader

from kiosk import i18n, store
from kiosk.cli import main
from kiosk.config import Settings
from kiosk.printed import casefile as paper
from kiosk.records import Case
from kiosk.services import acts, casefile, cases, notices
from tests.register import HOSTILE, NOW, draft
from tests.staff import hire, person

HOUSE = "Yongjiang Hospital"


def worked(settings: Settings, words: str = "等了两个小时没有人管") -> Case:
    """Return a complaint with a note, a reply and a notice."""
    hire()
    made = draft("complaint", words)
    made.name, made.phone = "周小明", "13805551234"
    case = cases.file(made, settings, NOW)
    acts.note(case.uid, "监控已经看过", person("he"), settings, NOW)
    acts.reply(case.uid, "我们已经核实，向您说明。", person("he"), settings, NOW)
    notices.issue(
        case.uid, "cashier", "shi", "高峰期多开一个窗口", date(2027, 1, 9), person("he"), settings, NOW
    )
    return cases.find(case.uid)


def parts_of(uid: UUID, settings: Settings) -> casefile.Parts:
    """Return the file of a case."""
    return casefile.parts(uid, "cli:root", settings, NOW)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_file_holds_the_whole_case_and_room_to_sign(register: Settings, language: str) -> None:
    """PRINT case-file: facts, people, timeline, notices and signatures, in three languages."""
    case = worked(register)
    with i18n.speaking(language):
        document = paper.document(parts_of(case.uid, register), HOUSE)
        for signer in paper.signers():
            assert signer in document
    for words in (
        case.number,
        "周小明",
        "13805551234",
        "等了两个小时没有人管",
        "监控已经看过",
        "高峰期多开一个窗口",
    ):
        assert words in document
    assert document.index("监控已经看过") < document.index("我们已经核实") < document.index("高峰期")
    assert "counter(pages)" in document


def test_the_pdf_holds_the_same_and_numbers_its_pages(register: Settings) -> None:
    """CMP-17: the file of a complaint is one document with page numbers."""
    case = worked(register, "很长的一段话。" * 400)
    with i18n.speaking("en"):
        pages = PdfReader(io.BytesIO(paper.pdf(parts_of(case.uid, register), HOUSE))).pages
    texts = [page.extract_text() for page in pages]
    assert len(pages) >= 2 and "监控已经看过" in "".join(texts)
    for number, text in enumerate(texts, 1):
        assert f"Page{number}of{len(pages)}" in text.replace(" ", "").replace("\n", "")


def test_plain_text_stands_in_numbered_pages(register: Settings) -> None:
    case = worked(register, "很长的一段话。" * 400)
    with i18n.speaking("en"):
        pages = paper.text(parts_of(case.uid, register), HOUSE).decode().split("\f")
    assert len(pages) >= 2 and all(page.count("\n") <= paper.LINES for page in pages)
    assert [page.strip().splitlines()[-1] for page in pages] == [
        f"Page {n} of {len(pages)}" for n in range(1, len(pages) + 1)
    ]
    assert "For the authority or the mediator: ____" in pages[-1]


def test_words_of_strangers_stay_words_on_paper(register: Settings) -> None:
    case = worked(register, "\n".join([*HOSTILE, "<script>alert(1)</script><img src=x>"]))
    document = paper.document(parts_of(case.uid, register), HOUSE)
    assert "&lt;script&gt;alert(1)" in document
    assert "<script" not in document and "<img" not in document


@pytest.mark.on_file
def test_a_print_is_told_in_the_trail(settings: Settings, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """PRINT case-file: who took it out stands in the audit trail."""
    settings.data.mkdir(parents=True)
    store.open_register(settings)
    case = worked(settings)
    store.close()
    args = ["--data", str(settings.data), "--language", "en", "case", "print", case.number]
    for wanted, begins in (("html", b"<!doctype html>"), ("pdf", b"%PDF-"), ("text", b"")):
        assert main([*args, "--format", wanted]) == 0
        assert capfdbinary.readouterr().out.startswith(begins)
    assert main([*args, "--format", "pdf", "--out", str(settings.data / "case.pdf")]) == 0
    assert (settings.data / "case.pdf").read_bytes().startswith(b"%PDF-")
    store.open_register(settings)
    bodies = [row[0] for row in store.rows("SELECT body FROM audit_entry")]
    assert sum('"case.printed"' in body and str(case.uid) in body for body in bodies) == 4


def test_a_number_that_nobody_has_is_said_so(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.data.mkdir(parents=True)
    args = ["--data", str(settings.data), "--language", "en", "case", "print", "AAAAAAAAA"]
    assert main(args) == 1
    assert "No case has this number." in capsys.readouterr().err

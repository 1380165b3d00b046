"""What is put on A4 paper: the rectification notice and a service record, as page and as text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest

from kiosk import i18n, store
from kiosk.cli import main
from kiosk.config import Settings
from kiosk.records import Case
from kiosk.rules.refusal import Refusal
from kiosk.rules.text import cells
from kiosk.services import acts, audit, cases, notice_sheet, notices, points, service_record, sheets
from tests.register import HOSTILE, NOW, draft
from tests.staff import hire, person

LATE = NOW + timedelta(days=8)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Read the sentences of the program itself."""
    i18n.choose("en")
    yield


@pytest.fixture
def case(register: Settings) -> Case:
    """Return a complaint with a notice to the medical office."""
    hire()
    found = cases.file(draft(), register, NOW)
    boss, due = person("he"), date(2026, 9, 25)
    acts.categorise(found.uid, "waiting", "cashier", boss, register, NOW)
    notices.issue(found.uid, "medical-office", "gu", "中午加开一个窗口", due, boss, register, NOW)
    return cases.find(found.uid)


class Reader(HTMLParser):
    """Reads a page: its words, and whether every tag that opens closes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(page: str) -> Reader:
    """Read a page to its end."""
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    return reader


def test_the_notice_on_paper_holds_all_that_a_notice_needs(case: Case, register: Settings) -> None:
    """PRINT rectification-notice: number, department, person, what to mend, by when, proof, signatures."""
    [one] = notices.of(case.uid)
    sheet = notice_sheet.printed(one.uid, person("xie"), register, NOW)
    told, page = sheets.text(sheet), "\n".join(read(sheets.html(sheet)).words)
    for words in (
        *("Rectification notice", "No. 2026-0001", "medical-office", "Gu", "中午加开一个窗口", case.number),
        *("Fri 25 Sep 2026", "What was done", "What proves it", "Verified by somebody else"),
        *("Issued by", "Responsible person", "Department head", "Verified by"),
    ):
        assert words in told and words in page, words
    assert all(cells(line) <= sheets.WIDTH for line in told.splitlines())
    assert told.count("_" * sheets.WIDTH) == 9, "three places to be filled in by hand"


def test_the_notice_on_paper_tells_what_came_of_it(case: Case, register: Settings) -> None:
    """PRINT rectification-notice: what was done, the proof, who verified it, the rule, and the points."""
    [one] = notices.of(case.uid)
    points.take_due(register, LATE, 10)
    notices.mend(one.uid, "已经加开", "照片三张", person("gu"), register, LATE)
    notices.verify(one.uid, "现场看过", person("he"), register, LATE)
    notices.make_standard(one.uid, "午间不少于两个窗口", person("he"), register, LATE)
    told = sheets.text(notice_sheet.printed(one.uid, person("dai"), register, LATE))
    for words in ("已经加开", "照片三张", "现场看过", "午间不少于两个窗口", "Points for being late: 2"):
        assert words in told, words
    assert "_" * sheets.WIDTH not in told


def test_that_a_notice_was_printed_stands_in_the_trail(case: Case, register: Settings) -> None:
    [one] = notices.of(case.uid)
    notice_sheet.printed(one.uid, person("xie"), register, NOW)
    row = audit.page(person("dai"))[0]
    assert (row.act, row.by, row.subject) == ("notice.printed", "xie", case.number)


def test_a_notice_to_others_is_not_printed(case: Case, register: Settings) -> None:
    [one] = notices.of(case.uid)
    for code in ("shi", "xu"):
        with pytest.raises(Refusal):
            notice_sheet.printed(one.uid, person(code), register, NOW)


def test_words_of_strangers_are_words_on_the_page(case: Case, register: Settings) -> None:
    [one] = notices.of(case.uid)
    notices.mend(one.uid, HOSTILE, "<script>alert(1)</script>", person("gu"), register, NOW)
    reader = read(sheets.html(notice_sheet.printed(one.uid, person("he"), register, NOW)))
    assert "script" not in reader.tags and "b" not in reader.tags
    assert "<script>alert(1)</script>" in reader.words


def test_the_service_record_lists_every_case_of_a_department_in_a_month(
    case: Case, register: Settings
) -> None:
    """PRINT service-record: led, helped, named or noticed, of one month, without anybody's data."""
    boss = person("he")
    helped = cases.file(draft(phone="13911112222"), register, NOW)
    acts.involve(helped.uid, "medical-office", "helper", boss, register, NOW)
    other = cases.file(draft(phone="13922223333"), register, NOW)
    october = cases.file(draft(phone="13933334444"), register, NOW + timedelta(days=20))
    acts.categorise(october.uid, "waiting", "medical-office", boss, register, NOW + timedelta(days=20))

    def listed(department: str, month: str) -> dict[str, int]:
        return {line.number: line.notices for line in service_record.of(department, month, register)}

    assert listed("medical-office", "2026-09") == {case.number: 1, helped.number: 0}
    assert listed("cashier", "2026-09") == {case.number: 0}
    assert listed("medical-office", "2026-10") == {october.number: 0}
    sheet = service_record.by_code("medical-office", "2026-09", "cli:root", register, NOW)
    for told in (sheets.text(sheet), "\n".join(read(sheets.html(sheet)).words)):
        assert case.number in told and helped.number in told and other.number not in told
        assert "王秀英" not in told and "13812345678" not in told


def test_a_month_begins_and_ends_in_the_hospital(register: Settings) -> None:
    """CMP-24: the service log of a department is a view of the one register, month by month."""
    hire()
    last = date(2026, 9, 30)
    late = NOW.replace(day=last.day, hour=15, minute=59)
    for at in (late, late + timedelta(minutes=1)):
        case = cases.file(draft(phone="13911112222"), register, at)
        acts.categorise(case.uid, "waiting", "cashier", person("he"), register, at)
    assert len(service_record.of("cashier", "2026-09", register)) == 1
    assert len(service_record.of("cashier", "2026-10", register)) == 1
    for month in ("2026-13", "2026", "September", "9999-01"):
        with pytest.raises(Refusal, match="Write the month as"):
            service_record.of("cashier", month, register)


@pytest.mark.on_file
def test_the_commands_write_the_sheets(
    case: Case, register: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    store.close()
    given = ["--data", str(register.data), "--language", "en"]
    try:
        assert main(["notice", "print", "2026-0001", "--format", "html", *given]) == 0
        assert "中午加开一个窗口" in read(capsys.readouterr().out).words
        assert main(["service-record", "cashier", "2026-09", *given]) == 0
        assert case.number in capsys.readouterr().out
        assert main(["notice", "print", "2026-0009", *given]) == 1
        assert capsys.readouterr().err == "No notice has this number.\n"
        assert main(["service-record", "nowhere", "2026-09", *given]) == 1
        assert "no department 'nowhere'" in capsys.readouterr().err
    finally:
        store.open_register(register)

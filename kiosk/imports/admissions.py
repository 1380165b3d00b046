"""The list of admissions and discharges, as a hospital's own system writes it: all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, tzinfo
from pathlib import Path
from typing import NamedTuple

from kiosk.imports.decoding import read_text
from kiosk.imports.problems import ImportProblems, Problem
from kiosk.imports.stays import Listed, Source, listed
from kiosk.imports.tables import Columns, Table

HEADINGS = {
    "visit": ("住院号", "住院流水号", "就诊号", "住院號"),
    "ward": ("病区", "科室", "住院科室", "病區"),
    "bed": ("床号", "床位号", "床號"),
    "doctor": ("主管医生", "主治医生", "管床医生", "医生", "主治醫師"),
    "name": ("姓名", "患者姓名", "病患姓名"),
    "phone": ("电话", "联系电话", "手机", "手机号", "電話", "聯絡電話"),
    "language": ("语言", "語言"),
    "channel": ("联系方式偏好", "回访方式", "回訪方式"),
    "admitted": ("入院日期", "入院时间", "入院時間"),
    "discharged": ("出院日期", "出院时间", "出院時間"),
    "consent": ("同意回访", "是否同意回访", "同意回訪"),
    "calls_from": ("可接听开始", "可接聽開始"),
    "calls_until": ("可接听结束", "可接聽結束"),
    "not_called": ("不再回访", "勿访", "不再回訪"),
    "phone_checked": ("电话已核对", "電話已核對"),
    "child": ("儿童", "是否儿童", "未成年", "兒童"),
    "plan": ("随访计划", "随访方案", "隨訪計畫"),
}
"""Columns, and what Chinese hospitals call them."""
NEEDED = ("visit", "ward", "name", "admitted")
COLUMNS = Columns(
    NEEDED,
    plain_if_any=tuple(name for name in HEADINGS if name not in NEEDED),
    called={heading: name for name, headings in HEADINGS.items() for heading in headings},
)
ENDINGS = {".csv": "csv", ".hl7": "hl7", ".json": "fhir"}


class House(NamedTuple):
    """What a list is held against."""

    wards: Mapping[str, str]
    """What wards are called, in any language or by code, and their codes."""
    plans: frozenset[str]
    today: date
    tz: tzinfo


def format_of(path: Path) -> str:
    """Return how a list is written: `csv`, `hl7` or `fhir`; by its ending, else by how it begins."""
    if known := ENDINGS.get(path.suffix.lower()):
        return known
    try:
        with path.open("rb") as file:
            begins = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip(b"\x0b \t\r\n")
    except OSError:
        return "csv"  # whoever reads it says what is wrong with it
    if begins.startswith((b"MSH", b"FHS", b"BHS")):
        return "hl7"
    return "fhir" if begins.startswith(b"{") else "csv"


def read(path: Path, house: House) -> list[Listed]:
    """Read a list whole, or raise everything that is wrong with it at once."""
    problems: list[Problem] = []
    source = Source(path.name, problems)
    rows = [
        listed(source, line, cells, house.wards, house.plans, house.today)
        for line, cells in cells_of(path, source, house.tz)
    ]
    if problems:
        raise ImportProblems(tuple(sorted(set(problems))))
    return [row for row in rows if row is not None]


def cells_of(path: Path, source: Source, tz: tzinfo) -> Iterable[tuple[int, dict[str, str]]]:
    """Give what each row, message or entry says, under the names of our columns."""
    form = format_of(path)
    if form == "csv":
        return rows_of_table(path, source)
    text = read_text(path, source.problems)
    if text is None:
        return []
    if form == "hl7":
        from kiosk.imports.hl7 import cells_of_messages

        source.is_by_visit = True
        return cells_of_messages(text, source, tz)
    from kiosk.imports.fhir import cells_of_bundle

    return cells_of_bundle(text, source, tz)


def rows_of_table(path: Path, source: Source) -> Iterable[tuple[int, dict[str, str]]]:
    """Give the rows of a CSV file."""
    table = Table(path, COLUMNS, ("zh_CN",), source.problems)
    source.headings = table.headings
    return [(row.line, row.cells) for row in table.rows]

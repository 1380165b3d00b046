"""The sample hospital looks like a real one, whole in three languages."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from unicodedata import east_asian_width

import holidays
import pytest

import kiosk
from kiosk.i18n import LANGUAGES
from kiosk.imports.hospital import HospitalRows, read
from kiosk.records import Script
from kiosk.rules.filling import PLACES, fill
from kiosk.rules.finding import find
from kiosk.rules.text import cells
from kiosk.rules.workdays import WorkCalendar

SAMPLE = Path(kiosk.__file__).parent / "sample"


@pytest.fixture(scope="module")
def sample() -> HospitalRows:
    return read(SAMPLE)


@pytest.fixture(scope="module")
def calendar(sample: HospitalRows) -> WorkCalendar:
    return WorkCalendar({date.fromisoformat(row.day): row.kind for row in sample.workdays})


def texts(value: object, where: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Find every text in several languages within a value."""
    if isinstance(value, dict) and value and set(value) <= set(LANGUAGES):
        yield where, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, f"{where} {key}")
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner, where)
    elif hasattr(value, "__data__"):
        yield from texts(value.__data__, f"{where} {value.__data__.get('code', '')}")


def test_it_has_the_size_of_a_general_hospital(sample: HospitalRows) -> None:
    """ORG-06: clinics, wards, technical departments, offices and logistics."""
    hints = [answer for answer in sample.answers if answer.topic == "prepare"]
    assert len(sample.departments) == 66
    assert len(sample.doctors) == 150
    assert len(sample.answers) - len(hints) == 80
    assert len(hints) == 20
    assert len(sample.needs) == 30
    assert len(sample.staff) == 29
    assert len(sample.facts["booking"]) >= 2  # type: ignore[arg-type]
    assert len(sample.facts["reasons"]) == 10  # type: ignore[arg-type]
    assert len(sample.facts["done"]) == 6  # type: ignore[arg-type]


def test_every_text_stands_in_all_three_languages(sample: HospitalRows) -> None:
    found = [each for part in vars(sample) for each in texts(getattr(sample, part), part)]
    assert len(found) > 1800
    assert [where for where, words in found if set(words) != set(LANGUAGES)] == []


def test_names_on_tiles_fit_them(sample: HospitalRows) -> None:
    tiles = [*sample.departments, *sample.needs, *sample.categories]
    names = [name for row in tiles for name in row.name.values()]
    names += [text for part in ("wishes", "happened", "reasons") for _, words in
              texts(sample.facts[part], part) for text in words.values()]  # fmt: skip
    assert [name for name in names if cells(name) > (18 if name.isascii() else 16)] == []


def test_no_letter_is_as_wide_as_the_terminal_pleases(sample: HospitalRows) -> None:
    found = [
        text
        for part in vars(sample)
        for _, words in texts(getattr(sample, part), part)
        for text in words.values()
    ]
    assert {c for text in found for c in text if east_asian_width(c) == "A"} == set()


def test_icons_are_plain_emoji_of_two_cells(sample: HospitalRows) -> None:
    icons = [need.icon for need in sample.needs if need.icon]
    assert [icon for icon in icons if len(icon) != 1 or cells(icon) != 2] == []


def test_every_complaint_has_two_levels_and_words_to_tap(sample: HospitalRows) -> None:
    """CMP-02: two levels of categories."""
    above = {row.code: row for row in sample.categories if not row.parent}
    below = [row for row in sample.categories if row.parent]
    assert len([row for row in above.values() if row.kind == "complaint"]) == 9
    assert {row.parent for row in below} == set(above)
    assert all(2 <= len(row.phrases) <= 5 for row in below)
    assert max(Counter(row.parent for row in below).values()) <= 9


def test_harm_is_graded_major_by_its_category(sample: HospitalRows) -> None:
    assert {row.code for row in sample.categories if row.grade == "major"} >= {"safety", "injury", "death"}


def test_every_complaint_leads_to_the_office_that_supervises_it(sample: HospitalRows) -> None:
    offices = {row.subject: row.department for row in sample.routes}
    assert set(offices) == {"doctor", "nurse", "window", "logistics", "office"}
    subjects = {row.code: row.subject for row in sample.categories}
    assert [code for code, subject in subjects.items() if subject not in offices] == []
    assert offices[subjects["doctor-manner"]] == "medical-office"
    assert offices[subjects["nurse-manner"]] == "nursing-office"
    assert offices[subjects["payment-queue"]] == "outpatient-office"
    assert offices[subjects["cleanliness"]] == "logistics"
    assert {row.department for row in sample.staff} >= set(offices.values())


def test_every_kind_of_case_has_steps_and_the_gravest_come_first(sample: HospitalRows) -> None:
    assert 15 <= len(sample.checklist) <= 25
    assert {row.kind for row in sample.checklist} == {
        "complaint", "contact", "question", "suggestion", "praise",
    }  # fmt: skip
    hours = {row.code: row.amount for row in sample.checklist if row.unit == "hours"}
    assert hours["tell-leaders"] == 1 and hours["first-call"] == 2
    assert {row.grade for row in sample.checklist if row.code in ("tell-leaders", "leader-meets")} == {
        "major"
    }


def test_whoever_must_do_a_step_works_there(sample: HospitalRows) -> None:
    manned = {row.department for row in sample.staff} | {row.department for row in sample.memberships}
    assert {row.department for row in sample.checklist if row.department} - manned == set()


def test_a_head_answers_for_two_departments(sample: HospitalRows) -> None:
    assert ("qiu-hongmei", "cashier") in {(row.staff, row.department) for row in sample.memberships}


def test_there_are_words_for_every_kind_of_case_at_every_stage(sample: HospitalRows) -> None:
    """CMP-25, SCR-01: scripts by kind, grade and stage."""

    def fitting(kind: str, stage: str, use: str) -> list[Script]:
        return [
            row for row in sample.scripts
            if row.kind in ("", kind) and row.stage in ("", stage) and row.use == use
        ]  # fmt: skip

    assert 40 <= len(sample.scripts) <= 60
    for kind in ("contact", "complaint", "question", "suggestion", "praise"):
        for stage in ("received", "working", "answered", "closed", "withdrawn"):
            assert fitting(kind, stage, "reply"), (kind, stage)
        assert fitting(kind, "received", "talk") and fitting(kind, "working", "call")
    assert fitting("complaint", "answered", "call")
    assert {row.grade for row in sample.scripts} >= {"", "minor", "complex", "major"}


def test_a_script_has_the_same_places_in_every_language(sample: HospitalRows) -> None:
    for row in sample.scripts:
        places = {code: sorted(set(re.findall(r"{[^}]*}", text))) for code, text in row.text.items()}
        assert len({tuple(found) for found in places.values()}) == 1, row.code


def test_every_script_is_whole_once_it_is_filled(sample: HospitalRows) -> None:
    values = dict.fromkeys(PLACES, "一")
    filled = [fill(text, values) for row in sample.scripts for text in row.text.values()]
    assert [each for each in filled if each.missing or "{" in each.text or "}" in each.text] == []


def test_no_script_admits_a_medical_fault_before_it_is_found(sample: HospitalRows) -> None:
    careful = [row for row in sample.scripts if row.code.startswith(("medical-", "major-", "bereaved"))]
    assert len(careful) >= 5
    words = ("是我们的差错", "责任在我们", "our mistake", "fault is ours")
    assert [row.code for row in careful for text in row.text.values() if any(w in text for w in words)] == []


def test_a_taiwanese_reader_finds_no_simplified_letter_and_no_foreign_word(sample: HospitalRows) -> None:
    mixed = [row for row in (*sample.scripts, *sample.routes, *sample.checklist)]
    texts_of = [words["zh_TW"] for row in mixed for _, words in texts(row, "")]
    foreign = (
        "您们",
        "医",
        "护",
        "这",
        "为",
        "小票",
        "二维码",
        "信息",
        "視窗",
        "专案",
        "專案",
        "短信",
        "登錄",
    )
    assert [(word, text) for text in texts_of for word in foreign if word in text] == []


def test_every_clinic_that_takes_bookings_has_doctors_all_week(sample: HospitalRows) -> None:
    bookable = {row.code for row in sample.departments if row.is_bookable}
    assert {row.department for row in sample.doctors} == bookable
    halves = Counter(row.doctor for row in sample.sessions)
    assert set(halves) == {row.code for row in sample.doctors}
    assert {*halves.values()} <= {2, 3, 4, 5}
    assert {row.weekday for row in sample.sessions} == {1, 2, 3, 4, 5, 6, 7}


def test_nobody_sees_patients_in_two_places_and_no_room_holds_two_doctors(sample: HospitalRows) -> None:
    assert len({(row.doctor, row.weekday, row.half) for row in sample.sessions}) == len(sample.sessions)
    rooms = [(row.place["zh_CN"], row.weekday, row.half) for row in sample.sessions]
    assert len(set(rooms)) == len(rooms)


def test_somebody_answers_at_the_front_desk_at_every_hour(sample: HospitalRows) -> None:
    for weekday in range(1, 8):
        turns = sorted((row.begins, row.ends) for row in sample.duties if row.weekday == weekday)
        assert turns[0][0] == "00:00" and turns[-1][1] == "24:00"
        assert [ends for _, ends in turns[:-1]] == [begins for begins, _ in turns[1:]]


def test_no_two_departments_share_a_telephone(sample: HospitalRows) -> None:
    phones = Counter(row.phone for row in sample.departments)
    assert [phone for phone, count in phones.items() if count > 1 or not phone] == []


@pytest.mark.parametrize(
    ("query", "code"),
    [("挂号", "how-to-book"), ("gh", "how-to-book"), ("停车", "parking-fee"), ("kongfu", "fasting-blood")],
)
def test_answers_are_found_as_people_ask(sample: HospitalRows, query: str, code: str) -> None:
    assert code in [row.code for row in find(query, sample.answers, lambda row: str(row.keys))[:8]]


@pytest.mark.parametrize("query", ["xxgnk", "心血管", "xinxueguan", "cardio"])
def test_a_department_is_found_first(sample: HospitalRows, query: str) -> None:
    assert find(query, sample.departments, lambda row: str(row.keys))[0].code == "cardiology"


@pytest.mark.parametrize("file", sorted(path.name for path in SAMPLE.glob("*.csv")))
def test_a_file_in_gb18030_reads_the_same(tmp_path: Path, sample: HospitalRows, file: str) -> None:
    for path in SAMPLE.iterdir():
        content = path.read_bytes()
        if path.name == file:
            content = content.decode().encode("gb18030")
        (tmp_path / path.name).write_bytes(content)
    again = read(tmp_path)
    assert all(_same(getattr(again, part), getattr(sample, part)) for part in vars(sample))


def _same(one: object, other: object) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return [row.__data__ for row in one] == [row.__data__ for row in other]
    return one == other


def test_pinyin_comes_with_the_files_so_that_the_first_start_is_quick() -> None:
    code = (
        "import sys; from pathlib import Path; from kiosk.imports.hospital import read; "
        f"read(Path({str(SAMPLE)!r})); print('pypinyin' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_files_are_plain_data_with_the_same_number_of_cells_in_every_row() -> None:
    for path in SAMPLE.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as opened:
            assert len({len(row) for row in csv.reader(opened)}) == 1, path.name


def test_the_days_are_those_that_were_announced(calendar: WorkCalendar) -> None:
    announced = holidays.country_holidays("CN", years=(2025, 2026))
    day = date(2025, 1, 1)
    while day.year < 2027:
        assert calendar.is_working(day) == announced.is_working_day(day), day
        day += timedelta(1)
    assert calendar.is_certain(date(2026, 3, 1)) and not calendar.is_certain(date(2027, 3, 1))


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-02-13", 10, "2026-03-05"),
        ("2026-04-29", 5, "2026-05-09"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-18", 7, "2026-09-29"),
        ("2026-09-19", 10, "2026-10-09"),
        ("2026-09-30", 3, "2026-10-10"),
    ],
)
def test_dates_that_must_come_out_right_do(
    calendar: WorkCalendar, received: str, days: int, due: str
) -> None:
    found = calendar.due_day(date.fromisoformat(received), days)
    assert (found.day.isoformat(), found.certain) == (due, True)

"""The sample hospital looks like a real one, whole in three languages."""

from __future__ import annotations

import csv
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
    above = {row.code: row for row in sample.categories if not row.parent}
    below = [row for row in sample.categories if row.parent]
    assert len([row for row in above.values() if row.kind == "complaint"]) == 9
    assert {row.parent for row in below} == set(above)
    assert all(2 <= len(row.phrases) <= 5 for row in below)
    assert max(Counter(row.parent for row in below).values()) <= 9


def test_harm_is_graded_major_by_its_category(sample: HospitalRows) -> None:
    assert {row.code for row in sample.categories if row.grade == "major"} >= {"safety", "injury", "death"}


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

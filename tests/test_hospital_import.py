"""A hospital's own files: read whole, or refused with every problem named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.i18n import speaking
from kiosk.imports.decoding import encoding_of
from kiosk.imports.hospital import read
from kiosk.imports.reading import readings
from kiosk.rules.finding import find
from tests.hospital_files import FILES, add, laid_out, problems, values


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def hospital(tmp_path: Path) -> Path:
    return laid_out(tmp_path, FILES)


def test_a_hospital_is_read_whole(hospital: Path) -> None:
    rows = read(hospital)
    assert [department.code for department in rows.departments] == ["heart", "desk"]
    assert rows.departments[0].name == {"zh_CN": "心内科", "en": "Cardiology"}
    assert rows.departments[0].is_bookable and not rows.departments[1].is_bookable
    assert rows.sessions[1].weekday == 3 and rows.sessions[1].half == "pm"
    assert [(each.code, each.topic, each.position) for each in rows.answers] == [
        ("book", "booking", 0),
        ("park", "service", 1),
        ("blood", "prepare", 2),
    ]
    assert rows.categories[1].phrases == [
        {"zh_CN": "不耐烦", "en": "Impatient"},
        {"zh_CN": "不回答", "en": "No answer"},
    ]
    assert rows.workdays[0].source == "hospital"
    assert rows.staff[0].is_published


def test_the_facts_say_what_home_shows(hospital: Path) -> None:
    facts = read(hospital).facts
    assert facts["name"] == {"zh_CN": "第一医院", "en": "First Hospital"}
    assert facts["complaint_contact"] == {
        "phone": "0574-5550 0110",
        "email": "desk@hospital.example",
        "place": {"zh_CN": "门诊一楼"},
        "hours": {"zh_CN": "每天"},
    }
    assert facts["languages"] == ["zh_CN", "en"]
    assert facts["reasons"] == [{"code": "slow", "for": "low", "name": {"zh_CN": "太慢"}}]
    assert len(facts["booking"]) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_a_file_saved_otherwise_reads_the_same(hospital: Path, encoding: str) -> None:
    before = values(read(hospital))
    for name, text in FILES.items():
        (hospital / name).write_bytes(text.replace("\n", "\r\n").encode(encoding))
    assert values(read(hospital)) == before


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_utf_8_is_never_taken_for_something_else(text: str) -> None:
    assert encoding_of(text.encode("utf-8")) == "utf-8-sig"


def test_importing_twice_gives_the_same_rows(hospital: Path) -> None:
    assert values(read(hospital)) == values(read(hospital))


def test_what_was_read_is_found_by_chinese_pinyin_initials_and_english(hospital: Path) -> None:
    rows = read(hospital)
    for query in ("心内", "xinnei", "xnk", "cardio"):
        assert [found.code for found in find(query, rows.departments, lambda row: str(row.keys))] == ["heart"]
    for query in ("挂号", "guahao", "gh"):
        assert find(query, rows.answers, lambda row: str(row.keys))[0].code == "book"


def test_a_surname_is_found_by_both_of_its_readings(hospital: Path) -> None:
    doctors = read(hospital).doctors
    assert find("zengzhiwei", doctors, lambda row: str(row.keys)) == [doctors[0]]
    assert find("czw", doctors, lambda row: str(row.keys)) == [doctors[0]]
    assert readings(["单田芳"], is_name=True) == ["shan tian fang", "dan tian fang"]


def test_words_of_a_hospital_are_read_as_they_are_said() -> None:
    assert readings(["重新调整"]) == ["chong xin tiao zheng"]


def test_a_pinyin_column_wins(hospital: Path) -> None:
    (hospital / "doctors.csv").write_text(
        "code,department,name.zh_CN,pinyin\nzeng,heart,曾,zan; ceng\n", "utf-8"
    )
    assert read(hospital).doctors[0].keys.splitlines()[1] == "zan|ceng"


def test_every_problem_of_every_file_is_named_at_once(hospital: Path) -> None:
    add(hospital, "departments.csv", "heart,clinic,心脏,,,,\nBad Code,shop,,,,12x,perhaps\n")
    add(hospital, "doctors.csv", "li,nowhere,李,,\n")
    add(hospital, "timetable.csv", "heart,zeng,8,dawn,,\nheart,zeng,1,am,,\n")
    add(hospital, "duty.csv", "back,1,8:00,25:00,nobody\nfront,1,12:00,08:00,fang\n")
    add(hospital, "days.csv", "2026-02-30,feast,\n2026-10-01,rest,\n")
    add(hospital, "categories.csv", "x,nothing,grumble,名,,fatal,,\ny,doctor,complaint,名,,,一 | 二,one\n")
    (hospital / "staff.csv").write_text("code,name.zh_CN,role\nfang,方,king\n", "utf-8")
    (hospital / "needs.csv").unlink()
    assert problems(hospital) == [
        'categories.csv:4: "fatal" in "grade" is none of: minor complex major.',
        'categories.csv:4: "grumble" in "kind" is none of: complaint suggestion praise.',
        'categories.csv:4: "nothing" in "parent" is not known.',
        'categories.csv:5: "doctor" stands below another category itself.',
        'categories.csv:5: "phrases" has more parts in one language than in another.',
        'days.csv:4: "2026-02-30" is not a date such as 2026-10-01.',
        'days.csv:4: "feast" in "kind" is none of: work rest half.',
        'days.csv:5: "2026-10-01" stands on line 3 already.',
        'departments.csv:4: "heart" stands on line 2 already.',
        'departments.csv:5: "12x" is not a telephone number.',
        'departments.csv:5: "Bad Code" is not a code: use up to 32 of a-z, 0-9 and -.',
        'departments.csv:5: "name.zh_CN" is empty.',
        'departments.csv:5: "perhaps" in "bookable" is none of: no 0 否 yes 1 是.',
        'departments.csv:5: "shop" in "group" is none of: clinic technical ward office service.',
        'doctors.csv:3: "nowhere" in "department" is not known.',
        'duty.csv:3: "25:00" in "ends" is not a time such as 08:30.',
        'duty.csv:3: "8:00" in "begins" is not a time such as 08:30.',
        'duty.csv:3: "back" in "desk" is not known.',
        'duty.csv:3: "nobody" in "staff" is not known.',
        "duty.csv:3: 8:00 is not before 25:00.",
        "duty.csv:4: 12:00 is not before 08:00.",
        "needs.csv: This file is missing.",
        'staff.csv:2: "king" in "role" is none of: desk handler head supervisor leader admin auditor.',
        'timetable.csv:4: "8" in "weekday" is none of: 1 2 3 4 5 6 7.',
        'timetable.csv:4: "dawn" in "half" is none of: am pm night.',
        'timetable.csv:5: "zeng 1 am" stands on line 2 already.',
    ]


def test_an_empty_directory_names_every_file_that_is_missing(tmp_path: Path) -> None:
    assert problems(tmp_path) == sorted(f"{name}: This file is missing." for name in FILES)


def test_codes_of_a_file_that_cannot_be_read_are_not_blamed_on_others(hospital: Path) -> None:
    (hospital / "departments.csv").write_text("code,name.zh_CN,name.zh_TV\nheart,心内科,\n", "utf-8")
    assert problems(hospital) == [
        'departments.csv:1: The column "group" is missing.',
        'departments.csv:1: The column "name.zh_TV" is not known.',
    ]


def test_lines_are_right_after_a_field_of_several_lines(hospital: Path) -> None:
    add(hospital, "answers.csv", '\nlost,service,gone,问,"一\n二\n三",\nlast,nothing,,问,答,\n')
    assert problems(hospital) == [
        'answers.csv:6: "gone" in "department" is not known.',
        'answers.csv:9: "nothing" in "topic" is none of: '
        "booking change prepare visit insurance inpatient records service.",
    ]


def test_a_quote_that_never_ends_is_named_where_it_begins(hospital: Path) -> None:
    add(hospital, "answers.csv", 'lost,service,,问,"一\n二\n')
    assert problems(hospital) == ["answers.csv:5: This row cannot be read: unexpected end of data."]


def test_a_row_with_too_many_cells_is_named(hospital: Path) -> None:
    add(hospital, "days.csv", "2026-10-02,rest,节,,\n2026-10-03,rest,节,more\n")
    assert problems(hospital) == ["days.csv:5: This row has more cells than there are columns."]


def test_a_byte_that_is_no_text_is_named_on_its_line(hospital: Path) -> None:
    path = hospital / "answers.csv"
    path.write_bytes(path.read_bytes() + "park2,service,,问,答".encode() + b"\xff\n")
    assert problems(hospital) == ["answers.csv:5: Byte 0xFF is not text in UTF-8."]


def test_a_byte_that_is_no_text_in_gb18030_is_named_too(hospital: Path) -> None:
    (hospital / "answers.csv").write_bytes(FILES["answers.csv"].encode("gb18030") + b"\xff\n")
    assert problems(hospital) == ["answers.csv:5: Byte 0xFF is not text in GB18030."]


def test_a_hospital_says_what_its_own_file_lacks(hospital: Path) -> None:
    (hospital / "hospital.toml").write_text(
        """languages = ["zh_CN"]
nmae = "一院"
name = { zh_CN = "" }
short_name = { zh_CN = "一院", pl = "x" }
[complaints]
phone = "call us"
place = { zh_CN = "楼" }
hours = { en = "daily" }
[[desk]]
code = "front"
name = { zh_CN = "台" }
place = { zh_CN = 3 }
[[desk]]
code = "front"
name = { zh_CN = "台" }
place = { zh_CN = "厅" }
[[booking]]
name = { zh_CN = "电话" }
how = { zh_CN = "打" }
[[wish]]
code = "explain"
name = { zh_CN = "解释" }
[[happened]]
code = "today"
name = { zh_CN = "今天" }
[[reason]]
code = "slow"
for = "middle"
name = { zh_CN = "慢" }
""",
        "utf-8",
    )
    assert problems(hospital) == [
        'hospital.toml:2: "nmae" is not known.',
        'hospital.toml:3: "name" has no text in zh_CN.',
        'hospital.toml:4: "pl" is not known.',
        'hospital.toml:5: "" cannot stand for "email".',
        'hospital.toml:6: "call us" cannot stand for "phone".',
        'hospital.toml:8: "hours" has no text in zh_CN.',
        'hospital.toml:12: "place" has no text in zh_CN.',
        'hospital.toml:12: "place" is no text, or longer than 300 characters.',
        'hospital.toml:14: "front" stands above already.',
        "hospital.toml:17: There must be 2 or more of [[booking]].",
        'hospital.toml:28: "middle" cannot stand for "for".',
    ]


def test_what_is_not_toml_is_named_on_its_line(hospital: Path) -> None:
    (hospital / "hospital.toml").write_text('name = { zh_CN = "一院" }\nphone: 12\n', "utf-8")
    found = problems(hospital)
    assert len(found) == 1 and found[0].startswith("hospital.toml:2: This is not TOML: ")


def test_hostile_words_are_cleaned_and_shown_in_no_terminal_order(hospital: Path) -> None:
    bad = "\x1b[31m红\u202e‮\x00\x9b2J[b]科[/b]"
    add(hospital, "departments.csv", f'red,clinic,"{bad}",,,,\n')
    assert read(hospital).departments[2].name == {"zh_CN": "红[b]科[/b]"}
    add(hospital, "departments.csv", "x,\x1b]0;owned\x07shop,名,,,,\n")
    assert "\x1b" not in "".join(problems(hospital))


def test_a_text_that_is_too_long_is_named_not_cut(hospital: Path) -> None:
    add(hospital, "departments.csv", f"long,clinic,{'长' * 61},,,,\n")
    assert 'departments.csv:4: "name.zh_CN" is longer than 60 characters.' in problems(hospital)


def test_another_language_may_be_left_out_but_not_the_first(hospital: Path) -> None:
    add(hospital, "departments.csv", "one,clinic,一科,,,,\ntwo,clinic,,Two,,,\n")
    assert problems(hospital) == ['departments.csv:5: "name.zh_CN" is empty.']

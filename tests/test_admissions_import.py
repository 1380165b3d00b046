"""The list of admissions and discharges comes in whole or not at all, however a hospital writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk import i18n, store
from kiosk.cli import main
from kiosk.config import Settings
from kiosk.i18n import speaking
from kiosk.records import AuditEntry, Stay
from kiosk.rules.refusal import Refusal
from kiosk.services import stays
from kiosk.services.stays import Taken
from tests.admissions import CHINESE, EXAMPLE, HEAD, problems, row, rows_of, stay, taken, written
from tests.register import HOSTILE, NOW
from tests.staff import hire, person


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Read what is said in English."""
    i18n.choose("en")
    yield


@pytest.fixture
def hospital(register: Settings) -> Settings:
    """Hire the small hospital."""
    hire()
    return register


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return where the lists of a test lie."""
    (tmp_path / "lists").mkdir()
    return tmp_path / "lists"


def entries() -> int:
    """Count what the trail tells of."""
    return AuditEntry.select().count()


def test_a_stay_is_kept_as_the_list_tells_of_it(hospital: Settings, place: Path) -> None:
    """FU-10: consent, a telephone that was checked, and the hours that were agreed."""
    told = row(
        bed="12", doctor="曾志伟", phone="138 1234 5678", language="en", channel="微信",
        discharged="2026/9/17 10:30", consent="是", calls_from="9:00", calls_until="12:00",
        phone_checked="yes", child="否",
    )  # fmt: skip
    assert taken(written(place, HEAD + told), hospital) == Taken(1, 0, 0)
    found = stay()
    assert (found.ward, found.bed, found.doctor, found.name) == ("cashier", "12", "曾志伟", "王秀英")
    assert (found.phone, found.language, found.channel) == ("13812345678", "en", "wechat")
    assert (found.admitted_on, found.discharged_on, found.discharged_time) == (
        "2026-09-10",
        "2026-09-17",
        "10:30",
    )
    assert (found.consent, found.calls_from, found.calls_until) == ("yes", "09:00", "12:00")
    assert (found.is_not_called, found.is_phone_checked, found.is_child) == (False, True, False)
    assert store.verify().ok


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_headings_in_the_encodings_of_chinese_spreadsheets(
    hospital: Settings, place: Path, encoding: str
) -> None:
    text = CHINESE + "ZY1,cashier,12,王秀英,13812345678,2026年9月10日,2026-09-17,同意\n"
    assert taken(written(place, text.encode(encoding)), hospital).new == 1
    assert (stay("ZY1").name, stay("ZY1").consent) == ("王秀英", "yes")


def test_a_ward_is_known_by_its_name_too(hospital: Settings, place: Path) -> None:
    file = written(place, CHINESE + "ZY1,nursing-office,12,王秀英,,2026-09-10,,\n")
    assert rows_of(file, hospital)[0].ward == "nursing-office"


def test_the_same_list_again_changes_nothing(hospital: Settings, place: Path) -> None:
    file = written(place, HEAD + row(phone="13812345678", consent="yes") + row("V2"))
    assert taken(file, hospital) == Taken(2, 0, 0)
    before, told = stay().__data__, entries()
    assert taken(file, hospital, days=1) == Taken(0, 0, 2)
    assert stay().__data__ == before and entries() == told


def test_a_later_list_brings_what_became_of_a_stay(hospital: Settings, place: Path) -> None:
    taken(written(place, HEAD + row(phone="13812345678", ward="cashier")), hospital)
    later = row(phone="13900001111", ward="nursing-office", discharged="2026-09-18", consent="yes")
    assert taken(written(place, HEAD + later), hospital) == Taken(0, 1, 0)
    found = stay()
    assert (found.phone, found.ward, found.discharged_on, found.consent) == (
        "13900001111", "nursing-office", "2026-09-18", "yes",
    )  # fmt: skip
    assert store.verify().ok


def agreed(settings: Settings, **values: Any) -> None:
    """Write down what the patient said at the bedside."""
    with store.writing("followup.agreed", "fang", str(stay().uid), NOW) as change:
        change.change(stay(), **values)


@pytest.mark.parametrize("said", ["", "no"])
def test_what_the_patient_said_at_the_bedside_stands(hospital: Settings, place: Path, said: str) -> None:
    """FU-10: neither an empty cell nor the old word of the list takes a consent back."""
    file = written(place, HEAD + row(phone="13812345678", consent=said))
    taken(file, hospital)
    agreed(hospital, consent="yes", calls_from="19:00", calls_until="20:00", phone="13700002222")
    assert taken(file, hospital) == Taken(0, 0, 1)
    found = stay()
    assert (found.consent, found.calls_from, found.phone) == ("yes", "19:00", "13700002222")


def test_who_said_do_not_call_again_is_not_called_because_of_a_list(hospital: Settings, place: Path) -> None:
    """FU-10: `not_called` of a patient outlives the list's own no."""
    taken(written(place, HEAD + row(phone="13812345678", consent="yes")), hospital)
    agreed(hospital, is_not_called=True, consent="no")
    taken(written(place, HEAD + row(phone="13812345678", consent="yes", not_called="no")), hospital)
    assert (stay().is_not_called, stay().consent) == (True, "no")


def test_a_new_word_of_the_list_counts(hospital: Settings, place: Path) -> None:
    taken(written(place, HEAD + row(consent="yes")), hospital)
    taken(written(place, HEAD + row(consent="no")), hospital)
    assert stay().consent == "no"


def test_a_discharge_that_was_a_mistake_is_taken_back(hospital: Settings, place: Path) -> None:
    taken(written(place, HEAD + row(discharged="2026-09-17 10:30")), hospital)
    taken(written(place, HEAD + row()), hospital)
    assert stay().discharged_on == "2026-09-17"
    taken(written(place, HEAD + row(discharged="-")), hospital)
    assert (stay().discharged_on, stay().discharged_time) == ("", "")


def test_a_forgotten_patient_does_not_come_back_with_an_old_list(hospital: Settings, place: Path) -> None:
    file = written(place, HEAD + row(phone="13812345678"))
    taken(file, hospital)
    agreed(hospital, name="", phone="", phone_mark=None, erased_at=NOW)
    assert taken(file, hospital) == Taken(0, 0, 1)
    assert stay().name == ""


FAULTS = {
    "visit": ["", "V1", "x" * 65],
    "ward": ["", "no-such-ward", "x" * 65],
    "bed": ["b" * 17],
    "doctor": ["d" * 65],
    "name": ["", "  ", "王" * 65],
    "phone": ["abc", "123", "1381234567890123456789", "1" * 70, "王秀英"],
    "language": ["de", "Chinese"],
    "channel": ["fax", "飞鸽"],
    "admitted": ["", "yesterday", "2026-13-01", "2026-02-30", "2027-01-01", "1/2/2026", "2062-09-10"],
    "discharged": ["soon", "2026-09-09", "2027-01-01", "2026-09-17 25:00", "王秀英"],
    "consent": ["maybe", "2", "可能"],
    "calls_from": ["9", "25:00", "morning", "20:30", "08:60"],
    "calls_until": ["9", "24:30", "08:00"],
    "not_called": ["sometimes", "x"],
    "phone_checked": ["sometimes", "x"],
    "child": ["8", "girl"],
    "plan": ["cure", "慢病"],
}
"""Fifty and more cells that no list may hold."""
BESIDE = {"calls_from": {"calls_until": "20:30"}, "calls_until": {"calls_from": "08:00"}}
PLANTED = [(column, value) for column, values in FAULTS.items() for value in values][:50]


def faulty() -> str:
    """Return a list with fifty faults, each on a line of its own; a good row stands above them."""
    lines = [row()]
    for number, (column, value) in enumerate(PLANTED, 2):
        lines.append(row(**{"visit": f"V{number}"} | BESIDE.get(column, {}) | {column: value}))
    return HEAD + "".join(lines)


def test_fifty_faults_are_all_named_and_nothing_comes_in(hospital: Settings, place: Path) -> None:
    """LIMIT admissions-faults: every planted fault by line and column, and not one stay in the register."""
    found = problems(written(place, faulty()), hospital)
    assert len(PLANTED) == 50
    places = {re.fullmatch(r'list\.csv:(\d+): "(\w+)" .*', one).groups() for one in found}  # type: ignore[union-attr]
    named = {(int(line), column) for line, column in places}
    missed = [
        (line, column)
        for line, (column, _value) in enumerate(PLANTED, 3)
        if not {(line, column), (line, "calls_from")} & named
    ]
    assert not missed
    assert {line for line, _column in named} == set(range(3, 53))
    assert not Stay.select(Stay.uid).exists()


def test_a_problem_speaks_the_readers_language_and_names_the_files_own_heading(
    hospital: Settings, place: Path
) -> None:
    file = written(place, CHINESE + "ZY1,cashier,12,王秀英,abc,2026-09-10,,\n")
    (english_words,) = problems(file, hospital)
    assert english_words == 'list.csv:2: "电话" is not a telephone number.'
    with speaking("zh_CN"):
        assert '"电话"' in problems(file, hospital)[0] or "“电话”" in problems(file, hospital)[0]


def test_a_problem_repeats_nothing_that_stands_in_a_cell(hospital: Settings, place: Path) -> None:
    """A name that slipped a column does not reach the log of a timer."""
    slipped = row(phone="李小明", admitted="李小明", discharged="李小明", consent="李小明", ward="李小明")
    assert not [one for one in problems(written(place, HEAD + slipped), hospital) if "李小明" in one]


def test_a_file_that_is_none_says_so(hospital: Settings, place: Path) -> None:
    assert problems(place / "none.csv", hospital) == ["none.csv: This file is missing."]
    (one,) = problems(written(place, "visit,name,admitted\n"), hospital)
    assert one == 'list.csv:1: The column "ward" is missing.'
    (one,) = problems(written(place, HEAD.replace("bed", "diagnosis")), hospital)
    assert one == 'list.csv:1: The column "diagnosis" is not known.'


def test_hostile_words_come_in_as_words(hospital: Settings, place: Path) -> None:
    for number, begins in enumerate(range(0, len(HOSTILE), 40)):
        words = HOSTILE[begins : begins + 40].replace('"', '""')
        taken(written(place, HEAD + row(f"V{number}", name=f'"{words}x"', bed='"=1+1"')), hospital)
    kept = "".join(stay(f"V{number}").name.removesuffix("x") for number in range(number + 1))
    assert "[@click=app.quit]" in kept and "DROP TABLE" in kept
    assert not set("\x00\x1b\x07\x9b\u202e") & set(kept)


def test_only_those_who_may_bring_a_list_in(hospital: Settings, place: Path) -> None:
    rows = rows_of(written(place, HEAD + row()), hospital)
    for code in ("gu", "xie", "cao", "dai"):
        with pytest.raises(Refusal):
            stays.take_in(rows, person(code), hospital, NOW)
    for code in ("fang", "he", "xu"):
        stays.take_in(rows, person(code), hospital, NOW)


def test_name_and_telephone_are_sealed(hospital: Settings, place: Path) -> None:
    taken(written(place, HEAD + row(phone="13812345678")), hospital)
    (held,) = store.rows("SELECT name, phone, listed FROM stay")
    assert "王秀英".encode() not in bytes(held[0]) and b"13812345678" not in bytes(held[1])
    assert "13812345678" not in held[2]


def command(settings: Settings, *words: str) -> int:
    """Run the command in the register of a test."""
    store.close()
    return main(["import", *words, "--data", str(settings.data), "--language", "en"])


@pytest.mark.on_file
def test_the_command_takes_the_example_in_twice(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.config._now", lambda: NOW)
    given = ["--data", str(settings.data), "--language", "en"]
    sample = Path(__file__).parents[1] / "kiosk" / "sample"
    assert main(["import", "hospital", str(sample), *given]) == 0
    assert main(["import", "admissions", str(EXAMPLE), *given]) == 0
    first = capsys.readouterr().out
    assert "Stays: 5 new, 0 changed, 0 as before." in first
    assert main(["import", "admissions", str(EXAMPLE), *given]) == 0
    again = capsys.readouterr().out
    assert "Stays: 0 new, 0 changed, 5 as before." in again
    assert "Visits and calls: 0 new, 0 changed, 0 not needed any more." in again


@pytest.mark.on_file
def test_the_command_names_every_problem_and_ends_with_a_failure(
    hospital: Settings, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(place, HEAD + row(phone="abc", consent="maybe"))
    assert command(hospital, "admissions", str(file)) == 1
    assert capsys.readouterr().err.splitlines() == [
        'list.csv:2: "consent" is neither yes nor no.',
        'list.csv:2: "phone" is not a telephone number.',
    ]


@pytest.mark.on_file
@pytest.mark.parametrize("name", ["a.hl7", "a.json"])
def test_a_missing_library_is_named_with_what_to_run(
    hospital: Settings,
    place: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    monkeypatch.setattr("kiosk.commands.admissions.find_spec", lambda _name: None)
    assert command(hospital, "admissions", str(written(place, "", name))) == 2
    assert "pip install patient-desk[hospital-formats]" in capsys.readouterr().err

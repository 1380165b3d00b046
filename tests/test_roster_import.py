"""An import leaves what the console changed in the duty roster, and says so; asked to, it takes all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import kiosk
from kiosk import store
from kiosk.cli import main
from kiosk.config import Settings
from kiosk.i18n import speaking
from kiosk.imports.hospital import HospitalRows, read
from kiosk.records import Duty
from kiosk.rules.rights import Actor
from kiosk.services import hospital, roster
from tests.register import NOW

SAMPLE = Path(kiosk.__file__).parent / "sample"
BOSS = Actor("he-meijuan", "supervisor", frozenset({"service-centre"}))
Content = tuple[str, int, str, str, str]


@pytest.fixture
def files() -> HospitalRows:
    return read(SAMPLE)


@pytest.fixture
def imported(register: Settings, files: HospitalRows) -> Iterator[Settings]:
    """Bring the sample hospital in, and speak English."""
    hospital.replace(files, "test", NOW)
    with speaking("en"):
        yield register


def held() -> set[Content]:
    """Return what the roster says."""
    return {roster.content(row) for row in roster.roster()}


def edited() -> tuple[Duty, Duty, Duty]:
    """Change a row of the roster, remove another and add a third; return them as they were and are."""
    changed, removed = roster.roster()[:2]
    before = Duty(uid=changed.uid, **store.without_key(changed))
    told = (changed.desk, changed.weekday, changed.begins, changed.ends)
    roster.set_duty(*told, "he-meijuan", BOSS, NOW, uid=changed.uid)
    roster.drop_duty(removed.uid, BOSS, NOW)
    return before, removed, roster.set_duty(changed.desk, 7, "06:00", "06:30", "he-meijuan", BOSS, NOW)


def test_an_import_keeps_what_was_changed_by_hand_and_says_which_rows(
    imported: Settings, files: HospitalRows
) -> None:
    before, removed, added = edited()
    after = held()
    merged = hospital.replace(files, "test", NOW)
    assert held() == after
    assert roster.content(added) in after
    assert not {roster.content(before), roster.content(removed)} & after
    assert [row.staff for row in merged.kept] == ["he-meijuan", "he-meijuan"]
    assert [roster.content(row) for row in merged.left_out] == [roster.content(removed)]
    hospital.replace(files, "test", NOW)
    assert held() == after and store.verify().ok


def test_asked_to_an_import_takes_the_whole_roster_and_what_was_changed_before_is_over(
    imported: Settings, files: HospitalRows
) -> None:
    before = held()
    edited()
    merged = hospital.replace(files, "test", NOW, whole_roster=True)
    assert held() == before and not merged.kept and not merged.left_out
    merged = hospital.replace(files, "test", NOW)
    assert held() == before and not merged.kept and not merged.left_out


def test_rows_that_nobody_touched_follow_the_files(imported: Settings, files: HospitalRows) -> None:
    fewer = replace(files, duties=files.duties[1:])
    merged = hospital.replace(fewer, "test", NOW)
    assert held() == {roster.content(row) for row in fewer.duties} and not merged.kept


def test_a_row_of_somebody_who_left_goes_with_them(imported: Settings, files: HospitalRows) -> None:
    _before, _removed, added = edited()
    gone = tuple(row for row in files.staff if row.code != "he-meijuan")
    hospital.replace(replace(files, staff=gone), "test", NOW)
    assert roster.content(added) not in held()


def test_the_same_row_in_the_files_and_by_hand_stands_there_once(
    imported: Settings, files: HospitalRows
) -> None:
    _before, _removed, added = edited()
    again = Duty(uid=files.duties[0].uid, **store.without_key(added))
    hospital.replace(replace(files, duties=(*files.duties[1:], again)), "test", NOW)
    assert [roster.content(row) for row in roster.roster()].count(roster.content(added)) == 1


def test_the_command_names_the_rows_as_the_file_would(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--data", str(settings.data), "--language", "en"]
    assert main(["import", "hospital", str(SAMPLE), *given]) == 0
    store.open_register(settings)
    _before, removed, added = edited()
    store.close()
    capsys.readouterr()
    assert main(["import", "hospital", str(SAMPLE), *given]) == 0
    told = capsys.readouterr().out
    assert f"{added.desk},7,06:00,06:30,he-meijuan" in told
    left_out = f"{removed.desk},{removed.weekday},{removed.begins},{removed.ends},{removed.staff}"
    assert f"Left out, as removed in the console: {left_out}." in told
    assert main(["import", "hospital", str(SAMPLE), "--whole-roster", *given]) == 0
    assert "in the console" not in capsys.readouterr().out

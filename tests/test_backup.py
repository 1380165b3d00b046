"""Backups are whole, proved and private, and a register comes back from one with everything it held."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import cli, i18n, store
from kiosk.config import Settings
from kiosk.records import AuditEntry, Case, database
from kiosk.rules.keeping import kept
from kiosk.rules.refusal import Refusal
from kiosk.services import backups, cases, restoring
from kiosk.upkeep import copies, notes, use
from tests.register import NOW, draft

SECRET = "keys.json"


@pytest.fixture(autouse=True)
def in_english() -> None:
    """Read what is said in the words of the code."""
    i18n.choose("en")


def say(register: Settings, *words: str) -> int:
    """Say a command on a register that nobody else has open."""
    store.close()
    return cli.main([*words, "--data", str(register.data), "--language", "en"])


def test_a_backup_is_one_private_file_that_holds_everything_and_no_keys(
    register: Settings, tmp_path: Path
) -> None:
    for _case in range(5):
        cases.file(draft(), register, NOW)
    made = backups.make(tmp_path / "copies", register, NOW)
    assert made.proof == copies.Proof(5, 5, NOW) and made.size == made.path.stat().st_size
    assert [path.name for path in made.path.parent.iterdir()] == ["kiosk-20260918T023000Z.sqlite3"]
    assert made.path.stat().st_mode & 0o777 == 0o600
    told = json.loads((register.data / SECRET).read_text())
    secrets = [told["audit"], told["link"], told["index"], *told["hospital"].values()]
    held = made.path.read_bytes()
    assert not any(secret.encode() in held or bytes.fromhex(secret) in held for secret in secrets)
    assert notes.read(register.data).backup == str(made.path)


def test_a_backup_while_five_hundred_a_second_are_written_ends_soon_and_is_proved(
    register: Settings, tmp_path: Path
) -> None:
    """Reliability 8. How long it took is checked loosely: other tests run beside this one."""
    cases.file(draft(), register, NOW)
    is_over = threading.Event()
    written = []

    def write() -> None:
        with sqlite3.connect(register.register_file, timeout=30, isolation_level=None) as other:
            other.execute("PRAGMA synchronous = FULL")
            while not is_over.wait(0.001):
                other.execute("UPDATE counter SET given = given + 1")
                written.append(time.monotonic())
        other.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        began = time.monotonic()
        made = backups.make(tmp_path / "copies", register, NOW)
        took = time.monotonic() - began
    finally:
        is_over.set()
        writer.join()
    assert made.proof.cases == 1 and took < 30 and written


@given(
    st.lists(
        st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
        min_size=1,
        unique=True,
    )
)
@settings(max_examples=60, deadline=None)
def test_seven_days_four_weeks_and_twelve_months_stay(made: list[datetime]) -> None:
    stay = kept(made)
    assert max(made) in stay <= set(made)
    assert len(stay) <= 7 + 4 + 12
    days = sorted({at.date() for at in made}, reverse=True)[:7]
    assert set(days) <= {at.date() for at in stay}
    months = sorted({(at.year, at.month) for at in made}, reverse=True)[:12]
    assert set(months) <= {(at.year, at.month) for at in stay}
    assert kept(stay) == stay


def test_a_year_of_nights_leaves_the_right_backups_and_other_files_alone(
    register: Settings, tmp_path: Path
) -> None:
    for night in range(400):
        at = NOW - timedelta(days=night)
        (tmp_path / f"kiosk-{at:{backups.STAMP}}.sqlite3").touch()
    (tmp_path / "accounts.ods").touch()
    (tmp_path / "kiosk-20200101T000000Z.sqlite3.part").touch()
    backups.make(tmp_path, register, NOW + timedelta(hours=1))
    left = backups.listed(tmp_path)
    assert 18 <= len(left) <= 23 and max(left) == NOW + timedelta(hours=1)
    assert min(left) < NOW - timedelta(days=320)
    assert (tmp_path / "accounts.ods").exists() and not list(tmp_path.glob("*.part"))


def test_two_backups_into_one_place_do_not_meet(register: Settings, tmp_path: Path) -> None:
    with use.alone(tmp_path), pytest.raises(backups.BackupProblem, match="under way"):
        backups.make(tmp_path, register, NOW)


def test_a_place_that_cannot_be_written_is_one_sentence(
    register: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert say(register, "backup", str(tmp_path / "file" / "below")) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert say(register, "backup") == 2
    assert "backup_directory" in capsys.readouterr().err


def test_a_damaged_cut_or_foreign_copy_is_not_proved(register: Settings, tmp_path: Path) -> None:
    for _case in range(3):
        cases.file(draft(), register, NOW)
    key = store.keys().audit
    made = backups.make(tmp_path, register, NOW).path

    def changed(name: str, statement: str) -> Path:
        path = tmp_path / name
        path.write_bytes(made.read_bytes())
        with sqlite3.connect(path) as file:
            file.execute(statement)
        file.close()
        return path

    for name, statement in {
        "cut": "DELETE FROM audit_entry WHERE seq = 3",
        "shorter": "UPDATE audit_chain SET seq = 2",
        "hole": "DELETE FROM audit_entry WHERE seq = 1",
        "forged": "UPDATE audit_entry SET body = '{}' WHERE seq = 3",
    }.items():
        with pytest.raises(copies.Unsound, match="does not fit"):
            copies.prove(changed(name, statement), key)
    with pytest.raises(copies.Unsound, match="does not fit"):
        copies.prove(made, bytes(32))
    (tmp_path / "letter").write_text("Dear hospital" * 1000)
    with pytest.raises(copies.Unsound, match="damaged"):
        copies.prove(tmp_path / "letter", key)
    (tmp_path / "empty").touch()
    with pytest.raises(copies.Unsound, match="not a register"):
        copies.prove(tmp_path / "empty", key)
    held = bytearray(made.read_bytes())
    held[4096 * 3 : 4096 * 5] = bytes(4096 * 2)
    (tmp_path / "holed").write_bytes(held)
    with pytest.raises(copies.Unsound, match="damaged"):
        copies.prove(tmp_path / "holed", key)


def test_the_drill_everything_filed_is_there_again(
    register: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Reliability 9: the backup and what terminals offer again are the full set."""
    told = [draft(words=f"第{n}件事") for n in range(12)]
    numbers = {one.uid: cases.file(one, register, NOW).number for one in told[:8]}
    assert say(register, "backup", str(tmp_path)) == 0
    assert "8 cases" in capsys.readouterr().out
    store.open_register(register)
    late = {one.uid: cases.file(one, register, NOW).number for one in told[8:]}
    store.close()
    register.register_file.write_bytes(b"the disk died" * 1000)
    [backup] = tmp_path.glob("kiosk-*.sqlite3")
    assert say(register, "restore", str(backup)) == 0
    told_back = capsys.readouterr().out
    assert "8 cases" in told_back and "before-restore" in told_back
    [old] = register.data.glob("*.before-restore-*")
    assert old.read_bytes().startswith(b"the disk died")
    store.open_register(register)
    assert {case.uid: case.number for case in store.load(Case, "")} == numbers
    assert AuditEntry.select().count() == 9 and store.verify().ok
    again = {one.uid: cases.file(one, register, NOW).number for one in told}
    assert Case.select().count() == 12 and store.verify().ok
    assert numbers.items() <= again.items()
    given_anew = {again[one.uid] for one in told[8:]}
    assert not given_anew & set(late.values()), "a number that stands on a slip came to somebody else"
    assert not (register.data / "restoring").exists()


def test_a_restore_waits_until_the_desk_has_ended(register: Settings, tmp_path: Path) -> None:
    cases.file(draft(), register, NOW)
    made = backups.make(tmp_path, register, NOW).path
    with pytest.raises(Refusal, match="in use"):
        restoring.restore(made, register, NOW)
    assert Case.select().count() == 1


def test_a_restore_that_is_told_to_goes_on_while_the_desk_runs(register: Settings, tmp_path: Path) -> None:
    cases.file(draft(), register, NOW)
    made = backups.make(tmp_path, register, NOW).path
    running = sqlite3.connect(register.register_file)
    done = restoring.restore(made, register, NOW, is_running=True)
    assert done.old and done.old.exists() and done.proof.cases == 1
    running.close()


def test_what_is_no_backup_is_refused_and_the_register_stays(register: Settings, tmp_path: Path) -> None:
    case = cases.file(draft(), register, NOW)
    (tmp_path / "letter").write_text("Dear hospital" * 1000)
    for name in ("letter", "nowhere"):
        assert say(register, "restore", str(tmp_path / name)) != 0
        store.open_register(register)
        assert cases.find(case.uid).number == case.number
    assert not list(register.data.glob("*before-restore*")) and not (register.data / "restoring").exists()


def test_a_backup_whose_trail_is_broken_is_put_back_only_when_told(
    register: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _case in range(3):
        cases.file(draft(), register, NOW)
    database.execute_sql("UPDATE entry SET kind = 'noted' WHERE rowid = 1")
    made = backups.make(tmp_path, register, NOW).path
    assert say(register, "restore", str(made)) == 1
    assert "broken" in capsys.readouterr().err
    assert say(register, "restore", str(made), "--although-broken") == 1
    told = capsys.readouterr()
    assert "3 cases" in told.out and "broken" in told.err


def test_a_backup_without_its_keys_is_not_put_back(register: Settings, tmp_path: Path) -> None:
    made = backups.make(tmp_path / "copies", register, NOW).path
    store.close()
    with pytest.raises(Refusal, match="keys"):
        restoring.restore(made, Settings(data=tmp_path / "other"), NOW)


def test_a_lost_register_comes_back(register: Settings, tmp_path: Path) -> None:
    case = cases.file(draft(), register, NOW)
    made = backups.make(tmp_path, register, NOW).path
    store.close()
    for path in register.data.glob("kiosk.sqlite3*"):
        path.unlink()
    done = restoring.restore(made, register, NOW)
    assert done.old is None and done.broken == ""
    store.open_register(register)
    assert cases.find(case.uid).number == case.number


def test_the_doctor_tells_of_room_reserve_backup_and_the_last_look(
    register: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    say(register, "doctor", "--no-web")
    told = capsys.readouterr().out
    assert "!!  Last backup: -" in told and "!!  Last look" in told and "ok  Reserve" in told
    assert say(register, "tick") == 0 and say(register, "backup", str(tmp_path)) == 0
    capsys.readouterr()
    say(register, "doctor", "--no-web")
    told = capsys.readouterr().out
    assert "ok  Last backup: 20" in told and "ok  Last look" in told and "ok  Free disk" in told
    register.register_file.unlink()
    say(register, "doctor", "--no-web")
    told = capsys.readouterr().out
    assert "!!  Register" in told and "kiosk restore" in told


def test_a_tick_that_finds_damage_says_what_to_do(
    register: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from kiosk.upkeep import soundness

    monkeypatch.setattr(soundness, "first_fault", lambda _file, _check: "row 7 missing from index clock_due")
    assert say(register, "tick") == 1
    told = capsys.readouterr().err
    assert "kiosk restore" in told and "row 7" in told
    assert notes.read(register.data).found
    monkeypatch.undo()
    assert say(register, "tick") == 0, "it is looked through once a week"
    say(register, "doctor", "--no-web")
    assert "!!  Last look" in capsys.readouterr().out

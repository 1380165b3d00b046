"""A register's file that is lost, damaged or another's is named, kept, and never silently begun anew."""

import json
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.records import Case, database
from kiosk.records.faults import Corrupt, Damaged, Full, Unopened
from kiosk.services import cases
from kiosk.upkeep import notes, reserve, soundness, use
from tests.register import NOW, draft

PAGE = 4096


@pytest.fixture(autouse=True)
def in_english() -> None:
    """Read what is said in the words of the code."""
    i18n.choose("en")


@pytest.fixture
def closed(register: Settings) -> Settings:
    """Return settings whose register holds some cases and is closed."""
    for _case in range(30):
        cases.file(draft(words="很长的话" * 200), register, NOW)
    store.close()
    return register


def spoil(path: Path, at: int) -> bytes:
    """Write nonsense into the middle of a register; return what the file is then."""
    held = bytearray(path.read_bytes())
    held[at : at + PAGE] = b"\xa5" * PAGE
    path.write_bytes(held)
    return bytes(held)


def test_a_damaged_register_stays_with_a_copy_beside_it_and_a_sentence_that_says_what_to_do(
    closed: Settings,
) -> None:
    """Reliability 6."""
    spoilt = spoil(closed.register_file, 0)
    with pytest.raises(Corrupt) as told:
        store.open_register(closed)
    assert isinstance(told.value, Damaged)
    [copy] = closed.data.glob("kiosk.sqlite3.damaged-*")
    assert str(copy) in told.value.mending() and "kiosk restore" in told.value.mending()
    assert str(closed.data) not in told.value.sentence()
    assert copy.read_bytes() == spoilt == closed.register_file.read_bytes()
    assert copy.stat().st_mode & 0o077 == 0


def test_a_desk_that_tries_again_and_again_makes_one_copy(closed: Settings) -> None:
    spoil(closed.register_file, 0)
    for _try in range(3):
        with pytest.raises(Damaged):
            store.open_register(closed)
    assert len(list(closed.data.glob("*.damaged-*"))) == 1


def test_a_damaged_register_without_room_for_a_copy_says_so(
    closed: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(closed.register_file, 0)
    full = soundness.shutil.disk_usage(closed.data)._replace(free=1000)
    monkeypatch.setattr(soundness.shutil, "disk_usage", lambda _directory: full)
    with pytest.raises(Damaged, match="no room"):
        store.open_register(closed)
    assert not list(closed.data.glob("*.damaged-*"))


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_register_that_is_lost_or_empty_is_named_and_nothing_is_made(
    closed: Settings, is_gone: bool
) -> None:
    """Reliability 6."""
    closed.register_file.unlink()
    if not is_gone:
        closed.register_file.touch()
    with pytest.raises(Unopened, match="kiosk restore"):
        store.open_register(closed)
    assert not closed.register_file.exists() or not closed.register_file.stat().st_size


def test_another_programs_database_is_refused_and_not_touched(closed: Settings) -> None:
    """Reliability 6."""
    closed.register_file.unlink()
    with sqlite3.connect(closed.register_file) as other:
        other.execute("CREATE TABLE songs (name TEXT)")
    other.close()
    before = closed.register_file.read_bytes()
    with pytest.raises(Unopened, match="another program's"):
        store.open_register(closed)
    assert closed.register_file.read_bytes() == before


def leave_open(settings: Settings) -> None:
    """Leave the register as a process that was killed leaves it."""
    held = {path: path.read_bytes() for path in settings.data.glob("kiosk.sqlite3*")}
    store.close()
    for path, content in held.items():
        path.write_bytes(content)


def test_after_an_unclean_end_the_file_is_looked_through(closed: Settings) -> None:
    store.open_register(closed)
    root = database.execute_sql("SELECT rootpage FROM sqlite_master WHERE name = 'entry'").fetchone()[0]
    cases.file(draft(), closed, NOW)
    leave_open(closed)
    log = closed.register_file.with_name("kiosk.sqlite3-wal")
    assert log.stat().st_size
    spoil(closed.register_file, (root - 1) * PAGE)
    log.write_bytes(log.read_bytes()[:32])
    with pytest.raises(Damaged):
        store.open_register(closed)


def test_a_look_that_takes_too_long_is_left_to_the_tick(
    register: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _case in range(40):
        cases.file(draft(words="很长的话" * 900), register, NOW)
    leave_open(register)
    notes.remember(register.data, checked_at=NOW.isoformat())
    monkeypatch.setattr(soundness, "PATIENCE", -1.0)
    monkeypatch.setattr(soundness, "STEPS", 10)
    store.open_register(register)
    assert notes.read(register.data).is_check_due and soundness.is_due(register.data, NOW)
    assert soundness.check(register.data, NOW) == ""
    assert not soundness.is_due(register.data, NOW)


def test_nobody_looks_through_a_register_that_another_has_open(
    register: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases.file(draft(), register, NOW)
    with soundness.opening(register.register_file) as was_cut:
        assert was_cut  # this thread let go of it before
    handle = use._held.handle
    use._held.handle = None
    with soundness.opening(register.register_file) as was_cut:
        assert not was_cut
    use.leave()
    use._held.handle = handle


def test_the_whole_register_is_looked_through_once_a_week(register: Settings) -> None:
    assert soundness.is_due(register.data, NOW)
    soundness.check(register.data, NOW)
    for days, is_due in ((0, False), (6, False), (7, True), (-1, True)):
        assert soundness.is_due(register.data, NOW + timedelta(days=days)) is is_due


def test_torn_notes_are_no_notes(register: Settings) -> None:
    (register.data / notes.NAME).write_text('{"checked_at": "20')
    assert notes.read(register.data) == notes.Notes()
    notes.remember(register.data, found="rot")
    assert json.loads((register.data / notes.NAME).read_text())["found"] == "rot"


def test_room_is_kept_from_the_start(register: Settings) -> None:
    held = (register.data / reserve.NAME).stat()
    assert held.st_size == reserve.SIZE <= held.st_blocks * 512
    assert held.st_mode & 0o077 == 0


def test_a_full_disk_keeps_no_reserve_from_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reserve, "free_bytes", lambda _directory: reserve.ROOM - 1)
    assert not reserve.keep(tmp_path) and not list(tmp_path.iterdir())
    monkeypatch.undo()
    assert reserve.keep(tmp_path)


def failing(times: int) -> Callable[[], str]:
    """Return an act that finds the disk full so many times."""
    left = [Full] * times

    def act() -> str:
        if left:
            raise left.pop()
        return "done"

    return store.sparing(act)


def test_the_first_full_disk_gives_the_reserve_and_the_filing_goes_through(register: Settings) -> None:
    """Reliability 4."""
    assert failing(1)() == "done" and not reserve.is_kept(register.data)
    with pytest.raises(Full):
        failing(1)()
    assert reserve.keep(register.data)
    with pytest.raises(Full):
        failing(2)()


def test_a_filing_that_a_full_disk_refuses_once_is_in_the_register(register: Settings) -> None:
    """Reliability 4, with SQLite's own limit for the disk; the reserve's end lifts it."""
    told = draft(words="很长的话" * 900)
    pages = database.execute_sql("PRAGMA page_count").fetchone()[0]
    database.execute_sql(f"PRAGMA max_page_count = {pages}")
    given = reserve.give

    def give(directory: Path) -> bool:
        database.execute_sql("PRAGMA max_page_count = 1000000")
        return given(directory)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reserve, "give", give)
        assert cases.file(told, register, NOW).uid == told.uid
    assert Case.select().count() == 1 and store.verify().ok
    assert not reserve.is_kept(register.data)

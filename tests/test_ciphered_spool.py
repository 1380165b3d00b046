"""A terminal that may be stolen: its own register as a file of which nothing can be read."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk import keys, store
from kiosk.config import Settings
from kiosk.records import Outbox
from kiosk.records.ciphered import is_enciphered
from kiosk.records.faults import Unopened
from kiosk.services import cases, search
from kiosk.upkeep import use
from tests.register import NOW, draft


@pytest.fixture
def terminal(tmp_path: Path) -> Settings:
    """Return the settings of a terminal that enciphers its file."""
    data = tmp_path / "terminal"
    data.mkdir()
    keys.make(data / "keys.json")
    (data / "spool-prefix").write_text("T1")
    return Settings(data=data, database="postgresql://nobody@127.0.0.1:1/none", cipher_spool=True)


def filed(settings: Settings) -> str:
    """File a case at the terminal and close its register; return the number."""
    store.open_register(settings, is_spool=True)
    case = cases.file(draft(words="很特别的话"), settings, NOW)
    while search.catch_up():
        pass
    store.close()
    return case.number


def shown(settings: Settings) -> list[tuple[str, str]]:
    """Return number and words of what stands in a terminal's register, proved by its trail."""
    store.open_register(settings, is_spool=True)
    found = [(case.number, case.words) for case in cases.newest(10)]
    assert store.verify().ok
    assert len(store.load(Outbox, "WHERE state = 'waiting'")) == len(found)
    store.close()
    return found


def test_nothing_stands_in_the_file_that_could_be_read(terminal: Settings) -> None:
    filed(terminal)
    held = b"".join(path.read_bytes() for path in terminal.data.glob("spool.cipher*"))
    assert is_enciphered(terminal.spool_file)
    assert not any(
        word in held for word in (b"SQLite format", b"CREATE TABLE", b"complaint", "很特别".encode())
    )


def test_it_works_as_any_other_and_opens_again(terminal: Settings) -> None:
    number = filed(terminal)
    assert shown(terminal) == [(number, "很特别的话")]


@pytest.mark.parametrize("is_first", [True, False])
def test_a_terminal_that_is_set_otherwise_takes_its_register_along(
    terminal: Settings, is_first: bool
) -> None:
    first = replace(terminal, cipher_spool=is_first)
    then = replace(terminal, cipher_spool=not is_first)
    number = filed(first)
    assert shown(then) == [(number, "很特别的话")]
    assert is_enciphered(then.spool_file) is not is_first
    assert list(terminal.data.glob(f"{first.spool_file.name}*")) == [], "the old file is gone"
    assert shown(first) == [(number, "很特别的话")], "and back"


def test_while_another_program_has_it_open_it_stays_what_it_is(terminal: Settings) -> None:
    plain = replace(terminal, cipher_spool=False)
    filed(plain)
    store.open_register(plain, is_spool=True)
    held = use._held.handle
    use._held.handle = None  # as if another process held it
    with pytest.raises(Unopened, match=r"spool\.sqlite3"):
        store.open_register(terminal, is_spool=True)
    use._held.handle = held
    store.close()
    assert plain.spool_file.exists() and not terminal.spool_file.exists()


def test_the_keys_of_another_hospital_do_not_open_it(
    terminal: Settings, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    filed(terminal)
    keys.make(tmp_path / "keys.json")
    shutil.copy(tmp_path / "keys.json", terminal.data)
    with pytest.raises(Unopened):
        store.open_register(terminal, is_spool=True)
    assert capfd.readouterr().err == "", "nothing is written over a screen"

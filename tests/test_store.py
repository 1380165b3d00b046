"""The register: opened, upgraded, written in one piece, proved by its trail."""

import hmac
import json
import sqlite3
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from kiosk import keys, store
from kiosk.config import Settings
from kiosk.records import TABLES, AuditEntry, Case, Clock, Entry, Person, database
from kiosk.records.faults import Conflict, Corrupt
from kiosk.services import cases, links
from tests.register import HOSTILE, NOW
from tests.register import draft as complaint


def test_a_complaint_is_kept_with_its_people_clocks_and_first_entry(register: Settings) -> None:
    case = cases.file(complaint(), register, NOW)
    kept = cases.find(case.uid)
    assert kept.number == case.number
    assert [person.phone for person in kept.people] == ["13812345678"]
    assert {(clock.name, clock.basis) for clock in kept.clocks} == {
        ("acknowledge", "house"),
        ("investigate", "house"),
        ("reply", "house"),
        ("reply", "national"),
    }
    assert [line.kind for line in kept.timeline] == ["filed"]
    assert kept.responsible == "desk:front"


def test_filing_the_same_draft_twice_is_one_case(register: Settings) -> None:
    draft = complaint()
    first, second = cases.file(draft, register, NOW), cases.file(draft, register, NOW)
    assert first.number == second.number
    assert (Case.select().count(), Entry.select().count(), AuditEntry.select().count()) == (1, 1, 1)


def test_a_second_tap_of_another_process_is_the_same_case(
    register: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = complaint()
    first = cases.file(draft, register, NOW)
    with pytest.raises(Conflict):
        cases.write(draft, register, NOW)
    assert cases.find(draft.uid).number == first.number
    assert store.verify().ok


def test_a_case_that_fails_half_way_leaves_nothing(
    register: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_values: object) -> None:
        raise RuntimeError("the machine stops here")

    monkeypatch.setattr(cases, "first_entries", broken)
    with pytest.raises(RuntimeError):
        cases.file(complaint(), register, NOW)
    assert not Case.select().exists() and not Person.select().exists() and not AuditEntry.select().exists()


def test_what_strangers_write_is_kept_as_words(register: Settings) -> None:
    case = cases.find(cases.file(complaint(words=HOSTILE), register, NOW).uid)
    assert "\x1b" not in case.words and "DROP TABLE case" in case.words


@pytest.mark.on_file
def test_the_link_of_a_case_is_not_in_the_register(register: Settings) -> None:
    case = cases.file(complaint(), register, NOW)
    token = cases.token_of(case)
    found = cases.by_token(token.lower())
    assert found is not None and found.uid == case.uid
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert token.encode() not in register.register_file.read_bytes()


def test_a_reissued_link_kills_the_old_one_and_printing_again_keeps_it(register: Settings) -> None:
    case = cases.file(complaint(), register, NOW)
    old = cases.token_of(case)
    assert cases.token_of(cases.find(case.uid)) == old
    new = cases.token_of(links.reissue(case.uid, "li.na", NOW))
    assert cases.by_token(old) is None
    assert cases.by_token(new) is not None


def test_numbers_do_not_repeat_and_do_not_count(register: Settings) -> None:
    numbers = [cases.file(complaint(), register, NOW).number for _case in range(20)]
    assert len(set(numbers)) == 20
    assert numbers != sorted(numbers)
    assert {number[:2] for number in numbers} == {store.prefix()}


def test_a_stale_save_is_refused(register: Settings) -> None:
    uid = cases.file(complaint(), register, NOW).uid
    mine, theirs = cases.find(uid), cases.find(uid)
    with store.writing("case.graded", "a", str(uid), NOW) as written:
        written.change(theirs, grade="complex")
    with pytest.raises(Conflict), store.writing("case.graded", "b", str(uid), NOW) as written:
        written.change(mine, grade="major")
    assert cases.find(uid).grade == "complex"
    assert store.verify().ok


def tampered(register: Settings, *statements: str) -> store.trail.Verdict:
    """Change the file as somebody with a database tool would, and look at the trail."""
    with sqlite3.connect(register.register_file) as other:
        for statement in statements:
            assert other.execute(statement).rowcount != 0
    other.close()
    return store.verify()


def protected() -> list[tuple[str, str]]:
    """List every protected column but the keys."""
    return [
        (table._meta.table_name, field.column_name)
        for table in (Case, Person, Clock, Entry)
        for field in store.trail.columns(table)
        if not field.primary_key and field.column_name != "case_uid"
    ]


@pytest.mark.on_file
@pytest.mark.parametrize(("table", "column"), protected())
def test_the_trail_names_the_entry_whose_row_was_changed(register: Settings, table: str, column: str) -> None:
    cases.file(complaint(words="一"), register, NOW)
    uid = cases.file(complaint(words="二"), register, NOW).uid
    cases.file(complaint(words="三"), register, NOW)
    assert store.verify().ok
    where = f"uid = '{uid.hex}'" if table == "case" else f"case_uid = '{uid.hex}'"
    verdict = tampered(register, f'UPDATE "{table}" SET "{column}" = \'7\' WHERE {where}')
    assert not verdict.ok and verdict.seq == 2
    assert verdict.broken and f"row of {table}" in verdict.broken


@pytest.mark.on_file
@pytest.mark.parametrize("table", ["case", "person", "clock", "entry"])
def test_the_trail_names_the_entry_whose_row_was_removed(register: Settings, table: str) -> None:
    cases.file(complaint(), register, NOW)
    uid = cases.file(complaint(), register, NOW).uid
    key = "uid" if table == "case" else "case_uid"
    verdict = tampered(register, f"DELETE FROM \"{table}\" WHERE {key} = '{uid.hex}'")
    assert verdict.seq == 2 and verdict.broken and "is gone" in verdict.broken


@pytest.mark.on_file
def test_the_trail_sees_a_row_that_was_put_in(register: Settings) -> None:
    cases.file(complaint(), register, NOW)
    columns = ", ".join(field.column_name for field in store.trail.columns(Entry) if not field.primary_key)
    forged = f"INSERT INTO entry (uid, {columns}) SELECT '{'0' * 32}', {columns} FROM entry"
    verdict = tampered(register, forged)
    assert verdict.broken and "put in from outside" in verdict.broken


@pytest.mark.on_file
def test_the_trail_sees_rows_that_were_swapped(register: Settings) -> None:
    first, second = (cases.file(complaint(words=words), register, NOW).uid.hex for words in ("甲", "乙"))
    verdict = tampered(
        register,
        f"""UPDATE "case" SET words = (SELECT words FROM "case" AS other
            WHERE other.uid = CASE "case".uid WHEN '{first}' THEN '{second}' ELSE '{first}' END)""",
    )
    assert verdict.seq == 1


@pytest.mark.on_file
@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("UPDATE audit_entry SET body = replace(body, 'front', 'other') WHERE seq = 2", 2),
        ("UPDATE audit_entry SET at = at + 1 WHERE seq = 3", 3),
        ("UPDATE audit_entry SET mac = zeroblob(32) WHERE seq = 1", 1),
        ("DELETE FROM audit_entry WHERE seq = 2", 2),
        ("DELETE FROM audit_entry WHERE seq = 3", 3),
        ("UPDATE audit_entry SET seq = 9 WHERE seq = 2", 2),
        ("INSERT INTO audit_entry SELECT chain, 4, at, body, mac FROM audit_entry WHERE seq = 3", 4),
        ("UPDATE audit_chain SET seq = 2", 4),
    ],
)
def test_the_trail_names_its_own_first_broken_entry(register: Settings, statement: str, seq: int) -> None:
    for _case in range(3):
        cases.file(complaint(), register, NOW)
    assert tampered(register, statement).seq == seq


@pytest.mark.on_file
def test_swapped_audit_entries_are_seen(register: Settings) -> None:
    for _case in range(3):
        cases.file(complaint(), register, NOW)
    verdict = tampered(
        register,
        "UPDATE audit_entry SET seq = 99 WHERE seq = 1",
        "UPDATE audit_entry SET seq = 1 WHERE seq = 2",
        "UPDATE audit_entry SET seq = 2 WHERE seq = 99",
    )
    assert verdict.seq == 1


@pytest.mark.on_file
def test_the_register_is_durable_and_writes_at_once(register: Settings) -> None:
    pragmas = {
        name: database.execute_sql(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    with store.writing("nothing", "test", "", NOW):
        with sqlite3.connect(register.register_file, timeout=0) as other:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
        other.close()


@pytest.mark.on_file
def test_register_and_keys_are_for_their_owner_only(register: Settings) -> None:
    assert register.register_file.stat().st_mode & 0o077 == 0
    assert (register.data / "keys.json").stat().st_mode & 0o077 == 0


@pytest.mark.on_file
def test_a_lost_register_is_never_silently_a_new_one(register: Settings) -> None:
    store.close()
    for name in ("kiosk.sqlite3", "kiosk.sqlite3-wal", "kiosk.sqlite3-shm"):
        (register.data / name).unlink(missing_ok=True)
    with pytest.raises(store.Unopened, match="kiosk.sqlite3"):
        store.open_register(register)


def test_lost_keys_are_named(register: Settings) -> None:
    store.close()
    (register.data / "keys.json").unlink()
    with pytest.raises(store.Unopened, match="keys.json"):
        store.open_register(register)


@pytest.mark.on_file
def test_a_file_that_is_no_register_is_named_damaged(register: Settings) -> None:
    store.close()
    register.register_file.write_bytes(b"this is not a register" * 500)
    with pytest.raises(Corrupt):
        store.open_register(register)


def test_an_older_program_refuses_a_newer_register(register: Settings) -> None:
    database.execute_sql("INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2030-01-01')")
    store.close()
    with pytest.raises(store.Unopened):
        store.open_register(register)


def schema() -> dict[str, list[tuple[object, ...]]]:
    """Return every table's columns and every index."""
    names = [row[0] for row in database.execute_sql("SELECT name FROM sqlite_master ORDER BY name")]
    return {name: list(database.execute_sql(f'PRAGMA table_info("{name}")')) for name in names}


@pytest.mark.on_file
def test_a_new_register_has_the_tables_that_the_records_name(register: Settings) -> None:
    made = schema()
    for table in TABLES:
        columns = [row[1] for row in made[table._meta.table_name]]
        assert columns == [field.column_name for field in store.trail.columns(table)]


VERSIONS = sorted(path.stem for path in store.MIGRATIONS.glob("[0-9]*.py"))


@pytest.mark.on_file
@pytest.mark.parametrize("version", VERSIONS)
def test_a_register_of_every_earlier_version_is_upgraded_with_its_rows(
    settings: Settings, tmp_path: Path, version: str
) -> None:
    fresh = Settings(data=tmp_path / "fresh")
    fresh.data.mkdir()
    store.open_register(fresh)
    wanted = schema()
    store.close()
    settings.data.mkdir()
    database.initialize(store.FileRegister(settings.register_file))
    database.connect()
    store.upgrade(version)
    database.execute_sql("INSERT INTO fact (name, value) VALUES ('name', '{}')")
    database.close()
    keys.make(settings.data / "keys.json")
    store.open_register(settings)
    assert schema() == wanted
    assert database.execute_sql("SELECT name FROM fact").fetchall() == [("name",)]
    store.close()


def test_a_row_that_the_first_program_wrote_keeps_its_digest_when_columns_come_to_its_table(
    register: Settings,
) -> None:
    cases.file(complaint(), register, NOW)
    [row] = list(database.execute_sql('SELECT * FROM "case"'))
    later = store.trail.LATER["case"]
    as_first = [*map(store.trail.settled, row[:-later])]
    text = json.dumps(["case", *as_first], ensure_ascii=False, separators=(",", ":"))
    told = hmac.digest(store.keys().audit, text.encode(), "sha256")[:16].hex()
    assert store.trail.digest(store.keys().audit, "case", row) == told
    database.execute_sql("UPDATE \"case\" SET cause = 'attitude'")
    assert "was changed" in str(store.verify().broken)


def test_migrations_do_not_lean_on_the_records_of_today() -> None:
    for path in store.MIGRATIONS.glob("[0-9]*.py"):
        assert "kiosk" not in path.read_text()
        spec = spec_from_file_location(path.stem, path)
        assert spec and spec.loader
        spec.loader.exec_module(module_from_spec(spec))


def test_the_trail_holds_no_words_and_no_phones(register: Settings) -> None:
    cases.file(complaint(words="很特别的话"), register, NOW)
    bodies = [json.loads(row.body) for row in AuditEntry.select()]
    assert "很特别的话" not in json.dumps(bodies, ensure_ascii=False)
    assert "13812345678" not in json.dumps(bodies)


@pytest.mark.on_file
def test_six_processes_that_upgrade_at_once_all_open_the_register(settings: Settings) -> None:
    settings.data.mkdir()
    keys.make(settings.data / "keys.json")
    database.initialize(store.FileRegister(settings.register_file))
    database.connect()
    store.upgrade(VERSIONS[0])
    database.close()
    opening = "from pathlib import Path; from kiosk import config, store; import sys; "
    opening += "store.open_register(config.Settings(data=Path(sys.argv[1]))); print(store.prefix())"
    command = [sys.executable, "-c", opening, str(settings.data)]
    started = [Popen(command, stdout=PIPE, stderr=PIPE, text=True) for _process in range(6)]
    told = [process.communicate() for process in started]
    assert [process.returncode for process in started] == [0] * 6, told
    assert len({out for out, _err in told}) == 1

"""What a person may ask for, and what is erased when its time is over: unread for good, counted on."""

import io
import json
import sqlite3
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from kiosk import cli, i18n, sealing, store
from kiosk.config import Settings
from kiosk.records import TABLES, Case, Entry, Person, Rating, database
from kiosk.records.faults import Shredded
from kiosk.rules.refusal import Refusal
from kiosk.rules.retention import Keeping
from kiosk.rules.rights import Actor
from kiosk.services import (
    acts,
    backups,
    case_view,
    casefile,
    cases,
    documents,
    erasing,
    kept,
    key_rotation,
    patients,
    person_file,
    public_view,
    ratings,
    retention,
    search,
)
from kiosk.services.restoring import restore
from tests.register import NOW
from tests.register import draft as complaint

SUPERVISOR = Actor("zhao-min", "supervisor")
ADMIN = Actor("cli:root", "admin")
WORDS = "等了两个小时没有人管"
PHONE = "13812345678"


@pytest.fixture(autouse=True)
def in_english() -> None:
    """Read what was erased in the words of the code."""
    i18n.choose("en")


def closed(settings: Settings, phone: str = PHONE, kind: str = "complaint", at: datetime = NOW) -> Case:
    """File a case and close it."""
    case = cases.file(complaint(kind=kind, phone=phone), settings, at)
    patients.add_message(case.uid, "还想补充一句", settings, at)
    return patients.withdraw(case.uid, settings, at)


def everywhere(settings: Settings) -> bytes:
    """Return every byte beside the keys; of a server, all that its tables hold."""
    if settings.database:
        names = (table._meta.table_name for table in TABLES)
        found = (value for name in names for row in store.rows(f'SELECT * FROM "{name}"') for value in row)
        return b"\n".join(bytes(one) if isinstance(one, bytes) else str(one).encode() for one in found)
    files = (path for path in settings.data.rglob("*") if path.is_file() and path != settings.keys)
    return b"".join(path.read_bytes() for path in files)


def test_an_erased_case_can_be_read_by_nobody_and_its_trail_is_whole(register: Settings) -> None:
    case, other = closed(register), closed(register, "13900002222")
    kept.keep(UUID(int=3), "li.na", f"note:{case.uid}", "半句话", {}, NOW)
    before = store.rows('SELECT count(*) FROM "case"')
    wrapped = bytes(store.rows("SELECT wrapped FROM case_key WHERE case_uid = ?", case.uid.hex)[0][0])
    erasing.erase(case.uid, SUPERVISOR.code, register, NOW)
    store.settle()
    gone = cases.find(case.uid)
    assert gone.words == "erased" and {one.name for one in gone.people} == {"erased"}
    assert all(line.words in ("", "erased") for line in gone.timeline)
    assert gone.erased_at == NOW and gone.number == case.number
    assert wrapped not in everywhere(register)
    assert cases.find(other.uid).words == WORDS
    assert store.rows('SELECT count(*) FROM "case"') == before
    assert not store.rows("SELECT 1 FROM kept_draft")
    assert store.verify().ok


def test_every_page_shows_an_erased_case_with_a_plain_word(register: Settings) -> None:
    case = closed(register)
    erasing.erase(case.uid, SUPERVISOR.code, register, NOW)
    view = case_view.of(case.uid, SUPERVISOR, register, NOW)
    assert "erased" in (view.people[0].name, view.case.words)
    assert "erased" in str(casefile.of(case.uid, SUPERVISOR, register, NOW))
    shown = documents.show(cases.find(case.uid), register)
    assert shown["words"] == "erased" and shown["people"][0]["phone"] == "erased"
    assert "erased" in public_view.told(cases.find(case.uid))


def test_search_finds_nothing_of_an_erased_case_and_all_of_the_others(register: Settings) -> None:
    case, other = closed(register), closed(register, "13900002222")
    erasing.erase(case.uid, SUPERVISOR.code, register, NOW)
    for query in ("两个小时", PHONE, "王秀英", "erased"):
        found = [hit.row.number for hit in search.find(SUPERVISOR, query, register, NOW).rows]
        assert case.number not in found
    assert [hit.row.number for hit in search.find(SUPERVISOR, "补充一句", register, NOW).rows] == [
        other.number
    ]
    assert search.find(SUPERVISOR, case.number, register, NOW).rows


def test_nothing_is_written_to_an_erased_case(register: Settings) -> None:
    case = closed(register)
    erasing.erase(case.uid, SUPERVISOR.code, register, NOW)
    with pytest.raises(Shredded):
        acts.note(case.uid, "还要写", SUPERVISOR, register, NOW)
    assert store.verify().ok


def test_an_open_case_and_one_under_a_hold_are_not_erased(register: Settings) -> None:
    still_open = cases.file(complaint(), register, NOW)
    held = closed(register)
    erasing.hold(held.uid, True, SUPERVISOR, register, NOW)
    done = erasing.erase_person(PHONE, ADMIN, register, NOW)
    assert {one.number: bool(one.why_not) for one in done} == {still_open.number: True, held.number: True}
    with pytest.raises(Refusal):
        erasing.erase(held.uid, "rule", register, NOW)
    erasing.hold(held.uid, False, SUPERVISOR, register, NOW)
    done = erasing.erase_person(PHONE, ADMIN, register, NOW)
    assert {one.number: bool(one.why_not) for one in done} == {still_open.number: True, held.number: False}
    assert cases.find(still_open.uid).words == WORDS and cases.find(held.uid).words == "erased"


@pytest.mark.parametrize("role", ["desk", "handler", "head", "leader", "auditor"])
def test_only_supervisors_and_administrators_export_or_erase(register: Settings, role: str) -> None:
    by = Actor("wu", role)
    with pytest.raises(Refusal):
        person_file.export(PHONE, by, NOW)
    with pytest.raises(Refusal):
        erasing.erase_person(PHONE, by, register, NOW)
    with pytest.raises(Refusal):
        erasing.hold(UUID(int=1), True, by, register, NOW)


def test_a_person_gets_everything_that_is_held_and_nothing_of_others(register: Settings) -> None:
    mine = [closed(register), cases.file(complaint(words="第二件事"), register, NOW)]
    closed(register, "13900002222")
    acts.note(mine[1].uid, "内部的备注", SUPERVISOR, register, NOW)
    told = person_file.export(PHONE, SUPERVISOR, NOW)
    assert {one["case"][0]["number"] for one in told["cases"]} == {case.number for case in mine}
    text = json.dumps(told, ensure_ascii=False)
    for words in (WORDS, "第二件事", "还想补充一句", "内部的备注", "王秀英", PHONE, "case.filed"):
        assert words in text
    assert "13900002222" not in text
    assert ("person.exported", "zhao-min") in acts_told()


def acts_told() -> set[tuple[str, str]]:
    """Return the acts in the trail, and by whom."""
    told = [json.loads(body) for (body,) in store.rows("SELECT body FROM audit_entry")]
    return {(entry["act"], entry["by"]) for entry in told}


@pytest.mark.on_file
def test_both_commands_take_the_phone_from_a_pipe_and_never_as_an_argument(
    register: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    closed(register)
    store.close()
    data = str(register.data)
    out = tmp_path / "person.zip"
    monkeypatch.setattr("sys.stdin", io.StringIO("138 1234 5678\n"))
    assert cli.main(["person", "export", "--out", str(out), "--data", data]) == 0
    with zipfile.ZipFile(out) as archive:
        assert PHONE in archive.read("person.json").decode()
    assert out.stat().st_mode & 0o077 == 0
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PHONE}\n"))
    assert cli.main(["person", "erase", "--data", data]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PHONE}\n"))
    assert cli.main(["person", "export", "--data", data]) == 1
    assert "Nothing is held" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli.main(["person", "export", PHONE, "--data", data])
    store.open_register(register)
    assert store.verify().ok


def test_plain_rows_of_an_older_program_are_read_sealed_and_erased(register: Settings) -> None:
    case, other = closed(register), closed(register, "13900002222")
    make_plain(register)
    assert cases.find(case.uid).words == WORDS
    assert PHONE.encode() in everywhere(register)
    erasing.erase(case.uid, SUPERVISOR.code, register, NOW)
    assert cases.find(case.uid).words == ""
    assert PHONE.encode() not in everywhere_settled(register)
    *_steps, count = key_rotation.seal_all(ADMIN, NOW)
    assert count and not [*key_rotation.seal_all(ADMIN, NOW)][-1]
    assert cases.find(other.uid).words == WORDS
    assert person_file.export("13900002222", ADMIN, NOW)["cases"]
    assert WORDS.encode() not in everywhere_settled(register)
    assert store.verify().ok


def everywhere_settled(settings: Settings) -> bytes:
    """Return every byte beside the keys, once all is in the register's file."""
    store.settle()
    return everywhere(settings)


def make_plain(settings: Settings) -> None:
    """Put the words where an older program left them, with a trail that tells so."""
    with store.writing("older", "test", "", NOW) as written:
        for record in [*store.load(Case, ""), *store.load(Person, ""), *store.load(Entry, "")]:
            table = type(record)
            for field in sealing.sealed(table):
                value = record.__data__[field.name]
                record.sealed_as[field.name] = (
                    field.kept(b"\0" + field.told(value)) if value else field.blank(value)
                )
                place = f'UPDATE "{table._meta.table_name}" SET {field.column_name} = ? WHERE uid = ?'
                database.execute_sql(place, (record.sealed_as[field.name], record.__data__["uid"].hex))
            if table is Person:
                record.phone_mark = None  # type: ignore[attr-defined]
                database.execute_sql("UPDATE person SET phone_mark = NULL")
            written.note(record, store.stored_values(record))
        database.execute_sql("DELETE FROM case_key")


@pytest.mark.on_file
def test_a_new_key_reads_old_and_new_and_the_old_one_can_be_forgotten(register: Settings) -> None:
    old = closed(register)
    kept.keep(UUID(int=3), "li.na", "note:1", "半句话", {"a": "b"}, NOW)
    before = bytes(store.rows("SELECT wrapped FROM case_key")[0][0])
    copy = register.data / "older.sqlite3"
    database.execute_sql("VACUUM INTO ?", (str(copy),))
    [*_steps] = key_rotation.rotate(register, ADMIN, NOW)
    new = cases.file(complaint(words="换钥匙以后"), register, NOW)
    assert {bytes(row[0])[0] for row in store.rows("SELECT wrapped FROM case_key")} == {2}
    assert (cases.find(old.uid).words, cases.find(new.uid).words) == (WORDS, "换钥匙以后")
    assert kept.places("li.na")[0].words == "半句话" and store.verify().ok
    assert set(store.keys().hospital) == {1, 2}
    key_rotation.forget(register, ADMIN, NOW)
    assert set(store.keys().hospital) == {2}
    store.close()
    store.open_register(register)
    assert cases.find(old.uid).words == WORDS and store.verify().ok
    with sqlite3.connect(copy) as other:
        assert other.execute("SELECT wrapped FROM case_key").fetchone()[0] == before
    other.close()
    with pytest.raises(store.StoreFault):
        sealing.case_cipher(store.keys(), old.uid.hex, before)


def test_a_change_of_keys_that_was_broken_off_goes_on_with_the_same_key(
    register: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_rotation, "BATCH", 2)
    for _case in range(7):
        cases.file(complaint(), register, NOW)
    steps = key_rotation.rotate(register, ADMIN, NOW)
    assert next(steps) == 2
    steps.close()  # type: ignore[attr-defined]
    assert {bytes(row[0])[0] for row in store.rows("SELECT wrapped FROM case_key")} == {1, 2}
    with pytest.raises(Refusal):
        key_rotation.forget(register, ADMIN, NOW)
    assert all(case.words == WORDS for case in cases.newest(10))
    [*_rest] = key_rotation.rotate(register, ADMIN, NOW)
    assert store.keys().hospital_id == 2
    assert {bytes(row[0])[0] for row in store.rows("SELECT wrapped FROM case_key")} == {2}


def test_another_process_that_never_heard_of_the_new_key_reads_and_writes_with_it(
    register: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kiosk import held_keys

    held, file = held_keys._keys, held_keys._file
    [*_steps] = key_rotation.rotate(register, ADMIN, NOW)
    case = cases.file(complaint(), register, NOW)
    monkeypatch.setattr(held_keys, "_keys", held)
    monkeypatch.setattr(held_keys, "_file", file)
    sealing.unwrapped.cache_clear()
    assert cases.find(case.uid).words == WORDS
    monkeypatch.setattr(held_keys, "_keys", held)
    monkeypatch.setattr(held_keys, "_file", file)
    cases.file(complaint(), register, NOW)
    assert {bytes(row[0])[0] for row in store.rows("SELECT wrapped FROM case_key")} == {2}


@pytest.mark.on_file
def test_a_backup_put_back_forgets_again_what_was_erased_since(register: Settings, tmp_path: Path) -> None:
    case, other = closed(register), closed(register, "13900002222")
    made = backups.make(tmp_path / "backups", register, NOW)
    assert WORDS.encode() not in made.path.read_bytes() and PHONE.encode() not in made.path.read_bytes()
    erasing.erase(case.uid, SUPERVISOR.code, register, NOW)
    store.close()
    restore(made.path, register, NOW)
    store.open_register(register)
    assert cases.find(case.uid).words == "erased" and cases.find(other.uid).words == WORDS
    assert store.verify().ok


def run(settings: Settings, at: datetime, is_sure: bool = False) -> retention.Retired:
    """Let the job run at a moment."""
    return retention.run(settings, at, is_sure=is_sure)


def test_what_was_kept_for_its_time_is_erased_and_a_hold_stops_it(
    register: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    question, held = closed(register, kind="question"), closed(register, kind="question")
    matter = closed(register)
    erasing.hold(held.uid, True, SUPERVISOR, register, NOW)
    run(register, NOW)
    monkeypatch.setattr(retention, "is_set_by_a_time_server", lambda: True)
    assert run(register, NOW + timedelta(days=89)) == (0, 0, 0)
    assert run(register, NOW + timedelta(days=91)) == (1, 0, 0)
    assert cases.find(question.uid).words == "erased"
    assert cases.find(held.uid).words == cases.find(matter.uid).words == WORDS
    assert run(register, NOW + timedelta(days=15 * 365 - 1)) == (0, 0, 0)
    assert run(register, NOW + timedelta(days=15 * 365 + 1)) == (1, 0, 0)
    assert cases.find(matter.uid).words == "erased" and cases.find(held.uid).words == WORDS
    assert store.verify().ok


def test_ratings_without_a_case_go_after_two_years(
    register: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ratings.rate(UUID(int=5), 4, "front", NOW)
    monkeypatch.setattr(retention, "is_set_by_a_time_server", lambda: True)
    assert run(register, NOW + timedelta(days=720)) == (0, 0, 0)
    assert run(register, NOW + timedelta(days=740)) == (0, 1, 0)
    assert not Rating.select().exists() and store.verify().ok


@pytest.mark.parametrize("days", [-2, 2, 4000])
def test_a_clock_that_jumped_erases_nothing_until_somebody_vouches_for_it(
    register: Settings, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    case = closed(register, kind="question", at=NOW - timedelta(days=200))
    monkeypatch.setattr(retention, "is_set_by_a_time_server", lambda: False)
    cases.file(complaint(), register, NOW)
    with pytest.raises(retention.ClockJumped):
        run(register, NOW + timedelta(days=days))
    assert cases.find(case.uid).words == WORDS
    run(register, NOW + timedelta(days=days), is_sure=True)
    assert cases.find(case.uid).words == "erased"


def test_the_times_are_settings(register: Settings) -> None:
    assert register.keeping == Keeping(15, 5, 90, 24)
    assert Keeping(question_days=7).days("question") == 7

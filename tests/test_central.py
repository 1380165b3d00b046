"""A register on a server that several machines share: one truth, whatever happens to any of them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
import pytest

from kiosk import config, keys, sources, store
from kiosk.config import Settings
from kiosk.records import TABLES, AuditEntry, Case, Person, central, database, postgres
from kiosk.records.faults import Busy, Conflict, Offline, ReadOnly, Rejected, Undone
from kiosk.rules.numbers import new_uid
from kiosk.services import acts, cases, patients, search
from kiosk.services.changes import Stale
from tests.register import HOSTILE, NOW, draft
from tests.servers import Server
from tests.servers import server as another_server
from tests.staff import hire, person

ROOT = Path(__file__).parent.parent


@pytest.fixture
def engine(server: Server, template: str) -> Iterator[str]:
    """Have every register of this file on a server."""
    yield server.emptied("register_of_a_test", template)


@pytest.fixture
def away(server: Server) -> Iterator[str]:
    """Return the address of a database that nothing was made in."""
    name = f"empty_{server.count()}"
    yield server.fresh(name)
    server.drop(name)


def machine(settings: Settings, tmp_path: Path, name: str) -> Settings:
    """Set up another machine at the same register, as the operations page says."""
    data = tmp_path / name
    data.mkdir()
    shutil.copy2(settings.data / "keys.json", data)
    return Settings(data=data, database=settings.database)


def kiosk(settings: Settings, *words: str, told: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command on a register."""
    command = [sys.executable, "-m", "kiosk", "--data", str(settings.data), "--language", "en", *words]
    around = os.environ | {"KIOSK_DATABASE": settings.database}
    return subprocess.run(
        command, input=told, capture_output=True, text=True, cwd=ROOT, timeout=120, env=around
    )


def test_a_new_central_register_has_the_tables_that_the_records_name(register: Settings) -> None:
    for table in TABLES:
        name = table._meta.table_name
        asked = """SELECT column_name FROM information_schema.columns WHERE table_name = ?
            ORDER BY ordinal_position"""
        made = [column for (column,) in store.rows(asked, name)]
        wanted = [field.column_name for field in store.trail.columns(table)]
        assert made[: len(wanted)] == wanted and set(made) <= {*wanted, "rowid"}


def test_two_machines_give_out_numbers_of_their_own_in_one_register(
    register: Settings, tmp_path: Path
) -> None:
    here = cases.file(draft(), register, NOW)
    store.close()
    other = machine(register, tmp_path, "other")
    store.open_register(other)
    there = cases.file(draft(words="另一台机器"), other, NOW)
    assert here.number[:2] != there.number[:2] == store.prefix()
    assert cases.find(here.uid).words == here.words
    store.close()
    store.open_register(register)
    assert store.prefix() == here.number[:2]
    assert store.verify().ok and store.verify().entries == 2


def test_a_row_that_two_machines_wrote_by_turns_is_what_the_last_of_them_wrote(
    register: Settings, tmp_path: Path
) -> None:
    """The trail has a chain a machine; what was written last counts, whichever chain tells of it."""
    hire()
    case = cases.file(draft(), register, NOW)
    places = [register, machine(register, tmp_path, "other"), register, machine(register, tmp_path, "third")]
    for turn, place in enumerate(places):
        store.close()
        store.open_register(place)
        acts.note(case.uid, f"第{turn}次", person("he"), place, NOW)
        assert store.verify().ok
    assert len(store.rows("SELECT chain FROM audit_chain")) == 3


def test_a_machine_without_the_keys_is_told_where_they_go(register: Settings, tmp_path: Path) -> None:
    store.close()
    stranger = Settings(data=tmp_path / "stranger", database=register.database)
    stranger.data.mkdir()
    with pytest.raises(store.Unopened) as refused:
        store.open_register(stranger)
    assert str(stranger.data / "keys.json") in str(refused.value)
    assert not (stranger.data / "keys.json").exists() and database.is_closed()


def test_other_keys_are_refused_by_name_and_open_nothing(register: Settings, tmp_path: Path) -> None:
    """Reliability 42."""
    store.close()
    stranger = Settings(data=tmp_path / "stranger", database=register.database)
    stranger.data.mkdir()
    keys.make(stranger.data / "keys.json")
    with pytest.raises(store.Unopened, match="keys.json"):
        store.open_register(stranger)
    assert database.is_closed()
    told = kiosk(stranger, "case", "list")
    assert (told.returncode, told.stdout) == (3, "")
    assert "are not those of postgresql://" in told.stderr and len(told.stderr.splitlines()) == 1


def test_six_machines_that_upgrade_at_once_all_open_the_register(away: str, tmp_path: Path) -> None:
    """Reliability 11."""
    opening = "from pathlib import Path; from kiosk import config, store; import sys\n"
    opening += "store.open_register(config.Settings(data=Path(sys.argv[1]), database=sys.argv[2]))\n"
    opening += "print(store.prefix(), store.verify().ok)"
    made = Settings(data=tmp_path, database=away)
    keys.make(tmp_path / "keys.json")
    started = []
    for name in "abcdef":
        place = machine(made, tmp_path, name)
        command = [sys.executable, "-c", opening, str(place.data), away]
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen(command, **pipes, cwd=ROOT))
    told = [process.communicate() for process in started]
    assert [process.returncode for process in started] == [0] * 6, told
    assert len({out for out, _err in told}) == 6, "each has letters of its own"
    assert all("True" in out for out, _err in told)


@pytest.mark.parametrize("at", [2, 9, 23, 41, 58, 77, 96, 117])
def test_an_upgrade_that_is_killed_at_a_statement_leaves_the_old_or_the_new(
    away: str, tmp_path: Path, at: int
) -> None:
    """Reliability 10: the next machine to come goes on from there."""
    settings = Settings(data=tmp_path / "data", database=away)
    settings.data.mkdir()
    killed = (
        "import os, sys; from pathlib import Path; from kiosk import config, store\n"
        "from kiosk.records.postgres import CentralRegister\n"
        "left, plain = [int(sys.argv[3])], CentralRegister.execute_sql\n"
        "def counted(self, sql, params=None):\n"
        "    left[0] -= 1\n"
        "    os.kill(os.getpid(), 9) if not left[0] else None\n"
        "    return plain(self, sql, params)\n"
        "CentralRegister.execute_sql = counted\n"
        "store.open_register(config.Settings(data=Path(sys.argv[1]), database=sys.argv[2]))\n"
    )
    done = subprocess.run([sys.executable, "-c", killed, str(settings.data), away, str(at)], cwd=ROOT)
    assert done.returncode == -signal.SIGKILL
    with psycopg.connect(away) as line:
        found = line.execute("SELECT to_regclass('schema_migration')").fetchone()
        there = line.execute("SELECT to_regclass('\"case\"'), to_regclass('handover')").fetchone()
        assert found and there
        applied = [n for (n,) in line.execute("SELECT name FROM schema_migration")] if found[0] else []
    assert [place is not None for place in there] == [len(applied) > 0, len(applied) > 1]
    store.open_register(settings)
    cases.file(draft(), settings, NOW)
    assert store.verify().ok
    store.close()


def test_an_older_program_refuses_a_newer_central_register(register: Settings) -> None:
    """Reliability 12."""
    database.execute_sql("INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2030-01-01')")
    store.close()
    with pytest.raises(store.Unopened):
        store.open_register(register)


def test_a_database_that_orders_texts_otherwise_is_refused(server: Server, tmp_path: Path) -> None:
    server.sql("CREATE DATABASE latin TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'")
    with pytest.raises(store.Unopened, match="LC_COLLATE"):
        store.open_register(Settings(data=tmp_path, database=server.address("latin")))
    server.drop("latin")


def test_every_protected_column_of_a_central_register_is_protected(register: Settings) -> None:
    """Reliability 45."""
    uid = cases.file(draft(), register, NOW).uid
    for table in (Case, Person):
        for field in store.trail.columns(table):
            if field.primary_key or field.column_name == "case_uid":
                continue
            value = "NOT " + field.column_name if type(field).__name__ == "BooleanField" else "'7'"
            name = "uid" if table is Case else "case_uid"
            with database.atomic() as change:
                database.execute_sql(
                    f'UPDATE "{table._meta.table_name}" SET "{field.column_name}" = {value} WHERE {name} = ?',
                    (uid.hex,),
                )
                verdict = store.verify()
                change.rollback()
            assert not verdict.ok and verdict.seq == 1, field.column_name
    assert store.verify().ok


def test_the_same_words_are_kept_on_a_server_as_in_a_file(register: Settings, tmp_path: Path) -> None:
    """Reliability 23."""
    told = [HOSTILE, "a\0b", "\ud800", "𠮷 ไทย ئۇيغۇرچە 👨‍👩‍👧 z̴̡͎a̷l̸g̵o̴" + "é" * 50, "%s ? %% 100%?"]
    kept = {}
    for engine in (register.database, ""):
        store.close()
        data = tmp_path / ("file" if not engine else "server")
        data.mkdir()
        if engine:
            shutil.copy2(register.data / "keys.json", data)
        settings = Settings(data=data, database=engine)
        store.open_register(settings)
        uids = [cases.file(draft(words=words), settings, NOW).uid for words in told]
        kept[engine] = [cases.find(uid).words for uid in uids]
    assert kept[""] == kept[register.database]


def test_the_first_of_two_drafts_with_one_uid_wins(register: Settings) -> None:
    """Reliability 24, as far as the register itself goes."""
    first, second = draft(words="第一份"), draft(words="第二份")
    second.uid = first.uid
    assert cases.file(first, register, NOW).number == cases.file(second, register, NOW).number
    assert cases.find(first.uid).words == "第一份"
    with pytest.raises(Conflict):
        cases.write(second, register, NOW)
    assert Case.select().count() == 1 and store.verify().ok


def test_two_who_write_on_one_case_both_keep_their_words(register: Settings) -> None:
    """Reliability 30: the second is shown what the first wrote, and nothing of either is lost."""
    hire()
    case = cases.file(draft(), register, NOW)
    seen = len(cases.find(case.uid).timeline)
    acts.reply(case.uid, "甲写的", person("fang"), register, NOW, seen=seen)
    with pytest.raises(Stale) as stale:
        acts.reply(case.uid, "乙写的", person("he"), register, NOW, seen=seen)
    assert "甲写的" in [line.words for line in stale.value.entries]


def test_an_act_is_done_again_when_the_server_took_it_back_and_is_written_once(
    register: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reliability 29."""
    taken_back = iter([True, True, False])
    plain = postgres.CentralRegister.commit

    def commit(self: postgres.CentralRegister) -> None:
        if not self.turn.is_reading and next(taken_back, False):
            self.execute_sql("DO $$ BEGIN RAISE EXCEPTION 'once more' USING ERRCODE = '40001'; END $$")
        plain(self)

    monkeypatch.setattr(postgres.CentralRegister, "commit", commit)
    case = store.again(cases.file, draft(), register, NOW)
    assert Case.select().count() == AuditEntry.select().count() == 1
    assert cases.find(case.uid).number == case.number and store.verify().ok


def test_what_was_written_already_is_not_done_again(register: Settings) -> None:
    told: list[int] = []

    def two_steps() -> None:
        told.append(1)
        cases.file(draft(), register, NOW)
        raise Undone

    with pytest.raises(Busy):
        store.again(two_steps)
    assert told == [1] and Case.select().count() == 1


def test_write_skew_ends_as_if_one_had_come_after_the_other(
    register: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reliability 29, with the real thing: four writers under SERIALIZABLE, all told again until they fit."""
    monkeypatch.setattr(postgres.CentralRegister, "isolation", "SERIALIZABLE")
    store.close()

    def write(n: int) -> int:
        database.connect()
        try:
            return sum(
                bool(store.again(cases.file, draft(words=f"{n}-{m}"), register, NOW)) for m in range(6)
            )
        finally:
            database.close()

    with ThreadPoolExecutor(4) as several:
        assert sum(several.map(write, range(4))) == 24
    store.open_register(register)
    assert Case.select().count() == 24 and store.verify().ok


def test_the_next_act_after_a_restart_of_the_server_succeeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reliability 31: an idle connection that died is not the person's trouble."""
    with another_server(fsync="on", synchronous_commit="on", full_page_writes="on") as own:
        settings = Settings(data=tmp_path, database=own.fresh("one"))
        store.open_register(settings)
        first = store.again(cases.file, draft(), settings, NOW)
        monkeypatch.setattr(postgres, "PATIENCE", 60.0)
        for how in (signal.SIGINT, signal.SIGKILL):
            own.stop(how)
            starting = Thread(target=own.start)
            starting.start()
            assert store.again(cases.find, first.uid).number == first.number
            starting.join()
            own.stop(how)
            own.start()
            store.again(cases.file, draft(), settings, NOW)
        assert Case.select().count() == 3 and store.verify().ok
        own.stop()
        monkeypatch.setattr(postgres, "PATIENCE", 0.2)
        with pytest.raises(Offline) as away:
            store.again(cases.find, first.uid)
        assert away.value.sentence()
        store.close()


async def test_a_program_that_started_without_the_server_works_when_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with another_server() as own:
        settings = Settings(data=tmp_path, database=own.fresh("one"))
        own.stop()
        monkeypatch.setattr(postgres, "PATIENCE", 0.2)
        thread = store.StoreThread(settings)
        with pytest.raises(Offline):
            await thread.run(cases.newest, 9)
        own.start()
        monkeypatch.setattr(postgres, "PATIENCE", 60.0)
        assert await thread.run(cases.newest, 9) == []
        case = await thread.run(cases.file, draft(), settings, NOW)
        assert [one.number for one in await thread.run(cases.newest, 9)] == [case.number]
        thread.close()


def test_sixty_sessions_find_their_turn_on_a_server_with_few_places(tmp_path: Path) -> None:
    """Reliability 32."""
    with another_server(max_connections=12, superuser_reserved_connections=2) as own:
        settings = Settings(data=tmp_path, database=own.fresh("one"))
        store.open_register(settings)
        store.close()

        def session(_n: int) -> str:
            database.connect()
            try:
                return store.again(cases.file, draft(), settings, NOW).number
            finally:
                database.close()

        with ThreadPoolExecutor(30) as many:
            assert len(set(many.map(session, range(60)))) == 60
        store.open_register(settings)
        assert store.verify().ok
        store.close()


def test_a_server_that_only_reads_says_so_and_stays_readable(register: Settings) -> None:
    """Reliability 5: a standby, or a server whose disk was made read-only."""
    case = cases.file(draft(), register, NOW)
    database.execute_sql("SET default_transaction_read_only = on")
    with pytest.raises(ReadOnly):
        store.again(cases.file, draft(), register, NOW)
    assert cases.find(case.uid).number == case.number


def test_what_the_server_gave_up_is_never_taken_for_written(register: Settings) -> None:
    with pytest.raises(store.StoreFault), store.writing("nothing", "test", "", NOW):
        with pytest.raises(Exception, match="nowhere"):
            database.execute_sql("SELECT * FROM nowhere")
    assert not AuditEntry.select().exists()


def test_a_value_that_the_server_does_not_take_is_rejected(register: Settings) -> None:
    with pytest.raises(Rejected), store.writing("nothing", "test", "", NOW):
        database.execute_sql("INSERT INTO fact (name, value) VALUES (?, '')", ("n" * 33,))


def test_a_session_that_vanishes_while_it_writes_holds_nobody_up(register: Settings) -> None:
    uid = new_uid(NOW)
    with psycopg.connect(register.database) as vanished:
        vanished.execute("SELECT pg_advisory_xact_lock(%s)", (postgres.key_of(str(uid)),))
        database.execute_sql("SET lock_timeout = '50ms'")
        with pytest.raises(Busy), store.writing("nothing", "test", str(uid), NOW):
            pass
    with store.writing("nothing", "test", str(uid), NOW):
        pass


def test_commands_work_on_a_central_register_and_show_no_password(register: Settings) -> None:
    store.close()
    secret = register.database.replace("kiosk@", "kiosk:hunter2@") + "?application_name=x"
    settings = Settings(data=register.data, database=secret)
    assert "hunter2" not in repr(settings) + settings.register_name
    assert kiosk(settings, "import", "hospital", str(ROOT / "kiosk" / "sample")).returncode == 0
    filed = kiosk(settings, "case", "file", told='{"kind": "complaint", "words": "等了很久"}')
    assert filed.returncode == 0, filed.stderr
    for words in (("case", "list"), ("tick",), ("audit", "verify"), ("people", "list"), ("doctor",)):
        told = kiosk(settings, *words)
        assert told.returncode in (0, 1) and "Traceback" not in told.stderr, told.stderr
        assert "hunter2" not in told.stdout + told.stderr
        assert told.returncode == 0 or words == ("doctor",)
    assert "ok  Register: postgresql://127.0.0.1" in told.stdout


def test_a_server_that_is_away_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = "postgresql://kiosk:hunter2@127.0.0.1:9/none?connect_timeout=2"
    told = kiosk(Settings(data=tmp_path, database=nowhere), "case", "list")
    assert (told.returncode, told.stdout) == (3, "")
    assert len(told.stderr.splitlines()) == 1 and "hunter2" not in told.stderr


@pytest.mark.parametrize("address", ["mysql://x/y", "host=db dbname=kiosk", "postgres://db/kiosk"])
def test_only_the_address_of_a_postgresql_is_taken_and_a_wrong_one_is_not_repeated(address: str) -> None:
    with pytest.raises(config.SettingsError) as refused:
        sources.load(environ={"KIOSK_DATABASE": address}, files=())
    assert address not in str(refused.value) and "KIOSK_DATABASE" in str(refused.value)


def test_an_address_that_cannot_be_read_is_not_repeated(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, database="postgresql://kiosk:hunter2@db/x?nonsense=1")
    with pytest.raises(store.Unopened) as refused:
        central.engine(settings)
    assert "hunter2" not in str(refused.value) and refused.value.__cause__ is None


def test_the_address_goes_whole_to_the_server_s_own_library() -> None:
    several = "postgresql://kiosk@db1:5432,db2:5433/kiosk?target_session_attrs=read-write&connect_timeout=9"
    engine = central.engine(Settings(database=several))
    assert engine.database == several
    assert "connect_timeout" not in engine.connect_params and "keepalives_idle" in engine.connect_params
    assert Settings(database=several).register_name == "postgresql://db1:5432,db2:5433/kiosk"


def test_search_finds_on_a_server_what_was_added_later(register: Settings) -> None:
    hire()
    case = cases.file(draft(words="轮椅坏了"), register, NOW)
    patients.add_message(case.uid, "昨天又坏了", register, NOW)
    for words in ("轮椅", "昨天又坏", "zuotian", "wangxiuying", "5678"):
        found = search.find(person("he"), words, register, NOW)
        assert [hit.row.number for hit in found.rows] == [case.number], words

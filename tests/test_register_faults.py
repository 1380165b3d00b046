"""Bad days of the register: full, locked, read-only, damaged, killed. Nothing that was told is lost."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import store
from kiosk.config import Settings
from kiosk.records import AuditEntry, Case, database
from kiosk.records.faults import Busy, Full, ReadOnly
from kiosk.services import cases
from tests.register import NOW, draft

ROOT = Path(__file__).parent.parent


def test_a_full_disk_is_named_leaves_no_half_case_and_room_lets_the_same_draft_in(register: Settings) -> None:
    """Reliability 4, at each of the first writes of a filing."""
    told = draft(words="很长的话" * 900)
    limit = database.execute_sql("PRAGMA page_count").fetchone()[0]
    refused = 0
    for room in range(12):
        database.execute_sql(f"PRAGMA max_page_count = {limit + room}")
        try:
            cases.file(told, register, NOW)
            break
        except Full as fault:
            refused += 1
            assert fault.sentence()
            assert not Case.select().exists() and not AuditEntry.select().exists()
    assert refused
    database.execute_sql("PRAGMA max_page_count = 1000000")
    assert cases.file(told, register, NOW).uid == told.uid
    assert Case.select().count() == 1 and store.verify().ok


def test_a_register_that_can_only_be_read_says_so_and_stays_readable(register: Settings) -> None:
    """Reliability 5."""
    case = cases.file(draft(), register, NOW)
    database.execute_sql("PRAGMA query_only = 1")
    with pytest.raises(ReadOnly):
        cases.file(draft(), register, NOW)
    assert cases.find(case.uid).number == case.number


def test_a_register_that_another_holds_is_busy_and_then_takes_the_same_draft(register: Settings) -> None:
    told = draft()
    database.execute_sql("PRAGMA busy_timeout = 20")
    other = sqlite3.connect(register.register_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy):
        cases.file(told, register, NOW)
    other.execute("ROLLBACK")
    other.close()
    assert cases.file(told, register, NOW).uid == told.uid


def kiosk(data: Path, *words: str, told: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command on a register."""
    command = [sys.executable, "-m", "kiosk", "--data", str(data), "--language", "en", *words]
    return subprocess.run(command, input=told, capture_output=True, text=True, cwd=ROOT, timeout=60)


@pytest.mark.parametrize("content", [b"", b"this is not a register " * 400])
def test_a_damaged_register_is_one_sentence_and_exit_code_3(register: Settings, content: bytes) -> None:
    """Reliability 6."""
    store.close()
    for rest in ("-wal", "-shm"):
        Path(f"{register.register_file}{rest}").unlink(missing_ok=True)
    register.register_file.write_bytes(content)
    told = kiosk(register.data, "case", "list")
    assert told.returncode == 3 and told.stdout == ""
    assert len(told.stderr.strip().splitlines()) == 1 and "Traceback" not in told.stderr
    assert register.register_file.read_bytes() == content


def test_whoever_is_killed_while_filing_loses_no_number_that_was_told(register: Settings) -> None:
    """Reliability 1 and 3: kill -9 at changing moments; filing again is the same case."""
    store.close()
    filing = (
        "import json, sys; from pathlib import Path\n"
        "from kiosk import store; from kiosk.config import Settings\n"
        "from kiosk.services import documents\n"
        "settings = Settings(data=Path(sys.argv[1])); store.open_register(settings)\n"
        "for line in sys.stdin:\n"
        "    print(documents.file(json.loads(line), settings, settings.clock())['number'], flush=True)\n"
    )
    uids = [f"0192f000-0000-7000-8000-{n:012d}" for n in range(400)]
    lines = "".join(json.dumps({"uid": uid, "kind": "complaint", "words": "等"}) + "\n" for uid in uids)
    promised: set[str] = set()
    for told in range(1, 9):
        filer = subprocess.Popen(
            [sys.executable, "-c", filing, str(register.data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
        )
        assert filer.stdin and filer.stdout
        filer.stdin.write(lines)
        filer.stdin.flush()
        promised |= {filer.stdout.readline().strip() for _number in range(told * 7)}
        os.kill(filer.pid, signal.SIGKILL)
        promised |= {line.strip() for line in filer.stdout if line.endswith("\n")}
        filer.wait()
        filer.stdout.close()
        try:
            filer.stdin.close()
        except BrokenPipeError:
            pass  # what the killed one had not read yet
    store.open_register(register)
    kept = {case.number for case in store.load(Case, "")}
    assert promised and promised <= kept
    assert len(kept) == Case.select().count() <= len(uids)
    assert store.verify().ok

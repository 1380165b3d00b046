"""A register that was worked with before an upgrade is whole after it, and is counted like a new one."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from shutil import copy
from uuid import uuid4

import pytest

from kiosk import store
from kiosk.config import Settings
from kiosk.records import TABLES, database, tallies
from kiosk.records.engines import FileRegister
from kiosk.services import acts, cases, closing, handovers, notices, ratings
from tests.register import NOW, draft
from tests.staff import answer, hire, person
from tests.test_notices import DUE
from tests.test_store import VERSIONS

SEALED = VERSIONS.index("0003_sealed_words")
COUNTED = ("department", "category", "grade", "source", "clock", "offer", "rating", "ended", "verdict")


def worked(settings: Settings) -> None:
    """Do some of what every version knew."""
    hire()
    boss = person("he")
    made = [cases.file(draft(kind), settings, NOW).uid for kind in ("complaint", "question", "praise")]
    for uid in made[:2]:
        acts.categorise(uid, "waiting", "medical-office", boss, settings, NOW)
        acts.reply(uid, "正在查。", boss, settings, NOW)
    handovers.offer(made[0], "medical-office", "", "请看", boss, settings, NOW)
    for offer in handovers.of(made[0]):
        handovers.accept(offer.uid, person("gu"), settings, NOW)
    notices.issue(made[0], "medical-office", "", "加开窗口", DUE, boss, settings, NOW)
    answer(made[1], settings, NOW)
    closing.give_verdict(made[1], True, settings, NOW)
    for score in (1, 4, 5):
        ratings.rate(uuid4(), score, f"desk-{score}", NOW)


def carried(old: Path, new: Path) -> None:
    """Bring the rows of a register into one that an earlier program made, as far as it had their columns."""
    with sqlite3.connect(new) as line:
        line.execute("ATTACH ? AS later", (str(old),))
        for table in TABLES:
            name = table._meta.table_name
            had = [row[1] for row in line.execute(f'PRAGMA main.table_info("{name}")')]
            if had and not name.startswith(("search_run", "tally")):
                columns = ", ".join(f'"{column}"' for column in had)
                line.execute(f'DELETE FROM main."{name}"')
                line.execute(f'INSERT INTO main."{name}" ({columns}) SELECT {columns} FROM later."{name}"')
    line.close()


@pytest.mark.on_file
@pytest.mark.parametrize("version", VERSIONS[SEALED:-1])
def test_what_was_worked_before_an_upgrade_is_whole_and_counted_after_it(
    register: Settings, tmp_path: Path, version: str
) -> None:
    worked(register)
    numbers = sorted(case.number for case in cases.newest(10))
    store.settle()
    store.close()
    older = Settings(data=tmp_path / "older")
    older.data.mkdir()
    copy(register.keys, older.keys)
    database.initialize(FileRegister(older.register_file))
    database.connect()
    store.upgrade(version)
    database.close()
    carried(register.register_file, older.register_file)
    store.open_register(older)
    assert (verdict := store.verify()).ok, verdict.broken
    assert sorted(case.number for case in cases.newest(10)) == numbers
    assert {what for (what,) in store.rows("SELECT DISTINCT what FROM tally")} >= set(COUNTED)
    assert list(tallies.differences()) == []
    acts.categorise(cases.newest(1)[0].uid, "waiting", "cashier", person("he"), older, NOW)
    assert list(tallies.differences()) == [] and store.verify().ok

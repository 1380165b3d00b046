"""Fill a register with cases to try it out: made-up people and words, a true trail, a full search index."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime
from functools import lru_cache
from multiprocessing import get_context
from typing import Any, NamedTuple

from kiosk import sealing, store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import CaseKey, database, trail
from kiosk.records.faults import named
from kiosk.rules.refusal import Refusal
from kiosk.rules.runs import plain
from kiosk.services import demo_rows
from kiosk.services.demo_house import House, house_of
from kiosk.services.demo_rows import TABLES, Maker
from kiosk.services.demo_season import Season
from kiosk.services.demo_year_rows import YearMaker
from kiosk.services.search_runs import Marks, runs_of_person, runs_of_word

STRETCH = 1000
"""Cases that a process makes at a time."""
ENTRY = 250
"""Cases that one entry of the trail tells of."""
TOGETHER = 10
"""Stretches in one transaction: the index is written in fewer, longer pieces."""
ORDER = ("case", "case_key", "person", "clock", "entry", "rating", "case_link", "handover", "task")
KINDS = TABLES | {"case_key": CaseKey}
FAST = {"synchronous": "normal", "cache_size": -256000, "secure_delete": 0, "wal_autocheckpoint": 8000}
HASH_BYTES, USUAL_HASH_BYTES = 64 << 20, 1 << 20
ADD_DOC = "INSERT INTO search_doc (id, case_uid) VALUES (?, ?)"
ADD_RUNS = "INSERT INTO search_run (rowid, runs) VALUES (?, ?)"
SET_INDEX = "INSERT INTO search_run (search_run, rank) VALUES (?, ?)"
READ = "INSERT OR REPLACE INTO search_cursor (chain, seq) SELECT chain, seq FROM audit_chain WHERE chain = ?"


class Stretch(NamedTuple):
    """The rows of some cases, ready to be written."""

    rows: dict[str, list[list[Any]]]
    wrote: list[list[tuple[str, str, str]]]
    """For each entry of the trail the rows that it tells of."""
    runs: list[tuple[str, str]]
    """Case uid and marks, for the index."""
    ends: list[int]
    """Case counts after each entry."""


def fill(
    count: int,
    settings: Settings,
    now: datetime,
    seed: int = 7,
    may_add: bool = False,
    season: Season | None = None,
) -> Iterator[int]:
    """Add so many cases, and say after each piece how many are there; it can be broken off after any."""
    if not database.obj.is_file:
        raise Refusal(N_("A demonstration fills a register in a file, and no central one."))
    if not may_add and store.rows('SELECT 1 FROM "case" LIMIT 1'):
        raise Refusal(N_("This register has cases already. To add to them nevertheless, say --more."))
    house = house_of(count, settings, now, seed, season)
    stretches = [(begin, min(begin + STRETCH, count)) for begin in range(0, count, STRETCH)]
    with quickly():
        done = 0
        with named():
            for batch in batches(made(house, stretches)):
                write(batch, house, now)
                done += sum(len(stretch.runs) for stretch in batch)
                yield done


def quickly() -> Any:
    """Write with less care for the moment of a power cut, and more memory; the file is whole at any time."""
    return _Quickly()


class _Quickly:
    def __enter__(self) -> None:
        self.before = {name: store.rows(f"PRAGMA {name}")[0][0] for name in FAST}
        self.set(FAST, HASH_BYTES)

    def __exit__(self, *_problem: object) -> None:
        self.set(self.before, USUAL_HASH_BYTES)
        database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def set(self, pragmas: dict[str, Any], hash_bytes: int) -> None:
        for name, value in pragmas.items():
            database.execute_sql(f"PRAGMA {name} = {value}")
        database.execute_sql(SET_INDEX, ("hashsize", hash_bytes))


def made(house: House, stretches: list[tuple[int, int]]) -> Iterator[Stretch]:
    """Make the cases, in several processes where there are many; in their order."""
    if len(stretches) < 3:
        prepare(house)
        yield from (stretch(begin, end) for begin, end in stretches)
        return
    workers = max(1, os.cpu_count() or 1)
    # Spawned, not forked: the register's connection must not be shared.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), prepare_apart, (house,))
    waiting: deque[Future[Stretch]] = deque()
    try:
        for begin, end in stretches:
            waiting.append(pool.submit(stretch, begin, end))
            if len(waiting) > 3 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class Workshop:
    """What a process needs to make cases."""

    def __init__(self, house: House) -> None:
        self.house, self.marks = house, Marks(house.index_key)
        self.of_word = lru_cache(100_000)(self.marked)

    def marked(self, word: str) -> frozenset[str]:
        """Return the marks of one stretch of characters."""
        return frozenset(self.marks[run] for run in runs_of_word(word))

    def found_by(self, one: demo_rows.Made) -> str:
        """Return the marks of a case."""
        marks: set[str] = set()
        for text in one.texts:
            for word in plain(text).split():
                marks |= self.of_word(word)
        for name, phone in one.people:
            marks.update(self.marks[run] for run in runs_of_person(name, phone))
        if len(self.marks) > 500_000:
            self.marks.clear()
        return " ".join(marks)


_workshop: Workshop | None = None


def prepare(house: House) -> None:
    """Get ready to make cases."""
    global _workshop
    _workshop = Workshop(house)


def prepare_apart(house: House) -> None:
    """Get ready in a process of its own; whoever breaks off tells the first process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    prepare(house)


def stretch(begin: int, end: int) -> Stretch:
    """Make the cases of a stretch, with digests for the trail and marks for the index."""
    shop = _workshop
    assert shop is not None
    made = Stretch({table: [] for table in ORDER}, [], [], [])
    maker = YearMaker(shop.house, begin) if shop.house.season else Maker(shop.house, begin)
    for n, one in enumerate(demo_rows.cases(maker, begin, end)):
        if n % ENTRY == 0:
            made.wrote.append([])
            made.ends.append(0)
        made.ends[-1] += 1
        uid = one.rows[0][1][0]
        by, wrapped = sealing.new_case_key(shop.house.keys, uid)
        made.rows["case_key"].append([uid, wrapped])
        for table, values in one.rows:
            sealing.seal_row(by, TABLES[table], values)
            made.rows[table].append(values)
            mark = trail.digest(shop.house.audit_key, table, values)
            made.wrote[-1].append((table, values[0], mark))
        made.runs.append((uid, shop.found_by(one)))
    return made


def batches(stretches: Iterator[Stretch]) -> Iterator[list[Stretch]]:
    """Put stretches together that are written in one transaction."""
    batch: list[Stretch] = []
    for one in stretches:
        batch.append(one)
        if len(batch) == TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch


def write(batch: list[Stretch], house: House, now: datetime) -> None:
    """Write some stretches, their entries of the trail and their marks; all of it or nothing."""
    with database.atomic():
        connection = database.connection()
        place = store.rows("SELECT coalesce(max(id), 0) FROM search_doc")[0][0]
        for one in batch:
            for table in ORDER:
                connection.executemany(store.insert_statement(KINDS[table]), one.rows[table])
            for wrote in one.wrote:
                body = {"act": "demo.filled", "by": "rule", "subject": "demo", "wrote": wrote}
                trail.append(house.audit_key, house.prefix, now, body)
            docs = [(place + at, uid) for at, (uid, _marks) in enumerate(one.runs, 1)]
            connection.executemany(ADD_DOC, docs)
            lines = [(place + at, marks) for at, (_uid, marks) in enumerate(one.runs, 1)]
            connection.executemany(ADD_RUNS, lines)
            place += len(docs)
        count = sum(len(one.runs) for one in batch)
        database.execute_sql("UPDATE counter SET given = given + ? WHERE prefix = ?", (count, house.prefix))
        database.execute_sql(READ, (house.prefix,))


def tidy() -> None:
    """Put the index together, so that the first search is as fast as any."""
    with named():
        database.execute_sql("INSERT INTO search_run (search_run) VALUES ('optimize')")

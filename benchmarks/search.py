"""Search beside a plain look through every text, and whether it misses a case that the plain look finds."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from typing import TypeVar

from benchmarks.demonstration import beside, demonstration, fetched, timed, within
from kiosk import store
from kiosk.config import Settings
from kiosk.records import Case, Entry, Record
from kiosk.rules.rights import Actor
from kiosk.services import search

R = TypeVar("R", bound=Record)

LIMIT = 20.0
COMMON, RARE = ("挂号", "收费处", "退费流程复杂"), ("窗帘", "轮椅坏", "救护车鸣笛声")
OTHER = ("医", "guahao", "gh", "chuanglian", "wxy", "5678")
HOLDS = "instr(c.words, ?) OR instr(c.wish_words, ?) OR instr(c.about_person, ?) OR instr(c.phrases, ?)"
SAID = "SELECT DISTINCT case_uid FROM entry WHERE instr(words, ?)"
PLAIN = f'SELECT c.uid FROM "case" c WHERE {HOLDS} ORDER BY c.uid DESC LIMIT 20'
EVERY = f'SELECT c.number FROM "case" c WHERE {HOLDS} OR c.uid IN ({SAID})'
CASES = (
    'CREATE TABLE "case" (uid PRIMARY KEY, number, words, wish_words, about_person, phrases) WITHOUT ROWID'
)
ENTRIES = "CREATE TABLE entry (case_uid, words)"
BATCH = 5000
READER = Actor("he-meijuan", "supervisor")
UNPRIVILEGED = Actor("ying-jie", "handler", frozenset({"insurance"}))


@contextmanager
def opened() -> Iterator[sqlite3.Connection]:
    """Write the words of the register into a file as a program without seals would keep them."""
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(f"{folder}/plain")) as plain:
        plain.execute(CASES)
        plain.execute(ENTRIES)
        for case in every(Case):
            told = case.words, case.wish_words, case.about_person, " ".join(map(str, case.phrases))
            plain.execute('INSERT INTO "case" VALUES (?, ?, ?, ?, ?, ?)', (case.uid.hex, case.number, *told))
        for line in every(Entry, "AND length(words) > 1"):
            plain.execute("INSERT INTO entry VALUES (?, ?)", (line.__data__["case"].hex, line.words))
        plain.commit()
        yield plain


def every(table: type[R], condition: str = "") -> Iterator[R]:
    """Give every record, a batch at a time."""
    last = ""
    while found := store.load(table, f"WHERE uid > ? {condition} ORDER BY uid LIMIT ?", last, BATCH):
        yield from found
        last = found[-1].uid.hex  # type: ignore[attr-defined]


def all_numbers(settings: Settings, word: str) -> set[str]:
    """Return every case that search finds, page by page."""
    found: set[str] = set()
    before = None
    while True:
        page = search.find(READER, word, settings, settings.clock(), limit=500, before=before)
        found |= {hit.row.number for hit in page.rows}
        if not page.is_capped:
            return found
        before = page.last


def main() -> None:
    """Print the times for common and rare words, and the cases that were missed."""
    with demonstration() as settings, opened() as other:
        now = settings.clock()
        while search.catch_up(1000):
            pass
        search.find(READER, "guahao", settings, now)  # the table of readings is loaded once
        for words, kind in ((COMMON, "common"), (RARE, "rare")):
            for word in words:
                own, theirs = beside(
                    partial(search.find, READER, word, settings, now),
                    partial(fetched, other, PLAIN, (word,) * 4),
                    rounds=5,
                )
                ratio = f", {theirs / own:.1f} times as fast as a plain look ({theirs:.1f} ms)"
                within(f"search, {kind}, {len(word)} characters ({word})", own, LIMIT, ratio)
        for word in OTHER:
            times = [timed(partial(search.find, READER, word, settings, now)) for _n in range(5)]
            within(f"search, {word}", statistics.median(times), LIMIT)
        for word in (COMMON[0], RARE[0]):
            times = [timed(partial(search.find, UNPRIVILEGED, word, settings, now)) for _n in range(9)]
            within(f"search by somebody of one department, {word}", statistics.median(times), LIMIT)
        for word in (*RARE, "直饮水机"):
            expected = {row[0] for row in other.execute(EVERY, (word,) * 5)}
            found = all_numbers(settings, word)
            verdict = "ok" if found == expected else "MISSED"
            missed, more = len(expected - found), len(found - expected)
            print(f"{verdict:6} {word}: {len(expected)} cases, {missed} missed, {more} too many")
        size = store.rows("SELECT sum(length(block)) FROM search_run_data")[0][0] / (1 << 20)
        print(f"       the index: {size:,.0f} MiB")


if __name__ == "__main__":
    main()

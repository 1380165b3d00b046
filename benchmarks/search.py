"""Search beside a plain look through every text, and whether it misses a case that the plain look finds."""

from __future__ import annotations

import statistics
from functools import partial

from benchmarks.demonstration import beside, demonstration, fetched, raw, timed, within
from kiosk import store
from kiosk.config import Settings
from kiosk.rules.rights import Actor
from kiosk.services import search

LIMIT = 20.0
COMMON, RARE = ("挂号", "收费处", "退费流程复杂"), ("窗帘", "轮椅坏", "救护车鸣笛声")
OTHER = ("医", "guahao", "gh", "chuanglian", "wxy", "5678")
# Words are kept as bytes; SQLite compares them as bytes where both sides are.
HOLDS = """instr(c.words, CAST(? AS BLOB)) OR instr(c.wish_words, CAST(? AS BLOB))
    OR instr(c.about_person, CAST(? AS BLOB)) OR instr(c.phrases, ?)"""
SAID = "SELECT DISTINCT case_uid FROM entry WHERE instr(words, CAST(? AS BLOB))"
PLAIN = f'SELECT c.uid FROM "case" c WHERE {HOLDS} ORDER BY c.uid DESC LIMIT 20'
EVERY = f'SELECT c.number FROM "case" c WHERE {HOLDS} OR c.uid IN ({SAID})'
READER = Actor("he-meijuan", "supervisor")
UNPRIVILEGED = Actor("ying-jie", "handler", frozenset({"insurance"}))


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
    with demonstration() as settings, raw(settings) as other:
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

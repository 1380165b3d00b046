"""Pages of the work list and its counters beside raw sqlite3 that reads the same rows."""

from __future__ import annotations

from functools import partial

from benchmarks.demonstration import beside, demonstration, fetched, raw, within
from kiosk.config import Settings
from kiosk.rules.rights import Actor
from kiosk.services import work
from kiosk.services.work import Filter, Key

PAGE, COUNTERS = 10.0, 20.0
DEEP = 100
"""Pages down to a deep one."""
COLUMNS = "uid, number, kind, stage, grade, category, department, need, responsible, due_at, filed_at"
OPEN = "stage IN ('received', 'working', 'answered')"
OVER = "stage NOT IN ('received', 'working', 'answered')"
READ = f'SELECT {COLUMNS} FROM "case" WHERE'
NAIVE = {
    "mine": f"{READ} {OPEN} AND responsible = ? ORDER BY due_at, uid LIMIT 50",
    "department": f"{READ} {OPEN} AND department = ? ORDER BY due_at, uid LIMIT 50",
    "all": f"{READ} {OPEN} AND ? <> 0 ORDER BY due_at, uid LIMIT 50",
    "closed": f"{READ} {OVER} AND ? <> 0 ORDER BY uid DESC LIMIT 50",
}
COUNTED = f"""SELECT sum(due_at < ?), sum(due_at >= ?), count(*) FROM "case" WHERE {OPEN}"""


def busiest() -> tuple[Actor, Actor]:
    """Return whoever has the most open cases, and a supervisor."""
    from kiosk import store
    from kiosk.services import staff

    code = store.rows(
        f'SELECT responsible FROM "case" WHERE {OPEN} GROUP BY responsible ORDER BY count(*) DESC LIMIT 1'
    )[0][0]
    return Actor(code, "head", staff.departments_of(code)), Actor("he-meijuan", "supervisor")


def deep(actor: Actor, scope: str, settings: Settings) -> Key | None:
    """Return the place where a page far down begins."""
    key = None
    for _page in range(DEEP):
        rows = work.page(actor, Filter(scope), settings.clock(), key)
        if len(rows) < 50:
            break
        key = rows[-1].key
    return key


def main() -> None:
    """Print the first and a deep page of each list, and the counters."""
    with demonstration() as settings, raw(settings) as other:
        now = settings.clock()
        head, supervisor = busiest()
        for scope, actor in (
            ("mine", head),
            ("department", head),
            ("all", supervisor),
            ("closed", supervisor),
        ):
            told = (head.code if scope == "mine" else next(iter(head.departments), ""),)
            for what, key in (("first", None), ("deep", deep(actor, scope, settings))):
                own, theirs = beside(
                    partial(work.page, actor, Filter(scope), now, key),
                    partial(fetched, other, NAIVE[scope], told),
                )
                ratio = f", {own / theirs:.1f} times raw sqlite3's first page ({theirs:.2f} ms)"
                within(f"a page of 50, {scope}, {what}", own, PAGE, ratio)
        moment = int(now.timestamp() * 1000)
        own, theirs = beside(
            lambda: work.counters(settings, now), lambda: other.execute(COUNTED, (moment, moment)).fetchall()
        )
        within("the counters", own, COUNTERS, f", {own / theirs:.1f} times raw sqlite3 ({theirs:.2f} ms)")


if __name__ == "__main__":
    main()

"""A made-up year in which much of what seldom happens happens, often at the very edge of a day or a limit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from kiosk import store
from kiosk.config import Settings
from kiosk.imports.hospital import read
from kiosk.records import CaseLink, Deduction, Notice, StarList, database
from kiosk.rows import Written
from kiosk.rules.numbers import new_uid
from kiosk.services import demo_year, hospital

SAMPLE = Path(store.__file__).parent / "sample"
AT = datetime(2026, 10, 20, 4, tzinfo=UTC)
"""The moment from which the year is seen."""
ZONES = ("Asia/Shanghai", "America/St_Johns", "Asia/Kathmandu")
CASES, STAYS = 700, 150
CHANGES = (
    "UPDATE \"case\" SET stage = 'void' WHERE uid IN ({some})",
    'UPDATE "case" SET reopenings = 1 + reopenings WHERE uid IN ({some})',
    "UPDATE \"case\" SET verdict = 'not_solved', stage = 'working' WHERE uid IN ({some})",
    "UPDATE \"case\" SET department = '' WHERE uid IN ({some})",
    "UPDATE \"case\" SET department = 'cashier', grade = 'major', source = 'email' WHERE uid IN ({some})",
    "UPDATE \"case\" SET cause = '' WHERE uid IN ({some})",
    "UPDATE \"case\" SET outcome = '' WHERE uid IN ({some})",
    "UPDATE \"case\" SET outcome = 'upheld', cause = 'fees' WHERE kind <> 'complaint' AND uid IN ({some})",
    "UPDATE clock SET result = 'missed' WHERE case_uid IN ({some}) AND result = 'met'",
    "UPDATE clock SET ended_at = NULL, result = '' WHERE case_uid IN ({some})",
    "UPDATE clock SET basis = 'hotline' WHERE case_uid IN ({some}) AND name IN ('reply', 'answer')",
    'UPDATE "case" SET answered_at = filed_at + 3600000 * 5 - 1 WHERE uid IN ({some})',
    "UPDATE rating SET is_counted = 0 WHERE case_uid IN ({some})",
    "UPDATE rating SET withdrawn_at = at WHERE case_uid IN ({some})",
    "DELETE FROM rating WHERE case_uid IN ({some})",
)
"""What happens to some cases after they were made up, past every service; the triggers see it."""
TODAY = date(2026, 10, 20)
ENDED = (date(2026, 1, 1), date(2026, 3, 1), date(2026, 9, 1), date(2026, 10, 1), TODAY)
AHEAD = tuple(TODAY + timedelta(days=n) for n in (0, 1, 2, 3, 7))
EDGES = (
    (ENDED, "case", ("filed_at", "answered_at", "first_closed_at")),
    (ENDED, "clock", ("due_at",)),
    (ENDED, "handover", ("due_at",)),
    (ENDED, "rating", ("at",)),
    (ENDED, "theme", ("made_at", "decided_at", "done_at")),
    (ENDED, "notice", ("issued_at", "due_at", "verified_at")),
    (AHEAD, "case", ("due_at",)),
    (AHEAD, "clock", ("due_at",)),
)
"""Days whose beginning things are brought to, and which."""
EDGE = """UPDATE "{table}" SET {column} = {at} WHERE uid = (SELECT uid FROM "{table}" WHERE {column} >= {at}
    ORDER BY {column}, uid LIMIT 1)"""
"""The next one happens at the edge instead."""
MS = int(AT.timestamp()) * 1000
REPEAT = """INSERT INTO case_link (uid, case_uid, kind, other, by, at, ended_at)
    SELECT lower(hex(randomblob(16))), uid, 'repeat', uid, 'gu', filed_at + {later}, {ended} FROM "case"
    WHERE rowid % {one_in} = 0"""
LIMITS = (
    REPEAT.format(later=0, ended="NULL", one_in=13),
    REPEAT.format(later=86_400_000 * 50, ended="NULL", one_in=26),
    REPEAT.format(later=0, ended="filed_at", one_in=17),
    "UPDATE notice SET issued_at = min(issued_at, due_at - 86400000, coalesce(verified_at, due_at))",
    "UPDATE handover SET ended_at = due_at + rowid % 2 WHERE rowid % 3 > 0 AND ended_at IS NOT NULL",
    "UPDATE handover SET state = 'rejected' WHERE rowid % 7 = 0 AND state = 'accepted'",
    "UPDATE handover SET state = 'expired' WHERE rowid % 7 = 1 AND state = 'accepted'",
    "UPDATE handover SET state = 'withdrawn' WHERE rowid % 7 = 2 AND state = 'accepted'",
    "UPDATE follow_up SET ended_at = due_at + rowid % 2 WHERE rowid % 3 > 0 AND ended_at IS NOT NULL",
    *(
        f"UPDATE follow_up SET state = '{state}', ended_at = due_at - 1 WHERE rowid % 11 = {n}"
        for n, state in enumerate(("unreached", "refused", "dropped"))
    ),
    "UPDATE follow_up SET state = 'open', ended_at = NULL WHERE rowid % 11 = 4",
    f"UPDATE clock SET due_at = {MS} + rowid % 2 WHERE result = '' AND rowid % 4 = 0",
    f'UPDATE "case" SET due_at = {MS} + rowid % 2 WHERE due_at IS NOT NULL AND rowid % 4 = 0',
)
"""What ends in the last moment or in the one after it, and what is late from the report's moment on."""
DEPARTMENTS = ("cashier", "pharmacy", "nobody-else")
MENDED = (None, timedelta(milliseconds=-1), timedelta(), timedelta(milliseconds=1), timedelta(days=-2))
"""When a notice is mended, from the moment that its day is over."""


def fill(settings: Settings, cases: int, stays: int) -> None:
    """Make up a year as it is shown to whoever tries the program."""
    settings.data.mkdir()
    store.open_register(settings)
    hospital.replace(read(SAMPLE), "test", AT)
    for _done in demo_year.fill(settings, AT, None, cases, 7, False, stays):
        pass


def make_up(settings: Settings) -> None:
    """Make up a year, and let much of what seldom happens happen."""
    fill(settings, CASES, STAYS)
    random = Random(4)
    uids = [row[0] for row in store.rows('SELECT uid FROM "case" ORDER BY uid')]
    for change in CHANGES:
        some = ", ".join(f"'{uid}'" for uid in random.sample(uids, 40))
        database.execute_sql(change.format(some=some))
    for table in ("deduction", "star_list"):
        database.execute_sql(f"DELETE FROM {table}")
    bring_to_the_edges()
    with store.writing("test", "test", "test", AT) as written:
        for n in range(60):
            written.add(notice(n))
        stars = [{"staff": "gu", "score": 12.5}]
        written.add(StarList(month="2026-09", stars=stars, formula={"praise": 3}, by="he", at=AT))
    with store.writing("test", "test", "test", AT) as written:
        for n, one in enumerate(store.load(Notice, "ORDER BY uid")):
            follow(n, one, uids[n], written)


def notice(n: int) -> Notice:
    """Return a notice that is due at the beginning of a day, every week one."""
    due_at = datetime(2026, 11, 10, tzinfo=ZoneInfo(ZONES[0])) - timedelta(days=7 * n)
    mended = MENDED[n % len(MENDED)]
    return Notice(
        **{"uid": new_uid(due_at), "number": f"T{n}", "department": DEPARTMENTS[n % 3], "to_mend": "灯"},
        **{"due_day": (due_at.date() - timedelta(days=1)).isoformat(), "due_at": due_at},
        **{"issued_at": due_at - timedelta(days=40), "issued_by": "he"},
        done_at=None if mended is None else due_at + mended,
        verified_at=due_at + timedelta(days=n) if n % 5 == 4 else None,
    )


def follow(n: int, notice: Notice, case: str, written: Written) -> None:
    """Take points for a notice, give some back, and let a case come of it again."""
    for step in range(2):
        at = notice.due_at + timedelta(days=7 * step)
        written.add(
            Deduction(
                **{"uid": new_uid(at), "notice": notice.uid, "department": notice.department},
                **{"day": at.date().isoformat(), "step": step, "points": 2 - step, "at": at},
                points_kept=(None, 0, 1)[n % 3],
            )
        )
    written.add(
        CaseLink(
            **{"uid": new_uid(AT), "case": case, "kind": "recurrence", "other": notice.uid},
            **{"by": "he", "at": notice.due_at, "ended_at": AT if n % 4 == 3 else None},
        )
    )


def bring_to_the_edges() -> None:
    """Let things happen in the last, the first and the second millisecond of days, months and years."""
    for days, table, columns in EDGES:
        for at in sorted(moment(*edge) for edge in product(ZONES, days, (-1, 0, 1))):
            for column in columns:
                database.execute_sql(EDGE.format(table=table, column=column, at=at))
    for n, day in enumerate(AHEAD):
        at = moment(ZONES[0], day, 0)
        database.execute_sql(f"UPDATE \"case\" SET due_at = {at} WHERE stage = 'working' AND rowid % 9 = {n}")
    for change in LIMITS:
        database.execute_sql(change)


def moment(zone: str, day: date, more: int) -> int:
    """Return the beginning of a day somewhere, and so many milliseconds more, as the store keeps it."""
    begin = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return int(begin.timestamp()) * 1000 + more

"""A made-up year of the service centre: its cases, and what followed from them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.records import CaseLink, Notice, Theme
from kiosk.rules.numbers import new_uid
from kiosk.services import demo, demo_centre, demo_centre_words, demo_stays, workdays
from kiosk.services import demo_words as words
from kiosk.services.demo_rows import moment, ms
from kiosk.services.demo_season import season

CASES, STAYS = 6000, 900
UPHELD = """SELECT uid, department, closed_at FROM "case" WHERE kind = 'complaint' AND closed_at >= ?
    AND closed_at < ? AND outcome IN ('upheld', 'partly_upheld') ORDER BY closed_at, uid"""
ALIKE = """SELECT uid, filed_at FROM "case" WHERE kind = 'complaint' AND category = ? AND filed_at >= ?
    AND filed_at < ? ORDER BY filed_at, uid"""
REPEATED = """SELECT a.uid, b.uid, b.filed_at FROM "case" a JOIN "case" b ON a.department = b.department
    AND a.category = b.category AND a.kind = 'complaint' AND b.kind = 'complaint' AND a.filed_at < b.filed_at
    AND b.filed_at - a.filed_at < 1209600000 WHERE b.filed_at >= ? AND b.filed_at < ?
    ORDER BY b.filed_at, b.uid, a.uid"""
SINCE = "SELECT count(*) FROM notice WHERE number LIKE ?"
NOTICED = 0.22
"""The share of upheld complaints that lead to a notice."""
LONG_LATE = timedelta(days=60)
"""A notice that nobody answers is not older: by then somebody asked."""
GATHERED = timedelta(days=180)
"""How far back the cases of a common matter reach."""


class Common(NamedTuple):
    """A common matter: the categories of its cases, who leads, what is proposed, said and done."""

    categories: tuple[str, ...]
    department: str
    proposal: str
    said: dict[str, str]
    did: dict[str, str]


THEMES = (
    Common(
        ("waiting-test",),
        "outpatient-office",
        "早高峰增开三个抽血窗口",
        {"zh_CN": "抽血排队太久", "zh_TW": "抽血排隊太久", "en": "Blood tests took too long"},
        {
            "zh_CN": "早高峰多开三个窗口",
            "zh_TW": "早上尖峰多開三個窗口",
            "en": "Three more windows open in the morning",
        },
    ),
    Common(
        ("instructions", "not-explained"),
        "medical-office",
        "每项检查配一张说明单",
        {
            "zh_CN": "检查注意事项没讲清楚",
            "zh_TW": "檢查注意事項沒講清楚",
            "en": "Nobody explained the examination",
        },
        {
            "zh_CN": "每项检查都发说明单",
            "zh_TW": "每項檢查都發說明單",
            "en": "A leaflet comes with each examination",
        },
    ),
    Common(
        ("refund-fees",),
        "finance",
        "退费改为一个窗口一次办完",
        {"zh_CN": "退费要跑好几个窗口", "zh_TW": "退費要跑好幾個窗口", "en": "A refund took several windows"},
        {"zh_CN": "一个窗口办完退费", "zh_TW": "一個窗口辦完退費", "en": "One window does the whole refund"},
    ),
    Common(
        ("unclear-bill", "overcharge"),
        "finance",
        "费用清单改用大字和白话",
        {"zh_CN": "费用清单看不懂", "zh_TW": "費用明細看不懂", "en": "Nobody understood the bill"},
        {
            "zh_CN": "清单改用大字和白话",
            "zh_TW": "明細改用大字和白話",
            "en": "The bill is in plain words and large print",
        },
    ),
    Common(
        ("desk-manner",),
        "outpatient-office",
        "窗口人员轮流参加沟通培训",
        {"zh_CN": "窗口说话不耐烦", "zh_TW": "窗口說話不耐煩", "en": "Staff at the windows were impatient"},
        {
            "zh_CN": "窗口人员都参加了培训",
            "zh_TW": "窗口人員都參加了訓練",
            "en": "Everybody at the windows was trained",
        },
    ),
    Common(
        ("online", "payment-queue"),
        "it",
        "更换二十台自助机",
        {"zh_CN": "自助机经常死机", "zh_TW": "自助機經常當機", "en": "The machines often stood still"},
        {"zh_CN": "换了二十台新机器", "zh_TW": "換了二十台新機器", "en": "Twenty machines are new"},
    ),
)


def fill(
    settings: Settings,
    now: datetime,
    year: int | None = None,
    count: int = CASES,
    seed: int = 7,
    may_add: bool = False,
    stays: int = STAYS,
) -> Iterator[int]:
    """Add a calendar year, or the twelve months up to now; say after each piece how many cases are there."""
    first, last = span(year, settings, now)
    spread = season(first, last, workdays.calendar())
    yield from demo.fill(count, settings, now, seed, may_add, spread)
    begins, ends = (datetime.combine(day, time(), settings.tz) for day in (first, last + timedelta(days=1)))
    random = Random(f"{seed}-{first}")
    follow(random, begins.astimezone(UTC), min(ends.astimezone(UTC), now), settings, now)
    demo_centre.add(seed, begins.astimezone(UTC), min(ends.astimezone(UTC), now), settings, now)
    demo_stays.add(random, stays, first, min(last, now.astimezone(settings.tz).date()), settings, now)


def span(year: int | None, settings: Settings, now: datetime) -> tuple[date, date]:
    """Return the first and the last day."""
    today = now.astimezone(settings.tz).date()
    if year is None:
        return today - timedelta(days=364), today
    return date(year, 1, 1), min(date(year, 12, 31), today)


def follow(random: Random, begins: datetime, ends: datetime, settings: Settings, now: datetime) -> None:
    """Add what supervisors made of the cases: notices, themes, links."""
    between = (ms(begins), ms(ends))
    supervisors = [
        row[0] for row in store.rows("SELECT code FROM staff WHERE role = 'supervisor' ORDER BY code")
    ]
    by = supervisors[0] if supervisors else "rule"
    with store.writing("demo.notices", "rule", "demo", now) as written:
        written.extend(notices(random, between, by, settings, now))
    with store.writing("demo.themes", "rule", "demo", now) as written:
        for records in themes(random, begins, ends, by, now):
            written.extend(records)
    with store.writing("demo.repeats", "rule", "demo", now) as written:
        written.extend(repeats(random, between, by))


def notices(
    random: Random, between: tuple[int, int], by: str, settings: Settings, now: datetime
) -> Iterator[Notice]:
    """Give a notice for some upheld complaints: most mended in time and verified, some late, some never."""
    given: dict[int, int] = {}
    leading = demo_centre.heads()
    for case, department, closed in store.rows(UPHELD, *between):
        if random.random() > NOTICED:
            continue
        issued = moment(closed) - timedelta(minutes=5)
        year = issued.astimezone(settings.tz).year
        if year not in given:
            given[year] = store.rows(SINCE, f"{year}-%")[0][0]
        given[year] += 1
        due = issued.astimezone(settings.tz).date() + timedelta(days=random.choice((7, 10, 14, 15)))
        due_at = datetime.combine(due + timedelta(days=1), time(), settings.tz).astimezone(UTC)
        yield Notice(
            uid=new_uid(issued, random.getrandbits(74)),
            number=f"{year}-{given[year]:04}",
            case=UUID(case),
            department=department,
            to_mend=words.spoken(random, words.TO_MEND, ""),
            due_day=due.isoformat(),
            due_at=due_at,
            issued_at=issued,
            issued_by=by,
            **mended(random, issued, due_at, now, by, leading.get(department, by)),
        )


def mended(
    random: Random, issued: datetime, due_at: datetime, now: datetime, by: str, head: str
) -> dict[str, Any]:
    """Return how a notice went on."""
    share = random.choice((0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 1.3, 1.9))
    done_at = issued + (due_at - issued) * share
    verified_at = done_at + timedelta(days=random.uniform(0.5, 4))
    is_left = random.random() < 0.04 and now - issued < LONG_LATE
    if done_at >= now or is_left:
        return {}
    facts = {
        "done": words.spoken(random, words.MENDED, ""),
        "proof": words.spoken(random, words.PROOFS, ""),
        "done_at": done_at,
        "done_by": head,
    }
    if verified_at < now:
        facts |= {"verification": words.SEEN, "verified_at": verified_at, "verified_by": by}
    standard_at = verified_at + timedelta(days=3)
    if standard_at < now and random.random() < 0.3:
        standard = random.choice(demo_centre_words.STANDARDS)
        facts |= {"standard": standard, "standard_at": standard_at, "standard_by": head}
    return facts


def themes(
    random: Random, begins: datetime, ends: datetime, by: str, now: datetime
) -> Iterator[list[Theme | CaseLink]]:
    """Give the common matters of the year with their cases; the older ones are mended and published."""
    step = (ends - begins) / (len(THEMES) + 0.3)
    for place, common in enumerate(THEMES):
        made = begins + step * (place + 1)
        since = ms(max(begins, made - GATHERED))
        alike = [row[0] for code in common.categories for row in store.rows(ALIKE, code, since, ms(made))]
        theme = Theme(
            uid=new_uid(made, random.getrandbits(74)),
            title=common.said["zh_CN"],
            by=by,
            made_at=made,
            department=common.department,
            proposal=common.proposal,
            **decided(random, made, now, common, by),
        )
        chosen = [uid for uid in alike if random.random() < 0.7]
        yield [theme, *(tied(random, "theme", uid, theme.uid, made, by) for uid in chosen)]


def decided(random: Random, made: datetime, now: datetime, common: Common, by: str) -> dict[str, Any]:
    """Return what became of a common matter by now."""
    facts: dict[str, Any] = {}
    if (decided_at := made + timedelta(days=random.randrange(6, 20))) < now:
        facts |= {"decision": common.proposal, "decided_at": decided_at, "decided_by": by}
        facts |= {"cost": random.randrange(5, 400) * 100_000}
        facts |= {"due_day": (decided_at + timedelta(days=40)).date().isoformat()}
    if (done_at := decided_at + timedelta(days=random.randrange(20, 50))) < now:
        facts |= {"done_at": done_at, "done_by": by}
    if (published_at := done_at + timedelta(days=3)) < now:
        facts |= {"you_said": common.said, "we_did": common.did, "published_at": published_at}
    return facts


def repeats(random: Random, between: tuple[int, int], by: str) -> Iterator[CaseLink]:
    """Tie some complaints to an earlier one about the same thing."""
    seen: set[str] = set()
    for earlier, later, filed in store.rows(REPEATED, *between):
        if later not in seen and random.random() < 0.25:
            seen.add(later)
            yield tied(random, "repeat", later, UUID(earlier), moment(filed), by)


def tied(random: Random, kind: str, case: str, other: UUID, at: datetime, by: str) -> CaseLink:
    """Return a tie."""
    uid = new_uid(at, random.getrandbits(74))
    return CaseLink(uid=uid, case=UUID(case), kind=kind, other=other, by=by, at=at)

"""What a made-up service centre did besides its cases: points, conduct records, stars, training."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from kiosk import store
from kiosk.config import Settings
from kiosk.records import (
    ConductEntry,
    Deduction,
    Notice,
    Presentation,
    Record,
    StarPoint,
    TeachingCase,
    UnknownQuestion,
)
from kiosk.rules import months, points, presenting
from kiosk.rules.numbers import new_uid
from kiosk.rules.rights import Actor
from kiosk.services import demo_centre_words as words
from kiosk.services import hospital, publishing, stars, workdays
from kiosk.services.demo_house import OFFICES
from kiosk.services.demo_rows import moment, ms
from kiosk.services.points import SPACE

UNCOUNTED = "WHERE uid NOT IN (SELECT notice_uid FROM deduction) ORDER BY due_at, uid"
BLAMED = """SELECT uid, department, responsible, closed_at FROM "case" WHERE kind = 'complaint'
    AND responsible IN (SELECT code FROM staff WHERE role IN ('desk', 'handler'))
    AND outcome = 'upheld' AND cause IN ('attitude', 'communication') AND closed_at >= ? AND closed_at < ?
    ORDER BY closed_at, uid"""
OF_TOPIC = """SELECT uid FROM "case" WHERE kind = 'complaint' AND category = ? AND closed_at >= ?
    AND closed_at < ? ORDER BY closed_at DESC, uid LIMIT 1"""
BY_ROLE = "SELECT code FROM staff WHERE role = ? ORDER BY code"
APPEALED, TALKED_OF, ASKED_FOR, MEETINGS = 0.2, 8, timedelta(days=30), 6
"""The share of late notices whose points were appealed; conduct entries; days of questions; meetings held."""


class Centre(NamedTuple):
    """Who works there, and the time that is told of."""

    random: Random
    begins: datetime
    ends: datetime
    settings: Settings
    now: datetime
    supervisor: str
    leader: str
    heads: dict[str, str]
    """The head who answers for each department that has one."""

    def uid(self, at: datetime) -> UUID:
        """Make an id."""
        return new_uid(at, self.random.getrandbits(74))

    def day(self, at: datetime) -> date:
        """Return the day of a moment in the hospital."""
        return at.astimezone(self.settings.tz).date()


def add(seed: int, begins: datetime, ends: datetime, settings: Settings, now: datetime) -> None:
    """Add what the centre did with the cases and notices between two moments."""
    centre = Centre(
        Random(f"{seed}-{begins}-centre"),
        begins,
        ends,
        settings,
        now,
        first("supervisor"),
        first("leader"),
        heads(),
    )
    kinds: tuple[tuple[str, Any], ...] = (
        ("demo.points", deductions),
        ("demo.conduct", conduct),
        ("demo.stars", star_points),
        ("demo.training", training),
        ("demo.questions", questions),
    )
    for act, made in kinds:
        with store.writing(act, "rule", "demo", now) as written:
            written.extend(made(centre))
    sign(centre)


def first(role: str) -> str:
    """Return somebody of a role."""
    found = store.rows(BY_ROLE, role)
    return str(found[0][0]) if found else "rule"


def heads() -> dict[str, str]:
    """Return who answers for each department: its own head, or that of its office."""
    own = dict(store.rows("SELECT department, code FROM staff WHERE role = 'head' ORDER BY code DESC"))
    view = hospital.load()
    found = {row.code: own.get(row.code) or own.get(OFFICES.get(row.group, "")) for row in view.departments}
    return {code: head for code, head in found.items() if head}


def deductions(centre: Centre) -> Iterator[Deduction]:
    """Take the points of late notices on the day on which each was due; some are appealed."""
    settings = centre.settings
    for notice in store.load(Notice, UNCOUNTED):
        due = points.steps(
            notice.due_at, notice.done_at, centre.now, settings.notice_points, settings.notice_points_week
        )
        for step in due:
            appeal = appealed(centre, notice, step) if step.number == 0 else {}
            yield Deduction(
                uid=uuid5(SPACE, f"{notice.uid}/{step.number}"),
                notice=notice.uid,
                department=notice.department,
                day=centre.day(step.at).isoformat(),
                step=step.number,
                points=step.points,
                at=step.at,
                **appeal,
            )


def appealed(centre: Centre, notice: Notice, step: points.Step) -> dict[str, Any]:
    """Return the appeal against points, and the decision where there was time for one."""
    random, head = centre.random, centre.heads.get(notice.department, "")
    at = step.at + timedelta(days=1, hours=random.randrange(1, 10))
    if random.random() >= APPEALED or not head or at >= centre.now:
        return {}
    facts = {"appeal": random.choice(words.APPEALS), "appealed_at": at, "appealed_by": head}
    if (decided_at := at + timedelta(days=random.randrange(4, 25))) < centre.now:
        outcomes = [code for code in words.DECISIONS if code != "reduced" or step.points > 1]
        outcome = random.choice(outcomes)
        left = points.after_appeal(step.points, outcome, step.points - 1)
        facts |= {"outcome": outcome, "points_kept": left, "decision": words.DECISIONS[outcome]}
        facts |= {"decided_at": decided_at, "decided_by": centre.leader}
    return facts


def conduct(centre: Centre) -> Iterator[ConductEntry]:
    """Write some talks about upheld complaints into conduct records."""
    random = centre.random
    blamed = store.rows(BLAMED, ms(centre.begins), ms(centre.ends))
    for case, department, staff, closed in sorted(random.sample(blamed, min(TALKED_OF, len(blamed)))):
        head = centre.heads.get(department, centre.supervisor)
        talked, at = (moment(closed) + timedelta(days=days) for days in (4, 9))
        if at >= centre.now:
            continue
        which = random.randrange(len(words.TALKS))
        yield ConductEntry(
            uid=centre.uid(at),
            staff=staff,
            upheld_case=UUID(case),
            talk_on=centre.day(talked).isoformat(),
            talk_by=head,
            talk=words.TALKS[which],
            statement=words.STATEMENTS[which],
            decision=random.choice(words.RULINGS),
            decided_by=centre.supervisor,
            at=at,
        )


def star_points(centre: Centre) -> Iterator[StarPoint]:
    """Give some of the desk points for each month."""
    random = centre.random
    desk = [code for (code,) in store.rows(BY_ROLE, "desk")]
    for month in months_of(centre):
        begins, after = months.bounds(month, centre.settings.tz)
        for code in random.sample(desk, min(2, len(desk))):
            at = begins + (after - begins) * random.uniform(0.2, 0.8)
            if at < min(centre.now, centre.ends):
                yield StarPoint(
                    uid=centre.uid(at),
                    month=month,
                    staff=code,
                    points=random.randrange(1, 4),
                    words=random.choice(words.REASONS),
                    by=centre.supervisor,
                    at=at,
                )


def months_of(centre: Centre) -> Iterator[str]:
    """Give the months that are told of."""
    month, last = months.of(centre.day(centre.begins)), months.of(centre.day(centre.ends))
    while month <= last:
        yield month
        month = months.moved(month, 1)


def sign(centre: Centre) -> None:
    """Sign the star lists of the months that are over, and publish how satisfied people were in them."""
    by = Actor(centre.supervisor, "supervisor")
    for month in months_of(centre):
        at = months.bounds(month, centre.settings.tz)[1] + timedelta(days=1, hours=9)
        if at >= centre.now:
            return
        if stars.signed_list(month) is None and stars.reckoned(month, centre.settings):
            stars.sign(month, by, centre.settings, at)
        publishing.publish_month(month, by, centre.settings, at)


def training(centre: Centre) -> Iterator[Record]:
    """Keep teaching cases, told one a week at the last meetings; the newest waits for the next one."""
    random, today = centre.random, centre.day(centre.ends)
    days = meetings(centre, today)
    people = [row[0] for role in ("desk", "handler", "head") for row in store.rows(BY_ROLE, role)]
    span = (ms(centre.begins), ms(centre.ends))
    known = [
        (story, found[0][0])
        for story in words.STORIES
        if (found := store.rows(OF_TOPIC, story.category, *span))
    ]
    for n, (story, case) in enumerate(known):
        day = days[n] if n < len(days) else today
        at = at_nine(centre, day - timedelta(days=3))
        kept = TeachingCase(
            uid=centre.uid(at),
            from_case=UUID(case),
            title=story.title,
            words=story.words,
            lesson=story.lesson,
            by=centre.supervisor,
            at=at,
        )
        yield kept
        if n < len(days) and people:
            held = at_nine(centre, day) + timedelta(hours=7)
            yield Presentation(
                uid=centre.uid(held),
                day=day.isoformat(),
                staff=random.choice(people),
                teaching=kept.uid,
                minutes=words.MINUTES[n % len(words.MINUTES)],
                held_at=held,
            )


def meetings(centre: Centre, today: date) -> list[date]:
    """Return the days of the last meetings before today that are free."""
    taken = {row[0] for row in store.rows("SELECT day FROM presentation")}
    since = today - timedelta(weeks=MEETINGS)
    days = presenting.next_meetings(since, centre.settings.meeting_weekday, workdays.calendar(), MEETINGS)
    return [day for day in days if day < today and day.isoformat() not in taken]


def at_nine(centre: Centre, day: date) -> datetime:
    """Return nine in the morning of a day."""
    return datetime.combine(day, time(9), centre.settings.tz).astimezone(UTC)


def questions(centre: Centre) -> Iterable[UnknownQuestion]:
    """Give what was looked for in vain in the last days; some of it is answered or put aside by now."""
    random, ends = centre.random, min(centre.ends, centre.now)
    answers = [code for (code,) in store.rows("SELECT code FROM answer ORDER BY code")]
    for n, (language, asked) in enumerate(words.QUESTIONS):
        at = ends - ASKED_FOR * random.uniform(0.02, 1)
        ended: dict[str, Any] = {}
        if n % 6 == 5 and answers:
            done_at = at + (ends - at) / 2
            ended = {"state": "answered", "answer": random.choice(answers), "ended_at": done_at}
            ended |= {"ended_by": centre.supervisor}
        yield UnknownQuestion(
            uid=centre.uid(at), at=at, words=asked, language=language, desk=centre.settings.desk, **ended
        )

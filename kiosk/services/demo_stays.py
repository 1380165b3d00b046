"""Stays of a made-up year, with the visits and calls that followed from them and what was answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any, NamedTuple
from uuid import uuid5

from kiosk import store
from kiosk.config import Settings
from kiosk.records import FollowUp, FollowUpAttempt, Record, Stay, SurveyQuestion
from kiosk.rules import followups as rules
from kiosk.rules.numbers import new_uid
from kiosk.services import demo_words as words
from kiosk.services import hospital
from kiosk.services.phones import phone_mark

TOGETHER = 100
"""Stays that one entry of the trail tells of."""
CONSENTS = {"yes": 82, "no": 8, "": 10}
RESULTS = {"reached": 72, "no_answer": 20, "busy": 5, "refused": 2, "wrong_number": 1}
LENGTHS = (2, 3, 4, 5, 6, 7, 9, 12, 18, 26)
DONE_LATE, FORGOTTEN, URGENT = 0.06, 0.03, 0.015
TO_DO, NEWEST = 0.7, 14
"""The share of today's visits that are still to be made; days of more stays, so that a list has rows."""
STILL_OPEN = timedelta(days=4)
"""What was forgotten is not older: by then somebody made up for it."""


class Ward(NamedTuple):
    """What stays of a made-up year are made from."""

    codes: tuple[str, ...]
    questions: dict[str, list[SurveyQuestion]]
    settings: Settings
    now: datetime
    by: str


def add(random: Random, count: int, first: date, last: date, settings: Settings, now: datetime) -> None:
    """Add so many stays, spread over the days from the first to the last, and some more at the end."""
    view = hospital.load()
    codes = tuple(row.code for row in view.departments if row.group == "ward") or (view.departments[0].code,)
    questions: dict[str, list[SurveyQuestion]] = {}
    for one in store.load(SurveyQuestion, "ORDER BY position, code"):
        questions.setdefault(one.set, []).append(one)
    desk = store.rows("SELECT code FROM staff WHERE role = 'desk' ORDER BY code")
    ward = Ward(codes, questions, settings, now, desk[0][0] if desk else "rule")
    days = (last - first).days + 1
    admitted = [first + timedelta(days=n * days // count) for n in range(count)]
    admitted += [last - timedelta(days=n % min(NEWEST, days)) for n in range(count // 15)]
    made = [partial(records_of, random, day, n, ward) for n, day in enumerate(admitted)]
    for begin in range(0, count, TOGETHER):
        with store.writing("demo.stays", "rule", "demo", now) as written:
            for make in made[begin : begin + TOGETHER]:
                written.extend(make())


def records_of(random: Random, admitted: date, n: int, ward: Ward) -> Iterator[Record]:
    """Give a stay, its visits and calls, and what was tried."""
    gone = admitted + timedelta(days=random.choice(LENGTHS))
    today = ward.now.astimezone(ward.settings.tz).date()
    stay = stay_of(random, admitted, gone if gone <= today else None, n, ward)
    yield stay
    steps = [*rules.in_hospital(stay, min(gone, today), ward.settings.following, ward.settings.tz)]
    if rules.may_ever_call(stay):
        steps += rules.after_discharge(stay, (), ward.settings.following, ward.settings.tz)
    for step in steps:
        yield from followed(random, stay, step, ward)


def stay_of(random: Random, admitted: date, gone: date | None, n: int, ward: Ward) -> Stay:
    """Return a stay."""
    phone = words.phone(random)
    at = datetime.combine(admitted, time(9), ward.settings.tz).astimezone(UTC)
    return Stay(
        uid=new_uid(at, random.getrandbits(74)),
        visit=f"ZY{admitted:%Y%m%d}{n:04}",
        ward=random.choice(ward.codes),
        bed=f"{random.randrange(1, 46)}",
        doctor=words.doctor(random),
        name=words.name(random),
        phone=phone,
        phone_mark=phone_mark(store.keys().index, phone),
        admitted_on=admitted.isoformat(),
        discharged_on=gone.isoformat() if gone else "",
        consent=random.choices(tuple(CONSENTS), tuple(CONSENTS.values()))[0],
        is_phone_checked=random.random() < 0.7,
        imported_at=min(at, ward.now),
    )


def followed(random: Random, stay: Stay, step: rules.Needed, ward: Ward) -> Iterator[Record]:
    """Give a visit or a call, and how it went."""
    due = FollowUp(
        uid=uuid5(stay.uid, f"{step.kind}-{step.ordinal}"),
        stay=stay.uid,
        kind=step.kind,
        ordinal=step.ordinal,
        ward=stay.ward,
        questions=step.questions,
        due_day=step.due_day.isoformat(),
        due_at=step.due_at,
    )
    share = TO_DO if step.due_at >= ward.now else FORGOTTEN
    is_open = random.random() < share and ward.now - step.due_at < STILL_OPEN
    tried = [] if is_open else [*tries(random, due, step, ward)]
    due.attempts = len(tried)
    if tried:
        last = tried[-1]
        due.state = {"reached": "done", "refused": "refused"}.get(last.result, "unreached")
        is_over = due.state != "unreached" or len(tried) >= ward.settings.following.call_attempts
        due.state = due.state if is_over or last.result == "wrong_number" else "open"
        if due.state != "open":
            due.ended_at, due.ended_by = last.at, ward.by
    yield due
    yield from tried


def tries(random: Random, due: FollowUp, step: rules.Needed, ward: Ward) -> Iterator[FollowUpAttempt]:
    """Give the attempts, until somebody was reached or nobody tries again."""
    at_bed = step.kind in rules.BEDSIDE
    opens = datetime.combine(step.due_day, time(9), ward.settings.tz).astimezone(UTC)
    at = opens + timedelta(minutes=random.randrange(0, 480))
    at = (
        at + timedelta(days=2) if random.random() < DONE_LATE else min(at, step.due_at - timedelta(minutes=5))
    )
    for _turn in range(ward.settings.following.call_attempts):
        result = "reached" if at_bed else random.choices(tuple(RESULTS), tuple(RESULTS.values()))[0]
        if at >= ward.now:
            return
        yield attempt(random, due, at, "bedside" if at_bed else "phone", result, ward)
        if result in rules.ENDED:
            return
        at += timedelta(hours=ward.settings.following.call_retry_hours)


def attempt(
    random: Random, due: FollowUp, at: datetime, channel: str, result: str, ward: Ward
) -> FollowUpAttempt:
    """Return one attempt; who was reached has answered."""
    is_reached = result == "reached"
    asked = ward.questions.get(due.questions, ()) if is_reached else ()
    return FollowUpAttempt(
        uid=new_uid(at, random.getrandbits(74)),
        follow_up=due.uid,
        at=at,
        by=ward.by,
        channel=channel,
        result=result,
        answers={one.code: answer(random, one) for one in asked},
        is_urgent=is_reached and random.random() < URGENT,
    )


def answer(random: Random, question: SurveyQuestion) -> Any:
    """Return what somebody answers: mostly well content."""
    if question.kind == "scale":
        return random.choices("12345", (2, 4, 12, 38, 44))[0]
    if question.kind == "choice":
        return str(random.choice(question.options)["code"])
    return "yes" if random.random() < 0.9 else "no"

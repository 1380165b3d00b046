"""What a patient may see of a case: the one view behind the status page and behind Check progress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_, _, day, moment, pick
from kiosk.records import Case, Clock, Department, Entry, Fact, Staff
from kiosk.rules import clocks, lifecycle, pausing, tokens
from kiosk.rules.workdays import WorkCalendar
from kiosk.services import factor, pauses, workdays

KIND_WORDS = {
    "contact": N_("Request for help"),
    "complaint": N_("Complaint"),
    "suggestion": N_("Suggestion"),
    "praise": N_("Praise"),
    "question": N_("Question"),
}
STAGE_WORDS = {
    "received": N_("Received"),
    "working": N_("Being worked on"),
    "answered": N_("Answered"),
    "closed": N_("Closed"),
    "withdrawn": N_("Withdrawn"),
    "void": N_("Cancelled"),
}
PROMISE_WORDS = {
    "acknowledge": N_("We confirm that we have it"),
    "investigate": N_("We look into it"),
    "reply": N_("We reply to you"),
    "answer": N_("We answer you"),
    "accept": N_("The office takes it over"),
    "correct": N_("The department mends it"),
    "confirm": N_("You tell us whether it is solved"),
}
STATE_WORDS = {
    "running": N_("running"),
    "paused": N_("stands still"),
    "late": N_("late"),
    "met": N_("kept"),
    "missed": N_("not kept"),
}
NEXT_WORDS = {
    "received": N_("The office reads it and begins. You need not do anything."),
    "working": N_("The office is looking into it and will reply to you."),
    "answered": N_("Read the reply and tell us whether it is really solved."),
    "closed": N_("Nothing more to do. If it comes back, tell the desk."),
    "withdrawn": N_("You took this back. You can open a new matter at any time."),
    "void": N_("This was recorded by mistake. Ask at the desk if you think otherwise."),
}
WAY = ("received", "working", "answered", "closed")
WAITING_WORDS = {
    "patient": N_("We wait for an answer from you. Add it below, or call us; then we go on."),
    "outside": N_("We wait for an office outside the hospital. As soon as it answers we go on."),
}
REPLIES = ("reply", "question")
NO_CASE, NO_TOKEN = UUID(int=0), "0" * tokens.LETTERS
"""What is looked up for a link that cannot be one, so that it takes as long as any other."""

StepState = Literal["done", "now", "ahead"]


@dataclass(frozen=True)
class Step:
    """One step of a case's way."""

    code: str
    words: str
    state: StepState
    day: str


@dataclass(frozen=True)
class Promise:
    """One promised date, and how it stands."""

    words: str
    day: str
    state: str
    state_words: str
    is_certain: bool
    explanation: tuple[str, ...]


@dataclass(frozen=True)
class Reply:
    """Something that was said in public on a case."""

    day: str
    office: str
    words: str


@dataclass(frozen=True)
class Hand:
    """An office that answered for a case, from a day on."""

    day: str
    office: str


@dataclass(frozen=True)
class PublicView:
    """A case as its patient sees it; every text is in the reader's language."""

    uid: UUID
    number: str
    kind: str
    kind_words: str
    stage: str
    stage_words: str
    steps: tuple[Step, ...]
    promises: tuple[Promise, ...]
    office: str
    place: str
    phone: str
    responder: str
    """Name of who answers for it; empty when the hospital does not publish it."""
    next_step: str
    hands: tuple[Hand, ...]
    """The offices that answered for it one after the other; empty while it was only one."""
    filed_day: str
    replies: tuple[Reply, ...]
    """Empty while locked."""
    messages: tuple[Reply, ...]
    """What the patient added; empty while locked."""
    words: str | None
    """What the patient told; None while locked."""
    factor: str
    """`phone`, `pin` or `none`."""
    can: frozenset[str]
    """What may be done now: `message withdraw verdict rate`."""

    @property
    def is_late(self) -> bool:
        """Whether a promise that still runs is late."""
        return any(promise.state == "late" for promise in self.promises)


OPENS = 'SELECT uid, link_until FROM "case" WHERE token_digest = ?'


def opened_by(token: str, now: datetime) -> UUID | None:
    """Return the case that a link opens; None for unknown, expired and locked ones, after the same work."""
    mark = tokens.digest(tokens.parse_token(token) or NO_TOKEN)
    with store.reading():
        found = store.rows(OPENS, mark)
        uid, until = (UUID(found[0][0]), found[0][1]) if found else (NO_CASE, None)
        is_shut = factor.is_shut(uid)
    is_over = until is not None and until <= now.timestamp() * 1000
    return None if not found or is_shut or is_over else uid


def version_of(uid: UUID) -> int:
    """Return a number that grows with each change of a case."""
    return int(store.rows('SELECT version FROM "case" WHERE uid = ?', uid.hex)[0][0])


def of(case: Case, unlocked: bool, settings: Settings, now: datetime) -> PublicView:
    """Make the view of a case."""
    office, waiting = office_of(case), waits_for(case)
    locked = not unlocked
    return PublicView(
        uid=case.uid,
        number=case.number,
        kind=case.kind,
        kind_words=_(KIND_WORDS[case.kind]),
        stage=case.stage,
        stage_words=_(STAGE_WORDS[case.stage]),
        steps=steps(case, settings.tz),
        promises=promises(case, workdays.calendar(), settings.tz, now, bool(waiting)),
        office=office.name,
        place=office.place,
        phone=office.phone,
        responder=office.responder,
        next_step=_(WAITING_WORDS[waiting] if waiting else NEXT_WORDS[case.stage]),
        hands=hands(case, settings.tz),
        filed_day=moment(case.filed_at.astimezone(settings.tz)),
        replies=() if locked else said(case, REPLIES, office.name, settings.tz),
        messages=() if locked else said(case, ("message",), "", settings.tz),
        words=None if locked else told(case),
        factor=factor.kind(case),
        can=allowed(case),
    )


@dataclass(frozen=True)
class Office:
    """Who answers for a case, in the reader's language."""

    name: str
    place: str
    phone: str
    responder: str


def office_of(case: Case, who: str = "") -> Office:
    """Return the office that answers for a case, or did: the person's department, or the desk."""
    who = who or case.responsible
    people = store.load(Staff, "WHERE code = ?", who)
    responder = pick(people[0].name) if people and people[0].is_published else ""
    for office in store.load(Department, "WHERE code = ?", people[0].department if people else ""):
        return Office(pick(office.name), pick(office.place), office.phone, responder)
    desk = desk_of(case.desk if people else who.removeprefix("desk:"))
    name = pick(desk.get("name", {})) or _("Service desk")
    return Office(name, pick(desk.get("place", {})), str(desk.get("phone", "")), responder)


def desk_of(code: str) -> dict[str, dict[str, str]]:
    """Return what the hospital says of a desk; empty when it says nothing."""
    desks = [desk for fact in store.load(Fact, "WHERE name = ?", "desks") for desk in fact.value]
    return next((desk for desk in desks if desk.get("code") == code), {})


def steps(case: Case, tz: ZoneInfo) -> tuple[Step, ...]:
    """Return the steps of a case's way: done, now, ahead."""
    reached = {"received": case.filed_at, "answered": case.answered_at, "closed": case.closed_at}
    started = [line.at for line in case.timeline if line.kind in ("started", "accepted", "answered_now")]
    reached["working"] = min(started, default=None)
    way = WAY if case.stage in WAY else ("received", case.stage)
    reached.setdefault(case.stage, case.closed_at)
    here = way.index(case.stage)
    over = case.stage not in lifecycle.OPEN
    return tuple(
        Step(code, _(STAGE_WORDS[code]), state_of(place, here, over), day_of(reached[code], tz))
        for place, code in enumerate(way)
    )


def state_of(place: int, here: int, over: bool) -> StepState:
    """Say how a step stands, when the case is at another."""
    if place < here or (over and place == here):
        return "done"
    return "now" if place == here else "ahead"


def day_of(at: datetime | None, tz: ZoneInfo) -> str:
    """Return the local day of a moment, without the weekday; empty when there is none."""
    return day(at.astimezone(tz).date(), weekday=False) if at else ""


def waits_for(case: Case) -> str:
    """Return whom a pause of the case waits for; empty while nothing stands still."""
    if not any(line.kind == "paused" for line in case.timeline):
        return ""
    running = [pause for pause in pauses.of(case.uid) if pause.ended_at is None]
    return str(running[0].reason) if running and lifecycle.is_open(case.stage) else ""


def hands(case: Case, tz: ZoneInfo) -> tuple[Hand, ...]:
    """Return the chain of offices that answered for a case."""
    found: list[Hand] = []
    for line in case.timeline:
        if line.kind in ("filed", "accepted") and (who := line.facts.get("responsible")):
            office = office_of(case, str(who)).name
            if not found or found[-1].office != office:
                found.append(Hand(day_of(line.at, tz), office))
    return tuple(found) if len(found) > 1 else ()


def promises(
    case: Case, calendar: WorkCalendar, tz: ZoneInfo, now: datetime, is_paused: bool = False
) -> tuple[Promise, ...]:
    """Return the promised dates, soonest first; of two promises of one thing the earlier stands."""
    shown: dict[str, Clock] = {}
    for clock in case.clocks:
        if clock.name != "acknowledge":
            known = shown.get(clock.name)
            if known is None or (clock.started_at, -clock.due_at.timestamp()) > (
                known.started_at,
                -known.due_at.timestamp(),
            ):
                shown[clock.name] = clock
    ordered = sorted(shown.values(), key=lambda clock: clock.due_at)
    return tuple(promise(clock, calendar, tz, now, is_paused) for clock in ordered)


def promise(
    clock: Clock, calendar: WorkCalendar, tz: ZoneInfo, now: datetime, is_paused: bool = False
) -> Promise:
    """Say one promised date and how it stands."""
    state = clocks.state(clock.due_at, clock.ended_at, clock.result, now)
    if is_paused and clock.ended_at is None and pausing.stands_still(clock.name, clock.basis):
        state = "paused"
    due = clocks.Due(
        clock.name, clock.basis, clock.started_at, clock.due_at, clock.amount, clock.unit, clock.is_certain
    )
    return Promise(
        _(PROMISE_WORDS[clock.name]),
        due_words(clock, tz),
        state,
        _(STATE_WORDS[state]),
        clock.is_certain,
        tuple(clocks.explain(due, calendar, tz)),
    )


def due_words(clock: Clock, tz: ZoneInfo) -> str:
    """Return a due moment in words: a day, or day and time where hours count."""
    local = clock.due_at.astimezone(tz)
    if clock.unit in ("hours", "workhours") or (clock.unit == "given" and local.time() != time()):
        return moment(local)
    return day(clocks.last_day(clock.due_at, tz))


def said(case: Case, kinds: tuple[str, ...], office: str, tz: ZoneInfo) -> tuple[Reply, ...]:
    """Return what was said in public on a case."""
    lines: list[Entry] = [
        line for line in case.timeline if line.kind in kinds and line.visibility == "public"
    ]
    return tuple(Reply(moment(line.at.astimezone(tz)), office, line.words) for line in lines)


def told(case: Case) -> str:
    """Return what the patient told when filing."""
    return "\n".join(part for part in (*case.phrases, case.words, case.wish_words) if part)


def allowed(case: Case) -> frozenset[str]:
    """Return what a patient may do with a case as it stands."""
    can = set()
    if lifecycle.is_open(case.stage):
        can |= {"message", "withdraw"}
    if case.stage == "answered":
        can.add("verdict")
    if case.stage in ("answered", "closed") and not any(line.kind == "rated" for line in case.timeline):
        can.add("rate")
    return frozenset(can)

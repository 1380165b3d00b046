"""Which visits and calls follow from a stay in the hospital, when each is due, and when one may call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple, Protocol

from kiosk.i18n import N_
from kiosk.rules.refusal import Refusal

BEDSIDE = frozenset({"visit", "survey"})
"""Kinds for which somebody goes to the bed; for all others one calls."""
ENDED = frozenset({"reached", "refused", "wrong_number"})
"""Results after which nobody tries again."""
DAY = timedelta(days=1)
NOTHING: Mapping[tuple[str, int], datetime | None] = {}


class Following(NamedTuple):
    """What a hospital sets about its visits and calls."""

    visit_day: int = 2
    """Day of the stay on which somebody visits; the day of admission is the first."""
    survey_after_days: int = 7
    """Who is in for longer than this is asked how satisfied they are."""
    survey_every_days: int = 7
    contact_hours: int = 24
    """Hours after discharge within which the patient is contacted."""
    call_after_days: int = 7
    """Days after discharge on which the patient is called."""
    call_attempts: int = 3
    call_retry_hours: int = 3
    follow_up_late_days: int = 7
    """Days after its end on which what was not done is given up."""
    calls_from: str = "09:00"
    calls_until: str = "18:00"


class Stayed(Protocol):
    """What the rules need to know of a stay."""

    @property
    def admitted_on(self) -> Any:
        """ISO date."""

    @property
    def discharged_on(self) -> Any:
        """ISO date; empty while the patient is in the hospital."""

    @property
    def discharged_time(self) -> Any:
        """Local time HH:MM, where the list says it."""

    @property
    def consent(self) -> Any:
        """Either `yes`, `no`, or empty: not asked yet."""

    @property
    def calls_from(self) -> Any:
        """Local time HH:MM from which calls are agreed, else empty."""

    @property
    def calls_until(self) -> Any:
        """Local time HH:MM until which calls are agreed, else empty."""

    @property
    def is_not_called(self) -> Any:
        """Whether the patient said: do not call again."""

    @property
    def phone_mark(self) -> Any:
        """Something where a telephone is known."""


class Needed(NamedTuple):
    """A visit or a call that a stay needs."""

    kind: str
    ordinal: int
    questions: str
    due_day: date
    due_at: datetime
    """End of the span in which it is in time."""


Step = Mapping[str, Any]
"""A step of a plan: `day` after discharge, and the set of `questions`."""


def needed(
    stay: Stayed,
    steps: Iterable[Step],
    now: datetime,
    following: Following,
    tz: tzinfo,
    put_off: Mapping[tuple[str, int], datetime | None] = NOTHING,
) -> list[Needed]:
    """Return what a stay needs as it now stands: what will be due, is due, or is late but not given up.

    `put_off` says of (kind, ordinal) to when it was put off.
    """
    every = [*in_hospital(stay, now.astimezone(tz).date(), following, tz)]
    if may_ever_call(stay):
        every += after_discharge(stay, steps, following, tz)
    return [
        one
        for one in every
        if not is_given_up(one.due_at, put_off.get((one.kind, one.ordinal)), now, following)
    ]


def in_hospital(stay: Stayed, today: date, following: Following, tz: tzinfo) -> Iterator[Needed]:
    """Give visit and surveys while the patient is there: the past ones, and the one that comes next."""
    admitted, gone = date.fromisoformat(stay.admitted_on), discharge_day(stay)
    if gone is not None and gone < today:
        return  # whoever went home is not found at a bed
    visit = admitted + (following.visit_day - 1) * DAY
    if gone is None or visit <= gone:
        yield Needed("visit", 0, "visit", visit, end_of(visit, tz))
    # After seven days one has been there for seven; on the day after that, for longer.
    first, step = admitted + (following.survey_after_days + 1) * DAY, following.survey_every_days * DAY
    last = today + step if gone is None else gone
    for week in range((last - first) // step + 1):
        day = first + week * step
        yield Needed("survey", week, "survey", day, end_of(day, tz))


def after_discharge(
    stay: Stayed, steps: Iterable[Step], following: Following, tz: tzinfo
) -> Iterator[Needed]:
    """Give the calls that follow a discharge."""
    gone = discharge_day(stay)
    if gone is None:
        return
    yield contact(stay, gone, following, tz)
    week = gone + following.call_after_days * DAY
    yield Needed("call", 0, "call", week, end_of(week, tz))
    for place, step in enumerate(steps):
        if step["day"] >= 0:
            day = gone + step["day"] * DAY
            yield Needed("plan", place, step["questions"], day, end_of(day, tz))


def contact(stay: Stayed, gone: date, following: Following, tz: tzinfo) -> Needed:
    """Return the contact after discharge: in so many hours, or days where the list says no time of day."""
    span = timedelta(hours=following.contact_hours)
    if not stay.discharged_time:
        day = gone + max(DAY, span)
        return Needed("contact", 0, "contact", day, end_of(day, tz))
    left = datetime.combine(gone, time.fromisoformat(stay.discharged_time), tz).astimezone(UTC)
    ends = (left + span).astimezone(tz)
    opens, _closes = agreed_hours(stay, following)
    # What ends before one may call is for the day before.
    day = ends.date() if ends.time() > opens else ends.date() - DAY
    return Needed("contact", 0, "contact", max(day, gone), ends.astimezone(UTC))


def discharge_day(stay: Stayed) -> date | None:
    """Return the day of discharge, or None while the patient is in the hospital."""
    return date.fromisoformat(stay.discharged_on) if stay.discharged_on else None


def end_of(day: date, tz: tzinfo) -> datetime:
    """Return 24:00 of a day in the hospital."""
    return datetime.combine(day + DAY, time(), tz).astimezone(UTC)


def is_given_up(due_at: datetime, next_at: datetime | None, now: datetime, following: Following) -> bool:
    """Tell whether something is so late that it is not done any more; what was put off is waited for."""
    until = max(due_at, next_at) if next_at else due_at
    return now >= until + following.follow_up_late_days * DAY


def standing(due_day: str, due_at: datetime, now: datetime, tz: tzinfo) -> str:
    """Say how something open stands: `coming`, `due` or `late`."""
    if now >= due_at:
        return "late"
    return "due" if due_day <= now.astimezone(tz).date().isoformat() else "coming"


def is_on_list(due_day: str, next_at: datetime | None, now: datetime, tz: tzinfo) -> bool:
    """Tell whether something open stands on the list of today."""
    today = now.astimezone(tz).date()
    return due_day <= today.isoformat() and (next_at is None or next_at.astimezone(tz).date() <= today)


def may_ever_call(stay: Stayed) -> bool:
    """Tell whether the patient agreed to calls, and can be called."""
    return refused(stay) is None


def refused(stay: Stayed) -> Refusal | None:
    """Return why this patient is never called; None when they agreed and left a telephone."""
    if stay.is_not_called:
        return Refusal(N_("This patient asked not to be called again."))
    if stay.consent == "no":
        return Refusal(N_("This patient does not want to be called."))
    if stay.consent != "yes":
        return Refusal(N_("Nobody asked this patient yet whether we may call. Ask at the bedside."))
    if stay.phone_mark is None:
        return Refusal(N_("No telephone is known of this patient."))
    return None


def refused_now(stay: Stayed, now: datetime, following: Following, tz: tzinfo) -> Refusal | None:
    """Return why this patient is not called now; None when one may call."""
    if (never := refused(stay)) is not None:
        return never
    opens, closes = agreed_hours(stay, following)
    if opens <= now.astimezone(tz).time() < closes:
        return None
    begins, ends = shown(opens), shown(closes)
    return Refusal(N_("This patient is called from %(begins)s to %(ends)s only."), begins=begins, ends=ends)


def may_be_called(stay: Stayed, now: datetime, following: Following, tz: tzinfo) -> str:
    """Return "" when one may call now, else the sentence that says why not."""
    refusal = refused_now(stay, now, following, tz)
    return "" if refusal is None else str(refusal)


def agreed_hours(stay: Stayed, following: Following) -> tuple[time, time]:
    """Return from when to when one may call: as agreed with the patient, else the hospital's hours."""
    begins, ends = stay.calls_from, stay.calls_until
    if not begins or not ends:
        begins, ends = following.calls_from, following.calls_until
    return clock_time(begins), clock_time(ends)


def hours_of(kind: str, stay: Stayed, following: Following) -> tuple[time, time]:
    """Return from when to when a visit or a call is made."""
    if kind in BEDSIDE:
        return clock_time(following.calls_from), clock_time(following.calls_until)
    return agreed_hours(stay, following)


def clock_time(text: str) -> time:
    """Return a time of day; 24:00 is the last moment of the day."""
    return time.max if text == "24:00" else time.fromisoformat(text)


def shown(moment: time) -> str:
    """Return a time of day as it is written."""
    return "24:00" if moment == time.max else f"{moment:%H:%M}"


def begins_at(
    kind: str,
    stay: Stayed,
    due_day: str,
    next_at: datetime | None,
    following: Following,
    tz: tzinfo,
) -> datetime:
    """Return from when on somebody visits or calls: the hour under which it stands on the list."""
    opens, closes = hours_of(kind, stay, following)
    first = datetime.combine(date.fromisoformat(due_day), opens, tz)
    wanted = max(first, next_at.astimezone(tz)) if next_at else first
    return within(wanted, opens, closes)


def within(local: datetime, opens: time, closes: time) -> datetime:
    """Return the first moment from a local one on that lies in the hours of a day, in UTC."""
    day, tz = local.date(), local.tzinfo
    if local.time() < opens:
        local = datetime.combine(day, opens, tz)
    elif local.time() >= closes:
        local = datetime.combine(day + DAY, opens, tz)
    return local.astimezone(UTC)


def next_attempt(
    kind: str,
    stay: Stayed,
    result: str,
    attempts: int,
    at: datetime,
    following: Following,
    tz: tzinfo,
    asked: datetime | None = None,
) -> datetime | None:
    """Return when it is tried again after so many attempts; None when this was the last.

    Whoever said *later* is tried when they asked for it, however often that was; else some hours later,
    so that it is another time of the day, and never outside the hours.
    """
    if result in ENDED or (result != "later" and attempts >= following.call_attempts):
        return None
    wanted = at + timedelta(hours=following.call_retry_hours)
    if result == "later" and asked is not None:
        wanted = max(at, asked)
    return within(wanted.astimezone(tz), *hours_of(kind, stay, following))


def state_after(result: str, next_at: datetime | None) -> str:
    """Return the state of a follow-up after an attempt: `open`, `done`, `refused` or `unreached`."""
    ends = {"reached": "done", "refused": "refused"}
    return ends.get(result, "unreached" if next_at is None else "open")

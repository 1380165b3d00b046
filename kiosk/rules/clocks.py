"""The promises of the desk: what is due when, why, and how it stands."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from kiosk.i18n import N_, _, day, moment, ngettext
from kiosk.rules.workdays import CountedDay, WorkCalendar

_COUNTED = {
    "received": N_("%(date)s: received, not counted"),
    "work": N_("%(date)s: working day, day %(number)s"),
    "makeup": N_("%(date)s: make-up working day, day %(number)s"),
    "half": N_("%(date)s: half working day, day %(number)s"),
    "rest": N_("%(date)s: rest day"),
}


@dataclass(frozen=True)
class Promises:
    """How much time the hospital gives itself; a 0 makes no such promise."""

    investigate_hours: int = 24
    reply_workdays: int = 7
    national_reply_workdays: int = 5
    national_joint_reply_workdays: int = 10
    """When more than one department is involved."""
    answer_workdays: int = 1
    suggestion_reply_workdays: int = 15
    accept_workhours: int = 2
    confirm_days: int = 7


PROMISES = Promises()


@dataclass(frozen=True)
class Due:
    """One promise with its due moment, from which on it is late."""

    name: str
    basis: str
    started_at: datetime
    due_at: datetime
    amount: int
    unit: str
    """One of hours, workdays, workhours, days, or `given` where somebody outside named the moment."""
    certain: bool = True
    """False while the calendar of a year that it reaches is not announced."""


def for_case(
    kind: str,
    received_at: datetime,
    *,
    departments: int = 1,
    promises: Promises = PROMISES,
    calendar: WorkCalendar,
    tz: tzinfo,
) -> tuple[Due, ...]:
    """Return every clock that starts when a case is filed."""
    acknowledge = Due("acknowledge", "house", received_at, received_at, 0, "hours")
    dues = [acknowledge]
    if kind == "complaint" and promises.investigate_hours:
        dues.append(_after_hours("investigate", received_at, promises.investigate_hours, "hours"))
    for name, basis, amount in _replies(kind, departments, promises):
        if amount:
            dues.append(_after_workdays(name, basis, received_at, amount, calendar, tz))
    return tuple(dues)


def for_handover(
    offered_at: datetime, *, promises: Promises = PROMISES, calendar: WorkCalendar, tz: tzinfo
) -> Due:
    """Return the clock of an offer that waits to be accepted."""
    local = offered_at.astimezone(tz)
    due_at = calendar.add_working_hours(local, promises.accept_workhours).astimezone(UTC)
    certain = calendar.is_certain(local.date()) and calendar.is_certain(due_at.astimezone(tz).date())
    return Due("accept", "house", offered_at, due_at, promises.accept_workhours, "workhours", certain)


def for_verdict(asked_at: datetime, *, promises: Promises = PROMISES) -> Due:
    """Return the clock of an answer that waits for the patient's verdict."""
    return _after_hours("confirm", asked_at, promises.confirm_days, "days")


def state(due_at: datetime, ended_at: datetime | None, outcome: str | None, now: datetime) -> str:
    """Return running or late while a clock runs; once ended it is met or missed for good."""
    if ended_at is not None:
        return outcome or ("met" if ended_at <= due_at else "missed")
    return "late" if now > due_at else "running"


def last_day(due_at: datetime, tz: tzinfo) -> date:
    """Return the day to show: a promise that ends at 24:00 is still of that day."""
    return (due_at - timedelta(microseconds=1)).astimezone(tz).date()


def explain(due: Due, calendar: WorkCalendar, tz: tzinfo) -> list[str]:
    """Return why a promise ends when it does, a sentence a day."""
    if due.unit != "workdays":
        return [_span(due, tz)]
    counted = calendar.count(due.started_at.astimezone(tz).date(), due.amount)
    sentences = [_counted(each) for each in counted]
    shown = last_day(due.due_at, tz)
    if shown != counted[-1].day:
        sentences.append(_("%(date)s was promised before and stays") % {"date": day(shown)})
    open_years = sorted({each.day.year for each in counted[1:] if not calendar.is_certain(each.day)})
    return sentences + [
        _("The holidays of %(year)s are not announced yet: its dates are provisional") % {"year": year}
        for year in open_years
    ]


def _replies(kind: str, departments: int, promises: Promises) -> list[tuple[str, str, int]]:
    if kind == "complaint":
        joint = departments > 1
        national = promises.national_joint_reply_workdays if joint else promises.national_reply_workdays
        return [("reply", "house", promises.reply_workdays), ("reply", "national", national)]
    if kind in ("question", "contact"):
        return [("answer", "house", promises.answer_workdays)]
    if kind in ("suggestion", "praise"):
        return [("reply", "house", promises.suggestion_reply_workdays)]
    raise ValueError(f"no promises are known for a case of kind {kind!r}")


def _after_hours(name: str, started_at: datetime, amount: int, unit: str) -> Due:
    # Added in UTC: a night in which the clocks change is no shorter or longer than it was.
    span = timedelta(**{unit: amount})
    return Due(name, "house", started_at, started_at.astimezone(UTC) + span, amount, unit)


def _after_workdays(
    name: str, basis: str, started_at: datetime, amount: int, calendar: WorkCalendar, tz: tzinfo
) -> Due:
    found = calendar.due_day(started_at.astimezone(tz).date(), amount)
    midnight = datetime.combine(found.day + timedelta(days=1), time(), tz).astimezone(UTC)
    return Due(name, basis, started_at, midnight, amount, "workdays", found.certain)


def _counted(each: CountedDay) -> str:
    return _(_COUNTED[each.kind]) % {"date": day(each.day), "number": each.number}


def _span(due: Due, tz: tzinfo) -> str:
    places = {
        "n": due.amount,
        "start": moment(due.started_at.astimezone(tz)),
        "due": moment(due.due_at.astimezone(tz)),
    }
    if due.name == "acknowledge":
        return _("%(start)s: received, and acknowledged by the slip") % places
    return _span_sentence(due) % places


def _span_sentence(due: Due) -> str:
    if due.unit == "given":
        return _("Given by the hotline: by %(due)s")
    if due.unit == "workhours":
        return ngettext(
            "%(n)s working hour after %(start)s: by %(due)s",
            "%(n)s working hours after %(start)s: by %(due)s",
            due.amount,
        )
    if due.unit == "days":
        return ngettext(
            "%(n)s day after %(start)s: by %(due)s",
            "%(n)s days after %(start)s: by %(due)s",
            due.amount,
        )
    return ngettext(
        "%(n)s hour after %(start)s, nights and holidays counted: by %(due)s",
        "%(n)s hours after %(start)s, nights and holidays counted: by %(due)s",
        due.amount,
    )

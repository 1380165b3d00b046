"""What is known of a case, from the patient's words to the notices, and its timeline, for their reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kiosk.i18n import N_, _, moment, name_of, pick
from kiosk.records import Clock, Entry, Handover, Notice, Task
from kiosk.rules import answering, clocks, pausing
from kiosk.rules.text import stated
from kiosk.screens.console import due_words
from kiosk.screens.console.case_head import Shown, stands_still, who_answers
from kiosk.services import public_view, timeline_words
from kiosk.services.name_book import GRADES, PROMISES, SOURCES, NameBook
from kiosk.widgets.facts import Fact, Heading
from kiosk.widgets.timeline import Told

ROLES = {
    "patient": N_("The patient"),
    "relative": N_("A relative or friend"),
    "guardian": N_("Parent or guardian of a child"),
    "visitor": N_("A visitor"),
    "other": N_("Somebody else"),
}
OFFER_STATES = {
    "requested": N_("waits for an answer"),
    "accepted": N_("accepted"),
    "rejected": N_("sent back"),
    "expired": N_("not answered in time"),
    "withdrawn": N_("taken back"),
}
TASK_STATES = {"open": N_("open"), "done": N_("done"), "dropped": N_("not needed")}
LINKS = {"repeat": N_("Repeat of"), "theme": N_("Theme"), "recurrence": N_("Notice that failed")}
BASES = {"house": N_("house promise"), "national": N_("national rule"), "hotline": N_("hotline's limit")}
FROM_PATIENT = frozenset({"message", "rated", "answered_now"})

# The facts


def facts(shown: Shown) -> list[Fact | Heading]:
    """Return everything that is known of a case, by what it is about."""
    sections = (
        (_("What was told"), told(shown)),
        (_("Still missing before an answer"), missing(shown)),
        (_("Promises (e explains)"), promises(shown)),
        (_("About"), about(shown)),
        (people_heading(shown), people(shown)),
        (_("Hands"), hands(shown)),
        (_("Tasks"), tasks(shown)),
        (_("Clocks that stood still"), pauses(shown)),
        (_("Tied to"), links(shown)),
        (_("Investigation"), investigation(shown)),
        (_("Notices"), notices(shown)),
    )
    found: list[Fact | Heading] = []
    for heading, section in sections:
        if rows := list(section):
            found += [Heading(heading), *rows]
    return found


def told(shown: Shown) -> Iterator[Fact]:
    """Return the patient's own words and wish."""
    case = shown.view.case
    for phrase in case.phrases:
        yield Fact("", f"• {phrase}")
    if case.words:
        yield Fact("", case.words, "strong")
    yield from fact(_("Wish"), named_in(shown.hospital.listed("wishes"), case.wish))
    yield from fact(_("Wish"), case.wish_words)
    yield from fact(_("About whom"), case.about_person)
    yield from fact(_("Happened"), named_in(shown.hospital.listed("happened"), case.happened))


def missing(shown: Shown) -> Iterator[Fact]:
    """Return what the gate before an answer still asks for."""
    if shown.view.case.stage in ("received", "working"):
        for code in shown.view.missing:
            yield Fact("", f"□ {_(answering.MISSING[code])}")


def promises(shown: Shown) -> Iterator[Fact]:
    """Return every clock: what runs first, then how the others ended."""
    found = [one for one in shown.view.case.clocks if one.name != "acknowledge"]
    for clock in sorted(found, key=lambda one: (one.ended_at is not None, one.due_at)):
        yield of_clock(shown, clock)


def of_clock(shown: Shown, clock: Clock) -> Fact:
    """Return one promise and how it stands."""
    state = clocks.state(clock.due_at, clock.ended_at, clock.result, shown.now)
    signs = {"met": due_words.KEPT, "missed": due_words.MISSED}
    sign = signs.get(state) or due_words.sign_of(clock.due_at, shown.now, shown.tz)
    parts = [public_view.due_words(clock, shown.tz), _(BASES[clock.basis])]
    if stands_still(shown, clock):
        sign, state = due_words.STILL, "running"
        parts.append(_("stands still"))
    else:
        ended = _(public_view.STATE_WORDS[state])
        parts.append(ended if clock.ended_at else due_words.left(clock.due_at, shown.now))
    label = f"{sign} {_(PROMISES[clock.name])}"
    if not clock.is_certain:
        parts.append(_("provisional"))
    role = {"late": "bad", "missed": "bad", "met": "good"}.get(state, "words")
    return Fact(label, " · ".join(parts), role)


def about(shown: Shown) -> Iterator[Fact]:
    """Return what it is about, where it came from, and what else was asked."""
    case, book = shown.view.case, shown.book
    yield from fact(_("Category"), book.category(case.category))
    yield from fact(_("Department"), book.department(case.department))
    need = shown.hospital.need(case.need)
    yield from fact(_("Need"), pick(need.name) if need else case.need)
    why = timeline_words.why_graded(case.grade_reason)
    yield from fact(_("Grade"), " · ".join(filter(None, (_(GRADES.get(case.grade, "")), why))))
    yield Fact(_("Filed"), f"{shown.at(case.filed_at)} {_(SOURCES.get(case.source, ''))}")
    yield from fact(_("Number elsewhere"), case.channel_number)
    yield from fact(_("Registered by"), book.person(case.registered_by) if case.registered_by else "")
    if case.complainants > 1:
        yield Fact(_("Complain together"), str(case.complainants))
    yield Fact(_("Language"), name_of(case.language))


def people_heading(shown: Shown) -> str:
    """Say whether the people are covered."""
    return _("People") if shown.revealed is not None else _("People (covered; r shows them)")


def people(shown: Shown) -> Iterator[Fact]:
    """Return who filed it and for whom, covered until they are asked for."""
    case = shown.view.case
    if case.is_anonymous:
        yield Fact("", _("Filed without a name"))
    yield from fact(_("Filed by"), _(ROLES.get(case.filer_role, "")))
    if case.is_child:
        yield Fact("", _("The patient is a child"))
    for person in shown.view.people if shown.revealed is None else shown.revealed:
        label = _("Patient") if person.role == "patient" else _("Name")
        yield from fact(label, person.name)
        yield from fact(_("Phone"), person.phone)
    yield Fact("", _("Seen by staff") if case.is_verified else _("Nobody saw a paper of identity"))


def hands(shown: Shown) -> Iterator[Fact]:
    """Return who answers, who was asked first, which departments work on it, and every offer."""
    case, book = shown.view.case, shown.book
    yield Fact(_("Answers"), who_answers(shown), "strong")
    yield Fact(_("Asked first"), book.person(case.first_responder))
    for row in shown.view.departments:
        yield Fact(_("Leads") if row.part == "lead" else _("Helps"), book.department(row.department))
    for offer in shown.view.offers:
        yield of_offer(shown, offer)


def of_offer(shown: Shown, offer: Handover) -> Fact:
    """Return one offer: to whom, how it stands, what was said."""
    label = _("Help asked") if offer.part == "help" else _("Offered")
    parts = [offered_to(shown.book, offer), _(OFFER_STATES[offer.state])]
    if offer.state == "requested":
        parts.append(due_words.left(offer.due_at, shown.now))
    if offer.is_on_duty:
        parts.append(_("goes to the duty officer"))
    words = " · ".join(parts) + "".join(f"\n{text}" for text in (offer.said, offer.reason) if text)
    is_late = offer.state == "requested" and offer.due_at <= shown.now
    return Fact(label, words, "bad" if is_late else "words")


def offered_to(book: NameBook, offer: Handover) -> str:
    """Say to whom an offer was made."""
    department = book.department(offer.department)
    return f"{book.person(offer.person)} ({department})" if offer.person else department


def tasks(shown: Shown) -> Iterator[Fact]:
    """Return every task with when it is due, whose it is, and what came of it."""
    for task in shown.view.tasks:
        yield of_task(shown, task)


def of_task(shown: Shown, task: Task) -> Fact:
    """Return one task."""
    is_open = task.state == "open"
    sign = due_words.sign_of(task.due_at, shown.now, shown.tz) if is_open else due_words.KEPT
    parts = [task_name(task), owner(shown.book, task)]
    if is_open:
        parts += [shown.by(task.due_at), due_words.left(task.due_at, shown.now)]
    else:
        parts.append(_(TASK_STATES[task.state]))
    if task.attempts:
        parts.append(_("called %(n)d×") % {"n": task.attempts})
    place = [str(task.facts.get("place", "")), shown.book.several(task.facts.get("departments"))]
    parts += place if task.kind == "meeting" else []
    texts = [text for text in (task.words, task.result) if text and text != task_name(task)]
    words = " · ".join(filter(None, parts)) + "".join(f"\n{text}" for text in texts)
    return Fact(f"{sign} {kind_of(task)}", words, "bad" if sign == due_words.LATE else "words")


def kind_of(task: Task) -> str:
    """Say what kind of task it is."""
    return _(timeline_words.TASKS.get(task.kind, task.kind))


def task_name(task: Task) -> str:
    """Say what is to be done."""
    return pick(task.name) or task.words.split("\n")[0]


def owner(book: NameBook, task: Task) -> str:
    """Say whose task it is."""
    if task.owner:
        return book.person(task.owner)
    return book.department(task.department) if task.department else ""


def pauses(shown: Shown) -> Iterator[Fact]:
    """Return every pause."""
    for one in shown.view.pauses:
        until = shown.at(one.ended_at) if one.ended_at else _("still")
        yield Fact("", stated(_(pausing.REASONS[one.reason]), f"{shown.at(one.began_at)} – {until}"))


def links(shown: Shown) -> Iterator[Fact]:
    """Return the earlier cases and themes that a case is tied to."""
    for link in shown.view.links:
        yield Fact(_(LINKS[link.kind]), shown.view.linked.get(link.uid, ""))


def investigation(shown: Shown) -> Iterator[Fact]:
    """Return what was found."""
    case = shown.view.case
    yield from fact(_("Found"), case.investigation)
    yield from fact(_("Outcome"), _(answering.OUTCOMES.get(case.outcome, "")))
    cause = [_(answering.CAUSES.get(case.cause, "")), case.cause_words]
    yield from fact(_("Root cause"), " · ".join(filter(None, cause)))
    yield from fact(_("No notice"), case.no_notice)


def notices(shown: Shown) -> Iterator[Fact]:
    """Return every notice and how far it is."""
    for notice in shown.view.notices:
        yield of_notice(shown, notice)


def of_notice(shown: Shown, notice: Notice) -> Fact:
    """Return one notice."""
    whom = [shown.book.department(notice.department)]
    whom += [shown.book.person(notice.person)] if notice.person else []
    words = [" · ".join((*whom, notice.to_mend))]
    if notice.verified_at:
        words.append(_("✓ verified by %(who)s") % {"who": shown.book.person(notice.verified_by)})
    elif notice.done_at:
        words.append(_("mended by %(who)s, not verified yet") % {"who": shown.book.person(notice.done_by)})
    else:
        sign = due_words.sign_of(notice.due_at, shown.now, shown.tz)
        words.append(f"{sign} {due_words.left(notice.due_at, shown.now)}")
    words += [text for text in (notice.done, notice.proof, notice.verification, notice.standard) if text]
    return Fact(notice.number, "\n".join(words))


def fact(label: str, words: str) -> Iterator[Fact]:
    """Return a fact, where there is something to say."""
    if words:
        yield Fact(label, words)


def named_in(listed: Iterable[dict[str, Any]], code: str) -> str:
    """Return the name of a code in one of the hospital's own lists; the code itself when it is in none."""
    return next((pick(one.get("name", {})) for one in listed if one.get("code") == code), code)


# The timeline


def timeline(shown: Shown) -> list[Told]:
    """Return the lines of the timeline, the newest first."""
    return [line(shown, entry) for entry in reversed(shown.view.case.timeline)]


def line(shown: Shown, entry: Entry) -> Told:
    """Return one line in the reader's language."""
    side = "public" if entry.visibility == "public" else "internal"
    if entry.by == "patient" or entry.kind in FROM_PATIENT:
        side = "patient"
    words = {"public": _("the patient reads this"), "patient": _("from the patient"), "internal": ""}
    local = entry.at.astimezone(shown.tz)
    day, _sep, time = moment(local).rpartition(" ")
    return Told(
        day=day,
        time=time,
        who="" if entry.by == "patient" else shown.book.person(entry.by),
        sentence=timeline_words.sentence(entry.kind, entry.facts, shown.book, shown.tz),
        words=entry.words,
        side=side,
        side_words=words[side],
    )

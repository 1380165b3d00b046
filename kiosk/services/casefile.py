"""The case file: everything that is known of a case, in the order in which a health authority reads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import _, day, moment, pick
from kiosk.records import Case, Notice
from kiosk.rules import answering
from kiosk.rules.rights import Actor, require
from kiosk.rules.text import stated
from kiosk.services import cases, hospital, links, notices, people, public_view, staff, timeline_words
from kiosk.services.name_book import GRADES, PROMISES, SOURCES, NameBook


class CaseFile(NamedTuple):
    """A title and paragraphs, in the language of whoever asked for it."""

    title: str
    paragraphs: tuple[str, ...]

    def __str__(self) -> str:
        return "\n\n".join((self.title, *self.paragraphs))


class Line(NamedTuple):
    """One line of the timeline as it is read."""

    moment: str
    by: str
    sentence: str
    words: str
    is_public: bool
    """The patient read it."""


class Parts(NamedTuple):
    """The whole file part by part, for pages; each fact is a label and its words."""

    number: str
    facts: list[tuple[str, str]]
    people: list[tuple[str, str]]
    told: str
    promises: list[str]
    timeline: list[Line]
    found: list[tuple[str, str]]
    notices: list[list[tuple[str, str]]]
    taken: str


def of(uid: UUID, by: Actor, settings: Settings, now: datetime) -> CaseFile:
    """Return the whole file of a case, with names and telephone; that it was taken out is an audit entry."""
    case = taken_out(uid, by, now)
    book = NameBook.of(hospital.load(), people.names())
    title = _("Case file %(number)s") % {"number": case.number}
    return CaseFile(title, tuple(filter(None, paragraphs(case, book, settings.tz, now))))


def parts(uid: UUID, by: str, settings: Settings, now: datetime) -> Parts:
    """Return a case's file for whoever has this machine; that it was printed is an audit entry."""
    case, tz = cases.find(uid), settings.tz
    book = NameBook.of(hospital.load(), people.names())
    with store.writing("case.printed", by, str(uid), now):
        return Parts(
            case.number,
            said(facts(case, book, tz)),
            said(who(case)),
            public_view.told(case),
            list(promised(case, tz, now)),
            list(entries(case, book, tz)),
            said(investigation(case)),
            [said(of_notice(notice, book, tz)) for notice in notices.of(uid)],
            _("Taken out %(moment)s.") % {"moment": moment(now.astimezone(tz))},
        )


def said(rows: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the facts in which something stands."""
    return [(label, words) for label, words in rows if words]


def taken_out(uid: UUID, by: Actor, now: datetime) -> Case:
    """Return a case for the paper; that it was printed is an audit entry."""
    case = cases.find(uid)
    require(by, "print", staff.standing(case))
    with store.writing("case.printed", by.code, str(uid), now):
        return case


def token(uid: UUID, by: Actor, now: datetime) -> str:
    """Return the token of a case's link, for a slip or a code on the screen; an audit entry like a print."""
    return cases.token_of(taken_out(uid, by, now))


def reissue(uid: UUID, by: Actor, now: datetime) -> str:
    """Give a case a new link, as those at the desk may; return its token."""
    require(by, "reissue", staff.standing(cases.find(uid)))
    return cases.token_of(links.reissue(uid, by.code, now))


def paragraphs(case: Case, book: NameBook, tz: ZoneInfo, now: datetime) -> Iterator[str]:
    """Return what the file says, part by part."""
    yield "\n".join(filled(facts(case, book, tz)))
    yield "\n".join(filled(who(case)))
    yield "\n".join([_("What was told"), public_view.told(case)])
    yield "\n".join([_("Promises"), *promised(case, tz, now)])
    yield "\n".join([_("Timeline"), *lines(case, book, tz)])
    if found := filled(investigation(case)):
        yield "\n".join([_("Investigation"), *found])
    for notice in notices.of(case.uid):
        yield "\n".join(filled(of_notice(notice, book, tz)))
    yield _("Taken out %(moment)s.") % {"moment": moment(now.astimezone(tz))}


def filled(rows: Iterator[tuple[str, str]]) -> list[str]:
    """Return the rows in which something stands."""
    return [stated(label, words) for label, words in said(rows)]


def facts(case: Case, book: NameBook, tz: ZoneInfo) -> Iterator[tuple[str, str]]:
    """Return what the case is."""
    yield _("Kind"), _(public_view.KIND_WORDS[case.kind])
    yield _("Grade"), _(GRADES.get(case.grade, case.grade))
    yield _("Stage"), _(public_view.STAGE_WORDS[case.stage])
    yield _("Filed"), f"{moment(case.filed_at.astimezone(tz))} {_(SOURCES.get(case.source, ''))}".strip()
    yield _("Number elsewhere"), case.channel_number
    yield _("Category"), book.category(case.category)
    yield _("Department"), book.department(case.department)
    yield _("About whom"), case.about_person
    yield _("Asked first"), book.person(case.first_responder)
    yield _("Answers"), book.person(case.responsible)


def who(case: Case) -> Iterator[tuple[str, str]]:
    """Return the people of the case."""
    if case.is_anonymous:
        yield _("Name"), _("Filed without a name")
    for person in case.people:
        yield (_("Patient") if person.role == "patient" else _("Name")), person.name
        yield _("Phone"), person.phone


def promised(case: Case, tz: ZoneInfo, now: datetime) -> Iterator[str]:
    """Return every promise, and how it was kept."""
    from kiosk.services import workdays

    calendar = workdays.calendar()
    for clock in case.clocks:
        told = public_view.promise(clock, calendar, tz, now)
        yield _("%(promise)s: %(date)s (%(state)s)") % {
            "promise": _(PROMISES[clock.name]),
            "date": told.day,
            "state": told.state_words,
        }


def lines(case: Case, book: NameBook, tz: ZoneInfo) -> Iterator[str]:
    """Return the timeline, the first line first; what the patient read is marked."""
    for line in entries(case, book, tz):
        sign = "→ " if line.is_public else ""
        yield stated(f"{line.moment} {line.by}", f"{sign}{line.sentence}")
        if line.words:
            yield line.words


def entries(case: Case, book: NameBook, tz: ZoneInfo) -> Iterator[Line]:
    """Return the lines of the timeline with their words."""
    for entry in case.timeline:
        sentence = timeline_words.sentence(entry.kind, entry.facts, book, tz)
        at, is_public = moment(entry.at.astimezone(tz)), entry.visibility == "public"
        yield Line(at, book.person(entry.by), sentence, entry.words, is_public)


def investigation(case: Case) -> Iterator[tuple[str, str]]:
    """Return what was found."""
    yield _("Found"), case.investigation
    yield _("Outcome"), _(answering.OUTCOMES.get(case.outcome, ""))
    yield _("Root cause"), " ".join((_(answering.CAUSES.get(case.cause, "")), case.cause_words)).strip()
    yield _("No notice"), case.no_notice


def of_notice(notice: Notice, book: NameBook, tz: ZoneInfo) -> Iterator[tuple[str, str]]:
    """Return one notice."""
    yield _("Notice"), f"{notice.number} {book.department(notice.department)}"
    yield _("What is to be mended"), notice.to_mend
    yield _("By which day"), day(date.fromisoformat(notice.due_day))
    yield _("What was done"), notice.done
    yield _("What proves it"), notice.proof
    if notice.verified_at:
        yield _("Verified by"), f"{book.person(notice.verified_by)} {notice.verification}".strip()


def hospital_name() -> str:
    """Return the hospital's name, for the head of a slip."""
    return pick(hospital.heading().name)

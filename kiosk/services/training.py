"""Teaching cases (教学案例): a case told without anybody's name, checked by staff before it is kept."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_, _
from kiosk.records import Case, Staff, TeachingCase
from kiosk.rules import answering
from kiosk.rules.anonymous import anonymised
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.rules.text import clean, stated
from kiosk.services import cases, hospital, people, public_view, staff, timeline_words
from kiosk.services.name_book import GRADES, SOURCES, NameBook

TITLE, WORDS = 80, 8000
NEWEST = "ORDER BY at DESC, uid LIMIT 200"
DOCTORS = "SELECT name FROM doctor"
TOLD_OF = frozenset("reply question verdict reopened graded accepted message".split())
"""Lines of a timeline from which one learns; the others say who did it."""


class Proposal(NamedTuple):
    """A teaching case as it is proposed to whoever keeps it."""

    title: str
    words: str


def propose(uid: UUID, by: Actor, settings: Settings, now: datetime) -> Proposal:
    """Tell a case without anybody's name; that it was read is an audit entry."""
    case = _read(uid, by, now)
    book = NameBook.of(hospital.load(), people.names())
    names, numbers = known_names(case), known_numbers(case)
    title = book.category(case.category) or _(public_view.KIND_WORDS[case.kind])
    words = "\n\n".join(filter(None, _parts(case, book, settings)))
    return Proposal(anonymised(title, names, numbers)[:TITLE], anonymised(words, names, numbers))


def _read(uid: UUID, by: Actor, now: datetime) -> Case:
    require(by, "teach")
    case = cases.find(uid)
    require(by, "read", staff.standing(case))
    with store.writing("case.read", by.code, str(uid), now):
        return case


def _parts(case: Case, book: NameBook, settings: Settings) -> list[str]:
    """Return the case as it is told: what it was, what was said, what was done day by day, what was found."""
    facts = [
        _(public_view.KIND_WORDS[case.kind]),
        book.category(case.category),
        _(GRADES.get(case.grade, case.grade)),
        _(SOURCES.get(case.source, "")),
    ]
    found = [
        (_("Found"), case.investigation),
        (_("Outcome"), _(answering.OUTCOMES.get(case.outcome, ""))),
        (_("Root cause"), " ".join((_(answering.CAUSES.get(case.cause, "")), case.cause_words)).strip()),
    ]
    return [
        " · ".join(filter(None, facts)),
        stated(_("What was told"), case.words) if case.words else "",
        "\n".join(_days(case, book, settings)),
        "\n".join(stated(label, words) for label, words in found if words),
    ]


def _days(case: Case, book: NameBook, settings: Settings) -> list[str]:
    """Return what happened on which day, the first one being the day it came."""
    began = case.filed_at.astimezone(settings.tz).date()
    told = []
    for entry in case.timeline:
        if entry.kind in TOLD_OF:
            nth = (entry.at.astimezone(settings.tz).date() - began).days + 1
            day = _("Day %(day)d") % {"day": nth}
            sentence = timeline_words.sentence(entry.kind, entry.facts, book, settings.tz)
            told.append(f"{day} {sentence} {entry.words}".strip())
    return told


def known_names(case: Case) -> list[str]:
    """Return the names that must not stand in what is told: the people of the case, and all who work here."""
    own = [person.name for person in case.people] + [case.about_person]
    ours = [row.name for row in store.load(Staff, "")] + [_read_name(row[0]) for row in store.rows(DOCTORS)]
    return [name for name in own if name] + [name for names in ours for name in names.values()]


def _read_name(column: str) -> dict[str, str]:
    found: dict[str, str] = Staff.name.python_value(column)
    return found


def known_numbers(case: Case) -> list[str]:
    """Return the numbers that must not stand in what is told."""
    phones = [person.phone for person in case.people]
    return [number for number in (case.number, case.channel_number, *phones) if number]


def keep(
    uid: UUID, case: UUID, title: str, words: str, lesson: str, by: Actor, now: datetime
) -> TeachingCase:
    """Keep a teaching case as staff wrote it; refused while it still names somebody of the case."""
    require(by, "teach")
    source = cases.find(case)
    title, words, lesson = clean(title, TITLE, lines=False), clean(words, WORDS), clean(lesson, WORDS)
    if not title or not words.strip():
        raise Refusal(N_("A teaching case needs a title and what happened."))
    own = [person.name for person in source.people] + [source.about_person]
    for told in (title, words, lesson):
        if anonymised(told, filter(None, own), known_numbers(source)) != told:
            raise Refusal(N_("A name, a telephone, a day or a number of somebody still stands in it."))
    made = TeachingCase(uid=uid, from_case=case, title=title, words=words, lesson=lesson, by=by.code, at=now)
    with store.writing("teaching.kept", by.code, str(uid), now) as written:
        if known := store.load(TeachingCase, "WHERE uid = ?", uid.hex):
            made = known[0]
            written.change(made, title=title, words=words, lesson=lesson)
        else:
            written.add(made)
    return made


def every(by: Actor) -> list[TeachingCase]:
    """Return the teaching cases, the newest first."""
    require(by, "see_training")
    return store.load(TeachingCase, NEWEST)


def find(uid: UUID) -> TeachingCase:
    """Return a teaching case."""
    for one in store.load(TeachingCase, "WHERE uid = ?", uid.hex):
        return one
    raise Refusal(N_("There is no such teaching case."))

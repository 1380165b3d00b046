"""A teaching case on paper (教学案例), for the case meeting; and the library of wordings (服务剧本)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_, _, day, pick
from kiosk.records import TeachingCase
from kiosk.rules.refusal import Refusal
from kiosk.services import hospital, meetings, people, scripts, training
from kiosk.services.name_book import GRADES, NameBook
from kiosk.services.public_view import KIND_WORDS, STAGE_WORDS
from kiosk.services.sheets import Part, Sheet

NEXT = "next"
USES = {"reply": N_("Reply"), "call": N_("On the phone"), "talk": N_("At the counter")}


def of(which: str, by: str, settings: Settings, now: datetime) -> Sheet:
    """Return the sheet of a teaching case by its uid, or of the one that is told at the next meeting."""
    if which == NEXT:
        found, when, who = _next(settings, now)
    else:
        found, when, who = training.find(_uid(which)), None, ""
    with store.writing("teaching.printed", by, str(found.uid), now):
        return sheet(found, when, who)


def _next(settings: Settings, now: datetime) -> tuple[TeachingCase, date | None, str]:
    """Return the case that is told next, on which day, and by whom."""
    for one in meetings.coming(settings, now):
        if one.row is not None and one.row.teaching is not None:
            return training.find(one.row.teaching), one.day, one.staff
    raise Refusal(N_("No teaching case is chosen for the next meetings."))


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refusal(N_("There is no such teaching case.")) from None


def sheet(one: TeachingCase, when: date | None, who: str) -> Sheet:
    """Say a teaching case as it stands on paper, with room for what the meeting says."""
    view = hospital.load()
    facts = [(_("Meeting"), day(when) if when else ""), (_("Presents"), "")]
    if who:
        facts[1] = (_("Presents"), NameBook.of(view, people.names()).person(who))
    return Sheet(
        house=pick(view.name),
        title=_("Teaching case"),
        number="",
        facts=[(_("Title"), one.title), *(fact for fact in facts if fact[1])],
        parts=(
            Part(_("How it went"), one.words),
            Part(_("What we learn"), one.lesson),
            Part(_("What the meeting says"), ""),
        ),
        foot=_("Told without names, telephones, days and numbers. For training in the house only."),
    )


def library() -> Sheet:
    """Return every wording that stands, in the language of whoever asked, for one folder at the desk."""
    view = hospital.load()
    parts = []
    for one in scripts.every():
        fits = [
            _(KIND_WORDS.get(one.kind, "")),
            _(GRADES.get(one.grade, "")),
            _(STAGE_WORDS.get(one.stage, "")),
            _(USES.get(one.use, "")),
        ]
        heading = f"{pick(one.title)} ({' · '.join(filter(None, fits))})"
        parts.append(Part(heading, pick(one.text)))
    return Sheet(
        house=pick(view.name),
        title=_("Service scripts"),
        number="",
        facts=[(_("Wordings"), str(len(parts)))],
        parts=tuple(parts),
    )

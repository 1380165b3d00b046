"""Satisfaction on paper: the month as it is published, and the questions of a set to be filled in by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_, _, moment, pick
from kiosk.records import SurveyQuestion
from kiosk.rules.questions import YES_NO_WORDS
from kiosk.rules.refusal import Refusal
from kiosk.rules.scores import Figure
from kiosk.services import hospital
from kiosk.services import satisfaction_words as say
from kiosk.services.hospital import HospitalView
from kiosk.services.publishing import Month
from kiosk.services.sheets import Part, Sheet, Table

SET = 'WHERE "set" = ? ORDER BY position'
SCALE = (N_("Very bad"), N_("Bad"), N_("Fair"), N_("Good"), N_("Very good"))
BOX = "□"


def of_month(drawn: Month, settings: Settings, now: datetime) -> Sheet:
    """Return the sheet of a month: every department, with how many rated it."""
    view = hospital.load()
    titles = (_("Department"), _("Ratings"), _("Satisfied"), _("Interval, 95 of 100"), _("Mean of 5"))
    return Sheet(
        house=pick(view.name),
        title=_("Patient satisfaction, %(month)s") % {"month": say.month(drawn.month)},
        number="",
        facts=((_("All ratings"), say.summed_up(drawn.total)), *state(drawn, settings)),
        parts=tuple(unrated(drawn, view)),
        table=Table(titles, tuple(rows(drawn, view))),
        foot=" ".join([*say.published_meaning(), printed(settings, now)]),
    )


def state(drawn: Month, settings: Settings) -> Iterator[tuple[str, str]]:
    """Say whether it is published."""
    at = drawn.published_at
    told = moment(at.astimezone(settings.tz)) if at else _("not yet")
    yield _("Published"), told


def rows(drawn: Month, view: HospitalView) -> Iterator[tuple[str, ...]]:
    """Return a row a department that anybody rated."""
    for code, found in drawn.departments.items():
        department = view.department(code)
        yield row(pick(department.name) if department else code, found)


def unrated(drawn: Month, view: HospitalView) -> Iterator[Part]:
    """Name the departments that nobody rated."""
    named = [pick(one.name) for one in view.departments if one.code not in drawn.departments]
    if named:
        yield Part(_("Departments without any rating"), _(", ").join(named))


def row(name: str, found: Figure) -> tuple[str, ...]:
    """Return the cells of a department."""
    return name, str(found.n), say.percent(found.share), say.interval(found), say.mean(found)


def printed(settings: Settings, now: datetime) -> str:
    """Say when it was printed."""
    return _("Printed %(moment)s.") % {"moment": moment(now.astimezone(settings.tz))}


def questionnaire(name: str, settings: Settings, now: datetime) -> Sheet:
    """Return the questions of a set with boxes to tick."""
    asked = store.load(SurveyQuestion, SET, name)
    if not asked:
        raise Refusal(N_("There is no set of questions '%(name)s'."), name=name)
    view = hospital.load()
    return Sheet(
        house=pick(view.name),
        title=_("Questionnaire: %(set)s") % {"set": say.point(name)},
        number="",
        facts=((_("Department"), "＿" * 12), (_("Date"), "＿" * 12)),
        parts=(
            *(Part(f"{n}. {pick(one.text)}", boxes(one)) for n, one in enumerate(asked, 1)),
            Part(_("What else would you like to tell us?"), ""),
        ),
        foot=_("No name is needed. Thank you: every answer is counted, and the department reads it."),
    )


def boxes(asked: SurveyQuestion) -> str:
    """Return a box for each answer."""
    if asked.kind == "scale":
        words = [f"{n} {_(told)}" for n, told in enumerate(SCALE, 1)]
    elif asked.kind == "yes_no":
        words = [_(told) for told in YES_NO_WORDS.values()]
    else:
        words = [pick(option["text"]) for option in asked.options]
    return "    ".join(f"{BOX} {told}" for told in words)

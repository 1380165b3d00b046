"""The service record of a department (服务记录档案): its cases of a month, as one list on paper."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_, _, day, moment, pick
from kiosk.records.base import MomentField
from kiosk.rules import answering, months
from kiosk.rules.refusal import Refusal
from kiosk.services import cases, hospital, people
from kiosk.services.name_book import GRADES, NameBook
from kiosk.services.public_view import KIND_WORDS, STAGE_WORDS
from kiosk.services.sheets import Sheet, Table

OF_MONTH = """SELECT number, filed_at, kind, category, grade, stage, outcome, responsible,
    (SELECT COUNT(*) FROM notice n WHERE n.case_uid = "case".uid AND n.department = ?) FROM "case"
    WHERE filed_at >= ? AND filed_at < ? AND stage <> 'void' AND (department = ?
    OR EXISTS (SELECT 1 FROM case_department d WHERE d.case_uid = "case".uid AND d.department = ?)
    OR EXISTS (SELECT 1 FROM notice n WHERE n.case_uid = "case".uid AND n.department = ?))
    ORDER BY filed_at, number"""
MOMENT = MomentField()


class Line(NamedTuple):
    """One case of a department: nobody's data."""

    number: str
    filed_at: datetime
    kind: str
    category: str
    grade: str
    stage: str
    outcome: str
    responsible: str
    notices: int
    """To this department."""


def of(department: str, month: str, settings: Settings) -> list[Line]:
    """Return the cases of a month that a department led, helped with, was named in or got a notice for."""
    since, until = months.bounds(month, settings.tz)
    found = store.rows(
        OF_MONTH, department, *(int(at.timestamp() * 1000) for at in (since, until)), *[department] * 3
    )
    return [Line(row[0], filed(row[1]), *row[2:]) for row in found]


def filed(stored: int) -> datetime:
    """Return the moment that a case came in."""
    found = MOMENT.python_value(stored)
    assert found is not None, "every case has come in"
    return found


def by_code(department: str, month: str, by: str, settings: Settings, now: datetime) -> Sheet:
    """Return the record of a month on paper, for whoever may run commands on this machine."""
    if not cases.office_name(department):
        raise Refusal(N_("The hospital has no department '%(code)s'."), code=department)
    with store.writing("service_record.printed", by, department, now):
        found = of(department, month, settings)
    view = hospital.load()
    book = NameBook.of(view, people.names())
    return Sheet(
        house=pick(view.name),
        title=_("Service record of a department"),
        number="",
        facts=(
            (_("Department"), book.department(department)),
            (_("Month"), month),
            (_("Cases"), str(len(found))),
        ),
        table=Table(
            (
                *(_("Number"), _("Filed"), _("Kind"), _("Category"), _("Grade")),
                *(_("Stage"), _("Outcome"), _("Answers"), _("Notices")),
            ),
            tuple(told(one, book, settings) for one in found),
        ),
        signatures=(_("Department head"),),
        foot=_("Printed %(moment)s.") % {"moment": moment(now.astimezone(settings.tz))},
    )


def told(one: Line, book: NameBook, settings: Settings) -> tuple[str, ...]:
    """Return a case as a row of the list."""
    return (
        one.number,
        day(one.filed_at.astimezone(settings.tz).date(), weekday=False),
        _(KIND_WORDS[one.kind]),
        book.category(one.category) or "—",
        _(GRADES.get(one.grade, one.grade)),
        _(STAGE_WORDS[one.stage]),
        _(answering.OUTCOMES.get(one.outcome, "")) or "—",
        book.person(one.responsible),
        str(one.notices),
    )

"""The rectification notice (整改通知书) on paper: for the department, to be signed and filed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_, _, day, moment, ngettext, pick
from kiosk.records import Notice
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.services import hospital, notice_board, notices, people
from kiosk.services.name_book import NameBook
from kiosk.services.notice_board import NoticeRow
from kiosk.services.sheets import Part, Sheet


def printed(uid: UUID, by: Actor, settings: Settings, now: datetime) -> Sheet:
    """Return the sheet of a notice that somebody may see."""
    require(by, "see_notices")
    case = notices.case_of(uid)
    if not notices.sees(by, notices.fresh(uid).department):
        raise Refusal(N_("This notice is to another department."))
    return taken_out(uid, case, by.code, settings, now)


def by_number(number: str, by: str, settings: Settings, now: datetime) -> Sheet:
    """Return the sheet of the notice with a number, for whoever may run commands on this machine."""
    uid = notices.by_number(number)
    if uid is None:
        raise Refusal(N_("No notice has this number."))
    return taken_out(uid, notices.case_of(uid), by, settings, now)


def taken_out(uid: UUID, case: UUID, by: str, settings: Settings, now: datetime) -> Sheet:
    """Return the sheet of a notice; that it was printed is an audit entry of its case."""
    with store.writing("notice.printed", by, str(case), now):
        row = notice_board.row(uid)
    view = hospital.load()
    return sheet(row, pick(view.name), NameBook.of(view, people.names()), settings, now)


def sheet(row: NoticeRow, house: str, book: NameBook, settings: Settings, now: datetime) -> Sheet:
    """Say a notice as it stands on paper."""
    one = row.notice
    return Sheet(
        house=house,
        title=_("Rectification notice"),
        number=_("No. %(number)s") % {"number": one.number},
        facts=tuple(facts(row, book, settings)),
        parts=tuple(parts(one, book, settings)),
        signatures=(
            _("Issued by"),
            _("Responsible person"),
            _("Department head"),
            _("Verified by"),
        ),
        foot=_("Printed %(moment)s.") % {"moment": moment(now.astimezone(settings.tz))},
    )


def facts(row: NoticeRow, book: NameBook, settings: Settings) -> Iterator[tuple[str, str]]:
    """Return to whom it went, by when, and what it cost so far."""
    one = row.notice
    yield _("Department"), book.department(one.department)
    yield _("Responsible person"), book.person(one.person)
    issued = moment(one.issued_at.astimezone(settings.tz))
    yield _("Issued"), f"{issued} {book.person(one.issued_by)}"
    yield _("To be mended by the end of"), day(date.fromisoformat(one.due_day))
    yield _("Case"), row.case_number
    if row.deductions:
        several = ngettext("%(n)d point", "%(n)d points", row.points) % {"n": row.points}
        yield _("Points for being late"), several


def parts(one: Notice, book: NameBook, settings: Settings) -> Iterator[Part]:
    """Return what is to be mended and what came of it; what is not written yet leaves room for a hand."""
    yield Part(_("What is to be mended"), one.to_mend)
    yield Part(_("What was done"), one.done if one.done_at else "")
    yield Part(_("What proves it"), one.proof if one.done_at else "")
    seen = ""
    if one.verified_at:
        at = moment(one.verified_at.astimezone(settings.tz))
        seen = f"{book.person(one.verified_by)} {at}\n{one.verification}".strip()
    yield Part(_("Verified by somebody else"), seen)
    if one.standard:
        yield Part(_("The rule from now on"), one.standard)

"""Conduct records (医德档案): each entry rests on an upheld case; few read it, and the person concerned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_, _, day, moment, ngettext, pick
from kiosk.records import ConductEntry
from kiosk.rules import answering
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.services import acts, alerts, hospital, people
from kiosk.services.name_book import NameBook
from kiosk.services.sheets import Part, Sheet

OF_STAFF = "WHERE staff = ? ORDER BY at, uid"
COUNTED = "SELECT staff, COUNT(*), MAX(at) FROM conduct_entry GROUP BY staff ORDER BY staff"
CASE = 'SELECT outcome, stage, number FROM "case" WHERE uid = ?'
NUMBER = 'SELECT number FROM "case" WHERE uid = ?'
KNOWN = "SELECT 1 FROM staff WHERE code = ?"


class Entry(NamedTuple):
    """An entry of somebody's record as it is read."""

    ordinal: int
    """The how many-th about this person: whoever reads the second sees that it is a repeat."""
    entry: ConductEntry
    case_number: str


class Counted(NamedTuple):
    """Somebody who has a record, and how many entries stand in it."""

    staff: str
    entries: int


def write(
    staff: str,
    case: UUID,
    talk_on: date,
    talk_by: str,
    talk: str,
    statement: str,
    decision: str,
    by: Actor,
    settings: Settings,
    now: datetime,
    uid: UUID,
) -> ConductEntry:
    """Write an entry: it rests on an upheld case, the talk that was held, and the person's own statement."""
    require(by, "write_conduct")
    talk = acts.told(talk, N_("Write what was said in the talk."))
    statement = acts.told(statement, N_("Write what the person says about it; the talk comes first."))
    decision = acts.told(decision, N_("Write what was decided."))
    if staff == by.code:
        raise Refusal(N_("Nobody writes into their own conduct record."))
    if talk_on > now.astimezone(settings.tz).date():
        raise Refusal(N_("The talk is held first, and then written down."))
    with store.writing("conduct.written", by.code, staff, now) as written:
        if same := store.load(ConductEntry, "WHERE uid = ?", uid.hex):
            written.is_idle = True
            return same[0]
        for code in (staff, talk_by):
            check_known(code)
        check_upheld(case)
        made = ConductEntry(
            uid=uid,
            staff=staff,
            upheld_case=case,
            talk_on=talk_on.isoformat(),
            talk_by=talk_by,
            talk=talk,
            statement=statement,
            decision=decision,
            decided_by=by.code,
            at=now,
        )
        written.add(made)
        alerts.ring(written, "conduct", now, person=staff)
    return made


def check_known(code: str) -> None:
    """Refuse somebody who does not work here."""
    if not store.rows(KNOWN, code):
        raise Refusal(N_("Nobody with this name works here."))


def check_upheld(case: UUID) -> None:
    """Refuse a case that was not found to be so, at least in part."""
    found = store.rows(CASE, case.hex)
    if not found or found[0][0] not in answering.UPHELD or found[0][1] == "void":
        raise Refusal(N_("A conduct record rests on a case that was upheld, at least in part."))


def sees(by: Actor, staff: str) -> None:
    """Refuse everybody but supervisor, leader and the person concerned."""
    if by.code != staff:
        require(by, "read_conduct")


def listed(by: Actor, now: datetime) -> list[Counted]:
    """Return who has a record, which is an audit entry; anybody else sees whether they have one."""
    is_all = by.role in ("supervisor", "leader")
    with store.writing("conduct.listed", by.code, "" if is_all else by.code, now):
        found = [Counted(staff, int(count)) for staff, count, _at in store.rows(COUNTED)]
    return [one for one in found if is_all or one.staff == by.code]


def of(staff: str, by: Actor, now: datetime, act: str = "conduct.read") -> list[Entry]:
    """Return somebody's record, the first entry first; that it was read is an audit entry."""
    sees(by, staff)
    with store.writing(act, by.code, staff, now):
        found = store.load(ConductEntry, OF_STAFF, staff)
    return [Entry(n, one, number_of(one.upheld_case)) for n, one in enumerate(found, 1)]


def number_of(case: UUID) -> str:
    """Return the number of the case that an entry rests on."""
    return "".join(row[0] for row in store.rows(NUMBER, case.hex))


def shown(staff: str, by: Actor, settings: Settings, now: datetime) -> Sheet:
    """Return somebody's record to be read."""
    return sheet(staff, of(staff, by, now), settings, now)


def printed(staff: str, by: Actor, settings: Settings, now: datetime) -> Sheet:
    """Return somebody's record on paper, for their file; an audit entry of its own."""
    return sheet(staff, of(staff, by, now, "conduct.printed"), settings, now)


def sheet(staff: str, found: list[Entry], settings: Settings, now: datetime) -> Sheet:
    """Say a record as it stands on paper."""
    view = hospital.load()
    book = NameBook.of(view, people.names())
    several = ngettext("%(n)d entry", "%(n)d entries", len(found)) % {"n": len(found)}
    return Sheet(
        house=pick(view.name),
        title=_("Conduct record"),
        number="",
        facts=((_("Name"), book.person(staff)), (_("Entries"), several)),
        parts=tuple(part for one in found for part in parts(one, book, settings)),
        signatures=(_("The person concerned"), _("Held the talk"), _("Supervisor")),
        foot=_("Confidential: for the person's own file. Printed %(moment)s.")
        % {"moment": moment(now.astimezone(settings.tz))},
    )


def parts(one: Entry, book: NameBook, settings: Settings) -> Iterator[Part]:
    """Return what an entry says, one thing after the other."""
    entry = one.entry
    at = {"n": one.ordinal, "number": one.case_number}
    heading = _("Entry %(n)d, case %(number)s") % at
    written = moment(entry.at.astimezone(settings.tz))
    yield Part(heading, f"{written} {book.person(entry.decided_by)}")
    held = {"day": day(date.fromisoformat(entry.talk_on)), "who": book.person(entry.talk_by)}
    yield Part(_("Talk held on %(day)s by %(who)s") % held, entry.talk)
    yield Part(_("The person's own statement"), entry.statement)
    yield Part(_("Decided"), entry.decision)

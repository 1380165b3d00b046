"""A notice as a line of a list, and everything that is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from kiosk.i18n import _, day, moment, ngettext
from kiosk.records import Deduction
from kiosk.rules import correcting, points
from kiosk.screens.console import due_words
from kiosk.services.name_book import NameBook
from kiosk.services.notice_board import NoticeRow
from kiosk.widgets.facts import Fact, Heading
from kiosk.widgets.rows import Row


@dataclass(frozen=True)
class Reader:
    """Who reads, and when: names, this moment, the hospital's time."""

    book: NameBook
    now: datetime
    tz: tzinfo

    def at(self, told: datetime | None) -> str:
        """Return a moment in the hospital's time."""
        return moment(told.astimezone(self.tz)) if told else ""

    def by(self, code: str, told: datetime | None) -> str:
        """Say who did something, and when."""
        return f"{self.book.person(code)} · {self.at(told)}"


def line(row: NoticeRow, reader: Reader) -> Row:
    """Return a notice as a line."""
    one = row.notice
    tones = {"plan": "words", "do": "today", "check": "good", "act": "good"}
    cells = {
        "number": (one.number, "strong"),
        "department": (reader.book.department(one.department), "words"),
        "what": (one.to_mend.split("\n")[0], "words"),
        "due": due(row, reader),
        "stage": (_(correcting.STAGES[row.stage]), tones[row.stage]),
        "points": cost(row),
    }
    return Row(one.uid, cells, row)


def due(row: NoticeRow, reader: Reader) -> tuple[str, str]:
    """Say how long there still is, or that nothing is left to do."""
    one = row.notice
    if one.done_at is None:
        return due_words.when(one.due_at, reader.now, reader.tz)
    if one.done_at >= one.due_at:
        return " ".join((due_words.MISSED, _("mended late"))), "muted"
    return " ".join((due_words.KEPT, _("in time"))), "good"


def cost(row: NoticeRow) -> tuple[str, str]:
    """Say what it cost; a sign tells of an appeal that waits."""
    if not row.deductions:
        return "", "muted"
    return f"−{row.points}{'?' if row.open_appeal else ''}", "late" if row.points else "muted"


def facts(row: NoticeRow, reader: Reader) -> list[Fact | Heading]:
    """Return everything that is known of a notice."""
    found: list[Fact | Heading] = [Heading(_("Notice %(number)s") % {"number": row.notice.number})]
    found += ordered(row, reader)
    if steps := list(done(row, reader)):
        found += [Heading(_("What came of it")), *steps]
    if row.deductions:
        found.append(Heading(_("Points for being late")))
        for one in row.deductions:
            found += deduction(one, reader)
    return found


def ordered(row: NoticeRow, reader: Reader) -> Iterator[Fact]:
    """Return what was ordered, to whom, by when."""
    one = row.notice
    person = reader.book.person(one.person) if one.person else ""
    yield Fact(_("Department"), " · ".join(filter(None, (reader.book.department(one.department), person))))
    yield Fact(_("To mend"), one.to_mend, "strong")
    told, tone = due(row, reader)
    last = day(date.fromisoformat(one.due_day))
    yield Fact(_("Mend by"), f"{last} · {told.strip()}", "bad" if tone == "late" else "words")
    yield Fact(_("Issued"), reader.by(one.issued_by, one.issued_at))
    yield Fact(_("Case"), row.case_number)
    if row.recurrences:
        yield Fact(_("Came again"), _(", ").join(row.recurrences), "bad")


def done(row: NoticeRow, reader: Reader) -> Iterator[Fact]:
    """Return what was done, how it was verified, and the rule that was made of it."""
    one = row.notice
    if one.done:
        yield Fact(_("Done"), one.done)
    if one.proof:
        yield Fact(_("Proof"), one.proof)
    if one.done_at:
        yield Fact(_("Mended"), reader.by(one.done_by, one.done_at))
    elif one.done:
        yield Fact("", _("Looked at, and not mended yet."), "bad")
    if one.verified_at:
        seen = [reader.by(one.verified_by, one.verified_at), one.verification]
        yield Fact(_("Verified"), "\n".join(filter(None, seen)), "good")
    if one.standard_at:
        yield Fact(_("Rule"), f"{one.standard}\n{reader.by(one.standard_by, one.standard_at)}", "good")


def deduction(one: Deduction, reader: Reader) -> Iterator[Fact]:
    """Return points that were taken, the appeal against them, and what came of it."""
    taken = ngettext("%(n)d point", "%(n)d points", one.points) % {"n": one.points}
    yield Fact(day(date.fromisoformat(one.day), weekday=False), taken, "bad")
    if one.appealed_at:
        yield Fact(_("Appeal"), f"{one.appeal}\n{reader.by(one.appealed_by, one.appealed_at)}")
    if one.decided_at:
        outcome = f"{_(points.OUTCOMES[one.outcome])} ({one.points} → {one.points_kept})"
        who = reader.by(one.decided_by, one.decided_at)
        yield Fact(_("Appeal decided"), f"{outcome}\n{one.decision}\n{who}", "strong")
    elif one.appealed_at:
        yield Fact("", _("The appeal waits for a decision."))

"""A case as somebody looks at it, and the head of its screen: what it is, who answers, what is due next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from kiosk.i18n import _, day, moment
from kiosk.records import Clock, Person
from kiosk.rules import clocks, pausing
from kiosk.rules.text import cells, stated
from kiosk.screens.console import due_words
from kiosk.services import public_view
from kiosk.services.case_view import CaseView
from kiosk.services.hospital import HospitalView
from kiosk.services.name_book import GRADES, PROMISES, NameBook
from kiosk.widgets.facts import Part, Row

GRADE_SIGNS = {"minor": "", "complex": "▲ ", "major": "▲▲ "}


@dataclass(frozen=True)
class Shown:
    """A case as somebody looks at it now."""

    view: CaseView
    book: NameBook
    hospital: HospitalView
    tz: ZoneInfo
    now: datetime
    revealed: Sequence[Person] | None = None
    """The people unmasked, after they were asked for."""

    def at(self, when: datetime) -> str:
        """Say a moment in the time of the hospital."""
        return moment(when.astimezone(self.tz))

    def by(self, due_at: datetime) -> str:
        """Say by when something is due; what ends at 24:00 is of the day that ends."""
        local = due_at.astimezone(self.tz)
        return self.at(due_at) if local.time() != time() else day(clocks.last_day(due_at, self.tz))


def head(shown: Shown, others: str, width: int, has_big_number: bool) -> list[Row]:
    """Return the three rows on top: what it is, who answers, what is due next; and what else matters."""
    case = shown.view.case
    number = "" if has_big_number else f"{case.number}   "
    what = [
        _(public_view.KIND_WORDS[case.kind]),
        GRADE_SIGNS.get(case.grade, "") + _(GRADES.get(case.grade, case.grade)),
        _(public_view.STAGE_WORDS[case.stage]),
    ]
    rows: list[Row] = [
        [(number + " · ".join(what), "strong")],
        [(_("Answers: %(who)s") % {"who": who_answers(shown)}, "words")],
        [next_promise(shown)],
    ]
    for part in ((others, "patient"), *marks(shown)):
        put(rows, part, width)
    return rows


def marks(shown: Shown) -> Iterator[Part]:
    """Return what one must know at once, beside what the case is."""
    if shown.view.is_paused:
        yield _("‖ clocks stand still"), "strong"
    if shown.view.open_offers:
        yield _("offer waits"), "strong"
    if shown.view.case.reopenings:
        yield _("opened again %(n)d×") % {"n": shown.view.case.reopenings}, "bad"


def put(rows: list[Row], part: Part, width: int) -> None:
    """Put words on the first row that still has room for them, else on the last."""
    if not part[0]:
        return
    room = [width - 3 - cells("".join(words for words, _role in row)) for row in rows]
    place = next((n for n, left in enumerate(room) if cells(part[0]) <= left), len(rows) - 1)
    rows[place] += [("   ", "words"), part]


def next_promise(shown: Shown) -> Part:
    """Return the promise that comes next, with its sign, in words; one that stands still comes after all."""
    running = [one for one in shown.view.case.clocks if one.ended_at is None]
    if not running:
        return _("No promise runs."), "label"
    clock = min(running, key=lambda one: (stands_still(shown, one), one.due_at))
    if stands_still(shown, clock):
        return f"{due_words.STILL} {stated(_(PROMISES[clock.name]), _('stands still'))}", "strong"
    sign = due_words.sign_of(clock.due_at, shown.now, shown.tz)
    words = _("%(sign)s %(promise)s: %(date)s, %(left)s") % {
        "sign": sign,
        "promise": _(PROMISES[clock.name]),
        "date": public_view.due_words(clock, shown.tz),
        "left": due_words.left(clock.due_at, shown.now),
    }
    if not clock.is_certain:
        words = _("%(date)s (provisional)") % {"date": words}
    return words, "bad" if sign == due_words.LATE else "strong"


def stands_still(shown: Shown, clock: Clock) -> bool:
    """Tell whether a pause stops a clock right now."""
    return clock.ended_at is None and shown.view.is_paused and pausing.stands_still(clock.name, clock.basis)


def who_answers(shown: Shown) -> str:
    """Return the person who answers for a case, with the office."""
    case = shown.view.case
    offices = _(", ").join(shown.book.department(code) for code in sorted(shown.view.standing.office))
    name = shown.book.person(case.responsible)
    return f"{name} ({offices})" if offices else name

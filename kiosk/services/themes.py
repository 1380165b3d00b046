"""Common matters (共性问题): what was proposed, decided and done, and what the public reads of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.i18n import LANGUAGES, N_
from kiosk.records import Case, Fact, Person, Theme
from kiosk.rules import money
from kiosk.rules.anonymous import names_somebody
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.rules.runs import plain
from kiosk.rules.text import cells, clean
from kiosk.services import cases

COUNTS = """SELECT l.other, COUNT(*), MIN(c.filed_at), MAX(c.filed_at) FROM case_link l
    JOIN "case" c ON c.uid = l.case_uid WHERE l.kind = 'theme' AND l.ended_at IS NULL GROUP BY l.other"""
DEPARTMENTS = """SELECT l.other, c.department, COUNT(*) FROM case_link l JOIN "case" c ON c.uid = l.case_uid
    WHERE l.kind = 'theme' AND l.ended_at IS NULL AND c.department <> ''
    GROUP BY l.other, c.department ORDER BY COUNT(*) DESC, c.department"""
OF_THEME = """WHERE uid IN (SELECT case_uid FROM case_link WHERE other = ? AND kind = 'theme'
    AND ended_at IS NULL)"""
COPIED = 8
"""Characters from which on a sentence that stands in a case was copied from there."""
TITLE = 120
PUBLIC = 128
"""Cells of a sentence on the board: the smallest terminal shows two lines of each."""
STATES = ("open", "decided", "late", "done", "published")


class ThemeRow(NamedTuple):
    """A theme with what its cases say."""

    theme: Theme
    size: int
    """How many cases are under it."""
    first: datetime | None
    """When the first and the last of its cases were filed; None without any."""
    last: datetime | None
    departments: tuple[str, ...]
    """Of its cases, the one with the most first."""
    state: str
    """One of STATES."""


def every(by: Actor, today: date) -> list[ThemeRow]:
    """Return the themes: those that wait for something first, then the newest."""
    require(by, "see_themes")
    with store.reading():
        found = store.load(Theme, "ORDER BY made_at DESC, uid LIMIT 500")
        counts = {UUID(str(row[0])): row[1:] for row in store.rows(COUNTS)}
        departments: dict[UUID, list[str]] = {}
        for uid, department, _count in store.rows(DEPARTMENTS):
            departments.setdefault(UUID(str(uid)), []).append(department)
    moment = Theme.made_at.python_value
    rows = []
    for theme in found:
        count, first, last = counts.get(theme.uid, (0, None, None))
        own = tuple(departments.get(theme.uid, ()))
        rows.append(ThemeRow(theme, count, moment(first), moment(last), own, state(theme, today)))
    return sorted(rows, key=lambda row: (row.state in ("done", "published"), -row.size))


def state(theme: Theme, today: date) -> str:
    """Say how far a theme has come."""
    if theme.published_at is not None:
        return "published"
    if theme.done_at is not None:
        return "done"
    if theme.due_day and theme.due_day < today.isoformat():
        return "late"
    return "decided" if theme.decided_at is not None else "open"


def rename(uid: UUID, title: str, by: Actor, now: datetime) -> Theme:
    """Give a theme another title."""
    title = clean(title, TITLE, lines=False)
    if not title:
        raise Refusal(N_("Write what the cases have in common."))
    with at_theme(uid, "rename", "theme_decide", by, now) as (written, theme):
        written.change(theme, title=title)
    return theme


def propose(uid: UUID, proposal: str, department: str, by: Actor, now: datetime) -> Theme:
    """Write what could be done about a theme, and which department is to see to it."""
    proposal = clean(proposal, cases.PAGE)
    if not proposal.strip():
        raise Refusal(N_("Write what you propose."))
    with at_theme(uid, "propose", "theme_decide", by, now) as (written, theme):
        if department and not cases.office_name(department):
            raise Refusal(N_("Choose the department."))
        written.change(theme, proposal=proposal, department=department)
    return theme


def decide(uid: UUID, decision: str, cost: str, due: date | None, by: Actor, now: datetime) -> Theme:
    """Write what was decided about a theme, what it may cost, and by which day it is done."""
    decision = clean(decision, cases.PAGE)
    if not decision.strip():
        raise Refusal(N_("Write what was decided."))
    amount = money.hundredths(cost) if cost.strip() else None
    if cost.strip() and amount is None:
        raise Refusal(N_("Write the cost as a number, like 1200 or 1200.50."))
    values = {"decision": decision, "cost": amount, "due_day": due.isoformat() if due else ""}
    with at_theme(uid, "decide", "theme_decide", by, now) as (written, theme):
        written.change(theme, **values, decided_at=now, decided_by=by.code)
    return theme


def finish(uid: UUID, by: Actor, now: datetime) -> Theme:
    """Say that what was decided is done; once it is, the day stays."""
    with at_theme(uid, "finish", "theme_decide", by, now) as (written, theme):
        if theme.decided_at is None:
            raise Refusal(N_("Nothing was decided yet."))
        if theme.done_at is not None:
            written.is_idle = True
        else:
            written.change(theme, done_at=now, done_by=by.code)
    return theme


def resume(uid: UUID, by: Actor, now: datetime) -> Theme:
    """Say that a theme is not done after all; the board no longer tells of it."""
    with at_theme(uid, "resume", "theme_decide", by, now) as (written, theme):
        written.is_idle = theme.done_at is None
        if theme.done_at is not None:
            written.change(theme, done_at=None, done_by="", published_at=None)
    return theme


def publish(
    uid: UUID, you_said: Mapping[str, str], we_did: Mapping[str, str], by: Actor, now: datetime
) -> Theme:
    """Put a theme that is done on the board, in words that staff wrote for it."""
    said, did = _public(you_said), _public(we_did)
    with at_theme(uid, "publish", "theme_publish", by, now) as (written, theme):
        if theme.done_at is None:
            raise Refusal(N_("Only what is done is published."))
        _check_own_words(uid, [*said.values(), *did.values()])
        written.change(theme, you_said=said, we_did=did, published_at=now)
    return theme


def _check_own_words(uid: UUID, sentences: list[str]) -> None:
    """Refuse for the board what a patient wrote in a case of the theme, and whatever names somebody of it."""
    told = store.load(Case, OF_THEME, uid.hex)
    people = store.load(Person, f'WHERE case_uid IN (SELECT uid FROM "case" {OF_THEME})', uid.hex)
    names = [person.name for person in people if person.name] + [one.about_person for one in told]
    for sentence in sentences:
        if len(sentence) >= COPIED and any(plain(sentence) in plain(one.words) for one in told):
            raise Refusal(N_("This is what a patient wrote. Say it in your own words."))
        if names_somebody(sentence, names):
            raise Refusal(N_("A name, a telephone, a day or a number of somebody still stands in it."))


def unpublish(uid: UUID, by: Actor, now: datetime) -> Theme:
    """Take a theme from the board; its words are kept for another time."""
    with at_theme(uid, "unpublish", "theme_publish", by, now) as (written, theme):
        written.is_idle = theme.published_at is None
        if theme.published_at is not None:
            written.change(theme, published_at=None)
    return theme


@contextmanager
def at_theme(
    uid: UUID, act: str, right: str, by: Actor, now: datetime
) -> Iterator[tuple[store.Written, Theme]]:
    """Open a theme for one act of somebody who has the right to it."""
    require(by, right)
    with store.writing(f"theme.{act}", by.code, str(uid), now) as written:
        yield written, fresh(uid)


def fresh(uid: UUID) -> Theme:
    """Return a theme as it stands now."""
    for theme in store.load(Theme, "WHERE uid = ?", uid.hex):
        return theme
    raise Refusal(N_("Choose the theme."))


def _public(words: Mapping[str, str]) -> dict[str, str]:
    """Return words for the board; the hospital's first language stands in for those that are missing."""
    found = {code: clean(words.get(code, ""), PUBLIC + 1, lines=False) for code in LANGUAGES}
    first = next((row.value for row in store.load(Fact, "WHERE name = 'languages'")), LANGUAGES)[0]
    if not found[first]:
        raise Refusal(N_("The board needs both sentences in the hospital's first language."))
    if any(cells(text) > PUBLIC for text in found.values()):
        told = N_("A sentence on the board has %(han)d Chinese characters or %(letters)d letters at most.")
        raise Refusal(told, han=PUBLIC // 2, letters=PUBLIC)
    return {code: text for code, text in found.items() if text}

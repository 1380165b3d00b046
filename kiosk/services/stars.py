"""The month's service stars: reckoned from the register, given points by supervisors, and signed once."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_, _, moment, pick
from kiosk.i18n import month as month_words
from kiosk.records import Case, Staff, StarList, StarPoint
from kiosk.rules import months
from kiosk.rules import stars as rule
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.rules.stars import Facts, Known, Star, Weights
from kiosk.services import acts, hospital, people, staff
from kiosk.services.name_book import NameBook
from kiosk.services.sheets import Sheet, Table

PRAISE = "WHERE kind = 'praise' AND filed_at >= ? AND filed_at < ? AND stage NOT IN ('void', 'withdrawn')"
TIMELY = """SELECT c.responsible, SUM(CASE WHEN k.result = 'met' THEN 1 ELSE 0 END), COUNT(*)
    FROM clock k JOIN "case" c ON c.uid = k.case_uid WHERE k.ended_at >= ? AND k.ended_at < ?
    AND k.name NOT IN ('acknowledge', 'accept', 'confirm') AND c.stage <> 'void' GROUP BY c.responsible"""
SOLVED = """SELECT responsible, SUM(CASE WHEN verdict = 'solved' THEN 1 ELSE 0 END), SUM(reopenings)
    FROM "case" WHERE closed_at >= ? AND closed_at < ? AND stage = 'closed' GROUP BY responsible"""
GIVEN = "WHERE month = ? ORDER BY at, uid"
EARLY = frozenset({"supervisor", "leader"})
"""Roles that see the list before it is signed."""


class StarTable(NamedTuple):
    """The list of a month, with the formula that it was reckoned with."""

    month: str
    stars: tuple[Star, ...]
    weights: Weights
    points: tuple[StarPoint, ...]
    signed: StarList | None


def weights(settings: Settings) -> Weights:
    """Return the formula as the hospital set it."""
    return Weights(settings.star_praise, settings.star_timeliness, settings.star_solved, settings.star_least)


def of(month: str, by: Actor, settings: Settings) -> StarTable:
    """Return the list of a month: as it was signed, or as it stands now for those who sign it."""
    require(by, "see_stars")
    with store.reading():
        signed = signed_list(month)
        given = tuple(store.load(StarPoint, GIVEN, month)) if by.role in EARLY else ()
        if signed is not None:
            found = tuple(Star(Facts(**one["facts"]), one["score"]) for one in signed.stars)
            return StarTable(month, found, Weights(**signed.formula), given, signed)
        if by.role not in EARLY:
            return StarTable(month, (), weights(settings), (), None)
        return StarTable(month, tuple(reckoned(month, settings)), weights(settings), given, None)


def signed_list(month: str) -> StarList | None:
    """Return the list of a month as it was signed."""
    months.first_day(month)
    return next(iter(store.load(StarList, "WHERE month = ?", month)), None)


def reckoned(month: str, settings: Settings) -> list[Star]:
    """Return everybody who earned something in a month, best first."""
    span = tuple(int(at.timestamp() * 1000) for at in months.bounds(month, settings.tz))
    praised = praises(span)
    timely = {row[0]: (int(row[1]), int(row[2])) for row in store.rows(TIMELY, *span)}
    solved = {row[0]: (int(row[1]), int(row[1]) + int(row[2])) for row in store.rows(SOLVED, *span)}
    points: Counter[str] = Counter()
    for one in store.load(StarPoint, GIVEN, month):
        points[one.staff] += one.points
    found = (
        Facts(
            code,
            praised[code],
            *timely.get(code, (0, 0)),
            *solved.get(code, (0, 0)),
            points=points[code],
        )
        for (code,) in store.rows("SELECT code FROM staff ORDER BY code")
    )
    return rule.ranked(found, weights(settings))


def praises(span: tuple[int, ...]) -> Counter[str]:
    """Count for everybody the praise that names them."""
    known = [known_as(one) for one in Staff.select()]
    found: Counter[str] = Counter()
    for case in store.load(Case, PRAISE, *span):
        if case.about_person and (code := rule.named(case.about_person, case.department, known)):
            found[code] += 1
    return found


def known_as(one: Staff) -> Known:
    """Return the names of somebody, and where they work."""
    return Known(one.code, tuple({*one.name.values()}), staff.departments_of(one.code))


def give(
    month: str, code: str, count: int, words: str, by: Actor, settings: Settings, now: datetime, uid: UUID
) -> StarPoint:
    """Give somebody points for a month, with the reason; what was given stays."""
    require(by, "give_stars")
    months.first_day(month)
    words = acts.told(words, N_("Write what the points are for."))
    if not 1 <= count <= settings.star_points_most:
        raise Refusal(N_("Give at least 1 and at most %(most)d points."), most=settings.star_points_most)
    if code == by.code:
        raise Refusal(N_("Nobody gives points to themselves."))
    with store.writing("stars.points", by.code, f"{month} {code}", now) as written:
        if same := store.load(StarPoint, "WHERE uid = ?", uid.hex):
            written.is_idle = True
            return same[0]
        if not store.rows("SELECT 1 FROM staff WHERE code = ?", code):
            raise Refusal(N_("Nobody with this name works here."))
        if signed_list(month) is not None:
            raise Refusal(N_("The list of this month is signed."))
        made = StarPoint(uid=uid, month=month, staff=code, points=count, words=words, by=by.code, at=now)
        written.add(made)
    return made


def sign(month: str, by: Actor, settings: Settings, now: datetime) -> StarList:
    """Sign the list of a month that is over: from then on it stays as it is."""
    require(by, "give_stars")
    if now < months.bounds(month, settings.tz)[1]:
        raise Refusal(N_("The month is not over yet."))
    with store.writing("stars.signed", by.code, month, now) as written:
        if signed_list(month) is not None:
            raise Refusal(N_("The list of this month is signed."))
        best = reckoned(month, settings)[: settings.stars_listed]
        if not best:
            raise Refusal(N_("Nobody stands on the list of this month."))
        told = [{"staff": one.facts.staff, "score": one.score, "facts": one.facts._asdict()} for one in best]
        formula = dict(rule.as_document(weights(settings)))
        made = StarList(month=month, stars=told, formula=formula, by=by.code, at=now)
        written.add(made)
    return made


def formula_words(by: Weights) -> str:
    """Say the formula, as it stands on every list."""
    return (
        _(
            "Score = %(praise)d × praise that names the person "
            "+ %(timeliness)d × clocks kept ÷ clocks ended "
            "+ %(solved)d × verdicts “solved” ÷ all verdicts (each reopening is one “not solved”) "
            "+ supervisor's points. Fewer than %(least)d clocks or verdicts count nothing. "
            "Equal scores: by code."
        )
        % by._asdict()
    )


def printed(month: str, by: Actor, settings: Settings, now: datetime) -> Sheet:
    """Return the list of a month on paper, with the formula; an audit entry."""
    table = of(month, by, settings)
    with store.writing("stars.printed", by.code, month, now):
        pass
    view = hospital.load()
    book = NameBook.of(view, people.names())
    facts = [(_("Month"), month_words(months.first_day(month))), (_("Formula"), formula_words(table.weights))]
    if table.signed:
        at = moment(table.signed.at.astimezone(settings.tz))
        facts.append((_("Signed"), f"{book.person(table.signed.by)} {at}"))
    else:
        facts.append((_("Signed"), _("not signed yet")))
    return Sheet(
        house=pick(view.name),
        title=_("Service stars of the month"),
        number="",
        facts=facts,
        table=Table(
            (
                *(_("Rank"), _("Name"), _("Score"), _("Praise"), _("In time")),
                *(_("Solved"), _("Bonus")),
            ),
            tuple((str(n), *told(one, book)) for n, one in enumerate(table.stars, 1)),
        ),
        signatures=(_("Supervisor"),),
    )


def told(one: Star, book: NameBook) -> tuple[str, ...]:
    """Return a line of the list."""
    facts = one.facts
    return (
        book.person(facts.staff),
        rule.shown(one.score),
        str(facts.praises),
        f"{facts.met}/{facts.clocks}",
        f"{facts.solved}/{facts.verdicts}",
        str(facts.points),
    )

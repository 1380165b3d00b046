"""What a day, a week or a month of ratings says, in a page of text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kiosk.config import Settings
from kiosk.i18n import _, ngettext, pick
from kiosk.rules import scores, stretches
from kiosk.rules.rights import Actor
from kiosk.rules.scores import Figure
from kiosk.rules.stretches import Stretch
from kiosk.services import hospital, satisfaction
from kiosk.services import satisfaction_words as say
from kiosk.services.hospital import HospitalView
from kiosk.services.satisfaction import Answered

TOLD_DAILY = ("supervisor", "leader")
MOST = 10
"""Departments and service points that a digest names, those with the lowest share first."""


def last(kind: str, settings: Settings, now: datetime) -> Stretch:
    """Return the last day, week or month that is over."""
    return stretches.before(stretches.around(kind, now.astimezone(settings.tz).date()))


def yesterday(by: Actor, settings: Settings, since: datetime | None, now: datetime) -> list[str]:
    """Return yesterday in two lines for whoever answers for the whole house, once a day."""
    one = last("day", settings, now)
    if by.role not in TOLD_DAILY or (since is not None and since >= one.bounds(settings.tz)[1]):
        return []
    found = satisfaction.whole(one, settings.tz)
    if not found.n:
        return []
    return [_("Yesterday: %(told)s") % {"told": say.summed_up(found)}, bad(one, settings)]


def digest(one: Stretch, settings: Settings) -> list[str]:
    """Return the lines of a digest."""
    view = hospital.load()
    return [
        _("Satisfaction, %(when)s") % {"when": say.called(one)},
        "",
        *told(one, settings),
        *listed(_("Departments, the lowest first"), one, settings, "department", view),
        *listed(_("Service points, the lowest first"), one, settings, "point", view),
        *asked(one, settings),
        "",
        *say.meaning(),
    ]


def told(one: Stretch, settings: Settings) -> Iterator[str]:
    """Say the whole house: this time, the time before, and what came of bad ratings."""
    tz = settings.tz
    then, now = satisfaction.along([stretches.before(one), one], tz)
    yield f"{say.summed_up(now)} {say.SIGNS[scores.trend(now, then)]}".rstrip()
    yield _("The time before: %(told)s") % {"told": say.summed_up(then)}
    yield bad(one, settings)
    if n := satisfaction.left_out(one, tz):
        yield ngettext("%(n)d tap was left out.", "%(n)d taps were left out.", n) % {"n": n}


def bad(one: Stretch, settings: Settings) -> str:
    """Say how many bad ratings there were, and how many of the cases that they became are still open."""
    low = satisfaction.low(one, settings.tz)
    still = sum(found.stage in ("received", "working", "answered") for found in low)
    became = sum(found.case is not None for found in low)
    return _("Bad ratings: %(n)d. Cases of them: %(cases)d, still open: %(open)d.") % {
        "n": len(low),
        "cases": became,
        "open": still,
    }


def listed(title: str, one: Stretch, settings: Settings, what: str, view: HospitalView) -> Iterator[str]:
    """Return a line a department or service point, the lowest share first, too few ratings last."""
    found = {code: figure for code, figure in satisfaction.by(what, one, settings.tz).items() if code}
    shown = sorted(found, key=lambda code: (*scores.order(found[code]), code))
    if shown:
        yield ""
        yield title
    for code in shown[:MOST]:
        yield f"  {name_of(code, what, view)}: {say.summed_up(found[code])}"
    if (more := len(shown) - MOST) > 0:
        yield "  " + ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more}


def name_of(code: str, what: str, view: HospitalView) -> str:
    """Return the name of a department or a service point."""
    if what == "point":
        return say.point(code)
    found = view.department(code)
    return pick(found.name) if found else code


def asked(one: Stretch, settings: Settings) -> Iterator[str]:
    """Return a line a question."""
    found = satisfaction.answers(one, settings.tz)
    if found:
        yield ""
        yield _("Questions")
    for answered in found:
        yield f"  {pick(answered.question.text)} {said(answered)}"


def said(one: Answered) -> str:
    """Say how a question was answered."""
    if one.counts is None:
        return say.summed_up(Figure(one.n))
    if one.question.kind == "scale":
        return say.summed_up(one.figure)
    if one.question.kind == "yes_no":
        places = {"n": one.n, "share": say.percent(one.figure.share), "interval": say.interval(one.figure)}
        return _("%(n)d answers · yes %(share)s (%(interval)s)") % places
    options = {option["code"]: pick(option["text"]) for option in one.question.options}
    return " · ".join(f"{options[code]} {n}" for code, n in one.counts.items())

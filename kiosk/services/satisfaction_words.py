"""Satisfaction in words: shares, intervals, times, and the definitions that stand beside every number."""

from __future__ import annotations

from kiosk.i18n import N_, _, day, ngettext
from kiosk.i18n import month as month_words
from kiosk.rules import months
from kiosk.rules.ratings import publishable
from kiosk.rules.scores import Figure
from kiosk.rules.stretches import Stretch

POINTS = {
    "outpatient": N_("Outpatients"),
    "inpatient": N_("Wards"),
    "window": N_("Windows"),
    "pharmacy": N_("Pharmacy"),
    "visit": N_("Visit on the ward"),
    "survey": N_("Ward survey"),
    "contact": N_("First contact after discharge"),
    "call": N_("Call after discharge"),
    "chronic": N_("Chronic illness"),
    "tumour": N_("Tumours"),
    "high-risk": N_("High risk"),
}
FEW = "–"
SIGNS = {"up": "▲", "down": "▼", "same": "＝", "": ""}
MEANING = (
    N_("Satisfied: the share of ratings of 4 or 5 among all ratings of 1 to 5 that count."),
    N_("The interval holds the true share in 95 of 100 such samples (Wilson)."),
    N_("Left out: taps that were taken back, followed another within 5 seconds, or came in a burst."),
    N_("With fewer than 5 ratings no score is shown."),
)
VEILED = N_("Where one could reckon from the others what fewer than 5 said, one more score is left out.")


def point(code: str) -> str:
    """Say which service point it is; one of the hospital's own by its code."""
    return _(POINTS[code]) if code in POINTS else code


def percent(share: float | None) -> str:
    """Return a share as a percentage; a dash where too few said anything."""
    return FEW if share is None else f"{100 * share:.1f}%"


def interval(found: Figure) -> str:
    """Return between which percentages the share lies."""
    if found.low is None or found.high is None:
        return ""
    return f"{100 * found.low:.0f}–{100 * found.high:.0f}%"


def mean(found: Figure) -> str:
    """Return the mean score."""
    return FEW if found.mean is None else f"{found.mean:.2f}"


def why_none(found: Figure) -> str:
    """Say why some ratings show no score: they are too few, or would tell what too few said elsewhere."""
    return _("score left out") if publishable(found.n) else _("too few for a score")


def summed_up(found: Figure) -> str:
    """Say a figure in one line: how many, how satisfied, how sure."""
    told = ngettext("%(n)d rating", "%(n)d ratings", found.n) % {"n": found.n}
    if not found.is_shown:
        return f"{told} · {why_none(found)}" if found.n else told
    places = {"share": percent(found.share), "interval": interval(found), "mean": mean(found)}
    return f"{told} · " + _("satisfied %(share)s (%(interval)s), mean %(mean)s") % places


def meaning() -> list[str]:
    """Return what the numbers mean, sentence by sentence."""
    return [_(sentence) for sentence in MEANING]


def published_meaning() -> list[str]:
    """Return what the numbers mean that everybody may read."""
    return [*meaning(), _(VEILED)]


def called(one: Stretch) -> str:
    """Return a day, a week or a month as it is read."""
    if one.kind == "month":
        return month(one.code)
    if one.kind == "day":
        return day(one.first)
    last = one.first.fromordinal(one.after.toordinal() - 1)
    return f"{day(one.first, weekday=False)} – {day(last, weekday=False)}"


def month(code: str) -> str:
    """Return a month as it is read."""
    return month_words(months.first_day(code))

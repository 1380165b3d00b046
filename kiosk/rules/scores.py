"""What some ratings say: how many, the share of the satisfied with its interval, the mean; or too few."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kiosk.rules.intervals import wilson
from kiosk.rules.ratings import publishable

SATISFIED = 4
"""From this score on somebody was satisfied."""


class Figure(NamedTuple):
    """What is shown of some ratings; below five of them nothing but how many there are."""

    n: int
    satisfied: int | None = None
    points: int | None = None
    """All scores added up."""
    share: float | None = None
    """Of the satisfied, from 0 to 1."""
    low: float | None = None
    high: float | None = None
    """Between these the true share lies with 95 % confidence."""
    mean: float | None = None

    @property
    def is_shown(self) -> bool:
        """Tell whether there are enough ratings."""
        return self.share is not None


NONE = Figure(0)


def figure(n: int, satisfied: int | None, points: int | None) -> Figure:
    """Return what some ratings say, or only how many they are."""
    if not publishable(n) or satisfied is None or points is None:
        return Figure(n)
    low, high = wilson(satisfied, n)
    return Figure(n, satisfied, points, satisfied / n, low, high, points / n)


def counted(counts: Mapping[int, int]) -> Figure:
    """Return what ratings say that are counted by their score."""
    satisfied = sum(n for score, n in counts.items() if score >= SATISFIED)
    return figure(sum(counts.values()), satisfied, sum(score * n for score, n in counts.items()))


def veiled(parts: Mapping[str, Figure], whole: Figure) -> dict[str, Figure]:
    """Return the parts of a whole without scores from which one could reckon what fewer than five said.

    Whoever takes the parts that are shown from the whole learns what the others said together: the smallest
    parts are left out, too, until these others are five or more.
    """
    shown = sorted((one.n, code) for code, one in parts.items() if one.is_shown)
    others, kept = whole.n - sum(n for n, _code in shown), dict(parts)
    for n, code in shown:
        if not others or publishable(others):
            break
        others, kept[code] = others + n, Figure(n)
    return kept


def order(one: Figure) -> tuple[bool, float]:
    """Return what figures are sorted by: those that are surely low first, those with too few ratings last."""
    return one.high is None, one.high or 0.0


def trend(now: Figure, then: Figure) -> str:
    """Say whether a share grew (`up`), fell (`down`) or stayed (`same`); empty where nobody can tell.

    It changed when it lies outside the interval of the time before: less may be chance.
    """
    if now.share is None or then.low is None or then.high is None:
        return ""
    return "up" if now.share > then.high else "down" if now.share < then.low else "same"

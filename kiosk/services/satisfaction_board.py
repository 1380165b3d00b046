"""Satisfaction as staff see it: each department beside the time before, and what became of bad ratings."""

from __future__ import annotations

from collections import Counter
from datetime import tzinfo
from typing import NamedTuple

from kiosk import store
from kiosk.i18n import N_
from kiosk.rules import scores, stretches
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.rules.scores import NONE, Figure
from kiosk.rules.stretches import Stretch
from kiosk.services import publishing, satisfaction
from kiosk.services.satisfaction import Answered, Low

HEAD = "head"
WITH_CASE = ("received", "working", "answered")


class Line(NamedTuple):
    """A department, or the whole house where it is named by nothing."""

    department: str
    figure: Figure
    then: Figure
    """The time before."""
    low: int
    """Bad ratings."""
    still: int
    """Cases of bad ratings that are open."""

    @property
    def trend(self) -> str:
        """Say whether it is better, worse or the same."""
        return scores.trend(self.figure, self.then)


class Board(NamedTuple):
    """Every department of a time after the whole house: first those that are surely the lowest."""

    lines: tuple[Line, ...]
    left_out: int
    is_published: bool


class Close(NamedTuple):
    """One department, or the whole house, from near."""

    hours: dict[int, Figure]
    answers: tuple[Answered, ...]
    low: tuple[Low, ...]


def board(one: Stretch, by: Actor, tz: tzinfo) -> Board:
    """Return the departments of a time."""
    require(by, "see_reports")
    with store.reading():
        low = satisfaction.low(one, tz)
        bad = Counter(found.department for found in low)
        still = Counter(found.department for found in low if found.stage in WITH_CASE)
        then, now = satisfaction.along([stretches.before(one), one], tz)
        found, earlier = (satisfaction.by("department", each, tz) for each in (one, stretches.before(one)))
        lines = [
            Line(code, figure, earlier.get(code, NONE), bad[code], still[code])
            for code, figure in found.items()
            if code
        ]
        lines.sort(key=lambda line: (*scores.order(line.figure), line.department))
        whole = Line("", now, then, len(low), still.total())
        is_published = one.kind == "month" and publishing.published(one.code) is not None
        return Board((whole, *lines), satisfaction.left_out(one, tz), is_published)


def close(one: Stretch, department: str, by: Actor, tz: tzinfo) -> Close:
    """Return one department from near; a head sees the bad ratings of the own departments alone."""
    require(by, "see_reports")
    if by.role == HEAD and department not in by.departments:
        raise Refusal(N_("A head sees this of the own department alone."))
    with store.reading():
        return Close(
            satisfaction.by_hour(one, tz, department),
            tuple(satisfaction.answers(one, tz, department)),
            tuple(satisfaction.low(one, tz, department)),
        )

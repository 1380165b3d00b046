"""One department's satisfaction from near: its bad ratings and their cases, its hours, its questions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kiosk.i18n import N_, _, clock_time, day, pick
from kiosk.rules.scores import Figure
from kiosk.rules.stretches import Stretch
from kiosk.screens.console.alerts import open_case
from kiosk.screens.console.frame import Act
from kiosk.screens.console.paned import PanedScreen, Said
from kiosk.screens.console.work_words import STATES, department
from kiosk.services import satisfaction_board
from kiosk.services import satisfaction_digest as digest
from kiosk.services import satisfaction_words as say
from kiosk.services.satisfaction import Answered, Low
from kiosk.services.satisfaction_board import Close
from kiosk.widgets.rows import Column, Row

BAR = 16
"""Cells of the bar of the busiest hour."""


class NearScreen(PanedScreen):
    """Three lists of one department, or of the whole house."""

    scopes = (("low", N_("Bad ratings")), ("hours", N_("Hours")), ("questions", N_("Questions")))
    empty = {
        "low": N_("Nobody has rated badly in this time."),
        "hours": N_("Nobody has rated anything in this time."),
        "questions": N_("No questions were answered in this time."),
    }

    def __init__(self, department: str, name: str, stretch: Stretch) -> None:
        super().__init__()
        self.department, self.named, self.stretch = department, name, stretch

    def headline(self) -> str:
        """Name the department and the time."""
        return " · ".join([_("Satisfaction"), self.named, say.called(self.stretch)])

    def columns(self) -> list[Column]:
        """Return the columns of the list that is shown."""
        if self.scope == "low":
            where = [] if self.department else [Column("where", _("Department"), 10, 1, most=24)]
            return [
                Column("at", _("When"), 20),
                Column("score", _("Score"), 5),
                *where,
                Column("number", _("Case"), 11),
                Column("stage", _("Stage"), 12),
            ]
        first = ("hour", _("Hour"), 13) if self.scope == "hours" else ("asked", _("What was asked"), 20)
        grow = () if self.scope == "hours" else (2, 46)
        last = Column("bar", "", BAR)
        told = [Column("n", _("Ratings"), 7), Column("share", _("Share"), 7)]
        told.append(Column("interval", _("Interval"), 8))
        return [Column(*first, *grow), *told, *([last] if self.scope == "hours" else [])]

    async def read(self) -> list[Row]:
        """Read the list that is shown."""
        app = self.app
        given = (self.stretch, self.department, app.who, app.settings.tz)
        found = await app.ask(satisfaction_board.close, *given)
        rows = {"low": self.low_rows, "hours": self.hour_rows, "questions": self.question_rows}
        return rows[self.scope](found)

    def low_rows(self, found: Close) -> list[Row]:
        """Return a row a bad rating."""
        return [self.low_row(one) for one in found.low]

    def low_row(self, one: Low) -> Row:
        """Return a bad rating, and where its case stands."""
        is_open = one.stage in satisfaction_board.WITH_CASE
        local = one.at.astimezone(self.app.settings.tz)
        cells = {
            "at": (f"{day(local.date(), weekday=False)} {clock_time(local)}", "words"),
            "score": (str(one.score), "strong"),
            "where": (department(one.department, self.app) if one.department else "–", "words"),
            "number": (one.number or "–", "words"),
            "stage": (_(STATES.get(one.stage, "")) or "–", "late" if is_open else "muted"),
        }
        return Row(one.rating, cells, one)

    def hour_rows(self, found: Close) -> list[Row]:
        """Return a row an hour of the day."""
        most = max((figure.n for figure in found.hours.values()), default=1)
        return [self.hour_row(hour, figure, most) for hour, figure in found.hours.items()]

    def hour_row(self, hour: int, figure: Figure, most: int) -> Row:
        """Return an hour with how many rated in it, and how satisfied they were."""
        name = f"{hour:02}:00–{hour + 1:02}:00"
        return Row(hour, figured("hour", name, figure) | {"bar": (bar(figure.n, most), "muted")}, figure)

    def question_rows(self, found: Close) -> list[Row]:
        """Return a row a question."""
        return [
            Row(one.question.code, figured("asked", pick(one.question.text), one.figure), one)
            for one in found.answers
        ]

    def said(self, value: Any) -> Iterable[Said]:
        """Say the row under the cursor in words."""
        if isinstance(value, Answered):
            yield pick(value.question.text), digest.said(value)
            yield _("Asked at"), say.point(value.question.set)
        elif isinstance(value, Figure):
            yield "", say.summed_up(value)
        elif isinstance(value, Low):
            yield "", _("Rated %(score)s of 5 at a terminal") % {"score": value.score}
            told = _("It became the case %(number)s.") if value.case else _("It becomes a case in a moment.")
            yield "", told % {"number": value.number}

    def row_acts(self) -> list[Act]:
        """Return what can be done here."""
        has_case = isinstance(self.chosen, Low) and self.chosen.case
        no_case = "" if has_case else _("No case stands under the cursor.")
        return [Act("enter", _("Open the case"), self.open, no_case, is_first=True)]

    def open(self) -> None:
        """Open the case of a bad rating."""
        if isinstance(self.chosen, Low) and self.chosen.case:
            open_case(self.app, self.chosen.case)


def figured(first: str, name: str, figure: Figure) -> dict[str, tuple[str, str]]:
    """Return the cells of something with a share."""
    return {
        first: (name, "words"),
        "n": (str(figure.n), "words"),
        "share": (say.percent(figure.share), "strong" if figure.is_shown else "muted"),
        "interval": (say.interval(figure), "muted"),
    }


def bar(n: int, most: int) -> str:
    """Return a bar that is as long as there are ratings."""
    return "▇" * max(1, round(BAR * n / most))

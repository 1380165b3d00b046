"""How satisfied people are (满意度): every department of a day, a week or a month, beside the time before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kiosk.i18n import N_, _, ngettext
from kiosk.rules import stretches
from kiosk.rules.rights import may
from kiosk.rules.stretches import Stretch
from kiosk.screens.console.form import Form, Told, Values
from kiosk.screens.console.frame import Act
from kiosk.screens.console.paned import PanedScreen, Said
from kiosk.screens.console.work_words import department
from kiosk.services import publishing, satisfaction_board
from kiosk.services import satisfaction_words as say
from kiosk.services.satisfaction_board import Board, Line
from kiosk.widgets.rows import Column, Row

ROLES = {"up": "good", "down": "late"}


class SatisfactionScreen(PanedScreen):
    """A row a department, the lowest share first; under the cursor what it means and what came of it."""

    place = "satisfaction"
    scopes = (("day", N_("Days")), ("week", N_("Weeks")), ("month", N_("Months")))
    empty = {scope: N_("Nobody has rated anything in this time.") for scope in ("day", "week", "month")}

    def __init__(self) -> None:
        super().__init__()
        self.scope = "month"
        self.shown: dict[str, Stretch] = {}
        """Which day, week and month is shown; the running one where none was chosen."""
        self.board: Board | None = None

    @property
    def stretch(self) -> Stretch:
        """Return the time that is shown."""
        return self.shown.get(self.scope) or self.running

    @property
    def running(self) -> Stretch:
        """Return the day, week or month in which we are."""
        app = self.app
        return stretches.around(self.scope, app.now().astimezone(app.settings.tz).date())

    def headline(self) -> str:
        """Name the screen, and the time that is shown."""
        parts = [_("Satisfaction"), say.called(self.stretch)]
        if self.board and self.board.is_published:
            parts.append(_("published"))
        return " · ".join(parts)

    def columns(self) -> list[Column]:
        """Return the columns."""
        return [
            Column("name", _("Department"), 14, 2, most=30),
            Column("n", _("Ratings"), 7),
            Column("share", _("Satisfied"), 9),
            Column("interval", _("Interval"), 8),
            Column("trend", _("Last time"), 9),
            Column("low", _("Low"), 4),
        ]

    async def read(self) -> list[Row]:
        """Read the departments of the time that is shown."""
        app = self.app
        found = await app.ask(satisfaction_board.board, self.stretch, app.who, app.settings.tz)
        self.board = found
        return [self.row(line) for line in found.lines] if found.lines[0].figure.n else []

    def row(self, line: Line) -> Row:
        """Return a department as a row."""
        then = say.percent(line.then.share) if line.then.is_shown else ""
        cells = {
            "name": (self.name_of(line), "words" if line.department else "strong"),
            "n": (str(line.figure.n), "words"),
            "share": (say.percent(line.figure.share), "strong" if line.figure.is_shown else "muted"),
            "interval": (say.interval(line.figure), "muted"),
            "trend": (f"{say.SIGNS[line.trend]} {then}".strip(), ROLES.get(line.trend, "muted")),
            "low": (str(line.low or ""), "late" if line.still else "muted"),
        }
        return Row(line.department, cells, line)

    def name_of(self, line: Line) -> str:
        """Return the name of a department."""
        return department(line.department, self.app) if line.department else _("The whole house")

    def said(self, value: Any) -> Iterable[Said]:
        """Say a department in words, what came of its bad ratings, and what the numbers mean."""
        line: Line = value
        yield self.name_of(line), say.summed_up(line.figure)
        yield _("The time before"), say.summed_up(line.then)
        told = ngettext("%(n)d bad rating", "%(n)d bad ratings", line.low) % {"n": line.low}
        yield "", _("%(told)s, open cases of them: %(still)d") % {"told": told, "still": line.still}
        if self.board and not line.department and (n := self.board.left_out):
            yield "", ngettext("%(n)d tap was left out.", "%(n)d taps were left out.", n) % {"n": n}
        yield _("What this means"), "\n".join(say.meaning())

    def row_acts(self) -> list[Act]:
        """Return what can be done here."""
        nothing = "" if self.chosen else _("No row stands under the cursor.")
        is_last = self.stretch.after > self.running.first
        no_next = _("There is nothing later yet.") if is_last else ""
        return [
            Act("enter", _("From near"), self.open, nothing, is_first=True),
            Act("b", _("Period before"), self.earlier, is_first=True),
            Act("n", _("Period after"), self.later, no_next),
            Act("p", _("Publish…"), self.publish, self.why_no_publishing(), is_first=True),
        ]

    def why_no_publishing(self) -> str:
        """Say why the time that is shown cannot be published."""
        if why := may(self.app.who, "publish_month"):
            return _(why)
        if self.scope != "month" or self.stretch.after > self.running.first:
            return _("Only a month that is over is published: 3, then b.")
        return _("This month is published.") if self.board and self.board.is_published else ""

    def open(self) -> None:
        """Show a department from near."""
        from kiosk.screens.console.satisfaction_near import NearScreen

        if self.chosen is not None:
            line: Line = self.chosen
            self.app.push_screen(NearScreen(line.department, self.name_of(line), self.stretch))

    async def earlier(self) -> None:
        """Show the time before."""
        await self.show_time(stretches.before(self.stretch))

    async def later(self) -> None:
        """Show the time after."""
        await self.show_time(stretches.after(self.stretch))

    async def show_time(self, one: Stretch) -> None:
        """Show another day, week or month."""
        self.shown[self.scope] = one
        self.board = None
        await self.look()

    def publish(self) -> None:
        """Ask, then publish the month that is shown."""
        app, month = self.app, self.stretch.code

        async def save(_values: Values) -> str:
            return await app.attempt(publishing.publish_month, month, app.who, app.settings, app.now())

        async def saved(is_done: bool | None) -> None:
            if is_done:
                await self.look()
                self.say(_("Published: everybody reads it on the status page."))

        told = _("What is published stays as it is now, also when ratings of this month come in late.")
        total = self.board.lines[0].figure if self.board else None
        asks = [Told(say.summed_up(total))] if total else []
        title = _("Publish %(month)s?") % {"month": say.month(month)}
        app.push_screen(Form(title, [*asks, Told(told)], save, confirm=_("Publish")), saved)

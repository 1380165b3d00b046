"""The leader's page (院领导一页): what is open, promised and felt, in pictures; live, nothing to change."""

from __future__ import annotations

from datetime import date

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Horizontal

from kiosk.i18n import _, language
from kiosk.printed.drawn import MOST_BARS, boxes, called, short_day
from kiosk.records.faults import StoreFault
from kiosk.rules.refusal import Refusal
from kiosk.screens.console.frame import Act, ConsoleScreen
from kiosk.services import leaders_page
from kiosk.services.leaders_page import LeadersPage
from kiosk.widgets import pictures
from kiosk.widgets.picture import Drawn, Picture

TALL = 32
"""Rows of a terminal from which on boxes have frames."""
RESTS = 9
"""The page is read for at most a tenth of the time: others' keys come first."""


class LeaderScreen(ConsoleScreen):
    """One page of pictures; whatever anybody writes shows at once."""

    place = "leader"
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self.rests_until = 0.0
        self.is_waiting = False

    def headline(self) -> str:
        """Name the screen."""
        return _("Leader's page")

    def body(self) -> ComposeResult:
        """Yield the pictures: what is open and promised above, how it came to that below."""
        with Container(id="leader"):
            yield Picture(_("When open cases are due"), id="due-boxes")
            yield Picture(_("Promises of the next days"), id="promises")
            with Horizontal(classes="pair"):
                yield Picture(_("Open cases at the end of each day"), id="burn-down")
                with Container(classes="stack"):
                    yield Picture(_("Satisfied people"), id="gauge")
                    yield Picture(_("Faces tapped today"), id="faces")
            with Horizontal(classes="pair"):
                yield Picture(_("Cases by department and week"), id="heat")
                yield Picture(_("Causes of complaints"), id="pareto")
            yield Picture(_("At which hour cases come in"), id="hours")

    def acts(self) -> list[Act]:
        """Return what can be done."""
        return [
            Act("r", _("Reports"), self.open_reports, is_first=True),
            Act("escape", _("Back"), self.go_back, is_first=True),
        ]

    def go_back(self) -> None:
        """Close the page."""
        self.app.pop_screen()

    def open_reports(self) -> None:
        """Go on to the figures behind the pictures."""
        from kiosk.screens.console.reports import ReportsScreen

        self.app.push_screen(ReportsScreen())

    def on_resize(self, event: events.Resize) -> None:
        """Use the room that is there."""
        self.set_class(event.size.height >= TALL, "-tall")

    async def look(self) -> None:
        """Read the page again; on a busy day not before it has rested, and then once."""
        rest = self.rests_until - self.app.monotonic()
        if rest <= 0:
            await self.read()
        elif not self.is_waiting:
            self.is_waiting = True
            self.set_timer(rest, self.read)

    async def read(self) -> None:
        """Read what stands now, and rest as many times as long as it took."""
        app, began, self.is_waiting = self.app, self.app.monotonic(), False
        if app.actor is None:
            return
        try:
            page = await app.ask(leaders_page.page, app.who, app.settings, app.now())
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
        except Refusal as refusal:
            self.say(str(refusal), is_bad=True)
        else:
            self.rests_until = app.monotonic() + RESTS * (app.monotonic() - began)
            if self.is_drawn:
                self.show(page)

    def draw(self, name: str, drawn: Drawn) -> None:
        """Show another picture in a place of the page."""
        self.query_one(f"#{name}", Picture).show(drawn)

    def show(self, page: LeadersPage) -> None:
        """Show what was read."""
        series, good = page.series, page.satisfied
        draw = self.draw
        draw("due-boxes", pictures.due_boxes(boxes(series.due)))
        weekdays = [weekday(one.day) for one in page.strip]
        draw("promises", pictures.promise_strip(page.strip, weekdays))
        draw("burn-down", pictures.burn_down([(short_day(day.day), day.open) for day in series.left]))
        trend = [point.satisfied for point in series.trend]
        draw("gauge", pictures.gauge(good.value, good.low, good.high, trend))
        draw("faces", pictures.smileys(series.smileys[-1].counts if series.smileys else None))
        weeks = [short_day(monday) for monday in series.heat.weeks]
        rows = [(called(line.name), line.counts) for line in series.heat.lines]
        draw("heat", pictures.heat_map(weeks, rows))
        bars = [(called(bar.name), bar.cases, bar.share) for bar in series.causes[:MOST_BARS]]
        draw("pareto", pictures.pareto(bars))
        draw("hours", pictures.hours(series.hours))


def weekday(day: date) -> str:
    """Return a weekday in two cells."""
    from babel.dates import format_date

    return str(format_date(day, "EEEEE" if language() != "en" else "EEEEEE", locale=language()))

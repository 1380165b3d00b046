"""Reports (报表): the figures of a month or a year with their definitions, and its tables."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from kiosk.i18n import _, language
from kiosk.printed import filing
from kiosk.printed.drawn import called
from kiosk.printed.numbers import celled
from kiosk.printed.report import SECTION_TITLES, Shown, figure, filled, period, title_of
from kiosk.records.faults import StoreFault
from kiosk.rules import figures as spans
from kiosk.rules.refusal import Refusal
from kiosk.rules.text import stated
from kiosk.screens.console.frame import Act, ConsoleScreen
from kiosk.services import reports
from kiosk.services.report_shape import Report, Table
from kiosk.widgets.rows import Column, Row, Rows


class Sheet(NamedTuple):
    """One table of the screen: the figures, or a table of the report."""

    title: str
    columns: list[Column]
    rows: list[Row]


class ReportsScreen(ConsoleScreen):
    """A row a figure; what is counted stands under the list."""

    place = "reports"

    def __init__(self) -> None:
        super().__init__()
        self.code = ""
        """The month or the year that is shown; empty until one has looked."""
        self.at = 0
        """Which sheet is shown."""
        self.report: Report | None = None

    def headline(self) -> str:
        """Name the report and the sheet."""
        if self.report is None:
            return _("Reports")
        return f"{title_of(self.report.period)} · {self.sheet.title}"

    def body(self) -> ComposeResult:
        """Yield the sheet, and what stands behind the row under the cursor."""
        yield Rows(empty=_("Nothing in this time."), id="figures")
        with VerticalScroll(id="figure", can_focus=True):
            yield Static("", id="figure-words", markup=False)

    @property
    def sheet(self) -> Sheet:
        """Return the sheet that is shown."""
        assert self.report is not None
        return of_figures(self.report) if not self.at else of_table(self.report.tables[self.at - 1])

    def acts(self) -> list[Act]:
        """Return what can be done."""
        none = "" if self.report else _("Nothing is read yet.")
        is_year = len(self.code) == 4
        later = none or ("" if self.span(1) <= self.now_code() else _("It has not begun yet."))
        return [
            Act("t", _("Next table"), lambda: self.turn(1), none, is_first=True),
            Act("left", _("Period before"), lambda: self.go(-1), none, is_first=True),
            Act("right", _("Period after"), lambda: self.go(1), later),
            Act("T", _("Table before"), lambda: self.turn(-1), none),
            Act("y", _("Monthly report") if is_year else _("Annual report"), self.swap, none),
            Act("p", _("Save page"), self.save, none, is_first=True),
            Act("b", _("Leader's page"), self.open_page),
            Act("escape", _("Back"), self.go_back, is_first=True),
        ]

    def go_back(self) -> None:
        """Close the screen."""
        self.app.pop_screen()

    def open_page(self) -> None:
        """Go to the pictures."""
        from kiosk.screens.console.leader import LeaderScreen

        self.app.switch_screen(LeaderScreen())

    # Which report, which sheet

    def now_code(self) -> str:
        """Return the month, or the year, that it is now."""
        today = self.app.now().astimezone(self.app.settings.tz).date()
        return f"{today.year:04}" if len(self.code) == 4 else spans.month_of(today).code

    def span(self, step: int) -> str:
        """Return the period so many steps away."""
        if not self.code:
            return ""
        if len(self.code) == 4:
            return f"{int(self.code) + step:04}"
        return spans.month_of(spans.months_later(spans.month(self.code).first, step)).code

    async def go(self, step: int) -> None:
        """Show the period before or after."""
        self.code = self.span(step)
        await self.look()

    async def swap(self) -> None:
        """Show the year of a month, or the newest month of a year."""
        if len(self.code) == 4:
            self.code, year = "", self.code
            self.code = min(self.now_code(), f"{year}-12")
        else:
            self.code = self.code[:4]
        await self.look()

    def turn(self, step: int) -> None:
        """Show the next sheet, or the one before."""
        if self.report is not None:
            self.at = (self.at + step) % (len(self.report.tables) + 1)
            self.show()

    async def look(self) -> None:
        """Count again."""
        app = self.app
        self.code = self.code or self.now_code()
        made = reports.year if len(self.code) == 4 else reports.month
        try:
            self.report = await app.ask(made, self.code, app.who, app.settings, app.now())
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
        except Refusal as refusal:
            self.say(str(refusal), is_bad=True)
        else:
            self.show()

    def show(self) -> None:
        """Show the sheet."""
        if self.report is None or not self.is_drawn:
            return
        self.at %= len(self.report.tables) + 1
        rows, sheet = self.query_one(Rows), self.sheet
        rows.set_columns(sheet.columns)
        rows.show(sheet.rows)
        self.draw_frame()

    @on(Rows.Moved)
    def _moved(self) -> None:
        """Say everything about the row under the cursor."""
        row = self.query_one(Rows).current
        self.query_one("#figure-words", Static).update(row.value if row else "")

    async def save(self) -> None:
        """Put the report's page into the data directory, and say where."""
        app, speech = self.app, language()
        try:
            report = await app.ask(reports.issue, self.code, app.who, app.settings, app.now())
            file = await asyncio.to_thread(filing.put, report, speech, app.settings)
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
        except Refusal as refusal:
            self.say(str(refusal), is_bad=True)
        except OSError as problem:
            self.say(str(problem.strerror), is_bad=True)
        else:
            place = file.relative_to(app.settings.data)
            self.say(_("Saved in the data directory: %(file)s") % {"file": place})


def of_figures(report: Report) -> Sheet:
    """Return the figures as rows: the number, and what it was before."""
    columns = [
        Column("label", _("Figure"), 26, 3, 60),
        Column("value", period(report.period), 14),
        Column("before", period(report.before), 14),
        Column("year_before", period(report.year_before), 14),
    ]
    if report.before.code == report.year_before.code:
        columns.pop()
    told = [of_figure(figure(one), one.section, report) for one in report.figures]
    return Sheet(_("Figures"), columns, told)


def of_figure(one: Shown, section: str, report: Report) -> Row:
    """Return a figure as a row; under the list it says against what it is compared."""
    cells = {
        "label": (one.label, "words"),
        "value": (one.value, "strong"),
        "before": (one.before, "muted"),
        "year_before": (one.year_before, "muted"),
    }
    counts = " · ".join(filter(None, (one.value, one.parts, one.between)))
    spans = ((one.change, report.before), (one.year_change, report.year_before))
    against = _("against %(period)s %(change)s")
    changes = " · ".join(against % {"change": told, "period": period(span)} for told, span in spans if told)
    said = (f"{_(SECTION_TITLES[section])} · {one.label}", stated(counts, one.definition), changes)
    return Row(one.code, cells, "\n".join(filter(None, said)))


def of_table(table: Table) -> Sheet:
    """Return a table as rows; every cell is said in full under the list."""
    heads = [_(column.label) for column in table.columns]
    columns = [Column("name", "", 16, 3, 40)]
    columns += [Column(one.code, head, 8, 1, 14) for one, head in zip(table.columns, heads, strict=True)]
    units = [column.unit for column in table.columns]
    rows = []
    for row in table.rows:
        said = [*map(celled, row.cells, units)]
        cells = {one.code: (cell, "words") for one, cell in zip(table.columns, said, strict=True)}
        pairs = " · ".join(map(stated, heads, said))
        value = f"{called(row.name)}\n{pairs}\n{filled(table.definition, table.places)}"
        rows.append(Row(row.code, {"name": (called(row.name), "strong"), **cells}, value))
    return Sheet(filled(table.title, table.places), columns, rows)

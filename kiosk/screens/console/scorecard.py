"""What late notices cost each department in a month or a year, before and after appeals."""

from __future__ import annotations

from textual.app import ComposeResult

from kiosk.i18n import _
from kiosk.records.faults import StoreFault
from kiosk.rules import months
from kiosk.screens.console.frame import Act
from kiosk.screens.console.listing import ListScreen
from kiosk.services import points
from kiosk.services.name_book import NameBook
from kiosk.services.points import Score
from kiosk.widgets.rows import Column, Row, Rows


class ScorecardScreen(ListScreen[Score]):
    """A row a department, the most points first."""

    place = "scorecard"

    def __init__(self) -> None:
        super().__init__()
        self.month = months.of(self.app.now().astimezone(self.app.settings.tz).date())
        self.is_year = False

    @property
    def period(self) -> tuple[str, str]:
        """Return the first and the last day that are shown, as the register holds days."""
        if self.is_year:
            return f"{self.month[:4]}-01-01", f"{self.month[:4]}-12-31"
        return f"{self.month}-01", f"{self.month}-31"

    def headline(self) -> str:
        """Name the screen and the period."""
        shown = self.month[:4] if self.is_year else self.month
        return " · ".join((_("Points by department"), shown))

    def body(self) -> ComposeResult:
        """Yield the list."""
        yield Rows(self.columns(), empty=_("No points were taken in this time."), id="scorecard")

    def columns(self) -> list[Column]:
        """Return the columns."""
        return [
            Column("department", _("Department"), 16, 3, 40),
            Column("notices", _("Late notices"), 12),
            Column("taken", _("Taken"), 8),
            Column("kept", _("After appeals"), 13),
            Column("appeals", _("Appeals open"), 12),
        ]

    def acts(self) -> list[Act]:
        """Return what can be done."""
        other = _("The month") if self.is_year else _("The whole year")
        return [
            Act("b", _("The time before"), self.earlier, is_first=True),
            Act("n", _("The time after"), self.later, is_first=True),
            Act("y", other, self.change_span, is_first=True),
            Act("escape", _("Back"), self.go_back, is_first=True),
        ]

    async def look(self) -> None:
        """Reckon again."""
        app = self.app
        try:
            found = await app.ask(points.scorecard, *self.period, app.who)
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
            return
        if not self.is_drawn:
            return
        book = NameBook.of(app.hospital, app.names)
        self.query_one(Rows).show([line(one, book) for one in found])
        self.draw_frame()

    async def earlier(self) -> None:
        """Show the month or the year before."""
        await self.move(-1)

    async def later(self) -> None:
        """Show the month or the year after."""
        await self.move(1)

    async def move(self, by: int) -> None:
        """Show another month or year."""
        self.month = months.moved(self.month, by * (12 if self.is_year else 1))
        await self.look()

    async def change_span(self) -> None:
        """Show the year instead of the month, or the month again."""
        self.is_year = not self.is_year
        await self.look()


def line(one: Score, book: NameBook) -> Row:
    """Return what a department lost, as a line."""
    cells = {
        "department": (book.department(one.department), "strong"),
        "notices": (str(one.notices), "words"),
        "taken": (str(one.taken), "words"),
        "kept": (str(one.kept), "late" if one.kept else "good"),
        "appeals": (str(one.appeals) if one.appeals else "", "today"),
    }
    return Row(one.department, cells, one)

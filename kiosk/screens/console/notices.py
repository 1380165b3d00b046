"""All rectification notices (整改通知书): how far each is, what it cost, and what is done about it."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from kiosk.i18n import _
from kiosk.records.faults import StoreFault
from kiosk.screens.console import notice_acts, notice_words, paper
from kiosk.screens.console.frame import Act
from kiosk.screens.console.listing import ListScreen
from kiosk.screens.console.notice_words import Reader
from kiosk.screens.console.scorecard import ScorecardScreen
from kiosk.services import notice_board, notice_sheet
from kiosk.services.name_book import NameBook
from kiosk.services.notice_board import NoticeRow
from kiosk.widgets.facts import Facts
from kiosk.widgets.rows import Column, Rows


class NoticesScreen(ListScreen[NoticeRow]):
    """A row a notice; what is known of the one under the cursor stands beside or under the list."""

    place = "notices"

    def __init__(self) -> None:
        super().__init__()
        self.is_all = False

    def headline(self) -> str:
        """Name the screen, and what of it is shown."""
        shown = _("all") if self.is_all else _("those that wait")
        return " · ".join((_("Notices"), shown))

    def body(self) -> ComposeResult:
        """Yield the list, and what is known of the notice under the cursor."""
        with Container(id="notices-panes", classes="list-panes"):
            yield Rows(self.columns(), empty=_("No notice waits here."), id="notices")
            yield Facts(id="notice")

    def columns(self) -> list[Column]:
        """Return the columns."""
        return [
            Column("number", _("Number"), 9),
            Column("department", _("Department"), 10, 2),
            Column("what", _("To mend"), 11, 4),
            Column("due", _("Due"), 13),
            Column("stage", _("Stage"), 10),
            Column("points", _("Points"), 6),
        ]

    @property
    def reader(self) -> Reader:
        """Return who reads, and when."""
        app = self.app
        return Reader(NameBook.of(app.hospital, app.names), app.now(), app.settings.tz)

    async def look(self) -> None:
        """Read the notices again; the cursor stays on its own."""
        try:
            found = await self.app.ask(notice_board.listed, self.app.who, self.is_all)
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
            return
        if not self.is_drawn:
            return
        reader = self.reader
        self.query_one(Rows).show([notice_words.line(row, reader) for row in found])
        self.read_out()

    def read_out(self) -> None:
        """Show what is known of the notice under the cursor."""
        row = self.chosen
        self.query_one("#notice", Facts).show(notice_words.facts(row, self.reader) if row else [])
        self.draw_frame()

    @on(Rows.Moved)
    def _moved(self) -> None:
        self.read_out()
        self.query_one("#notice", Facts).scroll_home(animate=False)

    @on(Rows.Opened)
    async def _opened(self) -> None:
        self.query_one("#notice", Facts).focus()

    def acts(self) -> list[Act]:
        """Return what can be done."""
        row = self.chosen
        nothing = "" if row else _("No notice stands under the cursor.")
        shown = _("Those that wait") if self.is_all else _("Show all")
        group = _("The list")
        return [
            *notice_acts.of(self, row),
            Act("p", _("On paper"), self.print, nothing, True, _("This notice")),
            Act("o", _("Open the case"), self.open_case, nothing, group=_("This notice")),
            Act("f", shown, self.show_other, group=group),
            Act("t", _("Points by department"), self.scorecard, group=group),
            Act("escape", _("Back"), self.go_back, is_first=True, group=group),
        ]

    # What can be done

    async def show_other(self) -> None:
        """Show all notices, or those that wait again."""
        self.is_all = not self.is_all
        await self.look()

    async def print(self) -> None:
        """Show the notice as it stands on paper."""
        if row := self.chosen:
            app, name = self.app, f"notice-{row.notice.number}.html"
            given = (row.notice.uid, app.who, app.settings, app.now())
            await paper.show(self, name, notice_sheet.printed, *given)

    async def open_case(self) -> None:
        """Read the case that a notice is about."""
        from kiosk.screens.console.case import CaseScreen

        if row := self.chosen:
            self.app.push_screen(CaseScreen(row.case))

    def scorecard(self) -> None:
        """Show what late notices cost each department."""
        self.app.push_screen(ScorecardScreen())

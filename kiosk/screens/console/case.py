"""One case: its facts, its timeline, and everything that can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from textual.app import ComposeResult
from textual.containers import Container, Horizontal

from kiosk.i18n import _, ngettext
from kiosk.records import Person, Presence
from kiosk.records.faults import StoreFault
from kiosk.rules.refusal import Refusal
from kiosk.screens.console import case_acts, case_facts, case_head
from kiosk.screens.console.case_head import Shown
from kiosk.screens.console.frame import Act, ConsoleScreen
from kiosk.services import case_view, presence
from kiosk.services.case_view import CaseView
from kiosk.services.cases import NoCase
from kiosk.services.name_book import NameBook
from kiosk.widgets.bignumber import BigNumber
from kiosk.widgets.facts import Facts, HeadRows
from kiosk.widgets.timeline import Timeline


class CaseScreen(ConsoleScreen):
    """Facts left, timeline right; where there is little room, above each other."""

    AUTO_FOCUS = "#timeline"

    def __init__(self, uid: UUID) -> None:
        super().__init__()
        self.uid = uid
        self.place = f"case:{uid}"
        self.view: CaseView | None = None
        self.is_told = False
        """The trail tells that the case was read: once, however often it is read again while it is open."""
        self.book = NameBook()
        self.others: Sequence[Presence] = ()
        self.revealed: list[Person] | None = None
        """The people of the case unmasked, from when they are asked for until the case is left."""

    # What stands on the screen

    def headline(self) -> str:
        """Return the number."""
        return _("Case %(number)s") % {"number": self.view.case.number} if self.view else _("Case")

    def body(self) -> ComposeResult:
        """Yield the head, the facts and the timeline."""
        with Horizontal(id="case-head"):
            yield BigNumber("", is_tight=True, id="case-number")
            yield HeadRows(id="case-lines")
        with Container(id="case-panes"):
            yield Facts(id="facts")
            yield Timeline(id="timeline")

    def acts(self) -> list[Act]:
        """Return everything that can be done with the case now."""
        if self.view is None:
            return [Act("escape", _("Back"), self.leave)]
        return case_acts.of(self, self.view)

    @property
    def shown(self) -> Shown:
        """Return the case as it is looked at now."""
        app = self.app
        assert self.view is not None, "nothing is shown before it is read"
        return Shown(self.view, self.book, app.hospital, app.settings.tz, app.now(), self.revealed)

    async def look(self) -> None:
        """Read the case again; what one reads and types stays where it is."""
        app = self.app
        if app.actor is None:
            return
        read = case_view.of if self.is_told else case_view.opened
        was_told, self.is_told = self.is_told, True
        try:
            self.view = await app.ask(read, self.uid, app.who, app.settings, app.now())
            self.others = await app.ask(presence.others, self.uid, app.session, app.now())
        except StoreFault as fault:
            self.is_told = was_told
            self.say(fault.mending(), is_bad=True)
            return
        except Refusal as refusal:
            self.close(_("You do not work on this case any more.") if self.view else str(refusal))
            return
        except NoCase:
            self.close(_("This case is not in the register."))
            return
        self.book = NameBook.of(app.hospital, app.names)
        self.draw()

    async def glance(self) -> None:
        """See who else is here: coming and going is nothing that the trail tells of."""
        app = self.app
        if self.view is None:
            return
        others = await app.ask(presence.others, self.uid, app.session, app.now())
        told = self.who_else()
        self.others = others
        if self.who_else() != told:
            self.draw_head()

    def draw(self) -> None:
        """Draw the case as it was last read."""
        if self.view is None or not self.is_mounted:
            return
        self.draw_head()
        shown = self.shown
        facts, timeline = self.query_one(Facts), self.query_one(Timeline)
        facts.show(case_facts.facts(shown))
        timeline.show(case_facts.timeline(shown))
        count = len(self.view.case.timeline)
        facts.border_title = _("Facts")
        lines = ngettext("%(n)d line, newest on top", "%(n)d lines, newest on top", count) % {"n": count}
        timeline.border_title = f"{_('Timeline')} · {lines}"
        self.draw_frame()

    def draw_head(self) -> None:
        """Draw the number, and the rows beside it."""
        shown = self.shown
        number, head = self.query_one("#case-number", BigNumber), self.query_one("#case-lines", HeadRows)
        if number.text != shown.view.case.number:
            number.text = shown.view.case.number
            number.refresh(layout=True)
        head.show(case_head.head(shown, self.who_else(), head.content_size.width, number.display))

    def on_resize(self) -> None:
        """Say the number in the head where there is no room for the big one."""
        self.call_after_refresh(self.draw)

    def who_else(self) -> str:
        """Say who else has this case open, and who is writing."""
        told = []
        for one in self.others:
            name = self.book.person(one.staff)
            sentence = _("✎ %(name)s is writing") if one.doing == "writing" else _("%(name)s reads it too")
            told.append(sentence % {"name": name})
        return " · ".join(dict.fromkeys(told))

    # Coming and going

    def on_screen_resume(self) -> None:
        """Show others that one is here."""
        self.run_worker(self.sit("reading"), group="sit", exclusive=True)

    async def on_unmount(self) -> None:
        """Show others that one has gone."""
        if self.app.at_case[0] == self.uid:
            self.app.at_case = (None, "")
            if self.app.is_running:
                await self.app.beat()

    async def sit(self, doing: str) -> None:
        """Show others what one does here, at once."""
        self.app.at_case = (self.uid, doing)
        await self.app.beat()

    def leave(self) -> None:
        """Go back to where one came from."""
        self.dismiss(None)

    def close(self, why: str) -> None:
        """Close a case that may not be read, and say why where one comes to."""
        if self.is_current:
            self.dismiss(None)
            self.app.call_later(self.app.say, why, True)

    def other_pane(self) -> None:
        """Put the cursor on the other half."""
        self.query_one("#facts" if self.query_one(Timeline).has_focus else "#timeline").focus()

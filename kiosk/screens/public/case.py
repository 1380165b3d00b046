"""A case as its patient sees it at the desk: where it stands, what was said, and what one may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from kiosk.i18n import N_, _
from kiosk.records.faults import StoreFault
from kiosk.rules.refusal import Refusal
from kiosk.rules.text import clean
from kiosk.screens.public.case_words import dates, overview, said
from kiosk.screens.public.flow import FlowPage, FlowScreen, Trouble
from kiosk.services import closing, patients, public_view
from kiosk.widgets.field import Field
from kiosk.widgets.reading import Reading
from kiosk.widgets.tiles import Tile, TileGrid

if TYPE_CHECKING:
    from kiosk.records import Case
    from kiosk.services.public_view import PublicView

OWN = ""
"""The ready sentence that is none: one's own words."""
MOST = 500
BEFORE = {"said": "overview", "dates": "overview", "acts": "overview", "menu": "overview"}
BEFORE |= {"withdraw": "acts", "ready": "acts", "message": "ready"}
"""The page that Back leads to."""


class CaseScreen(FlowScreen):
    """One case, opened with its second factor."""

    code: ClassVar[str] = "progress"

    def __init__(self, case: Case, view: PublicView) -> None:
        super().__init__()
        self.case, self.view = case, view
        self.note = self.words = ""
        """What was just done, as a sentence to be translated; and a message while it is written."""

    def pages(self) -> list[FlowPage]:
        """Return what can be looked at and done."""
        is_large = self.app.is_large
        goes_on = _("Continue") if is_large else ""
        asked, back = self._acts_question(), _("Back to the case")
        return [
            _page(
                "overview",
                self.heading(),
                self.show_overview,
                choose=self.show_page,
                goes_on=goes_on,
                leave=self.leave_overview,
            ),
            _page("menu", _("What would you like to see?"), self.show_menu, choose=self.show_page),
            _page("said", _("What was said"), self.show_said, goes_on=back, leave=self.on_back),
            _page("dates", _("How the dates come about"), self.show_dates, goes_on=back, leave=self.on_back),
            _page("acts", asked, self.show_acts, choose=self.take_act),
            _page("withdraw", _("Take this back?"), self.ask_withdraw, choose=self.take_withdraw),
            _page("ready", _("What would you like to add?"), self.ask_ready, choose=self.take_ready),
            FlowPage(
                "message",
                _("What would you like to add?"),
                "",
                self.ask_message,
                keep=self.keep_message,
                check=self.check_message,
                leave=self.send,
                goes_on=_("Send it"),
                is_written=True,
                is_counted=False,
            ),
        ]

    def _acts_question(self) -> str:
        return _("Is it really solved?") if "verdict" in self.view.can else _("What would you like to do?")

    async def on_back(self) -> None:
        """Go to the page that led here; from the first one Home."""
        self.keep()
        name = self.page.name
        if name in BEFORE:
            await self.show_page(BEFORE[name])
        else:
            self.app.go_back()

    async def redraw(self) -> None:
        """Draw anew, with the case in the language of now."""
        await self.look()
        await super().redraw()

    async def look(self) -> None:
        """Read the case again as it stands."""
        app = self.app
        try:
            self.view = await app.ask(public_view.of, self.case, True, app.settings, app.now())
        except StoreFault as fault:
            self.fault(fault.sentence())

    # What is shown

    def heading(self) -> str:
        """Return number, kind and stage."""
        view = self.view
        return f"{view.number} · {view.kind_words} · {view.stage_words}"

    def aloud(self) -> list[str]:
        """Say questions, but no number and no stage: whoever stands behind would hear them."""
        return [] if self.page.name == "overview" else super().aloud()

    def show_overview(self) -> ComposeResult:
        """Yield how it stands, and the ways on where there is room for both."""
        yield Reading(overview(self.view, _(self.note)), id="overview")
        if not self.app.is_large:
            with Horizontal(classes="below"):
                yield self._menu()

    async def leave_overview(self) -> None:
        """Show the ways on where they have a page of their own."""
        await self.show_page("menu")

    def show_menu(self) -> ComposeResult:
        """Yield the ways on, on a page of their own."""
        yield self._menu()

    def _menu(self) -> TileGrid:
        tiles = [Tile("said", _("What was said")), Tile("dates", _("The dates"))]
        words = _("Is it solved?") if "verdict" in self.view.can else _("What I can do")
        return TileGrid([*tiles, Tile("acts", words)], is_large=self.app.is_large, id="menu")

    def show_said(self) -> ComposeResult:
        """Yield replies, messages and the patient's own words."""
        yield Reading(said(self.view, self.case), id="said")

    def show_dates(self) -> ComposeResult:
        """Yield how each promised date comes about, day by day."""
        yield Reading(dates(self.view), id="dates")

    # What one may do

    def show_acts(self) -> ComposeResult:
        """Yield what may be done now."""
        yield TileGrid(self.acts(), is_large=self.app.is_large, id="acts")

    def acts(self) -> list[Tile]:
        """Return what may be done now."""
        offered = [
            ("verdict", Tile("solved", _("Yes, it is solved"), _("It is closed then"))),
            ("verdict", Tile("not_solved", _("No, not solved"), _("We go on, with a new date"))),
            ("message", Tile("ready", _("Add something"), _("The office reads it"))),
            ("withdraw", Tile("withdraw", _("Take it back"), _("Nobody works on it any more"))),
        ]
        found = [tile for act, tile in offered if act in self.view.can]
        return [*found, Tile("slip", _("Show the slip again"), _("With its QR code"))]

    async def take_act(self, act: str) -> None:
        """Do it, or ask once more first."""
        if act == "slip":
            from kiosk.screens.public.slip import SlipPage

            await self.app.push_screen(SlipPage(self.case))
        elif act in ("solved", "not_solved"):
            await self.judge(act == "solved")
        else:
            await self.show_page(act)

    async def judge(self, is_solved: bool) -> None:
        """Close the case, or reopen it at once."""
        thanks, again = N_("Thank you. It is closed."), N_("We go on with it. The new date stands below.")
        settings = self.app.settings
        await self._do(
            thanks if is_solved else again, closing.give_verdict, self.case.uid, is_solved, settings
        )

    def ask_withdraw(self) -> ComposeResult:
        """Ask once more."""
        tiles = [
            Tile("keep", _("No, keep it open"), _("Everything stays as it is")),
            Tile("withdraw", _("Yes, take it back"), _("You can open a new matter at any time")),
        ]
        yield TileGrid(tiles, is_large=self.app.is_large, id="withdraw")

    async def take_withdraw(self, act: str) -> None:
        """Take the case back, or leave it."""
        if act == "withdraw":
            settings = self.app.settings
            await self._do(N_("You took this back."), patients.withdraw, self.case.uid, settings)
        else:
            await self.show_page("overview")

    def ask_ready(self) -> ComposeResult:
        """Yield sentences that are often wanted, and one's own words."""
        sentences = [
            _("I would like to be called."),
            _("It has become urgent."),
            _("I have papers to show."),
        ]
        tiles = [Tile(sentence, sentence) for sentence in sentences]
        yield TileGrid([*tiles, Tile(OWN, _("My own words"))], is_large=self.app.is_large, id="ready")

    async def take_ready(self, sentence: str) -> None:
        """Put the sentence where it can be changed before it is sent."""
        self.words = sentence or self.words
        await self.show_page("message")

    def ask_message(self) -> ComposeResult:
        """Yield the words."""
        yield Field("message", _("The office reads these words"), self.words, most=MOST)

    def keep_message(self) -> None:
        """Keep the words as they stand."""
        self.words = clean(self.typed("message"), MOST, lines=False)

    def check_message(self) -> Trouble | None:
        """Say when there are no words."""
        return None if self.words.strip() else Trouble(_("Write what you want to add first."), "message")

    async def send(self) -> None:
        """Add the words to the case."""
        added, settings = N_("Your words were added."), self.app.settings
        if await self._do(added, patients.add_message, self.case.uid, self.words, settings):
            self.words = ""

    async def _do(self, note: str, act: Callable[..., Case], *values: Any) -> bool:
        """Act, and show the case as it stands then; say so where it was refused."""
        app = self.app
        try:
            self.case = await app.act(act, *values, app.now())
        except StoreFault as fault:
            self.fault(fault.sentence())
            return False
        except Refusal as refusal:
            self.fault(str(refusal))
            return False
        self.note = note
        await self.look()
        await self.show_page("overview")
        return True


def _page(name: str, question: str, ask: Callable[[], ComposeResult], **others: Any) -> FlowPage:
    """Return a page that only a choice leaves; where the choice was refused, it stays."""
    return FlowPage(name, question, "", ask, is_counted=False, **{"goes_on": "", "leave": _stay, **others})


def _stay() -> None:
    """Show the same page on."""

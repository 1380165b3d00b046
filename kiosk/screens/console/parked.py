"""What terminals did and the register did not take: a line each, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual import on
from textual.app import ComposeResult

from kiosk.i18n import _, moment
from kiosk.records import Delivery
from kiosk.records.faults import StoreFault
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import may
from kiosk.rules.text import stated
from kiosk.screens.console.form import Told
from kiosk.screens.console.frame import Act, ConsoleScreen
from kiosk.screens.console.reading_box import ReadingBox
from kiosk.services import parked
from kiosk.widgets.rows import Column, Row, Rows


class ParkedScreen(ConsoleScreen):
    """The acts of terminals that wait for somebody to see to them."""

    place = "parked"

    def headline(self) -> str:
        """Name the list."""
        return _("Not taken over from terminals")

    def body(self) -> ComposeResult:
        """Yield the list."""
        columns = [
            Column("when", _("When"), 24),
            Column("terminal", _("Terminal"), 8),
            Column("what", _("Act"), 20, 3),
        ]
        yield Rows(columns, empty=_("Everything was taken over."), id="parked")

    @property
    def chosen(self) -> Delivery | None:
        """Return the act under the cursor."""
        row = self.query_one(Rows).current if self.query(Rows) else None
        return row.value if row else None

    def acts(self) -> list[Act]:
        """Return what can be done."""
        role = _(may(self.app.who, "see_parked"))
        nothing = role or ("" if self.chosen else _("Nothing stands under the cursor."))
        return [
            Act("enter", _("Read"), self.read, nothing, is_first=True),
            Act("a", _("Do it again"), self.do_again, nothing, is_first=True),
            Act("x", _("Seen to by hand"), self.settle, nothing, is_first=True),
            Act("escape", _("Back"), self.go_back, is_first=True),
        ]

    async def look(self) -> None:
        """Read the list again."""
        if may(self.app.who, "see_parked"):
            return
        try:
            found = await self.app.ask(parked.waiting, self.app.who)
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
            return
        self.query_one(Rows).show([self.row(one) for one in found])
        self.draw_frame()

    def row(self, one: Delivery) -> Row:
        """Return an act as a line."""
        cells = {
            "when": (moment(one.at.astimezone(self.app.settings.tz)), "muted"),
            "terminal": (one.terminal, "words"),
            "what": (words_of(one), "strong"),
        }
        return Row(one.uid, cells, one)

    @on(Rows.Opened)
    async def _opened(self, message: Rows.Opened) -> None:
        message.stop()
        await self.press("enter")

    @on(Rows.Moved)
    def _moved(self, message: Rows.Moved) -> None:
        message.stop()
        self.draw_frame()

    async def read(self) -> None:
        """Show what the act was told."""
        if (one := self.chosen) is None:
            return
        try:
            told = await self.app.act(parked.read, one.uid, self.app.who, self.app.now())
        except (Refusal, StoreFault) as fault:
            self.say(fault.mending() if isinstance(fault, StoreFault) else str(fault), is_bad=True)
            return
        lines = [Told(stated(name, words)) for name, words in told]
        self.app.push_screen(ReadingBox(words_of(one), lines or [Told(_("Its words stayed there."))]))

    async def do_again(self) -> None:
        """Do the act under the cursor again."""
        done = _("It is taken over now.")
        await self.see_to(parked.do_again, done, self.app.who, self.app.settings, self.app.now())

    async def settle(self) -> None:
        """Take the act under the cursor off the list."""
        await self.see_to(parked.settle, _("It is off the list."), self.app.who, self.app.now())

    async def see_to(self, service: Callable[..., Any], done: str, *told: Any) -> None:
        """Do something about the act under the cursor, and say how it went."""
        if (one := self.chosen) is None:
            return
        sentence = await self.app.attempt(service, one.uid, *told)
        await self.app.look()
        self.say(sentence or done, bool(sentence))

    async def go_back(self) -> None:
        """Close the list."""
        self.dismiss()


def words_of(one: Delivery) -> str:
    """Return what was done at the terminal, and why the register did not take it."""
    why = _("it was refused") if one.problem == Refusal.__name__ else _("it does not fit what stands here")
    return f"{_(parked.ACTS.get(one.act, one.act))} · {why}"

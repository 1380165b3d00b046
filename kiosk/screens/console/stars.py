"""The month's service stars (服务之星): the list with its formula, supervisors' points, and the signature."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from kiosk.i18n import _, moment, month, ngettext
from kiosk.records import StarPoint
from kiosk.records.faults import StoreFault
from kiosk.rules import months
from kiosk.rules import stars as rule
from kiosk.rules.finding import keys_for
from kiosk.rules.numbers import new_uid
from kiosk.rules.rights import may
from kiosk.rules.stars import Star
from kiosk.screens.console import paper
from kiosk.screens.console.choices import Choice
from kiosk.screens.console.form import Ask, Form, Line, Save, Text, Told, Values
from kiosk.screens.console.frame import Act
from kiosk.screens.console.listing import ListScreen
from kiosk.services import stars
from kiosk.services.stars import StarTable
from kiosk.widgets.facts import Fact, Facts, Heading
from kiosk.widgets.rows import Column, Row, Rows


class StarsScreen(ListScreen[Star]):
    """A row a star, best first; the formula and whoever signed stand beside or under the list."""

    place = "stars"

    def __init__(self) -> None:
        super().__init__()
        self.month = months.of(self.app.now().astimezone(self.app.settings.tz).date())
        self.table: StarTable | None = None

    def headline(self) -> str:
        """Name the screen and the month."""
        signed = self.table and self.table.signed
        state = _("signed") if signed else _("not signed yet")
        return " · ".join((_("Service stars"), month(months.first_day(self.month)), state))

    def body(self) -> ComposeResult:
        """Yield the list, and how it was reckoned."""
        with Container(id="stars-panes", classes="list-panes"):
            yield Rows(self.columns(), empty=_("No list is there for this month yet."), id="stars")
            yield Facts(id="star")

    def columns(self) -> list[Column]:
        """Return the columns."""
        return [
            Column("place", _("Rank"), 5),
            Column("name", _("Name"), 12, 2, 30),
            Column("score", _("Score"), 7),
            Column("praise", _("Praise"), 6),
            Column("timely", _("In time"), 8),
            Column("solved", _("Solved"), 8),
            Column("points", _("Bonus"), 6),
        ]

    async def look(self) -> None:
        """Read the list of the month again."""
        app = self.app
        try:
            self.table = await app.ask(stars.of, self.month, app.who, app.settings)
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
            return
        if not self.is_drawn:
            return
        self.query_one(Rows).show([self.row(n, one) for n, one in enumerate(self.table.stars, 1)])
        self.query_one("#star", Facts).show(self.facts(self.table))
        self.draw_frame()

    def row(self, place: int, one: Star) -> Row:
        """Return a star as a line."""
        facts = one.facts
        cells = {
            "place": (f"{'★' if place <= 3 else ' '} {place}", "good" if place <= 3 else "muted"),
            "name": (self.app.name_of(facts.staff), "strong"),
            "score": (rule.shown(one.score), "strong"),
            "praise": (str(facts.praises), "words"),
            "timely": (f"{facts.met}/{facts.clocks}", "words"),
            "solved": (f"{facts.solved}/{facts.verdicts}", "words"),
            "points": (str(facts.points), "words"),
        }
        return Row(facts.staff, cells, one)

    def facts(self, table: StarTable) -> list[Fact | Heading]:
        """Return how the list was reckoned, who signed it, and the points that were given."""
        tz = self.app.settings.tz
        found: list[Fact | Heading] = [
            Heading(_("How it is reckoned")),
            Fact("", stars.formula_words(table.weights)),
        ]
        if table.signed:
            signed = f"{self.app.name_of(table.signed.by)} · {moment(table.signed.at.astimezone(tz))}"
            found.append(Fact(_("Signed"), signed, "good"))
        if table.points:
            found += [Heading(_("Points of supervisors")), *map(self.given, table.points)]
        return found

    def given(self, one: StarPoint) -> Fact:
        """Return points that a supervisor gave, with the reason."""
        points = ngettext("%(n)d point", "%(n)d points", one.points) % {"n": one.points}
        words = f"{points} · {one.words} · {self.app.name_of(one.by)}"
        return Fact(self.app.name_of(one.staff), words)

    @on(Rows.Opened)
    async def _read(self) -> None:
        self.query_one("#star", Facts).focus()

    def acts(self) -> list[Act]:
        """Return what can be done."""
        table = self.table
        boss = _(may(self.app.who, "give_stars"))
        signed = boss or (_("The list of this month is signed.") if table and table.signed else "")
        nobody = "" if table and table.stars else _("No list is there for this month yet.")
        return [
            Act("b", _("Month before"), self.earlier, is_first=True),
            Act("n", _("Month after"), self.later),
            Act("g", _("Give points"), self.give, signed, is_first=True),
            Act("s", _("Sign"), self.sign, signed or nobody, is_first=True),
            Act("p", _("On paper"), self.print, nobody),
            Act("escape", _("Back"), self.go_back, is_first=True),
        ]

    async def earlier(self) -> None:
        """Show the month before."""
        self.month = months.moved(self.month, -1)
        await self.look()

    async def later(self) -> None:
        """Show the month after."""
        self.month = months.moved(self.month, 1)
        await self.look()

    def give(self) -> None:
        """Ask to whom points go, how many, and what for."""
        app = self.app
        uid, people = new_uid(app.now()), sorted(app.names.items())
        most = app.settings.star_points_most

        async def save(values: Values) -> str:
            count = values["points"].strip()
            points = int(count) if count.isascii() and count.isdecimal() else 0
            given = (self.month, values["staff"], points, values["words"], app.who, app.settings)
            return await app.attempt(stars.give, *given, app.now(), uid)

        asks: list[Ask] = [
            Choice(
                "staff",
                _("Name"),
                [(code, app.name_of(code)) for code, _names in people],
                self.chosen.facts.staff if self.chosen else "",
                [keys_for([*names.values(), code], [code.replace("-", " ")]) for code, names in people],
                rows=5,
            ),
            Line("points", _("Points, 1 to %(most)d") % {"most": most}, "1", most=3),
            Text("words", _("What they are for"), lines=4),
        ]
        self.ask(_("Give points"), asks, save, _("The points are given."))

    def sign(self) -> None:
        """Ask, then sign the list for good."""

        async def save(_values: Values) -> str:
            app = self.app
            return await app.attempt(stars.sign, self.month, app.who, app.settings, app.now())

        told = _("The list of %(month)s stays as it is from now on, with its formula.")
        asks: list[Ask] = [Told(told % {"month": month(months.first_day(self.month))})]
        self.ask(_("Sign the list"), asks, save, _("The list is signed."), _("Sign"))

    def ask(self, title: str, asks: Sequence[Ask], save: Save, done: str, confirm: str = "") -> None:
        """Ask for what an act needs; say when it is done."""

        async def closed(is_done: bool | None) -> None:
            if is_done:
                await self.look()
                self.say(done)

        self.app.push_screen(Form(title, asks, save, confirm=confirm), closed)

    async def print(self) -> None:
        """Show the list as it stands on paper."""
        app = self.app
        given = (self.month, app.who, app.settings, app.now())
        await paper.show(self, f"stars-{self.month}.html", stars.printed, *given)

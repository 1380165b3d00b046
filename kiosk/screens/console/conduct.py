"""Conduct records (医德档案): who has one, for those who may know; one's own, for everybody."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult

from kiosk.i18n import _, ngettext, pick
from kiosk.records.faults import StoreFault
from kiosk.rules.finding import keys_for
from kiosk.rules.numbers import new_uid
from kiosk.rules.rights import may
from kiosk.screens.console import paper
from kiosk.screens.console.choices import Choice
from kiosk.screens.console.form import Ask, Form, Line, Text, Values
from kiosk.screens.console.frame import Act
from kiosk.screens.console.listing import ListScreen
from kiosk.screens.console.moments import parse_past
from kiosk.services import cases, conduct, people
from kiosk.services.conduct import Counted
from kiosk.widgets.rows import Column, Row, Rows


class ConductScreen(ListScreen[Counted]):
    """A row a person with a record; to open one is an entry of the trail, and so is the list itself."""

    place = "conduct"

    def __init__(self) -> None:
        super().__init__()
        self.is_read = False
        self.offices: dict[str, str] = {}

    def headline(self) -> str:
        """Name the screen."""
        return _("Conduct records")

    def body(self) -> ComposeResult:
        """Yield the list."""
        yield Rows(self.columns(), empty=_("No conduct record is there for you to read."), id="conduct")

    def columns(self) -> list[Column]:
        """Return the columns."""
        return [
            Column("name", _("Name"), 16, 2, 40),
            Column("departments", _("Department"), 16, 3, 50),
            Column("entries", _("Entries"), 12),
        ]

    async def look(self) -> None:
        """Read the list once: every reading is told in the trail, so it is not read again by itself."""
        if not self.is_read:
            self.is_read = True
            await self.read()

    async def read(self) -> None:
        """Read who has a record."""
        app = self.app
        try:
            found = await app.ask(conduct.listed, app.who, app.now())
            self.offices = {
                row.code: row.departments[0] for row in await app.ask(people.everybody) if row.departments
            }
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
            return
        if self.is_drawn:
            self.query_one(Rows).show([self.row(one) for one in found])
            self.draw_frame()

    def row(self, one: Counted) -> Row:
        """Return somebody as a line; who has several entries stands out."""
        entries = ngettext("%(n)d entry", "%(n)d entries", one.entries) % {"n": one.entries}
        cells = {
            "name": (self.app.name_of(one.staff), "strong"),
            "departments": (self.department(one.staff), "words"),
            "entries": (f"! {entries}", "late") if one.entries > 1 else (f"  {entries}", "words"),
        }
        return Row(one.staff, cells, one)

    def department(self, staff: str) -> str:
        """Say where somebody works."""
        row = self.app.hospital.department(self.offices.get(staff, ""))
        return pick(row.name) if row else ""

    def acts(self) -> list[Act]:
        """Return what can be done."""
        nothing = "" if self.chosen else _("Choose a person.")
        no_writing = _(may(self.app.who, "write_conduct"))
        return [
            Act("e", _("Read"), self.open, nothing, is_first=True),
            Act("a", _("New entry"), self.write, no_writing, is_first=True),
            Act("escape", _("Back"), self.go_back, is_first=True),
        ]

    async def open(self) -> None:
        """Show a record as it stands on paper."""
        if one := self.chosen:
            app = self.app
            given = (one.staff, app.who, app.settings, app.now())
            name = f"conduct-{one.staff}.html"
            await paper.show(self, name, conduct.shown, *given, printed=conduct.printed)

    def write(self) -> None:
        """Ask for a new entry: the case, the talk, the person's own words, what was decided."""
        app = self.app
        uid, today = new_uid(app.now()), app.now().astimezone(app.settings.tz).date()

        async def save(values: Values) -> str:
            case = await app.ask(cases.by_number, values["number"])
            held = parse_past(values["talk_on"], today)
            if not values["staff"] or not values["talk_by"]:
                return _("Choose a person.")
            if case is None:
                return _("No case has this number.")
            if held is None:
                return _("Write the day as 9-18 or 2026-09-18.")
            told = (values["talk"], values["statement"], values["decision"])
            given: tuple[Any, ...] = (values["staff"], case.uid, held, values["talk_by"], *told)
            return await app.attempt(conduct.write, *given, app.who, app.settings, app.now(), uid)

        async def closed(is_done: bool | None) -> None:
            if is_done:
                await self.read()
                self.say(_("It stands in the record; the person concerned is told."))

        asks = [
            self.person("staff", _("About whom")),
            Line("number", _("The upheld case that it rests on"), most=20),
            Line("talk_on", _("Day of the talk"), today.isoformat(), most=10),
            self.person("talk_by", _("Who held the talk")),
            Text("talk", _("What was said in the talk"), lines=4),
            Text("statement", _("The person's own statement"), lines=4),
            Text("decision", _("What follows for the person"), lines=3),
        ]
        app.push_screen(Form(_("New entry"), asks, save, place="conduct"), closed)

    def person(self, name: str, label: str) -> Ask:
        """Return the question for somebody who works here."""
        everybody = sorted(self.app.names.items())
        options = [(code, self.app.name_of(code)) for code, _names in everybody]
        keys = [keys_for([*names.values(), code], [code.replace("-", " ")]) for code, names in everybody]
        return Choice(name, label, options, "", keys, rows=4)

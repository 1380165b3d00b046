"""The duty roster: who answers at each desk now, and through the week."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from babel.dates import get_day_names
from textual.app import ComposeResult

from kiosk.i18n import _, language, pick
from kiosk.records import Duty
from kiosk.records.faults import StoreFault
from kiosk.rules.finding import keys_for
from kiosk.rules.rights import may
from kiosk.rules.text import stated
from kiosk.screens.console.choices import Choice
from kiosk.screens.console.form import Ask, Form, Line, Told, Values
from kiosk.screens.console.frame import Act
from kiosk.screens.console.listing import ListScreen
from kiosk.services import roster
from kiosk.widgets.rows import Column, Row, Rows
from kiosk.widgets.words import Words


class RosterScreen(ListScreen[Duty]):
    """A row a duty; above them who answers right now."""

    place = "roster"

    def headline(self) -> str:
        """Name the screen."""
        return _("Duty roster")

    def body(self) -> ComposeResult:
        """Yield who answers now, and the roster."""
        yield Words("", id="on-duty")
        yield Rows(self.columns(), empty=_("Nobody is on the roster."), id="roster")

    def columns(self) -> list[Column]:
        """Return the columns."""
        return [
            Column("now", "", 1),
            Column("desk", _("Desk"), 14, 2),
            Column("weekday", _("Weekday"), 10, 1),
            Column("from", _("From"), 6),
            Column("until", _("Until"), 6),
            Column("who", _("Who answers"), 16, 3),
        ]

    def acts(self) -> list[Act]:
        """Return what can be done."""
        no_right = _(may(self.app.who, "manage_roster") or "")
        nothing = no_right or ("" if self.chosen else _("Choose a row."))
        return [
            Act("a", _("Add"), self.add, why_not=no_right, is_first=True),
            Act("e", _("Change"), self.change, why_not=nothing, is_first=True),
            Act("d", _("Remove"), self.drop, why_not=nothing, is_first=True),
            Act("escape", _("Back"), self.go_back, is_first=True),
        ]

    async def look(self) -> None:
        """Read the roster again."""
        try:
            found = await self.app.ask(roster.roster)
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
            return
        local = self.app.now().astimezone(self.app.settings.tz)
        rows = self.query_one(Rows)
        here = next((one.uid for one in found if is_now(one, local)), None)
        rows.show([self.row(one, local) for one in found], at=None if rows.lines else here)
        self.query_one("#on-duty", Words).words = self.on_duty(found, local)
        self.draw_frame()

    def on_duty(self, found: list[Duty], local: datetime) -> str:
        """Say who answers at each desk at this moment; of several rows the last to begin holds."""
        desks = [desk["code"] for desk in self.app.hospital.listed("desks")]
        now = {one.desk: self.app.name_of(one.staff) for one in found if is_now(one, local)}
        told = [
            stated(self.desk(code), now.get(code) or _("nobody; the general duty officer"))
            for code in dict.fromkeys([*desks, *(one.desk for one in found)])
        ]
        return _("Now: %(who)s") % {"who": " · ".join(told)}

    def desk(self, code: str) -> str:
        """Return the name of a desk."""
        return self.app.name_of(f"desk:{code}")

    def row(self, one: Duty, local: datetime) -> Row:
        """Return a duty as a row."""
        here = is_now(one, local)
        tone = "strong" if here else "words"
        cells = {
            "now": ("●" if here else "", "good"),
            "desk": (self.desk(one.desk), tone),
            "weekday": (weekdays()[one.weekday], tone),
            "from": (one.begins, tone),
            "until": (one.ends, tone),
            "who": (self.app.name_of(one.staff), tone),
        }
        return Row(one.uid, cells, one)

    # What can be done

    def add(self) -> None:
        """Ask for one more row, like the one under the cursor."""
        self._ask(self.chosen, None, _("Add a duty"))

    def change(self) -> None:
        """Ask for what is to be changed."""
        if one := self.chosen:
            self._ask(one, one.uid, _("Change a duty"))

    def _ask(self, one: Duty | None, uid: UUID | None, title: str) -> None:
        desks = [desk["code"] for desk in self.app.hospital.listed("desks")] or [self.app.settings.desk]
        names = sorted(self.app.names.items())
        asks: list[Ask] = [
            Choice(
                "staff",
                _("Who answers"),
                [(code, f"{pick(name)}  {code}") for code, name in names],
                one.staff if one else "",
                keys=[keys_for([*name.values(), code], [code.replace("-", " ")]) for code, name in names],
                rows=5,
            ),
            Choice(
                "desk", _("Desk"), [(code, self.desk(code)) for code in desks], one.desk if one else desks[0]
            ),
            Choice(
                "weekday",
                _("Weekday"),
                [(str(place), words) for place, words in weekdays().items()],
                str(one.weekday) if one else "1",
                rows=7,
            ),
            Line("begins", _("From"), one.begins if one else "", hint="07:30", most=5),
            Line("ends", _("Until"), one.ends if one else "", hint="12:30", most=5),
        ]

        async def save(values: Values) -> str:
            app = self.app
            return await app.attempt(
                roster.set_duty,
                values["desk"],
                int(values["weekday"]),
                values["begins"],
                values["ends"],
                values["staff"],
                app.who,
                app.now(),
                uid=uid,
            )

        self.app.push_screen(Form(title, asks, save), self._saved)

    def drop(self) -> None:
        """Ask before a row is taken out."""
        one = self.chosen
        if one is None:
            return
        told = f"{self.desk(one.desk)} · {weekdays()[one.weekday]} {one.begins}–{one.ends}"

        async def save(_values: Values) -> str:
            return await self.app.attempt(roster.drop_duty, one.uid, self.app.who, self.app.now())

        asks = [Told(f"{told} · {self.app.name_of(one.staff)}")]
        self.app.push_screen(Form(_("Remove a duty"), asks, save, confirm=_("Remove")), self._saved)

    async def _saved(self, is_done: bool | None) -> None:
        if is_done:
            await self.look()
            self.say(_("Saved."))


def is_now(one: Duty, local: datetime) -> bool:
    """Tell whether a row of the roster holds at a moment."""
    return one.weekday == local.isoweekday() and one.begins <= f"{local:%H:%M}" < one.ends


def weekdays() -> dict[int, str]:
    """Return the names of the weekdays, 1 Monday to 7 Sunday."""
    names = get_day_names("abbreviated", locale=language())
    return {place + 1: str(names[place]) for place in range(7)}

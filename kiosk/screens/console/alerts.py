"""What must be seen at once: a sentence for each alert, and the list of those that wait."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from textual import on
from textual.app import ComposeResult

from kiosk.i18n import N_, _, clock_time, day
from kiosk.records.faults import StoreFault
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import may
from kiosk.screens.console.frame import Act, ConsoleScreen
from kiosk.screens.console.work_words import GRADES, department
from kiosk.services import alerts
from kiosk.services.name_book import PROMISES
from kiosk.widgets.rows import Column, Row, Rows

if TYPE_CHECKING:
    from kiosk.console import ConsoleApp
    from kiosk.records import Alert

SENTENCES = {
    "call": N_("Somebody calls at %(desk)s. Take the call: g"),
    "graded": N_("%(number)s: graded %(grade)s"),
    "soon": N_("%(number)s: will be late soon (%(clock)s)"),
    "late": N_("%(number)s: late (%(clock)s)"),
    "expired": N_("%(number)s: nobody answered the offer in time"),
    "offer": N_("%(number)s: offered to you"),
    "urgent": N_("%(number)s: urgent, from a patient of your ward. Accept it now"),
    "rejected": N_("%(number)s: your offer came back"),
    "reopened": N_("%(number)s: open again"),
    "message": N_("%(number)s: the patient wrote something"),
    "withdrawn": N_("%(number)s: the patient withdrew it"),
    "unmanned": N_("%(number)s: came in, and nobody is on duty"),
    "rating": N_("%(number)s: rated badly"),
    "low_ratings": N_("%(department)s: rated badly %(count)s times within a day"),
    "notice": N_("%(number)s: a notice to mend something"),
    "mended": N_("Notice %(number)s: mended, verify it"),
    "returned": N_("%(number)s: what a notice asks for is not mended yet"),
    "points": N_("%(number)s: a notice is late and costs points"),
    "appeal": N_("%(number)s: an appeal against points waits for a decision"),
    "appealed": N_("%(number)s: the appeal against points is decided"),
    "conduct": N_("Your conduct record has a new entry. Read it: e"),
    "meeting": N_("%(number)s: you are invited to a meeting"),
    "callback": N_("%(number)s: a promised call is due"),
    "load": N_("%(who)s: %(count)s hard cases within a week. Ask how they are"),
    "loaded": N_("You had %(count)s hard cases within a week. Your supervisor knows; say if it is too much"),
    "present": N_("You present at the case meeting on %(day)s. Training: K"),
    "unheard": N_("Receiver %(hook)s: a message was given up. Run: kiosk hooks list"),
    "parked": N_("Terminal %(terminal)s: something could not be taken over. See to it: z"),
}
OTHER = N_("%(number)s: something happened")


def sentence(alert: Alert, app: ConsoleApp | None = None) -> str:
    """Return what happened, in a sentence without any patient's words."""
    facts = alert.facts
    desk = app.name_of(f"desk:{alert.desk}") if app else alert.desk
    places = {
        "number": facts.get("number", ""),
        "grade": _(GRADES.get(facts.get("grade", ""), "")),
        "clock": _(PROMISES.get(facts.get("clock", ""), "")),
        "desk": desk,
        "terminal": facts.get("terminal", ""),
        "hook": facts.get("hook", ""),
        "department": department(facts.get("place", ""), app) if app else facts.get("place", ""),
        "who": app.name_of(facts.get("who", "")) if app else facts.get("who", ""),
        "count": facts.get("count", ""),
        "day": day(date.fromisoformat(facts["day"])) if facts.get("day") else "",
    }
    return _(SENTENCES.get(alert.kind, OTHER)) % places


class AlertsScreen(ConsoleScreen):
    """The alerts that wait for whoever sits here, the oldest first."""

    place = "alerts"

    def headline(self) -> str:
        """Name the list."""
        return _("Alerts")

    def body(self) -> ComposeResult:
        """Yield the list."""
        yield Rows(self.columns(), empty=_("Nothing waits for you here."), id="alerts")

    def columns(self) -> list[Column]:
        """Return when, what, and for whom."""
        return [
            Column("when", _("When"), 16),
            Column("what", _("What happened"), 30, 3),
            Column("for", _("For"), 12, 1),
        ]

    @property
    def rows(self) -> Rows:
        """Return the list."""
        return self.query_one("#alerts", Rows)

    async def look(self) -> None:
        """Read the alerts again."""
        app = self.app
        try:
            found = await app.ask(alerts.pending, app.who, app.settings.desk)
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
            return
        self.rows.show([self.row(alert) for alert in found])
        self.draw_frame()

    def row(self, alert: Alert) -> Row:
        """Return an alert as a line."""
        local, here = (moment.astimezone(self.app.settings.tz) for moment in (alert.at, self.app.now()))
        time = clock_time(local)
        if local.date() != here.date():
            time = f"{day(local.date(), weekday=False)} {time}"
        is_loud = alert.kind in ("call", "graded", "late", "expired", "urgent")
        told = {
            "when": (time, "muted"),
            "what": (
                f"{'!' if is_loud else '·'} {sentence(alert, self.app)}",
                "late" if is_loud else "words",
            ),
            "for": (self.meant_for(alert), "muted"),
        }
        return Row(alert.uid, told, alert)

    def meant_for(self, alert: Alert) -> str:
        """Return whom an alert is for."""
        if alert.desk:
            return self.app.name_of(f"desk:{alert.desk}")
        if alert.person:
            return self.app.name_of(alert.person)
        return department(alert.department, self.app) if alert.department else _("all with your role")

    def acts(self) -> list[Act]:
        """Return taking, opening, and the way back."""
        alert = self.rows.current
        role = _(may(self.app.who, "take_alert"))
        nothing = "" if alert else _("No alert stands under the cursor.")
        no_case = nothing or ("" if alert and case_of(alert.value) else _("This alert is about no case."))
        return [
            Act("enter", _("Take it and open"), self.open, role or no_case, is_first=True),
            Act("t", _("Take it"), self.take, role or nothing, is_first=True),
            Act("o", _("Open only"), self.open_only, no_case, is_first=True),
            Act("escape", _("Back"), self.back, is_first=True),
        ]

    @on(Rows.Opened)
    async def _opened(self, message: Rows.Opened) -> None:
        message.stop()
        await self.press("enter")

    @on(Rows.Moved)
    def _moved(self, message: Rows.Moved) -> None:
        message.stop()
        self.draw_frame()

    async def open(self) -> None:
        """Take the alert under the cursor, and open its case."""
        await self.take(is_opening=True)

    async def open_only(self) -> None:
        """Open the case; the alert goes on ringing."""
        if (row := self.rows.current) and (case := case_of(row.value)):
            open_case(self.app, case)

    async def take(self, is_opening: bool = False) -> None:
        """Take the alert under the cursor, so that it rings nowhere any more."""
        app, row = self.app, self.rows.current
        if row is None:
            return
        try:
            taken = await app.act(alerts.take, row.value.uid, app.who, app.now())
        except Refusal as refusal:
            self.say(str(refusal), is_bad=True)
            return
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
            return
        await app.look()
        if taken.taken_by != app.who.code:
            self.say(_("%(name)s took it before you.") % {"name": app.name_of(taken.taken_by)}, is_bad=True)
        else:
            self.say(_("You have taken it."))
        if is_opening and (case := case_of(row.value)):
            open_case(app, case)

    async def back(self) -> None:
        """Close the list."""
        self.dismiss()


def case_of(alert: Alert) -> UUID | None:
    """Return the case that an alert is about."""
    found: UUID | None = alert.__data__["case"]
    return found


def open_case(app: ConsoleApp, case: UUID) -> None:
    """Open a case."""
    from kiosk.screens.console.case import CaseScreen

    app.push_screen(CaseScreen(case))

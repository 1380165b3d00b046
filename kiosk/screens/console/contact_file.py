"""The care record of one patient: every stay, visit, call and case, the newest first."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult

from kiosk.i18n import _, clock_time, day, ngettext
from kiosk.screens.console import followup_words
from kiosk.screens.console.alerts import open_case
from kiosk.screens.console.frame import Act, ConsoleScreen
from kiosk.screens.console.work_words import KINDS, STATES, department
from kiosk.services.contact_files import ContactFile, Line
from kiosk.widgets.rows import Column, Row, Rows
from kiosk.widgets.words import Words


class ContactFileScreen(ConsoleScreen):
    """A row a thing that was done, or is still to be done; Enter opens a case."""

    def __init__(self, made: ContactFile) -> None:
        super().__init__()
        self.made = made

    def headline(self) -> str:
        """Name the screen."""
        return _("Care record")

    def body(self) -> ComposeResult:
        """Yield who it is, the list, and the words of the row under the cursor."""
        yield Words(followup_words.named(self.made.patient, self.app), id="followup-who")
        yield Rows(self.columns(), empty=_("Nothing is known yet."), id="care")
        yield Words(id="beside")

    def columns(self) -> list[Column]:
        """Return when, what, and what came of it."""
        return [
            Column("when", _("When"), 12),
            Column("what", _("What"), 18, 1, 34),
            Column("told", _("Result"), 20, 3),
            Column("by", _("By"), 8),
        ]

    def on_mount(self) -> None:
        """Fill the frame and the list."""
        super().on_mount()
        self.query_one(Rows).show([self.row(place, line) for place, line in enumerate(self.made.lines)])
        if self.made.hidden:
            told = ngettext(
                "%(n)d case is for others to read.", "%(n)d cases are for others to read.", self.made.hidden
            )
            self.say(told % {"n": self.made.hidden})

    def row(self, place: int, line: Line) -> Row:
        """Return something as a line."""
        local = line.at.astimezone(self.app.settings.tz)
        time = "" if line.kind in ("admitted", "discharged") else f" {clock_time(local)}"
        what, told, role = self.told(line)
        by = self.app.name_of(line.attempt.by) if line.attempt else ""
        return Row(
            place,
            {
                "when": (f"{local:%m-%d}{time}" if self.is_this_year(line) else f"{local:%Y-%m-%d}", "muted"),
                "what": (what, "strong"),
                "told": (told, role),
                "by": (by, "muted"),
            },
            line,
        )

    def is_this_year(self, line: Line) -> bool:
        """Tell whether a line is of this year."""
        tz = self.app.settings.tz
        return line.at.astimezone(tz).year == self.app.now().astimezone(tz).year

    def told(self, line: Line) -> tuple[str, str, str]:
        """Return what it was, what came of it, and the role of that."""
        if line.case is not None:
            kind, state = _(KINDS.get(line.case.kind, "")), _(STATES.get(line.case.stage, ""))
            return f"{kind} {line.case.number}", f"{state} · {' '.join(line.case.words.split())}", "words"
        if line.attempt is not None and line.due is not None:
            result = _(followup_words.RESULTS.get(line.attempt.result, line.attempt.result))
            answers = followup_words.answered(line.attempt.answers, self.made.questions)
            words = " ".join(line.attempt.words.split())
            role = "late" if line.attempt.is_urgent else "words"
            return (
                followup_words.kind_words(line.due),
                " · ".join(filter(None, (result, answers, words))),
                role,
            )
        if line.due is not None:
            return followup_words.kind_words(line.due), f"◷ {_('to be done')}", "today"
        patient = line.patient
        assert patient is not None, "a line without a case or a visit is of a stay"
        words = _("Admitted") if line.kind == "admitted" else _("Discharged")
        return words, " · ".join((department(patient.ward, self.app), patient.name)), "muted"

    @on(Rows.Moved)
    def _moved(self, message: Rows.Moved) -> None:
        message.stop()
        row = self.query_one(Rows).current
        told = row.cells["told"][0] if row else ""
        at = day(row.value.at.astimezone(self.app.settings.tz).date()) if row else ""
        self.query_one("#beside", Words).words = f" {at} · {told}" if told else ""
        self.draw_frame()

    @on(Rows.Opened)
    async def _opened(self, message: Rows.Opened) -> None:
        message.stop()
        await self.press("enter")

    def acts(self) -> list[Act]:
        """Return what can be done."""
        row = self.query_one(Rows).current if self.is_drawn else None
        no_case = "" if row and row.value.case else _("This row is no case.")
        return [
            Act("enter", _("Open the case"), self.open, no_case, is_first=True),
            Act("escape", _("Back"), self.go_back, is_first=True),
        ]

    async def open(self) -> None:
        """Open the case under the cursor."""
        row = self.query_one(Rows).current
        if row and row.value.case:
            open_case(self.app, row.value.case.uid)

    def go_back(self) -> None:
        """Close."""
        self.app.pop_screen()

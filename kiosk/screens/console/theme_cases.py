"""The cases of a theme, or of those that may become one."""

from __future__ import annotations

from textual.app import ComposeResult

from kiosk.i18n import _, day, pick
from kiosk.records import Case
from kiosk.screens.console.alerts import open_case
from kiosk.screens.console.frame import Act
from kiosk.screens.console.listing import ListScreen
from kiosk.screens.console.work_words import GRADES, STATES, department
from kiosk.services.public_view import KIND_WORDS
from kiosk.widgets.rows import Column, Row, Rows

WIDE = 96


class ThemeCasesScreen(ListScreen[Case]):
    """A row a case: nobody's words, nobody's data."""

    def __init__(self, title: str, cases: list[Case]) -> None:
        super().__init__()
        self.titled, self.cases = title, cases

    def headline(self) -> str:
        """Name what the cases have in common."""
        return self.titled

    def body(self) -> ComposeResult:
        """Yield the list."""
        yield Rows(self.columns(), empty=_("No case is under this theme."), id="theme-cases")

    def columns(self) -> list[Column]:
        """Return the columns."""
        # What is alike is mostly of one kind: a narrow screen leaves it out rather than cut the stage.
        kind = [Column("kind", _("Kind"), 10)] if self.app.size.width >= WIDE else []
        return [
            Column("day", _("Filed"), 14),
            Column("number", _("Number"), 11),
            *kind,
            Column("about", _("Category"), 10, 2),
            Column("department", _("Department"), 8, 1),
            Column("grade", _("Grade"), 7),
            Column("state", _("Stage"), 10),
        ]

    async def look(self) -> None:
        """Show the cases as they were read."""
        self.query_one(Rows).show([self.row(one) for one in self.cases])
        self.draw_frame()

    def row(self, one: Case) -> Row:
        """Return a case as a row."""
        category = self.app.hospital.category(one.category)
        filed = one.filed_at.astimezone(self.app.settings.tz).date()
        cells = {
            "day": (day(filed, weekday=False), "muted"),
            "number": (one.number, "strong"),
            "kind": (_(KIND_WORDS[one.kind]), "words"),
            "about": (pick(category.name) if category else "", "words"),
            "department": (department(one.department, self.app), "muted"),
            "grade": (_(GRADES.get(one.grade, "")), "words" if one.grade == "minor" else "late"),
            "state": (_(STATES.get(one.stage, "")), "muted"),
        }
        return Row(one.uid, cells, one)

    def acts(self) -> list[Act]:
        """Return opening, and the way back."""
        nothing = "" if self.chosen else _("No row stands under the cursor.")
        return [
            Act("e", _("Open"), self.open, nothing, is_first=True),
            Act("escape", _("Back"), self.go_back, is_first=True),
        ]

    def open(self) -> None:
        """Open the case under the cursor."""
        if (one := self.chosen) is not None:
            open_case(self.app, one.uid)

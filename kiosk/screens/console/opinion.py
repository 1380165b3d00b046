"""What a patient said at a visit or on the telephone becomes a case: prefilled, filed with one key."""

from __future__ import annotations

from uuid import UUID

from textual.app import ComposeResult

from kiosk.i18n import _
from kiosk.records import Case
from kiosk.screens.console.entry_form import Begun, EntryForm, Values, draft_of
from kiosk.screens.console.followup_words import named
from kiosk.screens.console.frame import Act
from kiosk.screens.console.keeping import FilingScreen
from kiosk.services import followup_cases
from kiosk.services.followup_list import Patient
from kiosk.widgets.words import Words

ROWS = ("kind", "about", "words", "department", "person")


class OpinionScreen(FilingScreen):
    """The form of a case without name and telephone: those come from the stay. Closes with the case."""

    def __init__(self, patient: Patient, follow_up: UUID | None = None, words: str = "") -> None:
        super().__init__()
        self.patient, self.follow_up = patient, follow_up
        self.first: Values = {"kind": "complaint", "department": patient.ward, "words": words}
        self.draft_place = f"opinion:{follow_up or patient.uid}"

    def headline(self) -> str:
        """Name the screen."""
        return _("Opinion of a patient")

    def body(self) -> ComposeResult:
        """Yield who says it, and the form."""
        self.begun = self.begun or Begun.at_moment(self.app.now())
        yield Words(named(self.patient, self.app), id="followup-who")
        yield EntryForm(ROWS, self.app.hospital, self.first)

    def acts(self) -> list[Act]:
        """Return what can be done."""
        return [
            Act("ctrl+s", _("File"), self.file, is_first=True),
            Act("escape", _("Back"), self.go_back, is_first=True),
        ]

    def begin(self) -> None:
        """Put the cursor on the words; what it is about comes before them."""
        self.form.focus_words() if not self.first["words"] else self.form.focus_first()

    def to_keep(self) -> Values:
        """Return the form with the uid that its case will have."""
        if self.begun is None or self.form.values() == self.first:
            return {}
        return {**self.form.values(), **self.begun.kept()}

    async def go_back(self) -> None:
        """Close; what was typed is there the next time."""
        await self.keep()
        self.dismiss(None)

    async def file_once(self, begun: Begun) -> None:
        """File it, and close."""
        case = await self.filed(begun)
        await self.forget()
        self.dismiss(case)
        self.app.say(_("%(number)s is filed.") % {"number": case.number})

    async def filed(self, begun: Begun) -> Case:
        """File the case."""
        app, values = self.app, self.form.values() | {"language": self.patient.language}
        draft = draft_of(values, begun, app.settings.desk)
        given = draft, self.patient.uid, self.follow_up, app.who, app.settings, app.now()
        return await app.act(followup_cases.opinion, *given)

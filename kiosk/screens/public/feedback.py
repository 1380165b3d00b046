"""Complaint, suggestion or praise: told by taps, filed as one case, answered on a slip."""

from __future__ import annotations

from textual.app import ComposeResult

from kiosk.i18n import _
from kiosk.records.faults import StoreFault
from kiosk.rules.refusal import Refusal
from kiosk.screens.public import feedback_words as say
from kiosk.screens.public.feedback_matter import AskMatter
from kiosk.screens.public.feedback_person import AskPerson
from kiosk.screens.public.feedback_telling import AskTelling
from kiosk.screens.public.flow import FlowPage
from kiosk.widgets.button import PushButton
from kiosk.widgets.checklist import CheckList, CheckRow

ROOMY = 100
"""Columns from which on the check page takes more room for each answer."""


class FeedbackScreen(AskMatter, AskTelling, AskPerson):
    """Asks one thing a page, lets every answer be changed, and files them once."""

    def pages(self) -> list[FlowPage]:
        """Return what is still to be asked of this draft."""
        before = [*self.matter_pages(), *self.place_pages(), *self.telling_pages(), *self.person_pages()]
        pages = [*before, self._check()]
        return [page for page in pages if page.name not in self.given or page.name == self.at]

    def _check(self) -> FlowPage:
        asked = say.question_of("check", self.draft.kind)
        return FlowPage("check", asked, _("Check"), self.ask_check, goes_on=_("File it"), leave=self.file)

    def ask_check(self) -> ComposeResult:
        """Yield every answer with the way to change it."""
        is_wide = self.app.size.width >= ROOMY or self.app.is_large
        most = 60 if is_wide else 28
        rows = [CheckRow(label, say.shown(value, most), page) for label, value, page in self.answers()]
        check = CheckList(rows, is_large=self.app.is_large)
        check.columns = None if self.app.is_large else 2
        yield check

    def answers(self) -> list[tuple[str, str, str]]:
        """Return every answer: what it is called, what it is, and the page that asks it."""
        draft, hospital = self.draft, self.app.hospital
        is_complaint = draft.kind == "complaint"
        rows = [
            (_("About"), say.about(draft, hospital), "kind"),
            (_("Where"), say.place(draft, hospital), "where"),
            (_("When"), say.happened(draft, hospital), "when"),
            (_("Who it was"), draft.about_person, "whom"),
            (_("What you tell us"), say.told(draft), "phrases"),
            (_("Your wish"), say.wished(draft, hospital), "wish"),
            (_("You"), say.who(draft), "people" if is_complaint else "who"),
            (_("Phone or PIN"), say.contact(draft), "pin" if draft.is_anonymous else "phone"),
            (_("Name"), say.names(draft), "name"),
        ]
        at, self.at = self.at, ""
        there = {page.name for page in self.pages()} | self.given
        self.at = at
        others = {"whom": "whom-name", "phrases": "words"}
        found = [
            (label, value, page if page in there else others.get(page, page)) for label, value, page in rows
        ]
        return [row for row in found if row[2] in there]

    async def file(self) -> None:
        """File the case once and show its slip; where that fails, say it and keep everything."""
        from kiosk.screens.public.slip import SlipPage
        from kiosk.services import owing

        if self.is_filing:
            return
        button = self.query_one("#continue", PushButton)
        self.is_filing = button.disabled = True
        draft = say.finished(self.draft, say.phrases_of(self.category))
        try:
            case = await self.app.act(owing.file, draft, self.app.settings, self.app.now())
        except StoreFault as problem:
            self._not_filed(problem.sentence())
        except Refusal as problem:
            self._not_filed(str(problem))
        else:
            # Not awaited: this page cannot wait for its own end.
            self.app.switch_screen(SlipPage(case))

    def _not_filed(self, sentence: str) -> None:
        button = self.query_one("#continue", PushButton)
        self.is_filing = button.disabled = False
        button.focus()
        self.fault(sentence)

"""What every page of complaint, suggestion or praise stands on: one draft, and how its pages look."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult

from kiosk.i18n import _, language
from kiosk.rules.drafts import Draft
from kiosk.screens.public import feedback_words as say
from kiosk.screens.public.flow import FlowPage, FlowScreen
from kiosk.screens.public.places import Places
from kiosk.widgets.picks import Picks
from kiosk.widgets.tiles import Tile

if TYPE_CHECKING:
    from kiosk.records import Category

BEFORE = {
    "matter": "about",
    "where-in": "where",
    "whom-name": "whom",
    "words": "phrases",
    "wish-words": "wish",
    "pin": "phone",
}
"""Pages that belong to a page before them, as its second half: they are no step of their own."""


class FeedbackFlow(FlowScreen):
    """Keeps every answer in one draft; a draft that was begun elsewhere is asked only for what is missing."""

    code: ClassVar[str] = "feedback"

    def __init__(self, draft: Draft | None = None) -> None:
        super().__init__()
        self._draft = draft
        self.given = _given(draft)
        self.answered: set[str] = set()
        """Pages with tiles on which one was tapped."""
        self.parent_code = ""
        self.is_filing = False
        self.places = Places(
            self,
            take=self.take_place,
            chosen=lambda: self.draft.department,
            question=lambda: say.question_of("where", self.draft.kind),
        )

    @property
    def draft(self) -> Draft:
        """Return the draft; it begins, with the key of its case, when the form opens."""
        if self._draft is None:
            self._draft = Draft.open("", language(), self.app.settings.desk, self.app.now())
        return self._draft

    @property
    def category(self) -> Category | None:
        """Return what it is about."""
        return self.app.hospital.category(self.draft.category)

    async def previous_page(self) -> None:
        """Go back from the second half of a page to its first, also while one answer is changed."""
        first = BEFORE.get(self.page.name, "")
        if self._came_from and any(page.name == first for page in self.pages()):
            self.keep()
            await self.show_page(first)
        else:
            await super().previous_page()

    def take_place(self, code: str) -> None:
        """Take the department."""
        if code != self.draft.department:
            self.answered -= {"whom"}
        self.draft.department = code

    def _choice(
        self,
        name: str,
        question: str,
        short: str,
        ask: Callable[[], ComposeResult],
        take: Callable[[Any], None],
        leave: Callable[[], Any] | None = None,
    ) -> FlowPage:
        """Return a page of tiles; once answered it may also be left as it is."""

        def choose(value: Any) -> None:
            self.answered.add(name)
            take(value)

        goes_on = _("Continue") if name in self.answered else None
        is_counted = name not in BEFORE
        return FlowPage(
            name, question, short, ask, choose=choose, leave=leave, goes_on=goes_on, is_counted=is_counted
        )

    def _tiles(self, name: str, tiles: list[Tile], taken: Any) -> Picks:
        marked = taken if name in self.answered else None
        return Picks(tiles, marked, is_large=self.app.is_large, id=f"{name}-tiles")


def _given(draft: Draft | None) -> frozenset[str]:
    """Return the pages that a draft from elsewhere has answered."""
    if draft is None:
        return frozenset()
    answers = {"kind": draft.kind, "about": draft.category, "where": draft.department, "when": draft.happened}
    return frozenset(name for name, value in answers.items() if value)

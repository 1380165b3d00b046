"""What it is about, where and when it was, and who is praised."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from kiosk.i18n import _, pick
from kiosk.screens.public import feedback_words as say
from kiosk.screens.public.feedback_flow import FeedbackFlow
from kiosk.screens.public.flow import FlowPage
from kiosk.widgets.field import Field
from kiosk.widgets.tiles import Tile

NAME = 40
UNKNOWN, SOMEBODY = "", "?"
"""Whom one praises: does not know the name, or types it."""


class AskMatter(FeedbackFlow):
    """The pages up to what one has to tell."""

    def matter_pages(self) -> list[FlowPage]:
        """Return the pages about what it is."""
        kind = self.draft.kind
        about = say.question_of("about", kind)
        pages = [
            self._choice(
                "kind",
                _("What would you like to tell us?"),
                _("What"),
                self.ask_kind,
                self.take_kind,
                self.leave_kind,
            ),
            self._choice("about", about, _("About"), self.ask_about, self.take_about, self.leave_about),
        ]
        if self.parent_code and self.app.hospital.children(self.parent_code):
            asked = say.question_of("matter", kind)
            pages.append(self._choice("matter", asked, _("About"), self.ask_matter, self.take_matter))
        return pages

    def place_pages(self) -> list[FlowPage]:
        """Return the pages about where, when and who it was."""
        pages = self.places.pages()
        if self.draft.kind == "praise":
            return [*pages, *self._whom()]
        if self.app.hospital.listed("happened"):
            pages.append(
                self._choice("when", _("When did it happen?"), _("When"), self.ask_when, self.take_when)
            )
        return pages

    def _whom(self) -> list[FlowPage]:
        asked, short = _("Who was it?"), _("Who")
        has_list = bool(self.app.hospital.doctors_of(self.draft.department))
        typed = FlowPage(
            "whom-name",
            asked,
            short,
            self.ask_whom_name,
            keep=self.keep_whom,
            is_written=True,
            is_counted=not has_list,
        )
        if not has_list:
            return [typed]
        pages = [self._choice("whom", asked, short, self.ask_whom, self.take_whom, self.leave_whom)]
        return [*pages, typed] if self.is_named else pages

    @property
    def is_named(self) -> bool:
        """Return whether the one who is praised is to be typed."""
        return "whom-name" in self.answered

    def ask_kind(self) -> ComposeResult:
        """Yield the three kinds."""
        yield self._tiles("kind", say.kinds(), self.draft.kind)

    def take_kind(self, kind: str) -> None:
        """Take the kind; another one asks anew what it is about."""
        if kind != self.draft.kind:
            self._forget_category()
            self._came_from = ""
        self.draft.kind = kind

    async def leave_kind(self) -> None:
        """Go on to what it is about."""
        await self.show_page("about")

    def ask_about(self) -> ComposeResult:
        """Yield the first level of categories; a complaint is told first what matters most."""
        if self.draft.kind == "complaint":
            words = _("In danger now? Tap Call a person. Complaining never affects your care.")
            yield Static(Content(words), classes="note")
        rows = self.app.hospital.parents(self.draft.kind)
        yield self._tiles("about", say.categories(rows), self.parent_code)

    def take_about(self, code: str) -> None:
        """Take the first level; where there is no second one it is the answer."""
        if code != self.parent_code:
            self._forget_category()
            self.answered.add("about")
        self.parent_code = code
        if not self.app.hospital.children(code):
            self.draft.category = code

    async def leave_about(self) -> None:
        """Go on to the second level where there is one."""
        await (self.show_page("matter") if self.app.hospital.children(self.parent_code) else self.next_page())

    def _forget_category(self) -> None:
        self.draft.phrases = say.with_taken(say.phrases_of(self.category), self.draft, ())
        self.draft.category = self.parent_code = ""
        self.answered -= {"about", "matter"}

    def ask_matter(self) -> ComposeResult:
        """Yield the second level of categories."""
        rows = self.app.hospital.children(self.parent_code)
        yield self._tiles("matter", say.categories(rows), self.draft.category)

    def take_matter(self, code: str) -> None:
        """Take the second level; sentences of another one go."""
        if code != self.draft.category:
            self.draft.phrases = say.with_taken(say.phrases_of(self.category), self.draft, ())
        self.draft.category = code

    def ask_when(self) -> ComposeResult:
        """Yield the times that the hospital lists, and one for who does not know."""
        tiles = [*say.listed(self.app.hospital.listed("happened")), Tile(UNKNOWN, _("I do not remember"))]
        yield self._tiles("when", tiles, self.draft.happened)

    def take_when(self, code: str) -> None:
        """Take the time."""
        self.draft.happened = code

    def ask_whom(self) -> ComposeResult:
        """Yield the department's doctors, and ways to go on without them."""
        tiles = [
            Tile(UNKNOWN, _("I do not know the name")),
            Tile(SOMEBODY, _("Somebody else"), _("You type the name")),
        ]
        for doctor in self.app.hospital.doctors_of(self.draft.department):
            tiles.append(Tile(doctor.code, pick(doctor.name), pick(doctor.title)))
        names = {pick(one.name): one.code for one in self.app.hospital.doctors_of(self.draft.department)}
        taken = SOMEBODY if self.is_named else names.get(self.draft.about_person, UNKNOWN)
        yield self._tiles("whom", tiles, taken)

    def take_whom(self, code: str) -> None:
        """Take a doctor's name, or let it be typed."""
        doctor = self.app.hospital.doctor(code)
        self.answered -= {"whom-name"}
        if code == SOMEBODY:
            self.answered.add("whom-name")
        else:
            self.draft.about_person = pick(doctor.name) if doctor else ""

    async def leave_whom(self) -> None:
        """Go on to the typing where it is wanted."""
        await (self.show_page("whom-name") if self.is_named else self.next_page())

    def ask_whom_name(self) -> ComposeResult:
        """Yield a place for the name."""
        hint = _("What you remember helps: a first name, a badge number.")
        yield Field("person", _("Name (optional)"), self.draft.about_person, hint=hint, most=NAME)

    def keep_whom(self) -> None:
        """Keep the name."""
        self.draft.about_person = self.typed("person")

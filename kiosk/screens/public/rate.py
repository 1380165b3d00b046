"""Rate us: one tap on a face is the rating; why and where may follow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from kiosk import i18n
from kiosk.i18n import _, ngettext, pick
from kiosk.records.faults import StoreFault
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import new_uid
from kiosk.rules.ratings import asks_why
from kiosk.screens.public.flow import FlowPage, FlowScreen
from kiosk.screens.public.places import Places
from kiosk.screens.public.thanks import ThanksPage
from kiosk.services import ratings
from kiosk.widgets.button import PushButton
from kiosk.widgets.chips import Chips
from kiosk.widgets.faces import Faces
from kiosk.widgets.reading import Passage
from kiosk.widgets.tiles import Tile

if TYPE_CHECKING:
    from kiosk.records import SurveyQuestion

UNDO_SECONDS = 5
LOWEST_HIGH = 4
"""From this score on the reasons are those of people who were content."""


@dataclass(frozen=True)
class Rated:
    """What was tapped."""

    uid: UUID
    score: int
    department: str = ""
    reasons: tuple[str, ...] = ()
    point: str = ""


class RateScreen(FlowScreen):
    """Five faces; then, for who likes, up to three reasons and the department."""

    code: ClassVar[str] = "rate"

    def __init__(self) -> None:
        super().__init__()
        self.uid = new_uid(self.app.now())
        """Made when the page opens, so that two taps are one rating."""
        self.score = 0
        self.reasons: tuple[str, ...] = ()
        self.department = ""
        self.rated_at = 0.0
        self.places = Places(
            self,
            take=self.take_place,
            chosen=lambda: self.department,
            question=lambda: _("Where was it? (optional)"),
            may_be_unknown=False,
        )
        # Who does not want to say goes on at once.
        self.places.is_asked = True

    def pages(self) -> list[FlowPage]:
        """Return the faces until one is tapped, and then what may be added."""
        if not self.score:
            return [
                FlowPage("score", _("How was it today?"), "", self.ask_score, goes_on="", is_counted=False)
            ]
        good = self.score >= LOWEST_HIGH
        asked = _("What was good? (optional)") if good else _("What went wrong? (optional)")
        first, *rest = self.places.pages()
        return [
            FlowPage("why", asked, _("Why"), self.ask_why, leave=self.keep_reasons),
            first,
            *rest,
            FlowPage("end", "", "", lambda: iter(()), is_counted=False),
        ]

    def ask_score(self) -> ComposeResult:
        """Yield the faces."""
        yield Faces(words(), id="faces")

    @on(Faces.Chosen)
    async def take_score(self, message: Faces.Chosen) -> None:
        """Record the tap at once; a second one on any face changes nothing."""
        message.stop()
        if self.score:
            return
        app = self.app
        try:
            rating = await app.act(partial(ratings.rate, **self.told()), self.uid, message.score)
        except StoreFault as fault:
            self.fault(fault.sentence())
            return
        self.score, self.rated_at = rating.score, app.monotonic()
        await self.show_page("why")

    def told(self) -> dict[str, Any]:
        """Return when and where a face was tapped, and how many taps of a terminal are believed."""
        app, settings = self.app, self.app.settings
        return {
            "desk": settings.desk,
            "now": app.now(),
            "point": self.point,
            "most": settings.rating_burst,
            "minutes": settings.rating_burst_minutes,
        }

    @property
    def point(self) -> str:
        """Return the service point at which this desk stands."""
        return self.app.settings.point or self.app.hospital.point_of(self.app.settings.desk)

    def focus_body(self) -> None:
        """Begin at the reasons: who goes on pressing must not undo by it."""
        chips = self.query("#reasons")
        if chips:
            chips.first().focus()
        else:
            super().focus_body()

    # Why, and where

    def ask_why(self) -> ComposeResult:
        """Yield what was recorded, the way to take it back, and reasons that fit the score."""
        with Horizontal(id="rated"):
            told = _("Recorded: %(word)s. Thank you.") % {"word": words()[self.score - 1]}
            yield Static(Content(f"✓ {told}"), id="rated-words")
            undo = PushButton(self.undo_words(), id="undo")
            undo.display = self.undo_left > 0
            yield undo
        yield Chips(self.chips(), self.reasons, most=3, is_large=self.app.is_large, id="reasons")

    def chips(self) -> list[Tile]:
        """Return the reasons that fit the score."""
        wanted = "high" if self.score >= LOWEST_HIGH else "low"
        listed = [one for one in self.app.hospital.listed("reasons") if one.get("for") == wanted]
        return [Tile(one["code"], pick(one["name"])) for one in listed]

    @on(Chips.Changed, "#reasons")
    def take_reasons(self, message: Chips.Changed) -> None:
        """Keep the reasons that stand."""
        message.stop()
        self.reasons = message.values

    async def keep_reasons(self) -> None:
        """Add the reasons to the rating, and ask where it was."""
        if await self._add():
            await self.next_page()

    def take_place(self, code: str) -> None:
        """Take the place; nothing more is asked."""
        self.department = code

    async def next_page(self) -> None:
        """End after the place, whether one was chosen or not."""
        if self.page.name in ("where", "where-in"):
            await self.finish()
        else:
            await super().next_page()

    async def finish(self) -> None:
        """Thank, and offer more to who was not content."""
        if self.is_current and await self._add():
            rated = Rated(self.uid, self.score, self.department, self.reasons, self.point)
            self.app.switch_screen(RatedPage(rated))

    async def _add(self) -> bool:
        if not (self.reasons or self.department):
            return True
        app = self.app
        try:
            await app.act(ratings.add_reasons, self.uid, self.department, list(self.reasons), app.now())
        except StoreFault as fault:
            self.fault(fault.sentence())
            return False
        return True

    # Taking it back

    @property
    def undo_left(self) -> int:
        """Return the seconds in which the tap may still be taken back."""
        return max(0, UNDO_SECONDS - int(self.app.monotonic() - self.rated_at)) if self.score else 0

    def undo_words(self) -> str:
        """Return what the button says."""
        return _("Undo (%(seconds)d s)") % {"seconds": self.undo_left}

    def on_mount(self) -> None:
        """Count the seconds of Undo."""
        super().on_mount()
        self.set_interval(1, self.count)

    def count(self) -> None:
        """Show how long the tap may still be taken back."""
        for button in self.query("#undo").results(PushButton):
            button.label, button.display = self.undo_words(), self.undo_left > 0

    @on(PushButton.Pushed, "#undo")
    async def undo(self, message: PushButton.Pushed) -> None:
        """Take the tap back, and ask again."""
        message.stop()
        if not self.score:
            return
        try:
            await self.app.act(ratings.undo, self.uid, self.app.now())
        except StoreFault as fault:
            self.fault(fault.sentence())
            return
        self.uid, self.score, self.reasons, self.department = new_uid(self.app.now()), 0, (), ""
        await self.show_page("score")

    async def on_back(self) -> None:
        """Go Home from the first page after the tap: the tap stays recorded."""
        if self.page.name == "why":
            self.app.go_back()
        else:
            await super().on_back()


class RatedPage(ThanksPage):
    """Thanks for a rating; who was not content may tell more."""

    code: ClassVar[str] = "rated"

    def __init__(self, rated: Rated, is_asked: bool = False) -> None:
        """Take what was rated, and whether the questions of this place were shown already."""
        super().__init__()
        self.rated, self.is_asked = rated, is_asked
        self.score = rated.score

    @property
    def questions(self) -> tuple[SurveyQuestion, ...]:
        """Return the questions that may still be answered."""
        return () if self.is_asked else self.app.hospital.questions_of(self.rated.point)

    def question(self) -> str:
        """Thank."""
        return _("Thank you for telling us")

    def passages(self) -> list[Passage]:
        """Say what becomes of it."""
        told = _("Every rating is counted, and the department reads it.")
        if not asks_why(self.score):
            return [Passage(told, role="strong")]
        more = _("It should not have been like this. Tell us what happened, and somebody answers you.")
        return [Passage(told, role="strong"), Passage(more, is_apart=True)]

    def choices(self) -> list[Tile]:
        """Offer a complaint, already filled in, to who was not content; and a few questions."""
        found = [Tile("complaint", _("Tell us what happened"))] if asks_why(self.score) else []
        if n := len(self.questions):
            told = ngettext("Answer %(n)d short question", "Answer %(n)d short questions", n) % {"n": n}
            found.append(Tile("questions", told))
        return found

    async def choose(self, value: Any) -> None:
        """Open the complaint, or the questions."""
        if value == "questions":
            from kiosk.screens.public.survey import SurveyScreen

            self.app.switch_screen(SurveyScreen(self.rated))
            return
        from kiosk.screens.public.feedback import FeedbackScreen

        self.app.switch_screen(FeedbackScreen(self.draft()))

    def draft(self) -> Draft:
        """Return a complaint with what is known already."""
        app = self.app
        draft = Draft.open("complaint", i18n.language(), app.settings.desk, app.now())
        known = {one["code"]: pick(one["name"]) for one in app.hospital.listed("reasons")}
        draft.department, draft.rating = self.rated.department, str(self.rated.uid)
        draft.phrases = [known[code] for code in self.rated.reasons if code in known]
        return draft


def words() -> list[str]:
    """Return the words of the faces, from the worst to the best."""
    return [_("Very bad"), _("Bad"), _("Fair"), _("Good"), _("Very good")]

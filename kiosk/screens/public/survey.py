"""A few questions after a rating: one a page, one tap each, and any of them may be left out."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from kiosk.i18n import _, pick
from kiosk.records import SurveyQuestion
from kiosk.records.faults import StoreFault
from kiosk.rules.questions import YES_NO_WORDS
from kiosk.screens.public.flow import FlowPage, FlowScreen
from kiosk.screens.public.rate import Rated, RatedPage, words
from kiosk.services import ratings
from kiosk.widgets.faces import Faces
from kiosk.widgets.picks import Picks
from kiosk.widgets.tiles import Tile


class SurveyScreen(FlowScreen):
    """The questions of a service point; each tap is recorded at once, like the rating itself."""

    code: ClassVar[str] = "survey"

    def __init__(self, rated: Rated) -> None:
        super().__init__()
        self.rated = rated
        self.answers: dict[str, str] = {}

    @property
    def questions(self) -> tuple[SurveyQuestion, ...]:
        """Return the questions of this place."""
        return self.app.hospital.questions_of(self.rated.point)

    def pages(self) -> list[FlowPage]:
        """Return a page for each question."""
        return [
            FlowPage(
                one.code,
                pick(one.text),
                _("Short question"),
                self.ask_scale if one.kind == "scale" else self.ask_choice,
                leave=self.go_on,
                goes_on=_("Skip"),
            )
            for one in self.questions
        ]

    @property
    def asked(self) -> SurveyQuestion:
        """Return the question that is shown."""
        name = self.page.name
        return next(one for one in self.questions if one.code == name)

    def ask_scale(self) -> ComposeResult:
        """Yield the five faces."""
        yield Faces(words(), int(self.answers.get(self.asked.code, 0)), id="faces")

    def ask_choice(self) -> ComposeResult:
        """Yield the options, or yes and no."""
        taken = self.answers.get(self.asked.code)
        yield Picks(self.tiles(), taken, is_large=self.app.is_large, id="options")

    def tiles(self) -> list[Tile]:
        """Return the options of the question."""
        if self.asked.kind == "yes_no":
            return [Tile(code, _(told)) for code, told in YES_NO_WORDS.items()]
        return [Tile(one["code"], pick(one["text"])) for one in self.asked.options]

    @on(Faces.Chosen)
    async def take_face(self, message: Faces.Chosen) -> None:
        """Take a face, and go on."""
        message.stop()
        if await self.record(str(message.score)):
            await self.go_on()

    @on(Tile.Chosen, "#options")
    async def take_option(self, message: Tile.Chosen) -> None:
        """Take a tile, and go on."""
        message.stop()
        if await self.record(str(message.value)):
            await self.go_on()

    async def record(self, told: str) -> bool:
        """Record an answer at once; say what keeps it from being recorded."""
        app, code = self.app, self.asked.code
        try:
            await app.act(ratings.answer, self.rated.uid, code, told, app.now())
        except StoreFault as fault:
            self.fault(fault.sentence())
            return False
        self.answers[code] = told
        return True

    async def go_on(self) -> None:
        """Show the next question; thank after the last one."""
        if self.page.name != self.pages()[-1].name:
            await self.next_page()
        elif self.is_current:
            self.app.switch_screen(RatedPage(self.rated, is_asked=True))

    async def on_back(self) -> None:
        """Go one question back; before the first one there are the thanks."""
        if self.page.name == self.pages()[0].name:
            self.app.switch_screen(RatedPage(self.rated))
        else:
            await super().on_back()

"""What one has to tell, by taps and in own words, and what one wishes for."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from kiosk.i18n import _, pick
from kiosk.screens.public import feedback_words as say
from kiosk.screens.public.feedback_flow import FeedbackFlow
from kiosk.screens.public.flow import FlowPage, Trouble
from kiosk.widgets.chips import Chips
from kiosk.widgets.field import Field
from kiosk.widgets.tiles import Tile

WORDS, WISH = 2000, 500


class AskTelling(FeedbackFlow):
    """The pages of ready sentences, own words and the wish."""

    def telling_pages(self) -> list[FlowPage]:
        """Return the pages about what happened and what is wished for."""
        kind = self.draft.kind
        pages = []
        if say.phrases_of(self.category):
            asked = say.question_of("phrases", kind)
            pages.append(FlowPage("phrases", asked, _("Details"), self.ask_phrases, leave=self.leave_phrases))
        words = say.question_of("words", kind)
        pages.append(
            FlowPage(
                "words",
                words,
                _("Details"),
                self.ask_words,
                keep=self.keep_words,
                check=self.check_words,
                is_written=True,
                is_counted=not pages,
            )
        )
        return [*pages, *(self._wish() if kind == "complaint" else [])]

    def _wish(self) -> list[FlowPage]:
        asked = _("What do you wish for?")
        pages = [self._choice("wish", asked, _("Wish"), self.ask_wish, self.take_wish, self.leave_wish)]
        if "wish-words" in self.answered:
            page = FlowPage(
                "wish-words",
                asked,
                _("Wish"),
                self.ask_wish_words,
                keep=self.keep_wish,
                is_written=True,
                is_counted=False,
            )
            pages.append(page)
        return pages

    def ask_phrases(self) -> ComposeResult:
        """Yield the ready sentences."""
        phrases = say.phrases_of(self.category)
        tiles = [Tile(n, pick(texts)) for n, texts in enumerate(phrases)]
        taken = say.taken(phrases, self.draft)
        yield Chips(tiles, taken, most=len(tiles), is_large=self.app.is_large, id="phrases")

    @on(Chips.Changed)
    def take_phrases(self, message: Chips.Changed) -> None:
        """Take the sentences that are tapped now."""
        message.stop()
        self.draft.phrases = say.with_taken(say.phrases_of(self.category), self.draft, message.values)

    async def leave_phrases(self) -> None:
        """Go on to the person's own words."""
        await self.show_page("words")

    def ask_words(self) -> ComposeResult:
        """Yield what was tapped, and a place for more."""
        phrases = say.phrases_of(self.category)
        tapped = say.with_taken(phrases, self.draft, say.taken(phrases, self.draft))
        if tapped:
            yield Static(Content(f"✓ {' · '.join(tapped)}"), classes="note tapped")
        label = _("Your words (optional)")
        yield Field("words", label, self.draft.words, most=WORDS, lines=4, is_left_by_enter=True)

    def keep_words(self) -> None:
        """Keep the words."""
        self.draft.words = self.typed("words")

    def check_words(self) -> Trouble | None:
        """Ask a suggestion to say what it suggests."""
        if self.draft.kind != "suggestion" or say.told(self.draft):
            return None
        return Trouble(
            _("Write a few words, or go Back and tap a sentence: then we know what you mean."), "words"
        )

    def ask_wish(self) -> ComposeResult:
        """Yield what one may wish for."""
        tiles = say.listed(self.app.hospital.listed("wishes"))
        tiles.append(Tile(say.OWN_WORDS, _("In my own words")))
        taken = say.OWN_WORDS if "wish-words" in self.answered else self.draft.wish
        yield self._tiles("wish", tiles, taken)

    def take_wish(self, code: str) -> None:
        """Take the wish, or let it be typed."""
        self.answered -= {"wish-words"}
        self.draft.wish = code
        if code == say.OWN_WORDS:
            self.draft.wish = ""
            self.answered.add("wish-words")

    async def leave_wish(self) -> None:
        """Go on to the typing where it is wanted."""
        await (self.show_page("wish-words") if "wish-words" in self.answered else self.next_page())

    def ask_wish_words(self) -> ComposeResult:
        """Yield a place for the wish."""
        label, words = _("Your wish (optional)"), self.draft.wish_words
        yield Field("wish", label, words, most=WISH, lines=4, is_left_by_enter=True)

    def keep_wish(self) -> None:
        """Keep the wish."""
        self.draft.wish_words = self.typed("wish")

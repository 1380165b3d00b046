"""Frequent questions: found by topic, or by a few words, pinyin or first letters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from kiosk.i18n import _, ngettext, pick
from kiosk.rules.finding import find
from kiosk.screens.public.flow import FlowPage, FlowScreen
from kiosk.services.answers import name_of_topic
from kiosk.widgets.field import Field
from kiosk.widgets.keypad import LETTERS, Keypad
from kiosk.widgets.picks import Picks
from kiosk.widgets.tiles import Tile, TileGrid

if TYPE_CHECKING:
    from kiosk.records import Answer

SEARCH = "search"
FIND, PERSON = "?", "!"
"""What stands for a topic while one looks by words, and what a tile that calls for a person carries."""
MOST = 40


class Questions:
    """The pages from a topic or a few words to one answer; keep one in the flow screen."""

    def __init__(self, screen: FlowScreen, take: Callable[[str], Any]) -> None:
        """Take the screen, and what gets the code of an answer, or PERSON."""
        self.screen, self.take = screen, take
        self.topic = ""
        self.words = ""
        """What was typed to find one."""
        self.answer_code = ""
        self._search: AnswerSearch | None = None

    @property
    def sought(self) -> str:
        """Return what is looked for on the page of the search; empty while another one is shown."""
        return self._search.words if self._search is not None and self.screen.page.name == SEARCH else ""

    @property
    def in_vain(self) -> str:
        """Return the same where it finds nothing."""
        return "" if self._search is not None and self._search.found else self.sought

    @property
    def answer(self) -> Answer | None:
        """Return the answer that was chosen."""
        return next((one for one in self._all if one.code == self.answer_code), None)

    @property
    def _all(self) -> tuple[Answer, ...]:
        return self.screen.app.hospital.answers

    def pages(self) -> list[FlowPage]:
        """Return the page of topics, and the list or the search once one of them is chosen."""
        asked = _("What is your question about?")
        first = FlowPage("topics", asked, "", self.ask_topic, choose=self.take_topic, is_counted=False)
        return [first, self.listed(self.topic)] if self.topic else [first]

    def listed(self, topic: str) -> FlowPage:
        """Return the page that lists the answers of a topic, or finds among all of them."""
        self.topic = topic
        if topic == FIND:
            return FlowPage(
                SEARCH,
                _("What would you like to know?"),
                "",
                self.ask_words,
                choose=self.take_found,
                keep=self.keep_words,
                goes_on="",
                is_typing=True,
                is_counted=False,
            )
        asked = _("%(topic)s: which question?") % {"topic": name_of_topic(topic)}
        return FlowPage("list", asked, "", self.ask_list, choose=self.take_answer, is_counted=False)

    def ask_topic(self) -> ComposeResult:
        """Yield a tile to find by words, and one for each topic."""
        tiles = [Tile(FIND, _("Search"), _("By a word, pinyin or first letters"), "⌕")]
        topics = dict.fromkeys(one.topic for one in self._all)
        tiles += [Tile(topic, name_of_topic(topic)) for topic in topics]
        yield Picks(tiles, self.topic, is_large=self.screen.app.is_large, id="topics")

    def take_topic(self, topic: str) -> None:
        """Take the topic."""
        self.topic, self.answer_code = topic, ""

    def ask_list(self) -> ComposeResult:
        """Yield the questions of the topic."""
        tiles = [tile_of(one) for one in self._all if one.topic == self.topic]
        yield Picks(tiles, self.answer_code, is_large=self.screen.app.is_large, id="questions")

    def ask_words(self) -> ComposeResult:
        """Yield the field, the letters on the glass, and the questions that they find."""
        self._search = AnswerSearch(self._all, self.words, is_large=self.screen.app.is_large)
        yield self._search

    def keep_words(self) -> None:
        """Keep what was typed."""
        self.words = self.screen.typed("words")

    async def take_found(self, code: str) -> None:
        """Take what was found, and keep the words that found it."""
        self.keep_words()
        await self.take_answer(code)

    async def take_answer(self, code: str) -> None:
        """Take an answer, or go on to a person."""
        if code != PERSON:
            self.answer_code = code
        await self.take(code)


class AnswerSearch(Horizontal, can_focus=False):
    """A field and letters on the left; on the right the questions that they find, the best first."""

    def __init__(self, answers: tuple[Answer, ...], words: str = "", *, is_large: bool = False) -> None:
        super().__init__()
        self.answers, self.words, self.is_large = answers, words, is_large

    def compose(self) -> ComposeResult:
        """Yield both sides."""
        with Vertical(id="answer-keys"):
            yield Field("words", _("A word, pinyin or first letters"), self.words, most=MOST)
            yield Keypad(LETTERS)
        with Vertical(id="answers-found"):
            yield Static(Content(told_of(self.words, len(self.found))), id="answer-count")
            yield TileGrid(self.tiles(), is_large=self.is_large, is_numbered=False, id="answers")

    @property
    def found(self) -> list[Answer]:
        """Return what the words find; nothing before one is typed."""
        return find(self.words, self.answers, key=lambda one: one.keys) if self.words.strip() else []

    def tiles(self) -> list[Tile]:
        """Return the questions that were found, and the way to a person after them."""
        return [*map(tile_of, self.found), Tile(PERSON, _("Ask a person"), icon="✎")]

    @on(Input.Changed)
    def look(self, message: Input.Changed) -> None:
        """Show what the words find now."""
        message.stop()
        if not self.query(TileGrid):
            return  # the page is being drawn anew
        if message.value != self.words:
            self.words = message.value
            told = told_of(self.words, len(self.found))
            self.query_one("#answer-count", Static).update(Content(told))
            self.query_one("#answers", TileGrid).show(self.tiles())

    @on(Input.Submitted)
    def take_best(self, message: Input.Submitted) -> None:
        """Take the best after Enter; where nothing was found, put the cursor on what is offered."""
        message.stop()
        if not self.query(TileGrid):
            return  # the page is being drawn anew
        if self.found:
            # Posted from here: what the grid posts on our behalf would not get past us.
            self.post_message(Tile.Chosen(self.query_one("#answers", TileGrid), self.found[0].code))
        else:
            self.query_one("#answers", TileGrid).focus()


def tile_of(answer: Answer) -> Tile:
    """Return a question as a tile."""
    return Tile(answer.code, pick(answer.question))


def told_of(words: str, count: int) -> str:
    """Say how many questions were found."""
    if not words.strip():
        return _("Type, and the answers appear here.")
    if not count:
        return _("Nothing found. Try another word, or ask a person.")
    return ngettext("%(count)d answer", "%(count)d answers", count) % {"count": count}

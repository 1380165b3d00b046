"""What a page says aloud, and the two buttons for it. Loaded only where the desk speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from kiosk import log
from kiosk.i18n import _
from kiosk.i18n import language as spoken
from kiosk.voice.prompter import LEVELS, Prompter
from kiosk.voice.speakers import open_speaker
from kiosk.widgets.board import Board
from kiosk.widgets.button import PushButton
from kiosk.widgets.field import Field
from kiosk.widgets.words import Words

if TYPE_CHECKING:
    from kiosk.config import Settings
    from kiosk.screens.public.page import Page

AGAIN, LOUDER, SOFTER, ROUND = ".", "+", "-", "*"
"""The keys of a keypad that are no digits; 0 leads to the buttons as to everything else."""
KEYS = (AGAIN, LOUDER, SOFTER, ROUND)


def open_voice(settings: Settings) -> Prompter:
    """Return what speaks at this desk; what goes wrong with it stands in the log."""
    return Prompter(open_speaker(settings), lambda event: log.note(settings, event))


class VoiceButtons(Horizontal, can_focus=False):
    """The buttons that say it again and change how loud; what stands beside them is said when they come."""

    def __init__(self, *, is_short: bool = False, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.is_short = is_short

    def compose(self) -> ComposeResult:
        """Yield the buttons."""
        yield PushButton(_("Say again"), id="say-again")
        yield PushButton(self.volume(), id="volume")

    def volume(self) -> str:
        """Return how loud it is, in signs as well."""
        level = self.page.app.voice.level if self.page.app.voice else 0
        signs = "●" * level + "○" * (len(LEVELS) - 1 - level)
        return f"♪{signs}" if self.is_short else f"{_('Volume')} {signs}"

    @property
    def page(self) -> Page:
        """Return the page that is said aloud."""
        return cast("Page", self.screen)

    @on(PushButton.Pushed, "#say-again, #volume")
    def use(self, message: PushButton.Pushed) -> None:
        """Say it again, or louder."""
        message.stop()
        take_key(self.page, AGAIN if message.button.id == "say-again" else ROUND)

    def on_mount(self) -> None:
        """Say the question."""
        self.page.add_class("-voiced")
        self.say()

    def say(self) -> None:
        """Say the question of now, where it is not Home's."""
        if self.page.speaks_first:
            prompt(self.page)


class Asked(VoiceButtons):
    """A page's question beside the buttons; each question that comes to stand here is said."""

    def __init__(self, question: Words) -> None:
        super().__init__(id="asked")
        self.question = question

    def compose(self) -> ComposeResult:
        """Yield the question and the buttons."""
        yield self.question
        yield from super().compose()

    def on_mount(self) -> None:
        """Say whatever comes to stand in the question's place."""
        self.watch(self.question, "words", self.say, init=False)


def arrive(page: Page) -> None:
    """Say the question of a page that came up; Home keeps silent until somebody is there."""
    if page.speaks_first:
        prompt(page)
    elif page.app.voice is not None:
        page.app.voice.hush()


def prompt(page: Page) -> None:
    """Say a page's question, unless it was said already."""
    voice = page.app.voice
    if voice is not None and page.is_current:
        voice.prompt(page, page.aloud(), spoken())


def take_key(page: Page, key: str | None) -> bool:
    """Take a key for the voice, and say whether it was one."""
    voice = page.app.voice
    if voice is None or key not in KEYS:
        return False
    if key == AGAIN:
        voice.say(page, [*page.aloud(), *choices(page)], spoken())
    else:
        voice.turn_on() if key == ROUND else voice.turn(1 if key == LOUDER else -1)
        for row in page.query(VoiceButtons):
            row.query_one("#volume", PushButton).label = row.volume()
        voice.say(page, page.aloud(), spoken())
    if voice.problem:
        page.fault(_("The desk cannot speak now. Read on, or tap Call a person."))
    return True


def choices(page: Page) -> list[str]:
    """Return what can be chosen or typed on a page, in the words of the desk and the hospital alone."""
    found = [words for board in page.query("#body Board").results(Board) for words in told(board)]
    return found + [field.label for field in page.query("#body Field").results(Field)]


def told(board: Board) -> list[str]:
    """Return the places to tap, each after its number; none of a board that shows what was entered."""
    if not board.is_spoken:
        return []
    return [words for spot in board.spots for words in (spot.number, _title(spot.lines)) if words]


def _title(lines: tuple[tuple[str, str], ...]) -> str:
    """Return the title of a place in one line: words with a space between them, Chinese without."""
    whole = ""
    for words in [words for words, role in lines if role == "title"] or [lines[0][0]]:
        is_apart = whole[-1:].isascii() and words[:1].isascii()
        whole += f" {words}" if whole and is_apart else words
    return whole.strip()

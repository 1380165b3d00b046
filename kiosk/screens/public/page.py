"""The frame of every public page, and the flow that asks one question a page.

A screen of one page derives from `Page` and yields its body; one that asks several questions derives from
`FlowScreen` and lists its `FlowPage`s. Everything typed is kept in the screen's own draft, never in a
widget: a page may be drawn anew at any moment, in another language or larger.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from kiosk.i18n import LANGUAGES, _, name_of
from kiosk.i18n import language as spoken
from kiosk.rules.text import wrap
from kiosk.widgets.board import Board
from kiosk.widgets.button import PushButton
from kiosk.widgets.words import Words

if TYPE_CHECKING:
    from kiosk.desk import DeskApp
    from kiosk.widgets.keyboard import Keyboard


NAME_ROWS = 2
ONE_LINE = 100
"""Columns from which on the head has room for long words on one line."""


class House(Widget):
    """The hospital's name over the clock."""

    def __init__(self, name: str, time: str) -> None:
        super().__init__(id="house")
        self.named, self.time = name, time

    @property
    def lines(self) -> list[str]:
        """Return the rows of the name, and the time under them."""
        return [*wrap(self.named, self.content_size.width)[:NAME_ROWS], self.time]

    @property
    def clock(self) -> Region:
        """Return the row of the screen that the time stands in."""
        lines, room = self.lines, self.content_region
        above = (room.height - len(lines)) // 2
        return Region(room.x, room.y + above + len(lines) - 1, room.width, 1)

    def render(self) -> Content:
        """Return the name, which stands out, and the time."""
        *name, time = self.lines
        return Content("\n".join(name)).stylize("bold") + Content(f"\n{time}")


class PageHead(Horizontal, can_focus=False):
    """The hospital's name, the time, and the ways to read the page differently."""

    def __init__(self, name: str, time: str, languages: Iterable[str], is_large: bool) -> None:
        super().__init__(id="head")
        self.named, self.time, self.languages, self.is_large = name, time, tuple(languages), is_large

    def compose(self) -> ComposeResult:
        """Yield the name over the clock, a button for each language, and the larger way."""
        yield House(self.named, self.time)
        for code in self.languages:
            chosen = code == spoken()
            words = f"✓ {name_of(code)}" if chosen else name_of(code)
            yield PushButton(
                words, id=f"speak-{code}", classes="head-button" + (" -chosen" if chosen else "")
            )
        words = _("✓ Large\nand simple") if self.is_large else _("Large\nand simple")
        if "\n" in words and self.app.size.width >= ONE_LINE:
            words = " ".join(words.split("\n"))
        elif "\n" in words:
            # Two lines would stand at the upper edge of three rows.
            words = words.replace("✓ ", "✓\n") if self.is_large else f"Aa\n{words}"
        yield PushButton(words, id="large", classes="head-button" + (" -chosen" if self.is_large else ""))

    def show_time(self, time: str) -> None:
        """Show another time; a quiet desk sends nothing to its terminal."""
        if time != self.time:
            self.time = time
            for house in self.query(House):  # none while the page is still being drawn
                house.time = time
                house.refresh()


class Page(Screen[Any], inherit_bindings=False):
    """One page: head, steps, question, body, and the bar that is always in the same place.

    Override `question()`, `body()` and, where it applies, `continue_label()`, `on_continue()`, `on_back()`.
    `keep()` takes what stands in the fields into the screen's own draft; called before a page is redrawn.
    """

    BINDINGS = [("tab", "app.focus_next"), ("shift+tab", "app.focus_previous")]
    AUTO_FOCUS = "#body *"

    if TYPE_CHECKING:
        app = getters.app(DeskApp)

    code: ClassVar[str] = "page"
    """What a call for a person says about where it came from."""
    is_typing: ClassVar[bool] = False
    """Whether one types here, which takes longer than choosing."""
    has_idle_warning: ClassVar[bool] = True
    """A page that counts down by itself needs no second warning."""
    has_bar: ClassVar[bool] = True
    has_steps: ClassVar[bool] = True
    """Whether the page is one of several, or stands like one of them."""

    speaks_first: ClassVar[bool] = True
    """Whether its question is said aloud by itself, where the desk speaks."""

    def __init__(self) -> None:
        super().__init__()
        self._redraws = 0
        self.held: list[events.InputEvent | events.Paste] = []
        """What was tapped and typed while the page is drawn anew, when nothing stands there to take it."""
        self.hides_keys = False
        """Whether the keys on the glass were put away."""

    @property
    def is_written(self) -> bool:
        """Say whether one writes words here, for which there are keys on the glass."""
        return False

    def question(self) -> str:
        """Return the heading, which is the question."""
        return ""

    def aloud(self) -> list[str]:
        """Return what is said aloud of this page, never a word that is somebody's own."""
        return [self.question()]

    def steps(self) -> tuple[int, int, str]:
        """Return the step, how many there are, and what this one is about; (0, 0, "") shows none."""
        return 0, 0, ""

    def body(self) -> ComposeResult:
        """Yield what stands between the question and the bar."""
        yield from ()

    def continue_label(self) -> str:
        """Return the words of the button that goes on; empty hides it, as where a choice itself goes on."""
        return ""

    def keep(self) -> None:
        """Take what was typed into the screen's own draft."""

    def on_continue(self) -> Any:
        """Go on."""

    def on_back(self) -> Any:
        """Go back."""
        self.app.go_back()

    def start_again(self) -> Any:
        """Begin anew, from Home."""
        self.app.go_home()

    @property
    def seconds(self) -> int:
        """Return how long nobody may touch this page before it asks whether somebody is there."""
        settings = self.app.settings
        return settings.idle_typing if self.is_typing else settings.idle_choice

    def compose(self) -> ComposeResult:
        """Yield the frame with the page in it."""
        app = self.app
        yield PageHead(app.hospital_name, app.clock_words(), app.settings.languages, app.is_large)
        if self.has_steps:
            from kiosk.widgets.steps import Steps

            yield Steps(*self.steps(), id="steps")
        question = Words(self.question(), id="question")
        question.display = bool(self.question())
        yield self.voiced.Asked(question) if self.voiced else question
        with Vertical(id="body"):
            yield from self.body()
        yield from self.keyboard()
        if self.has_bar:
            yield from self.bar()

    @property
    def voiced(self) -> Any:
        """Return what says pages aloud; nothing where the desk is silent."""
        return import_module("kiosk.screens.public.aloud") if self.app.voice is not None else None

    def keyboard(self) -> Iterable[Keyboard]:
        """Yield keys for letters where one writes and there are no others."""
        if self.is_written and self.app.has_glass_keys:
            from kiosk.screens.public.glass import keyboard_of

            yield keyboard_of(self.app, self.hides_keys)

    @property
    def keys(self) -> Keyboard | None:
        """Return the keyboard on the glass."""
        found = self.query("Keyboard").results()
        return cast("Keyboard | None", next(iter(found), None))

    def make_room(self) -> None:
        """Let the head give its rows up where the keys need them."""
        keys = self.keys
        self.set_class(keys is not None, "-written")
        if keys is None:
            self.remove_class("-cramped")
        else:
            from kiosk.screens.public.glass import is_cramped

            self.set_class(is_cramped(self.app.size.height, keys.rows), "-cramped")

    def on_keyboard_turned(self, message: Keyboard.Turned) -> None:
        """Make room, or take it back."""
        self.hides_keys = message.keyboard.is_hidden
        self.make_room()

    def finish_writing(self) -> None:
        """Write down what is still composed."""
        if (keys := self.keys) is not None:
            keys.finish()

    def bar(self) -> ComposeResult:
        """Yield the buttons that every page has in the same place."""
        with Horizontal(id="bar"):
            yield PushButton(f"‹ {_('Back')}", id="back")
            yield PushButton(_("Start again"), id="again")
            yield PushButton(_("Call a person"), id="call")
            yield Static(id="bar-air")
            goes_on = PushButton(f"{self.continue_label()} ›", id="continue")
            goes_on.display = bool(self.continue_label())
            yield goes_on

    def fault(self, sentence: str) -> None:
        """Say in the fixed place what went wrong; nothing typed is lost. An empty sentence takes it back."""
        from kiosk.widgets.problem import Problem

        for problem in self.query("#fault").results(Problem):
            problem.sentence = sentence
            return
        if sentence and self.is_attached and self.query("#body"):  # not where the page closed meanwhile
            self.mount(Problem(sentence, id="fault"), after="#body")

    def draw_anew(self) -> None:
        """Draw the page in its own turn; whatever comes from now on waits for it."""
        self._redraws += 1
        self.call_next(self._draw_in_turn)

    async def _draw_in_turn(self) -> None:
        try:
            await self.redraw()
        finally:
            self.call_after_refresh(self._stand)

    def _stand(self) -> None:
        """Take up what waited, now that the page is on the glass; a page that is gone takes nothing."""
        self._redraws -= 1
        if not self.is_current:
            self.held.clear()
        elif not self._redraws:
            self.app.call_next(self.app.take_held, self)

    def holds_back(self, event: events.InputEvent | events.Paste) -> bool:
        """Keep for later what comes while the page is drawn anew, and say so."""
        if self._redraws or self.held:
            self.held.append(event)
            return True
        return False

    async def redraw(self) -> None:
        """Draw the whole page anew, with what was typed and the cursor where it was."""
        if self not in self.app.screen_stack:
            return  # it was closed before its turn came
        self.finish_writing()
        self.keep()
        focused = self.focused.id if self.focused else None
        boards = {board.id: board.cursor for board in self.query(Board) if board.id}
        self.set_class(self.app.is_large, "-large")
        await self.recompose()
        self.make_room()
        self._restore(focused, boards)
        if self.focused is None:  # what pages by itself takes the cursor once it is laid out
            self.call_after_refresh(self._restore, focused, boards)

    def _restore(self, focused: str | None, boards: dict[str, int]) -> None:
        for board in self.query(Board):
            if board.id in boards:
                board.cursor = boards[board.id]
        found = self.query(f"#{focused}") if focused else None
        if found:
            found.first().focus()
        else:
            self.focus_body()

    def focus_body(self) -> None:
        """Put the cursor where one begins on this page."""
        found = [one for one in self.query("#body *, #continue") if one.focusable and one.display]
        self.set_focus(found[0] if found else None)

    def on_mount(self) -> None:
        """Show the page as large as the others."""
        self.set_class(self.app.is_large, "-large")
        self.make_room()

    @on(events.Resize)
    def make_room_again(self) -> None:
        """Make room for the keys in the new size."""
        self.make_room()

    def show_time(self) -> None:
        """Bring the clock up to date."""
        time = self.app.clock_words()
        for head in self.query(PageHead):
            head.show_time(time)

    @on(events.ScreenResume)
    def say_question(self) -> None:
        """Say the question of a page that comes up."""
        if self.voiced:
            self.voiced.arrive(self)

    @on(PushButton.Pushed, ".head-button")
    async def read_differently(self, message: PushButton.Pushed) -> None:
        """Change the language, or large-and-simple."""
        message.stop()
        name = message.button.id or ""
        if name == "large":
            await self.app.show_large(not self.app.is_large)
        elif name.removeprefix("speak-") in LANGUAGES:
            await self.app.speak(name.removeprefix("speak-"))
        if self.voiced:
            self.voiced.prompt(self)

    @on(PushButton.Pushed, "#back, #again, #call, #continue")
    async def use_bar(self, message: PushButton.Pushed) -> None:
        """Go back, start again, call or go on."""
        message.stop()
        self.finish_writing()
        acts = {
            "back": self.on_back,
            "again": self.start_again,
            "call": self.call_person,
            "continue": self.on_continue,
        }
        await done(acts[message.button.id or ""]())

    def call_person(self) -> None:
        """Ring for somebody, without losing this page."""
        self.app.call_person(self.code)

    async def on_key(self, event: events.Key) -> None:
        """Let digits choose, 0 lead to the next place, Escape go back, and arrows move."""
        if event.key == "escape":
            event.stop()
            await done(self.on_back())
        elif event.character and event.character in "123456789" and not self.is_in_field:
            event.stop()
            any(board.choose_number(event.character) for board in self.query("#body Board").results(Board))
        elif event.character == "0" and not self.is_in_field:
            from kiosk.screens.public.by_keypad import go_round

            event.stop()
            go_round(self)
        elif self.voiced and not self.is_in_field and self.voiced.take_key(self, event.character):
            event.stop()
        elif event.key in ("down", "right"):
            self.focus_next()
        elif event.key in ("up", "left"):
            self.focus_previous()

    @property
    def is_in_field(self) -> bool:
        """Return whether what is typed now goes into a field."""
        return bool(self.query("Input:focus, TextArea:focus"))

    async def on_input_submitted(self, event: Any) -> None:
        """Go on after Enter."""
        event.stop()
        if self.continue_label():
            await done(self.on_continue())


async def done(result: Any) -> None:
    """Wait for what a handler began, where it began something."""
    if result is not None and hasattr(result, "__await__"):
        await result

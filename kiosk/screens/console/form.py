"""A form over a screen: some questions, one act. What was typed is kept while it is typed."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from textual import events, getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, OptionList

from kiosk.i18n import _
from kiosk.screens.console.choices import Asked, ChoiceList
from kiosk.screens.console.choices import Choice as Choice
from kiosk.screens.console.once import ClosesOnce
from kiosk.widgets.button import PushButton
from kiosk.widgets.field import Field
from kiosk.widgets.problem import Problem
from kiosk.widgets.words import Words

if TYPE_CHECKING:
    from kiosk.console import ConsoleApp

AUTOSAVE = 1.0
"""Seconds at most between a key and its being kept, also while one types on."""

BOX_HEIGHT, BOX_ROWS = 96, 8
"""The part of the screen that a form may take, in percent, and the rows in it that are no questions."""

Values = dict[str, str]
Save = Callable[[Values], Coroutine[Any, Any, str]]
"""Does the act; returns "" when it is done, else a sentence that stands in the form."""


@dataclass(frozen=True)
class Line:
    """A question answered in one line."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    most: int = 100
    is_secret: bool = False


@dataclass(frozen=True)
class Text:
    """A question answered in several lines."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    most: int = 4000
    lines: int = 6


@dataclass(frozen=True)
class Told:
    """Words that are only read."""

    words: str
    style: str = ""


Ask = Choice | Line | Text | Told


class Preview(NamedTuple):
    """What somebody else will read, shown before it is done."""

    title: str
    words: str
    confirm: str


Show = Callable[[Values], Preview | str]
"""What stands in the preview, or the sentence that says what is still missing."""


class Form(ModalScreen[bool], ClosesOnce[bool]):
    """Asks, and does the act; closes with True when it was done."""

    if TYPE_CHECKING:
        app = getters.app(ConsoleApp)

    def __init__(
        self,
        title: str,
        asks: Sequence[Ask],
        save: Save,
        *,
        confirm: str = "",
        place: str = "",
        preview: Show | None = None,
    ) -> None:
        """Ask under a title; `place` names what is written, so that it is kept as it is typed.

        `preview` makes what stands before the reader's eyes as a step of its own, before it is saved.
        """
        super().__init__()
        self.titled, self.asks, self.save, self.preview = title, asks, save, preview
        self.confirm, self.draft_place = confirm, place
        self._dirty = self._is_saving = self._is_previewed = self._is_done = False
        self._first: Values = {}
        """What stood in the form when it opened: nobody typed that."""

    def compose(self) -> ComposeResult:
        """Yield the questions, the way on and the way back."""
        with Vertical(id="form", classes="box"):
            yield Words(self.titled, classes="box-title")
            with VerticalScroll(id="asks", can_focus=False):
                yield from map(self.asked, self.asks)
            yield Problem()
            with Horizontal(classes="box-buttons"):
                yield PushButton(self.confirm or _("Save"), id="save", classes="-primary")
                yield PushButton(_("Back"), id="cancel")
                yield Words(_("Ctrl+S saves, Esc goes back"), classes="box-hint")

    def asked(self, ask: Ask) -> Any:
        """Return what a question looks like."""
        if isinstance(ask, Told):
            return Words(ask.words, classes=f"told {ask.style}".strip())
        if isinstance(ask, Choice):
            return Asked(ask)
        if isinstance(ask, Text):
            field = Field(ask.name, ask.label, ask.value, hint=ask.hint, most=ask.most, lines=ask.lines)
            field.styles.height = ask.lines + len(("label", "top", "bottom")) + bool(ask.hint)
            return field
        return Field(ask.name, ask.label, ask.value, hint=ask.hint, most=ask.most, is_secret=ask.is_secret)

    async def on_mount(self) -> None:
        """Put back what was typed before a line was lost, and keep what is typed from now on."""
        self._first = self.values()
        if self.draft_place and (kept := await self.app.kept(self.draft_place)):
            given = {ask.name: ask.value for ask in self.asks if isinstance(ask, Line | Text)}
            for name, value in kept.items():
                for field in self.query(f"#field-{name}").results(Field):
                    # Whoever types at once, before the register has answered, goes on where they were.
                    field.value = value if field.value == given.get(name) else value + field.value
                for choices in self.query(f"#choice-{name}").results(ChoiceList):
                    choices.choose_value(value)
            self.trouble(_("This is what you had typed."))
        if self.draft_place:
            self.set_interval(AUTOSAVE, self._autosave)

    def on_resize(self) -> None:
        """Give the questions all the room that the title and the buttons leave."""
        self.fit()

    def fit(self) -> None:
        """Let the questions be as high as the screen allows; the rest of them scrolls."""
        others = self.query("#form > Problem, #form > .came")
        taken = sum(one.outer_size.height for one in others if one.display)
        room = self.app.size.height * BOX_HEIGHT // 100 - BOX_ROWS - taken
        self.query_one("#asks").styles.max_height = max(4, room)
        self.call_after_refresh(self.show_whole)

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        """Put the cursor somewhere, and show all of the question that it is in."""
        super().set_focus(widget, scroll_visible=False, from_app_focus=from_app_focus)
        if scroll_visible:
            self.call_after_refresh(self.show_whole)

    def show_whole(self) -> None:
        """Show the label too of what has the cursor."""
        for one in self.focused.ancestors if self.focused else ():
            if isinstance(one, Field | Asked):
                one.scroll_visible(animate=False)
                return

    def values(self) -> Values:
        """Return what was answered so far."""
        found = {field.key: field.value for field in self.query(Field)}
        return found | {choices.asked.name: choices.chosen for choices in self.query(ChoiceList)}

    def trouble(self, sentence: str) -> None:
        """Say something in the form."""
        for problem in self.query(Problem).filter("#form > Problem"):
            problem.sentence = sentence
        self.call_after_refresh(self.fit)

    async def keep(self) -> None:
        """Keep what is typed now: called each second, and when the line is lost."""
        if self.draft_place and self._dirty and not self._is_done:
            self._dirty = False
            if (values := self.values()) == self._first:
                await self.app.drop(self.draft_place)
            elif not await self.app.keep(self.draft_place, values):
                self._dirty = True

    async def _autosave(self) -> None:
        await self.keep()

    def on_text_area_changed(self) -> None:
        """Note that something was typed."""
        self._dirty = True

    def on_input_changed(self) -> None:
        """Note that something was typed."""
        self._dirty = True

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        if isinstance(message.option_list, ChoiceList):
            choices = message.option_list
            choices.choose(message.option_index)
            self._dirty = True
            self.chose(choices.asked.name, choices.chosen)
            if not choices.asked.is_several:
                self.focus_next()

    def chose(self, name: str, value: str) -> None:
        """Take note of an answer; for forms whose questions hang together."""

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        self.focus_next()

    async def on_key(self, event: events.Key) -> None:
        """Save on Ctrl+S, go back on Esc: what was typed stays kept."""
        if event.key == "ctrl+s":
            event.stop()
            await self.confirm_it()
        elif event.key == "escape":
            event.stop()
            await self.cancel()

    @on(PushButton.Pushed, "#save")
    async def confirm_it(self) -> None:
        """Show what will be read, where somebody else reads it; then do the act."""
        if self._is_saving or self._is_previewed:
            return
        if self.preview is None:
            await self.save_it()
        elif isinstance(shown := self.preview(self.values()), str):
            self.trouble(shown)
        else:
            self._is_previewed = True
            self.app.push_screen(PreviewScreen(shown), self._previewed)

    async def _previewed(self, is_right: bool | None) -> None:
        try:
            if is_right:
                await self.save_it()
        finally:
            self._is_previewed = False

    async def save_it(self) -> None:
        """Do the act once; what it says against it stands in the form."""
        if self._is_saving:
            return
        self._is_saving = True
        try:
            sentence = await self.save(self.values())
        finally:
            self._is_saving = False
        if sentence:
            self.trouble(sentence)
            return
        self._is_done = True
        if self.draft_place:
            await self.app.drop(self.draft_place)
        self.dismiss(True)

    @on(PushButton.Pushed, "#cancel")
    async def cancel(self) -> None:
        """Close without doing it; what was typed is there the next time."""
        await self.keep()
        self.dismiss(False)


class PreviewScreen(ModalScreen[bool], ClosesOnce[bool]):
    """What somebody else will read, as they will; nothing is done before it is confirmed."""

    AUTO_FOCUS = "#send"

    def __init__(self, shown: Preview) -> None:
        super().__init__()
        self.shown = shown

    def compose(self) -> ComposeResult:
        """Yield the words in their own colour, the way on and the way back."""
        with Vertical(id="preview", classes="box -public"):
            yield Words(self.shown.title, classes="box-title", sign="→")
            with VerticalScroll(id="previewed"):
                yield Words(self.shown.words, classes="told -public")
            with Horizontal(classes="box-buttons"):
                yield PushButton(self.shown.confirm, id="send", classes="-primary")
                yield PushButton(_("Back"), id="back")
                yield Words(_("Ctrl+S sends, Esc goes back"), classes="box-hint")

    def on_key(self, event: events.Key) -> None:
        """Confirm on Ctrl+S, go back on Esc."""
        if event.key in ("ctrl+s", "escape"):
            event.stop()
            self.dismiss(event.key == "ctrl+s")

    @on(PushButton.Pushed)
    def _pushed(self, message: PushButton.Pushed) -> None:
        message.stop()
        self.dismiss(message.button.id == "send")

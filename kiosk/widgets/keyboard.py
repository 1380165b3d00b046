"""A keyboard on the glass: one widget that draws all its keys, so that no fast finger mixes up the order."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, TextArea

from kiosk.i18n import _
from kiosk.widgets.candidates import Composition
from kiosk.widgets.field import NEW_LINE, write
from kiosk.widgets.keyboard_faces import EVERY_PRESS, KeyFaces
from kiosk.widgets.keyboard_layouts import (
    BACK,
    CHINESE,
    CHOICE,
    DIGITS,
    EARLIER,
    ENTER,
    HIDE,
    LETTERS,
    MARKS,
    MORE,
    OTHER,
    SHIFT,
    SHOW,
    SPACE,
    Key,
)
from kiosk.writing.engine import Candidate, Writing
from kiosk.writing.process import WritingFault

AGAIN = 0.5
"""Seconds in which a second press is a trembling finger, where it is not meant."""
SLOW = 1.5
"""Seconds after which an engine that is not ready yet is worth a word."""
WITHIN = frozenset((BACK, SHIFT))
"""Keys that leave what is composed as it is, or change it by a letter."""


class Keyboard(KeyFaces):
    """Letters, digits, marks and Chinese, typed into the field that has the cursor."""

    class Turned(Message):
        """The keys were shown or hidden."""

        def __init__(self, keyboard: Keyboard) -> None:
            super().__init__()
            self.keyboard = keyboard

    def __init__(
        self,
        language: str,
        writing: Callable[[], Writing] | None = None,
        *,
        is_fuzzy: bool = False,
        is_large: bool = False,
        is_hidden: bool = False,
    ) -> None:
        """Take the language, and what gives the engine; without one no Chinese is written."""
        composition = Composition(writing(), self._show_offer) if writing else None
        super().__init__(composition, is_large=is_large, is_hidden=is_hidden)
        self.language, self.is_fuzzy = language, is_fuzzy
        self._is_ready = self._is_busy = self._is_working = False
        self._waiting: list[Key] = []
        """Keys that wait for what is offered for those before them."""

    # Which field it types into

    def on_mount(self) -> None:
        """Follow the cursor, and have the engine warm before the first letter."""
        self.watch(self.screen, "focused", self._follow)
        if self.composition is not None:
            self.set_timer(SLOW, self._say_slow)
            self._work()

    def _follow(self, focused: Widget | None) -> None:
        if isinstance(focused, Input | TextArea) and focused is not self._target:
            if self._target is not None:
                self.finish()
            self._target = focused
            self._lay_again()

    def _emit(self, key: str, character: str | None) -> None:
        """Type into the field, which keeps the cursor."""
        if self._hold_cursor():
            self.app.post_message(events.Key(key, character))

    def _hold_cursor(self) -> bool:
        """Put the cursor into the field, and say whether there is one."""
        target = self.target
        if target is not None and self.screen.focused is not target:
            self.screen.set_focus(target, scroll_visible=False)
        return target is not None

    def _emit_all(self, text: str) -> None:
        for character in text:
            self._emit(*(("space", " ") if character == " " else (character, character)))

    def finish(self) -> None:
        """Write down what is still composed: the page is about to be left."""
        composed, waiting = self.composition, self._waiting
        self._waiting = []
        if composed is None or not (composed.letters or waiting):
            return
        best = composed.candidates[0] if composed.is_current and composed.candidates else Candidate("", 0)
        rest = composed.letters[best.taken :] + "".join(key.code for key in waiting if len(key.code) == 1)
        composed.clear()
        if (target := self.target) is not None:
            write(target, best.text + rest)

    # Pressing

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Type at once: a keyboard that waits for the finger to leave loses fast letters."""
        event.stop()
        key = self.key_at(event.offset)
        if key is None:
            return
        if key.code in (HIDE, SHOW):
            self._turn()
            return
        self._held = key
        self.refresh(key.region)
        self._hold_cursor()
        self.press(key)

    def on_mouse_up(self) -> None:
        """Show that the key is free again."""
        held, self._held = self._held, None
        if held is not None:
            self.refresh(held.region)

    on_leave = on_mouse_up

    def on_click(self, event: events.Click) -> None:
        """Leave nothing of the tap to those beneath."""
        event.stop()

    def _turn(self) -> None:
        """Hide the keys or show them; the keys for both lie in one place, on which a finger may tremble."""
        self.remove_class(EVERY_PRESS)
        self.set_timer(AGAIN, lambda: self.add_class(EVERY_PRESS))
        self.finish()
        self.is_hidden, self._held = not self.is_hidden, None
        self._laid = None
        self.refresh(layout=True)
        self.post_message(self.Turned(self))

    def press(self, key: Key) -> None:
        """Do what a key says, or let it wait for what is offered for the keys before it."""
        if key.code == BACK and self._waiting:
            self._waiting.pop()
        elif key.code == CHINESE and self.composition is not None and not self._is_ready and self.is_chinese:
            self._do_without()
        elif self._is_busy or self._waiting or self._must_wait(key):
            self._waiting.append(key)
            self._work()
        else:
            self._act(key)

    def _is_composed(self, key: Key) -> bool:
        """Say whether a key adds to what is composed."""
        if self.composition is None or not self.is_chinese or self.is_shifted:
            return False
        return is_letter(key.code) or (key.code == "'" and bool(self.composition.letters))

    def _must_wait(self, key: Key) -> bool:
        is_within = key.code in WITHIN or self._is_composed(key)
        return self.composition is not None and bool(self.composition.letters) and not is_within

    def _act(self, key: Key) -> None:
        """Do what a key says when nothing is composed, or add it to what is."""
        composed = self.composition
        if composed is not None and self._is_composed(key):
            composed.add(key.code)
            self._work()
        elif key.code == BACK:
            if composed is not None and composed.letters:
                composed.drop()
                self._work()
            else:
                self._emit("backspace", None)
        elif key.code in OTHER or key.code == CHOICE:
            self._act_specially(key.code)
        else:
            self._emit_all(key.code.upper() if self.is_shifted else key.code)
            self._shift(False)

    def _act_specially(self, code: str) -> None:
        if code == SPACE:
            self._emit("space", " ")
        elif code == ENTER:
            self._emit("enter", NEW_LINE)
        elif code == SHIFT:
            self._shift(not self.is_shifted)
        elif code == CHINESE:
            self.is_chinese, self.notice = not self.is_chinese, ""
            self._lay_again()
            self._work()
        elif code in (LETTERS, DIGITS, MARKS):
            self.layout_name = code
            self._shift(False)
            self._lay_again()

    def _shift(self, is_shifted: bool) -> None:
        if is_shifted != self.is_shifted:
            self.is_shifted = is_shifted
            self.refresh()

    # Chinese

    def _work(self) -> None:
        """Let the engine work, unless it does."""
        if self.composition is not None and self.is_chinese and not self._is_working:
            self._is_working = True
            self.run_worker(self._write(self.composition), group="writing")

    async def _write(self, composed: Composition) -> None:
        """Look up what is composed and do what waits for it, until nothing is left."""
        try:
            if not self._is_ready:
                await composed.writing.start(self.language, self.is_fuzzy)
                self._is_ready, self.notice = True, ""
                self._show_offer()
            while self._waiting or not composed.is_current:
                await composed.look_up()
                if self._waiting:
                    self._is_busy = True
                    await self._take(self._waiting.pop(0), composed)
                    self._is_busy = False
        except WritingFault:
            self.notice = _("Chinese cannot be written at the moment. Letters and digits can.")
            self._do_without()
        finally:
            self._is_busy = self._is_working = False

    async def _take(self, key: Key, composed: Composition) -> None:
        """Do what a key says with what is offered."""
        if not self._must_wait(key):
            self._act(key)
        elif key.code == MORE:
            await composed.turn_to(composed.first + self._fits, self._fits)
        elif key.code == EARLIER:
            await composed.turn_to(composed.first - self._fits, self._fits)
        elif key.code == CHOICE:
            if key.value.taken <= len(composed.letters):
                await self._choose(key.value, composed)
        elif key.code in (SPACE, ENTER):
            await self._choose_first(composed)
        else:
            while composed.letters and key.code != CHINESE:
                await self._choose_first(composed)
                await composed.look_up()
            self._write_letters(composed)
            self._act(key)

    async def _choose_first(self, composed: Composition) -> None:
        if composed.candidates:
            await self._choose(composed.candidates[composed.first], composed)
        else:
            self._write_letters(composed)

    async def _choose(self, candidate: Candidate, composed: Composition) -> None:
        """Write a candidate, one key a character, so that every limit of the field holds."""
        self._emit_all(candidate.text)
        await composed.choose(candidate)

    def _write_letters(self, composed: Composition) -> None:
        letters = composed.letters
        composed.clear()
        self._emit_all(letters)

    def _do_without(self) -> None:
        """Write letters as they are, those that wait too."""
        if self.composition is not None:
            self._write_letters(self.composition)
        self.is_chinese = False
        waiting, self._waiting = self._waiting, []
        for key in waiting:
            if key.code not in (CHINESE, CHOICE):
                self._act(key)
        self._lay_again()

    def _say_slow(self) -> None:
        if not self._is_ready and not self.notice:
            self.notice = _("One moment: Chinese is being prepared.")
            self._show_offer()


def is_letter(code: str) -> bool:
    """Say whether a key is one of the twenty-six."""
    return len(code) == 1 and "a" <= code <= "z"

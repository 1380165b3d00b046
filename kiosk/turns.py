"""Keys in turn: each has its whole effect, a moved cursor too, before the next one finds its place."""

from __future__ import annotations

from collections import deque
from typing import Any

from textual import events, on
from textual.app import App
from textual.message import Message
from textual.widgets import Input, TextArea

ROUNDS = 2
"""How often word goes around: once behind the key itself, once behind what the key set off."""
LONGEST = 0.5
"""Seconds after which the next key is given all the same: something takes long, such as a busy register."""


class WentAround(Message):
    """Sent behind a key on its way from the widget up to the app: back here, everybody has seen the key."""

    def __init__(self, turn: int, rounds: int) -> None:
        super().__init__()
        self.turn, self.rounds = turn, rounds


class KeysInTurn(App[int]):
    """An app that gives a key only when the one before is done, however many come at once.

    Textual hands every key to what has the cursor at that moment. Over a slow line a whole answer comes in
    one piece: `late Tab loud` would stand in the first field, because Tab had not moved the cursor yet.
    """

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._turn = 0
        self._is_taken = False
        """Whether a key is on its way."""
        self._depth = 0
        """How many screens there were when it was given."""
        self._held: deque[events.Key | events.Paste] = deque()

    async def on_event(self, event: events.Event) -> None:
        """Hold what comes while a key is on its way."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._is_taken:
            self._held.append(event)
        else:
            await self._give(event)

    async def _give(self, event: events.Key | events.Paste) -> None:
        moves_nothing = self._only_writes(event)
        if not moves_nothing:
            self._turn += 1
            self._is_taken, self._depth = True, len(self.screen_stack)
            self.set_timer(LONGEST, lambda turn=self._turn: self._end(turn))
        await super().on_event(event)
        if not moves_nothing:
            self._send_around(self._turn, ROUNDS)

    def _only_writes(self, event: events.Key | events.Paste) -> bool:
        """Tell whether all that comes of it is one more sign where the cursor is."""
        is_entry = isinstance(self.focused, Input | TextArea)
        return is_entry and (isinstance(event, events.Paste) or event.is_printable)

    def _send_around(self, turn: int, rounds: int) -> None:
        if not (self.focused or self.screen).post_message(WentAround(turn, rounds)):
            self.call_later(self._end, turn)

    @on(WentAround)
    async def _went_around(self, message: WentAround) -> None:
        if message.turn == self._turn and message.rounds > 1:
            self._send_around(message.turn, message.rounds - 1)
        else:
            await self._end(message.turn)

    async def _end(self, turn: int) -> None:
        """Give the next key; what was typed at a screen that closed meanwhile is for nobody below it."""
        if turn != self._turn or not self._is_taken:
            return
        self._is_taken = False
        if len(self.screen_stack) < self._depth:
            self._held.clear()
        while self._held and not self._is_taken:
            await self._give(self._held.popleft())

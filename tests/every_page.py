"""Every page that the flows can show: stood in one after the other, and looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from inspect import getmembers, isfunction
from typing import Any

from textual.widgets import Input, TextArea

from kiosk import i18n
from kiosk.screens.public.by_keypad import go_round, places
from kiosk.screens.public.flow import FlowPage, FlowScreen
from kiosk.screens.public.page import done
from kiosk.widgets.board import Board
from kiosk.widgets.field import Field
from tests.eyes import numbered
from tests.keypad_walk import KeypadWalk
from tests.screens import speak

PUBLIC = "kiosk.screens.public."
MOST_TURNS = 1
WRONG = "1"
"""What a field that is checked does not take."""

Draft = Callable[[Any], Any]
"""Puts answers into a flow that was just opened, so that further pages apply; may be async."""


def parts(screen: FlowScreen) -> dict[str, Any]:
    """Return the flow, and what it keeps that has pages of its own, by how it calls them."""
    found: dict[str, Any] = {"": screen}
    waiting = [""]
    while waiting:
        path = waiting.pop()
        for name, one in vars(found[path]).items():
            is_new = not any(one is other for other in found.values())
            if is_new and type(one).__module__.startswith(PUBLIC):
                found[f"{path}{name}."] = one
                waiting.append(f"{path}{name}.")
    return found


def _asks(kind: type) -> set[str]:
    """Return the methods that yield what a page asks or shows."""
    return {
        name
        for name, method in getmembers(kind, isfunction)
        if name.startswith(("ask_", "show_")) and method.__annotations__.get("return") == "ComposeResult"
    }


def bodies(screen: FlowScreen) -> set[str]:
    """Return everything that the source of a flow can ask or show on a page."""
    return {f"{path}{name}" for path, part in parts(screen).items() for name in _asks(type(part))}


def body_of(screen: FlowScreen, page: FlowPage) -> str:
    """Return what a page asks, by the part that asks it."""
    ask: Any = page.ask
    paths = {id(part): path for path, part in parts(screen).items()}
    return f"{paths[id(ask.__self__)]}{ask.__name__}" if hasattr(ask, "__self__") else ""


class PageWalk:
    """Stands in every page of a flow with each of several drafts, and notes what is wrong there."""

    def __init__(self, walk: KeypadWalk, open_flow: Callable[[], Any]) -> None:
        self.walk, self.open_flow = walk, open_flow
        self.app: Any = walk.app
        self.seen: set[str] = set()
        self.bodies: set[str] = set()
        self._struck: set[str] = set()
        self._looked: set[tuple[Any, ...]] = set()

    @property
    def missed(self) -> set[str]:
        """Return what the source can show and nobody has seen."""
        return self.bodies - self.seen

    async def see(self, drafts: Sequence[Draft], languages: Sequence[str], is_large: bool = False) -> None:
        """Look at every page in every language."""
        self.walk.is_large = is_large
        for language in languages:
            for draft in drafts:
                await self._see_draft(draft, language)

    async def _see_draft(self, draft: Draft, language: str) -> None:
        screen = await self._open(draft, language)
        self.bodies |= bodies(screen)
        for name in self._new(screen, language):
            await self._show(screen, name)
            self._blame(language)
            if language != "zh_TW":  # the same layout as zh_CN, in other characters
                await self._look_further(screen, language)
            body = body_of(screen, screen.page)
            self.seen.add(body)
            if body not in self._struck:
                self._struck.add(body)
                await self._strike(screen, name, language)
                screen = await self._open(draft, language)

    def _new(self, screen: FlowScreen, language: str) -> list[str]:
        """Return the pages that ask what was not asked yet, or ask it in other words."""
        found = []
        for page in screen.pages():
            asked = (body_of(screen, page), page.question, language, self.walk.is_large)
            if asked[0] and asked not in self._looked:
                self._looked.add(asked)
                found.append(page.name)
        return found

    async def _open(self, draft: Draft, language: str) -> FlowScreen:
        await self.app.forget()
        if self.walk.is_large:
            await self.app.show_large(True)
        if language != i18n.language():
            await speak(self.walk.pilot, language)
        screen: FlowScreen = await self.open_flow()
        await self.walk.rest()
        await done(draft(screen))
        return screen

    async def _show(self, screen: FlowScreen, name: str) -> None:
        await screen.show_page(name)
        await self.walk.rest()
        assert self.app.screen is screen and screen.page.name == name

    async def _look_further(self, screen: FlowScreen, language: str) -> None:
        """Compose, turn pages, and write what is wrong."""
        if body_of(screen, screen.page) not in self.seen:
            await self.walk.look_at_keys(self.walk.here(), language)
        for _turn in range(MOST_TURNS):
            if not turn_on(screen):
                break
            await self.walk.rest()
            self._blame(f"{language}, turned")
        check: Any = screen.page.check
        for field in screen.query("#body Field").results(Field) if check else ():
            told = field.value
            for words in (WRONG, told):
                field.value = words
                screen.keep()
                screen.say(check())
                await self.walk.rest()
                self._blame(f"{language}, with {words!r}")

    async def _strike(self, screen: FlowScreen, name: str, language: str) -> None:
        """Leave the page by the keypad: by Enter where one writes, and by Escape."""
        await self._show(screen, name)
        if isinstance(screen.focused, Input | TextArea):
            before = self._standing(screen)
            await self.walk.strike(*(("enter",) * 2 if isinstance(screen.focused, TextArea) else ("enter",)))
            if self._standing(screen) == before:
                self.walk.wrong.append(f"{self.walk.here()}: Enter leads nowhere")
            elif self.app.screen is screen and screen.page.name == name:
                self._blame(f"{language}, after Enter")
        if self.app.screen is screen:
            await self._show(screen, name)
            for field in screen.query(Field):
                field.problem = ""
            await self.walk.strike("escape")
            if self.app.screen is screen and screen.page.name == name:
                self.walk.wrong.append(f"{self.walk.here()}: Escape does not lead away")

    def _standing(self, screen: FlowScreen) -> tuple[Any, ...]:
        problems = [field.problem for field in screen.query(Field)]
        return self.app.screen, screen.page.name, self.app.focused, problems

    def _blame(self, how: str) -> None:
        place = self.walk.here()
        self.walk.blame(place, how)
        self.walk.wrong += [f"{place} ({how}): {words}" for words in unreached(self.app.screen)]


def turn_on(screen: FlowScreen) -> bool:
    """Turn a board to its next page, and say whether there was one."""
    for board in screen.query("#body Board").results(Board):
        for spot in board.spots:
            is_turn = not spot.number and spot.lines[0][1] == "turn"
            if is_turn and getattr(spot.value, "by", spot.value) == 1:
                board.choose(spot.value)
                return True
    return False


def unreached(page: Any) -> list[str]:
    """Say what neither a digit nor 0 comes to; where one writes, that is to be seen after Enter."""
    boards = list(page.query("#body Board").results(Board))
    digits = [spot.number for board in boards for spot in numbered(board)]
    found = [f"two places have {digit}" for digit in set(digits) if digits.count(digit) > 1]
    if isinstance(page.focused, Input | TextArea):
        return found
    wanted = {one for one in places(page) if not isinstance(one, Board | Input | TextArea)}
    wanted |= {(board, spot.value) for board in boards for spot in board.spots if not spot.number}
    return found + [f"0 never comes to {one}" for one in wanted - set(_round(page, len(wanted)))]


def _round(page: Any, count: int) -> Iterator[Any]:
    """Go round by 0, yield what one comes to, and put the cursor back."""
    begun, cursors = page.focused, {board: board.cursor for board in page.query(Board).results(Board)}
    for _time in range(count + len(cursors) + 2):
        board = page.focused
        yield (board, board.current.value) if isinstance(board, Board) and board.current else board
        go_round(page)
        if isinstance(page.focused, Input | TextArea):
            break
    page.set_focus(begun)
    for board, cursor in cursors.items():
        board.cursor = cursor

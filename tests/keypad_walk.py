"""Somebody with ten digits, Enter and Escape goes through every page that can be reached, and looks at it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from textual import events
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from kiosk import i18n
from kiosk.desk import DeskApp
from kiosk.screens.public.by_keypad import go_round, places
from kiosk.screens.public.flow import FlowScreen
from kiosk.screens.public.home import Home
from kiosk.screens.public.page import Page
from kiosk.widgets.board import Board
from kiosk.widgets.checklist import CheckList
from kiosk.widgets.field import Field
from kiosk.widgets.keyboard_layouts import BACK
from tests.eyes import faults, numbered
from tests.fingers import PATIENCE, tap_key
from tests.screens import screen_text, settled, speak

KEYS = frozenset((*"0123456789", "enter", "escape"))
EVERYWHERE = ("back", "again", "call", "large", "speak-zh_CN", "speak-zh_TW", "speak-en")
"""Buttons of the frame: they are walked once, not from every page."""
MOST = 6
"""Choices of a page that are all tried; of a longer list two and its last."""
LARGE = 3
"""Tiles of Home on one page in large-and-simple."""
LEAVES = 4
"""How often Escape is pressed before one begins again from Home."""

Keys = tuple[str, ...]


class Place(NamedTuple):
    """Where somebody stands: screen, page and what stands on it, the kind of case, what was turned."""

    screen: str
    page: str
    body: tuple[str, ...] = ()
    kind: str = ""
    turned: tuple[int, ...] = ()
    is_wrong: bool = False

    def __str__(self) -> str:
        return ".".join(filter(None, (self.screen, self.page)))


class KeypadWalk:
    """Finds every page behind a beginning by its keys alone, and says what is wrong with it."""

    def __init__(
        self, app: DeskApp, pilot: Pilot[int], languages: Sequence[str], *, is_large: bool = False
    ) -> None:
        self.app, self.pilot, self.languages, self.is_large = app, pilot, list(languages), is_large
        self.arrive: Callable[[], Awaitable[None]] | None = None
        """What leads from Home to where the walk begins, when it is no key of the pad."""
        self.most = 2 if is_large else MOST
        self.seen: dict[Place, Keys] = {}
        self.wrong: list[str] = []

    @property
    def pages(self) -> set[str]:
        """Return the pages that were seen, by name."""
        return {str(place) for place in self.seen}

    async def strike(self, *keys: str) -> None:
        """Press keys of the keypad, and let the desk answer."""
        app: Any = self.app
        for key in keys:
            assert key in KEYS
            app.monotonic.seconds += 1
            app.post_message(events.Key(key, key if len(key) == 1 else None))
            await self.rest()

    async def rest(self) -> None:
        """Wait until the desk has answered, and holds back no key while a page is drawn anew."""
        await settled(self.pilot)
        for _turn in range(PATIENCE):
            page: Any = self.app.screen
            if not getattr(page, "_redraws", 0) and not getattr(page, "held", ()):
                return
            await settled(self.pilot)

    def here(self) -> Place:
        """Return where one stands."""
        screen: Any = self.app.screen
        page = screen.page.name if hasattr(screen, "page") else ""
        draft = getattr(screen, "draft", None)
        kind = getattr(draft, "kind", "") if not callable(draft) else ""
        turned = tuple(getattr(board, "page", 0) for board in screen.query("#body Board"))
        is_wrong = any(field.problem for field in screen.query(Field))
        body = tuple(type(one).__name__ for one in screen.query("#body > *") if not isinstance(one, Static))
        return Place(type(screen).__name__, page, body, kind, turned, is_wrong)

    def keys_to(self, choice: str) -> Keys:
        """Return how Home's tile for a choice is taken: by its digit, or behind the tiles that are shown."""
        home: Any = self.app.screen
        values = [tile.value for tile in home.choices()]
        if not self.is_large:
            return (str(values.index(choice) + 1),)
        page, place = divmod(values.index(choice), LARGE)
        return (*(("0", "enter") if page else ()), *(("enter",) * (page - 1)), str(place + 1))

    async def walk(self, *path: str) -> None:
        """Walk everything behind some keys that are pressed at Home."""
        await self.begin(path)
        await self.explore(path)

    async def begin(self, path: Keys) -> None:
        """Walk up to the desk, and press keys."""
        await self.app.forget()
        if self.is_large:
            await self.app.show_large(True)
        await self.rest()
        if self.arrive is not None:
            await self.arrive()
        await self.strike(*path)

    async def explore(self, path: Keys) -> None:
        """Look at where one stands, and at everything that can be reached from here."""
        place = self.here()
        if place in self.seen or place.screen == Home.__name__:
            return
        is_known = str(place) in self.pages
        self.seen[place] = path
        # Drawn anew in another language a page begins at its first choices.
        await self.look(place, [i18n.language()] if is_known or any(place.turned) else self.languages)
        if isinstance(self.app.screen, FlowScreen):
            self.app.screen.focus_body()  # as for somebody who just came
            await self.rest()
        root = next(iter(self.seen)).screen
        if isinstance(self.app.screen, FlowScreen) and place.screen != root:
            return  # another flow has its own walk
        for keys in self.ways(is_known):
            if not await self.return_to(place, path):
                self.wrong.append(f"{place}: not found again by {' '.join(path)}")
                return
            await self.strike(*keys)
            await self.explore((*path, *keys))

    async def return_to(self, place: Place, path: Keys) -> bool:
        """Stand there again: by Escape where that leads back, else from Home by the same keys."""
        for _time in range(LEAVES):
            if self.here() == place:
                return True
            if isinstance(self.app.screen, Home):
                break
            before = screen_text(self.app)
            await self.strike("escape")
            if screen_text(self.app) == before:
                self.wrong.append(f"{self.here()}: Escape does not lead away")
                break
        await self.begin(path)
        return self.here() == place

    def ways(self, is_known: bool) -> list[Keys]:
        """Return the keys that lead on; of a page that is known in another kind only the first."""
        screen = self.app.screen
        if isinstance(screen.focused, Input | TextArea):
            return [("1", "enter"), ("enter",), ("enter", "enter")]
        # What the check page leads back to is known; another kind of case would be walked once more.
        boards = [one for one in screen.query("#body Board").results(Board) if not isinstance(one, CheckList)]
        digits = [(spot.number,) for board in boards for spot in numbered(board)]
        few = digits[:2] if is_known else digits
        if len(few) > self.most:
            few = [*digits[:2], digits[-1]]
        return few + self._by_zero()

    def _by_zero(self) -> list[Keys]:
        """Return how to get by 0 and Enter to what has no digit, and say what cannot be reached."""
        page: Any = self.app.screen
        begun, cursors = page.focused, {board: board.cursor for board in page.query(Board).results(Board)}
        reached: dict[tuple[Widget | None, Any], int] = {}
        bare = sum(not spot.number for board in cursors for spot in board.spots)
        for times in range(len(places(page)) + bare + 2):
            if times:
                go_round(page)
            board = page.focused if isinstance(page.focused, Board) else None
            spot = board.current if board else None
            if isinstance(page.focused, Input | TextArea):
                break  # from here on 0 is written
            reached.setdefault((page.focused, spot and not spot.number and spot.value), times)
        missed = {one for one in places(page) if one not in {where for where, _spot in reached}} - {begun}
        if missed and not page.query("Input, TextArea"):
            self.wrong.append(f"{self.here()}: 0 never comes to {missed}")
        page.set_focus(begun)
        for board, cursor in cursors.items():
            board.cursor = cursor
        wanted = {
            times
            for (where, value), times in reached.items()
            if where is not None and where.id not in EVERYWHERE and (value or not isinstance(where, Board))
        }
        return [(*("0" * times), "enter") for times in sorted(wanted)]

    async def look(self, place: Place, languages: Sequence[str]) -> None:
        """Look at the page in languages, beginning with the one that is spoken."""
        now = i18n.language()
        for language in sorted(languages, key=lambda one: one != now):
            if language != i18n.language():
                await speak(self.pilot, language)
                await self.rest()
            self.blame(place, language)
            await self.look_at_keys(place, language)

    async def look_at_keys(self, place: Place, language: str) -> None:
        """Look at the page while something is composed on the glass."""
        page = self.app.screen
        if isinstance(page, Page) and page.keys is not None:
            for key in "ni":
                await tap_key(self.pilot, key)
            self.blame(place, f"{language}, composing")
            for _key in "ni":
                await tap_key(self.pilot, BACK)

    def blame(self, place: Place, how: str) -> None:
        """Note what is wrong."""
        found = faults(self.app)
        if found:
            large = ", large" if self.app.is_large else ""
            self.wrong += [f"{place} ({how}{large}): {fault}" for fault in found]

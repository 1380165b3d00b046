"""Where: a department is found in lists by kind, or by a few letters of its name."""

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
from kiosk.widgets.field import Field
from kiosk.widgets.keypad import LETTERS, Keypad
from kiosk.widgets.picks import Picks
from kiosk.widgets.tiles import Tile, TileGrid

if TYPE_CHECKING:
    from kiosk.records import Department

FIND, UNKNOWN = "?", ""
"""What stands in `group` while one looks by letters, and what `take` gets from who does not know."""
EXAMPLES = 3
"""Departments that a kind names, so that one sees what is in it."""


class Places:
    """The two pages that ask for a department: its kind or "find it", then the department itself.

    Keep one in the flow screen, and put `*self.places.pages()` where the flow asks for a department. `take`
    gets the code, "" from somebody who does not know; `chosen` returns the code that the draft holds; `among`
    says which departments are offered.
    """

    def __init__(
        self,
        screen: FlowScreen,
        *,
        take: Callable[[str], Any],
        chosen: Callable[[], str],
        question: Callable[[], str],
        among: Callable[[Department], bool] = lambda department: True,
        may_be_unknown: bool = True,
        name: str = "where",
    ) -> None:
        self.screen, self.take, self.chosen, self.question = screen, take, chosen, question
        self.among, self.may_be_unknown, self.name = among, may_be_unknown, name
        self.group = ""
        """The kind of department that is listed, FIND, or "" while none is chosen."""
        self.letters = ""
        """What was typed to find one."""
        self.is_asked = False
        """Whether an answer was given, which may be that one does not know."""

    def pages(self) -> list[FlowPage]:
        """Return the page of kinds, and the list or the search once one of them is chosen."""
        goes_on = _("Continue") if self.is_asked else None
        first = FlowPage(
            self.name,
            self.question(),
            _("Where"),
            self.ask_group,
            choose=self.take_group,
            leave=self.leave_group,
            goes_on=goes_on,
        )
        if not self.group:
            return [first]
        is_finding = self.group == FIND
        asked = _("Which department? Type a few letters") if is_finding else _("Which department?")
        ask = self.ask_letters if is_finding else self.ask_department
        keep = self.keep_letters if is_finding else None
        second = FlowPage(
            f"{self.name}-in",
            asked,
            _("Where"),
            ask,
            choose=self.take_department,
            keep=keep,
            is_typing=is_finding,
            is_counted=False,
        )
        return [first, second]

    @property
    def offered(self) -> list[Department]:
        """Return the departments that may be chosen, in the hospital's order."""
        return [one for one in self.screen.app.hospital.departments if self.among(one)]

    @property
    def groups(self) -> list[str]:
        """Return their kinds, in the same order."""
        return list(dict.fromkeys(one.group for one in self.offered))

    def ask_group(self) -> ComposeResult:
        """Yield a tile to find by letters, one for each kind, and one for who does not know."""
        tiles = [Tile(FIND, _("Find by name"), _("Type pinyin, its first letters, or part of the name"), "⌕")]
        tiles += [Tile(group, name_of_group(group), self._examples(group)) for group in self.groups]
        if self.may_be_unknown:
            tiles.append(Tile(UNKNOWN, _("I do not know"), _("We find out for you")))
        chosen = self.group if self.is_asked else None
        yield Picks(tiles, chosen, is_large=self.screen.app.is_large, id=f"{self.name}-groups")

    async def take_group(self, group: str) -> None:
        """Show what the tile leads to; somebody who does not know goes on."""
        self.group = group
        if group == UNKNOWN:
            self._answer(UNKNOWN)
        else:
            await self.screen.show_page(f"{self.name}-in")

    async def leave_group(self) -> None:
        """Go on to the list, or past it where nothing is listed."""
        if self.group:
            await self.screen.show_page(f"{self.name}-in")
        else:
            await self.screen.next_page()

    def ask_department(self) -> ComposeResult:
        """Yield the departments of the kind."""
        tiles = [tile_of(one) for one in self.offered if one.group == self.group]
        yield Picks(tiles, self.chosen(), is_large=self.screen.app.is_large, id=f"{self.name}-list")

    def ask_letters(self) -> ComposeResult:
        """Yield the field, the letters on the glass, and what they find."""
        yield PlaceSearch(self.offered, self.letters, is_large=self.screen.app.is_large)

    def keep_letters(self) -> None:
        """Keep what was typed."""
        self.letters = self.screen.typed("letters")

    def take_department(self, code: str) -> None:
        """Take the department."""
        if self.group == FIND:
            self.keep_letters()
        self._answer(code)

    def _answer(self, code: str) -> None:
        self.is_asked = True
        self.take(code)

    def _examples(self, group: str) -> str:
        names = [pick(one.name) for one in self.offered if one.group == group]
        return " · ".join(names[:EXAMPLES])


class PlaceSearch(Horizontal, can_focus=False):
    """A field and letters on the left; on the right the departments that they find, the best first."""

    def __init__(self, departments: list[Department], letters: str = "", *, is_large: bool = False) -> None:
        super().__init__()
        self.departments, self.letters, self.is_large = departments, letters, is_large

    def compose(self) -> ComposeResult:
        """Yield both sides."""
        with Vertical(id="place-keys"):
            yield Field("letters", _("Name, pinyin or first letters"), self.letters, most=40)
            yield Keypad(LETTERS)
        found = find(self.letters, self.departments, key=lambda one: one.keys)
        with Vertical(id="place-found"):
            yield Static(Content(told_of(len(found))), id="place-count")
            tiles = [tile_of(one) for one in found]
            yield TileGrid(tiles, is_large=self.is_large, is_numbered=False, id="places")

    @property
    def found(self) -> list[Department]:
        """Return what the letters find."""
        return find(self.letters, self.departments, key=lambda one: one.keys)

    @on(Input.Changed)
    def look(self, message: Input.Changed) -> None:
        """Show what the letters find now."""
        message.stop()
        if not self.query(TileGrid):
            return  # the page is being drawn anew
        if message.value == self.letters:
            return
        self.letters = message.value
        found = self.found
        self.query_one("#place-count", Static).update(Content(told_of(len(found))))
        self.query_one(TileGrid).show([tile_of(one) for one in found])

    @on(Input.Submitted)
    def take_best(self, message: Input.Submitted) -> None:
        """Take the best after Enter; where nothing was typed, put the cursor on what is listed."""
        message.stop()
        if not self.query(TileGrid):
            return  # the page is being drawn anew
        grid = self.query_one(TileGrid)
        if self.letters.strip() and grid.tiles:
            # A message that this part sent would not go further up than to itself.
            grid.call_later(grid.chosen, grid.tiles[0].value)
        elif grid.tiles:
            grid.focus()


def tile_of(department: Department) -> Tile:
    """Return a department as a tile: its name, and where it is."""
    return Tile(department.code, pick(department.name), pick(department.place))


def name_of_group(group: str) -> str:
    """Return what a kind of department is called; its own word where it is not one of ours."""
    names = {
        "clinic": _("Clinics"),
        "technical": _("Tests and scans"),
        "ward": _("Wards"),
        "service": _("Windows and services"),
        "office": _("Offices"),
    }
    return names.get(group, group) or _("Others")


def told_of(count: int) -> str:
    """Say how many departments were found."""
    if not count:
        return _("Nothing found. Take a letter away, or go Back to the lists.")
    return ngettext("%(count)d department", "%(count)d departments", count) % {"count": count}

"""The flow: several questions, one a page, in one screen with one draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from kiosk.i18n import _
from kiosk.screens.public.page import Page, done
from kiosk.widgets.button import PushButton
from kiosk.widgets.checklist import CheckList
from kiosk.widgets.field import Field, Finished
from kiosk.widgets.steps import Steps
from kiosk.widgets.tiles import Tile
from kiosk.widgets.words import Words


@dataclass(frozen=True)
class Trouble:
    """What keeps a page from going on: a sentence, and the name of the field it is about."""

    sentence: str
    field: str = ""


@dataclass(frozen=True)
class FlowPage:
    """One question of a flow."""

    name: str
    """How other pages and the check page name it; never shown."""
    question: str
    """The heading."""
    short: str
    """What the step indicator calls it."""
    ask: Callable[[], ComposeResult]
    """Yields the body, from the draft."""
    choose: Callable[[Any], Any] | None = None
    """Takes the value of a tapped tile into the draft; the flow then goes on by itself."""
    keep: Callable[[], None] | None = None
    """Takes what stands in the fields into the draft, whatever it is; never refuses."""
    check: Callable[[], Trouble | None] | None = None
    """Says what keeps the page from going on, after `keep`."""
    leave: Callable[[], Any] | None = None
    """Acts instead of going to the next page (filing, an answer); may be async."""
    goes_on: str | None = None
    """Words of the button; None means Continue, or no button where `choose` is given."""
    is_typing: bool = False
    is_written: bool = False
    """Whether one writes words on it, for which there are keys on the glass."""
    is_counted: bool = True
    """Whether it counts as a step."""


class FlowScreen(Page):
    """Several questions, one a page, in one screen with one draft.

    Override `pages()`; it is asked again whenever a page is drawn, so that it may follow the draft (a page
    that does not apply is simply not in the list) and the language. `go_to(name, is_change=True)` jumps from
    the check page and comes back to it; `next_page()` and `previous_page()` walk.
    """

    def __init__(self) -> None:
        super().__init__()
        self.at = ""
        self._came_from = ""

    def pages(self) -> list[FlowPage]:
        """Return the questions that apply now, in order."""
        raise NotImplementedError

    @property
    def page(self) -> FlowPage:
        """Return the page that is shown."""
        pages = self.pages()
        return next((page for page in pages if page.name == self.at), pages[0])

    @property
    def seconds(self) -> int:
        """Return the time of this page."""
        settings, page = self.app.settings, self.page
        return settings.idle_typing if page.is_typing or page.is_written else settings.idle_choice

    @property
    def is_written(self) -> bool:
        """Say whether one writes words on this page."""
        return self.page.is_written

    def question(self) -> str:
        """Return the question of the page."""
        return self.page.question

    def steps(self) -> tuple[int, int, str]:
        """Count the pages that are steps; another one counts as the step before it."""
        page, pages = self.page, self.pages()
        here = [one.name for one in pages].index(page.name)
        counted = [one for one in pages[: here + 1] if one.is_counted]
        if not counted:
            return 0, 0, ""
        return len(counted), sum(one.is_counted for one in pages), page.short or counted[-1].short

    def body(self) -> ComposeResult:
        """Ask the question."""
        yield from self.page.ask()

    def continue_label(self) -> str:
        """Return the page's words for going on."""
        page = self.page
        if page.goes_on is not None:
            return page.goes_on
        return "" if page.choose else _("Continue")

    def keep(self) -> None:
        """Take what stands in the fields of this page into the draft."""
        if self.page.keep and self.query("#body > *"):  # nothing stands there while a page is being drawn
            self.page.keep()

    @on(Tile.Chosen)
    async def take_choice(self, message: Tile.Chosen) -> None:
        """Take a tile's value and go on."""
        page = self.page
        if page.choose is None:
            return
        message.stop()
        await done(page.choose(message.value))
        if self.page.name == page.name and self.is_current:
            await self.leave_page()

    async def on_continue(self) -> None:
        """Keep, check, and go on or say what is wrong."""
        self.keep()
        trouble = self.page.check() if self.page.check else None
        self.say(trouble)
        if trouble is None:
            await self.leave_page()

    async def leave_page(self) -> None:
        """Do what the page does when it is answered, or show the next one."""
        if self.page.leave:
            await done(self.page.leave())
        else:
            await self.next_page()

    async def next_page(self) -> None:
        """Show the page after this one, or the one that asked for a change."""
        pages = self.pages()
        names = [page.name for page in pages]
        if self._came_from in names:
            target, self._came_from = self._came_from, ""
        else:
            target = names[min(names.index(self.page.name) + 1, len(names) - 1)]
        await self.show_page(target)

    async def previous_page(self) -> None:
        """Show the page before this one; before the first there is Home."""
        self.keep()
        names = [page.name for page in self.pages()]
        here = names.index(self.page.name)
        if self._came_from in names:
            target, self._came_from = self._came_from, ""
            await self.show_page(target)
        elif here:
            await self.show_page(names[here - 1])
        else:
            self.app.go_back()

    async def on_back(self) -> None:
        """Go one page back."""
        await self.previous_page()

    async def go_to(self, name: str, is_change: bool = False) -> None:
        """Show a page by its name; after a change the next Continue or Back returns here."""
        self.keep()
        self._came_from = self.page.name if is_change else ""
        await self.show_page(name)

    async def show_page(self, name: str) -> None:
        """Draw another page into the frame that stands."""
        self.at = name
        steps = self.query_one(Steps)
        steps.at, steps.of, steps.words = self.steps()
        async with self.batch():
            body = self.query_one("#body", Vertical)
            await self.query("Keyboard").remove()
            await body.remove_children()
            self.query_one("#question", Words).words = self.question()
            goes_on = self.query_one("#continue", PushButton)
            goes_on.label, goes_on.display = f"{self.continue_label()} ›", bool(self.continue_label())
            self.fault("")
            await body.mount_compose(self.body())
            await self.mount_all(self.keyboard(), after=body)
            self.make_room()
        self.focus_body()
        # What pages by itself knows only now whether there is anything to turn.
        self.call_after_refresh(self._focus_body_again, self.focused)

    def _focus_body_again(self, focused: Widget | None) -> None:
        if self.is_current and self.focused is focused:
            self.focus_body()

    def say(self, trouble: Trouble | None) -> None:
        """Say a trouble beside its field, or above the bar when it is about none."""
        self.fault("")
        for field in self.query(Field):
            is_meant = trouble is not None and field.key == trouble.field
            field.problem = trouble.sentence if trouble and is_meant else ""
            if is_meant:
                field.entry.focus()
        if trouble and not any(field.problem for field in self.query(Field)):
            self.fault(trouble.sentence)

    @on(Finished)
    async def go_on_from_lines(self, message: Finished) -> None:
        """Go on after Enter on an empty line, as after Enter in a single one."""
        message.stop()
        await self.on_continue()

    async def on_key(self, event: events.Key) -> None:
        """Let Escape first take away what was found wrong: a keypad has no other key for it."""
        wrong = [field for field in self.query(Field) if field.problem and field.entry.has_focus]
        if event.key == "escape" and wrong:
            event.stop().prevent_default()  # the page would go back
            wrong[0].value = wrong[0].problem = ""

    def typed(self, name: str) -> str:
        """Return what stands in a field of this page."""
        return self.query_one(f"#field-{name}", Field).value

    @on(CheckList.Change)
    async def change(self, message: CheckList.Change) -> None:
        """Ask one question again, and come back here."""
        message.stop()
        await self.go_to(message.page, is_change=True)

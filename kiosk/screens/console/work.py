"""My work: everything that is due to whoever sits here, soonest first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from textual import events, on
from textual.app import ComposeResult

from kiosk.i18n import N_, _
from kiosk.records.faults import StoreFault
from kiosk.rules.rights import ALL_SEEING, may
from kiosk.rules.text import stated
from kiosk.screens.console import work_acts, work_filter
from kiosk.screens.console.alerts import open_case
from kiosk.screens.console.frame import Act, ConsoleScreen
from kiosk.screens.console.work_words import beside, columns, row_of
from kiosk.services import work
from kiosk.services.work import SCOPES, Filter, Key, WorkRow
from kiosk.widgets.keybar import KeyHint
from kiosk.widgets.rows import NEAR, WINDOW, Rows
from kiosk.widgets.scopebar import ScopeBar
from kiosk.widgets.words import Words

PAGE = 50
SCOPE_WORDS = {
    "mine": N_("My work"),
    "offers": N_("Offers"),
    "department": N_("Department"),
    "desk": N_("Desks"),
    "all": N_("All"),
    "closed": N_("Closed"),
}
WATCHING = ("leader", "auditor")
"""Roles that work on no case: they begin with all of them."""
NO_DEPARTMENT = N_("You belong to no department.")


class WorkScreen(ConsoleScreen):
    """A list of work, with the keys to all else."""

    place = "work"

    def __init__(self) -> None:
        super().__init__()
        self.view = Filter()

    def headline(self) -> str:
        """Name the list, and what it leaves out."""
        narrowed = work_filter.in_words(self.view, self.app) if self.app.actor else ""
        scope = _(SCOPE_WORDS[self.view.scope])
        return stated(scope, narrowed) if narrowed else scope

    def body(self) -> ComposeResult:
        """Yield the scopes, the list, and what it has no room for."""
        if self.app.who.role in WATCHING:
            self.view = Filter("all")
        yield ScopeBar(id="scopes")
        yield Rows(id="work")
        yield Words(id="beside")

    @property
    def rows(self) -> Rows:
        """Return the list."""
        return self.query_one("#work", Rows)

    @property
    def is_closed(self) -> bool:
        """Tell whether the list shows what is over, the newest first."""
        return self.view.scope == "closed"

    # Reading

    async def look(self) -> None:
        """Read what is shown again; the cursor stays on its row."""
        if not self.is_drawn:
            return
        try:
            await self.read()
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)

    async def read(self) -> None:
        """Read the rows around the cursor, or from the first one on when the first one is there."""
        rows = self.rows
        if may(self.app.who, "see_work"):
            rows.empty = _("An administrator sees no cases. People: p, settings: o.")
            rows.show([])
            return
        here, view = rows.current, self.view
        above: list[WorkRow] = []
        if here is None or not rows.has_above:
            size = min(max(PAGE, len(rows.lines)), WINDOW)
            below = await self.page(size + 1)
        else:
            key = here.value.key
            size = max(PAGE, len(rows.lines) - rows.cursor)
            above = await self.page(max(rows.cursor, NEAR) + 1, before=key)
            below = await self.page(size + 1, after=self.just_before(key))
        if view is not self.view:
            return  # another list was chosen meanwhile
        has_above = here is not None and rows.has_above and len(above) > max(rows.cursor, NEAR)
        listed = [*(above[1:] if has_above else above), *below[:size]]
        rows.empty = _("Nothing to do here.")
        rows.show(
            [row_of(row, self.app, self.is_closed) for row in listed],
            has_above=has_above,
            has_below=len(below) > size,
        )

    async def page(self, size: int, after: Key | None = None, before: Key | None = None) -> list[WorkRow]:
        """Read a page of the list that is shown."""
        return await self.app.ask(work.page, self.app.who, self.view, self.app.now(), after, size, before)

    def just_before(self, key: Key) -> Key:
        """Return the place just before a row, so that the page after it begins with the row itself."""
        return key._replace(uid=UUID(int=key.uid.int + (1 if self.is_closed else -1)))

    @on(Rows.WantsMore)
    async def _more(self, message: Rows.WantsMore) -> None:
        message.stop()
        try:
            await (self.go_far(message.is_below) if message.is_far else self.go_on(message.is_below))
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)

    async def go_on(self, is_below: bool) -> None:
        """Read the next page at one end."""
        rows = self.rows
        if is_below:
            found = await self.page(PAGE + 1, after=rows.lines[-1].value.key)
            rows.append([row_of(row, self.app, self.is_closed) for row in found[:PAGE]], len(found) > PAGE)
        else:
            found = await self.page(PAGE + 1, before=rows.lines[0].value.key)
            fresh = [row_of(row, self.app, self.is_closed) for row in found[-PAGE:]]
            rows.prepend(fresh, len(found) > PAGE)

    async def go_far(self, is_below: bool) -> None:
        """Show the very last page, or the very first one."""
        far = Key(None, UUID(int=0 if self.is_closed else 2**128 - 1))
        found = await self.page(PAGE + 1, before=far if is_below else None)
        has_more = len(found) > PAGE
        listed = [
            row_of(row, self.app, self.is_closed) for row in (found[-PAGE:] if is_below else found[:PAGE])
        ]
        if listed:
            at = listed[-1 if is_below else 0].key
            self.rows.show(
                listed, has_above=is_below and has_more, has_below=not is_below and has_more, at=at
            )

    # Showing

    def on_mount(self) -> None:
        """Fill the frame and the list."""
        super().on_mount()
        self.fit_columns()

    def on_resize(self, event: events.Resize) -> None:
        """Show the columns that the new width has room for."""
        self.fit_columns(event.size.width)

    def fit_columns(self, width: int = 0) -> None:
        """Choose the columns for a width."""
        shown = columns(width or self.size.width, self.is_closed)
        self.rows.set_columns(shown)
        self.tell_beside()

    def tell_beside(self) -> None:
        """Show under the list what it leaves out of the row under the cursor, or cuts off."""
        rows = self.rows
        shown = {one.name: width for one, width in zip(rows.columns, rows.widths(), strict=True)}
        words = beside(rows.current, shown) if rows.current else ""
        self.query_one("#beside", Words).words = f" {words}" if words else ""

    @on(Rows.Moved)
    def _moved(self, message: Rows.Moved) -> None:
        message.stop()
        self.tell_beside()
        self.draw_frame()

    @on(Rows.Opened)
    async def _opened(self, message: Rows.Opened) -> None:
        message.stop()
        await self.press("enter")

    def draw_frame(self) -> None:
        """Draw the head, the scopes and the keys."""
        super().draw_frame()
        hints = [
            KeyHint(str(place), str(place), _(SCOPE_WORDS[scope]), bool(self.why_no_scope(scope)))
            for place, scope in enumerate(SCOPES, 1)
        ]
        for bar in self.query(ScopeBar):
            bar.choose(hints, str(SCOPES.index(self.view.scope) + 1))

    # Choosing

    def why_no_scope(self, scope: str) -> str:
        """Say why a list is not for whoever sits here."""
        who = self.app.who
        if why := may(who, "see_work"):
            return _(why)
        if scope in ("department", "offers") and not who.departments and not who.is_duty:
            return _(NO_DEPARTMENT)
        if scope == "desk" and who.role not in ALL_SEEING:
            return _("Your role does not have this right.")
        return ""

    async def show_view(self, view: Filter) -> None:
        """Show another list, from its first row on."""
        self.view = view
        self.rows.show([])
        self.fit_columns()
        await self.look()
        self.draw_frame()

    def show_scope(self, scope: str) -> Callable[[], object]:
        """Return the act that shows one of the lists."""
        return lambda: self.show_view(replace(self.view, scope=scope))

    async def open(self) -> None:
        """Open the case under the cursor."""
        if row := self.rows.current:
            open_case(self.app, row.value.case)

    def acts(self) -> list[Act]:
        """Return the keys of the row, of the list, and to all other screens."""
        if self.app.actor is None:
            return []
        scopes = [
            Act(
                str(place),
                _(SCOPE_WORDS[scope]),
                self.show_scope(scope),  # type: ignore[arg-type]
                self.why_no_scope(scope),
                group=_("Lists"),
            )
            for place, scope in enumerate(SCOPES, 1)
        ]
        return [*work_acts.of_row(self), *work_acts.of_list(self), *scopes, *work_acts.elsewhere(self)]

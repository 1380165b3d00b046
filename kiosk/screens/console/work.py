"""My work: everything that is due to whoever sits here, soonest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from textual.app import ComposeResult

from kiosk.i18n import N_, _
from kiosk.rules.rights import ALL_SEEING, may
from kiosk.rules.text import stated
from kiosk.screens.console import work_acts, work_filter
from kiosk.screens.console.alerts import open_case
from kiosk.screens.console.frame import Act
from kiosk.screens.console.paged import PAGE, PagedScreen
from kiosk.screens.console.work_words import beside, columns, row_of
from kiosk.services import work
from kiosk.services.work import Filter, Key, WorkRow
from kiosk.widgets.rows import NEAR, WINDOW, Column, Row

WATCHING = ("leader", "auditor")
"""Roles that work on no case: they begin with all of them."""
NO_DEPARTMENT = N_("You belong to no department.")


class WorkScreen(PagedScreen):
    """A list of work, with the keys to all else."""

    place = "work"
    scopes = (
        ("mine", N_("My work")),
        ("offers", N_("Offers")),
        ("department", N_("Department")),
        ("desk", N_("Desks")),
        ("all", N_("All")),
        ("closed", N_("Closed")),
    )

    def __init__(self) -> None:
        super().__init__()
        self.view = Filter()

    def headline(self) -> str:
        """Name the list, and what it leaves out."""
        narrowed = work_filter.in_words(self.view, self.app) if self.app.actor else ""
        scope = _(dict(self.scopes)[self.scope])
        return stated(scope, narrowed) if narrowed else scope

    def body(self) -> ComposeResult:
        """Yield the scopes, the list, and what it has no room for."""
        if self.app.who.role in WATCHING:
            self.view = Filter("all")
        yield from super().body()

    @property
    def scope(self) -> str:
        """Return the code of the list that is shown."""
        return self.view.scope

    @property
    def is_closed(self) -> bool:
        """Tell whether the list shows what is over, the newest first."""
        return self.view.scope == "closed"

    # Reading

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
        rows.show(self.lines(listed), has_above=has_above, has_below=len(below) > size)

    async def page(self, size: int, after: Key | None = None, before: Key | None = None) -> list[WorkRow]:
        """Read a page of the list that is shown."""
        return await self.app.ask(work.page, self.app.who, self.view, self.app.now(), after, size, before)

    def just_before(self, key: Key) -> Key:
        """Return the place just before a row, so that the page after it begins with the row itself."""
        return key._replace(uid=UUID(int=key.uid.int + (1 if self.is_closed else -1)))

    def last(self) -> Key:
        """Return the key behind all others."""
        return Key(None, UUID(int=0 if self.is_closed else 2**128 - 1))

    def lines(self, found: Sequence[WorkRow]) -> list[Row]:
        """Return what was read as rows."""
        return [row_of(row, self.app, self.is_closed) for row in found]

    def columns(self, width: int) -> list[Column]:
        """Return the columns that a width has room for."""
        return columns(width, self.is_closed)

    def beside(self, row: Row, shown: dict[str, int]) -> str:
        """Return what a row does not show in these columns, or cuts off."""
        return beside(row, shown)

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
        await self.show_anew()

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
        own = [*work_acts.of_row(self), *work_acts.of_list(self)]
        return [*own, *self.scope_acts(), *work_acts.elsewhere(self)]

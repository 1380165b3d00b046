"""Visits and calls (随访): today's list for the cart and for the telephone, and who is in the hospital."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

from textual import events, on
from textual.app import ComposeResult

from kiosk.i18n import N_, _, pick
from kiosk.records.faults import StoreFault
from kiosk.rules.finding import keys_for
from kiosk.rules.rights import may
from kiosk.screens.console import followup_words
from kiosk.screens.console.agreeing import agree_form
from kiosk.screens.console.choices import Choice
from kiosk.screens.console.contact_card import show_card
from kiosk.screens.console.entry_form import key_of
from kiosk.screens.console.form import Form, Values
from kiosk.screens.console.frame import Act, ConsoleScreen
from kiosk.screens.console.looking import told_or_said
from kiosk.screens.console.work_words import department
from kiosk.services import contact_files, followup_list, followup_reading
from kiosk.services.followup_list import PAGE, SCOPES, Key, Listed
from kiosk.widgets.keybar import KeyHint
from kiosk.widgets.rows import NEAR, WINDOW, Rows
from kiosk.widgets.scopebar import ScopeBar
from kiosk.widgets.words import Words

SCOPE_WORDS = {
    "ward": N_("At the bedside"),
    "phone": N_("By telephone"),
    "patients": N_("In the hospital"),
}
EMPTY = {
    "ward": N_("Nobody is to be visited now."),
    "phone": N_("Nobody is to be called now."),
    "patients": N_("Nobody is known to be in the hospital."),
}


class FollowUpsScreen(ConsoleScreen):
    """A row a visit, a call or a patient; Enter opens the form of it."""

    place = "followups"

    def __init__(self) -> None:
        super().__init__()
        self.scope, self.ward = SCOPES[0], ""
        self.then: UUID | None = None
        """Where the cursor comes once its row is done: one goes down the list, not after the row."""

    def headline(self) -> str:
        """Name the list, and the ward where it is narrowed to one."""
        ward = department(self.ward, self.app) if self.ward else ""
        return " · ".join(filter(None, (_("Calls and visits"), ward)))

    def body(self) -> ComposeResult:
        """Yield the scopes, the list, and what it has no room for."""
        yield ScopeBar(id="scopes")
        yield Rows(id="followups")
        yield Words(id="beside")

    @property
    def rows(self) -> Rows:
        """Return the list."""
        return self.query_one("#followups", Rows)

    @property
    def chosen(self) -> Listed | None:
        """Return what stands under the cursor."""
        row = self.rows.current if self.is_drawn else None
        return row.value if row else None

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
        """Read the lines around the cursor."""
        rows, shown = self.rows, (self.scope, self.ward)
        here, above = rows.current, max(rows.cursor, NEAR)
        before: list[Listed] = []
        if here is not None and rows.has_above:
            before = await self.page(above + 1, before=here.value.key)
        has_above = len(before) > above
        size = min(max(PAGE, len(rows.lines)), WINDOW)
        below = await self.page(size + 1, after=before[-1].key if before else None)
        if shown != (self.scope, self.ward):
            return  # another list was chosen meanwhile
        rows.empty = _(EMPTY[self.scope])
        listed = [*(before[1:] if has_above else before), *below[:size]]
        rows.show(
            [followup_words.row_of(line, self.app) for line in listed],
            has_above=has_above,
            has_below=len(below) > size,
            at=self.then,
        )
        self.then = None

    async def page(self, size: int, after: Key | None = None, before: Key | None = None) -> list[Listed]:
        """Read a page of the list that is shown."""
        app = self.app
        given = app.who, self.scope, self.ward, app.settings, app.now()
        return await app.ask(followup_list.page, *given, after, size, before)

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
            fresh = [followup_words.row_of(line, self.app) for line in found[:PAGE]]
            rows.append(fresh, len(found) > PAGE)
        else:
            found = await self.page(PAGE + 1, before=rows.lines[0].value.key)
            rows.prepend([followup_words.row_of(line, self.app) for line in found[-PAGE:]], len(found) > PAGE)

    async def go_far(self, is_below: bool) -> None:
        """Show the very last page, or the very first one."""
        found = await self.page(PAGE + 1, before=followup_list.LAST if is_below else None)
        has_more, part = len(found) > PAGE, found[-PAGE:] if is_below else found[:PAGE]
        if part:
            at = part[-1 if is_below else 0].uid
            listed = [followup_words.row_of(line, self.app) for line in part]
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
        self.rows.set_columns(followup_words.columns(self.scope, width or self.size.width))
        self.tell_beside()

    def tell_beside(self) -> None:
        """Show under the list what it leaves out of the row under the cursor."""
        rows = self.rows
        shown = {one.name for one in rows.columns}
        words = followup_words.beside(rows.current, shown) if rows.current else ""
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
            KeyHint(str(place), str(place), _(SCOPE_WORDS[scope])) for place, scope in enumerate(SCOPES, 1)
        ]
        for bar in self.query(ScopeBar):
            bar.choose(hints, str(SCOPES.index(self.scope) + 1))

    # What can be done

    def acts(self) -> list[Act]:
        """Return the keys of the row and of the list."""
        if self.app.actor is None:
            return []
        line = self.chosen
        nothing = "" if line else _("No row stands under the cursor.")
        no_act = nothing or (
            _(may(self.app.who, "do_followup", followup_reading.standing(line.patient.ward))) if line else ""
        )
        no_form = nothing or ("" if line and line.due else _("Nothing is to be done for this patient now."))
        row, others = _("This row"), _("The list")
        return [
            Act("enter", _("Open"), lambda: self.open(line), no_form or no_act, is_first=True, group=row),
            Act("o", _("Opinion"), lambda: self.tell_opinion(line), no_act, is_first=True, group=row),
            Act("u", _("Urgent"), lambda: self.open(line, "u"), no_form or no_act, group=row),
            Act("p", _("Contact card"), lambda: self.card(line), no_act, is_first=True, group=row),
            Act("v", _("Agree on calls…"), lambda: self.agree(line), no_act, group=row),
            Act("h", _("Care record"), lambda: self.show_file(line), nothing, group=row),
            *(
                Act(str(place), _(SCOPE_WORDS[scope]), self.show_scope(scope), group=others)
                for place, scope in enumerate(SCOPES, 1)
            ),
            Act("f", _("One ward…"), self.narrow, group=others),
            Act("escape", _("Back"), self.go_back, is_first=True, group=others),
        ]

    def go_back(self) -> None:
        """Close."""
        self.app.pop_screen()

    def show_scope(self, scope: str) -> Callable[[], Coroutine[Any, Any, None]]:
        """Return the act that shows one of the lists."""
        return lambda: self.show_list(scope, self.ward)

    async def show_list(self, scope: str, ward: str) -> None:
        """Show another list, from its first row on."""
        self.scope, self.ward = scope, ward
        self.rows.show([])
        self.fit_columns()
        await self.look()
        self.draw_frame()

    async def open(self, line: Listed | None, key: str = "") -> None:
        """Open the form of a visit or a call; a key is pressed in it at once."""
        from kiosk.screens.console.followup_form import FollowUpScreen

        app = self.app
        if line is None or line.due is None:
            return
        given = line.due.uid, app.who, app.settings, app.now()
        if (opened := await told_or_said(self, followup_list.opened, *given)) is None:
            return
        rows = self.rows
        after = rows.lines[rows.cursor + 1].key if rows.cursor + 1 < len(rows.lines) else None

        def closed(is_saved: bool | None) -> None:
            self.then = after if is_saved and isinstance(after, UUID) else None

        app.push_screen(FollowUpScreen(opened, key), closed)

    async def tell_opinion(self, line: Listed | None) -> None:
        """Make a case of what a patient says; of a visit or a call, with its form."""
        from kiosk.screens.console.opinion import OpinionScreen

        if line is not None and line.due is not None:
            await self.open(line, "o")
        elif line is not None:
            self.app.push_screen(OpinionScreen(line.patient))

    async def card(self, line: Listed | None) -> None:
        """Show the contact card."""
        if line is not None:
            await show_card(self, line.patient.uid)

    def agree(self, line: Listed | None) -> None:
        """Ask how the patient wants to be called."""
        if line is not None:
            self.app.push_screen(agree_form(self.app, line.patient), self._agreed)

    async def _agreed(self, is_done: bool | None) -> None:
        if is_done:
            await self.look()
            self.say(_("It is agreed."))

    async def show_file(self, line: Listed | None) -> None:
        """Show everything that was ever done for a patient."""
        from kiosk.screens.console.contact_file import ContactFileScreen

        app = self.app
        if line is None:
            return
        given = line.patient.uid, app.who, app.settings, app.now()
        if (made := await told_or_said(self, contact_files.of, *given)) is not None:
            app.push_screen(ContactFileScreen(made))

    def narrow(self) -> None:
        """Ask which ward is shown."""
        app, seen = self.app, followup_list.wards(self.app.who, "")
        wards = [one for one in app.hospital.departments if (one.code in seen if seen is not None else True)]
        wards = [one for one in wards if one.group == "ward"] or wards
        options = [("", _("All wards")), *((one.code, pick(one.name)) for one in wards)]
        keys = [keys_for([_("All wards")], []), *map(key_of, wards)]

        async def save(values: Values) -> str:
            await self.show_list(self.scope, values["ward"])
            return ""

        ask = Choice("ward", _("Ward"), options, self.ward, keys=keys)
        app.push_screen(Form(_("One ward…"), [ask], save, confirm=_("Show")))

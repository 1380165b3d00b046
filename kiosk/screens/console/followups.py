"""Visits and calls (随访): today's list for the cart and for the telephone, and who is in the hospital."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any
from uuid import UUID

from kiosk.i18n import N_, _, pick
from kiosk.rules.finding import keys_for
from kiosk.rules.rights import may
from kiosk.screens.console import followup_words
from kiosk.screens.console.agreeing import agree_form
from kiosk.screens.console.choices import Choice
from kiosk.screens.console.contact_card import show_card
from kiosk.screens.console.entry_form import key_of
from kiosk.screens.console.form import Form, Values
from kiosk.screens.console.frame import Act
from kiosk.screens.console.looking import told_or_said
from kiosk.screens.console.paged import PAGE, PagedScreen
from kiosk.screens.console.work_words import department
from kiosk.services import contact_files, followup_list, followup_reading
from kiosk.services.followup_list import Key, Listed
from kiosk.widgets.rows import NEAR, WINDOW, Column, Row

EMPTY = {
    "ward": N_("Nobody is to be visited now."),
    "phone": N_("Nobody is to be called now."),
    "patients": N_("Nobody is known to be in the hospital."),
}


class FollowUpsScreen(PagedScreen):
    """A row a visit, a call or a patient; Enter opens the form of it."""

    place = "followups"
    scopes = (
        ("ward", N_("At the bedside")),
        ("phone", N_("By telephone")),
        ("patients", N_("In the hospital")),
    )
    scope = "ward"

    def __init__(self) -> None:
        super().__init__()
        self.ward = ""
        self.then: UUID | None = None
        """Where the cursor comes once its row is done: one goes down the list, not after the row."""

    def headline(self) -> str:
        """Name the list, and the ward where it is narrowed to one."""
        ward = department(self.ward, self.app) if self.ward else ""
        return " · ".join(filter(None, (_("Calls and visits"), ward)))

    # Reading

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
        rows.show(self.lines(listed), has_above=has_above, has_below=len(below) > size, at=self.then)
        self.then = None

    async def page(self, size: int, after: Key | None = None, before: Key | None = None) -> list[Listed]:
        """Read a page of the list that is shown."""
        app = self.app
        given = app.who, self.scope, self.ward, app.settings, app.now()
        return await app.ask(followup_list.page, *given, after, size, before)

    def last(self) -> Key:
        """Return the key behind all others."""
        return followup_list.LAST

    def lines(self, found: Sequence[Listed]) -> list[Row]:
        """Return what was read as rows."""
        return [followup_words.row_of(line, self.app) for line in found]

    def columns(self, width: int) -> list[Column]:
        """Return the columns that a width has room for."""
        return followup_words.columns(self.scope, width)

    def beside(self, row: Row, shown: dict[str, int]) -> str:
        """Return what a row does not show in these columns."""
        return followup_words.beside(row, shown.keys())

    # What can be done

    def acts(self) -> list[Act]:
        """Return the keys of the row and of the list."""
        if self.app.actor is None:
            return []
        line: Listed | None = self.chosen
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
            *self.scope_acts(others),
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
        await self.show_anew()

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

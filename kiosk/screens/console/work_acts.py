"""The keys of the work list: what is done with a row, with the list, and where else one can go."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kiosk.i18n import _
from kiosk.records.faults import StoreFault
from kiosk.rules.numbers import new_uid
from kiosk.rules.rights import may
from kiosk.screens.console import work_filter
from kiosk.screens.console.form import Ask, Form, Text, Told, Values
from kiosk.screens.console.frame import Act
from kiosk.services import handovers, work

if TYPE_CHECKING:
    from textual.screen import Screen

    from kiosk.console import ConsoleApp
    from kiosk.screens.console.work import WorkScreen
    from kiosk.services.work import WorkRow


def of_row(screen: WorkScreen) -> list[Act]:
    """Return what can be done with the row under the cursor."""
    row = screen.rows.current
    # The row is taken now: by the time an act begins, another list may stand there.
    offer: Any = row.value if row else None
    nothing = "" if row else _("No row stands under the cursor.")
    role = _(may(screen.app.who, "see_work"))
    is_offer = row is not None and row.value.row == "offer"
    no_offer = role or nothing or ("" if is_offer else _("This row is no offer."))
    group = _("This row")
    return [
        Act("enter", _("Open"), screen.open, role or nothing, is_first=True, group=group),
        Act("a", _("Accept"), lambda: accept(screen, offer), no_offer, is_first=is_offer, group=group),
        Act("x", _("Reject…"), lambda: reject(screen, offer), no_offer, is_first=is_offer, group=group),
    ]


async def accept(screen: WorkScreen, offer: WorkRow) -> None:
    """Accept the offer that stood under the cursor."""
    app = screen.app
    sentence = await app.attempt(handovers.accept, offer.uid, app.who, app.settings, app.now())
    if not sentence:
        await app.look()
    done = _("%(number)s: you have accepted it.") % {"number": offer.number}
    screen.say(sentence or done, bool(sentence))


async def reject(screen: WorkScreen, offer: WorkRow) -> None:
    """Ask why, and send the offer that stood under the cursor back."""
    app = screen.app
    entry = new_uid(app.now())

    async def save(values: Values) -> str:
        given = (offer.uid, values["reason"], app.who, app.settings, app.now())
        return await app.attempt(handovers.reject, *given, entry=entry)

    async def closed(is_done: bool | None) -> None:
        if is_done:
            await app.look()
            screen.say(_("%(number)s: sent back.") % {"number": offer.number})

    told = _("%(name)s offered it, and reads why you send it back.") % {"name": app.name_of(offer.by)}
    asks: list[Ask] = [Told(told), Text("reason", _("Why not you?"))]
    title = _("Reject the offer of %(number)s") % {"number": offer.number}
    app.push_screen(Form(title, asks, save, confirm=_("Send back"), place=f"reject:{offer.uid}"), closed)


def of_list(screen: WorkScreen) -> list[Act]:
    """Return what can be done with the list."""
    role, group = _(may(screen.app.who, "see_work")), _("The list")
    search = _(may(screen.app.who, "search"))
    return [
        Act("slash", _("Search"), lambda: search_for(screen), search, is_first=True, group=group),
        Act("f", _("Show only…"), lambda: narrow(screen), role, group=group),
        Act("v", _("Views…"), lambda: choose_view(screen), role, group=group),
    ]


async def narrow(screen: WorkScreen) -> None:
    """Ask what the list shows."""
    screen.app.push_screen(work_filter.filter_form(screen.app, screen.view, screen.show_view))


async def choose_view(screen: WorkScreen) -> None:
    """Show the views that somebody keeps."""
    app = screen.app
    try:
        kept = await app.ask(work.views, app.who.code)
    except StoreFault as fault:
        screen.say(fault.mending(), is_bad=True)
        return
    menu = work_filter.views_menu(app, kept, screen.view, screen.show_view)
    app.push_screen(menu, work_filter.chosen_from)


async def search_for(screen: WorkScreen) -> None:
    """Open the search."""
    from kiosk.screens.console.search import SearchScreen

    screen.app.push_screen(SearchScreen())


def elsewhere(screen: WorkScreen) -> list[Act]:
    """Return the ways to all other screens."""
    app, who = screen.app, screen.app.who
    group, own = _("Elsewhere"), _("Your account")

    def way(key: str, label: str, right: str, made: Callable[[], Screen[object]], *, is_first: bool) -> Act:
        async def go() -> None:
            app.push_screen(made())

        return Act(key, label, go, _(may(who, right)) if right else "", is_first=is_first, group=group)

    is_admin, is_auditor = who.role == "admin", who.role == "auditor"
    return [
        way("n", _("Register"), "register", registering, is_first=not is_admin and not is_auditor),
        way("g", _("Alerts"), "", alerts_list, is_first=not is_admin),
        way("s", _("Scripts"), "", scripts, is_first=False),
        way("p", _("People"), "manage_people", people, is_first=is_admin),
        way("d", _("Duty roster"), "manage_roster", roster, is_first=False),
        way("o", _("Settings"), "manage_settings", settings, is_first=is_admin),
        way("u", _("Audit"), "see_audit", audit, is_first=is_auditor),
        Act("w", _("Change my password…"), lambda: change_password(app), group=own),
        Act("l", _("Lock"), lambda: lock(app), group=own),
        Act("q", _("Sign out"), lambda: sign_out(app), group=own, is_first=is_admin),
    ]


def registering() -> Screen[object]:
    """Return the screen that registers for somebody."""
    from kiosk.screens.console.register import RegisterScreen

    return RegisterScreen()


def alerts_list() -> Screen[object]:
    """Return the list of alerts."""
    from kiosk.screens.console.alerts import AlertsScreen

    return AlertsScreen()


def scripts() -> Screen[object]:
    """Return the library of wordings."""
    from kiosk.screens.console.scripts import ScriptsScreen

    return ScriptsScreen()


def people() -> Screen[object]:
    """Return the list of people."""
    from kiosk.screens.console.people import PeopleScreen

    return PeopleScreen()


def roster() -> Screen[object]:
    """Return the duty roster."""
    from kiosk.screens.console.roster import RosterScreen

    return RosterScreen()


def settings() -> Screen[object]:
    """Return the settings."""
    from kiosk.screens.console.settings import SettingsScreen

    return SettingsScreen()


def audit() -> Screen[object]:
    """Return the trail."""
    from kiosk.screens.console.audit import AuditScreen

    return AuditScreen()


async def change_password(app: ConsoleApp) -> None:
    """Let somebody choose another password."""
    from kiosk.screens.console.sign_in import password_form

    async def closed(is_done: bool | None) -> None:
        if is_done:
            app.say(_("Your password is changed."))

    app.push_screen(password_form(app, app.who.code), closed)


async def lock(app: ConsoleApp) -> None:
    """Cover everything."""
    from kiosk.screens.console.sign_in import LockScreen

    app.push_screen(LockScreen())


async def sign_out(app: ConsoleApp) -> None:
    """Ask, then end the session."""

    async def leave(_values: Values) -> str:
        await app.sign_out()
        return ""

    told = _("What you were writing is kept and is there when you come back.")
    app.push_screen(Form(_("Sign out?"), [Told(told)], leave, confirm=_("Sign out")))

"""The keys of the work list: what is done with a row, with the list, and where else one can go."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from kiosk.i18n import N_, _
from kiosk.records.faults import StoreFault
from kiosk.rules.numbers import new_uid
from kiosk.rules.rights import may
from kiosk.screens.console import work_filter
from kiosk.screens.console.form import Ask, Form, Text, Told, Values
from kiosk.screens.console.frame import Act
from kiosk.services import handovers, work

if TYPE_CHECKING:
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


class Way(NamedTuple):
    """A key that leads to another screen."""

    key: str
    label: str
    right: str
    """What one must be allowed to do there; empty for everybody."""
    module: str
    """In `kiosk.screens.console`; read when somebody goes there."""
    screen: str
    first_for: frozenset[str] = frozenset()
    """Roles for whom it stands at the foot of the screen."""


WORKERS = frozenset({"desk", "handler", "head", "supervisor", "leader"})
WAYS = (
    Way("n", N_("Register"), "register", "register", "RegisterScreen", WORKERS),
    Way("c", N_("Calls and visits"), "see_followups", "followups", "FollowUpsScreen"),
    Way("g", N_("Alerts"), "", "alerts", "AlertsScreen", WORKERS | {"auditor"}),
    Way("b", N_("Leader's page"), "see_reports", "leader", "LeaderScreen", frozenset({"leader"})),
    Way("r", N_("Reports"), "see_reports", "reports", "ReportsScreen"),
    Way("m", N_("Satisfaction"), "see_reports", "satisfaction", "SatisfactionScreen"),
    Way("s", N_("Scripts"), "", "scripts", "ScriptsScreen"),
    Way("t", N_("Common matters"), "see_themes", "themes", "ThemesScreen"),
    Way("K", N_("Training"), "see_training", "training", "TrainingScreen"),
    Way("i", N_("Notices"), "see_notices", "notices", "NoticesScreen"),
    Way("e", N_("Conduct records"), "", "conduct", "ConductScreen"),
    Way("y", N_("Service stars"), "see_stars", "stars", "StarsScreen"),
    Way("p", N_("People"), "manage_people", "people", "PeopleScreen", frozenset({"admin"})),
    Way("d", N_("Duty roster"), "manage_roster", "roster", "RosterScreen"),
    Way("o", N_("Settings"), "manage_settings", "settings", "SettingsScreen", frozenset({"admin"})),
    Way("z", N_("Not taken over"), "see_parked", "parked", "ParkedScreen"),
    Way("u", N_("Audit"), "see_audit", "audit", "AuditScreen", frozenset({"auditor"})),
)


def elsewhere(screen: WorkScreen) -> list[Act]:
    """Return the ways to all other screens."""
    app, who = screen.app, screen.app.who
    own = _("Your account")

    def act(way: Way) -> Act:
        async def go() -> None:
            module = import_module(f"kiosk.screens.console.{way.module}")
            app.push_screen(getattr(module, way.screen)())

        why_not = _(may(who, way.right)) if way.right else ""
        is_first = who.role in way.first_for
        return Act(way.key, _(way.label), go, why_not, is_first=is_first, group=_("Elsewhere"))

    return [
        *(act(way) for way in WAYS),
        Act("w", _("Change my password…"), lambda: change_password(app), group=own),
        Act("l", _("Lock"), lambda: lock(app), group=own),
        Act("q", _("Sign out"), lambda: sign_out(app), group=own, is_first=who.role == "admin"),
    ]


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

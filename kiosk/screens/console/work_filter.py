"""Narrowing the work list: the filter form, and the views that somebody keeps."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kiosk.i18n import _, pick
from kiosk.records import SavedView
from kiosk.screens.console.form import Choice, Form, Line, Values
from kiosk.screens.console.frame import Act
from kiosk.screens.console.menu import ActsMenu
from kiosk.screens.console.work_words import GRADES, KINDS, department
from kiosk.services import work
from kiosk.services.work import Filter

if TYPE_CHECKING:
    from kiosk.console import ConsoleApp

ANY, LATE = "", "late"
Take = Callable[[Filter], Coroutine[Any, Any, None]]


def in_words(view: Filter, app: ConsoleApp) -> str:
    """Return what a filter leaves, in a few words; nothing when it leaves all."""
    parts = [
        _(KINDS[view.kind]) if view.kind else "",
        _(GRADES[view.grade]) if view.grade else "",
        department(view.department, app) if view.department else "",
        _("late only") if view.only_late else "",
    ]
    return " · ".join(part for part in parts if part)


def filter_form(app: ConsoleApp, view: Filter, take: Take) -> Form:
    """Return the form that narrows the list."""
    any_one = (ANY, _("Any"))
    departments = sorted(app.hospital.departments, key=lambda one: one.position)

    async def save(values: Values) -> str:
        await take(
            replace(
                view,
                kind=values["kind"],
                grade=values["grade"],
                department=values["department"],
                only_late=values["late"] == LATE,
            )
        )
        return ""

    asks = [
        Choice("kind", _("Kind"), [any_one, *((code, _(word)) for code, word in KINDS.items())], view.kind),
        Choice(
            "grade", _("Grade"), [any_one, *((code, _(word)) for code, word in GRADES.items())], view.grade
        ),
        Choice(
            "late",
            _("When due"),
            [any_one, (LATE, _("late only"))],
            LATE if view.only_late else ANY,
        ),
        Choice(
            "department",
            _("Department"),
            [any_one, *((one.code, pick(one.name) or one.code) for one in departments)],
            view.department,
        ),
    ]
    return Form(_("Show only"), asks, save, confirm=_("Show"))


def name_form(app: ConsoleApp, view: Filter) -> Form:
    """Return the form that keeps what is shown under a name."""

    async def save(values: Values) -> str:
        return await app.attempt(work.save_view, values["name"], view, app.who, app.now())

    hint = _("The same name again replaces the view.")
    return Form(_("Save this view"), [Line("name", _("Name of the view"), hint=hint, most=40)], save)


def views_menu(app: ConsoleApp, kept: list[SavedView], view: Filter, take: Take) -> ActsMenu:
    """Return the menu of somebody's views: each shows itself; the last ones save and remove."""

    def shows(one: SavedView) -> Callable[[], Coroutine[Any, Any, None]]:
        return lambda: take(work.filter_of(one))

    async def save() -> None:
        app.push_screen(name_form(app, view))

    async def remove() -> None:
        app.push_screen(removing_menu(app, kept), chosen_from)

    acts = [Act(str(place) if place < 10 else "", one.name, shows(one)) for place, one in enumerate(kept, 1)]
    acts.append(Act("s", _("Save this view…"), save))
    nothing = "" if kept else _("You keep no view yet.")
    acts.append(Act("d", _("Remove a view…"), remove, nothing))
    return ActsMenu(_("Views"), acts)


def removing_menu(app: ConsoleApp, kept: list[SavedView]) -> ActsMenu:
    """Return the menu that removes one of somebody's views."""

    def removes(one: SavedView) -> Callable[[], Coroutine[Any, Any, None]]:
        async def remove() -> None:
            sentence = await app.attempt(work.drop_view, one.uid, app.who, app.now())
            app.say(sentence or _("The view is removed."), bool(sentence))

        return remove

    acts = [Act(str(n) if n < 10 else "", one.name, removes(one)) for n, one in enumerate(kept, 1)]
    return ActsMenu(_("Remove a view"), acts)


async def chosen_from(act: Act | None) -> None:
    """Do what was chosen in a menu of views, or let its reason stand."""
    if act is not None and not act.why_not and (running := act.run()) is not None:
        await running

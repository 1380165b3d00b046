"""Rectification notices of a case: issued, mended, verified, or not needed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.i18n import _
from kiosk.records import Notice
from kiosk.screens.console.case_form import CaseForm
from kiosk.screens.console.choices import Choice
from kiosk.screens.console.form import Ask, Line, Text, Told, Values
from kiosk.screens.console.handing import to_whom
from kiosk.screens.console.moments import parse_day
from kiosk.services import acts, notices

if TYPE_CHECKING:
    from kiosk.screens.console.case import CaseScreen


async def issue(at: CaseScreen) -> None:
    """Order a department to mend something by a day."""
    app, case = at.app, at.shown.view.case
    today = app.now().astimezone(app.settings.tz).date()

    async def save(form: CaseForm, values: Values) -> str:
        due = parse_day(values["due"], today)
        if due is None:
            return _("Write the day as 9-30, 2026-09-30 or +7.")
        department, _sep, person = values["to"].partition(":")
        told = (department, person, values["to_mend"], due)
        return await form.attempt(notices.issue, at.uid, *told, entry=form.entry)

    asks: list[Ask] = [
        replace(await to_whom(at, case.department), label=_("Department, and who answers for it")),
        Text("to_mend", _("What is to be mended"), lines=4),
        Line("due", _("By which day"), "+7", hint=_("9-30, 2026-09-30, or +7 for in seven days")),
    ]
    at.app.push_screen(CaseForm(at, _("Notice"), asks, save, confirm=_("Issue it"), place="notice"))


def excuse(at: CaseScreen) -> None:
    """Write why an upheld complaint needs no notice."""

    async def save(form: CaseForm, values: Values) -> str:
        return await form.attempt(acts.excuse_notice, at.uid, values["reason"], entry=form.entry)

    asks = [Text("reason", _("Why no notice is needed"), at.shown.view.case.no_notice, lines=5)]
    at.app.push_screen(CaseForm(at, _("No notice needed"), asks, save, place="excuse"))


def which(at: CaseScreen, found: list[Notice]) -> list[Ask]:
    """Return the question which notice is meant, and what each asks for."""
    options = [(str(one.uid), f"{one.number} {at.book.department(one.department)}") for one in found]
    asks: list[Ask] = [Choice("notice", _("Notice"), options, options[0][0])]
    for one in found:
        told = [one.number, one.to_mend, one.done, one.proof]
        asks.append(Told("\n".join(text for text in told if text)))
    return asks


def meant(values: Values, found: list[Notice]) -> Notice:
    """Return the notice that was chosen."""
    return next(one for one in found if str(one.uid) == values["notice"])


def mend(at: CaseScreen) -> None:
    """Write what was done about a notice."""
    found = [one for one in at.shown.view.notices if one.verified_at is None]

    async def save(form: CaseForm, values: Values) -> str:
        uid = meant(values, found).uid
        return await form.attempt(notices.mend, uid, values["done"], values["proof"], entry=form.entry)

    asks = [
        *which(at, found),
        Text("done", _("What was done"), lines=4),
        Text("proof", _("What proves it"), lines=3),
    ]
    at.app.push_screen(CaseForm(at, _("Notice: mended"), asks, save, place="mend"))


def verify(at: CaseScreen) -> None:
    """Confirm that it was mended; never by whoever mended it."""
    found = [one for one in at.shown.view.notices if one.done_at and not one.verified_at]

    async def save(form: CaseForm, values: Values) -> str:
        return await form.attempt(notices.verify, meant(values, found).uid, values["words"], entry=form.entry)

    asks = [*which(at, found), Text("words", _("What was seen on the spot"), lines=4)]
    at.app.push_screen(CaseForm(at, _("Notice: verify"), asks, save, confirm=_("Verified"), place="verify"))

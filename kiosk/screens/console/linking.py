"""What a case is tied to: earlier cases, themes, numbers of other channels."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from kiosk.i18n import _
from kiosk.records import Notice
from kiosk.rules import finding
from kiosk.screens.console.case_facts import LINKS
from kiosk.screens.console.case_form import CaseForm
from kiosk.screens.console.choices import Choice
from kiosk.screens.console.form import Ask, Line, Values
from kiosk.services import acts, cases, grouping, notice_board, notices

if TYPE_CHECKING:
    from kiosk.screens.console.case import CaseScreen

CHANNELS = ("12345", "12320")


def repeat(at: CaseScreen) -> None:
    """Say that the case was brought before."""

    async def save(form: CaseForm, values: Values) -> str:
        earlier = await at.app.ask(cases.by_number, values["number"])
        if earlier is None:
            return _("No case has this number.")
        return await form.attempt(grouping.link, at.uid, earlier.uid, entry=form.entry)

    asks = [Line("number", _("Number of the earlier case"), most=20)]
    at.app.push_screen(CaseForm(at, _("Repeat of an earlier case"), asks, save))


async def recurrence(at: CaseScreen) -> None:
    """Say which earlier notice should have prevented it; those about the same are suggested."""
    app = at.app
    found = await app.ask(notice_board.fitting, at.shown.view.case, app.who)

    async def save(form: CaseForm, values: Values) -> str:
        chosen = UUID(values["notice"]) if values.get("notice") else None
        if typed := values["number"].strip():
            chosen = await app.ask(notices.by_number, typed)
        if chosen is None:
            return _("No notice has this number.") if typed else _("Choose the earlier notice.")
        return await form.attempt(grouping.link_notice, at.uid, chosen, entry=form.entry)

    options = [(str(one.uid), named(at, one)) for one in found]
    asks: list[Ask] = [Choice("notice", _("Earlier notices about the same"), options)] if found else []
    asks.append(Line("number", _("Or the number of another notice"), hint="2026-0001", most=16))
    at.app.push_screen(CaseForm(at, _("Notice that should have prevented it"), asks, save))


def named(at: CaseScreen, one: Notice) -> str:
    """Say in one line which notice it is."""
    return " ".join((one.number, at.book.department(one.department), one.to_mend.split("\n")[0]))


async def theme(at: CaseScreen) -> None:
    """Put the case under a theme, one that is there or a new one."""
    known = await at.app.ask(grouping.themes)
    by_uid = {str(one.uid): one.uid for one in known}

    async def save(form: CaseForm, values: Values) -> str:
        chosen = values["title"].strip() or by_uid.get(values.get("theme", ""), "")
        return await form.attempt(grouping.link_theme, at.uid, chosen, entry=form.entry)

    asks: list[Ask] = [Line("title", _("A new theme: what the cases have in common"), most=120)]
    if known:
        options = [(str(one.uid), one.title) for one in known]
        keys = [finding.keys_for([one.title], ()) for one in known]
        asks.append(Choice("theme", _("Or one that is there"), options, "", keys))
    at.app.push_screen(CaseForm(at, _("Put under a theme"), asks, save, place="theme"))


def untie(at: CaseScreen) -> None:
    """Take a tie away."""
    view = at.shown.view

    async def save(form: CaseForm, values: Values) -> str:
        uid = next(link.uid for link in view.links if str(link.uid) == values["link"])
        return await form.attempt(grouping.unlink, at.uid, uid, entry=form.entry)

    options = [
        (str(link.uid), f"{_(LINKS[link.kind])} {view.linked.get(link.uid, '')}") for link in view.links
    ]
    asks = [Choice("link", _("Which"), options, options[0][0])]
    at.app.push_screen(CaseForm(at, _("Untie"), asks, save, confirm=_("Untie")))


def attach(at: CaseScreen) -> None:
    """Keep the number that another channel gave the case."""

    async def save(form: CaseForm, values: Values) -> str:
        channel = values["channel"]
        return await form.attempt(acts.attach, at.uid, channel, values["number"], entry=form.entry)

    options = [*((code, code) for code in CHANNELS), ("", _("another channel"))]
    asks: list[Ask] = [
        Choice("channel", _("Channel"), options, CHANNELS[0]),
        Line("number", _("Its number there"), at.shown.view.case.channel_number, most=64),
    ]
    at.app.push_screen(CaseForm(at, _("Number elsewhere (12345)"), asks, save))

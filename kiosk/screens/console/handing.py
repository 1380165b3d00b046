"""From hand to hand: offer a case, answer an offer, ask for help, let departments lead and help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from kiosk.i18n import _
from kiosk.records import Handover
from kiosk.rules import finding
from kiosk.rules.text import stated
from kiosk.screens.console.case_facts import offered_to
from kiosk.screens.console.case_form import CaseForm
from kiosk.screens.console.choices import Choice
from kiosk.screens.console.form import Ask, Text, Told, Values
from kiosk.services import acts, handovers, hospital, staff
from kiosk.services.case_view import can_answer

if TYPE_CHECKING:
    from kiosk.screens.console.case import CaseScreen

PERSON_ROWS = 6
SAID_LINES = 12
"""Lines of what was said already that an offer begins with."""


def departments(at: CaseScreen, first: str = "") -> tuple[list[tuple[str, str]], list[str]]:
    """Return every department with what it is found by; the suggested one stands first."""
    rows = sorted(at.app.hospital.departments, key=lambda row: (row.code != first, row.position))
    options = [(row.code, at.book.department(row.code)) for row in rows]
    if first and options and options[0][0] == first:
        options[0] = (first, _("%(department)s (suggested)") % {"department": options[0][1]})
    return options, [row.keys or finding.keys_for(row.name.values(), ()) for row in rows]


def department_choice(at: CaseScreen, name: str, label: str, value: str = "", first: str = "") -> Choice:
    """Return the question for a department, found by Chinese, pinyin or initials."""
    options, keys = departments(at, first)
    return Choice(name, label, options, value, keys, rows=PERSON_ROWS)


def everybody(codes: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return who works in each department."""
    return {code: staff.at_work(code) for code in codes}


async def to_whom(at: CaseScreen, first: str) -> Choice:
    """Return the question to whom: departments, then their people as `department:person`."""
    options, keys = departments(at, first)
    members = await at.app.ask(everybody, [code for code, _words in options])
    for code, people in members.items():
        for person in people:
            name = at.book.person(person)
            options.append((f"{code}:{person}", f"{name} ({at.book.department(code)})"))
            names = at.app.names.get(person, {})
            # Names in Latin letters are the pinyin of the Chinese ones.
            keys.append(finding.keys_for([name, *names.values()], [names.get("en", "").lower()]))
    return Choice("to", _("To whom"), options, first, keys, rows=PERSON_ROWS)


async def hand_over(at: CaseScreen) -> None:
    """Offer the case; until it is accepted nothing moves."""
    case = at.shown.view.case
    suggested = await at.app.ask(hospital.supervising_office, case.category)

    async def save(form: CaseForm, values: Values) -> str:
        if not values["to"]:
            return _("Choose to whom.")
        department, _sep, person = values["to"].partition(":")
        said = values["said"]
        return await form.attempt(handovers.offer, at.uid, department, person, said, entry=form.entry)

    asks: list[Ask] = [
        await to_whom(at, suggested),
        Text("said", _("What has been said already"), said_already(at), lines=6),
        Told(_("Until it is accepted, %(who)s answers for it.") % {"who": at.book.person(case.responsible)}),
    ]
    form = CaseForm(at, _("Hand over"), asks, save, confirm=_("Offer it"), place="offer")
    at.app.push_screen(form)


def said_already(at: CaseScreen) -> str:
    """Return what the patient and staff said so far, so that it is told once."""
    case = at.shown.view.case
    told = [*case.phrases, case.words, case.wish_words]
    for entry in case.timeline:
        if entry.words and entry.kind in ("message", "reply", "question", "note"):
            told.append(stated(at.book.person(entry.by), entry.words))
    return "\n".join([text for text in told if text][-SAID_LINES:])


async def ask_help(at: CaseScreen) -> None:
    """Ask a department to do a part; responsibility stays."""

    async def save(form: CaseForm, values: Values) -> str:
        if not values["to"]:
            return _("Choose to whom.")
        department, _sep, person = values["to"].partition(":")
        said = values["said"]
        return await form.attempt(
            handovers.offer, at.uid, department, person, said, part="help", entry=form.entry
        )

    asks: list[Ask] = [
        await to_whom(at, ""),
        Text("said", _("What they are asked to do"), lines=5),
    ]
    at.app.push_screen(
        CaseForm(at, _("Ask for help"), asks, save, confirm=_("Ask"), place="help"),
    )


# Answers to an offer


def described(at: CaseScreen, offers: Sequence[Handover]) -> list[tuple[str, str]]:
    """Return open offers as answers to choose from."""
    options = []
    for one in offers:
        what = _("help") if one.part == "help" else _("the case")
        options.append((str(one.uid), f"{what} → {offered_to(at.book, one)}"))
    return options


def answerable(at: CaseScreen) -> list[Handover]:
    """Return the offers that whoever is signed in may answer."""
    return [one for one in at.shown.view.open_offers if can_answer(one, at.app.who)]


def which(at: CaseScreen, offers: Sequence[Handover]) -> list[Ask]:
    """Return the question which offer is meant, and what was said with it."""
    asks: list[Ask] = []
    if len(offers) > 1:
        asks.append(Choice("offer", _("Which"), described(at, offers), str(offers[0].uid)))
    for one in offers:
        sender = _("%(who)s offers:") % {"who": at.book.person(one.by)}
        asks.append(Told(f"{sender} {described(at, [one])[0][1]}\n{one.said}".rstrip()))
    return asks


def meant(values: Values, offers: Sequence[Handover]) -> Any:
    """Return the offer that was chosen."""
    return next((one.uid for one in offers if str(one.uid) == values.get("offer")), offers[0].uid)


def on_offer(at: CaseScreen, title: str, offers: Sequence[Handover], service: Callable[..., Any]) -> None:
    """Ask whether an offer is answered so."""

    async def save(form: CaseForm, values: Values) -> str:
        return await form.attempt(service, meant(values, offers), entry=form.entry)

    at.app.push_screen(CaseForm(at, title, which(at, offers), save, confirm=title))


def accept(at: CaseScreen) -> None:
    """Take an offer: from then on one answers for the case, or does the piece of work."""
    on_offer(at, _("Accept"), answerable(at), handovers.accept)


def take_back(at: CaseScreen) -> None:
    """Take one's own offer back."""
    on_offer(at, _("Take the offer back"), at.shown.view.open_offers, handovers.withdraw)


def reject(at: CaseScreen) -> None:
    """Send an offer back, with a reason."""
    offers = answerable(at)

    async def save(form: CaseForm, values: Values) -> str:
        return await form.attempt(handovers.reject, meant(values, offers), values["reason"], entry=form.entry)

    asks = [*which(at, offers), Text("reason", _("Why you send it back"), lines=5)]
    at.app.push_screen(CaseForm(at, _("Send back"), asks, save, confirm=_("Send back"), place="reject"))


# Departments


def involve(at: CaseScreen) -> None:
    """Let a department lead or help."""

    async def save(form: CaseForm, values: Values) -> str:
        return await form.attempt(
            acts.involve, at.uid, values["department"], values["part"], entry=form.entry
        )

    asks: list[Ask] = [
        department_choice(at, "department", _("Department")),
        Choice("part", _("Part"), [("helper", _("helps")), ("lead", _("leads"))], "helper"),
    ]
    at.app.push_screen(CaseForm(at, _("Department leads or helps"), asks, save))


def release(at: CaseScreen) -> None:
    """End a department's part."""
    rows = at.shown.view.departments

    async def save(form: CaseForm, values: Values) -> str:
        return await form.attempt(acts.release, at.uid, values["department"], entry=form.entry)

    options = [(row.department, at.book.department(row.department)) for row in rows]
    asks = [Choice("department", _("Department"), options, options[0][0])]
    at.app.push_screen(CaseForm(at, _("Release a department"), asks, save, confirm=_("Release")))

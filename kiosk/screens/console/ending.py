"""How a case ends: answered, judged by the patient, taken back, filed by mistake; and how it opens again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kiosk.i18n import N_, _
from kiosk.rules import answering
from kiosk.screens.console.case_form import CaseForm
from kiosk.screens.console.choices import Choice
from kiosk.screens.console.form import Ask, Text, Told, Values
from kiosk.services import acts, closing, patients

if TYPE_CHECKING:
    from kiosk.screens.console.case import CaseScreen

KEYS = {
    "category": "c",
    "grade": "g",
    "department": "c",
    "investigation": "i",
    "outcome": "i",
    "cause": "i",
    "reply": "p",
    "notice": "k",
}
"""The key under which each missing thing is given."""


def answer(at: CaseScreen) -> None:
    """Call the case answered; whatever is missing is listed at once, with the key that gives it."""
    missing = at.shown.view.missing

    async def save(form: CaseForm, values: Values) -> str:
        return await form.attempt(acts.answer, at.uid, entry=form.entry, seen=form.seen)

    if missing:
        rows = [f"□ {_(answering.MISSING[code])}  ({KEYS[code]})" for code in missing]
        asks = [Told(_("Still missing before an answer")), Told("\n".join(rows))]
    else:
        asks = [Told(_("Everything is there. The patient is asked whether it is really solved."))]
    at.app.push_screen(CaseForm(at, _("Answered"), asks, save, confirm=_("Call it answered")))


def verdict(at: CaseScreen) -> None:
    """Write down what the patient said on the telephone or at the counter."""

    async def save(form: CaseForm, values: Values) -> str:
        if not values["verdict"]:
            return _("Choose what the patient said.")
        solved = values["verdict"] == "solved"
        return await form.attempt(closing.verdict, at.uid, solved, words=values["words"], entry=form.entry)

    options = [
        ("solved", _("Solved: the case is closed")),
        ("not_solved", _("Not solved: it opens again at once")),
    ]
    asks: list[Ask] = [
        Choice("verdict", _("What the patient said"), options),
        Text("words", _("In the patient's words"), lines=4),
    ]
    at.app.push_screen(CaseForm(at, _("Verdict of the patient"), asks, save, place="verdict"))


def rate(at: CaseScreen) -> None:
    """Write down how the patient rated the handling."""

    async def save(form: CaseForm, values: Values) -> str:
        if not values["score"]:
            return _("Choose what the patient said.")
        return await form.attempt(patients.rate_for, at.uid, int(values["score"]), entry=form.entry)

    words = (N_("Very bad"), N_("Bad"), N_("Fair"), N_("Good"), N_("Very good"))
    options = [(str(score), f"{score} {_(told)}") for score, told in enumerate(words, 1)]
    asks: list[Ask] = [Choice("score", _("What the patient said"), options)]
    at.app.push_screen(CaseForm(at, _("Rating by the patient"), asks, save, place="rating"))


def with_reason(at: CaseScreen, title: str, label: str, service: Callable[..., Any], place: str) -> None:
    """Ask for a reason, and do it."""

    async def save(form: CaseForm, values: Values) -> str:
        return await form.attempt(service, at.uid, values["reason"], entry=form.entry)

    asks = [Text("reason", label, lines=5)]
    at.app.push_screen(CaseForm(at, title, asks, save, confirm=title, place=place))


def reopen(at: CaseScreen) -> None:
    """Open a closed case again."""
    with_reason(at, _("Open again"), _("Why it is opened again"), closing.reopen, "reopen")


def withdraw(at: CaseScreen) -> None:
    """Take the case back for the patient."""
    label = _("How the patient asked for it")
    with_reason(at, _("Take back for the patient"), label, closing.withdraw, "withdraw")


def void(at: CaseScreen) -> None:
    """Mark the case as filed by mistake."""
    with_reason(at, _("Filed by mistake"), _("Why it was filed by mistake"), closing.void, "void")

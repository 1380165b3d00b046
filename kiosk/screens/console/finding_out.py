"""What a case is: its category, its grade, and what the investigation found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.i18n import _, pick
from kiosk.rules import answering, finding, grading
from kiosk.screens.console.case_form import CaseForm
from kiosk.screens.console.choices import Choice
from kiosk.screens.console.form import Ask, Line, Text, Told, Values
from kiosk.screens.console.handing import department_choice
from kiosk.services import acts
from kiosk.services.name_book import GRADES

if TYPE_CHECKING:
    from kiosk.screens.console.case import CaseScreen


def grade(at: CaseScreen) -> None:
    """Grade a case up or down, with a reason."""
    view = at.shown.view
    now = grading.GRADES.index(view.case.grade)
    options = []
    for place, code in enumerate(grading.GRADES):
        if place != now and not view.can["grade_up" if place > now else "grade_down"]:
            options.append((code, _(GRADES[code])))

    async def save(form: CaseForm, values: Values) -> str:
        return await form.attempt(
            acts.grade, at.uid, values["grade"], values["reason"], entry=form.entry, seen=form.seen
        )

    asks: list[Ask] = [Told(_("It is %(grade)s now.") % {"grade": _(GRADES[view.case.grade])})]
    if options:
        asks.append(Choice("grade", _("Grade"), options, options[0][0]))
        asks.append(Text("reason", _("Why it is graded so"), lines=5))
        at.app.push_screen(CaseForm(at, _("Grade"), asks, save, place="grade"))
    else:
        at.say(_(view.can["grade_down"]) or _("The case has the highest grade already."), is_bad=True)


def categories(at: CaseScreen) -> tuple[list[tuple[str, str]], list[str]]:
    """Return what a case of this kind may be about, the closer ones under their first level."""
    hospital, kind = at.app.hospital, at.shown.view.case.kind
    options, keys = [], []
    for parent in hospital.parents(kind):
        for row in (parent, *hospital.children(parent.code)):
            above = f"{pick(parent.name)} › " if row is not parent else ""
            options.append((row.code, above + pick(row.name)))
            keys.append(finding.keys_for([*row.name.values(), *parent.name.values()], ()))
    return options, keys


def categorise(at: CaseScreen) -> None:
    """Say what a case is about, and which department it concerns."""
    case = at.shown.view.case

    async def save(form: CaseForm, values: Values) -> str:
        category, department = values.get("category", ""), values["department"]
        return await form.attempt(acts.categorise, at.uid, category, department, entry=form.entry)

    asks: list[Ask] = []
    options, keys = categories(at)
    if options:
        asks.append(Choice("category", _("What it is about"), options, case.category, keys, rows=5))
    department = department_choice(at, "department", _("Department"), case.department)
    asks.append(department)
    at.app.push_screen(CaseForm(at, _("Category, department"), asks, save))


def investigate(at: CaseScreen) -> None:
    """Write down what the investigation found so far."""
    case = at.shown.view.case

    async def save(form: CaseForm, values: Values) -> str:
        return await form.attempt(
            acts.investigate,
            at.uid,
            values["found"],
            values["outcome"],
            values["cause"],
            values["cause_words"],
            entry=form.entry,
            seen=form.seen,
        )

    open_still = ("", _("open still"))
    outcomes = [open_still, *((code, _(words)) for code, words in answering.OUTCOMES.items())]
    causes = [open_still, *((code, _(words)) for code, words in answering.CAUSES.items())]
    asks: list[Ask] = [
        Text("found", _("What the investigation found"), case.investigation, lines=6),
        Choice("outcome", _("Outcome"), outcomes, case.outcome),
        Choice("cause", _("Root cause"), causes, case.cause, rows=5),
        Line("cause_words", _("Root cause in words"), case.cause_words, most=200),
    ]
    at.app.push_screen(CaseForm(at, _("Investigation"), asks, save, place="investigate"))

"""What is to be done by a moment: call-backs, meetings, tasks; and clocks that stand still."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kiosk.i18n import _
from kiosk.records import Task
from kiosk.rules import pausing
from kiosk.screens.console import case_facts
from kiosk.screens.console.case_form import CaseForm
from kiosk.screens.console.choices import Choice
from kiosk.screens.console.form import Ask, Line, Text, Values
from kiosk.screens.console.handing import departments
from kiosk.screens.console.moments import next_hour, parse_moment
from kiosk.services import pauses, tasks

if TYPE_CHECKING:
    from kiosk.screens.console.case import CaseScreen


def local_now(at: CaseScreen) -> datetime:
    """Return this moment in the time of the hospital."""
    return at.app.now().astimezone(at.app.settings.tz)


def when(at: CaseScreen) -> Line:
    """Return the question when."""
    hint = _("14:30, 9-30 14:30, +2h or +30m")
    return Line("when", _("When"), next_hour(local_now(at)), hint=hint, most=20)


def moment_of(at: CaseScreen, values: Values) -> datetime | None:
    """Return the moment that was typed."""
    found = parse_moment(values["when"], local_now(at))
    return found.astimezone(UTC) if found else None


def no_moment() -> str:
    """Say how a moment is typed."""
    return _("Write the moment as 14:30, 9-30 14:30 or +2h.")


def call_back(at: CaseScreen) -> None:
    """Promise the patient a call."""

    async def save(form: CaseForm, values: Values) -> str:
        due = moment_of(at, values)
        if due is None:
            return no_moment()
        return await form.attempt(tasks.call_back, at.uid, due, values["words"], entry=form.entry)

    asks: list[Ask] = [when(at), Text("words", _("What it is about"), lines=4)]
    at.app.push_screen(CaseForm(at, _("Promise a call-back"), asks, save, place="callback"))


def meet(at: CaseScreen) -> None:
    """Call a meeting of several departments."""

    async def save(form: CaseForm, values: Values) -> str:
        due = moment_of(at, values)
        if due is None:
            return no_moment()
        coming = [code for code in values["departments"].split(",") if code]
        return await form.attempt(
            tasks.meet, at.uid, due, values["place"], coming, values["words"], entry=form.entry
        )

    options, keys = departments(at)
    asks: list[Ask] = [
        when(at),
        Line("place", _("Where")),
        Choice("departments", _("Who comes"), options, "", keys, is_several=True, rows=5),
        Text("words", _("What it is about"), lines=4),
    ]
    at.app.push_screen(CaseForm(at, _("Coordination meeting"), asks, save, place="meeting"))


# Tasks


def open_tasks(at: CaseScreen, *kinds: str) -> list[Task]:
    """Return the tasks that are open, of some kinds or all."""
    found = [task for task in at.shown.view.tasks if task.state == "open"]
    return [task for task in found if not kinds or task.kind in kinds]


def which(at: CaseScreen, found: Sequence[Task]) -> Choice:
    """Return the question which task is meant."""
    options = []
    for task in found:
        parts = (case_facts.kind_of(task), case_facts.task_name(task), at.shown.by(task.due_at))
        options.append((str(task.uid), " · ".join(filter(None, parts))))
    return Choice("task", _("Which"), options, options[0][0], rows=6)


def on_task(
    at: CaseScreen,
    title: str,
    found: Sequence[Task],
    service: Callable[..., Any],
    words: Sequence[Ask] = (),
) -> None:
    """Ask which task, and do something with it."""

    async def save(form: CaseForm, values: Values) -> str:
        uid = next(task.uid for task in found if str(task.uid) == values["task"])
        return await form.attempt(service, uid, *([values["result"]] if words else []), entry=form.entry)

    at.app.push_screen(CaseForm(at, title, [which(at, found), *words], save))


def task_done(at: CaseScreen) -> None:
    """Mark a task as done; a meeting needs its decision."""
    asks = [Text("result", _("What came of it; of a meeting, the decision"), lines=4)]
    on_task(at, _("Task done"), open_tasks(at), tasks.do, asks)


def task_dropped(at: CaseScreen) -> None:
    """Give a task up, with a reason."""
    asks = [Text("result", _("Why it is not needed"), lines=4)]
    on_task(at, _("Task not needed"), open_tasks(at), tasks.drop, asks)


def tried(at: CaseScreen) -> None:
    """Write down that a call reached nobody."""
    on_task(at, _("Called, nobody answered"), open_tasks(at, "callback"), tasks.tried)


# Clocks


def pause(at: CaseScreen) -> None:
    """Let the house's clocks stand still for a reason."""

    async def save(form: CaseForm, values: Values) -> str:
        return await form.attempt(pauses.pause, at.uid, values["reason"], entry=form.entry)

    options = [(code, _(words)) for code, words in pausing.REASONS.items()]
    asks = [Choice("reason", _("Why; the patient sees it"), options, "patient")]
    at.app.push_screen(CaseForm(at, _("Let the clocks stand still"), asks, save))


async def resume(at: CaseScreen) -> None:
    """Let the clocks go on."""
    app = at.app
    problem = await app.attempt(pauses.resume, at.uid, app.who, app.settings, app.now())
    await at.look()
    at.say(problem or _("The clocks run again."), is_bad=bool(problem))

"""Forms of training: a teaching case, who presents it, the minutes, and the answer to a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from kiosk.i18n import _, day, pick
from kiosk.records import TeachingCase
from kiosk.rules import finding
from kiosk.rules.numbers import new_uid
from kiosk.screens.console import looking
from kiosk.screens.console.choices import Choice
from kiosk.screens.console.form import Ask, Form, Line, Preview, Text, Told, Values
from kiosk.screens.public.printing import answer_receipt, has_printer
from kiosk.services import meetings, training, unknown
from kiosk.services.meetings import Meeting
from kiosk.services.unknown import Pile

if TYPE_CHECKING:
    from kiosk.screens.console.case import CaseScreen
    from kiosk.screens.console.frame import ConsoleScreen
    from kiosk.screens.console.training import TrainingScreen


def ask(at: ConsoleScreen, title: str, asks: Sequence[Ask], do: Callable[[Values], Any], **more: Any) -> None:
    """Ask something; `do` returns the service and what it is called with before who and when."""

    async def save(values: Values) -> str:
        service, *given = do(values)
        return await at.app.attempt(service, *given)

    async def saved(is_done: bool | None) -> None:
        if is_done:
            await at.look()
            at.say(_("It is written."))

    at.app.push_screen(Form(title, asks, save, **more), saved)


def asked(title: str, words: str, lesson: str) -> list[Ask]:
    """Return the questions of a teaching case."""
    told = _("Names, telephones, days and numbers were taken out. Read it once more as a stranger would.")
    return [
        Told(told),
        Line("title", _("Title"), title, most=training.TITLE),
        Text("words", _("How it went"), words, most=training.WORDS, lines=8),
        Text("lesson", _("What we learn"), lesson, most=training.WORDS, lines=4),
    ]


def previewed(values: Values) -> Preview | str:
    """Return a teaching case as the meeting will read it."""
    told = "\n\n".join(filter(None, (values["title"], values["words"], values["lesson"])))
    return Preview(_("What everybody at the meeting reads"), told, _("Keep it"))


async def make(at: CaseScreen) -> None:
    """Tell a case without anybody's name, and let staff write it as it is to be kept."""
    app, case, uid = at.app, at.uid, new_uid(at.app.now())
    found = await looking.told_or_said(at, training.propose, case, app.who, app.settings, app.now())
    if found is None:
        return

    def do(values: Values) -> Any:
        told = values["title"], values["words"], values["lesson"]
        return training.keep, uid, case, *told, app.who, app.now()

    asks = asked(found.title, found.words, "")
    ask(at, _("Teaching case"), asks, do, place=f"teaching:{case}", preview=previewed)


def edit(at: TrainingScreen, one: TeachingCase) -> None:
    """Write a teaching case better."""
    app = at.app

    def do(values: Values) -> Any:
        told = values["title"], values["words"], values["lesson"]
        return training.keep, one.uid, one.from_case, *told, app.who, app.now()

    asks = asked(one.title, one.words, one.lesson)
    ask(at, _("Teaching case"), asks, do, place=f"teaching-again:{one.uid}", preview=previewed)


async def fix(at: TrainingScreen, one: Meeting) -> None:
    """Ask who presents which case at a meeting."""
    app = at.app
    codes = await app.ask(meetings.may_present)
    people = [(code, app.name_of(code)) for code in codes]
    if not people:
        at.say(_("Nobody of the desk or a department has an account."), is_bad=True)
        return
    names = [finding.keys_for(app.names.get(code, {}).values(), ()) for code in codes]
    cases = [("", _("not chosen yet")), *((str(uid), found.title) for uid, found in at.teaching.items())]
    case_keys = [finding.keys_for([title], ()) for _uid, title in cases]
    teaching = str(one.row.teaching) if one.row is not None and one.row.teaching else ""
    asks: list[Ask] = [
        Choice("who", _("Who presents"), people, one.staff, names, rows=6),
        Choice("teaching", _("Teaching case"), cases, teaching, case_keys, rows=6),
    ]

    def do(values: Values) -> Any:
        chosen = UUID(values["teaching"]) if values["teaching"] else None
        return meetings.fix, one.day, values["who"], chosen, app.who, app.settings, app.now()

    ask(at, _("Case meeting on %(day)s") % {"day": day(one.day)}, asks, do)


def hold(at: TrainingScreen, one: Meeting) -> None:
    """Ask what was said at a meeting."""
    app = at.app
    minutes = one.row.minutes if one.row is not None else ""
    asks: list[Ask] = [
        Told(_("Nobody's name: what was said is read by everybody who works here.")),
        Text("minutes", _("What was said and decided"), minutes, lines=8),
    ]

    def do(values: Values) -> Any:
        return meetings.hold, one.day, values["minutes"], app.who, app.now()

    ask(at, _("Minutes of %(day)s") % {"day": day(one.day)}, asks, do, place=f"minutes:{one.day}")


async def print_case(at: TrainingScreen, one: TeachingCase) -> None:
    """Put a teaching case on the receipt printer; A4 is `kiosk teaching print`."""
    if not has_printer(at.app.settings):
        at.say(_("This desk has no receipt printer."), is_bad=True)
        return
    told = [one.title, one.words, one.lesson]
    await looking.put(at, answer_receipt(pick(at.app.hospital.name), [words for words in told if words]))


def answer(at: TrainingScreen, one: Pile) -> None:
    """Ask which answer of the hospital answers the questions under the cursor."""
    app = at.app
    options = [(row.code, pick(row.question)) for row in app.hospital.answers]
    keys = [row.keys or finding.keys_for(row.question.values(), ()) for row in app.hospital.answers]
    asks: list[Ask] = [
        Told(one.words),
        Choice("answer", _("Which answer"), options, "", keys),
        Told(_("No answer fits? Write it in answers.csv: kiosk teaching questions gives the rows.")),
    ]
    uids = [question.uid for question in one.questions]

    def do(values: Values) -> Any:
        return unknown.answered, uids, values["answer"], app.who, app.now()

    ask(at, _("Answered"), asks, do)

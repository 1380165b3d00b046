"""Training (培训): the weekly case meeting, teaching cases, and questions that nobody could answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from kiosk.i18n import N_, _, day, name_of
from kiosk.records import TeachingCase
from kiosk.rules.rights import may
from kiosk.screens.console import teaching_forms
from kiosk.screens.console.frame import Act
from kiosk.screens.console.paned import PanedScreen, Said
from kiosk.services import meetings, training, unknown
from kiosk.services.meetings import Meeting
from kiosk.services.unknown import Pile
from kiosk.widgets.rows import Column, Row


class TrainingScreen(PanedScreen):
    """A row a meeting, a teaching case, or some questions that ask the same."""

    place = "training"
    scopes: ClassVar = (
        ("meetings", N_("Case meetings")),
        ("cases", N_("Teaching cases")),
        ("questions", N_("Unknown questions")),
    )
    empty: ClassVar = {
        "cases": N_("No teaching case is kept yet. On a case: E"),
        "questions": N_("Everything that was looked for was found."),
    }

    def __init__(self) -> None:
        super().__init__()
        self.teaching: dict[UUID, TeachingCase] = {}
        """Every teaching case, by its uid."""

    def headline(self) -> str:
        """Name the screen."""
        return _("Training")

    def columns(self) -> list[Column]:
        """Return the columns of the list that is shown."""
        if self.scope == "meetings":
            return [
                Column("day", _("Day"), 14),
                Column("who", _("Presents"), 10, 1),
                Column("title", _("Teaching case"), 16, 3),
                Column("state", _("State"), 10),
            ]
        if self.scope == "cases":
            return [
                Column("title", _("Title"), 24, 3),
                Column("day", _("Written on"), 14),
                Column("who", _("By"), 10, 1),
            ]
        return [
            Column("title", _("What was looked for"), 24, 3),
            Column("size", _("How often"), 9),
            Column("day", _("Last"), 14),
        ]

    async def read(self) -> list[Row]:
        """Read the list that is shown."""
        app = self.app
        if self.scope == "questions":
            return [self.pile(one) for one in await app.ask(unknown.every, app.who)]
        found = await app.ask(training.every, app.who)
        self.teaching = {one.uid: one for one in found}
        if self.scope == "cases":
            return [self.case(one) for one in found]
        rota = await app.ask(meetings.rota, app.who, app.settings, app.now())
        return [self.meeting(one) for one in rota]

    def meeting(self, one: Meeting) -> Row:
        """Return a meeting as a row."""
        cells = {
            "day": (day(one.day, weekday=False), "strong" if self.is_coming(one) else "muted"),
            "who": (self.app.name_of(one.staff) if one.staff else _("nobody"), "words"),
            "title": (self.title_of(one), "words"),
            "state": self.state_of(one),
        }
        return Row(one.day, cells, one)

    def is_coming(self, one: Meeting) -> bool:
        """Tell whether a meeting is still to come."""
        held = one.row is not None and one.row.held_at is not None
        return not held and one.day >= self.app.now().astimezone(self.app.settings.tz).date()

    def state_of(self, one: Meeting) -> tuple[str, str]:
        """Say how far a meeting is."""
        if one.row is not None and one.row.held_at is not None:
            return "✓ " + _("held"), "good"
        if not self.is_coming(one):
            return "! " + _("not held"), "late"
        return ("→ " + _("fixed"), "words") if one.row is not None else ("· " + _("planned"), "muted")

    def title_of(self, one: Meeting) -> str:
        """Return the title of what is told at a meeting."""
        teaching = self.teaching_of(one)
        return teaching.title if teaching else ""

    def teaching_of(self, one: Meeting) -> TeachingCase | None:
        """Return what is told at a meeting."""
        uid = one.row.teaching if one.row is not None else None
        return self.teaching.get(uid) if uid is not None else None

    def case(self, one: TeachingCase) -> Row:
        """Return a teaching case as a row."""
        cells = {
            "title": (one.title, "strong"),
            "day": (self.day(one.at), "muted"),
            "who": (self.app.name_of(one.by), "words"),
        }
        return Row(one.uid, cells, one)

    def pile(self, one: Pile) -> Row:
        """Return some questions as a row."""
        cells = {
            "title": (one.words, "strong"),
            "size": (f"{len(one.questions):>9}", "words"),
            "day": (self.day(one.questions[0].at), "muted"),
        }
        return Row(one.questions[0].uid, cells, one)

    def day(self, at: Any) -> str:
        """Return the day of a moment in the hospital's time."""
        return day(at.astimezone(self.app.settings.tz).date(), weekday=False)

    # What the row under the cursor says

    def said(self, value: Any) -> Iterable[Said]:
        """Return what stands beside the list."""
        if isinstance(value, Meeting):
            return self.of_meeting(value)
        return self.of_pile(value) if isinstance(value, Pile) else of_case(value)

    def of_meeting(self, one: Meeting) -> Iterable[Said]:
        """Return what was said at a meeting, and the case that is told."""
        if one.row is not None:
            yield _("What was said and decided"), one.row.minutes
            if teaching := self.teaching_of(one):
                yield from of_case(teaching)
        elif one.staff:
            yield "", _("By turns: whoever presented longest ago comes next.")

    def of_pile(self, one: Pile) -> Iterable[Said]:
        """Return each question with its language and day."""
        for question in one.questions:
            yield f"{self.day(question.at)} · {name_of(question.language)}", question.words

    # What can be done

    def row_acts(self) -> list[Act]:
        """Return the keys of the list that is shown."""
        one = self.chosen
        nothing = "" if one is not None else _("No row stands under the cursor.")
        teaches = _(may(self.app.who, "teach")) or nothing
        if self.scope == "meetings":
            is_mine = isinstance(one, Meeting) and one.staff == self.app.who.code
            over = "" if isinstance(one, Meeting) and self.is_coming(one) else _("This meeting is over.")
            unfixed = "" if isinstance(one, Meeting) and one.row else _("Say first who presents.")
            may_tell = "" if is_mine else teaches
            return [
                Act("e", _("Who presents what"), self.fix, teaches or over, is_first=True),
                Act("m", _("Minutes"), self.hold, may_tell or unfixed, is_first=True),
            ]
        if self.scope == "cases":
            return [
                Act("e", _("Write it better"), self.edit, teaches, is_first=True),
                Act("p", _("Print"), self.print, nothing, is_first=True),
            ]
        answers = _(may(self.app.who, "answer_unknown")) or nothing
        return [
            Act("a", _("Answered"), self.answer, answers, is_first=True),
            Act("x", _("Put aside"), self.drop, answers, is_first=True),
        ]

    async def fix(self) -> None:
        """Ask who presents which case."""
        await teaching_forms.fix(self, self.chosen)

    def hold(self) -> None:
        """Ask what was said."""
        teaching_forms.hold(self, self.chosen)

    def edit(self) -> None:
        """Write a teaching case better."""
        teaching_forms.edit(self, self.chosen)

    async def print(self) -> None:
        """Put a teaching case on the receipt printer."""
        await teaching_forms.print_case(self, self.chosen)

    def answer(self) -> None:
        """Ask which answer answers it."""
        teaching_forms.answer(self, self.chosen)

    async def drop(self) -> None:
        """Put the questions aside."""
        app, one = self.app, self.chosen
        uids = [question.uid for question in one.questions]
        sentence = await app.attempt(unknown.drop, uids, app.who, app.now())
        await app.look()
        self.say(sentence or _("Put aside."), bool(sentence))

    async def press(self, key: str) -> bool:
        """Let Enter do the first thing that can be done here."""
        if key == "enter" and self.chosen is not None:
            self.query_one(".pane").focus()
            return True
        return await super().press(key)


def of_case(one: TeachingCase) -> Iterable[Said]:
    """Return what a teaching case says."""
    yield "", one.title
    yield _("How it went"), one.words
    yield _("What we learn"), one.lesson

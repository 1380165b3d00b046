"""I need help: who somebody is and what they need; answered at once, or registered with a slip."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from kiosk import i18n
from kiosk.i18n import _, pick
from kiosk.records import Department, Need
from kiosk.records.faults import StoreFault
from kiosk.rules.drafts import Draft
from kiosk.rules.refusal import Refusal
from kiosk.rules.text import clean
from kiosk.screens.public.flow import FlowPage, FlowScreen
from kiosk.screens.public.names import rare
from kiosk.screens.public.places import Places
from kiosk.screens.public.printing import PrintButton, PrintJob, PrintState, answer_receipt, has_printer
from kiosk.screens.public.reach import Reach
from kiosk.screens.public.thanks import ThanksPage
from kiosk.services import owing
from kiosk.slips.receipt import Receipt
from kiosk.widgets.checklist import CheckList, CheckRow
from kiosk.widgets.field import Field
from kiosk.widgets.picks import Picks
from kiosk.widgets.reading import Passage, Reading
from kiosk.widgets.tiles import Tile, TileGrid

FINDER, OTHER = "find-department", "other"
"""Needs that lead somewhere else: to the list of departments, and to one's own words."""
WORDS, NAME = 200, 40


class HelpScreen(FlowScreen):
    """Who, what, the answer where the hospital has one, and otherwise a case for the person on duty."""

    code: ClassVar[str] = "help"

    def __init__(self) -> None:
        super().__init__()
        app = self.app
        self.draft = Draft.open("contact", i18n.language(), app.settings.desk, app.now())
        self.wants_more = False
        """Whether the answer was not enough."""
        self.job = PrintJob(self.receipt)
        self.reach = Reach(self, lambda: self.draft, lambda: _("Continue"))
        self.places = Places(
            self,
            take=self.take_place,
            chosen=lambda: self.draft.department,
            question=lambda: _("Which department are you looking for?"),
            may_be_unknown=False,
        )

    def pages(self) -> list[FlowPage]:
        """Return the questions that apply."""
        found = [
            FlowPage("who", _("Who are you?"), _("You"), self.ask_who, choose=self.take_who),
            FlowPage("need", _("What do you need?"), _("Need"), self.ask_need, choose=self.take_need),
        ]
        if self.draft.need == FINDER:
            found += self.places.pages()
        if self.has_answer:
            goes_on = _("Continue") if self.app.is_large else ""
            found.append(FlowPage("answer", self.topic, _("Answer"), self.ask_answer, goes_on=goes_on))
            asked = _("Did this answer you?")
            found.append(
                FlowPage("helped", asked, _("Answer"), self.ask_helped, goes_on="", is_counted=False)
            )
        elif self.draft.need != FINDER:
            asked = _("What is it about? A few words are enough")
            found.append(
                FlowPage("words", asked, _("Words"), self.ask_words, keep=self.keep_words, is_written=True)
            )
        return found + self._further_pages()

    def _further_pages(self) -> list[FlowPage]:
        """Return the questions of somebody who is registered."""
        asked = _("What is your name? (optional)")
        found = [
            self.reach.phone(),
            *([] if self.draft.phone else [self.reach.pin()]),
            FlowPage("name", asked, _("Name"), self.ask_name, keep=self.keep_name, is_written=True),
            FlowPage(
                "check",
                _("Is everything right?"),
                _("Check"),
                self.ask_check,
                leave=self.file,
                goes_on=_("File it"),
            ),
        ]
        is_step = self.wants_more or not self.has_answer
        return [replace(page, is_counted=is_step and page.name != "pin") for page in found]

    # Who, and what

    def ask_who(self) -> ComposeResult:
        """Yield who somebody may be."""
        tiles = [Tile(code, name) for code, name in roles().items()]
        yield Picks(tiles, self.draft.filer_role, is_large=self.app.is_large, id="roles")

    def take_who(self, role: str) -> None:
        """Take who it is; for a child everything is masked more strictly."""
        self.draft.filer_role, self.draft.is_child = role, role == "guardian"

    def ask_need(self) -> ComposeResult:
        """Yield the hospital's own list, with something else at its end."""
        tiles = [Tile(need.code, pick(need.name), icon=need.icon) for need in self.app.hospital.needs]
        if not self.app.hospital.need(OTHER):
            tiles.append(Tile(OTHER, _("Something else")))
        yield Picks(tiles, self.draft.need, is_large=self.app.is_large, id="needs")

    def take_need(self, code: str) -> None:
        """Take the need, and who sees to it."""
        need = self.app.hospital.need(code)
        self.draft.need, self.wants_more = code, False
        self.draft.department = need.department if need and code != FINDER else ""
        self.job = PrintJob(self.receipt)

    def take_place(self, code: str) -> None:
        """Take the department that was looked for."""
        self.draft.department, self.wants_more = code, False
        self.job = PrintJob(self.receipt)

    def ask_words(self) -> ComposeResult:
        """Yield one line."""
        yield Field("words", _("You may also leave this empty: we ask you."), self.draft.words, most=WORDS)

    def keep_words(self) -> None:
        """Keep the words as they stand."""
        self.draft.words = clean(self.typed("words"), WORDS, lines=False)

    # The answer

    @property
    def need(self) -> Need | None:
        """Return what is needed, when it is in the hospital's list."""
        return self.app.hospital.need(self.draft.need)

    @property
    def department(self) -> Department | None:
        """Return the department that sees to it, or that is looked for."""
        return self.app.hospital.department(self.draft.department)

    @property
    def has_answer(self) -> bool:
        """Return whether the hospital has something to say at once."""
        if self.draft.need == FINDER:
            return self.department is not None
        return bool(self.need and pick(self.need.answer))

    @property
    def topic(self) -> str:
        """Return what the answer is about."""
        if self.draft.need == FINDER and self.department:
            return pick(self.department.name)
        return pick(self.need.name) if self.need else _("Something else")

    def passages(self) -> list[Passage]:
        """Return the answer: what to do, where, when, by which phone, and what to bring."""
        need, place = self.need, self.department
        is_found = self.draft.need == FINDER
        where = [pick(place.place)] if place and is_found else []
        if place and not is_found:
            where = [pick(place.place), pick(place.name)]
        said = [
            (_("Where"), " · ".join(filter(None, where))),
            (_("When"), pick(need.hours) if need and not is_found else ""),
            (_("Phone"), place.phone if place else ""),
            (_("Bring"), pick(need.bring) if need and not is_found else ""),
        ]
        first = [Passage(pick(need.answer), role="strong")] if need and not is_found else []
        facts = [Passage(words, label) for label, words in said if words]
        if facts and first:
            facts[0] = Passage(facts[0].words, facts[0].label, is_apart=True)
        return [*first, *facts]

    def receipt(self) -> Receipt:
        """Return the answer for the paper."""
        told = [f"{one.label}: {one.words}" if one.label else one.words for one in self.passages()]
        return answer_receipt(self.app.hospital_name, [self.topic, *told])

    def ask_answer(self) -> ComposeResult:
        """Yield the answer, and the question whether it was one where there is room for both."""
        yield Reading(self.passages(), id="answer")
        if has_printer(self.app.settings):
            yield PrintState(self.job)
        with Horizontal(classes="below"):
            if not self.app.is_large:
                yield self._helped()
            if has_printer(self.app.settings):
                yield PrintButton(self.job)

    def ask_helped(self) -> ComposeResult:
        """Yield the same question on a page of its own."""
        yield self._helped()

    def _helped(self) -> TileGrid:
        yes = Tile("yes", _("Yes, thank you"))
        return TileGrid([yes, Tile("no", _("I need a person"))], is_large=self.app.is_large, id="helped")

    @on(Tile.Chosen, "#helped")
    async def take_helped(self, message: Tile.Chosen) -> None:
        """File an answered contact, or go on to be registered."""
        message.stop().prevent_default()
        if message.value == "yes":
            self.draft.answered = True
            await self.file()
        elif not self.draft.answered:
            self.wants_more = True
            await self.show_page("phone")

    # The name, the check, and filing

    def ask_name(self) -> ComposeResult:
        """Yield the name."""
        label = _("So that we know whom to ask for")
        yield Field("name", label, self.draft.name, hint=rare(), most=NAME)

    def keep_name(self) -> None:
        """Keep the name as it stands."""
        self.draft.name = clean(self.typed("name"), NAME, lines=False)

    def ask_check(self) -> ComposeResult:
        """Yield what was said so far."""
        draft = self.draft
        rows = [
            CheckRow(_("You"), roles().get(draft.filer_role, ""), "who"),
            CheckRow(_("Need"), self.topic, "need"),
        ]
        if not self.has_answer:
            rows.append(CheckRow(_("Words"), draft.words, "words"))
        rows.append(CheckRow(_("Phone"), draft.phone, "phone"))
        if not draft.phone:
            rows.append(CheckRow(_("PIN"), "●" * len(draft.pin), "pin"))
        rows.append(CheckRow(_("Name"), draft.name, "name"))
        yield CheckList(rows, is_large=self.app.is_large)

    async def file(self) -> None:
        """File the contact: thanks for one that was answered, a slip for one that is open."""
        draft, app = self.draft, self.app
        draft.language = i18n.language()
        if draft.phone:
            draft.pin = ""
        try:
            case = await app.act(owing.file, draft, app.settings, app.now())
        except StoreFault as fault:
            draft.answered = False
            self.fault(fault.sentence())
            return
        except Refusal as refusal:
            self.fault(str(refusal))
            return
        if draft.answered:
            app.switch_screen(AnsweredPage(self.job))
        else:
            from kiosk.screens.public.slip import SlipPage

            app.switch_screen(SlipPage(case))


class AnsweredPage(ThanksPage):
    """Thanks to somebody who was answered; the answer may still be printed."""

    code: ClassVar[str] = "answered"

    def __init__(self, job: PrintJob) -> None:
        super().__init__()
        self.job = job

    def question(self) -> str:
        """Thank."""
        return _("Good that this helped")

    def passages(self) -> list[Passage]:
        """Say that one may come back."""
        return [
            Passage(_("We have noted that your question was answered."), role="strong"),
            Passage(_("Should it come up again, come back here or ask at the desk."), is_apart=True),
        ]

    def body(self) -> ComposeResult:
        """Yield the thanks, and the way to take the answer along."""
        if has_printer(self.app.settings):
            yield PrintState(self.job)
            with Horizontal(classes="below"):
                yield PrintButton(self.job)
        yield from super().body()


def roles() -> dict[str, str]:
    """Return who may stand at the desk."""
    return {
        "patient": _("The patient"),
        "relative": _("A relative or friend"),
        "guardian": _("Parent or guardian of a child"),
        "visitor": _("A visitor"),
        "other": _("Somebody else"),
    }

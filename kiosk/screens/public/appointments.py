"""Appointments: ways to book, the clinic timetable, preparing, changing, and answers to questions."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from kiosk import i18n, log
from kiosk.i18n import _, pick
from kiosk.records.faults import StoreFault
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.screens.public.flow import FlowPage, FlowScreen
from kiosk.screens.public.printing import PrintButton, PrintJob, PrintState, answer_receipt, has_printer
from kiosk.screens.public.questions import PERSON, Questions
from kiosk.screens.public.reach import Reach
from kiosk.screens.public.timetable import Timetable
from kiosk.services import owing, unknown
from kiosk.slips.receipt import Receipt
from kiosk.widgets.field import Field
from kiosk.widgets.picks import Picks
from kiosk.widgets.reading import Passage, Reading
from kiosk.widgets.tiles import Tile, TileGrid

WORDS = 300
BY_TOPIC = {"prepare": "prepare", "change": "change"}
"""Choices of the menu that list the answers of one topic."""
PRINTED = ("book", "week", "doctor", "answer")
"""Pages that may be taken along on paper."""


class AppointmentsScreen(FlowScreen):
    """One menu, and behind each choice its own short way; every way can end at a person."""

    code: ClassVar[str] = "appointments"

    def __init__(self) -> None:
        super().__init__()
        app = self.app
        self.draft = Draft.open("question", i18n.language(), app.settings.desk, app.now())
        self.way = ""
        self.wants_person = False
        self.timetable = Timetable(self, self._paper)
        self.questions = Questions(self, self.take_answer)
        self.reach = Reach(self, lambda: self.draft, lambda: _("File it"))
        self.job = PrintJob(self.receipt)
        self.question_uid = new_uid(app.now())
        """Of what is looked for here and not found: whoever stands here asks one unknown question at most."""

    def pages(self) -> list[FlowPage]:
        """Return the menu, and the way that was chosen as far as it is known."""
        asked = _("Appointments: what would you like to know?")
        found = [FlowPage("menu", asked, "", self.ask_way, choose=self.take_way, is_counted=False)]
        if self.way == "book":
            asked = _("How to book")
            found.append(FlowPage("book", asked, "", self.ask_book, goes_on="", is_counted=False))
        elif self.way == "timetable":
            found += self.timetable.pages()
        elif self.way in BY_TOPIC:
            found.append(self.questions.listed(BY_TOPIC[self.way]))
        elif self.way == "questions":
            found += self.questions.pages()
        return found + self._answer_pages() + self._person_pages()

    def _answer_pages(self) -> list[FlowPage]:
        answer = self.questions.answer
        if answer is None:
            return []
        goes_on = _("Continue") if self.app.is_large else ""
        found = [
            FlowPage("answer", pick(answer.question), "", self.ask_answer, goes_on=goes_on, is_counted=False)
        ]
        if self.app.is_large:
            asked = _("Did this answer you?")
            found.append(FlowPage("helped", asked, "", self.ask_helped, goes_on="", is_counted=False))
        return found

    def _person_pages(self) -> list[FlowPage]:
        if not self.wants_person:
            return []
        asked = _("What would you like to ask? (optional)")
        words = FlowPage("words", asked, _("Question"), self.ask_words, keep=self.keep_words, is_written=True)
        if self.draft.phone:
            return [words, self.reach.phone(leave=self.leave_phone)]
        return [words, self.reach.phone(leave=self.leave_phone), self.reach.pin(leave=self.file)]

    def focus_body(self) -> None:
        """Put the cursor where one begins; where there is only something to read, on the way back."""
        super().focus_body()
        if self.focused is None or not self.focused.display:
            self.set_focus(self.query_one("#back"))

    # The menu

    def ask_way(self) -> ComposeResult:
        """Yield the choices."""
        tiles = [
            Tile("book", _("How to book"), self._ways()),
            Tile("timetable", _("Clinic timetable"), _("Who is there on which day")),
            Tile("prepare", _("How to prepare"), _("Fasting, papers, what to bring")),
            Tile("change", _("Change or cancel")),
            Tile("questions", _("Questions and answers"), _("Search, or by topic")),
            Tile(PERSON, _("Ask a person"), _("You get an answer")),
        ]
        yield Picks(tiles, self.way, is_large=self.app.is_large, id="ways")

    def _ways(self) -> str:
        return " · ".join(pick(way["name"]) for way in self.app.hospital.listed("booking")[:2])

    async def take_way(self, way: str) -> None:
        """Take the way, and forget the answer of the one before."""
        self.way, self.wants_person = way, False
        self.questions.topic = self.questions.answer_code = self.draft.need = self.draft.department = ""
        if way == PERSON:
            await self.ask_person()

    def ask_book(self) -> ComposeResult:
        """Yield every way to book."""
        yield Reading(self.booking(), id="booking")
        yield from self._paper()

    def booking(self) -> list[Passage]:
        """Return the ways to book, each with how."""
        return [
            Passage(pick(way["how"]), pick(way["name"]), is_apart=True)
            for way in self.app.hospital.listed("booking")
        ]

    # Answers

    async def take_answer(self, code: str) -> None:
        """Show the answer, or let a person be asked."""
        if code == PERSON:
            self.questions.answer_code = self.draft.need = self.draft.department = ""
            self.draft.words = self.draft.words or self.questions.words
            await self.ask_person()
            return
        answer = self.questions.answer
        self.draft.need, self.draft.department = code, answer.department if answer else ""
        self.wants_person = False
        await self.show_page("answer")

    def passages(self) -> list[Passage]:
        """Return the answer, and where one finds out more."""
        answer = self.questions.answer
        if answer is None:
            return []
        place = self.app.hospital.department(answer.department)
        where = " · ".join(filter(None, (pick(place.place), pick(place.name)))) if place else ""
        said = [
            (_("Where"), where),
            (_("Phone"), place.phone if place else ""),
            (_("Words"), " · ".join(pick(answer.tags).split())),
        ]
        facts = [Passage(words, label) for label, words in said if words]
        facts[:1] = [Passage(one.words, one.label, is_apart=True) for one in facts[:1]]
        return [*(Passage(part) for part in pick(answer.answer).split("\n")), *facts]

    def ask_answer(self) -> ComposeResult:
        """Yield the answer, and the question whether it was one where there is room for both."""
        yield Reading(self.passages(), id="answer")
        if not self.app.is_large:
            yield Static(Content(_("Did this answer you?")), id="did-it")
        yield from self._paper(has_verdict=not self.app.is_large)

    def _paper(self, has_verdict: bool = False) -> ComposeResult:
        prints = has_printer(self.app.settings)
        if prints:
            yield PrintState(self.job)
        if prints or has_verdict:
            with Horizontal(classes="below -under" if has_verdict else "below"):
                if has_verdict:
                    yield from self.ask_helped()
                if prints:
                    yield PrintButton(self.job)

    def ask_helped(self) -> ComposeResult:
        """Yield the two answers to "Did this answer you?"."""
        tiles = [Tile("yes", _("Yes")), Tile("no", _("I need a person"))]
        yield TileGrid(tiles, is_large=self.app.is_large, id="helped")

    @on(Tile.Chosen, "#helped")
    async def take_helped(self, message: Tile.Chosen) -> None:
        """File an answered question, or let a person be asked."""
        message.stop()
        if message.value == "yes":
            self.draft.answered = True
            await self.file()
        else:
            await self.ask_person()

    def receipt(self) -> Receipt:
        """Return what is shown, for the paper."""
        page = self.page
        if page.name in ("week", "doctor"):
            told = self.timetable.told()
        else:
            passages = self.booking() if page.name == "book" else self.passages()
            told = [page.question]
            told += [f"{one.label}: {one.words}" if one.label else one.words for one in passages]
        return answer_receipt(self.app.hospital_name, told)

    async def show_page(self, name: str) -> None:
        """Show a page; what was printed was another one, and what was looked for in vain is kept."""
        self.keep_unknown(self.questions.sought if name == "words" else self.questions.in_vain)
        if name in PRINTED:
            self.job = PrintJob(self.receipt)
        await super().show_page(name)

    def on_unmount(self) -> None:
        """Keep what was looked for in vain also where somebody walks away."""
        self.keep_unknown(self.questions.in_vain)

    def keep_unknown(self, words: str) -> None:
        """Keep what nobody found, without anything of whoever looked; nobody waits for that."""
        app = self.app
        if not words.strip() or app.thread is None:
            return

        async def keep() -> None:
            told = self.question_uid, words, i18n.language(), app.settings.desk, app.now()
            try:
                await app.act(unknown.keep, *told)
            except StoreFault as fault:
                log.note(app.settings, f"an unknown question was not kept: {log.where(fault)}")

        app.run_worker(keep())

    # A person

    async def ask_person(self) -> None:
        """Let a person be asked."""
        self.wants_person = True
        await self.show_page("words")

    def ask_words(self) -> ComposeResult:
        """Yield one line."""
        label = _("A few words are enough; you may also leave this empty.")
        yield Field("words", label, self.draft.words, most=WORDS)

    def keep_words(self) -> None:
        """Keep the words as they stand."""
        self.draft.words = self.typed("words")

    async def leave_phone(self) -> None:
        """File it, or offer four digits to somebody without a phone."""
        if self.draft.phone:
            self.draft.pin = ""
            await self.file()
        else:
            await self.show_page("pin")

    async def file(self) -> None:
        """File the question: thanks for one that was answered, a slip for one that is open."""
        draft, app = self.draft, self.app
        draft.language = i18n.language()
        try:
            case = await app.act(owing.file, draft, app.settings, app.now())
        except StoreFault as fault:
            draft.answered = False
            self.fault(fault.sentence())
            return
        except Refusal as refusal:
            draft.answered = False
            self.fault(str(refusal))
            return
        if draft.answered:
            from kiosk.screens.public.help import AnsweredPage

            app.switch_screen(AnsweredPage(self.job))
        else:
            from kiosk.screens.public.slip import SlipPage

            app.switch_screen(SlipPage(case))

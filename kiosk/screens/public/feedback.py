"""Complaint, suggestion or praise: told by taps, filed as one case, answered on a slip."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kiosk.i18n import _, language, pick
from kiosk.records.faults import StoreFault
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import clean_phone
from kiosk.rules.refusal import Refusal
from kiosk.screens.public import feedback_words as say
from kiosk.screens.public.page import FlowPage, FlowScreen, Trouble
from kiosk.screens.public.places import Places
from kiosk.widgets.button import PushButton
from kiosk.widgets.checklist import CheckList, CheckRow
from kiosk.widgets.field import Field, WithKeypad
from kiosk.widgets.keypad import DIGITS, LETTERS, PHONE
from kiosk.widgets.picks import Picks
from kiosk.widgets.tiles import Chips, Tile

if TYPE_CHECKING:
    from kiosk.records import Category

WORDS, WISH, NAME = 2000, 500, 40
UNKNOWN, SOMEBODY = "", "?"
"""Whom one praises: does not know the name, or types it."""
BEFORE = {
    "matter": "about",
    "where-in": "where",
    "whom-name": "whom",
    "words": "phrases",
    "wish-words": "wish",
    "pin": "phone",
}
"""Pages that belong to a page before them, as its second half: they are no step of their own."""
LETTERS_NEED, ROOMY = 76, 100
"""Columns that letters beside a field need, and from which on the keys are wider."""


class FeedbackScreen(FlowScreen):
    """Asks one thing a page, keeps every answer in one draft, and files it once.

    A draft that was begun elsewhere (a bad rating) is asked only for what is missing.
    """

    code: ClassVar[str] = "feedback"

    def __init__(self, draft: Draft | None = None) -> None:
        super().__init__()
        self._draft = draft
        self.given = _given(draft)
        self.answered: set[str] = set()
        """Pages with tiles on which one was tapped."""
        self.parent_code = ""
        self.is_filing = False
        self.places = Places(
            self,
            take=self.take_place,
            chosen=lambda: self.draft.department,
            question=lambda: say.question_of("where", self.draft.kind),
        )

    @property
    def draft(self) -> Draft:
        """Return the draft; it begins, with the key of its case, when the form opens."""
        if self._draft is None:
            self._draft = Draft.open("", language(), self.app.settings.desk, self.app.now())
        return self._draft

    @property
    def category(self) -> Category | None:
        """Return what it is about."""
        return self.app.hospital.category(self.draft.category)

    # Which pages there are

    def pages(self) -> list[FlowPage]:
        """Return what is still to be asked of this draft."""
        pages = [*self._matter(), *self._place_and_time(), *self._telling(), *self._person(), self._check()]
        return [page for page in pages if page.name not in self.given or page.name == self.at]

    def steps(self) -> tuple[int, int, str]:
        """Count a page's second half as the page itself."""
        at, self.at = self.at, BEFORE.get(self.page.name, self.page.name)
        try:
            return super().steps() if self.page.name == self.at else (0, 0, "")
        finally:
            self.at = at

    def _matter(self) -> list[FlowPage]:
        kind = self.draft.kind
        about = say.question_of("about", kind)
        pages = [
            self._choice(
                "kind",
                _("What would you like to tell us?"),
                _("What"),
                self.ask_kind,
                self.take_kind,
                self.leave_kind,
            ),
            self._choice("about", about, _("About"), self.ask_about, self.take_about, self.leave_about),
        ]
        if self.parent_code and self.app.hospital.children(self.parent_code):
            asked = say.question_of("matter", kind)
            pages.append(self._choice("matter", asked, _("About"), self.ask_matter, self.take_matter))
        return pages

    def _place_and_time(self) -> list[FlowPage]:
        pages = self.places.pages()
        if self.draft.kind == "praise":
            return [*pages, *self._whom()]
        if self.app.hospital.listed("happened"):
            pages.append(
                self._choice("when", _("When did it happen?"), _("When"), self.ask_when, self.take_when)
            )
        return pages

    def _whom(self) -> list[FlowPage]:
        asked = _("Who was it?")
        typed = FlowPage(
            "whom-name", asked, _("Who"), self.ask_whom_name, keep=self.keep_whom, is_typing=True
        )
        if not self.app.hospital.doctors_of(self.draft.department):
            return [typed]
        pages = [self._choice("whom", asked, _("Who"), self.ask_whom, self.take_whom, self.leave_whom)]
        return [*pages, typed] if self.is_named else pages

    @property
    def is_named(self) -> bool:
        """Return whether the one who is praised is to be typed."""
        return "whom-name" in self.answered

    def _telling(self) -> list[FlowPage]:
        kind = self.draft.kind
        pages = []
        if say.phrases_of(self.category):
            asked = say.question_of("phrases", kind)
            pages.append(FlowPage("phrases", asked, _("Details"), self.ask_phrases, leave=self.leave_phrases))
        words = say.question_of("words", kind)
        pages.append(
            FlowPage(
                "words",
                words,
                _("Details"),
                self.ask_words,
                keep=self.keep_words,
                check=self.check_words,
                is_typing=True,
                is_counted=not pages,
            )
        )
        return [*pages, *(self._wish() if kind == "complaint" else [])]

    def _wish(self) -> list[FlowPage]:
        asked = _("What do you wish for?")
        pages = [self._choice("wish", asked, _("Wish"), self.ask_wish, self.take_wish, self.leave_wish)]
        if "wish-words" in self.answered:
            page = FlowPage(
                "wish-words", asked, _("Wish"), self.ask_wish_words, keep=self.keep_wish, is_typing=True
            )
            pages.append(page)
        return pages

    def _person(self) -> list[FlowPage]:
        draft = self.draft
        pages = []
        if draft.kind == "complaint":
            people = _("How many of you are complaining?")
            pages.append(
                self._choice("people", people, _("You"), self.ask_people, self.take_people, self.leave_people)
            )
        pages.append(
            self._choice("who", _("Who are you?"), _("You"), self.ask_who, self.take_who, self.leave_who)
        )
        if not draft.is_anonymous:
            pages.append(self._phone())
        if draft.is_anonymous or not draft.phone:
            pages.append(self._pin())
        if not draft.is_anonymous:
            asked = _("What is your name? You need not say it")
            pages.append(
                FlowPage("name", asked, _("Name"), self.ask_name, keep=self.keep_name, is_typing=True)
            )
        return pages

    def _phone(self) -> FlowPage:
        return FlowPage(
            "phone",
            _("Which phone reaches you?"),
            _("Phone"),
            self.ask_phone,
            keep=self.keep_phone,
            check=self.check_phone,
            leave=self.leave_phone,
            is_typing=True,
        )

    def _pin(self) -> FlowPage:
        return FlowPage(
            "pin",
            _("Choose a PIN of four digits"),
            _("PIN"),
            self.ask_pin,
            keep=self.keep_pin,
            check=self.check_pin,
            is_typing=True,
            is_counted=self.draft.is_anonymous,
        )

    def _check(self) -> FlowPage:
        asked = say.question_of("check", self.draft.kind)
        return FlowPage("check", asked, _("Check"), self.ask_check, goes_on=_("File it"), leave=self.file)

    def _choice(
        self,
        name: str,
        question: str,
        short: str,
        ask: Callable[[], ComposeResult],
        take: Callable[[Any], None],
        leave: Callable[[], Any] | None = None,
    ) -> FlowPage:
        """Return a page of tiles; once answered it may also be left as it is."""

        def choose(value: Any) -> None:
            self.answered.add(name)
            take(value)

        goes_on = _("Continue") if name in self.answered else None
        is_counted = name not in BEFORE
        return FlowPage(
            name, question, short, ask, choose=choose, leave=leave, goes_on=goes_on, is_counted=is_counted
        )

    def _tiles(self, name: str, tiles: list[Tile], taken: Any) -> Picks:
        marked = taken if name in self.answered else None
        return Picks(tiles, marked, is_large=self.app.is_large, id=f"{name}-tiles")

    async def previous_page(self) -> None:
        """Go back from the second half of a page to its first, also while one answer is changed."""
        first = BEFORE.get(self.page.name, "")
        if self._came_from and any(page.name == first for page in self.pages()):
            self.keep()
            await self.show_page(first)
        else:
            await super().previous_page()

    # What it is

    def ask_kind(self) -> ComposeResult:
        """Yield the three kinds."""
        yield self._tiles("kind", say.kinds(), self.draft.kind)

    def take_kind(self, kind: str) -> None:
        """Take the kind; another one asks anew what it is about."""
        if kind != self.draft.kind:
            self._forget_category()
            self._came_from = ""
        self.draft.kind = kind

    async def leave_kind(self) -> None:
        """Go on to what it is about."""
        await self.show_page("about")

    def ask_about(self) -> ComposeResult:
        """Yield the first level of categories; a complaint is told first what matters most."""
        if self.draft.kind == "complaint":
            words = _("In danger now? Tap Call a person. Complaining never affects your care.")
            yield Static(Content(words), classes="note")
        rows = self.app.hospital.parents(self.draft.kind)
        yield self._tiles("about", say.categories(rows), self.parent_code)

    def take_about(self, code: str) -> None:
        """Take the first level; where there is no second one it is the answer."""
        if code != self.parent_code:
            self._forget_category()
            self.answered.add("about")
        self.parent_code = code
        if not self.app.hospital.children(code):
            self.draft.category = code

    async def leave_about(self) -> None:
        """Go on to the second level where there is one."""
        await (self.show_page("matter") if self.app.hospital.children(self.parent_code) else self.next_page())

    def _forget_category(self) -> None:
        self.draft.phrases = say.with_taken(say.phrases_of(self.category), self.draft, ())
        self.draft.category = self.parent_code = ""
        self.answered -= {"about", "matter"}

    def ask_matter(self) -> ComposeResult:
        """Yield the second level of categories."""
        rows = self.app.hospital.children(self.parent_code)
        yield self._tiles("matter", say.categories(rows), self.draft.category)

    def take_matter(self, code: str) -> None:
        """Take the second level; sentences of another one go."""
        if code != self.draft.category:
            self.draft.phrases = say.with_taken(say.phrases_of(self.category), self.draft, ())
        self.draft.category = code

    # Where, when, who it was

    def take_place(self, code: str) -> None:
        """Take the department."""
        if code != self.draft.department:
            self.answered -= {"whom"}
        self.draft.department = code

    def ask_when(self) -> ComposeResult:
        """Yield the times that the hospital lists, and one for who does not know."""
        tiles = [*say.listed(self.app.hospital.listed("happened")), Tile(UNKNOWN, _("I do not remember"))]
        yield self._tiles("when", tiles, self.draft.happened)

    def take_when(self, code: str) -> None:
        """Take the time."""
        self.draft.happened = code

    def ask_whom(self) -> ComposeResult:
        """Yield the department's doctors, and ways to go on without them."""
        tiles = [
            Tile(UNKNOWN, _("I do not know the name")),
            Tile(SOMEBODY, _("Somebody else"), _("You type the name")),
        ]
        for doctor in self.app.hospital.doctors_of(self.draft.department):
            tiles.append(Tile(doctor.code, pick(doctor.name), pick(doctor.title)))
        names = {pick(one.name): one.code for one in self.app.hospital.doctors_of(self.draft.department)}
        taken = SOMEBODY if self.is_named else names.get(self.draft.about_person, UNKNOWN)
        yield self._tiles("whom", tiles, taken)

    def take_whom(self, code: str) -> None:
        """Take a doctor's name, or let it be typed."""
        doctor = self.app.hospital.doctor(code)
        self.answered -= {"whom-name"}
        if code == SOMEBODY:
            self.answered.add("whom-name")
        else:
            self.draft.about_person = pick(doctor.name) if doctor else ""

    async def leave_whom(self) -> None:
        """Go on to the typing where it is wanted."""
        await (self.show_page("whom-name") if self.is_named else self.next_page())

    def ask_whom_name(self) -> ComposeResult:
        """Yield a place for the name."""
        hint = _("What you remember helps: a first name, a badge number.")
        yield self._letters(
            Field("person", _("Name (optional)"), self.draft.about_person, hint=hint, most=NAME)
        )

    def keep_whom(self) -> None:
        """Keep the name."""
        self.draft.about_person = self.typed("person")

    # What one has to tell

    def ask_phrases(self) -> ComposeResult:
        """Yield the ready sentences."""
        phrases = say.phrases_of(self.category)
        tiles = [Tile(n, pick(texts)) for n, texts in enumerate(phrases)]
        taken = say.taken(phrases, self.draft)
        yield Chips(tiles, taken, most=len(tiles), is_large=self.app.is_large, id="phrases")

    @on(Chips.Changed)
    def take_phrases(self, message: Chips.Changed) -> None:
        """Take the sentences that are tapped now."""
        message.stop()
        self.draft.phrases = say.with_taken(say.phrases_of(self.category), self.draft, message.values)

    async def leave_phrases(self) -> None:
        """Go on to the person's own words."""
        await self.show_page("words")

    def ask_words(self) -> ComposeResult:
        """Yield what was tapped, and a place for more."""
        phrases = say.phrases_of(self.category)
        tapped = say.with_taken(phrases, self.draft, say.taken(phrases, self.draft))
        if tapped:
            yield Static(Content(f"✓ {' · '.join(tapped)}"), classes="note tapped")
        yield self._letters(Field("words", _("Your words (optional)"), self.draft.words, most=WORDS, lines=4))

    def keep_words(self) -> None:
        """Keep the words."""
        self.draft.words = self.typed("words")

    def check_words(self) -> Trouble | None:
        """Ask a suggestion to say what it suggests."""
        if self.draft.kind != "suggestion" or say.told(self.draft):
            return None
        return Trouble(_("Write a few words, or go Back and tap a sentence: then we know what you mean."))

    def ask_wish(self) -> ComposeResult:
        """Yield what one may wish for."""
        tiles = say.listed(self.app.hospital.listed("wishes"))
        tiles.append(Tile(say.OWN_WORDS, _("In my own words")))
        taken = say.OWN_WORDS if "wish-words" in self.answered else self.draft.wish
        yield self._tiles("wish", tiles, taken)

    def take_wish(self, code: str) -> None:
        """Take the wish, or let it be typed."""
        self.answered -= {"wish-words"}
        self.draft.wish = code
        if code == say.OWN_WORDS:
            self.draft.wish = ""
            self.answered.add("wish-words")

    async def leave_wish(self) -> None:
        """Go on to the typing where it is wanted."""
        await (self.show_page("wish-words") if "wish-words" in self.answered else self.next_page())

    def ask_wish_words(self) -> ComposeResult:
        """Yield a place for the wish."""
        yield self._letters(
            Field("wish", _("Your wish (optional)"), self.draft.wish_words, most=WISH, lines=4)
        )

    def keep_wish(self) -> None:
        """Keep the wish."""
        self.draft.wish_words = self.typed("wish")

    # Who one is

    def ask_people(self) -> ComposeResult:
        """Yield how many complain together."""
        yield self._tiles("people", say.people(), self.draft.complainants)

    def take_people(self, number: int) -> None:
        """Take how many."""
        self.draft.complainants = number

    async def leave_people(self) -> None:
        """Go on to who they are."""
        await self.show_page("who")

    def ask_who(self) -> ComposeResult:
        """Yield who one may be."""
        draft = self.draft
        taken = say.ANONYMOUS if draft.is_anonymous else draft.filer_role
        yield self._tiles("who", say.roles(), taken)

    def take_who(self, role: str) -> None:
        """Take who it is, or that nobody shall know."""
        self.draft.is_anonymous = role == say.ANONYMOUS
        if not self.draft.is_anonymous:
            self.draft.filer_role = role

    async def leave_who(self) -> None:
        """Go on; who stays unknown may choose a PIN."""
        is_new = self.draft.is_anonymous and not self.draft.pin
        await (self.show_page("pin") if is_new else self.next_page())

    def ask_phone(self) -> ComposeResult:
        """Yield a place for the phone, its keys, and the way without one."""
        hint = _("Its last four digits open the answer on your own phone.")
        yield WithKeypad(
            Field("phone", _("Phone (optional)"), self.draft.phone, hint=hint, most=20),
            PushButton(_("No phone"), id="no-phone"),
            keys=PHONE,
            classes="beside",
        )

    def keep_phone(self) -> None:
        """Keep the phone."""
        self.draft.phone = self.typed("phone").strip()

    def check_phone(self) -> Trouble | None:
        """Say when a number is no number yet."""
        if not self.draft.phone or clean_phone(self.draft.phone):
            return None
        return Trouble(_("This phone number is not complete. Check the digits."), "phone")

    async def leave_phone(self) -> None:
        """Go on; without a phone one may choose a PIN."""
        await (self.next_page() if self.draft.phone else self.show_page("pin"))

    @on(PushButton.Pushed, "#no-phone")
    async def take_no_phone(self, message: PushButton.Pushed) -> None:
        """Go on without a phone."""
        message.stop()
        self.query_one("#field-phone", Field).value = ""
        await self.on_continue()

    def ask_pin(self) -> ComposeResult:
        """Yield a place for the PIN and its keys."""
        told = _("With this PIN and the number on your slip you can read the answer later. Keep it in mind.")
        yield WithKeypad(
            Field("pin", _("PIN (optional)"), self.draft.pin, hint=told, most=4, restrict=r"[0-9]*"),
            keys=DIGITS,
            classes="beside",
        )

    def keep_pin(self) -> None:
        """Keep the PIN."""
        self.draft.pin = self.typed("pin")

    def check_pin(self) -> Trouble | None:
        """Say when digits are missing."""
        if len(self.draft.pin) in (0, 4):
            return None
        return Trouble(_("The PIN has four digits. Type the others, or delete them all."), "pin")

    def ask_name(self) -> ComposeResult:
        """Yield a place for the person's name, and for the patient's where it is another."""
        role = self.draft.filer_role
        fields = [Field("name", _("Your name (optional)"), self.draft.name, most=NAME)]
        if role in ("relative", "guardian"):
            label = _("The child's name (optional)") if role == "guardian" else _("Patient's name (optional)")
            fields.append(Field("patient", label, self.draft.patient_name, most=NAME))
        yield self._letters(*fields)

    def keep_name(self) -> None:
        """Keep the names."""
        self.draft.name = self.typed("name")
        if self.query("#field-patient"):
            self.draft.patient_name = self.typed("patient")

    def _letters(self, *fields: Widget) -> Widget:
        """Return fields with letters on the glass beside them, where there is room for both."""
        width = self.app.size.width
        keys = LETTERS if width >= LETTERS_NEED else ()
        return WithKeypad(*fields, keys=keys, key_width=7 if width >= ROOMY else 5, classes="beside")

    # Check and file

    def ask_check(self) -> ComposeResult:
        """Yield every answer with the way to change it."""
        most = 60 if self.app.size.width >= ROOMY else 28
        rows = [CheckRow(label, say.shown(value, most), page) for label, value, page in self.answers()]
        yield CheckList(rows, is_large=self.app.is_large)

    def answers(self) -> list[tuple[str, str, str]]:
        """Return every answer: what it is called, what it is, and the page that asks it."""
        draft, hospital = self.draft, self.app.hospital
        is_complaint = draft.kind == "complaint"
        rows = [
            (_("About"), say.about(draft, hospital), "kind"),
            (_("Where"), say.place(draft, hospital), "where"),
            (_("When"), say.happened(draft, hospital), "when"),
            (_("Who it was"), draft.about_person, "whom"),
            (_("What you tell us"), say.told(draft), "phrases"),
            (_("Your wish"), say.wished(draft, hospital), "wish"),
            (_("You"), say.who(draft), "people" if is_complaint else "who"),
            (_("How you read the answer"), say.contact(draft), "pin" if draft.is_anonymous else "phone"),
            (_("Name"), say.names(draft), "name"),
        ]
        at, self.at = self.at, ""
        there = {page.name for page in self.pages()} | self.given
        self.at = at
        others = {"whom": "whom-name", "phrases": "words"}
        found = [
            (label, value, page if page in there else others.get(page, page)) for label, value, page in rows
        ]
        return [row for row in found if row[2] in there]

    async def file(self) -> None:
        """File the case once and show its slip; where that fails, say it and keep everything."""
        from kiosk.screens.public.slip import SlipPage
        from kiosk.services import cases

        if self.is_filing:
            return
        button = self.query_one("#continue", PushButton)
        self.is_filing = button.disabled = True
        draft = say.finished(self.draft, say.phrases_of(self.category))
        try:
            case = await self.app.act(cases.file, draft, self.app.settings, self.app.now())
        except StoreFault as problem:
            self._not_filed(problem.sentence())
        except Refusal as problem:
            self._not_filed(str(problem))
        else:
            await self.app.switch_screen(SlipPage(case))

    def _not_filed(self, sentence: str) -> None:
        self.is_filing = self.query_one("#continue", PushButton).disabled = False
        self.fault(sentence)


def _given(draft: Draft | None) -> frozenset[str]:
    """Return the pages that a draft from elsewhere has answered."""
    if draft is None:
        return frozenset()
    answers = {"kind": draft.kind, "about": draft.category, "where": draft.department, "when": draft.happened}
    return frozenset(name for name, value in answers.items() if value)

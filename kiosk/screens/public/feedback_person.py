"""Who one is, and how one reads the answer; nobody has to say either."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from kiosk.i18n import _
from kiosk.rules.numbers import clean_phone
from kiosk.screens.public import feedback_words as say
from kiosk.screens.public.feedback_flow import FeedbackFlow
from kiosk.screens.public.flow import FlowPage, Trouble
from kiosk.screens.public.names import rare
from kiosk.widgets.button import PushButton
from kiosk.widgets.field import Field, WithKeypad
from kiosk.widgets.keypad import DIGITS, PHONE

NAME = 40


class AskPerson(FeedbackFlow):
    """The pages about the person who files."""

    def person_pages(self) -> list[FlowPage]:
        """Return the pages about the person."""
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
            asked = _("What is your name?")
            pages.append(
                FlowPage("name", asked, _("Name"), self.ask_name, keep=self.keep_name, is_written=True)
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
            PushButton(_("No phone: choose a PIN"), id="no-phone"),
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
        label = _("Your name (optional)")
        fields = [Field("name", label, self.draft.name, hint=rare(), most=NAME)]
        if role in ("relative", "guardian"):
            label = _("The child's name (optional)") if role == "guardian" else _("Patient's name (optional)")
            fields.append(Field("patient", label, self.draft.patient_name, most=NAME))
        with Horizontal(id="names"):
            yield from fields

    def keep_name(self) -> None:
        """Keep the names."""
        self.draft.name = self.typed("name")
        if self.query("#field-patient"):
            self.draft.patient_name = self.typed("patient")

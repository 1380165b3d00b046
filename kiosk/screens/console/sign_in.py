"""Where one signs in, and the lock that covers everything when nobody sat here for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from kiosk import i18n
from kiosk.i18n import LANGUAGES, _, clock_time, name_of, pick
from kiosk.records.faults import StoreFault
from kiosk.rules.refusal import Refusal
from kiosk.screens.console.form import Ask, Form, Line, Told, Values
from kiosk.screens.console.frame import Act, ConsoleScreen
from kiosk.services import people, signing
from kiosk.services.signing import SignedIn
from kiosk.widgets.button import PushButton
from kiosk.widgets.field import Field
from kiosk.widgets.problem import Problem
from kiosk.widgets.topline import TopLine
from kiosk.widgets.words import Words

if TYPE_CHECKING:
    from kiosk.console import ConsoleApp

CODE, LONGEST = 32, 200
"""Signs of a sign-in name and of a password at most."""


class DoorScreen(ConsoleScreen):
    """A box in the middle of the screen; behind it is nothing."""

    is_trying = False

    def trouble(self, sentence: str) -> None:
        """Say one sentence in the box."""
        for problem in self.query(Problem).filter(".door > Problem"):
            problem.sentence = sentence

    def typed(self, name: str) -> str:
        """Return what was typed."""
        return self.query_one(f"#field-{name}", Field).value

    async def try_it(self) -> None:
        """Try once what was typed; a second Enter meanwhile does nothing."""
        if self.is_trying:
            return
        self.is_trying = True
        self.trouble(_("One moment…"))
        try:
            await self.enter()
        except Refusal as refusal:
            self.refuse(str(refusal))
        except StoreFault as fault:
            self.refuse(fault.mending())
        finally:
            self.is_trying = False

    async def enter(self) -> None:
        """Do what the box is for, or refuse."""

    def refuse(self, sentence: str) -> None:
        """Say why not, and let the password be typed again."""
        self.trouble(sentence)
        for field in self.query("#field-password").results(Field):
            field.value = ""
            field.entry.focus()


class SignInScreen(DoorScreen):
    """Asks for name and password; whom an SSH key has let in is not asked."""

    # Before the next key is given to anybody: a slow line brings name, Enter and password at once.
    BINDINGS = [Binding("enter,tab", "go_on", priority=True, show=False)]

    wished = ""
    """The language that somebody asked for at this door; it is theirs from then on."""

    def headline(self) -> str:
        """Name the hospital, once it is known."""
        return pick(self.app.house) or _("Service desk")

    def body(self) -> ComposeResult:
        """Yield name, password, and the languages."""
        with Vertical(id="door"), Vertical(classes="box door"):
            yield Words(_("Sign in"), classes="box-title")
            yield Field("code", _("Sign-in name"), most=CODE)
            yield Field("password", _("Password"), most=LONGEST, is_secret=True)
            yield Problem()
            with Horizontal(classes="door-buttons"):
                yield PushButton(_("Sign in"), id="enter", classes="-primary")
                yield Words(classes="door-air")
                for code in self.app.settings.languages:
                    mark = "✓ " if code == i18n.language() else ""
                    yield PushButton(mark + name_of(code), id=f"speak-{code}")

    def acts(self) -> list[Act]:
        """Return what can be done before one is known."""
        speak = [
            Act(f"f{place}", name_of(code), lambda code=code: self.wish(code), group=_("Language"))  # type: ignore[misc]
            for place, code in enumerate(LANGUAGES, 2)
            if code in self.app.settings.languages
        ]
        return [Act("escape", _("Leave"), self.leave, is_first=True), *speak]

    def action_go_on(self) -> None:
        """Go from the name to the password."""
        if self.focused is not self.query_one("#field-code", Field).entry:
            raise SkipAction()
        self.set_focus(self.query_one("#field-password", Field).entry)

    async def leave(self) -> None:
        """Close the console."""
        self.app.exit(0)

    def on_mount(self) -> None:
        """Fill the frame, and see who comes."""
        super().on_mount()
        self.run_worker(self.receive())

    async def receive(self) -> None:
        """Let in whom an SSH key has let in already; say so when nobody can sign in yet."""
        try:
            await self.app.know_house()
            self.draw_frame()
            if self.app.recognised is not None:
                await self.let_in(self.app.recognised)
            elif await self.app.ask(people.first_admin_needed):
                self.trouble(_("Nobody can sign in yet. On the server: kiosk people add NAME --role admin"))
        except StoreFault as fault:
            self.trouble(fault.mending())

    async def wish(self, language: str) -> None:
        """Speak the language that somebody asks for, and remember it for whoever signs in."""
        self.wished = language
        await self.speak(language)

    async def speak(self, language: str) -> None:
        """Speak another language; the name that was typed stays."""
        i18n.choose(language)
        code, password = self.typed("code"), self.typed("password")
        await self.recompose()
        self.query_one("#field-code", Field).value = code
        self.query_one("#field-password", Field).value = password
        self.query_one("#field-password" if code else "#field-code", Field).entry.focus()
        self.draw_frame()

    @on(PushButton.Pushed)
    async def _pushed(self, message: PushButton.Pushed) -> None:
        pushed = message.button.id or ""
        if pushed.startswith("speak-"):
            await self.wish(pushed.removeprefix("speak-"))
        elif pushed == "enter":
            await self.try_it()

    @on(Input.Submitted)
    async def _submitted(self, message: Input.Submitted) -> None:
        if message.input.id == "entry-code":
            self.query_one("#field-password", Field).entry.focus()
        else:
            await self.try_it()

    async def enter(self) -> None:
        """Hold name and password against the register."""
        app, password = self.app, self.typed("password")
        signed = await app.ask(
            people.enter, self.typed("code"), password, app.settings, app.now(), app.address
        )
        self.trouble("")
        await self.let_in(signed, password)

    def forget(self) -> None:
        """Leave nothing in the box that was typed."""
        self.app.recognised = None
        for field in self.query(Field):
            field.value = ""

    async def let_in(self, signed: SignedIn, password: str = "") -> None:
        """Show the work of whoever signed in; a password that somebody else chose is changed first."""
        app, language = self.app, self.wished or signed.language
        if self.wished and self.wished != signed.language:
            await app.ask(people.set_language, signed.actor.code, self.wished, app.now())
        if language and language != i18n.language():
            await self.speak(language)
        if not signed.must_change:
            self.forget()
            await self.app.welcome(signed.actor, signed.since)
            return

        async def changed(is_changed: bool | None) -> None:
            if is_changed:
                self.forget()
                await self.app.welcome(signed.actor, signed.since)
            else:
                self.refuse("")

        self.app.push_screen(password_form(self.app, signed.actor.code, password, is_due=True), changed)


def password_form(app: ConsoleApp, code: str, old: str = "", *, is_due: bool = False) -> Form:
    """Return the form in which somebody chooses another password; nothing typed in it is ever kept."""

    async def save(values: Values) -> str:
        if values["new"] != values["again"]:
            return _("The two new passwords differ. Write the same twice.")
        known = old or values["old"]
        return await app.attempt(people.change_password, code, known, values["new"], app.now())

    told = _("Somebody else chose your password. Choose one that only you know.")
    asks: list[Ask] = [
        *([Told(told)] if is_due else []),
        *([] if old else [Line("old", _("Password until now"), most=LONGEST, is_secret=True)]),
        Line(
            "new",
            _("New password"),
            hint=_("At least 10 signs; a short sentence is good."),
            most=LONGEST,
            is_secret=True,
        ),
        Line("again", _("New password once more"), most=LONGEST, is_secret=True),
    ]
    return Form(_("Choose a password"), asks, save, confirm=_("Change"))


class LockScreen(DoorScreen):
    """Covers everything until the same person is back; then everything is as it was."""

    has_password = True

    def headline(self) -> str:
        """Tell that the console is locked."""
        return _("Locked")

    def body(self) -> ComposeResult:
        """Yield whose console it is, and the password."""
        with Vertical(id="door"), Vertical(classes="box door"):
            yield Words(_("Locked: %(name)s works here") % {"name": self.app.own_name}, classes="box-title")
            yield Words(_("Everything is as you left it."), classes="told")
            yield Field("password", _("Your password"), most=LONGEST, is_secret=True)
            yield Problem()
            with Horizontal(classes="door-buttons"):
                yield PushButton(_("Go on"), id="enter", classes="-primary")
                yield PushButton(_("Sign out"), id="out")

    def acts(self) -> list[Act]:
        """Return the way out."""
        return [Act("escape", _("Sign out"), self.app.sign_out, is_first=True)]

    def on_mount(self) -> None:
        """Fill the frame."""
        super().on_mount()
        self.run_worker(self.tell_way())

    async def tell_way(self) -> None:
        """Say how to go on for somebody who has no password."""
        try:
            row = await self.app.ask(people.person, self.app.who.code)
        except StoreFault as fault:
            self.trouble(fault.mending())
            return
        if not row.has_password:
            self.trouble(
                _("You came in by SSH key: sign out and open the console again. What you wrote is kept.")
            )

    def draw_frame(self) -> None:
        """Draw the keys, and a head that tells nothing of the work behind it."""
        super().draw_frame()
        time = clock_time(self.app.now().astimezone(self.app.settings.tz))
        for top in self.query(TopLine):
            top.show(self.headline(), None, "", time)

    def say(self, sentence: str, is_bad: bool = False) -> None:
        """Show nothing of what happens behind the lock but that something does, and that somebody calls."""
        super().say(_("Something new waits for you.") if sentence and is_bad else "", is_bad)

    @on(PushButton.Pushed)
    async def _pushed(self, message: PushButton.Pushed) -> None:
        if message.button.id == "out":
            await self.app.sign_out()
        else:
            await self.try_it()

    @on(Input.Submitted)
    async def _submitted(self) -> None:
        await self.try_it()

    async def enter(self) -> None:
        """Open the lock for the same person alone."""
        app = self.app
        await app.ask(signing.proved, app.who.code, self.typed("password"), app.now(), app.address)
        self.dismiss()

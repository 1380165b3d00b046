"""Who works here and may sign in: for administrators."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from kiosk.i18n import LANGUAGES, _, moment, name_of, pick
from kiosk.records.faults import StoreFault
from kiosk.rules.rights import ROLE_WORDS, ROLES, may
from kiosk.screens.console.choices import Choice
from kiosk.screens.console.entry_form import key_of
from kiosk.screens.console.form import Ask, Form, Line, Save, Told, Values
from kiosk.screens.console.frame import Act
from kiosk.screens.console.listing import ListScreen
from kiosk.services import people
from kiosk.services.people import PersonRow
from kiosk.widgets.rows import Column, Row, Rows

NAME, PASSWORD = 40, 200


class PeopleScreen(ListScreen[PersonRow]):
    """A row a person: name, role, departments, and whether they may sign in."""

    place = "people"

    def headline(self) -> str:
        """Name the screen."""
        return _("People")

    def body(self) -> ComposeResult:
        """Yield the list."""
        yield Rows(self.columns(), empty=_("Nobody works here yet."), id="people")

    def columns(self) -> list[Column]:
        """Return the columns, those that matter less only where there is room."""
        found = [
            Column("name", _("Name"), 13, 2),
            Column("code", _("Sign-in name"), 13, 1),
            Column("role", _("Role"), 15, 1),
            Column("departments", _("Departments"), 10, 4),
            Column("state", _("May sign in"), 16),
        ]
        if self.app.size.width >= 110:
            found.append(Column("seen", _("Last seen"), 18, 1))
        return found

    def on_resize(self) -> None:
        """Show as many columns as fit."""
        for rows in self.query(Rows):
            rows.set_columns(self.columns())

    def acts(self) -> list[Act]:
        """Return what can be done with the person under the cursor."""
        who = self.chosen
        never = _(may(self.app.who, "manage_people") or "")
        nobody = never or ("" if who else _("Choose a person."))
        no_account = nobody or ("" if who and who.has_account else _("This person may not sign in yet."))
        has_account = bool(who and who.has_account)
        close = _("Let in again") if who and who.is_disabled else _("Close account")
        return [
            Act("a", _("Add person"), self.add, why_not=never, is_first=True),
            Act(
                "e",
                _("Change") if has_account else _("Let in"),
                self.change if has_account else self.let_in,
                why_not=nobody,
                is_first=True,
            ),
            Act("p", _("Password"), self.set_password, why_not=no_account, is_first=True),
            Act("d", close, self.close_or_open, why_not=no_account, is_first=True),
            Act("f", _("SSH key"), self.set_key, why_not=no_account),
            Act("escape", _("Back"), self.go_back),
        ]

    async def look(self) -> None:
        """Read everybody again; the cursor stays on its person."""
        try:
            found = await self.app.ask(people.everybody)
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
            return
        self.query_one(Rows).show([self.row(one) for one in found])
        self.draw_frame()

    def row(self, one: PersonRow) -> Row:
        """Return somebody as a row."""
        hospital = self.app.hospital
        named = [hospital.department(code) for code in one.departments]
        seen = moment(one.signed_in_at.astimezone(self.app.settings.tz)) if one.signed_in_at else ""
        tone = "words" if one.has_account and not one.is_disabled else "muted"
        cells = {
            "name": (pick(one.names), "strong" if tone == "words" else tone),
            "code": (one.code, tone),
            "role": (_(ROLE_WORDS[one.role]), tone),
            "departments": (_(", ").join(pick(row.name) for row in named if row), tone),
            "state": state(one),
            "seen": (seen, "muted"),
        }
        return Row(one.code, cells, one)

    # What can be done

    def add(self) -> None:
        """Ask for somebody new."""
        self._ask_for_account(None)

    def let_in(self) -> None:
        """Give somebody who works here an account."""
        self._ask_for_account(self.chosen)

    def _ask_for_account(self, one: PersonRow | None) -> None:
        title = _("Let %(name)s in") % {"name": pick(one.names)} if one else _("Add person")
        asks: list[Ask] = []
        if one is None:
            asks.append(Line("code", _("Sign-in name"), most=32, hint=_("Small letters, digits and dashes")))
        asks += [*name_lines(one), *self.place_asks(one), *password_lines()]
        asks.append(Told(_("At the first sign-in the person chooses another password.")))

        async def save(values: Values) -> str:
            if values["password"] != values["again"]:
                return _("The two passwords are not the same.")
            if not values["password"]:
                return _("Type the first password, twice.")
            app = self.app
            return await app.attempt(
                people.add,
                one.code if one else values["code"],
                names_of(values),
                values["role"],
                codes(values["departments"]),
                app.who,
                app.now(),
                password=values["password"],
                must_change=True,
            )

        self._open(title, asks, save, _("%(name)s may sign in now."), pick(one.names) if one else "")

    def change(self) -> None:
        """Ask for name, role and departments."""
        one = self.chosen
        if one is None:
            return

        async def save(values: Values) -> str:
            app = self.app
            return await app.attempt(
                people.change,
                one.code,
                values["role"],
                codes(values["departments"]),
                app.who,
                app.now(),
                names=names_of(values),
            )

        asks = [*name_lines(one), *self.place_asks(one)]
        self._open(
            _("Change %(name)s") % {"name": pick(one.names)},
            asks,
            save,
            _("Saved: %(name)s"),
            pick(one.names),
        )

    def place_asks(self, one: PersonRow | None) -> list[Ask]:
        """Return the questions for role and departments."""
        departments = self.app.hospital.departments
        first = [*(one.departments if one else ())]
        listed = sorted(departments, key=lambda row: row.code not in first)
        return [
            Choice(
                "role",
                _("Role"),
                [(role, _(ROLE_WORDS[role])) for role in ROLES],
                one.role if one else "desk",
            ),
            Choice(
                "departments",
                _("Departments; the first one chosen is the main one"),
                [(row.code, pick(row.name)) for row in listed],
                ",".join(first),
                keys=[key_of(row) for row in listed],
                is_several=True,
                rows=5,
            ),
        ]

    def set_password(self) -> None:
        """Ask for another first password."""
        one = self.chosen
        if one is None:
            return

        async def save(values: Values) -> str:
            if values["password"] != values["again"]:
                return _("The two passwords are not the same.")
            app = self.app
            return await app.attempt(
                people.set_password, one.code, values["password"], app.who, app.now(), must_change=True
            )

        told = Told(_("At the next sign-in the person chooses another password."))
        title = _("Password of %(name)s") % {"name": pick(one.names)}
        self._open(
            title, [*password_lines(), told], save, _("The password of %(name)s is set."), pick(one.names)
        )

    def set_key(self) -> None:
        """Ask for the fingerprint of an SSH key."""
        one = self.chosen
        if one is None:
            return
        asks = [
            Line("key", _("Fingerprint"), one.fingerprint, most=64, hint=_("SHA256:… ; empty takes it away"))
        ]

        async def save(values: Values) -> str:
            app = self.app
            return await app.attempt(people.set_key, one.code, values["key"].strip(), app.who, app.now())

        title = _("SSH key of %(name)s") % {"name": pick(one.names)}
        self._open(title, asks, save, _("The key of %(name)s is set."), pick(one.names))

    def close_or_open(self) -> None:
        """Ask before an account is closed; open a closed one."""
        one = self.chosen
        if one is None:
            return
        if one.is_disabled:
            self.run_worker(self._let_in_again(one))
            return

        async def save(values: Values) -> str:
            return await self.app.attempt(people.disable, one.code, self.app.who, self.app.now())

        name = {"name": pick(one.names)}
        told = _("%(name)s can sign in no more; open sessions end. What they did stays theirs.")
        asks = [Told(told % name)]
        title = _("Close the account of %(name)s") % name
        self._open(
            title,
            asks,
            save,
            _("The account of %(name)s is closed."),
            name["name"],
            confirm=_("Close account"),
        )

    async def _let_in_again(self, one: PersonRow) -> None:
        sentence = await self.app.attempt(people.enable, one.code, self.app.who, self.app.now())
        self.say(sentence or _("%(name)s may sign in now.") % {"name": pick(one.names)}, bool(sentence))
        await self.look()

    def _open(
        self, title: str, asks: Sequence[Ask], save: Save, done: str, name: str, confirm: str = ""
    ) -> None:
        async def saved(is_done: bool | None) -> None:
            if is_done:
                self.app.names = await self.app.ask(people.names)
                await self.look()
                self.say(done % {"name": name} if name else _("Saved."))

        self.app.push_screen(Form(title, asks, save, confirm=confirm), saved)


def state(one: PersonRow) -> tuple[str, str]:
    """Say whether somebody may sign in, and how."""
    if not one.has_account:
        return _("– no account"), "muted"
    if one.is_disabled:
        return _("✗ closed"), "late"
    if one.must_change:
        return _("✓ first password"), "today"
    ways = [word for word, has in ((_("password"), one.has_password), (_("key"), one.fingerprint)) if has]
    return ("✓ " + " + ".join(ways), "good") if ways else (_("! no password"), "late")


def name_lines(one: PersonRow | None) -> list[Ask]:
    """Return a line for the name in each language."""
    names = one.names if one else {}
    return [
        Line(f"name-{language}", _("Name, %(language)s") % {"language": name_of(language)}, text, most=NAME)
        for language in LANGUAGES
        for text in [names.get(language, "")]
    ]


def names_of(values: Values) -> dict[str, str]:
    """Return the name in the languages in which it was told; one stands in for those left empty."""
    told = {language: values[f"name-{language}"].strip() for language in LANGUAGES}
    any_name = next(filter(None, told.values()), "")
    return {language: name or any_name for language, name in told.items() if any_name}


def password_lines() -> list[Ask]:
    """Return the two lines for a password."""
    return [
        Line("password", _("First password"), most=PASSWORD, is_secret=True),
        Line("again", _("The same again"), most=PASSWORD, is_secret=True),
    ]


def codes(chosen: str) -> tuple[str, ...]:
    """Return the codes that were chosen."""
    return tuple(filter(None, chosen.split(",")))

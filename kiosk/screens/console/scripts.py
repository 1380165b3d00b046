"""The library of wordings (服务剧本): browsed, read in three languages, given new versions."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from kiosk.i18n import LANGUAGES, N_, _, language, name_of, pick
from kiosk.records import Script
from kiosk.records.faults import StoreFault
from kiosk.rules.filling import PLACES, TEXT_LIMIT, TITLE_LIMIT
from kiosk.rules.rights import may
from kiosk.rules.text import wrap
from kiosk.screens.console.choices import Choice
from kiosk.screens.console.form import Ask, Form, Line, Told, Values
from kiosk.screens.console.form import Text as Lines
from kiosk.screens.console.frame import Act, ConsoleScreen
from kiosk.services import scripts
from kiosk.services.name_book import GRADES
from kiosk.services.public_view import KIND_WORDS, STAGE_WORDS
from kiosk.widgets.rows import Column, Row, Rows

USES = {"reply": N_("Reply"), "call": N_("On the phone"), "talk": N_("At the counter")}
NARROWED = ("kind", "stage", "use")


class ScriptsScreen(ConsoleScreen):
    """A row a script; what it says stands beside or under the list."""

    place = "scripts"

    def __init__(self) -> None:
        super().__init__()
        self.asked: Values = {}
        self.library: list[Script] = []
        self.older: list[Script] = []
        """All versions of the script that is shown; empty while the library is."""

    def headline(self) -> str:
        """Name the screen, and what of it is shown."""
        if self.older:
            return _("Versions of %(title)s") % {"title": pick(self.older[0].title)}
        told = [pair[1] for pair in self.narrowed()]
        return " · ".join([_("Scripts"), *told])

    def narrowed(self) -> list[tuple[str, str]]:
        """Return what is looked for, with its words."""
        return [(name, words_of(name, self.asked[name])) for name in NARROWED if self.asked.get(name)]

    def body(self) -> ComposeResult:
        """Yield the list, and what the script under the cursor says."""
        with Container(id="scripts-panes"):
            yield Rows(self.columns(), empty=_("There is no such script."), id="scripts")
            with VerticalScroll(id="script", can_focus=True):
                yield Static("", id="script-words")

    def columns(self) -> list[Column]:
        """Return the columns."""
        return [
            Column("title", _("Title"), 18, 4),
            Column("kind", _("Kind"), 10, 1),
            Column("stage", _("Stage"), 8, 1),
            Column("use", _("Use"), 8, 1),
            Column("version", _("Version"), 7),
        ]

    @property
    def chosen(self) -> Script | None:
        """Return the script under the cursor."""
        row = self.query_one(Rows).current if self.query(Rows) else None
        return row.value if row else None

    def acts(self) -> list[Act]:
        """Return what can be done."""
        nothing = "" if self.chosen else _("Choose a script.")
        no_edit = _(may(self.app.who, "edit_scripts") or "") or nothing
        versions = _("All scripts") if self.older else _("Versions")
        return [
            Act("slash", _("Filter"), self.narrow, is_first=True),
            Act("e", _("New version"), self.edit, why_not=no_edit, is_first=True),
            Act("v", versions, self.versions, why_not=nothing, is_first=True),
            Act("c", _("Show all"), self.show_all, why_not="" if self.asked else _("All is shown.")),
            Act("escape", _("Back"), self.go_back, is_first=True),
        ]

    async def look(self) -> None:
        """Read the library again; the cursor stays on its script."""
        try:
            self.library = await self.app.ask(scripts.every)
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
            return
        if not self.older:
            self.show()

    def show(self) -> None:
        """Show the scripts that are looked for."""
        listed = self.older or [one for one in self.library if fits(one, self.asked)]
        self.query_one(Rows).show([self.row(one) for one in listed])
        self.draw_frame()

    def row(self, one: Script) -> Row:
        """Return a script as a row."""
        cells = {
            "title": (pick(one.title), "strong" if one.is_current else "muted"),
            "kind": (words_of("kind", one.kind), "words"),
            "stage": (words_of("stage", one.stage), "words"),
            "use": (words_of("use", one.use), "words"),
            "version": (f"{one.version}{' ✓' if one.is_current and self.older else ''}", "muted"),
        }
        return Row(one.uid if self.older else one.code, cells, one)

    @on(Rows.Moved)
    def _moved(self) -> None:
        """Show what the script under the cursor says."""
        self.read_out()
        self.query_one("#script").scroll_home(animate=False)
        self.draw_frame()

    def read_out(self) -> None:
        """Show what the script under the cursor says, in the room that is there."""
        one, room = self.chosen, self.query_one("#script").content_region.width - 1
        self.query_one("#script-words", Static).update(said(one, room) if one else Content(""))

    def on_resize(self) -> None:
        """Break lines anew."""
        self.call_after_refresh(self.read_out)

    @on(Rows.Opened)
    def _opened(self) -> None:
        self.query_one("#script").focus()

    # What can be done

    def go_back(self) -> None:
        """Close the versions, or the library."""
        if self.older:
            self.older = []
            self.show()
        else:
            self.app.pop_screen()

    async def versions(self) -> None:
        """Show all versions of a script, or the library again."""
        one = self.chosen
        if self.older or one is None:
            self.older = []
        else:
            self.older = await self.app.ask(scripts.versions, one.code)
        self.show()

    def show_all(self) -> None:
        """Show the whole library."""
        self.asked = {}
        self.show()

    def narrow(self) -> None:
        """Ask which scripts are looked for."""
        tables = {"kind": KIND_WORDS, "stage": STAGE_WORDS, "use": USES}
        labels = {"kind": _("Kind"), "stage": _("Stage"), "use": _("Use")}
        asks: list[Ask] = [
            Choice(
                name,
                labels[name],
                [("", _("Any")), *((code, _(words)) for code, words in table.items())],
                self.asked.get(name, ""),
                rows=4,
            )
            for name, table in tables.items()
        ]

        async def save(values: Values) -> str:
            self.asked = values if any(values.values()) else {}
            self.older = []
            self.show()
            return ""

        self.app.push_screen(Form(_("Scripts"), asks, save, confirm=_("Show")))

    def edit(self) -> None:
        """Ask for another wording; the one before is kept."""
        one = self.chosen
        if one is None:
            return
        asks: list[Ask] = [Told(_("Places that are filled: %(places)s") % {"places": shown_places()})]
        for code in in_order():
            asks.append(
                Line(f"title-{code}", told_in(_("Title"), code), one.title.get(code, ""), most=TITLE_LIMIT)
            )
            asks.append(
                Lines(f"text-{code}", told_in(_("Text"), code), one.text.get(code, ""), most=TEXT_LIMIT)
            )

        async def save(values: Values) -> str:
            app = self.app
            title, text = (
                {code: values[f"{part}-{code}"] for code in LANGUAGES} for part in ("title", "text")
            )
            return await app.attempt(scripts.edit, one.code, title, text, app.who, app.now())

        async def saved(is_done: bool | None) -> None:
            if is_done:
                self.older = []
                await self.look()
                self.say(_("The new version stands."))

        title = _("New version of %(title)s") % {"title": pick(one.title)}
        self.app.push_screen(Form(title, asks, save, place=f"script:{one.code}"), saved)


def fits(one: Script, asked: Values) -> bool:
    """Tell whether a script is looked for; one for all kinds fits every kind."""
    return all(not asked.get(name) or getattr(one, name) in ("", asked[name]) for name in NARROWED)


def words_of(name: str, code: str) -> str:
    """Say for which cases a script is."""
    tables = {"kind": KIND_WORDS, "stage": STAGE_WORDS, "use": USES}
    return _(tables[name][code]) if code in tables[name] else code or _("all")


def in_order() -> list[str]:
    """Return the languages, the reader's own first."""
    return sorted(LANGUAGES, key=lambda code: code != language())


def told_in(label: str, code: str) -> str:
    """Return a label with the name of a language."""
    return f"{label} · {name_of(code)}"


def shown_places() -> str:
    """Return the places that a script may have, as they are written."""
    return " ".join(f"{{{place}}}" for place in PLACES)


def said(one: Script, room: int) -> Content:
    """Return what a script says in every language it has, the reader's own first."""
    parts: list[tuple[str, str] | str] = []
    if one.grade:
        parts.append((_("Grade: %(grade)s") % {"grade": _(GRADES[one.grade])} + "\n\n", "$muted"))
    for code in in_order():
        if text := one.text.get(code):
            parts.append((f"{name_of(code)}\n", "$muted"))
            parts.append((f"{one.title.get(code, '')}\n", "bold $primary"))
            parts.append("\n".join(wrap(text, room)) + "\n\n")
    return Content.assemble(*parts)

"""Who read and did what: browsed, filtered, proved and exported by auditors."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path

from textual import on
from textual.app import ComposeResult

from kiosk.config import Settings
from kiosk.i18n import _, ngettext, pick
from kiosk.records.faults import StoreFault
from kiosk.rules.finding import keys_for
from kiosk.rules.numbers import parse_case_number
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, may
from kiosk.screens.console.choices import Choice
from kiosk.screens.console.form import Ask, Form, Line, Values
from kiosk.screens.console.frame import Act, ConsoleScreen
from kiosk.screens.console.letter_box import day_of
from kiosk.services import audit, cases
from kiosk.services.audit import AuditRow, Wanted
from kiosk.services.name_book import NameBook
from kiosk.widgets.rows import Column, Row, Rows
from kiosk.widgets.words import Words

PAGE = 50


class AuditScreen(ConsoleScreen):
    """A row an entry of the trail, the newest first; however long it is, a page costs the same."""

    place = "audit"

    def __init__(self) -> None:
        super().__init__()
        self.asked: Values = {}
        self._is_busy = False

    def headline(self) -> str:
        """Name the screen."""
        return _("Audit trail")

    def body(self) -> ComposeResult:
        """Yield what is looked for, and the list."""
        yield Words("", id="audit-asked")
        yield Rows(self.columns(), empty=_("Nothing like this stands in the trail."), id="audit")

    def columns(self) -> list[Column]:
        """Return the columns."""
        found = [
            Column("at", _("When"), 16),
            Column("by", _("Who"), 12, 2),
            Column("act", _("Act"), 20, 3),
            Column("subject", _("On what"), 12, 3),
        ]
        if self.app.size.width >= 110:
            found += [Column("wrote", _("Rows"), 5), Column("seq", _("Entry"), 12, 1)]
        return found

    def on_resize(self) -> None:
        """Show as many columns as fit."""
        for rows in self.query(Rows):
            rows.set_columns(self.columns())

    def acts(self) -> list[Act]:
        """Return what can be done."""
        not_here = _(may(self.app.who, "see_audit") or "")
        no_export = _(may(self.app.who, "export_audit") or "")
        row = self.query_one(Rows).current if self.query(Rows) else None
        is_case = row is not None and parse_case_number(row.value.subject) is not None
        return [
            Act("slash", _("Filter"), self.narrow, why_not=not_here, is_first=True),
            Act("v", _("Verify"), self.verify, why_not=not_here, is_first=True),
            Act("x", _("Export"), self.export, why_not=no_export, is_first=True),
            Act("c", _("Show all"), self.show_all, why_not="" if self.asked else _("All is shown.")),
            Act("o", _("Open the case"), self.open_case, why_not="" if is_case else _("This is no case.")),
            Act("escape", _("Back"), self.go_back, is_first=True),
        ]

    # The list

    def wanted(self) -> Wanted:
        """Return what is looked for."""
        asked, tz = self.asked, self.app.settings.tz

        def midnight(typed: str, days: int) -> datetime | None:
            if not typed:
                return None
            return datetime.combine(day_of(typed) + timedelta(days=days), time(), tz)

        return Wanted(
            asked.get("who", ""),
            asked.get("act", ""),
            asked.get("subject", "").strip(),
            midnight(asked.get("since", "").strip(), 0),
            midnight(asked.get("until", "").strip(), 1),
        )

    async def read(self, before: int | None = None) -> list[AuditRow]:
        """Read a page of the trail; nothing when it cannot be read, which is said."""
        app = self.app
        try:
            return await app.ask(audit.page, app.who, *self.wanted(), before=before, size=PAGE)
        except Refusal as refusal:
            self.say(str(refusal), is_bad=True)
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
        return []

    async def look(self) -> None:
        """Put what is new on top; the cursor stays on its entry."""
        rows = self.query_one(Rows)
        if rows.has_above:
            return
        found = await self.read()
        if {line.key for line in rows.lines} & {one.place for one in found}:
            rows.prepend(self.lines(found), has_above=False)
        else:
            rows.show(self.lines(found), has_below=len(found) == PAGE)
        self.query_one("#audit-asked", Words).words = self.told()
        self.draw_frame()

    @on(Rows.WantsMore)
    async def _more(self, message: Rows.WantsMore) -> None:
        rows = message.rows
        if not message.is_below:
            rows.has_above = False
            found = await self.read()
            rows.show(self.lines(found), has_below=len(found) == PAGE)
            return
        found = await self.read(rows.lines[-1].value.place)
        rows.append(self.lines(found), has_below=len(found) == PAGE)
        if message.is_far:
            rows.move(len(rows.lines) - 1)

    @on(Rows.Moved)
    def _moved(self) -> None:
        self.draw_frame()

    def lines(self, found: Sequence[AuditRow]) -> list[Row]:
        """Return entries as rows."""
        book = NameBook.of(self.app.hospital, self.app.names)
        return [Row(one.place, self.cells(one, book), one) for one in found]

    def cells(self, one: AuditRow, book: NameBook) -> dict[str, tuple[str, str]]:
        """Return one entry as cells."""
        bad = "failed" in one.act
        return {
            "at": (f"{one.at.astimezone(self.app.settings.tz):%Y-%m-%d %H:%M}", "muted"),
            "by": (book.person(one.by), "strong"),
            "act": (("! " if bad else "") + audit.words(one.act), "late" if bad else "words"),
            "subject": (self.subject(one), "words"),
            "wrote": (str(one.wrote), "muted"),
            "seq": (f"{one.chain}-{one.seq}", "muted"),
        }

    def subject(self, one: AuditRow) -> str:
        """Say what an entry is about: a case's number, somebody's name, or what the trail says."""
        return pick(self.app.names.get(one.subject, {})) or one.subject

    def told(self) -> str:
        """Say what is looked for."""
        if not self.asked:
            return _("Everything, the newest first")
        asked = self.asked
        parts = [self.app.name_of(asked["who"]) if asked["who"] else "", audit.words(asked["act"])]
        parts += [asked["subject"], asked["since"] and _("from %(day)s") % {"day": asked["since"]}]
        parts.append(asked["until"] and _("until %(day)s") % {"day": asked["until"]})
        return _("Only: %(what)s") % {"what": " · ".join(filter(None, parts))}

    # What can be done

    def go_back(self) -> None:
        """Close."""
        self.app.pop_screen()

    def narrow(self) -> None:
        """Ask what is looked for."""
        asked = self.asked
        names = sorted(self.app.names.items())
        acts = [(act, audit.words(act)) for act in audit.acts()]
        asks: list[Ask] = [
            Choice(
                "who",
                _("Who"),
                [("", _("Everybody")), *((code, self.app.name_of(code)) for code, _name in names)],
                asked.get("who", ""),
                keys=[
                    "\n\n",
                    *(keys_for([*name.values(), code], [code.replace("-", " ")]) for code, name in names),
                ],
                rows=4,
            ),
            Choice(
                "act",
                _("Act"),
                [("", _("Everything")), *acts],
                asked.get("act", ""),
                keys=["\n\n", *(keys_for([words, act], []) for act, words in acts)],
                rows=4,
            ),
            Line("subject", _("Case number, or somebody's sign-in name"), asked.get("subject", ""), most=60),
            Line("since", _("From day"), asked.get("since", ""), hint="2026-09-18", most=10),
            Line("until", _("Until day"), asked.get("until", ""), hint="2026-09-18", most=10),
        ]
        self.app.push_screen(Form(_("Look for"), asks, self.save_filter, confirm=_("Show")))

    async def save_filter(self, values: Values) -> str:
        """Look for what was asked; a day that is none is said in the form."""
        before, self.asked = self.asked, values if any(values.values()) else {}
        try:
            self.wanted()
        except Refusal as refusal:
            self.asked = before
            return str(refusal)
        await self.from_the_top()
        return ""

    async def show_all(self) -> None:
        """Look for everything again."""
        self.asked = {}
        await self.from_the_top()

    async def from_the_top(self) -> None:
        """Show the list anew."""
        rows = self.query_one(Rows)
        rows.show([])
        await self.look()
        rows.move(0)

    async def verify(self) -> None:
        """Prove the trail and everything that it speaks of."""
        if self._is_busy:
            return
        self._is_busy = True
        self.say(_("Checking the whole trail…"))
        try:
            verdict = await self.app.ask(audit.verify, self.app.who)
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
            return
        finally:
            self._is_busy = False
        if verdict.broken is not None:
            self.say(_("The chain is broken: %(where)s") % {"where": verdict.broken}, is_bad=True)
            return
        whole = ngettext(
            "The chain is whole: %(n)d entry.", "The chain is whole: %(n)d entries.", verdict.entries
        )
        self.say(whole % {"n": verdict.entries})

    async def export(self) -> None:
        """Write what is looked for into a file that only the owner reads."""
        app = self.app
        try:
            path, count = await app.act(write_out, app.who, app.settings, app.now(), self.wanted())
        except Refusal as refusal:
            self.say(str(refusal), is_bad=True)
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
        except OSError as problem:
            told = {"reason": problem.strerror}
            self.say(_("The file cannot be written: %(reason)s") % told, is_bad=True)
        else:
            written = ngettext("%(n)d entry is in %(file)s.", "%(n)d entries are in %(file)s.", count)
            self.say(written % {"n": count, "file": path.name})

    async def open_case(self) -> None:
        """Read the case that an entry is about."""
        from kiosk.screens.console.case import CaseScreen

        row = self.query_one(Rows).current
        case = await self.app.ask(cases.by_number, row.value.subject) if row else None
        if case is not None:
            self.app.push_screen(CaseScreen(case.uid))


def write_out(actor: Actor, settings: Settings, now: datetime, wanted: Wanted) -> tuple[Path, int]:
    """Write the trail into a new file in the data directory."""
    local = now.astimezone(settings.tz)
    path = settings.data / f"audit-{local:%Y%m%d-%H%M%S}.csv"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        return path, audit.export(actor, file, settings, now, wanted)

"""Common matters (共性问题): the themes with what was decided, and cases that may be one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from kiosk.i18n import N_, _, day, language, ngettext, pick
from kiosk.rules import money
from kiosk.rules.rights import may
from kiosk.screens.console import theme_forms
from kiosk.screens.console.frame import Act
from kiosk.screens.console.paned import PanedScreen, Said
from kiosk.screens.console.theme_cases import ThemeCasesScreen
from kiosk.screens.console.work_words import department
from kiosk.services import theme_cases, themes
from kiosk.services.theme_cases import Suggestion
from kiosk.services.themes import ThemeRow
from kiosk.widgets.rows import Column, Row

STATES = {
    "open": N_("to decide"),
    "decided": N_("decided"),
    "late": N_("late"),
    "done": N_("done"),
    "published": N_("on the board"),
}
ROLES = {"open": "today", "late": "late", "done": "good", "published": "good"}
SIGNS = {"open": "·", "decided": "→", "late": "!", "done": "✓", "published": "★"}
EXCERPT = 60
SHOWN = 8
"""Cases of a suggestion whose words are shown."""


class ThemesScreen(PanedScreen):
    """A row a theme, or a row a group of cases that may be one."""

    place = "themes"
    scopes: ClassVar = (("themes", N_("Themes")), ("suggested", N_("Suggested")))
    empty: ClassVar = {
        "themes": N_("No cases are put under a theme yet. On a case: U"),
        "suggested": N_("No cases of the last three months say the same."),
    }

    def headline(self) -> str:
        """Name the screen."""
        return _("Common matters")

    def columns(self) -> list[Column]:
        """Return the columns of either list."""
        if self.scope == "suggested":
            return [
                Column("title", _("What they share"), 24, 3),
                Column("size", _("Cases"), 5),
                Column("where", _("About what"), 14, 1),
            ]
        return [
            Column("title", _("Theme"), 20, 4),
            Column("size", _("Cases"), 5),
            Column("where", _("Departments"), 12, 2),
            Column("state", _("State"), 15),
        ]

    async def read(self) -> list[Row]:
        """Read the themes, or what may become one."""
        app = self.app
        if self.scope == "suggested":
            found = await app.ask(theme_cases.suggestions, app.who, app.now())
            return [self.suggested(one) for one in found]
        today = app.now().astimezone(app.settings.tz).date()
        return [self.row(one) for one in await app.ask(themes.every, app.who, today)]

    def row(self, one: ThemeRow) -> Row:
        """Return a theme as a row."""
        where = [department(code, self.app) for code in one.departments]
        cells = {
            "title": (one.theme.title, "strong"),
            "size": (f"{one.size:>5}", "words"),
            "where": (", ".join(where), "muted"),
            "state": (f"{SIGNS[one.state]} {_(STATES[one.state])}", ROLES.get(one.state, "words")),
        }
        return Row(one.theme.uid, cells, one)

    def suggested(self, one: Suggestion) -> Row:
        """Return a group as a row."""
        cells = {
            "title": (" · ".join(one.group.shared), "strong"),
            "size": (f"{len(one.cases):>5}", "words"),
            "where": (self.where(one), "muted"),
        }
        return Row(one.cases[0].uid, cells, one)

    def where(self, one: Suggestion) -> str:
        """Return the category and the department that a group shares."""
        category = self.app.hospital.category(one.group.category)
        named = [pick(category.name) if category else "", department(one.group.department, self.app)]
        return " · ".join(filter(None, named))

    # What the row under the cursor says

    def said(self, value: Any) -> Iterable[Said]:
        """Return what is known of a theme, or what a group says."""
        return self.of_group(value) if isinstance(value, Suggestion) else self.of_theme(value)

    def of_theme(self, one: ThemeRow) -> Iterable[Said]:
        """Return how far a theme has come."""
        theme = one.theme
        yield "", theme.title
        yield _("Cases"), self.span(one)
        yield _("Who sees to it"), department(theme.department, self.app)
        yield _("Proposal"), theme.proposal
        yield _("Decision"), self.signed(theme.decision, theme.decided_at, theme.decided_by)
        if theme.cost is not None:
            yield _("Cost"), money.shown(theme.cost, self.app.settings.currency, language())
        yield _("To be done by"), theme_forms.day_of(theme)
        yield _("Done"), self.signed("", theme.done_at, theme.done_by)
        if theme.published_at is not None:
            yield _("On the board since"), self.day(theme.published_at)
        if theme.you_said and theme.we_did:
            yield _("You said"), pick(theme.you_said)
            yield _("We did"), pick(theme.we_did)

    def span(self, one: ThemeRow) -> str:
        """Return how many cases there are, from when to when."""
        counted = ngettext("%(count)d case", "%(count)d cases", one.size) % {"count": one.size}
        days = dict.fromkeys(self.day(at) for at in (one.first, one.last) if at)
        return " · ".join(filter(None, (counted, " – ".join(days))))

    def signed(self, words: str, at: Any, by: str) -> str:
        """Return words with the day and the name of who wrote them."""
        if at is None:
            return ""
        signature = f"{self.day(at)} {self.app.name_of(by)}"
        return f"{words}\n{signature}" if words else signature

    def day(self, at: Any) -> str:
        """Return the day of a moment in the hospital's time."""
        return day(at.astimezone(self.app.settings.tz).date(), weekday=False)

    def of_group(self, one: Suggestion) -> Iterable[Said]:
        """Return why some cases may be one matter, and how they begin."""
        yield _("They share"), " · ".join(one.group.shared)
        yield _("All of them are about"), self.where(one)
        for case in one.cases[:SHOWN]:
            words = " ".join(case.words.split())
            yield case.number, f"{words[:EXCERPT]}{'…' if len(words) > EXCERPT else ''}"

    # What can be done

    def row_acts(self) -> list[Act]:
        """Return the keys of the list that is shown."""
        one = self.chosen
        nothing = "" if one is not None else _("No row stands under the cursor.")
        cases = Act("enter", _("Show the cases"), self.open_cases, nothing, is_first=True)
        if self.scope == "suggested":
            may_link = _(may(self.app.who, "link")) or nothing
            return [cases, Act("a", _("Make it a theme"), self.accept, may_link, is_first=True)]
        return [cases, *theme_forms.acts(self, one, nothing)]

    async def open_cases(self) -> None:
        """Show the cases of a theme, or of a group."""
        app, one = self.app, self.chosen
        if isinstance(one, Suggestion):
            app.push_screen(ThemeCasesScreen(" · ".join(one.group.shared), list(one.cases)))
        elif one is not None:
            found = await app.ask(theme_cases.of, one.theme.uid, app.who)
            app.push_screen(ThemeCasesScreen(one.theme.title, found))

    async def accept(self) -> None:
        """Make a theme of the group under the cursor, named by what its cases share."""
        app, one = self.app, self.chosen
        if not isinstance(one, Suggestion):
            return
        title = " · ".join(one.group.shared)
        uids = [case.uid for case in one.cases]
        sentence = await app.attempt(theme_cases.group, uids, title, app.who, app.settings, app.now())
        await app.look()
        done = _('A new theme: "%(title)s". Rename it: r') % {"title": title}
        self.say(sentence or done, bool(sentence))

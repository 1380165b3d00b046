"""Register for somebody: one dense form, filed with one key."""

from __future__ import annotations

import json
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from kiosk.i18n import _
from kiosk.records import Case
from kiosk.rules.rights import may
from kiosk.screens.console.entry_form import REGISTER, Begun, EntryForm, Values, draft_of
from kiosk.screens.console.frame import Act
from kiosk.screens.console.keeping import FilingScreen
from kiosk.screens.console.repeats import Repeats
from kiosk.services import grouping, registering


class RegisterScreen(FilingScreen):
    """Who came, by which way, about what; beside it earlier cases that may be the same."""

    draft_place = "register"

    def __init__(self, channel: str = "", kind: str = "") -> None:
        """Open the form; the channel and kind of the one before are offered again."""
        super().__init__()
        self.first: Values = {"channel": channel, "kind": kind}

    def headline(self) -> str:
        """Name the screen."""
        return _("Register for somebody")

    def body(self) -> ComposeResult:
        """Yield the form, and what may be the same."""
        self.begun = self.begun or Begun.at_moment(self.app.now())
        with Container(id="register"):
            yield EntryForm(REGISTER, self.app.hospital, self.first)
            yield Repeats()

    def acts(self) -> list[Act]:
        """Return what can be done."""
        why_not = _(may(self.app.who, "register") or "")
        return [
            Act("ctrl+s", _("File"), self.file, why_not=why_not, is_first=True),
            Act("ctrl+e", _("Empty"), self.empty, is_first=True),
            Act("f6", _("Letter box"), self.open_box, why_not=why_not, is_first=True),
            Act("f7", _("Ward round"), self.open_round, why_not=why_not),
            Act("escape", _("Back"), self.go_back, is_first=True),
        ]

    def begin(self) -> None:
        """Put the cursor on what it is about."""
        self.form.focus_first()

    @on(EntryForm.Changed)
    def _look_for_repeats(self) -> None:
        values = self.form.values()
        self.query_one(Repeats).watch_for(values["phone"], values["words"])

    @on(Repeats.Chosen)
    def _tied(self) -> None:
        self._dirty = True

    # Kept

    def to_keep(self) -> Values:
        """Return the form with the uid that its case will have, and the earlier cases that were chosen."""
        if self.form.is_empty or self.begun is None:
            return {}
        tied = json.dumps([str(one) for one in self.tied])
        return {**self.form.values(), **self.begun.kept(), "tied": tied}

    async def put_back(self, values: Values) -> None:
        """Put back the form; the same uid again is the same case."""
        chosen = map(UUID, json.loads(values.get("tied") or "[]"))
        self.query_one(Repeats).chosen.update(chosen)
        await super().put_back(values)

    @property
    def tied(self) -> list[UUID]:
        """Return the earlier cases that were chosen."""
        return sorted(self.query_one(Repeats).chosen)

    # What can be done

    async def empty(self) -> None:
        """Begin anew with an empty form."""
        self.form.clear()
        self.query_one(Repeats).chosen.clear()
        self.begun = Begun.at_moment(self.app.now())
        self._dirty = False
        await self.app.drop(self.draft_place)
        self.form.focus_first()

    def open_box(self) -> None:
        """Enter the letters of a box."""
        from kiosk.screens.console.letter_box import LetterBoxScreen

        self.app.push_screen(LetterBoxScreen())

    def open_round(self) -> None:
        """Enter what people said on a round."""
        from kiosk.screens.console.round import RoundScreen

        self.app.push_screen(RoundScreen())

    async def file_once(self, begun: Begun) -> None:
        """File the case, and tie it to what was chosen."""
        app, values = self.app, self.form.values()
        draft = draft_of(values, begun, app.settings.desk)
        case = await app.act(registering.register, draft, app.who, app.settings, app.now())
        trouble = await self._tie(case)
        await self.forget()
        self._show(case, values, trouble)

    async def _tie(self, case: Case) -> str:
        """Tie the case to the chosen earlier ones; say what could not be tied."""
        app, trouble = self.app, ""
        for other in self.tied:
            trouble = (
                await app.attempt(grouping.link, case.uid, other, app.who, app.settings, app.now()) or trouble
            )
        return trouble

    def _show(self, case: Case, values: Values, trouble: str) -> None:
        from kiosk.screens.console.filed import FiledScreen

        # Not awaited: the screen that goes away would wait for itself.
        self.app.switch_screen(
            FiledScreen(case, len(self.tied), trouble, values.get("channel", ""), values.get("kind", ""))
        )

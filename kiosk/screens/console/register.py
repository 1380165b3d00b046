"""Register for somebody: one dense form, filed with one key."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container

from kiosk.i18n import _
from kiosk.records import Case
from kiosk.records.faults import StoreFault
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import may
from kiosk.screens.console.entry_form import REGISTER, Begun, EntryForm, Values, draft_of
from kiosk.screens.console.frame import Act, ConsoleScreen
from kiosk.screens.console.repeats import Repeats
from kiosk.services import grouping, registering

AUTOSAVE = 1.0
"""Seconds at most between a key and its being kept."""


class KeepingScreen(ConsoleScreen):
    """A screen that is typed into: what stands in it is kept each second, and is there after a lost line."""

    draft_place = ""
    _dirty = _is_done = False

    def to_keep(self) -> Values:
        """Return what is to be kept; empty values when nothing was typed."""
        return {}

    async def put_back(self, values: Values) -> None:
        """Put back what was kept."""

    def begin(self) -> None:
        """Put the cursor where one begins."""

    @on(events.Mount)
    async def _mounted(self) -> None:
        """Put back what was typed before, and keep what is typed from now on."""
        self.begin()
        if kept := await self.app.kept(self.draft_place):
            await self.put_back(kept)
            self.call_later(self.say, _("This is what you had typed."))
        self.set_interval(AUTOSAVE, self.keep)

    async def keep(self) -> None:
        """Keep what is typed now."""
        if self._dirty and not self._is_done:
            self._dirty = False
            if not await self.app.keep(self.draft_place, self.to_keep()):
                self._dirty = True

    async def forget(self) -> None:
        """Forget what was kept, for good: it is filed, and this screen goes away."""
        self._is_done = True
        await self.app.drop(self.draft_place)

    async def go_back(self) -> None:
        """Close; what was typed is there the next time."""
        await self.keep()
        self.app.pop_screen()

    @on(EntryForm.Changed)
    def _typed(self) -> None:
        self._dirty = True


class RegisterScreen(KeepingScreen):
    """Who came, by which way, about what; beside it earlier cases that may be the same."""

    draft_place = "register"

    def __init__(self, channel: str = "", kind: str = "") -> None:
        """Open the form; the channel and kind of the one before are offered again."""
        super().__init__()
        self.first: Values = {"channel": channel, "kind": kind}
        self.begun: Begun | None = None
        self._is_filing = False

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

    @property
    def form(self) -> EntryForm:
        """Return the form."""
        return self.query_one(EntryForm)

    def begin(self) -> None:
        """Put the cursor on what it is about."""
        self.form.focus_first()

    @on(EntryForm.Changed)
    def _look_for_repeats(self) -> None:
        values = self.form.values()
        self.query_one(Repeats).watch_for(values["phone"], values["words"])

    # Kept

    def to_keep(self) -> Values:
        """Return the form with the uid that its case will have."""
        if self.form.is_empty or self.begun is None:
            return {}
        begun = {"uid": str(self.begun.uid), "begun": self.begun.at.isoformat()}
        return {**self.form.values(), **begun, "tied": json.dumps([str(one) for one in self.tied])}

    async def put_back(self, values: Values) -> None:
        """Put back the form; the same uid again is the same case."""
        if values.get("uid") and values.get("begun"):
            self.begun = Begun(UUID(values["uid"]), datetime.fromisoformat(values["begun"]))
        self.form.fill(values)
        self.form.focus_words()

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

    async def file(self) -> None:
        """File it once; what is against it is said, and nothing typed is lost."""
        if trouble := self.form.trouble():
            self.say(trouble, is_bad=True)
            return
        if self._is_filing or self.begun is None:
            return
        self._is_filing = True
        try:
            await self._file(self.begun)
        except Refusal as refusal:
            self.say(str(refusal), is_bad=True)
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
        finally:
            self._is_filing = False

    async def _file(self, begun: Begun) -> None:
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

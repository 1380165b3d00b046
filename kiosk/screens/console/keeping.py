"""Screens that are typed into: what stands in them outlives a lost line, and is filed once."""

from __future__ import annotations

from textual import events, on

from kiosk.i18n import _
from kiosk.records.faults import StoreFault
from kiosk.rules.refusal import Refusal
from kiosk.screens.console.entry_form import Begun, EntryForm, Values
from kiosk.screens.console.frame import ConsoleScreen

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


class FilingScreen(KeepingScreen):
    """A form that becomes one case. Override `file_once` and `to_keep`; `begun` is set where it is drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: Begun | None = None
        self._is_filing = False

    @property
    def form(self) -> EntryForm:
        """Return the form."""
        return self.query_one(EntryForm)

    async def put_back(self, values: Values) -> None:
        """Put back the form; the same uid again is the same case."""
        self.begun = Begun.of(values) if values.get("uid") else self.begun
        self.form.fill(values)
        self.form.focus_words()

    async def file_once(self, begun: Begun) -> None:
        """File the case, and say so."""

    async def file(self) -> None:
        """File it once; what is against it is said, and nothing typed is lost."""
        if trouble := self.form.trouble():
            self.say(trouble, is_bad=True)
            return
        if self._is_filing or self.begun is None:
            return
        self._is_filing = True
        try:
            await self.file_once(self.begun)
        except Refusal as refusal:
            self.say(str(refusal), is_bad=True)
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
        finally:
            self._is_filing = False

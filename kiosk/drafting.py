"""What is being typed is kept while it is typed; a register that is away is said, and found again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App

from kiosk.i18n import _
from kiosk.records.faults import StoreFault

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from kiosk.rules.rights import Actor


class KeepsDrafts(App[int]):
    """An app whose forms are kept in the register, and stay as they are while it does not answer."""

    if TYPE_CHECKING:
        actor: Actor | None
        session: UUID

        async def ask(self, service: Any, *values: Any, **named: Any) -> Any: ...
        def now(self) -> datetime: ...
        def say(self, sentence: str, is_bad: bool = False) -> None: ...

    is_away = False
    """Whether the register did not answer when it was last asked."""

    def lose(self, fault: StoreFault) -> None:
        """Say that the register does not answer: what is on the screen can still be read and written on."""
        self.is_away = True
        self.say(fault.mending(), is_bad=True)

    def find_again(self) -> None:
        """Say that the register answers again, once."""
        if self.is_away:
            self.is_away = False
            self.say(_("The register answers again."))

    async def keep(self, place: str, values: dict[str, str]) -> bool:
        """Keep what is being typed; tell whether it is kept, else it is to be tried again."""
        from kiosk.services import kept

        if self.actor is None:
            return True
        try:
            await self.ask(kept.keep, self.session, self.actor.code, place, "", values, self.now())
        except StoreFault as fault:
            self.lose(fault)
            return False
        return True

    async def kept(self, place: str) -> dict[str, str]:
        """Return what was typed at a place and never saved; nothing while the register is away."""
        from kiosk.services import kept

        if self.actor is None:
            return {}
        try:
            draft = await self.ask(kept.kept, self.actor.code, place, self.session, self.now())
        except StoreFault as fault:
            self.lose(fault)
            return {}
        return dict(draft.facts) if draft is not None else {}

    async def drop(self, place: str) -> None:
        """Forget what was typed at a place: it is saved."""
        from kiosk.services import kept

        try:
            await self.ask(kept.drop, self.session, place)
        except StoreFault as fault:
            self.lose(fault)

"""What happened since the last sign-in, and what one was writing: shown once, when there is anything."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from textual import events, getters, on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from kiosk.config import Settings
from kiosk.i18n import N_, _, moment, ngettext
from kiosk.rules.rights import Actor
from kiosk.screens.console.alerts import sentence
from kiosk.screens.console.once import ClosesOnce
from kiosk.services import alerts, cases, kept, satisfaction_digest
from kiosk.widgets.button import PushButton
from kiosk.widgets.words import Words

if TYPE_CHECKING:
    from kiosk.console import ConsoleApp
    from kiosk.records import Alert

MOST = 8
"""Sentences of each part; how many more there are is said in one."""
PLACES = {
    "reply": N_("a reply"),
    "note": N_("a note"),
    "register": N_("a registration"),
    "ask": N_("a question to the patient"),
    "investigate": N_("an investigation"),
    "followup": N_("a visit or a call"),
    "opinion": N_("an opinion of a patient"),
}
ELSE = N_("a form")


class News(NamedTuple):
    """What the box shows."""

    since: datetime | None
    happened: tuple[Alert, ...] = ()
    drafts: tuple[tuple[str, str], ...] = ()
    """What is being written (a code of PLACES), and the number of its case."""
    yesterday: tuple[str, ...] = ()
    """What people thought of the house yesterday."""

    @property
    def is_worth_telling(self) -> bool:
        """Tell whether there is anything to show."""
        return bool(self.happened or self.drafts or self.yesterday)


def news(actor: Actor, settings: Settings, since: datetime | None) -> News:
    """Read what happened for somebody since a moment; at the very first sign-in only what waits."""
    found = alerts.since(actor, settings.desk, since) if since else []
    written = [told(draft.place) for draft in kept.places(actor.code)]
    ratings = satisfaction_digest.yesterday(actor, settings, since, settings.clock())
    return News(since, tuple(found), tuple(written), tuple(ratings))


def told(place: str) -> tuple[str, str]:
    """Return what is written at a place, and the number of the case it belongs to."""
    what, _colon, about = place.partition(":")
    try:
        return what, cases.find(UUID(about)).number
    except (ValueError, cases.NoCase):
        return what, ""


class DigestBox(ModalScreen[None], ClosesOnce[None]):
    """A box over the work list."""

    if TYPE_CHECKING:
        app = getters.app(ConsoleApp)

    def __init__(self, news: News) -> None:
        super().__init__()
        self.news = news

    def compose(self) -> ComposeResult:
        """Yield what happened, what waits to be finished, and the way on."""
        with Vertical(id="digest", classes="box"):
            yield Words(self.title_words(), classes="box-title")
            with VerticalScroll(id="news", can_focus=False):
                for line in (*self.news.yesterday, *self.happened(), *self.drafts()):
                    yield Words(line, sign="·")
            yield PushButton(_("Go on"), id="go", classes="-primary")

    def title_words(self) -> str:
        """Say since when."""
        if self.news.since is None or not self.news.happened:
            return _("You were writing this") if self.news.drafts else _("Yesterday's ratings")
        local = self.news.since.astimezone(self.app.settings.tz)
        return _("Since you were here on %(moment)s") % {"moment": moment(local)}

    def happened(self) -> list[str]:
        """Return a sentence for each thing that happened, the same ones once."""
        sentences = Counter(sentence(alert, self.app) for alert in self.news.happened)
        lines = [words if n == 1 else f"{words} ×{n}" for words, n in sentences.items()]
        if (more := len(lines) - MOST) > 0:
            lines[MOST:] = [ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more}]
        return lines

    def drafts(self) -> list[str]:
        """Return a sentence for each thing that was being written."""
        lines = []
        for what, number in self.news.drafts[:MOST]:
            words = _(PLACES.get(what, ELSE))
            if number:
                line = _("Not finished: %(what)s for %(number)s") % {"what": words, "number": number}
            else:
                line = _("Not finished: %(what)s") % {"what": words}
            lines.append(line)
        return lines

    @on(PushButton.Pushed)
    def close_it(self) -> None:
        """Close the box."""
        self.dismiss()

    def on_key(self, event: events.Key) -> None:
        """Close on Esc or Enter."""
        if event.key in ("escape", "enter"):
            event.stop()
            self.dismiss()

"""The frame of every console screen: what it is about, what may be done here, and what was just said."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, NamedTuple

from textual import events, getters, on
from textual.app import ComposeResult

from kiosk.i18n import _, clock_time, pick
from kiosk.screens.console.once import ClosesOnce
from kiosk.widgets.keybar import KeyBar, KeyHint
from kiosk.widgets.topline import SayLine, TopLine

if TYPE_CHECKING:
    from kiosk.console import ConsoleApp

KEY_NAMES = {"question_mark": "?", "slash": "/", "enter": "↵", "escape": "Esc", "space": "␣"} | {
    "left": "←",
    "right": "→",
}


class Act(NamedTuple):
    """Something that can be done on a screen: one key, also in the menu, greyed with its reason."""

    key: str
    """As Textual names it: `n`, `enter`, `slash`, `ctrl+s`."""
    label: str
    """In the reader's language, two to six characters in Chinese."""
    run: Callable[[], Coroutine[Any, Any, None] | None]
    why_not: str = ""
    """Why it cannot be done now, in the reader's language; empty when it can."""
    is_first: bool = False
    """Stands at the foot of the screen; at most four do, beside the menu."""
    group: str = ""
    """The heading in the menu under which it stands."""

    @property
    def shown_key(self) -> str:
        """Return the key as a person reads it."""
        if self.key.startswith("ctrl+"):
            return f"^{self.key[-1].upper()}"
        is_function = len(self.key) > 1 and self.key[1:].isdecimal()
        return KEY_NAMES.get(self.key, self.key.upper() if is_function else self.key)


class ConsoleScreen(ClosesOnce[Any]):
    """A screen of the console. Override `headline`, `body`, `acts`, `look`."""

    AUTO_FOCUS = "*"
    place = ""
    """Where somebody who is signed out here comes back to."""

    if TYPE_CHECKING:
        app = getters.app(ConsoleApp)

    def headline(self) -> str:
        """Return what the screen is about, in a few words."""
        return ""

    def body(self) -> ComposeResult:
        """Yield what stands between the head and the foot."""
        yield from ()

    def acts(self) -> list[Act]:
        """Return everything that can be done here now."""
        return []

    async def look(self) -> None:
        """Read again what is shown, because somebody wrote; cursor and typing stay where they are."""

    async def glance(self) -> None:
        """See each second who else is here; nothing was written."""

    @property
    def is_drawn(self) -> bool:
        """Tell whether everything stands on it; one that is only just opened, or closed, shows nothing."""
        return self.is_mounted and bool(self.query(KeyBar))

    async def keep(self) -> None:
        """Keep what is typed here, where something is: the line may be lost at any moment."""

    def compose(self) -> ComposeResult:
        """Yield the head, the body, the line for what is said, and the keys."""
        yield TopLine(id="top")
        yield from self.body()
        yield SayLine(id="said")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Fill the frame."""
        self.draw_frame()
        self.say("")

    def on_screen_resume(self) -> None:
        """Show what is true now that this screen is in front again."""
        self.draw_frame()
        self.run_worker(self.look(), group="look", exclusive=True)

    def draw_frame(self) -> None:
        """Draw the head and the keys as they are now."""
        if not self.is_drawn:
            return
        app = self.app
        who = pick(app.names.get(app.actor.code, {})) if app.actor else ""
        time = clock_time(app.now().astimezone(app.settings.tz))
        for top in self.query(TopLine):
            top.show(self.headline(), app.counted, who, time)
        acts = self.acts()
        first = [act for act in acts if act.is_first][:4]
        hints = [KeyHint(act.key, act.shown_key, act.label, bool(act.why_not)) for act in first]
        if acts:
            hints.append(KeyHint("question_mark", "?", _("Menu")))
        for bar in self.query(KeyBar):
            bar.show(hints)

    def say(self, sentence: str, is_bad: bool = False) -> None:
        """Say one sentence above the keys, until the next one; a call of a person comes back until taken."""
        if not sentence and self.app.calling:
            sentence, is_bad = self.app.calling, True
        for line in self.query(SayLine):
            line.say(sentence, is_bad)

    async def on_key(self, event: events.Key) -> None:
        """Do what a key stands for, where nothing that has the cursor took it."""
        if await self.press(event.key):
            event.stop()
            event.prevent_default()

    async def press(self, key: str) -> bool:
        """Do the act of a key, or say why not; False when the key means nothing here."""
        if key == "question_mark":
            self.open_menu()
            return True
        for act in self.acts():
            if act.key == key:
                await self.do(act)
                return True
        return False

    async def do(self, act: Act) -> None:
        """Do an act, or say why it cannot be done."""
        if act.why_not:
            self.say(act.why_not, is_bad=True)
            return
        self.say("")
        running = act.run()
        if running is not None:
            self.run_worker(running, exit_on_error=True)

    def open_menu(self) -> None:
        """Show everything that can be done here, with its keys and reasons."""
        from kiosk.screens.console.menu import ActsMenu

        async def chosen(act: Act | None) -> None:
            if act is not None:
                await self.do(act)

        if acts := self.acts():
            self.app.push_screen(ActsMenu(self.headline(), acts), chosen)

    @on(KeyBar.Pressed)
    async def _key_tapped(self, message: KeyBar.Pressed) -> None:
        message.stop()
        await self.press(message.key)

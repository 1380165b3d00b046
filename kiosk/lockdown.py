"""What keeps a stranger inside the desk: one door for every event, and none to the terminal."""

from __future__ import annotations

import codecs
import functools
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events

from kiosk.lines import OnlySigns

if TYPE_CHECKING:
    from textual.driver import Driver
    from textual.drivers.linux_driver import LinuxDriver

KEYS = frozenset(
    "enter backspace tab shift+tab left right up down home end delete pageup pagedown escape space".split()
)
OUTER = (events.InputEvent, events.Paste, events.Resize, events.AppBlur)
"""What a terminal sends."""
ACTIONS = frozenset({"focus_next", "focus_previous"})
MOST_PASTED = 2000
WIDTHS, HEIGHTS = range(20, 501), range(10, 301)
IGNORED = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU)

TRIES = 5
CLOSED_SECONDS = 300.0

log = logging.getLogger("kiosk.desk")


class LockedApp(OnlySigns, inherit_bindings=False):
    """An app that cannot be left, looked into, copied from or confused by what a terminal sends."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    ESCAPE_TO_MINIMIZE = False
    COMMANDS: ClassVar[set[Any]] = set()

    def get_driver_class(self) -> type[Driver]:
        """Read the terminal with a driver that no sequence can end."""
        from textual.drivers.linux_driver import LinuxDriver

        found = super().get_driver_class()
        return steadfast(found) if issubclass(found, LinuxDriver) else found

    async def on_event(self, event: events.Event) -> None:
        """Let in only what a visitor's finger or keyboard may send."""
        if not isinstance(event, OUTER) or event.is_forwarded or self.lets_in(event):
            await super().on_event(event)

    def lets_in(self, event: events.Event) -> bool:
        """Say whether an event may come in; a long paste is cut short."""
        if isinstance(event, events.Key):
            return is_typed(event)
        if isinstance(event, events.Paste):
            event.text = event.text[:MOST_PASTED]
            return bool(self.screen_stack) and bool(self.screen.query("Input:focus, TextArea:focus"))
        if isinstance(event, events.MouseEvent):
            return event.button in (0, 1)
        if isinstance(event, events.Resize):
            return event.size.width in WIDTHS and event.size.height in HEIGHTS
        return not isinstance(event, events.AppBlur)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Run no action of the app but the moving of the cursor."""
        return action in ACTIONS

    async def action_quit(self) -> None:
        """Stay."""

    def copy_to_clipboard(self, text: str) -> None:
        """Keep the terminal's clipboard out of this."""

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open no browser."""

    def deliver_text(self, *values: Any, **named: Any) -> str | None:
        """Write no file."""
        return None

    def deliver_binary(self, *values: Any, **named: Any) -> str | None:
        """Write no file."""
        return None

    def action_suspend_process(self) -> None:
        """Keep running."""

    def _handle_exception(self, error: Exception) -> None:
        log.critical("%s", told_without_values(error))
        super()._handle_exception(error)
        # Textual prints a crash with its local variables, which hold a visitor's words.
        self._exit_renderables.clear()


def is_typed(event: events.Key) -> bool:
    """Say whether a key is one that a visitor types with."""
    return event.key in KEYS or bool(
        event.character and len(event.character) == 1 and event.character.isprintable()
    )


def told_without_values(error: BaseException) -> str:
    """Return an error as its type and the places it passed, without any value that it carries."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{Path(frame.filename).stem}:{frame.lineno}" for frame in reversed(frames))
    cause = error.__cause__ or error.__context__ or getattr(error, "error", None)
    told = f"{type(error).__module__}.{type(error).__qualname__} at {places or 'nowhere'}"
    return f"{told} after {told_without_values(cause)}" if cause is not None else told


def forget_textual_settings() -> None:
    """Take away the variables by which Textual loads other drivers, writes files or lets signals through."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]


def forgive_bad_bytes() -> None:
    """Let one byte that is not UTF-8 become a sign instead of ending the thread that reads the keyboard."""
    import textual.drivers.linux_driver as linux

    def decoder(encoding: str) -> Callable[..., codecs.IncrementalDecoder]:
        return functools.partial(codecs.getincrementaldecoder(encoding), errors="replace")

    linux.getincrementaldecoder = decoder  # type: ignore[attr-defined,assignment]


def forgive_lost_terminal() -> None:
    """Let a terminal that is gone take nothing, instead of holding up whoever still writes to it."""
    import textual.drivers.linux_driver as linux
    from textual.drivers._writer_thread import WriterThread

    class PatientWriter(WriterThread):
        """Goes on taking what is written, so that what was typed can still be kept."""

        def run(self) -> None:
            """Write until the end, or as long as somebody reads."""
            is_gone = False
            while (text := self._queue.get()) is not None:
                if is_gone:
                    continue
                try:
                    self._file.write(text)
                    if not self._queue.qsize():
                        self._file.flush()
                except OSError:
                    is_gone = True

    linux.WriterThread = PatientWriter  # type: ignore[attr-defined]


def steadfast(driver: type[LinuxDriver]) -> type[Driver]:
    """Return a driver that reads on after a sequence it could not take, and outlives its terminal."""
    forgive_lost_terminal()

    class SteadfastDriver(driver):  # type: ignore[misc, valid-type]
        """Reads on, whatever a terminal sends."""

        def run_input_thread(self) -> None:
            """Read until the end; only a terminal that is gone ends it early."""
            while not self.exit_event.is_set():
                try:
                    super().run_input_thread()
                except OSError:
                    raise
                except Exception as problem:
                    log.critical("the keyboard's thread begins anew: %s", told_without_values(problem))

        def _sigcont_application(self, *told: Any) -> None:
            """Read again after a rest; a line that is cut tells the same, and needs no second reader."""
            if self._must_signal_resume:
                super()._sigcont_application(*told)

    return SteadfastDriver


def ignore_signals() -> None:
    """Let no signal of a keyboard stop or end the desk."""
    for name in IGNORED:
        signal.signal(name, signal.SIG_IGN)


def write_log(path: Path) -> logging.Handler:
    """Write crashes and calls to a file that only its owner reads."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = logging.FileHandler(path, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    kiosk_log = logging.getLogger("kiosk")
    kiosk_log.addHandler(handler)
    kiosk_log.setLevel(logging.INFO)
    kiosk_log.propagate = False
    sys.excepthook = lambda kind, error, trace: log.critical("%s", told_without_values(error))
    return handler


class Tries:
    """Counts wrong codes, for everybody who stands here."""

    def __init__(self) -> None:
        self.wrong = 0
        self.closed_until = 0.0

    def is_closed(self, now: float) -> bool:
        """Say whether no code is taken now."""
        return now < self.closed_until

    def fail(self, now: float) -> None:
        """Count a wrong code."""
        self.wrong += 1
        if self.wrong >= TRIES:
            self.wrong, self.closed_until = 0, now + CLOSED_SECONDS

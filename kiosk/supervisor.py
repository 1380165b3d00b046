"""The small parent of the front desk: it starts the desk and what works beside it, again, and cleans up."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from kiosk import i18n, log, terminal
from kiosk.config import Settings
from kiosk.i18n import _

if TYPE_CHECKING:
    from kiosk.warm import Warm

SHORTEST, LONGEST = 0.5, 5.0
"""Seconds before something that ended is started again: the first time, and when it ends again at once."""
SETTLED = 10.0
"""Seconds after which something that was started counts as running well."""
PATIENCE = 5.0
"""Seconds that a process is given to end by itself."""

_ENDING = (signal.SIGTERM, signal.SIGHUP)
_HEARD = (*_ENDING, signal.SIGCHLD)
_IGNORED = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGTTOU, signal.SIGTTIN)
_CRASHED = 70

Desk = Callable[[Settings, int], int]
"""Runs the desk, writes one byte to the handle once it is painted, and returns 0 when staff left it."""
Beside = Callable[[Settings], object]
"""Works beside the desk until it is told to end: serves the status page, or keeps the line to a register."""


def run(settings: Settings, desk: Desk, beside: Mapping[str, Beside], warm: Warm | None = None) -> int:
    """Keep the desk and what works beside it running until staff leave or a signal ends them.

    Returns the exit code. A desk that is warm already is the first to be opened.
    """
    before = terminal.remember()
    waker, heard = _listen()
    try:
        _Watch(settings, desk, beside, before, waker, heard, warm).keep()
    finally:
        terminal.give_back(before)
    return 0


def _listen() -> tuple[int, list[int]]:
    """Ignore what a keyboard can send, and hear the other signals through a handle that can be waited on."""
    heard: list[int] = []
    waker, wake = os.pipe()
    os.set_blocking(waker, False)
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    for number in _IGNORED:
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, lambda _caught, _frame: None)
    for number in _ENDING:
        signal.signal(number, lambda caught, _frame: heard.append(caught))
    return waker, heard


class _Child:
    """One process that is started again whenever it ends."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.pid = 0
        self.due: float | None = None
        self._pause = 0.0
        self._born = 0.0

    def start(self, settings: Settings, work: Callable[[], int]) -> None:
        """Run the work in a process of its own; without room for one, try again later."""
        self.due, self._born = None, time.monotonic()
        try:
            self.pid = _fork(settings, self.name, work)
        except OSError:
            self.later()

    def adopt(self, warm: Warm, settings: Settings) -> int:
        """Let a process that waits become this one; return the handle that tells of its first paint."""
        self.due, self._born, self.pid = None, time.monotonic(), warm.pid
        with suppress(BrokenPipeError):  # it died waiting: then it is started again like any that ended
            warm.send(settings)
        return warm.painted

    def later(self) -> float:
        """Make it due again after a pause that grows while it keeps ending at once."""
        quick = time.monotonic() - self._born < SETTLED
        self._pause = min(LONGEST, self._pause * 2) if quick and self._pause else SHORTEST
        self.due = time.monotonic() + self._pause
        return self._pause

    def ended(self) -> int | None:
        """Return its exit code if it ended since it was last asked; a signal counts as a negative code."""
        if not self.pid:
            return None
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if not pid:
            return None
        self.pid = 0
        return os.waitstatus_to_exitcode(status)

    def tell(self, number: signal.Signals) -> None:
        """Send it a signal, if it runs."""
        if self.pid:
            os.kill(self.pid, number)


class _Watch:
    """The desk and what works beside it, and what happens to them."""

    def __init__(
        self,
        settings: Settings,
        desk: Desk,
        beside: Mapping[str, Beside],
        before: terminal.State | None,
        waker: int,
        heard: list[int],
        warm: Warm | None,
    ) -> None:
        self.settings = settings
        self._run_desk = desk
        self._before, self._waker, self._heard = before, waker, heard
        self.desk = _Child("desk")
        self.beside = {_Child(name): work for name, work in beside.items()}
        self._painted: int | None = None
        self._warm = warm

    def keep(self) -> None:
        """Keep both running until it is time to go, and leave none behind."""
        self.desk.due = 0.0
        try:
            while not self._is_over():
                self._start_what_is_due()
                self._wait()
        finally:
            self._end()

    def _is_over(self) -> bool:
        code = self.desk.ended()
        if code is not None:
            self._desk_ended(code)
        for child in self.beside:
            if (its_code := child.ended()) is not None:
                self._say_ended(child, its_code)
        return code == 0 or bool(self._heard)

    def _desk_ended(self, code: int) -> None:
        self._look_for_paint()
        self._close_painted()
        if code != 0:
            terminal.show_calmly(self._before, _sentences(self.settings))
            self._say_ended(self.desk, code)

    def _say_ended(self, child: _Child, code: int) -> None:
        how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
        log.note(self.settings, f"{child.name} {how}; it starts again in {child.later():g} s")

    def _start_what_is_due(self) -> None:
        now = time.monotonic()
        if self.desk.due is not None and self.desk.due <= now:
            self._start_desk()
        for child, work in self.beside.items():
            if child.due is not None and child.due <= now:
                child.start(self.settings, partial(_apart, self.settings, work))

    def _start_desk(self) -> None:
        terminal.hush(self._before)
        if self._warm is not None:
            warm, self._warm = self._warm, None
            self._painted = self.desk.adopt(warm, self.settings)
            return
        self._painted, painted = os.pipe()
        try:
            self.desk.start(self.settings, lambda: self._run_desk(self.settings, painted))
        finally:
            os.close(painted)

    def _wait(self) -> None:
        """Wait for a signal, the first paint, or the moment when something is due."""
        moments = [child.due for child in (self.desk, *self.beside) if child.due is not None]
        patience = max(0.0, min(moments) - time.monotonic()) if moments else None
        handles = [self._waker] if self._painted is None else [self._waker, self._painted]
        ready, _w, _x = select.select(handles, [], [], patience)
        if self._waker in ready:
            _drain(self._waker)
        if self._painted in ready:
            self._look_for_paint()

    def _look_for_paint(self) -> None:
        """Start the others once the desk is painted for the first time, so that they never slow that."""
        if self._painted is None or not select.select([self._painted], [], [], 0)[0]:
            return
        if os.read(self._painted, 1):
            for child in self.beside:
                if not child.pid and child.due is None:
                    child.due = 0.0
        self._close_painted()

    def _close_painted(self) -> None:
        if self._painted is not None:
            os.close(self._painted)
            self._painted = None

    def _end(self) -> None:
        """End all of them, kindly at first."""
        children = (self.desk, *self.beside)
        for child in children:
            child.tell(signal.SIGTERM)
        latest = time.monotonic() + PATIENCE
        while _any_runs(children) and (left := latest - time.monotonic()) > 0:
            select.select([self._waker], [], [], left)
            _drain(self._waker)
        for child in children:
            child.tell(signal.SIGKILL)
            if child.pid:
                os.waitpid(child.pid, 0)


def _any_runs(children: Iterable[_Child]) -> bool:
    for child in children:
        child.ended()
    return any(child.pid for child in children)


def _drain(handle: int) -> None:
    with suppress(BlockingIOError):
        while os.read(handle, 512):
            pass


def _sentences(settings: Settings) -> list[str]:
    """Say in each language that the desk comes back: nobody knows which one the visitor had chosen."""
    spoken = []
    for language in settings.languages:
        with i18n.speaking(language):
            spoken.append(_("One moment, the desk is starting again."))
    return spoken


def _fork(settings: Settings, name: str, work: Callable[[], int]) -> int:
    """Start the work in a process of its own that never returns here, and return its number."""
    parent = os.getpid()
    signal.pthread_sigmask(signal.SIG_BLOCK, _HEARD)
    try:
        pid = os.fork()
        if pid == 0:
            _die_with(parent)
            become(settings, name, work)
        return pid
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HEARD)


def become(settings: Settings, name: str, work: Callable[[], int]) -> None:
    """Do the work in this new process, and end with its exit code; a failure is one line in the log."""
    code = _CRASHED
    try:
        signal.set_wakeup_fd(-1)
        for number in _HEARD:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HEARD)
        code = work()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(bool(end.code))
    except BaseException as problem:
        log.note(settings, f"{name} failed: {log.where(problem)}")
    finally:
        os._exit(code)


def _die_with(parent: int) -> None:
    """Ask Linux to end this process when its parent is killed, so that none stays and holds the port."""
    if sys.platform == "linux":
        import ctypes

        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(_CRASHED)


def _apart(settings: Settings, work: Beside) -> int:
    """Work away from the terminal; what it prints goes to the log."""
    os.setsid()
    silence, its_log = os.open(os.devnull, os.O_RDONLY), log.open_log(settings)
    for handle, source in ((0, silence), (1, its_log), (2, its_log)):
        os.dup2(source, handle)
    work(settings)
    return 0

"""The commands, one file each; what a command needs is imported when it runs."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kiosk import preflight
from kiosk.config import Settings, SettingsError

DONE, FAILED, MISSING, UNOPENED, INTERRUPTED = 0, 1, 2, 3, 130
"""The exit codes, as --help tells them."""


class Stop(Exception):
    """The end of a command: one sentence for whoever started it, and an exit code."""

    def __init__(self, sentence: str, code: int = MISSING) -> None:
        super().__init__(sentence)
        self.code = code


def answer(command: Callable[[], int]) -> int:
    """Run a command; say in one sentence why it stopped, and return its exit code."""
    try:
        return command()
    except SettingsError as problem:
        print(problem, file=sys.stderr)
        return MISSING
    except Stop as stop:
        print(stop, file=sys.stderr)
        return stop.code
    except KeyboardInterrupt:
        return INTERRUPTED


def require(*problems: str) -> None:
    """Stop at the first thing that is missing."""
    for problem in problems:
        if problem:
            raise Stop(problem)


@contextmanager
def register(settings: Settings) -> Iterator[None]:
    """Open the register for a command, and close it afterwards."""
    if problem := preflight.data(settings):
        raise Stop(problem, UNOPENED)
    from kiosk import store
    from kiosk.records.faults import named

    try:
        store.open_register(settings)
    except store.StoreFault as fault:
        raise Stop(fault.mending(), UNOPENED) from None
    try:
        with named():
            yield
    except store.StoreFault as fault:
        raise Stop(fault.mending(), FAILED) from None
    finally:
        store.close()


def apart(command: Callable[[], int]) -> int:
    """Run a command in a process of its own, so that what it loads is not kept; return its exit code."""
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        code = FAILED
        try:
            code = answer(command)
            sys.stdout.flush()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

"""How a program on a terminal ends: by a signal, and at once where it can no longer end in order."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable

SIGNALS = (signal.SIGTERM, signal.SIGHUP)
SECONDS = 4.0
"""Between a wish to end and the end, in whatever state the program is; a desk's parent waits five."""


def hear(act: Callable[[int], object]) -> None:
    """Do something, given the signal's number, at each signal that ends a program; in the loop that runs.

    A loop hears of signals through a pipe that takes no more once some hundred keys wait to be read, and the
    signal would be lost: so the pipe only wakes it, and the handler itself asks for the act.
    """
    loop = asyncio.get_running_loop()

    def heard(number: int, _frame: object) -> None:
        loop.call_soon_threadsafe(act, number)

    for name in SIGNALS:
        loop.add_signal_handler(name, lambda: None)
        signal.signal(name, heard)
    signal.set_wakeup_fd(signal.set_wakeup_fd(-1), warn_on_full_buffer=False)


def end_at_last(status: int) -> None:
    """End with an exit status when the program has not ended by itself in time."""
    guard = threading.Timer(SECONDS, os._exit, (status,))
    guard.daemon = True
    guard.start()

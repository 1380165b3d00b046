"""A front desk in a pseudo terminal: started, read, typed into, hung up."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import termios
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

Size = tuple[int, int]
"""Columns and rows."""

CHUNK = 65536
PATIENCE = 8.0
"""Seconds that a desk is given to end; its own parent takes up to five to clean up."""
LOOK = 0.02


class Line:
    """One desk, from its start until nothing of it is left."""

    def __init__(self, command: Sequence[str], surroundings: Mapping[str, str], size: Size) -> None:
        self._screen, inside = os.openpty()
        os.set_blocking(self._screen, False)
        self.is_hung_up = False
        self.resize(size)
        # The desk owns its terminal: if this process dies, the system hangs up and the desk ends.
        self._desk = subprocess.Popen(
            command,
            stdin=inside,
            stdout=inside,
            stderr=inside,
            env=dict(surroundings),
            preexec_fn=lambda: os.login_tty(0),
        )
        os.close(inside)

    def resize(self, size: Size) -> None:
        """Tell the desk how many columns and rows the glass has."""
        self.size = size
        termios.tcsetwinsize(self._screen, size[::-1])

    async def read(self) -> bytes:
        """Return what the desk writes next; nothing once it has ended."""
        loop = asyncio.get_running_loop()
        with suppress(OSError):  # Linux says so when nobody is left at the other end
            while True:
                with suppress(BlockingIOError):
                    return os.read(self._screen, CHUNK)
                await _until(loop.add_reader, loop.remove_reader, self._screen)
        return b""

    async def write(self, typed: bytes) -> None:
        """Type into the desk, as fast as it takes it."""
        loop = asyncio.get_running_loop()
        with suppress(OSError):
            while typed:
                with suppress(BlockingIOError):
                    typed = typed[os.write(self._screen, typed) :]
                    continue
                await _until(loop.add_writer, loop.remove_writer, self._screen)

    def hang_up(self) -> None:
        """Ask the desk to end; what it still writes must be read."""
        if not self.is_hung_up:
            self.is_hung_up = True
            self._tell(signal.SIGHUP)
            asyncio.get_running_loop().call_later(PATIENCE, self._tell, signal.SIGKILL)

    async def ended(self) -> int:
        """Wait until the desk has ended, let its terminal go, and return the exit code."""
        while (code := self._desk.poll()) is None:
            await asyncio.sleep(LOOK)
        os.close(self._screen)
        return code

    def _tell(self, number: signal.Signals) -> None:
        if self._desk.poll() is None:
            self._desk.send_signal(number)


async def _until(watch: Callable[..., object], forget: Callable[[int], object], handle: int) -> None:
    """Wait until a handle can be read or written."""
    turn = asyncio.Event()
    watch(handle, turn.set)
    try:
        await turn.wait()
    finally:
        forget(handle)

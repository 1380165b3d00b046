"""One desk kept ready, and one browser at a time that gets it; each new session begins with a new desk."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections.abc import Callable
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from kiosk.browser.line import Line, Size

LEFT, BUSY, ENDED, LOST = 4000, 4001, 4002, 4003
"""Why a line is closed: staff left, another browser has the desk, the desk ended, nobody spoke."""
MOST_EARLY = 1 << 18
"""Bytes that a desk may write before its browser comes; then it is started anew for it."""
WIDTHS, HEIGHTS = range(20, 501), range(10, 301)
SILENCE = 5.0
"""Seconds that a browser has to say how large its glass is."""
SETTLED, SHORTEST, LONGEST = 10.0, 0.3, 2.0
"""Seconds: how long a desk runs well, and the pauses before one that ended at once is started again."""


class Exchange:
    """Keeps a desk ready and connects the one browser with it."""

    def __init__(self, open_line: Callable[[Size], Line], note: Callable[[str], None]) -> None:
        self._open_line, self._note = open_line, note
        self._size: Size = (80, 24)
        self._line: Line | None = None
        self._socket: WebSocket | None = None
        self._is_taken = False
        self._early = bytearray()
        self._pause = 0.0
        self._is_wanted, self._is_fresh = asyncio.Event(), asyncio.Event()
        self._is_wanted.set()

    async def keep(self) -> None:
        """Start a desk whenever there is none, until staff leave one; a browser that comes wants it again."""
        try:
            while True:
                await self._is_wanted.wait()
                await self._run_desk()
        finally:
            await self._close()

    async def _run_desk(self) -> None:
        born = time.monotonic()
        self._line = line = self._open_line(self._size)
        self._early.clear()
        self._is_fresh.set()
        await self._carry(line)
        code = await line.ended()
        self._line = None
        is_fresh, is_left = self._is_fresh.is_set(), code == 0 and not line.is_hung_up
        self._is_fresh.clear()
        await self._dismiss(LEFT if is_left else ENDED)
        if is_left:
            self._is_wanted.clear()
        elif not line.is_hung_up:
            self._tell_why(code, is_fresh)
            await self._rest(time.monotonic() - born)

    async def _carry(self, line: Line) -> None:
        """Bring what the desk writes to the browser, or keep it for the one that comes."""
        while written := await line.read():
            if self._socket is not None:
                with suppress(WebSocketDisconnect, RuntimeError):  # it went away just now
                    await self._socket.send_bytes(written)
            elif self._is_fresh.is_set():
                self._keep_early(line, written)

    def _keep_early(self, line: Line, written: bytes) -> None:
        self._early += written
        if len(self._early) > MOST_EARLY:
            self._is_fresh.clear()
            line.hang_up()

    def _tell_why(self, code: int, is_fresh: bool) -> None:
        """Write down that a desk ended by itself; one that nobody used says why to whoever started us."""
        self._note(f"the desk in the browser ended with code {code}")
        if is_fresh:
            print(self._early.decode(errors="replace").strip(), file=sys.stderr, flush=True)

    async def _rest(self, ran: float) -> None:
        self._pause = SHORTEST if ran > SETTLED or not self._pause else min(LONGEST, self._pause * 2)
        await asyncio.sleep(self._pause)

    async def _dismiss(self, reason: int) -> None:
        if self._socket is not None and self._socket.application_state == WebSocketState.CONNECTED:
            with suppress(WebSocketDisconnect, RuntimeError):
                await self._socket.close(reason)

    async def _close(self) -> None:
        """End the desk, reading what it still writes."""
        if (line := self._line) is not None:
            self._socket = None
            line.hang_up()
            while await line.read():
                pass
            await line.ended()

    async def connect(self, socket: WebSocket) -> None:
        """Give a browser the desk until it goes; a second one is told to wait."""
        await socket.accept()
        if self._is_taken:
            await socket.close(BUSY)
            return
        self._is_taken = True
        try:
            await self._serve(socket)
        except (TimeoutError, ValueError):
            await socket.close(LOST)
        except WebSocketDisconnect:
            pass
        finally:
            self._is_taken, self._socket = False, None

    async def _serve(self, socket: WebSocket) -> None:
        async with asyncio.timeout(SILENCE):
            self._size = size_of(await socket.receive_text())
        line = await self._fresh()
        line.resize(self._size)
        self._is_fresh.clear()
        self._socket = socket
        try:
            await socket.send_bytes(bytes(self._early))
            while True:
                await self._take(line, await socket.receive())
        finally:
            line.hang_up()

    async def _fresh(self) -> Line:
        """Return a desk that nobody has touched."""
        self._is_wanted.set()
        while self._line is None or not self._is_fresh.is_set():
            await self._is_fresh.wait()
        return self._line

    async def _take(self, line: Line, message: object) -> None:
        """Pass on what a browser sends: bytes are typed, a text is the size of the glass."""
        assert isinstance(message, dict)
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect
        if typed := message.get("bytes"):
            await line.write(typed)
        else:
            self._size = size_of(message.get("text") or "")
            line.resize(self._size)


def size_of(text: str) -> Size:
    """Read the columns and rows of a glass, refusing what no glass has."""
    found = re.fullmatch(r"([0-9]{1,3})x([0-9]{1,3})", text)
    if found is None or int(found[1]) not in WIDTHS or int(found[2]) not in HEIGHTS:
        raise ValueError(text)
    return int(found[1]), int(found[2])

"""The page's own process: uvicorn and one thread for the register."""

from __future__ import annotations

import asyncio
import logging
import resource
import signal
import sys
from collections import Counter
from contextlib import suppress
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from kiosk import log, notify
from kiosk.config import Settings
from kiosk.services import hospital
from kiosk.store import StoreFault, StoreThread
from kiosk.web.app import Register, make

HEAD_SECONDS = 10
"""How long a connection may take to ask something."""
CONNECTIONS, FROM_ONE_ADDRESS = 900, 200


class Connection(H11Protocol):
    """A connection that is closed when it does not ask anything whole for a while."""

    from_address: Counter[str] = Counter()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait; one address does not get every place there is."""
        super().connection_made(transport)
        self._peer = self.client[0] if self.client else ""
        self.from_address[self._peer] += 1
        if self.from_address[self._peer] > FROM_ONE_ADDRESS:
            transport.abort()
            return
        self.timeout_keep_alive_task = self.loop.call_later(HEAD_SECONDS, self.timeout_keep_alive_handler)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self.from_address[self._peer] -= 1
        self.from_address += Counter()
        self._unset_keepalive_if_required()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Go on waiting until a whole request head is here: uvicorn would stop at its first byte."""
        self.conn.receive_data(data)
        self.handle_events()


class Noted(logging.Handler):
    """Writes the kinds and places of the server's troubles to the log, never their words."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(logging.ERROR)
        self._settings = settings

    def emit(self, record: logging.LogRecord) -> None:
        """Note a trouble."""
        problem = record.exc_info[1] if record.exc_info else None
        told = log.where(problem) if problem else f"{record.filename}:{record.lineno}"
        log.note(self._settings, f"web: {told}")


def run(settings: Settings) -> None:
    """Serve the status page until the process is told to end."""
    make_room()
    for ending in (signal.SIGTERM, signal.SIGHUP):
        # uvicorn catches the first of them, closes what is open, and raises it once more.
        signal.signal(ending, lambda _caught, _frame: sys.exit(0))
    register = StoreThread(settings)
    try:
        asyncio.run(serve(settings, register))
    finally:
        register.close()


async def serve(settings: Settings, register: StoreThread) -> None:
    """Serve on the host and port of the settings."""
    await register.run(int)  # a register that cannot be opened ends the process here, with its reason
    page = uvicorn.Server(config(settings, counted(settings, register)))
    living = asyncio.create_task(live(page, register))
    try:
        await page.serve()
    finally:
        living.cancel()
    notify.tell("STOPPING=1")


def counted(settings: Settings, register: StoreThread) -> ASGIApp:
    """Return the page; one that counts where the settings name a port for Prometheus."""
    if not settings.metrics_port:
        return make(settings, register)
    from kiosk.web import metrics

    counts = metrics.Metrics()
    counts.serve(settings, register, asyncio.get_running_loop())
    return metrics.Counted(make(settings, metrics.Timed(register, counts)), counts)


async def live(page: uvicorn.Server, register: Register) -> None:
    """Tell systemd when the page listens, and then that it lives: its loop and the register's thread answer.

    A fault of the register is an answer: starting again would not mend a full disk.
    """
    while not page.started:
        await asyncio.sleep(0.05)
    notify.tell("READY=1")
    while pause := notify.beat():
        with suppress(StoreFault):
            await register.run(hospital.is_empty)
        notify.tell("WATCHDOG=1")
        await asyncio.sleep(pause)


def config(settings: Settings, app: Any) -> uvicorn.Config:
    """Return how uvicorn serves the page: quiet, and believing nobody about addresses."""
    noted = logging.getLogger("uvicorn")
    noted.handlers, noted.propagate = [Noted(settings)], False
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=Connection,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS,
        backlog=512,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=16_384,
        ssl_certfile=settings.tls_cert or None,
        ssl_keyfile=settings.tls_key or None,
    )


def make_room() -> None:
    """Allow as many open sockets as we promise to bear, where the system lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + 124
    if soft < wanted and (hard == resource.RLIM_INFINITY or hard >= wanted):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))

"""Serves the door to other systems: uvicorn and one thread for the register, a process of its own."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import Any

import uvicorn

from kiosk import notify
from kiosk.api.app import make
from kiosk.config import Settings
from kiosk.store import StoreThread
from kiosk.web import server as page


def run(settings: Settings, host: str, port: int) -> None:
    """Serve the door until the process is told to end."""
    page.make_room()
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda _caught, _frame: sys.exit(0))
    register = StoreThread(settings)
    try:
        asyncio.run(serve(settings, register, host, port))
    finally:
        register.close()


async def serve(settings: Settings, register: StoreThread, host: str, port: int) -> None:
    """Serve on a host and a port."""
    await register.run(int)  # a register that cannot be opened ends the process here, with its reason
    door = uvicorn.Server(config(settings, host, port, make(settings, register)))
    living = asyncio.create_task(page.live(door, register))
    try:
        await door.serve()
    finally:
        living.cancel()
    notify.tell("STOPPING=1")


def config(settings: Settings, host: str, port: int, app: Any) -> uvicorn.Config:
    """Return how the door is served: as quietly as the page, at its own place."""
    made = page.config(settings, app)
    made.host, made.port = host, port
    return made

"""Status pages a second beside a static answer of the same server, by 16 connections on loopback."""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
import statistics
import tempfile
import time
from itertools import cycle
from pathlib import Path

from kiosk.config import Settings

CONNECTIONS, SECONDS, ROUNDS = 16, 2.0, 3
LINKS = 200
"""Different cases that are asked for in turn."""
LIMIT = 1 / 0.35


def serve(settings: Settings) -> None:
    """Serve the pages, with a static answer beside them, in a process of its own."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    from kiosk.store import StoreThread
    from kiosk.web.app import make
    from kiosk.web.limits import Rate

    async def static(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("ready")

    unlimited = Rate(1e9, 1e9)
    pages = make(settings, StoreThread(settings), unlimited, unlimited)
    app = Starlette(routes=[Route("/static-answer", static)])
    app.mount("/", pages)
    uvicorn.run(app, host="127.0.0.1", port=settings.port, log_level="critical", access_log=False)


async def load(port: int, paths: list[str]) -> tuple[float, list[float]]:
    """Ask for the paths in turn, over and over; return answers a second and each answer's milliseconds."""
    turn = cycle(paths)
    until = time.perf_counter() + SECONDS
    times: list[float] = []

    async def ask() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < until:
            request = f"GET {next(turn)} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
            began = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.split(b":")[1]))
            times.append((time.perf_counter() - began) * 1000)
        writer.close()

    await asyncio.gather(*(ask() for _n in range(CONNECTIONS)))
    return len(times) / SECONDS, times


def filed(settings: Settings) -> list[str]:
    """File cases, and return the paths of their pages."""
    from benchmarks.filing import draft
    from kiosk import store
    from kiosk.commands.hospital import SAMPLE
    from kiosk.imports.hospital import read
    from kiosk.services import cases, hospital

    settings.data.mkdir()
    store.open_register(settings)
    now = settings.clock()
    hospital.replace(read(SAMPLE), "sample", now)
    tokens = [cases.token_of(cases.file(draft(settings), settings, now)) for _n in range(LINKS)]
    store.close()
    return [f"/S/{token}" for token in tokens]


def listening(port: int) -> None:
    """Wait until the server takes connections."""
    until = time.perf_counter() + 20
    while time.perf_counter() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise TimeoutError("the page never listened")


def main() -> None:
    """Print both rates and their ratio."""
    from benchmarks.report import report

    with tempfile.TemporaryDirectory() as place:
        settings = Settings(data=Path(place) / "data", port=18766, host="127.0.0.1")
        pages_asked = filed(settings)
        server = multiprocessing.get_context("spawn").Process(target=serve, args=(settings,), daemon=True)
        server.start()
        listening(settings.port)
        pages, statics, times = [], [], []
        for _round in range(ROUNDS):
            rate, milliseconds = asyncio.run(load(settings.port, pages_asked))
            pages.append(rate)
            times += milliseconds
            statics.append(asyncio.run(load(settings.port, ["/static-answer"]))[0])
        server.terminate()
        server.join()
    times.sort()
    own, static = 1000 / statistics.median(pages), 1000 / statistics.median(statics)
    report("a status page", own, "a static answer of the same server", static, LIMIT, "ms of the server")
    middle, slow = times[len(times) // 2], times[len(times) * 99 // 100]
    print(f"       {1000 / own:.0f} pages/s, median {middle:.1f} ms, p99 {slow:.1f} ms")


if __name__ == "__main__":
    main()

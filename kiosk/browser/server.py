"""The server of the page: from this machine, for this machine, and for nobody who comes by another name."""

from __future__ import annotations

import asyncio
import ipaddress
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from kiosk import notify
from kiosk.browser.exchange import Exchange
from kiosk.browser.page import Page

KINDS = {".js": "text/javascript", ".css": "text/css"}
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), clipboard-read=(), clipboard-write=(), geolocation=(), microphone=()",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; "
    # Without graphics the emulator colours letters one by one.
    "style-src-attr 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
MOST_TYPED = 65536
"""Bytes of one message of a browser."""


def make(page: Page, files: Mapping[str, Path], exchange: Exchange) -> ASGIApp:
    """Return the server's routes; what they serve is read once, so that no request reaches the disk."""
    routes = [Route("/", _front(page)), WebSocketRoute("/line", exchange.connect)]
    routes += [Route(f"/{name}", _file(name, file.read_bytes())) for name, file in files.items()]

    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        keeping = asyncio.create_task(exchange.keep())
        yield
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping

    return Guard(Starlette(routes=routes, lifespan=running))


def _front(page: Page) -> Callable[[Request], Response]:
    async def front(_request: Request) -> Response:
        nonce = secrets.token_urlsafe(16)
        headers = HEADERS | {"Content-Security-Policy": POLICY.format(nonce=nonce)}
        return Response(page.draw(nonce), media_type="text/html", headers=headers)

    return front  # type: ignore[return-value]


def _file(name: str, content: bytes) -> Callable[[Request], Response]:
    async def file(_request: Request) -> Response:
        return Response(content, media_type=KINDS[Path(name).suffix], headers=HEADERS)

    return file  # type: ignore[return-value]


class Guard:
    """Answers only who asks for this machine by its own name, and opens a line only to its own page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] == "lifespan" or _is_ours(Headers(scope=scope), scope["type"]):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(1008)(scope, receive, send)
        else:
            await PlainTextResponse("", 421, headers=HEADERS)(scope, receive, send)


def _is_ours(headers: Headers, kind: str) -> bool:
    host = headers.get("host", "")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if kind == "websocket" and headers.get("origin") != f"http://{host}":
        return False
    return name in ("localhost", socket.gethostname()) or _is_address(name)


def _is_address(name: str) -> bool:
    """Tell an address from a name: a stranger's name may lead to this machine, an address says what it is."""
    try:
        return bool(ipaddress.ip_address(name.strip("[]")))
    except ValueError:
        return False


class Server(uvicorn.Server):
    """A server that tells systemd when it listens."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        if self.started:
            notify.tell("READY=1")


def run(app: ASGIApp, host: str, port: int) -> None:
    """Serve until the process is told to end."""
    Server(config(app, host, port)).run()


def config(app: ASGIApp, host: str, port: int) -> uvicorn.Config:
    """Return how uvicorn serves the page: quiet, and ended soon."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        ws="websockets-sansio",
        ws_max_size=MOST_TYPED,
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )

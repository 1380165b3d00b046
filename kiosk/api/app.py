"""The ways of the door, and what stands around every one of them."""

from __future__ import annotations

import asyncio
import json
import re
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from kiosk import log
from kiosk.api import answers, shapes
from kiosk.api.description import description
from kiosk.config import Settings
from kiosk.i18n import N_, _, speaking
from kiosk.records import Channel
from kiosk.records.faults import StoreFault
from kiosk.rules.refusal import Refusal
from kiosk.services import channels
from kiosk.web import limits
from kiosk.web.app import Register
from kiosk.web.visitor import Proxies, negotiated

MOST_BYTES = 65_536
SECONDS = 15.0
"""How long a body may take to come."""
CALLS, TRIES = limits.Rate(240, 10), limits.Rate(600, 30)
"""What one channel may ask, and what one address may try."""
SENTENCES = {
    401: N_("Send the key of a channel as: Authorization: Bearer KEY."),
    404: N_("This channel filed no case with this number."),
    405: N_("This way does not know this method."),
    408: N_("The body came too slowly."),
    413: N_("The body is larger than %(most)d bytes."),
    415: N_("Send the body as application/json."),
    429: N_("Too many requests. Wait a moment."),
    503: N_("The register does not answer. Nothing was filed; send the same request again."),
}
NOT_JSON = N_("The body is no JSON object in UTF-8.")
NO_KEY = N_("Send an Idempotency-Key of 8 to 128 letters and digits: your own name of this request.")
AROUND = {"cache-control": "no-store", "x-content-type-options": "nosniff", "vary": "Accept-Language"}
RETRY = {"retry-after": "5"}


class Api:
    """The door: requests in, JSON out."""

    def __init__(
        self, settings: Settings, register: Register, calls: limits.Rate, tries: limits.Rate
    ) -> None:
        self.settings, self.register = settings, register
        self.proxies = Proxies(settings.trusted_proxies)
        self.calls, self.tries = limits.Buckets(calls), limits.Buckets(tries)

    async def file(self, request: Request) -> Response:
        """File a case, once for each key."""
        channel = await self.channel(request)
        key = request.headers.get("idempotency-key", "")
        if not re.fullmatch(shapes.KEY[1:-1], key):
            raise HTTPException(400, NO_KEY)
        raw = await body(request)
        told = await self.register.run(self.filed, channel, key, raw, self.spoken(request))
        where = {"location": f"/api/cases/{told['number']}"}
        return self.reply(request, told, 201, where)

    def filed(self, channel: Channel, key: str, raw: bytes, language: str) -> dict[str, Any]:
        """File on the register's thread."""
        with speaking(language):
            told = parsed(raw)
            shapes.check(told, self.fields())
            now = self.settings.clock()
            draft = shapes.draft(told, self.settings, now)
            case = channels.file(channel, key, raw, draft, self.settings, now)
            return answers.of(case, self.settings, now)

    async def read(self, request: Request) -> Response:
        """Tell how a case stands."""
        channel = await self.channel(request)
        number = request.path_params["number"]
        told = await self.register.run(self.told, channel, number, self.spoken(request))
        if told is None:
            raise HTTPException(404)
        return self.reply(request, told)

    def told(self, channel: Channel, number: str, language: str) -> dict[str, Any] | None:
        """Read on the register's thread."""
        if not re.fullmatch(shapes.NUMBER[1:-1], number):
            return None
        now = self.settings.clock()
        with speaking(language):
            case = channels.read(channel, number, now)
            return answers.of(case, self.settings, now) if case else None

    async def describe(self, request: Request) -> Response:
        """Tell what this door takes and gives."""
        self.let_in(self.tries, self.address(request))
        return self.reply(request, await self.register.run(self.described))

    def described(self) -> dict[str, Any]:
        """Describe on the register's thread."""
        return description(self.settings, self.fields())

    def fields(self) -> dict[str, shapes.Shape]:
        """Return the fields as this hospital takes them."""
        categories, departments = channels.codes()
        return shapes.fields(self.settings, categories, departments)

    async def channel(self, request: Request) -> Channel:
        """Return the channel that asks, or refuse it."""
        self.let_in(self.tries, self.address(request))
        scheme, _space, key = request.headers.get("authorization", "").partition(" ")
        found = None
        if scheme.lower() == "bearer" and key.strip():
            found = await self.register.run(channels.of_key, key.strip())
        if found is None:
            raise HTTPException(401, headers={"www-authenticate": "Bearer"})
        self.let_in(self.calls, found.code)
        return found

    def let_in(self, limit: limits.Buckets, name: str) -> None:
        """Refuse who asks too much."""
        if not limit.takes(name):
            raise HTTPException(429, headers=RETRY)

    def address(self, request: Request) -> str:
        """Return where somebody asks from."""
        return self.proxies.address(request)

    def spoken(self, request: Request) -> str:
        """Return the language that somebody asks for."""
        wished = request.headers.get("accept-language", "")
        language = negotiated(wished) if wished else self.settings.language
        return language if language in self.settings.languages else self.settings.language

    def reply(
        self, request: Request, told: dict[str, Any], status: int = 200, more: dict[str, str] | None = None
    ) -> Response:
        """Send an answer."""
        language = {"content-language": self.spoken(request).replace("_", "-")}
        kind = "application/json" if status < 400 else "application/problem+json"
        raw = json.dumps(told, ensure_ascii=False).encode()
        return Response(raw, status, AROUND | language | (more or {}), kind)

    def problem(
        self, request: Request, status: int, sentence: str, more: dict[str, str] | None = None
    ) -> Response:
        """Say what does not fit, in a sentence."""
        told = {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": sentence,
        }
        return self.reply(request, told, status, more)

    async def refused(self, request: Request, problem: Exception) -> Response:
        """Say that a way, a method or a size is not for us, or that a rule says no."""
        with speaking(self.spoken(request)):
            if isinstance(problem, Refusal):
                status = 409 if isinstance(problem, channels.Reused) else 422
                return self.problem(request, status, str(problem))
            assert isinstance(problem, HTTPException)
            status = problem.status_code
            own = problem.detail if status == 400 else SENTENCES.get(status, SENTENCES[404])
            return self.problem(request, status, _(own) % {"most": MOST_BYTES}, dict(problem.headers or {}))

    async def away(self, request: Request, fault: Exception) -> Response:
        """Say that the register does not answer; only the fault's kind and place are noted."""
        log.note(self.settings, f"api: {log.where(fault)}")
        with speaking(self.spoken(request)):
            return self.problem(request, 503, _(SENTENCES[503]), RETRY)

    async def gone(self, _request: Request, _problem: Exception) -> Response:
        """Answer nobody."""
        return Response(status_code=400)


async def body(request: Request) -> bytes:
    """Read what is sent, with a limit and a time."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415)
    raw = bytearray()
    try:
        async with asyncio.timeout(SECONDS):
            async for chunk in request.stream():
                raw += chunk
                if len(raw) > MOST_BYTES:
                    raise HTTPException(413)
    except TimeoutError:
        raise HTTPException(408) from None
    return bytes(raw)


def parsed(raw: bytes) -> dict[str, Any]:
    """Return the JSON object that was sent."""
    try:
        told = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise HTTPException(400, NOT_JSON) from None
    if not isinstance(told, dict):
        raise HTTPException(400, NOT_JSON)
    return told


def make(
    settings: Settings, register: Register, calls: limits.Rate = CALLS, tries: limits.Rate = TRIES
) -> Starlette:
    """Return the door over a register."""
    api = Api(settings, register, calls, tries)
    routes = [
        Route("/api/cases", api.file, methods=["POST"]),
        Route("/api/openapi.json", api.describe, methods=["GET"]),
        Route("/api/cases/{number}", api.read, methods=["GET"]),
    ]
    handlers: dict[Any, Any] = {
        HTTPException: api.refused,
        Refusal: api.refused,
        StoreFault: api.away,
        ClientDisconnect: api.gone,
        Exception: api.away,
    }
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.router.redirect_slashes = False
    return app

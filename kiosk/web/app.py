"""The status page's routes, and what stands around every one of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk import log
from kiosk.config import Settings
from kiosk.i18n import speaking
from kiosk.records.faults import StoreFault
from kiosk.rules.tokens import parse_token
from kiosk.services import hospital
from kiosk.web import forms, limits, satisfaction
from kiosk.web.pages import HEADERS, SECURE_HEADERS, Page
from kiosk.web.seals import OPEN_FOR
from kiosk.web.status import RETRY, StatusPages
from kiosk.web.visitor import OPENED, Proxies, Visitor, language_cookie, visitor

T = TypeVar("T")
YEAR = 365 * 24 * 60 * 60
HEALTHY_SECONDS = 5.0
"""In which the register answers, or the page does not call itself well."""
PLAIN = {name: value for name, value in HEADERS.items() if name != "content-type"}
NOTES = {404: "unknown", 405: "lost", 408: "slow", 413: "long", 429: "many", 503: "away"}


class Register(Protocol):
    """The thread that talks to the register."""

    async def run(self, act: Callable[..., T], *values: Any) -> T:
        """Run a service there."""


class Recent:
    """The pages drawn in this second for whoever has the link: on a busy network many phones ask at once."""

    def __init__(self) -> None:
        self._second = 0
        self._pages: dict[tuple[str, str, bool], Page] = {}

    def get(self, token: str, who: Visitor) -> Page | None:
        """Return a page that was drawn in this second."""
        second = int(who.now.timestamp())
        if second != self._second:
            self._second = second
            self._pages.clear()
        return self._pages.get((token, who.language, who.is_secure))

    def keep(self, token: str, who: Visitor, page: Page) -> None:
        """Keep a page until the second is over."""
        if page.status == 200 and int(who.now.timestamp()) == self._second:
            self._pages[token, who.language, who.is_secure] = page


class Web:
    """The status page: requests in, pages out."""

    def __init__(self, settings: Settings, register: Register, pages: limits.Rate, acts: limits.Rate) -> None:
        self.settings = settings
        self.register = register
        self.status = StatusPages(settings)
        self.proxies = Proxies(settings.trusted_proxies)
        self.recent = Recent()
        self.page_limit, self.act_limit = limits.Buckets(pages), limits.Buckets(acts)

    def visitor(self, request: Request) -> Visitor:
        """Read who asks, and refuse an address that asks too much."""
        found = visitor(request, self.proxies, self.settings)
        limit = self.act_limit if request.method == "POST" else self.page_limit
        if not limit.takes(found.address):
            raise HTTPException(429, headers=RETRY)
        return found

    async def show(self, request: Request) -> Response:
        """Show a case."""
        who, token = self.visitor(request), request.path_params["token"]
        if who.opened or request.scope["query_string"]:
            done = request.query_params.get("done", "")
            return reply(await self.register.run(self.status.show, token, who, done), who)
        page = self.recent.get(token, who)
        if page is None:
            page = await self.register.run(self.status.show, token, who)
            self.recent.keep(token, who, page)
        return reply(page, who)

    async def open(self, request: Request) -> Response:
        """Try the second factor."""
        who, fields = await self.form(request)
        page = await self.register.run(self.status.unlock, request.path_params["token"], fields, who)
        return reply(page, who)

    async def act(self, request: Request) -> Response:
        """Do what a patient asks."""
        who, fields = await self.form(request)
        name, token = request.path_params["act"], request.path_params["token"]
        try:
            page = await self.register.run(self.status.act, name, token, fields, who)
        except StoreFault as fault:
            return self.gone(who, fault, fields)
        return reply(page, who)

    async def form(self, request: Request) -> tuple[Visitor, dict[str, str]]:
        """Read a form from one of our own pages."""
        who = self.visitor(request)
        if not forms.is_from_here(request):
            raise HTTPException(403)
        return who, await forms.read(request)

    async def back(self, request: Request) -> Response:
        """Lead somebody who loads an act's address again back to the page of the case."""
        token = parse_token(request.path_params["token"]) or ""
        return reply(Page(303, location=f"../{token}"), self.visitor(request))

    async def home(self, request: Request) -> Response:
        """Say what this page is for."""
        return await self.noted("home", 200, self.visitor(request))

    async def board(self, request: Request) -> Response:
        """Show what patients said and the hospital did."""
        return await self.of_the_house("board", self.status.board, request)

    async def answers(self, request: Request) -> Response:
        """Show what the hospital answers to frequent questions."""
        return await self.of_the_house("answers", self.status.answers, request)

    async def of_the_house(self, name: str, draw: Callable[[Visitor], Page], request: Request) -> Response:
        """Show a page that is about no case; `name` is what it is kept under for this second."""
        who = self.visitor(request)
        page = self.recent.get(name, who)
        if page is None:
            page = await self.register.run(draw, who)
            self.recent.keep(name, who, page)
        return reply(page, who)

    async def satisfaction(self, request: Request) -> Response:
        """Show what is published of a month."""
        who, month = self.visitor(request), request.path_params.get("month", "")
        found = await self.register.run(satisfaction.page, self.status.pages, month, who)
        return reply(found, who) if found else await self.noted("lost", 404, who)

    async def healthy(self, request: Request) -> Response:
        """Tell whoever watches this machine whether the register answers, and nothing more of it."""
        self.visitor(request)
        try:
            async with asyncio.timeout(HEALTHY_SECONDS):
                await self.register.run(hospital.is_empty)
        except (StoreFault, TimeoutError):
            return PlainTextResponse("away\n", 503, headers=PLAIN | RETRY)
        return PlainTextResponse("ok\n", headers=PLAIN)

    async def noted(
        self, name: str, status: int, who: Visitor, headers: dict[str, str] | None = None
    ) -> Response:
        """Send a page of a few sentences; one without the hospital's name when the register is away."""

        def drawn() -> bytes:
            with speaking(who.language):
                return self.status.note(name)

        try:
            body = await self.register.run(drawn)
        except StoreFault:
            body = self.status.plain_note(name, who.language)
        return reply(Page(status, body, headers=headers or {}), who)

    async def refused(self, request: Request, problem: Exception) -> Response:
        """Say calmly that this address, method or size is not for us."""
        assert isinstance(problem, HTTPException)
        who = visitor(request, self.proxies, self.settings)
        name = NOTES.get(problem.status_code, "lost")
        return await self.noted(name, problem.status_code, who, dict(problem.headers or {}))

    async def away(self, request: Request, fault: Exception) -> Response:
        """Say calmly that the register does not answer."""
        return self.gone(visitor(request, self.proxies, self.settings), fault, {})

    def gone(self, who: Visitor, fault: Exception, fields: dict[str, str]) -> Response:
        """Note a fault without any words of it; what was typed can be sent again."""
        log.note(self.settings, f"web: {log.where(fault)}")
        typed, form = fields.get("words", ""), fields.get("form", "")
        body = self.status.plain_note("away", who.language, typed, form)
        return reply(Page(503, body, headers=RETRY), who)

    async def choose_language(self, request: Request, language: str) -> Response:
        """Keep the chosen language, and show the same page in it."""
        who = self.visitor(request)
        if not forms.is_from_here(request):
            raise HTTPException(403)
        response = reply(Page(303, location="?"), who)
        response.set_cookie(
            language_cookie(who.is_secure),
            language,
            max_age=YEAR,
            secure=who.is_secure,
            httponly=True,
            samesite="lax",
        )
        return response


class Around:
    """Stands around every route: the choice of language, and calm when something breaks."""

    def __init__(self, app: ASGIApp, web: Web) -> None:
        self.app, self.web = app, web

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request = Request(scope, receive)
        try:
            if scope["method"] == "POST" and (language := self.chosen(scope)):
                response = await self.web.choose_language(request, language)
                return await response(scope, receive, send)
            await self.app(scope, receive, send)
        except ClientDisconnect:
            pass
        except HTTPException as problem:
            await (await self.web.refused(request, problem))(scope, receive, send)
        except Exception as problem:
            # Its message and its values may hold somebody's words; only its kind and place are noted.
            await (await self.web.away(request, problem))(scope, receive, send)

    def chosen(self, scope: Scope) -> str:
        """Return the language that one of the buttons on every page asks for."""
        name, _equals, language = scope["query_string"].decode("ascii", "replace").partition("=")
        return language if name == "language" and language in self.web.settings.languages else ""


def make(
    settings: Settings,
    register: Register,
    pages: limits.Rate = limits.PAGES,
    acts: limits.Rate = limits.ACTS,
) -> Starlette:
    """Return the status page over a register."""
    web = Web(settings, register, pages, acts)
    under = [f"/{letter}/{{token}}" for letter in "Ss"]
    routes = [Route(path, web.show) for path in under]
    for path in under:
        routes.append(Route(f"{path}/open", web.open, methods=["POST"]))
        routes.append(Route(f"{path}/{{act}}", web.act, methods=["POST"]))
        routes.append(Route(f"{path}/{{act}}", web.back))
    routes += [
        Route("/", web.home),
        Route("/board", web.board),
        Route("/answers", web.answers),
        Route("/healthz", web.healthy),
    ]
    routes += [Route(path, web.satisfaction) for path in ("/satisfaction", "/satisfaction/{month}")]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Around, web=web)],
        exception_handlers={HTTPException: web.refused, StoreFault: web.away},
    )
    app.router.redirect_slashes = False
    return app


def serve(settings: Settings) -> None:
    """Serve the status page until the process is told to end."""
    from kiosk.web.server import run

    run(settings)


def reply(page: Page, who: Visitor) -> Response:
    """Send a page with the headers that every page has."""
    headers = (SECURE_HEADERS if who.is_secure else HEADERS) | page.headers
    if page.location:
        headers = headers | {"location": page.location}
    response = Response(page.body, page.status, headers)
    if page.opened:
        response.set_cookie(
            OPENED,
            page.opened,
            max_age=int(OPEN_FOR.total_seconds()),
            secure=True,
            httponly=True,
            samesite="strict",
        )
    return response

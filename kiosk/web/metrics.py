"""Counts for Prometheus, on a port that only this machine reaches. No label ever holds a word of anybody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any, Protocol, TypeVar

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.config import Settings
from kiosk.records.faults import StoreFault
from kiosk.services import work

T = TypeVar("T")
ROUTES = ("show", "open", "act", "back", "home", "healthy", "board", "satisfaction")
"""Every route that has a name; whatever else is asked for counts as `other`."""
METHODS = ("GET", "HEAD", "POST")
LONGEST = 5.0
"""Seconds in which the register answers a reading of the counts."""


class Register(Protocol):
    """The thread that talks to the register."""

    async def run(self, act: Callable[..., T], *values: Any) -> T:
        """Run a service there."""


class Metrics:
    """What the page counts while it serves."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "kiosk_requests", "Answers of the page", ["route", "method", "status"], registry=self.registry
        )
        self.seconds = Histogram("kiosk_request_seconds", "Time to an answer", registry=self.registry)
        self.waits = Histogram("kiosk_register_seconds", "Time the register took", registry=self.registry)
        self.faults = Counter("kiosk_register_faults", "Faults of the register", registry=self.registry)

    def serve(self, settings: Settings, register: Register, loop: asyncio.AbstractEventLoop) -> None:
        """Answer Prometheus on this machine, from a thread of its own."""
        self.registry.register(Cases(settings, register, loop))
        start_http_server(settings.metrics_port, "127.0.0.1", self.registry)


class Timed:
    """A register whose time and faults are counted."""

    def __init__(self, register: Register, metrics: Metrics) -> None:
        self._register, self._metrics = register, metrics

    async def run(self, act: Callable[..., T], *values: Any) -> T:
        """Run a service there."""
        with self._metrics.waits.time(), self._metrics.faults.count_exceptions(StoreFault):
            return await self._register.run(act, *values)


class Counted:
    """Stands around the page and counts its answers by route and status."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, and count its answer."""

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.count(scope, message["status"])
            await send(message)

        begun = perf_counter()
        await self._app(scope, receive, counted)
        self._metrics.seconds.observe(perf_counter() - begun)

    def count(self, scope: Scope, status: int) -> None:
        """Count an answer; what a stranger made up is no label."""
        route = getattr(scope.get("endpoint"), "__name__", "")
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._metrics.requests.labels(route if route in ROUTES else "other", method, str(status)).inc()


class Cases:
    """Counts of the whole house's work, read from the register whenever Prometheus asks."""

    def __init__(self, settings: Settings, register: Register, loop: asyncio.AbstractEventLoop) -> None:
        self._settings, self._register, self._loop = settings, register, loop

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Tell how many cases are open and late; nothing of them where the register does not answer."""
        up = GaugeMetricFamily("kiosk_register_up", "Whether the register answers")
        try:
            found = self.ask()
        except (StoreFault, TimeoutError):
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield GaugeMetricFamily("kiosk_cases_open", "Cases that are not closed", found.running)
        yield GaugeMetricFamily("kiosk_cases_late", "Open cases whose time is over", found.late)
        yield GaugeMetricFamily("kiosk_cases_due_today", "Open cases due before midnight", found.today)
        yield GaugeMetricFamily("kiosk_offers_waiting", "Offers that nobody answered yet", found.offers)

    def ask(self) -> Any:
        """Ask the register from Prometheus' thread."""
        act = self._register.run(work.counters, self._settings, self._settings.clock())
        return asyncio.run_coroutine_threadsafe(act, self._loop).result(LONGEST)

    def describe(self) -> list[GaugeMetricFamily]:
        """Describe nothing beforehand, so that registering asks no register."""
        return []

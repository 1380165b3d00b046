"""Who asks: from where, how safely, and in which language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.requests import Request

from kiosk.config import Settings
from kiosk.i18n import LANGUAGES, negotiate

OPENED = "__Host-opened"
"""The cookie of an opened case; browsers keep a name like this to HTTPS and to this very host."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """One request's sender."""

    address: str
    is_secure: bool
    language: str
    opened: str
    """The cookie of an opened case, as it came; empty when there is none."""
    now: datetime


class Proxies:
    """The proxies whose word is believed."""

    def __init__(self, named: Iterable[str]) -> None:
        self._networks: list[IPv4Network | IPv6Network] = [ip_network(one, strict=False) for one in named]

    def __contains__(self, address: str) -> bool:
        try:
            return any(ip_address(address) in network for network in self._networks)
        except ValueError:
            return False

    def address(self, request: Request) -> str:
        """Return the visitor's address: the last one that no trusted proxy stands at."""
        peer = request.client.host if request.client else ""
        if peer not in self:
            return peer
        told = [one.strip() for one in request.headers.get("x-forwarded-for", "").split(",")]
        return next((one for one in reversed(told) if one and one not in self), peer)

    def is_secure(self, request: Request) -> bool:
        """Say whether the request came over HTTPS: to us, or to a proxy whose word is believed."""
        if request.scope["scheme"] == "https":
            return True
        peer = request.client.host if request.client else ""
        told = request.headers.get("x-forwarded-proto", "")
        return peer in self and told.rpartition(",")[2].strip().lower() == "https"


def visitor(request: Request, proxies: Proxies, settings: Settings) -> Visitor:
    """Read who asks."""
    is_secure = proxies.is_secure(request)
    cookies = request.cookies
    chosen = cookies.get(language_cookie(is_secure), "")
    return Visitor(
        address=proxies.address(request),
        is_secure=is_secure,
        language=spoken(chosen, request.headers.get("accept-language", ""), settings),
        opened=cookies.get(OPENED, "") if is_secure else "",
        now=settings.clock(),
    )


def language_cookie(is_secure: bool) -> str:
    """Return the name of the cookie that keeps the chosen language."""
    return "__Host-language" if is_secure else "language"


def spoken(chosen: str, wished: str, settings: Settings) -> str:
    """Return the language of the page: the one that was chosen, else the one the browser asks for."""
    language = chosen if chosen in LANGUAGES else negotiated(wished) if wished else settings.language
    return language if language in settings.languages else settings.language


@lru_cache(256)
def negotiated(wished: str) -> str:
    """Return the language that a browser asks for, worked out once for each way of asking."""
    return negotiate(wished[:200])

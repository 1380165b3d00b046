"""What receivers are told: which lines, at which stage, how signed, when again, and where to not at all."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from kiosk.i18n import N_
from kiosk.rules.refusal import Refusal

PREFIX = "whsec_"
LONGEST_PAUSE = timedelta(hours=1)
SCHEMES = {"https": 443, "http": 80}
TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv6 addresses in which a network's translator reads an IPv4 address."""
STAGES = {
    "filed": "received",
    "answered_now": "closed",
    "started": "working",
    "answered": "answered",
    "reopened": "working",
    "withdrawn": "withdrawn",
    "voided": "void",
}
VERDICTS = {"solved": "closed", "no_answer": "closed", "not_solved": "working"}

NO_ADDRESS = N_("A receiver is an address like https://name/path, without a name or a password in it.")
HERE = N_(
    "The receiver %(host)s is this machine, or no machine at all. "
    "Name it in 'hook_hosts' where that is meant."
)
OPEN_LINE = N_(
    "The receiver %(host)s is outside the hospital: messages go there over https only, "
    "or name it in 'hook_hosts'."
)


class Place(NamedTuple):
    """Where messages go."""

    scheme: str
    host: str
    port: int
    path: str


def stage_after(kind: str, facts: Mapping[str, Any], before: str) -> str:
    """Return the stage of a case after a line of its timeline."""
    if kind == "verdict":
        return VERDICTS.get(str(facts.get("verdict", "")), before)
    return STAGES.get(kind, before)


def is_told(kind: str, visibility: str, kinds: Collection[str]) -> bool:
    """Tell whether a receiver is told of a line: public, or a change of stage, and of a kind it asked for."""
    is_open = visibility == "public" or kind == "verdict" or kind in STAGES
    return is_open and (not kinds or kind in kinds)


def secret(raw: bytes) -> str:
    """Return a secret as a receiver is given it."""
    return PREFIX + b64encode(raw).decode()


def signature(told: str, uid: str, stamp: int, body: bytes) -> str:
    """Return the signature of a message, as Standard Webhooks writes it."""
    signed = f"{uid}.{stamp}.".encode() + body
    key = b64decode(told.removeprefix(PREFIX))
    return f"v1,{b64encode(hmac.digest(key, signed, 'sha256')).decode()}"


def pause(tries: int, first: timedelta) -> timedelta:
    """Return how long to wait after so many tries: each time twice as long, up to an hour."""
    doubled: timedelta = first * 2 ** min(max(tries - 1, 0), 16)
    return min(LONGEST_PAUSE, doubled)


def place(url: str) -> Place:
    """Return where an address leads, or refuse what is none."""
    try:
        parts = urlsplit(url)
        port = parts.port or SCHEMES.get(parts.scheme, 0)
        (parts.hostname or "").encode("idna")  # nobody can ask for a name that is none
    except ValueError:
        raise Refusal(NO_ADDRESS) from None
    if (
        parts.scheme not in SCHEMES
        or not parts.hostname
        or parts.username is not None
        or not url.isascii()
        or " " in url
    ):
        raise Refusal(NO_ADDRESS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.scheme, parts.hostname, port, path)


def check(place: Place, addresses: Iterable[str], own: Collection[str], allowed: Collection[str]) -> None:
    """Refuse a receiver on this machine, and one outside the hospital that others could listen to."""
    if place.host in allowed:
        return
    for address in map(plain, addresses):
        if str(address) in own or is_nowhere(address):
            raise Refusal(HERE, host=place.host)
        if place.scheme == "http" and address.is_global:
            raise Refusal(OPEN_LINE, host=place.host)


def plain(address: str) -> IPv4Address | IPv6Address:
    """Return an address as what it means: IPv4 written as IPv6 is IPv4."""
    told = ip_address(address.partition("%")[0])
    if isinstance(told, IPv4Address):
        return told
    if told in TRANSLATED:
        return IPv4Address(told.packed[-4:])
    return told.ipv4_mapped or told.sixtofour or told


def is_nowhere(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address leads back here, or to no single machine."""
    return (
        address.is_loopback
        or address.is_unspecified
        or address.is_link_local
        or address.is_multicast
        or (isinstance(address, IPv4Address) and address.is_reserved)
    )

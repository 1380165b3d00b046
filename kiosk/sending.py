"""Takes messages out of the house: to receivers of other systems and to staff, from a process of its own."""

from __future__ import annotations

import fcntl
import http.client
import os
import signal
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from kiosk import __version__, log, notify, store, telling
from kiosk.config import Settings
from kiosk.line import Patience
from kiosk.records.faults import StoreFault
from kiosk.rules import hooks as rules
from kiosk.rules.refusal import Refusal
from kiosk.services import hooks

SECONDS, DEADLINE = 10.0, 20.0
"""How long a receiver may be silent, and how long a message may take in all."""
TURN = 2.0
"""Seconds between two looks for what is to be told."""
AWAY = 10.0
"""Seconds until a register that was away is tried again."""
AT_ONCE = 20
"""Messages that are taken at once: each is marked before the next ones are taken."""
BUSY = 45.0
"""Seconds after which a tick sends no more: the next one goes on."""
TAKEN = range(200, 300)
LOCK = "sending.lock"


class NotTaken(Exception):
    """A receiver did not take a message; says only what kind of trouble it was."""


def turn(settings: Settings, until: Callable[[], bool] = lambda: False) -> int:
    """Tell everybody what is due; return how much was taken. Who fails waits for the next turn."""
    if hooks.are_open():
        hooks.gather(settings.clock())
    count, failed = 0, set[str]()
    while not until() and (found := hooks.due(settings, settings.clock(), AT_ONCE, sorted(failed))):
        for message in found:
            count += deliver(message, settings, failed)
    return count + telling.turn(settings, until)


def deliver(message: hooks.Message, settings: Settings, failed: set[str]) -> bool:
    """Send one message and mark it."""
    try:
        send(message, settings, settings.clock())
    except NotTaken as problem:
        failed.add(message.hook)
        hooks.not_taken(message, str(problem), settings, settings.clock())
        return False
    hooks.taken(message, settings.clock())
    return True


def send(message: hooks.Message, settings: Settings, now: datetime) -> None:
    """Send one message, signed; raise NotTaken when its receiver did not take it."""
    uid, stamp = str(message.uid), int(now.timestamp())
    headers = {
        "content-type": "application/json",
        "user-agent": f"kiosk/{__version__}",
        "webhook-id": uid,
        "webhook-timestamp": str(stamp),
        "webhook-signature": rules.signature(message.secret, uid, stamp, message.body),
    }
    try:
        status = answer(rules.place(message.url), headers, message.body, settings)
    except (OSError, ValueError, http.client.HTTPException, Refusal) as problem:
        raise NotTaken(type(problem).__name__) from None
    if status not in TAKEN:
        raise NotTaken(str(status))


def answer(place: rules.Place, headers: dict[str, str], body: bytes, settings: Settings) -> int:
    """Ask a receiver at an address that was looked at, and return what it says."""
    line = http.client.HTTPConnection(place.host, place.port, timeout=SECONDS)
    patience = Patience(DEADLINE)
    plain = reached(place, settings)
    # The name is not asked for again: it leads to the address that was looked at.
    line.sock = plain
    try:
        patience.hold(plain.fileno())
        with patience:
            if place.scheme == "https":
                line.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=place.host)
            line.request("POST", place.path, body, headers | {"host": host_of(place)})
            return line.getresponse().status
    finally:
        patience.let_go()
        line.close()
        plain.close()


def host_of(place: rules.Place) -> str:
    """Return the host as a request names it."""
    name = f"[{place.host}]" if ":" in place.host else place.host
    return name if place.port == rules.SCHEMES[place.scheme] else f"{name}:{place.port}"


def reached(place: rules.Place, settings: Settings) -> socket.socket:
    """Return a connection to a receiver that messages may go to."""
    found = allowed(place, settings)
    return socket.create_connection((found, place.port), SECONDS)


def allowed(place: rules.Place, settings: Settings) -> str:
    """Return the address of a receiver, or refuse one that messages may not go to."""
    told = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in told]
    own = {address for address in addresses if is_own(address)}
    rules.check(place, addresses, own, settings.hook_hosts)
    return addresses[0]


def is_own(address: str) -> bool:
    """Tell whether an address is this machine's: nobody can listen at another's."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True


def once(settings: Settings) -> int:
    """Tell what is due for about as long as a tick may take, unless the service does it here."""
    if not (settings.notify_file or hooks.are_open()):
        return 0
    ends = time.monotonic() + BUSY
    with alone(settings) as is_alone:
        return turn(settings, lambda: time.monotonic() > ends) if is_alone else 0


@contextmanager
def alone(settings: Settings) -> Iterator[bool]:
    """Say whether nobody else on this machine sends; a tick may not even be let out of the machine."""
    handle = os.open(settings.data / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def serve(settings: Settings) -> None:
    """Tell until told to end; a register that is away is tried again."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda _caught, _frame: ended.set())
    with alone(settings) as is_alone:
        if not is_alone:
            raise BlockingIOError
        notify.tell("READY=1")
        while not ended.is_set():
            try:
                keep_on(settings, ended)
            except StoreFault as fault:
                log.note(settings, f"sending: {type(fault).__name__}")
                ended.wait(AWAY)


def keep_on(settings: Settings, ended: threading.Event) -> None:
    """Take turns on an open register."""
    store.open_register(settings)
    try:
        while not ended.is_set():
            store.again(turn, settings, ended.is_set)
            ended.wait(TURN)
    finally:
        store.close()

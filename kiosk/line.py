"""The line from a terminal to the central register: its own process, so that no screen waits for it."""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk import log, store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Department
from kiosk.records.faults import StoreFault, named
from kiosk.services import asking, delivering, erasing, factor, mirroring

DEADLINE = 20.0
"""Seconds after which a connection that swallows what is said, and closes nothing, is given up."""
TURN = 0.5
"""Seconds between two looks for acts that wait."""
SHORTEST, LONGEST = 0.5, 10.0
"""Seconds until a register that could not be reached is tried again."""
DOWN_EVERY, AGAIN_EVERY = 20.0, 3600.0
"""Seconds between two mirrors of what stands there, and between two offers of what was delivered before."""


def set_up(settings: Settings) -> None:
    """Give a terminal what it needs to work alone: the keys, its own letters, the hospital."""
    store.open_register(settings)
    try:
        store.claim_prefix(settings.spool_prefix)
        rows = mirroring.snapshot()
    finally:
        store.close()
    if not rows[Department]:
        raise store.Unopened(N_("The central register has no hospital yet: run 'kiosk import hospital DIR'."))
    store.open_register(settings, is_spool=True)
    try:
        mirroring.take_over(rows, settings.clock())
    finally:
        store.close()


class Patience:
    """Ends a connection on which nothing has come for too long, so that whoever waits on it goes on.

    It is shut from outside and never cancelled: a cancelled commit is answered as if it had been written
    everywhere, while it stands on one machine.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.socket: socket.socket | None = None
        self._timer: threading.Timer | None = None

    def hold(self, handle: int | None) -> None:
        """Watch over a connection; a register in a file has none."""
        self.let_go()
        if handle is not None:
            self.socket = socket.socket(fileno=os.dup(handle))

    def let_go(self) -> None:
        """Watch over nothing any more."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def __enter__(self) -> None:
        self._timer = threading.Timer(self.seconds, self.end)
        self._timer.daemon = True
        self._timer.start()

    def __exit__(self, *_raised: object) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def end(self) -> None:
        """Shut the connection."""
        if self.socket is not None:
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)


class Line:
    """Both registers, and what goes up and down between them."""

    def __init__(
        self, local: Settings, settings: Settings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.settings, self.clock = settings, clock
        store.open_register(local, is_spool=True)
        self.spool = store.opened()
        self.central: store.Register | None = None
        self.patience = Patience(DEADLINE)
        self.pause, self.due, self.down_due, self.again_due = SHORTEST, 0.0, 0.0, 0.0
        self.version = ""

    def turn(self) -> None:
        """Do what is due; a register that cannot be reached is tried again, each time a little later."""
        if self.clock() < self.due:
            return
        try:
            # A line that breaks in the middle of any question is a register that is away.
            with self.patience, named():
                self.exchange(self.reach())
        except StoreFault as fault:
            self.lose(fault)
        else:
            self.pause = SHORTEST

    def reach(self) -> store.Register:
        """Return the central register, opened if it is not."""
        if self.central is None:
            store.open_register(self.settings)
            self.central = store.opened()
            self.patience.hold(self.central.database.handle())
            self.again_due = self.down_due = 0.0
        return self.central

    def lose(self, fault: StoreFault) -> None:
        """Let go of a register that did not answer."""
        self.patience.let_go()
        if self.central is not None:
            with suppress(StoreFault), store.at(self.central):
                store.close()
        if self.pause == SHORTEST:
            log.note(
                self.settings, f"the central register is away: {type(fault).__name__}. {fault.sentence()}"
            )
        self.central = None
        self.due = self.clock() + self.pause
        self.pause = min(LONGEST, self.pause * 2)

    def exchange(self, central: store.Register) -> None:
        """Deliver what waits; now and then offer again, and bring down what stands there."""
        now, at = self.settings.clock(), self.clock()
        if at >= self.again_due:
            delivering.offer_again(self.spool, central, now)
            with store.at(self.spool):
                delivering.forget_old(now)
            self.forget(central, now)
            self.again_due = at + AGAIN_EVERY
        outcome = delivering.deliver_some(self.spool, central, self.settings, now)
        if outcome.is_over and at >= self.down_due:
            self.bring_down(central, now)
            self.down_due = at + DOWN_EVERY

    def forget(self, central: store.Register, now: datetime) -> None:
        """Erase at this terminal what was erased at the register, and what ended long ago."""
        with store.at(self.spool):
            held = mirroring.kept_here()
        with store.at(central):
            gone = mirroring.erased_among(held)
        with store.at(self.spool):
            erasing.erase_known([*gone, *mirroring.long_over(now)], now)

    def bring_down(self, central: store.Register, now: datetime) -> None:
        """Mirror the hospital and this terminal's cases."""
        with store.at(self.spool):
            held = mirroring.open_here()
        with store.at(central):
            rows, copies = mirroring.snapshot(), mirroring.newer(held)
        with store.at(self.spool):
            if (version := mirroring.version(rows)) != self.version and rows[Department]:
                mirroring.take_over(rows, now)
                self.version = version
            for copy in copies:
                mirroring.keep(copy, now)

    def answer(self, asked: dict[str, Any]) -> str:
        """Try the second factor of any case at the central register; a case that opens is brought down."""
        if self.central is None:
            return "away"
        now = self.settings.clock()
        try:
            with self.patience, store.at(self.central):
                told, digits, address = (str(asked.get(name, "")) for name in ("told", "digits", "address"))
                answer, case = factor.unlock_number(told, digits, address, now)
                copies = mirroring.copies([case.uid]) if case is not None else []
            with store.at(self.spool):
                for copy in copies:
                    mirroring.keep(copy, now)
        except StoreFault as fault:
            self.lose(fault)
            return "away"
        return answer

    def close(self) -> None:
        """Close both registers."""
        self.patience.let_go()
        for register in (self.spool, self.central):
            if register is not None:
                with suppress(StoreFault), store.at(register):
                    store.close()


def serve(settings: Settings) -> None:
    """Keep the line until it is told to end."""
    ended: list[int] = []
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda caught, _frame: ended.append(caught))
    line, parent = Line(settings, settings), os.getppid()
    with listening(asking.address(settings)) as door, selectors.DefaultSelector() as waiting:
        waiting.register(door, selectors.EVENT_READ)
        while not ended and os.getppid() == parent:
            if waiting.select(TURN):
                reply(door, line)
            line.turn()
    line.close()


def listening(path: Path) -> socket.socket:
    """Return the door at which this machine's desk asks; nobody else may."""
    path.unlink(missing_ok=True)
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    door.bind(str(path))
    path.chmod(0o600)
    door.listen(8)
    door.setblocking(False)
    return door


def reply(door: socket.socket, line: Line) -> None:
    """Answer one who asks; one who says nothing, or nonsense, gets no answer."""
    try:
        asker, _address = door.accept()
    except BlockingIOError:
        return
    with asker:
        asker.settimeout(1.0)
        try:
            asked = json.loads(asker.recv(asking.LONGEST))
            asker.sendall(line.answer(asked if isinstance(asked, dict) else {}).encode())
        except (OSError, ValueError) as problem:
            log.note(line.settings, f"a question to the line: {type(problem).__name__}")

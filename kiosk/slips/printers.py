"""Where slips go: a device, a printer on the network, a print queue or a file; every call may block."""

import errno
import os
import re
import select
import socket
import subprocess
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from kiosk.i18n import N_
from kiosk.slips.receipt import PrinterProblem as PrinterProblem
from kiosk.slips.receipt import Receipt, as_text, native, raster

PATIENCE = 3.0
"""Seconds in which a printer must take some more of the slip, or it is said to be out."""

ANSWER = 0.5
"""Seconds that a printer has to tell its state; many never do, and are believed to be well."""

Form = Callable[[Receipt], bytes]

_TCP = re.compile(r"tcp://([^\s:/@]+|\[[0-9a-fA-F:]+\])(?::([0-9]{1,5}))?/?")
_QUEUE = re.compile(r"cups:([\w.][\w.-]*)")

# DLE EOT n asks for one byte of state; four of its bits never change and tell it from other words.
_ASK_PAPER, _PAPER_OUT = b"\x10\x04\x04", 0x60
_ASK_ONLINE, _OFFLINE = b"\x10\x04\x01", 0x08
_FIXED, _STATE = 0x93, 0x12

_NO_ANSWER = N_("The slip was not printed: the printer does not answer; is it switched on and has it paper?")
_NO_PAPER = N_("The slip was not printed: the printer is out of paper.")
_REASONS = {
    errno.ENOSPC: N_("The slip was not printed: the disk is full."),
    errno.EACCES: N_("The slip was not printed: this program may not write to the printer."),
    errno.EPERM: N_("The slip was not printed: this program may not write to the printer."),
    errno.EBUSY: N_("The slip was not printed: another program is using the printer."),
    errno.ECONNREFUSED: N_("The slip was not printed: the printer refused the connection."),
    errno.ENOENT: N_("The slip was not printed: the printer is not connected."),
    errno.ENODEV: N_("The slip was not printed: the printer is not connected."),
    errno.ENXIO: N_("The slip was not printed: the printer is not connected."),
}


class Printer(Protocol):
    """Something that puts a receipt on paper."""

    def print(self, receipt: Receipt) -> None:
        """Print the receipt, or raise PrinterProblem with one sentence that says why not."""


@dataclass(frozen=True)
class NoPrinter:
    """A desk without a printer."""

    def print(self, receipt: Receipt) -> None:
        """Say that there is none."""
        raise PrinterProblem(N_("This desk has no receipt printer."))


@dataclass(frozen=True)
class FilePrinter:
    """A device file, or a plain file that grows by every slip."""

    path: str
    form: Form
    is_device: bool = False
    patience: float = PATIENCE

    def print(self, receipt: Receipt) -> None:
        """Write the receipt to the file."""
        slip = self.form(receipt)
        # A slip opens a case to whoever holds it: the file is for its owner alone.
        flags = os.O_WRONLY | os.O_NONBLOCK | (0 if self.is_device else os.O_CREAT | os.O_APPEND)
        try:
            file = os.open(self.path, flags, 0o600)
            try:
                _send(file, slip, self.patience)
            finally:
                os.close(file)
        except OSError as failure:
            # The USB driver's "no space" speaks of paper.
            paper = self.is_device and failure.errno == errno.ENOSPC
            raise PrinterProblem(_NO_PAPER) if paper else _problem(failure) from failure


@dataclass(frozen=True)
class NetworkPrinter:
    """A printer that listens on the network."""

    host: str
    port: int
    form: Form
    patience: float = PATIENCE

    def print(self, receipt: Receipt) -> None:
        """Send the receipt, unless the printer says that it has no paper."""
        slip = self.form(receipt)
        try:
            with closing(socket.create_connection((self.host, self.port), self.patience)) as line:
                _check(line)
                _send(line.fileno(), slip, self.patience)
                _hang_up(line)
        except OSError as failure:
            raise _problem(failure) from failure


@dataclass(frozen=True)
class QueuePrinter:
    """A print queue of this machine, which passes the bytes on as they are."""

    queue: str
    form: Form
    patience: float = PATIENCE

    def print(self, receipt: Receipt) -> None:
        """Hand the receipt to the queue."""
        command = ["lp", "-d", self.queue, "-o", "raw"]
        slip = self.form(receipt)
        try:
            done = subprocess.run(
                command, input=slip, capture_output=True, timeout=self.patience, check=False
            )
        except OSError as missing:
            raise PrinterProblem(
                N_("The slip was not printed: install the Debian package cups-client for print queues.")
            ) from missing
        except subprocess.TimeoutExpired as failure:
            raise PrinterProblem(_NO_ANSWER) from failure
        if done.returncode:
            raise PrinterProblem(
                N_("The slip was not printed: the print queue %(queue)s did not take it."), queue=self.queue
            )


def open_printer(
    target: str, form: str = "raster", columns: int = 32, width: int = 576, font: str | None = None
) -> Printer:
    """Return the printer that a target names; it is first touched when it prints.

    Targets, as `--print` takes them: `/dev/usb/lp0` (a device file), `tcp://host` or `tcp://host:9100`,
    `cups:queue`, `file:/path` (grows by every slip; plain words when it ends in .txt), `-` or nothing.
    Forms: `raster` (one picture, `width` dots) or `text` (the printer's own letters, `columns` a line).
    """
    if target in ("", "-"):
        return NoPrinter()
    renders: dict[str, Form] = {
        "raster": partial(raster, width=width, font=font),
        "text": partial(native, columns=columns),
    }
    if form not in renders:
        raise PrinterProblem(N_("A slip is printed as raster or as text, not as %(form)s."), form=form)
    return _printer(target, renders[form], columns)


def _printer(target: str, form: Form, columns: int) -> Printer:
    if target.startswith("/dev/"):
        return FilePrinter(target, form, is_device=True)
    if path := target.removeprefix("file:") if target.startswith("file:") else "":
        return FilePrinter(path, _words(columns) if path.endswith(".txt") else form)
    if (tcp := _TCP.fullmatch(target)) and int(tcp[2] or 9100) in range(1, 65536):
        return NetworkPrinter(tcp[1].strip("[]"), int(tcp[2] or 9100), form)
    if queue := _QUEUE.fullmatch(target):
        return QueuePrinter(queue[1], form)
    raise PrinterProblem(
        N_(
            "%(target)s is not a printer: write a device such as /dev/usb/lp0, "
            "tcp://host:9100, cups:queue, file:/path, or - for none."
        ),
        target=target,
    )


def _words(columns: int) -> Form:
    return lambda receipt: as_text(receipt, columns).encode()


def _send(file: int, slip: bytes, patience: float) -> None:
    rest = memoryview(slip)
    ready = select.poll()
    ready.register(file, select.POLLOUT)
    # Paper is slower than the line: each piece has its own time, not the whole slip.
    while states := ready.poll(patience * 1000):
        if states[0][1] & ~select.POLLOUT:
            raise BrokenPipeError
        # A USB printer that is closed before it is ready again forgets the last piece.
        if not rest:
            return
        rest = rest[os.write(file, rest[:4096]) :]
    raise TimeoutError


def _check(line: socket.socket) -> None:
    state = _ask(line, _ASK_PAPER)
    if state is None:
        return
    if state & _PAPER_OUT == _PAPER_OUT:
        raise PrinterProblem(_NO_PAPER)
    if (_ask(line, _ASK_ONLINE) or 0) & _OFFLINE:
        raise PrinterProblem(N_("The slip was not printed: the printer is not ready; its cover may be open."))


def _ask(line: socket.socket, question: bytes) -> int | None:
    line.sendall(question)
    line.settimeout(ANSWER)
    with suppress(TimeoutError):
        answer = line.recv(1)
        return answer[0] if answer and answer[0] & _FIXED == _STATE else None
    return None


def _hang_up(line: socket.socket) -> None:
    # Closing over unread words of the printer would throw away what it has not yet taken of ours.
    line.shutdown(socket.SHUT_WR)
    line.settimeout(ANSWER)
    with suppress(TimeoutError, ConnectionResetError):
        while line.recv(64):
            pass


def _problem(failure: OSError) -> PrinterProblem:
    if isinstance(failure, TimeoutError):
        return PrinterProblem(_NO_ANSWER)
    unreachable = N_("The slip was not printed: the printer cannot be reached.")
    return PrinterProblem(_REASONS.get(failure.errno or 0, unreachable))

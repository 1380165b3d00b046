"""A real OpenSSH between a ward cart and the console: a server of our own, a key, a line that can be cut."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path

from tests.desk_terminal import Desk, free_port
from tests.terminals import PATIENCE, ROOT

SERVER = """Port {port}
ListenAddress 127.0.0.1
HostKey {home}/host
PidFile {home}/pid
AuthorizedKeysFile {home}/authorized
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PermitUserEnvironment KIOSK_STAFF
PermitUserRC no
DisableForwarding yes
ExposeAuthInfo yes
ClientAliveInterval 15
ClientAliveCountMax 2
LogLevel ERROR
"""


@dataclass(frozen=True)
class Server:
    """An SSH server whose only command is the console."""

    home: Path
    port: int

    def dial(self, term: str = "xterm-256color", size: tuple[int, int] = (80, 24)) -> Line:
        """Open a line, as `ssh desk` does on a ward cart."""
        options = [
            f"-oUserKnownHostsFile={self.home}/known",
            "-oStrictHostKeyChecking=no",
            "-oLogLevel=ERROR",
        ]
        words = ["ssh", "-tt", "-i", str(self.home / "cart"), "-p", str(self.port), *options]
        return Line([*words, f"{getuser()}@127.0.0.1"], size, TERM=term)


class Line(Desk):
    """The terminal of a ward cart."""

    def cut(self) -> None:
        """Cut the line without a word, as a dead battery does."""
        for pid in self.tree():
            os.kill(pid, signal.SIGKILL)
        self.program.wait()

    def keys(self, *names: str) -> None:
        """Press keys one after the other, each taken before the next."""
        codes = {"enter": b"\r", "escape": b"\x1b", "tab": b"\t", "down": b"\x1b[B", "up": b"\x1b[A"}
        for name in names:
            self.type(codes.get(name) or (b"\x13" if name == "ctrl+s" else name.encode()))


@contextmanager
def server(home: Path, data: Path, staff: str = "", **environ: str) -> Iterator[Server]:
    """Start an SSH server that opens the console of a register for whoever has the key."""
    home.mkdir(parents=True)
    for name in ("host", "cart"):
        make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(home / name)]
        subprocess.run(make, check=True, timeout=PATIENCE)
    port = free_port()
    (home / "config").write_text(SERVER.format(port=port, home=home))
    session = home / "session"
    given = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(home), **environ}
    words = ["exec", "env", "-i", *(f"{name}={value}" for name, value in given.items())]
    passed = 'TERM="$TERM" KIOSK_STAFF="$KIOSK_STAFF" SSH_USER_AUTH="$SSH_USER_AUTH"'
    program = [sys.executable, "-m", "kiosk", "staff", "--data", str(data)]
    session.write_text(
        f"#!/bin/sh\ncd {shlex.quote(str(ROOT))}\n{shlex.join(words)} {passed} {shlex.join(program)}\n"
    )
    session.chmod(0o755)
    named = f'environment="KIOSK_STAFF={staff}",' if staff else ""
    public = (home / "cart.pub").read_text()
    (home / "authorized").write_text(f'restrict,pty,{named}command="{session}" {public}')
    Path("/run/sshd").mkdir(parents=True, exist_ok=True)
    daemon = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", str(home / "config")])
    try:
        wait_for(port)
        yield Server(home, port)
    finally:
        daemon.terminate()
        daemon.wait(PATIENCE)


def wait_for(port: int) -> None:
    """Wait until somebody answers at a port."""
    import socket

    latest = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < latest, "the SSH server never answered"


def fingerprint(server: Server) -> str:
    """Return the SHA256 fingerprint of the ward cart's key."""
    told = subprocess.run(
        ["ssh-keygen", "-l", "-f", str(server.home / "cart.pub")],
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    return told.stdout.split()[1]

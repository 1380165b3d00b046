"""A real OpenSSH between a ward cart and the console: what ships, on a server of our own."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path

from tests.desk_terminal import Desk, free_port
from tests.terminals import PATIENCE, ROOT

OURS = """Port {port}
ListenAddress 127.0.0.1
HostKey {home}/host
PidFile {home}/pid
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
AcceptEnv LANG LC_*
X11Forwarding yes
LogLevel ERROR
Subsystem sftp internal-sftp
"""
"""What a machine's own sshd_config holds, as Debian ships it: the rest is our file."""
KEYS = {
    "enter": b"\r",
    "escape": b"\x1b",
    "tab": b"\t",
    "down": b"\x1b[B",
    "up": b"\x1b[A",
    "ctrl+s": b"\x13",
}
COLD = 90.0
"""Seconds in which a console opens at most, also beside everything else that is tested."""


@dataclass(frozen=True)
class Server:
    """An SSH server whose only command is the console."""

    home: Path
    port: int
    daemon: int

    def words(self, who: str, *options: str) -> list[str]:
        """Return how `ssh` is called with somebody's key."""
        calm = [f"-oUserKnownHostsFile={self.home}/known", "-oStrictHostKeyChecking=no", "-oLogLevel=ERROR"]
        key = ["-F/dev/null", "-oIdentitiesOnly=yes", "-oIdentityAgent=none", "-i", str(self.home / who)]
        return ["ssh", *key, *calm, *options, "-p", str(self.port), f"{getuser()}@127.0.0.1"]

    def dial(
        self,
        who: str,
        *options: str,
        term: str = "xterm-256color",
        size: tuple[int, int] = (80, 24),
        command: Sequence[str] = (),
        **environ: str,
    ) -> Line:
        """Open a line with somebody's key, as `ssh desk` does on a ward cart."""
        words = [*self.words(who, "-tt", "-e", "none", *options), *command]
        return Line(words, size, **{"TERM": term, **environ})

    def say(self, who: str, *command: str, options: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        """Ask for something without a terminal."""
        return self.call([*self.words(who, "-T", *options), *command])

    def call(self, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run a program that talks to the server and ends."""
        return subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=COLD,
            env={**os.environ, "TERM": "xterm"},
        )

    def processes(self) -> dict[int, str]:
        """Return everything that the server started and that still runs, with its command line."""
        found: dict[int, str] = {}
        numbers = [self.daemon]
        for pid in numbers:
            try:
                for task in Path(f"/proc/{pid}/task").glob("*/children"):
                    numbers += map(int, task.read_text().split())
                found[pid] = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended while one looked
        del found[self.daemon]
        return {pid: line for pid, line in found.items() if line}

    def consoles(self) -> list[int]:
        """Return the numbers of the consoles that are open."""
        return [pid for pid, line in self.processes().items() if "kiosk staff" in line]


class Line(Desk):
    """The terminal of a ward cart."""

    def cut(self) -> None:
        """Cut the line without a word, as a dead battery does."""
        for pid in self.tree():
            os.kill(pid, signal.SIGKILL)
        self.program.wait()

    def keys(self, *names: str) -> None:
        """Press keys, each of which changes the screen before the next is pressed."""
        for name in names:
            before = self.text
            self.type(KEYS.get(name) or name.encode())
            self.look(before)

    def go(self, key: str, *words: str) -> None:
        """Press a key, and wait for what it brings."""
        self.type(KEYS.get(key) or key.encode())
        self.see(*words)

    def still(self, seconds: float = 0.3) -> None:
        """Wait until nothing is drawn any more."""
        while self.pump(seconds):
            pass

    def come_in(self, *words: str, news: str = "") -> None:
        """Wait for a console that opens, and go past the box of news where there is one."""
        first = (news,) if news else words
        self.wait(lambda: any(map(self.sees, first)), repr(first), COLD)
        if news:
            self.still()
            self.go("enter", *words)
            self.wait(lambda: not self.sees(news), "the end of the news")


def until_gone(pid: int) -> float:
    """Wait until a process has ended, also an orphan; return how many seconds that took."""
    since = time.monotonic()
    while is_running(pid):
        assert time.monotonic() < since + COLD, f"{pid} never ended"
        time.sleep(0.02)
    return time.monotonic() - since


def is_running(pid: int) -> bool:
    """Tell whether a process runs; one that waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def make_key(home: Path, who: str) -> str:
    """Make somebody's key; return its SHA256 fingerprint."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / who
    if not path.exists():
        run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", who, "-f", str(path)])
    return run(["ssh-keygen", "-l", "-f", f"{path}.pub"]).split()[1]


def run(words: Sequence[str]) -> str:
    """Run a program that must do well; return what it said."""
    return subprocess.run(words, check=True, capture_output=True, text=True, timeout=PATIENCE).stdout


@contextmanager
def server(home: Path, data: Path, *people: str, is_forced: bool = True) -> Iterator[Server]:
    """Start an SSH server that opens the console of a register for each who has a key.

    With `is_forced` it is the file and the session that ship, with the paths of this test in them; without,
    an ordinary session of somebody who starts the console there.
    """
    for who in ("host", *people):
        make_key(home, who)
    port = free_port()
    program = [sys.executable, "-m", "kiosk", "staff", "--data", str(data), "--language", "en"]
    (home / "session").write_text(session(home, program))
    (home / "session").chmod(0o755)
    (home / "authorized").write_text("".join(authorized(home, who, program, is_forced) for who in people))
    config = OURS.format(port=port, home=home)
    (home / "config").write_text(
        config + (shipped(home) if is_forced else f"AuthorizedKeysFile {home}/authorized\n")
    )
    Path("/run/sshd").mkdir(parents=True, exist_ok=True)
    with (home / "said").open("wb") as said:
        daemon = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", str(home / "config")], stderr=said)
    try:
        wait_for(port)
        made = Server(home, port, daemon.pid)
        yield made
    finally:
        for pid in made.processes():
            end(pid)
        daemon.terminate()
        daemon.wait(PATIENCE)


def end(pid: int) -> None:
    """End a process of ours, if it has not ended."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def authorized(home: Path, who: str, program: Sequence[str], is_forced: bool) -> str:
    """Return somebody's line of the file of keys; whose code begins with `-` is named by nothing."""
    public = (home / f"{who}.pub").read_text()
    if not is_forced:
        return f'command="cd {shlex.quote(str(ROOT))} && {shlex.join(program)}" {public}'
    named = "" if who.startswith("nobody") else f'environment="KIOSK_STAFF={who}",'
    return f"restrict,pty,{named}".rstrip(",") + f" {public}"


def session(home: Path, program: Sequence[str]) -> str:
    """Return the session that ships, with the paths of a test."""
    text = (ROOT / "packaging" / "kiosk-session").read_text("utf-8")
    text = swapped(text, "/opt/kiosk/bin/kiosk staff", shlex.join(program))
    text = swapped(text, "HOME=/var/lib/kiosk", f"HOME={shlex.quote(str(home))}")
    return swapped(text, "set -eu", f"set -eu\ncd {shlex.quote(str(ROOT))}")


def shipped(home: Path) -> str:
    """Return the server's file that ships, with the user and the paths of a test."""
    text = (ROOT / "packaging" / "sshd_config.d" / "kiosk.conf").read_text("utf-8")
    text = swapped(text, "Match User kiosk", f"Match User {getuser()}")
    text = swapped(text, "/etc/kiosk/keys/%u", f"{home}/authorized")
    return swapped(text, "/etc/kiosk/kiosk-session", f"{home}/session")


def swapped(text: str, old: str, new: str) -> str:
    """Put a test's own words in the place of what ships; it must stand there."""
    assert len(re.findall(rf"^[^#]*{re.escape(old)}", text, re.MULTILINE)) == 1, old
    return re.sub(rf"(?m)^([^#\n]*){re.escape(old)}", lambda found: found[1] + new, text)


def wait_for(port: int) -> None:
    """Wait until somebody answers at a port."""
    latest = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < latest, "the SSH server never answered"
            time.sleep(0.02)

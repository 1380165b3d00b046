"""What a cart may ask of the SSH line and never gets, and every kind of terminal that may stand on it."""

from __future__ import annotations

import socket
import subprocess
import termios
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.services import patients
from tests.console_line import House, house
from tests.desk_terminal import free_port
from tests.ssh_line import Line, Server, make_key, server
from tests.terminals import PATIENCE

ATTACK = "\x1b]52;c;aGk=\x07\x1b]0;owned\x07\x1bP$qm\x1b\\\x9b31m\u202e\x1b[2J等了两个小时"
"""Clipboard, title, a device string, colours, direction, an empty screen: what a stranger might file."""
TERMS = (
    *("xterm-256color", "tmux-256color", "screen", "screen-256color"),
    *("linux", "vt220", "xterm", "dumb", "nonsense"),
)
SIZES = ((40, 15), (1, 1), (80, 24))


@pytest.fixture
def here(tmp_path: Path) -> House:
    """Make a register in which a supervisor has a key."""
    return house(tmp_path / "data", {"he": make_key(tmp_path / "ssh", "he")})


@pytest.fixture
def desk(tmp_path: Path, here: House) -> Iterator[Server]:
    """Start a server with what ships."""
    with server(tmp_path / "ssh", tmp_path / "data", "he") as made:
        yield made


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[Path]:
    """Start an agent that somebody would like to lend to this machine."""
    path = tmp_path / "agent"
    running = subprocess.Popen(["ssh-agent", "-D", "-a", str(path)], stdout=subprocess.DEVNULL)
    try:
        while not path.exists():
            assert running.poll() is None
        yield path
    finally:
        running.terminate()
        running.wait(PATIENCE)


def lending(desk: Server, who: str, agent: Path) -> Line:
    """Open a line that offers an agent."""
    words = [word for word in desk.words(who, "-tt", "-e", "none", "-A") if "IdentityAgent" not in word]
    return Line(words, (80, 24), TERM="xterm-256color", SSH_AUTH_SOCK=str(agent))


def lent(desk: Server) -> list[Path]:
    """Return the sockets of agents that the server's sessions offer here."""
    pids = {str(pid) for pid in desk.processes()}
    return [path for path in Path("/tmp").glob("ssh-*/agent.*") if path.suffix[1:] in pids]


def talking(words: list[str]) -> list[str]:
    """Let ssh say what it was refused."""
    return [word.replace("LogLevel=ERROR", "LogLevel=VERBOSE") for word in words]


def test_no_agent_is_taken_in(desk: Server, here: House, agent: Path, tmp_path: Path) -> None:
    """Reliability 48: -A; a session without our file shows that it would be seen."""
    line = lending(desk, "he", agent)
    try:
        line.come_in("My work")
        assert lent(desk) == []
    finally:
        line.close()
    with server(tmp_path / "open", tmp_path / "data", "cart", is_forced=False) as careless:
        line = lending(careless, "cart", agent)
        try:
            line.come_in("Sign-in name")
            assert lent(careless)
        finally:
            line.close()


def test_no_window_of_a_stranger_opens_through_it(desk: Server) -> None:
    """Reliability 48: -X and -Y."""
    for option in ("-X", "-Y"):
        words = [
            word.replace("LogLevel=ERROR", "LogLevel=VERBOSE") for word in desk.words("he", "-T", option)
        ]
        told = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE * 2,
            env={"DISPLAY": "127.0.0.1:9", "PATH": "/usr/bin:/bin"},
        )
        assert "X11 forwarding request failed" in told.stderr and told.returncode == 77, told


def test_no_way_opens_from_within_a_line(desk: Server) -> None:
    """Reliability 48: `~C`, the command line of ssh itself."""
    port = free_port()
    with socket.create_server(("127.0.0.1", 0)) as inner:
        words = desk.words("he", "-tt", "-e", "~", "-oEnableEscapeCommandline=yes")
        line = Line(talking(words), (80, 24), TERM="xterm-256color")
        try:
            line.come_in("My work")
            line.still()
            line.type(b"\r~C")
            line.see("ssh>")
            line.type(f"-R {port}:127.0.0.1:{inner.getsockname()[1]}\r".encode())
            line.wait(lambda: b"Forwarding port." in line.raw, "the request")
            line.still(1.0)
            with socket.socket() as probe:
                assert probe.connect_ex(("127.0.0.1", port)) != 0
        finally:
            line.close()


def test_what_a_stranger_files_leaves_the_nurses_screen_alone(desk: Server, here: House) -> None:
    """Reliability 34: clipboard, title and device strings come in as words, and go out as words."""
    here.ask(patients.add_message, here.uid, ATTACK, here.settings, datetime.now(UTC))
    line = desk.dial("he")
    try:
        line.come_in("My work", news="wrote")
        line.go("5", "Complaint")
        line.go("enter", here.number)
        line.see("等了两个小时")
        line.still()
        for sent in (b"\x1b]52", b"\x1b]0;owned", b"\x1bP$qm", b"\xc2\x9b", b"\xe2\x80\xae"):
            assert sent not in line.raw, sent
    finally:
        line.close()


def resize(line: Line, columns: int, rows: int) -> None:
    """Make the cart's window another size."""
    termios.tcsetwinsize(line.inside, (rows, columns))
    line.columns, line.rows = columns, rows
    line.drawn.resize(rows, columns)


@pytest.mark.parametrize("term", TERMS)
def test_every_terminal_in_every_size_shows_the_console_or_says_why_not(desk: Server, term: str) -> None:
    """Reliability 53."""
    line = desk.dial("he", term=term)
    try:
        line.wait(lambda: line.sees("My work") or line.sees("TERM"), "the console")
        if line.sees("My work"):
            for columns, rows in SIZES:
                before = len(line.raw)
                resize(line, columns, rows)
                line.wait(lambda: len(line.raw) > before, f"{columns}×{rows}")  # noqa: B023
                line.still()
            line.see("My work")
        print(f"\n{term}: {'the console' if line.sees('My work') else line.text.strip()[:90]}")
        assert b"Traceback" not in line.raw
    finally:
        line.close()

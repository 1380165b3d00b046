"""The console over a real OpenSSH session: a whole turn of work in it, and nothing else behind it."""

from __future__ import annotations

import random
import select
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.services import handovers, people
from tests.console import PASSWORD
from tests.console_line import House, house
from tests.desk_terminal import free_port
from tests.ssh_line import Line, Server, make_key, server, until_gone
from tests.staff import person

TERMS = ("linux", "xterm-256color", "tmux-256color")
RANDOM_STRINGS = 1000
DOORS = [bytes([code]) for code in range(0x20)]
"""Every key that a terminal or a shell may take for itself: Ctrl+C, Ctrl+Z, Ctrl+\\, Ctrl+Q, Ctrl+P."""
REFUSED = "This SSH key does not open the console"


@pytest.fixture
def here(tmp_path: Path) -> House:
    """Make a register in which a supervisor and a department's contact have keys."""
    keys = {code: make_key(tmp_path / "ssh", code) for code in ("he", "gu")}
    return house(tmp_path / "data", keys, ("fang",))


@pytest.fixture
def desk(tmp_path: Path, here: House) -> Iterator[Server]:
    """Start a server with what ships; one key of its list names nobody."""
    with server(tmp_path / "ssh", tmp_path / "data", "he", "gu", "nobody") as made:
        yield made


def only_the_console_runs(desk: Server) -> None:
    """See that a session is sshd and the console, and that nothing was started from there."""
    for line in desk.processes().values():
        assert line.startswith("sshd") or "kiosk staff" in line, desk.processes()


@pytest.mark.parametrize("term", TERMS)
def test_a_turn_of_work_over_a_real_line(desk: Server, here: House, term: str) -> None:
    line = desk.dial("he", term=term)
    try:
        line.come_in("My work")
        line.go("/", "Look for")
        line.type(here.number.encode())
        line.see("Complaint")
        line.keys("down")
        line.go("enter", "First responder")
        line.go("n", "Only staff read this.")
        line.type("已经打电话问过收费处".encode())
        line.see("已经打电话问过收费处")
        line.keys("ctrl+s")
        line.wait(lambda: not line.sees("Only staff read this."), "the form's end")
        line.see("已经打电话问过收费处")
        line.go("p", "Reply to the patient")
        line.see("The patient reads this, in")
        line.type("我们正在查。".encode())
        line.see("我们正在查。")
        line.go("ctrl+s", "The patient will read this")
        line.go("ctrl+s", "2026", "Reply")
        line.wait(lambda: here.lines("reply") == ["我们正在查。"], "the reply")
        assert here.lines("note") == ["已经打电话问过收费处"]
        offer_by_keys(line, "medical", "medical-office")
        line.wait(lambda: bool(here.ask(handovers.of, here.uid)), "the offer")
    finally:
        line.close()
    line = desk.dial("gu", term=term)
    try:
        line.come_in("offered to you", "My work")
        line.still()
        if line.sees("Go on"):
            line.keys("enter")
        line.go("2", "●2 Offers")
        line.wait(lambda: line.sees(here.number) and line.sees("a  Accept"), "the offer under the cursor")
        line.still(1.2)
        line.go("a", "you have accepted it")
        assert here.case().responsible == "gu"
        line.go("q", "Sign out?")
        line.type(b"\x13")
        assert line.ended() == 0
    finally:
        line.close()


def offer_by_keys(line: Line, letters: str, office: str) -> None:
    """Hand the case over to a department, found by its letters."""
    line.go("h", "Type to find")
    line.type(letters.encode())
    line.still()
    line.keys("enter")
    line.see(f"● {office}")
    line.keys("ctrl+s")
    line.wait(lambda: not line.sees("Type to find"), "the form's end")


def test_name_and_password_open_it_from_an_ordinary_session(tmp_path: Path, here: House) -> None:
    with server(tmp_path / "open", tmp_path / "data", "cart", is_forced=False) as desk:
        line = desk.dial("cart", term="linux")
        try:
            line.come_in("Sign-in name")
            line.still()
            line.type(b"fang\rwrong one\r")
            line.see("Name and password do not fit together.")
            line.still()
            line.type(PASSWORD.encode() + b"\r")
            line.see("Nothing to do here.", here.number)
            line.see("Fang")
            assert PASSWORD.encode() not in line.raw and b"wrong one" not in line.raw
            line.go("q", "Sign out?")
            line.type(b"\x13")
            assert line.ended() == 0
        finally:
            line.close()


# What is not reached


def test_no_key_reaches_a_shell(desk: Server, here: House) -> None:
    """Reliability 49: every key 0x00–0x1f, a thousand random strings, and a line that ends among them."""
    line, opened, chance = desk.dial("he"), 1, random.Random(49)
    try:
        line.come_in("My work")
        line.still()
        for code in DOORS * 2:
            line.type(code)
        line.still()
        assert line.program.poll() is None and len(desk.consoles()) == 1
        only_the_console_runs(desk)
        for turn in range(RANDOM_STRINGS):
            if (
                line.program.poll() is not None
            ):  # it was signed out: the connection ends, and nothing is behind it
                line.close()
                line, opened = desk.dial("he"), opened + 1
                line.come_in("My work", "You were writing this")
            string = bytes(
                chance.choice((*range(0x20), *range(0x20, 0x7F), 0x1B)) for _ in range(chance.randint(1, 8))
            )
            try:
                line.type(string)
            except OSError:
                line.program.wait()
            if turn % 100 == 99:
                only_the_console_runs(desk)
        assert b"uid=" not in line.raw and b"command not found" not in line.raw
        print(f"\n{RANDOM_STRINGS} random strings, {opened} sessions")
        assert (
            not (here.settings.data / "log").exists()
            or "CRITICAL" not in (here.settings.data / "log").read_text()
        )
        left = desk.consoles()
    finally:
        line.close()
    for pid in left:
        until_gone(pid)


@pytest.mark.parametrize("command", [["id"], ["bash", "-i"], ["/bin/sh", "-c", "id"]])
def test_a_command_of_the_other_end_is_never_run(desk: Server, command: list[str]) -> None:
    """Reliability 48: without a terminal nothing, with one the console."""
    told = desk.say("he", *command)
    assert (told.returncode, told.stdout) == (77, "") and "needs a terminal" in told.stderr
    line = desk.dial("he", command=command)
    try:
        line.come_in("My work")
        assert b"uid=" not in line.raw
        only_the_console_runs(desk)
    finally:
        line.close()


def test_no_file_goes_in_or_out(desk: Server, tmp_path: Path) -> None:
    """Reliability 48: scp and sftp, in both of scp's ways."""
    (tmp_path / "file").write_text("x")
    words = desk.words("he")
    options, where = [("-P" if word == "-p" else word) for word in words[1:-1]], words[-1]
    for program in (["sftp", "-b", "/dev/null"], ["scp"], ["scp", "-O"]):
        files = [where] if program[0] == "sftp" else [str(tmp_path / "file"), f"{where}:{tmp_path}/got"]
        told = desk.call([*program, *options, *files])
        assert told.returncode != 0, told
    assert desk.say("he", "sftp", options=["-s"]).returncode != 0
    assert not (tmp_path / "got").exists()


def test_no_way_leads_through_this_machine(desk: Server) -> None:
    """Reliability 48: -L, -D, -R, -W, -w; each against somebody who listens there and hears nothing."""
    with socket.create_server(("127.0.0.1", 0)) as inner:
        target = f"127.0.0.1:{inner.getsockname()[1]}"
        told = desk.say("he", options=["-W", target])
        assert told.returncode != 0 and told.stdout == ""
        for way in (["-R", f"{free_port()}:{target}"], ["-w", "any:any"]):
            told = desk.say("he", options=["-N", "-oExitOnForwardFailure=yes", *way])
            assert told.returncode != 0
        for option in ("-L", "-D"):
            port = free_port()
            way = f"{port}:{target}" if option == "-L" else str(port)
            with subprocess.Popen(desk.words("he", "-N", option, way), stderr=subprocess.DEVNULL) as tunnel:
                try:
                    assert answer_through(port, target, option) == b""
                finally:
                    tunnel.terminate()
        assert not select.select([inner], [], [], 0)[0], "somebody came through"


def answer_through(port: int, target: str, option: str) -> bytes:
    """Return what comes back through a tunnel, past the greeting of SOCKS."""
    from tests.ssh_line import wait_for

    wait_for(port)
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        if option == "-D":
            inner = int(target.rpartition(":")[2])
            line.sendall(b"\x05\x01\x00")
            assert line.recv(2) == b"\x05\x00"
            line.sendall(b"\x05\x01\x00\x01\x7f\x00\x00\x01" + inner.to_bytes(2, "big"))
            return line.recv(10)[10:]
        line.sendall(b"hello")
        try:
            return line.recv(100)
        except ConnectionResetError:
            return b""


# Who one is


def test_what_the_other_end_sends_changes_nobody(desk: Server) -> None:
    """Reliability 50: neither by SendEnv nor by SetEnv."""
    strange = {"KIOSK_STAFF": "xu", "KIOSK_DATA": "/nowhere", "PYTHONPATH": "/nowhere", "LC_ALL": "C.UTF-8"}
    options = [f"-oSendEnv={' '.join(strange)}", "-oSetEnv=KIOSK_STAFF=xu"]
    line = desk.dial("gu", *options, **strange)
    try:
        line.come_in("My work")
        line.see("Gu")
        [console] = desk.consoles()
        environ = Path(f"/proc/{console}/environ").read_bytes().split(b"\0")
        assert b"KIOSK_STAFF=gu" in environ
        assert not [one for one in environ if one.startswith((b"PYTHON", b"KIOSK_DATA", b"LC_", b"BROWSER"))]
    finally:
        line.close()


def test_a_key_that_is_taken_away_is_refused_at_once(desk: Server, here: House) -> None:
    """Reliability 50: sshd still knows it."""
    here.ask(people.set_key, "gu", "", person("xu"), datetime.now(UTC))
    line = desk.dial("gu")
    line.wait(lambda: line.sees(REFUSED) or line.program.poll() is not None, "the refusal")
    assert line.ended() == 1 and line.sees(REFUSED) and not line.sees("My work")
    line.close()


def test_whoever_may_not_come_any_more_is_put_out_of_an_open_console(desk: Server, here: House) -> None:
    line = desk.dial("gu")
    try:
        line.come_in("My work")
        [console] = desk.consoles()
        here.ask(people.disable, "gu", person("xu"), datetime.now(UTC))
        gone = until_gone(console)
        print(f"\nput out after {gone:.2f} s")
        assert gone < 4
    finally:
        line.close()


def test_a_key_opens_nobody_elses_console(desk: Server, here: House) -> None:
    """Reliability 50: the line of the file of keys names one person, the key is another's."""
    path = desk.home / "authorized"
    path.write_text(path.read_text().replace("KIOSK_STAFF=gu", "KIOSK_STAFF=he"))
    line = desk.dial("gu")
    line.wait(lambda: line.sees(REFUSED) or line.program.poll() is not None, "the refusal")
    assert line.ended() == 1 and line.sees(REFUSED)
    line.close()


def test_a_key_that_names_nobody_or_is_unknown_opens_nothing(desk: Server) -> None:
    told = desk.say("nobody", "id")
    assert told.returncode == 77 and "names nobody" in told.stderr
    make_key(desk.home, "strange")
    told = desk.say("strange", "id")
    assert told.returncode == 255 and "Permission denied (publickey)" in told.stderr

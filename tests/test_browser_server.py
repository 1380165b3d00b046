"""The server behind the glass: whom it answers, one desk a browser, a new desk for every session."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from kiosk import cli
from kiosk.browser import emulator, server
from kiosk.browser.exchange import BUSY, ENDED, LEFT, LOST, MOST_EARLY, Exchange, size_of
from kiosk.browser.line import Line
from kiosk.browser.page import FILES, Page
from kiosk.config import Settings
from kiosk.i18n import LANGUAGES
from tests.desk_terminal import command, free_port
from tests.terminals import ROOT

DESK = r"""stty -echo; printf 'desk %s.' $$; while read -r said; do case $said in
    leave) exit 0;; die) exit 3;; size) stty size;; *) printf '[%s]' "$said";; esac; done"""
"""Stands for a desk: it says its number, and what is typed into it."""
PATIENCE = 20.0


class Browser:
    """What a browser can ask of the server."""

    def __init__(self, port: int) -> None:
        self.address = f"127.0.0.1:{port}"
        self.ask = httpx.Client(base_url=f"http://{self.address}", trust_env=False)

    def line(self, origin: str | None = None) -> ClientConnection:
        """Open a line, as our own page does unless told otherwise."""
        ours = f"http://{self.address}" if origin is None else origin
        return connect(f"ws://{self.address}/line", origin=Origin(ours) if ours else None, proxy=None)

    def desk(self) -> str:
        """Return the number of the desk that a new session gets."""
        with self.line() as line:
            line.send("80x24")
            return hear(line, r"desk (\d+)\.")[1]


@contextmanager
def opened(settings: Settings, desk: str = DESK, notes: list[str] | None = None) -> Iterator[Browser]:
    """Serve a stand-in for the desk."""
    heard = [] if notes is None else notes
    exchange = Exchange(lambda size: Line(["sh", "-c", desk], os.environ, size), heard.append)
    app = server.make(Page(settings, 24), (emulator.find() or {}) | FILES, exchange)
    listening = socket.create_server(("127.0.0.1", 0))
    serving = uvicorn.Server(server.config(app, "127.0.0.1", 0))
    thread = threading.Thread(target=serving.run, args=([listening],))
    thread.start()
    browser = Browser(listening.getsockname()[1])
    try:
        yield browser
    finally:
        browser.ask.close()
        serving.should_exit = True
        thread.join()


@pytest.fixture
def browser(settings: Settings) -> Iterator[Browser]:
    """Serve a stand-in for the desk."""
    with opened(settings) as made:
        yield made


def hear(line: ClientConnection, pattern: str) -> re.Match[str]:
    """Read what the desk writes until a pattern stands in it."""
    text = ""
    while not (found := re.search(pattern, text)):
        text += str(line.recv(PATIENCE, decode=True))
    return found


def closed(line: ClientConnection) -> int:
    """Return why a line is closed, reading what still comes."""
    with pytest.raises(ConnectionClosed) as end:
        while True:
            line.recv(PATIENCE)
    return end.value.rcvd.code if end.value.rcvd else 0


# Whom it answers


def test_the_page_brings_everything_from_this_machine(browser: Browser) -> None:
    answer = browser.ask.get("/")
    asked = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
    assert sorted(asked) == sorted(["data:,", "line.js", "glass.css", "glass.js", *emulator.FILES])
    assert asked[1] == "line.js", "the line opens while the emulator is still loaded"
    for name in asked[1:]:
        file = browser.ask.get(f"/{name}")
        assert file.status_code == 200 and file.content and file.headers["cache-control"] == "no-store"


def test_the_policy_lets_nothing_else_in(browser: Browser) -> None:
    first, second = browser.ask.get("/"), browser.ask.get("/")
    policy = first.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self';" in policy and "http" not in policy
    assert policy != second.headers["content-security-policy"]
    assert "<style" not in first.text and not re.search(r"\son\w+=|<script>", first.text)


@pytest.mark.parametrize(
    "path", ["/static/", "/glass.html", "/glass", "/download/x", "/../page.py", "/favicon.ico"]
)
def test_nothing_but_the_page_is_there(browser: Browser, path: str) -> None:
    assert browser.ask.get(path).status_code == 404
    assert browser.ask.post("/").status_code == 405


@pytest.mark.parametrize("name", ["stranger.example:8766", "127.0.0.1.stranger.example", ""])
def test_whoever_comes_by_another_name_gets_nothing(browser: Browser, name: str) -> None:
    answer = browser.ask.get("/", headers={"host": name})
    assert answer.status_code == 421 and answer.text == ""


@pytest.mark.parametrize(
    "origin", ["http://stranger.example", "http://127.0.0.1:80", "https://127.0.0.1:8766", "null", ""]
)
def test_a_line_opens_only_to_our_own_page(browser: Browser, origin: str) -> None:
    with pytest.raises(InvalidStatus), browser.line(origin):
        pass


def test_this_machine_alone_unless_told_otherwise() -> None:
    told = cli.parser().parse_args(["browser"])
    assert (told.browser_host, told.browser_port, told.font_size) == ("127.0.0.1", 8766, 24)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_the_language_of_the_desk_first(settings: Settings, language: str) -> None:
    drawn = Page(Settings(data=settings.data, language=language), 30).draw("once")
    spoken = re.findall(r'<section lang="([^"]+)"', drawn)
    assert spoken[0] == language.replace("_", "-") and len(spoken) == len(LANGUAGES)
    assert f'<html lang="{spoken[0]}"' in drawn and 'data-font-size="30"' in drawn and 'nonce="once"' in drawn


# One desk, one browser


def test_every_session_begins_with_a_new_desk(browser: Browser) -> None:
    assert len({browser.desk() for _session in range(3)}) == 3


def test_keys_and_the_size_of_the_glass_reach_the_desk(browser: Browser) -> None:
    with browser.line() as line:
        line.send("83x24")
        hear(line, "desk")
        line.send("谢谢\n".encode())
        hear(line, r"\[谢谢\]")
        line.send(b"size\n")
        hear(line, "24 83")
        line.send("120x40")
        line.send(b"size\n")
        hear(line, "40 120")


def test_a_second_browser_waits_until_the_first_goes(browser: Browser) -> None:
    with browser.line() as first:
        first.send("80x24")
        hear(first, "desk")
        with browser.line() as second:
            assert closed(second) == BUSY
        first.send(b"still here\n")
        hear(first, r"\[still here\]")
    assert browser.desk()


@pytest.mark.parametrize("said", ["", "80", "0x0", "9999x24", "80x24; rm", "19x24", "80x9"])
def test_a_glass_of_no_size_gets_no_desk(browser: Browser, said: str) -> None:
    with browser.line() as line:
        line.send(said)
        assert closed(line) == LOST
    assert browser.desk()


def test_a_size_is_columns_and_rows() -> None:
    assert size_of("83x24") == (83, 24)


def test_a_desk_that_dies_is_noted_and_another_comes(settings: Settings) -> None:
    notes: list[str] = []
    with opened(settings, notes=notes) as browser:
        with browser.line() as line:
            line.send("80x24")
            line.send(b"die\n")
            assert closed(line) == ENDED
        assert browser.desk()
    assert notes == ["the desk in the browser ended with code 3"]


def test_a_desk_that_staff_left_stays_closed_until_somebody_wants_it(settings: Settings) -> None:
    notes: list[str] = []
    with opened(settings, notes=notes) as browser:
        with browser.line() as line:
            line.send("80x24")
            line.send(b"leave\n")
            assert closed(line) == LEFT
        assert browser.desk()
    assert notes == []


def test_a_desk_that_wrote_much_before_its_browser_came_is_a_new_one(
    settings: Settings, tmp_path: Path
) -> None:
    flood = f"[ -e {tmp_path}/once ] || {{ : >{tmp_path}/once; head -c {MOST_EARLY + 9} /dev/zero; }}; {DESK}"
    with opened(settings, flood) as browser:
        deadline = time.monotonic() + PATIENCE
        while not (tmp_path / "once").exists():
            assert time.monotonic() < deadline
        assert browser.desk()


def test_a_desk_that_cannot_open_says_why(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    told, latest = "", time.monotonic() + PATIENCE
    with opened(settings, "echo no room; exit 3"):
        while "no room" not in told:
            told += capsys.readouterr().err
            assert time.monotonic() < latest


# The command


def test_without_the_emulator_it_says_what_to_install(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(emulator, "places", lambda: (tmp_path,))
    words = ["browser", "--data", str(settings.data), "--browser-port", str(free_port())]
    assert cli.main(words) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and f"npm install --global --ignore-scripts --prefix {sys.prefix}" in told


def test_a_port_that_is_taken_and_letters_of_no_size_are_refused(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert cli.main(["browser", "--data", str(settings.data), "--browser-port", port]) == 2
        assert port in capsys.readouterr().err
    assert cli.main(["browser", "--data", str(settings.data), "--font-size", "4"]) == 2


def test_the_real_desk_opens_with_its_page_and_leaves_nothing_running(tmp_path: Path) -> None:
    port, page = free_port(), free_port()
    words = ["--data", str(tmp_path / "data"), "--host", "127.0.0.1", "--port", str(page), "--language", "en"]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(PATIENCE)
        desk = subprocess.Popen(
            command("browser", *words, "--browser-port", str(port)),
            cwd=ROOT,
            env={**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify")},
        )
        try:
            assert systemd.recv(64) == b"READY=1"
            with Browser(port).line() as line:
                line.send("80x24")
                seen = b""
                while b"How can we help you?" not in seen:
                    seen += line.recv(PATIENCE, decode=False)
            assert b"\x1b[?1003h" in seen
            children = Path(f"/proc/{desk.pid}/task/{desk.pid}/children").read_text().split()
        finally:
            desk.send_signal(signal.SIGTERM)
            assert desk.wait(PATIENCE) in (0, -signal.SIGTERM)
    assert not [child for child in children if Path(f"/proc/{child}").exists()]

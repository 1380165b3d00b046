"""Strangers at the page's door: slow ones, many of them, and those who try one lock from everywhere."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import httpx
import pytest

from kiosk.config import Settings
from kiosk.services import factor
from kiosk.web import server
from tests.desk_terminal import command, free_port
from tests.ssh_line import wait_for
from tests.terminals import ROOT
from tests.web import form_of, site

SLOW = 500
PATIENCE = 60.0
WRONG = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from kiosk import store
from kiosk.config import Settings
from kiosk.services import factor
store.open_register(Settings(data=Path(sys.argv[1])))
for n in range(250):
    address = f"198.51.{sys.argv[3]}.{n}"
    print(factor.unlock(UUID(sys.argv[2]), "0000", address, datetime.now(UTC)))
print("the right ones:", factor.unlock(UUID(sys.argv[2]), "5678", "203.0.113.7", datetime.now(UTC)))
store.close()
"""
"""Tries wrong digits of a case from 250 addresses, and the right ones at last."""


NOTED = """
import logging, sys
from pathlib import Path
from kiosk import store
from kiosk.config import Settings
from kiosk.services import cases
from kiosk.web import app, server
from tests.register import draft
settings = Settings(data=Path(sys.argv[1]))
settings.data.mkdir()
store.open_register(settings)
cases.file(draft(), settings, settings.clock())
server.config(settings, app.make(settings, None))
noisy = ("peewee", "uvicorn.access", "asyncio")
print([name for name in noisy if logging.getLogger(name).isEnabledFor(logging.INFO)])
store.close()
"""
"""Files a case and makes the page's server, and names whatever would note more than troubles."""


@dataclass
class Served:
    """A page in a process of its own."""

    port: int
    path: str
    data: Path
    process: subprocess.Popen[bytes]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Serve a case with `kiosk web`, on every address of this machine."""
    data, port = tmp_path / "data", free_port()
    with site(data, Settings().clock) as here:
        _uid, path = here.file()
    words = command("web", "--data", str(data), "--host", "0.0.0.0", "--port", str(port))
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        wait_for(port)
        yield Served(port, path, data, process)
    finally:
        process.send_signal(signal.SIGTERM)
        told, _nothing = process.communicate(timeout=PATIENCE)
    assert (told, process.returncode) == (b"", 0)


async def dribble(port: int, number: int, counts: Counter[str]) -> None:
    """Send a byte a second, in the head of a request or in its body, until the page has enough of it."""
    head = b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: " + b"a" * 200
    body = b"POST /S/NOTHING/open HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n" + b"a" * 200
    given = body if number % 2 else head
    begun = 60 if number % 2 else 30
    try:
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", port, local_addr=(f"127.1.{number // 100}.1", 0)
        )
        counts["came"] += 1
        reading = asyncio.create_task(reader.read())
        writer.write(given[:begun])
        for byte in given[begun:]:
            if reading.done():
                break
            writer.write(bytes([byte]))
            await asyncio.sleep(1)
        told = await reading
        counts[told[9:12].decode() or "closed"] += 1
        writer.close()
    except ConnectionError:
        counts["closed"] += 1


async def test_five_hundred_slow_clients_harm_neither_page_nor_desk(served: Served) -> None:
    """Reliability 60."""
    counts: Counter[str] = Counter()
    slow = [asyncio.create_task(dribble(served.port, n, counts)) for n in range(SLOW)]
    while counts["came"] < SLOW:
        await asyncio.sleep(0.05)
    assert not counts["closed"]
    looks = []
    async with httpx.AsyncClient(base_url=served.base, timeout=PATIENCE) as client:
        for _look in range(20):
            begun = perf_counter()
            assert (await client.get(served.path)).status_code == 200
            looks.append(perf_counter() - begun)
        filing = [*command("case", "list", "--data", str(served.data))]
        desk = await asyncio.create_subprocess_exec(*filing, cwd=ROOT, stdout=subprocess.PIPE)
        assert await asyncio.wait_for(desk.wait(), PATIENCE) == 0
        assert (await client.get("/healthz")).text == "ok\n"
    print(f"\nbeside {SLOW} slow clients: median {statistics.median(looks) * 1000:.1f} ms, {dict(counts)}")
    assert statistics.median(looks) < 1
    await asyncio.wait_for(asyncio.gather(*slow), PATIENCE)
    # Heads are closed; bodies are told that they came too slowly, or that their address asks too much.
    assert counts["closed"] + counts["408"] + counts["429"] == SLOW, counts


async def test_one_address_gets_some_places_and_leaves_the_others(served: Served) -> None:
    """Reliability 60: a single machine cannot take every place there is."""
    held = []
    for _n in range(server.FROM_ONE_ADDRESS + 100):
        with suppress(ConnectionError):
            held.append(await asyncio.open_connection("127.0.0.1", served.port, local_addr=("127.2.0.1", 0)))
    async with httpx.AsyncClient(base_url=served.base, timeout=PATIENCE) as client:
        assert (await client.get(served.path)).status_code == 200
    refused = 0
    for reader, _writer in held[server.FROM_ONE_ADDRESS :]:
        with suppress(ConnectionError):
            assert await asyncio.wait_for(reader.read(), PATIENCE) == b""
        refused += 1
    assert refused == len(held) - server.FROM_ONE_ADDRESS
    assert not any(reader.at_eof() for reader, _writer in held[: server.FROM_ONE_ADDRESS])
    for _reader, writer in held:
        writer.close()


def test_a_thousand_addresses_in_four_processes_get_five_tries(tmp_path: Path) -> None:
    """Reliability 36."""
    with site(tmp_path / "data", Settings().clock) as here:
        uid, path = here.file()
    tried = [
        subprocess.Popen(
            [sys.executable, "-c", WRONG, str(tmp_path / "data"), str(uid), str(n)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        for n in range(4)
    ]
    said = [line for one in tried for line in one.communicate(timeout=PATIENCE * 2)[0].splitlines()]
    counts = Counter(said)
    assert counts.pop("the right ones: locked") == 4
    # The fifth wrong one is told already that no more are taken.
    assert counts == {"wrong": factor.CASE_TRIES - 1, "locked": 1000 - factor.CASE_TRIES + 1}
    with site(tmp_path / "data", Settings().clock) as again:
        form = form_of(again.client.get(path).text)
        assert again.client.post(f"{path}/open", data={"form": form, "digits": "5678"}).status_code == 429


def test_a_number_is_no_link_and_its_neighbours_are_none(tmp_path: Path) -> None:
    """Reliability 37: whoever knows or guesses a number gets the page of a link that does not open."""
    with site(tmp_path / "data") as here:
        uid, _path = here.file()
        number = here.case(uid).number
        unknown = here.client.get("/S/NOTHING")
        for guessed in (number, number.replace("-", ""), number[:-1] + "0", number[:-3] + "2" + number[-2:]):
            answer = here.client.get(f"/S/{guessed}")
            assert (answer.status_code, answer.content) == (404, unknown.content)


def test_what_the_register_keeps_opens_nothing(tmp_path: Path) -> None:
    """Reliability 35: no usable token lies in the file, the log before it, or the log of the desk."""
    with site(tmp_path / "data") as here:
        paths = [here.file()[1] for _n in range(20)]
        for path in paths:
            assert here.client.get(path).status_code == 200
        held = b"".join(file.read_bytes() for file in (tmp_path / "data").iterdir())
    assert not [path for path in paths if path[3:].encode() in held or path[3:].lower().encode() in held]


def test_no_token_no_phone_and_no_word_is_told_of(served: Served) -> None:
    """Reliability 39: arguments, surroundings and log of the page, also of requests that break it."""
    with httpx.Client(base_url=served.base, timeout=PATIENCE) as phone:
        phone.get(served.path)
        phone.post(f"{served.path}/open", data={"digits": "5678", "form": "等了两个小时"})
    for broken in (b"\x00\xff", b"GET /S/" + served.path[3:].encode() + b"\xff HTTP/9.9\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as line:
            line.sendall(broken + b"\r\n\r\n")
            line.recv(1000)
    here = Path(f"/proc/{served.process.pid}")
    log = served.data / "log"
    told = (here / "cmdline").read_bytes() + (here / "environ").read_bytes()
    told += log.read_bytes() if log.exists() else b""
    for secret in (served.path[3:], "5678", "13800", "等了", json.dumps("等了")[1:-1]):
        assert secret.encode() not in told, secret
    assert b"GET" not in told


def test_no_library_of_ours_notes_what_it_is_given(tmp_path: Path) -> None:
    """Reliability 39: Peewee and uvicorn would write statements, values and addresses, if they were let."""
    told = subprocess.run(
        [sys.executable, "-c", NOTED, str(tmp_path / "data")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert (told.stdout.strip(), told.stderr) == ("[]", "")

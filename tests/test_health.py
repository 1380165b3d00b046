"""Whoever watches the machine hears whether the page is well, and nothing of anybody."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from prometheus_client.parser import text_string_to_metric_families

from kiosk import notify, preflight
from kiosk.records.faults import Busy
from kiosk.web import app, metrics, server
from kiosk.web.limits import Rate
from tests.desk_terminal import free_port
from tests.web import Site, apart, site

PATIENCE = 30


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    """Open a page over a small hospital."""
    with site(tmp_path / "data", base_address="https://desk.example", metrics_port=free_port()) as made:
        yield made


class Silent:
    """A register that never answers."""

    async def run(self, act: Any, *values: Any) -> Any:
        """Wait for ever."""
        await asyncio.Event().wait()


class Faulty:
    """A register that answers only with a fault."""

    async def run(self, act: Any, *values: Any) -> Any:
        """Say that it cannot."""
        raise Busy("somebody's words")


def asked(page: Any, path: str = "/healthz") -> httpx.Response:
    """Ask a page without a phone."""

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(page), base_url="https://x.example"
        ) as one:
            return await one.get(path)

    return apart(ask)


def test_the_page_is_well_when_the_register_answers(here: Site) -> None:
    answer = here.client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("register", [Silent(), Faulty()])
def test_a_page_whose_register_does_not_answer_says_so_without_details(
    here: Site, register: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "HEALTHY_SECONDS", 0.05)
    answer = asked(app.make(here.settings, register))
    assert (answer.status_code, answer.text) == (503, "away\n")


def test_a_stranger_cannot_keep_the_register_busy_with_asking(tmp_path: Path) -> None:
    with site(tmp_path / "data", pages=Rate(3, 0.001)) as here:
        assert [here.client.get("/healthz").status_code for _n in range(4)] == [200, 200, 200, 429]


def counts(here: Site) -> dict[str, float]:
    """Read what Prometheus would."""
    text = httpx.get(f"http://127.0.0.1:{here.settings.metrics_port}/metrics").text
    return {
        f"{sample.name}{sorted(sample.labels.values()) or ''}": sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_prometheus_reads_counts_and_no_word_of_anybody(here: Site) -> None:
    made = metrics.Metrics()
    made.serve(here.settings, here.register, asyncio.get_running_loop())
    page = metrics.Counted(app.make(here.settings, metrics.Timed(here.register, made)), made)
    _uid, path = await asyncio.to_thread(here.file)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(page), base_url="https://x.example") as one:
        for way in (path, path, "/S/NOTHING", "/no/such/等了两个小时", "/", "/healthz"):
            await one.get(way)
        await one.request("张伟", "/")
        await one.post(f"{path}/open", data={"digits": "5678"})
    found = await asyncio.to_thread(counts, here)
    assert found["kiosk_requests_total['200', 'GET', 'show']"] == 2
    assert found["kiosk_requests_total['404', 'GET', 'show']"] == 1
    assert found["kiosk_requests_total['404', 'GET', 'other']"] == 1
    assert found["kiosk_register_seconds_count"] >= 5
    assert (found["kiosk_cases_open"], found["kiosk_cases_late"], found["kiosk_register_up"]) == (1, 0, 1)
    for word in ("5678", path[3:], "等了", "张伟", "203.0.113"):
        assert word not in str(found)


async def test_prometheus_hears_that_the_register_is_away(here: Site) -> None:
    made = metrics.Metrics()
    made.serve(here.settings, Faulty(), asyncio.get_running_loop())
    found = await asyncio.to_thread(counts, here)
    assert found["kiosk_register_up"] == 0 and "kiosk_cases_open" not in found


def test_a_taken_port_for_prometheus_is_named_before_the_page_opens(here: Site) -> None:
    with socket.create_server(("127.0.0.1", here.settings.metrics_port)):
        assert "metrics_port" in preflight.metrics(here.settings)
    assert preflight.metrics(here.settings) == ""


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Listen where systemd would."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.settimeout(PATIENCE)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "30000")
        yield line


@pytest.fixture
async def listening(here: Site) -> uvicorn.Server:
    """Return a server that says it listens."""
    page = uvicorn.Server(server.config(here.settings, app.make(here.settings, here.register)))
    page.started = True
    return page


@pytest.mark.parametrize("answers", [True, False])
async def test_systemd_hears_of_a_page_that_lives(
    here: Site, systemd: socket.socket, listening: uvicorn.Server, answers: bool
) -> None:
    living = asyncio.create_task(server.live(listening, here.register if answers else Faulty()))
    told = [await asyncio.to_thread(systemd.recv, 100) for _n in range(3)]
    living.cancel()
    assert told == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]


async def test_systemd_hears_nothing_more_when_the_register_hangs(
    systemd: socket.socket, listening: uvicorn.Server
) -> None:
    living = asyncio.create_task(server.live(listening, Silent()))
    assert await asyncio.to_thread(systemd.recv, 100) == b"READY=1"
    systemd.settimeout(0.5)
    with pytest.raises(TimeoutError):
        await asyncio.to_thread(systemd.recv, 100)
    living.cancel()


def test_only_who_is_watched_sends_signs_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notify.tell("READY=1")
    monkeypatch.setenv("WATCHDOG_USEC", "30000000")
    assert notify.beat() == 10
    monkeypatch.setenv("WATCHDOG_PID", "1")
    assert notify.beat() == 0


def test_the_registers_secrets_lie_where_the_settings_say(tmp_path: Path) -> None:
    credential = tmp_path / "credentials" / "keys.json"
    credential.parent.mkdir()
    with site(tmp_path / "data", keys_file=str(credential)) as here:
        _uid, path = here.file()
    assert credential.exists() and not (tmp_path / "data" / "keys.json").exists()
    credential.chmod(0o400)
    with site(tmp_path / "data", keys_file=str(credential)) as again:
        assert again.client.get(path).status_code == 200

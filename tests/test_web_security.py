"""What a stranger with a browser, a script or a listening ear gets out of the status page: nothing."""

import asyncio
import random
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import httpx
import pytest
import uvicorn

from kiosk.rules.numbers import ALPHABET
from kiosk.services import factor, links
from kiosk.web import app, limits, server
from kiosk.web.limits import Buckets, Rate
from kiosk.web.seals import Seals
from tests.register import NOW, draft
from tests.web import Clock, Site, form_of, opened, site

WORDS = "等了两个小时没有人管"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    """Open a page over a small hospital."""
    with site(tmp_path / "data") as made:
        yield made


def random_token(dice: random.Random) -> str:
    return dice.choice(ALPHABET[:8]) + "".join(dice.choices(ALPHABET, k=25))


def dead_links(here: Site) -> dict[str, str]:
    """Return a link of every kind that does not open."""
    old, reissued = here.file()
    here.ask(links.reissue, old, "li.na", here.clock())
    ended = draft(kind="question")
    ended.answered = True
    _uid, expired = here.file(ended)
    uid, locked = here.file()
    for hour in range(2):
        for _try in range(5):
            here.ask(factor.unlock, uid, "0000", f"192.0.2.{hour}", here.clock())
        here.clock.move(hours=2)
    here.clock.move(days=here.settings.link_days + 1)
    unknown = "/S/" + random_token(random.Random(2))
    return {
        "unknown": unknown,
        "mistyped": unknown[:-1],
        "no token": "/S/" + "Z" * 26,
        "reissued": reissued,
        "expired": expired,
        "locked": locked,
    }


def test_a_thousand_guessed_links_get_the_same_page(here: Site) -> None:
    dice = random.Random(1)
    answers = [here.client.get(f"/S/{random_token(dice)}") for _guess in range(1000)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({str(answer.headers) for answer in answers}) == 1


def test_every_link_that_does_not_open_gets_the_same_page(here: Site) -> None:
    answers = {name: here.client.get(path) for name, path in dead_links(here).items()}
    assert {answer.status_code for answer in answers.values()} == {404}
    assert len({answer.content for answer in answers.values()}) == 1
    assert "it is on its way" in answers["unknown"].text


def test_every_link_that_does_not_open_takes_the_same_work(here: Site) -> None:
    from kiosk import store

    def work(path: str) -> list[str]:
        done: list[str] = []
        here.ask(lambda: store.database.connection().set_trace_callback(done.append))
        here.client.get(path)
        here.ask(lambda: store.database.connection().set_trace_callback(None))
        return [re.sub(r"X'\w*'|'[^']*'|\d+", "?", statement) for statement in done]

    found = {name: work(path) for name, path in dead_links(here).items()}
    assert all(statements == found["unknown"] for statements in found.values()), found
    assert len(found["unknown"]) > 2


def test_forms_sent_to_a_link_that_does_not_open_get_that_page_too(here: Site) -> None:
    unknown = here.client.get("/S/NOTHING").content
    for path in dead_links(here).values():
        for name in ("open", "message", "withdraw", "verdict", "rate"):
            answer = here.client.post(f"{path}/{name}", data={"digits": "5678", "words": "x"})
            assert answer.status_code == 404 and answer.content == unknown


def test_five_wrong_tries_lock_a_case_across_a_restart(tmp_path: Path) -> None:
    clock = Clock()
    with site(tmp_path / "data", clock) as here:
        _uid, path = here.file()
        form = form_of(here.client.get(path).text)
        for n in range(5):
            phone = here.phone(address=f"203.0.113.{n}")
            answer = phone.post(f"{path}/open", data={"form": form, "digits": "0000"})
            assert "set-cookie" not in answer.headers
        assert answer.status_code == 429
    with site(tmp_path / "data", clock) as again:
        answer = again.phone(address="203.0.113.77").post(
            f"{path}/open", data={"form": form, "digits": "5678"}
        )
        assert answer.status_code == 429 and "Too many tries" in answer.text
        clock.move(hours=1)
        opened(again, path)


def test_wrong_digits_say_so_beside_the_field(here: Site) -> None:
    _uid, path = here.file()
    form = form_of(here.client.get(path).text)
    answer = here.client.post(f"{path}/open", data={"form": form, "digits": "9999"})
    assert answer.status_code == 422 and 'aria-describedby="open-problem"' in answer.text
    assert "9999" not in answer.text and "5678" not in answer.text


def test_every_page_has_strict_headers(here: Site) -> None:
    _uid, path = here.file()
    for way, method in (
        (path, "GET"),
        ("/", "GET"),
        ("/S/X", "GET"),
        (path, "PUT"),
        (f"{path}/open", "POST"),
    ):
        headers = here.client.request(method, way).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none';") and "unsafe" not in policy and "script" not in policy
        assert "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert headers["x-robots-tag"].startswith("noindex")
        assert headers["x-content-type-options"] == "nosniff"
        assert "permissions-policy" in headers and "strict-transport-security" in headers
        assert "server" not in headers
    assert "strict-transport-security" not in here.phone(secure=False).get(path).headers


def test_the_cookie_is_bound_to_this_host_https_and_a_quarter_of_an_hour(here: Site) -> None:
    _uid, path = here.file()
    form = form_of(here.client.get(path).text)
    cookie = here.client.post(f"{path}/open", data={"form": form, "digits": "5678"}).headers["set-cookie"]
    for part in ("__Host-opened=", "Secure", "HttpOnly", "SameSite=strict", "Path=/", "Max-Age=900"):
        assert part in cookie
    assert "Domain" not in cookie and "5678" not in cookie and path[3:] not in cookie


def test_a_forged_or_stretched_cookie_opens_nothing() -> None:
    seals = Seals(b"k" * 32)
    cookie = seals.opened("TOKEN", NOW)
    until, _dot, seal = cookie.partition(".")
    assert seals.is_opened(cookie, "TOKEN", NOW)
    for forged in (
        f"{int(until) + 60}.{seal}",
        f"{until}.{'0' * 40}",
        "",
        ".",
        "９.x",
        f"{until}.",
        f"{until}.é",
    ):
        assert not seals.is_opened(forged, "TOKEN", NOW)
    assert not seals.is_opened(cookie, "OTHER", NOW)
    assert not Seals(b"x" * 32).is_opened(cookie, "TOKEN", NOW)


def test_another_site_cannot_send_a_form(here: Site) -> None:
    uid, path = here.file()
    phone = opened(here, path)
    data = {"form": form_of(phone.get(path).text), "sure": "yes"}
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
    ):
        assert phone.post(f"{path}/withdraw", data=data, headers=headers).status_code == 403
        assert phone.post(f"{path}?language=en", headers=headers).status_code == 403
    wrong = phone.post(f"{path}/withdraw", data={"form": "", "sure": "yes"})
    assert wrong.status_code == 422 and here.case(uid).stage == "received"
    ours = {"origin": "null", "sec-fetch-site": "same-origin"}
    assert phone.post(f"{path}/withdraw", data=data, headers=ours).status_code == 303


def test_a_form_of_another_case_or_of_long_ago_does_nothing(here: Site) -> None:
    uid, path = here.file()
    _other, elsewhere = here.file()
    phone = opened(here, path)
    other = form_of(here.client.get(elsewhere).text)
    assert phone.post(f"{path}/withdraw", data={"form": other, "sure": "yes"}).status_code == 422
    mine = form_of(phone.get(path).text)
    here.clock.move(days=2)
    opened(here, path, phone=phone)
    assert phone.post(f"{path}/withdraw", data={"form": mine, "sure": "yes"}).status_code == 422
    assert here.case(uid).stage == "received"


def test_other_methods_are_refused_in_the_same_look(here: Site) -> None:
    _uid, path = here.file()
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "POST"):
        answer = here.client.request(method, path)
        assert answer.status_code == 405 and "<main>" in answer.text and answer.headers["allow"]
    head = here.client.request("HEAD", path)
    assert head.status_code == 200


def test_a_body_that_is_too_long_is_not_read(here: Site) -> None:
    _uid, path = here.file()
    answer = here.client.post(f"{path}/message", data={"words": "长" * 20_000})
    assert answer.status_code == 413 and "<main>" in answer.text
    assert here.client.post(f"{path}/message", content=b"\xff\xfe=%ZZ&&&").status_code == 400
    assert here.client.post(f"{path}/message", content=b"a=1&" * 100).status_code == 400


def test_an_address_that_asks_too_much_waits_and_others_do_not(tmp_path: Path) -> None:
    with site(tmp_path / "data", pages=Rate(5, 0.001)) as here:
        _uid, path = here.file()
        answers = [here.client.get(path) for _look in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        assert answers[-1].headers["retry-after"] and "<main>" in answers[-1].text


def test_a_bucket_fills_again_and_forgets_whoever_came_first() -> None:
    times = iter([0.0, 0.0, 0.0, 2.0])
    bucket = Buckets(Rate(2, 0.5), clock=lambda: next(times))
    assert [bucket.takes("192.0.2.1") for _take in range(4)] == [True, True, False, True]
    full = Buckets(Rate(1, 0), clock=lambda: 0.0)
    for n in range(limits.MOST_ADDRESSES + 10):
        full.takes(f"198.51.{n >> 8}.{n & 255}")
    assert len(full._left) == limits.MOST_ADDRESSES


def test_one_household_is_one_visitor() -> None:
    assert limits.network("2001:db8:1:2::9") == limits.network("2001:db8:1:2:ffff::1")
    assert limits.network("2001:db8:1:3::9") != limits.network("2001:db8:1:2::9")
    assert limits.network("192.0.2.1") != limits.network("192.0.2.2")


SERVER = """
import sys
from pathlib import Path
from kiosk.config import Settings
from kiosk.web import app
app.serve(Settings(data=Path(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2])))
"""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, str, Path]]:
    """Serve a case from a process of its own; return its address, path and the data directory."""
    from kiosk.config import Settings

    clock = Settings(data=tmp_path).clock
    with site(tmp_path / "data", clock) as here:
        _uid, path = here.file()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serving = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(tmp_path / "data"), str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}", path, tmp_path / "data"
    finally:
        serving.terminate()
        told, _nothing = serving.communicate(timeout=10)
        assert told == b"" and serving.returncode == 0


def wait_for(port: int) -> None:
    """Wait until somebody listens."""
    end = monotonic() + 20
    while monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise TimeoutError("the page did not start")


def test_the_real_server_shows_a_case_and_writes_no_token_down(served: tuple[str, str, Path]) -> None:
    base, path, data = served
    answer = httpx.get(base + path, headers={"accept-language": "en"})
    assert answer.status_code == 200 and "Received" in answer.text and "server" not in answer.headers
    assert WORDS not in answer.text and "5678" not in answer.text
    assert httpx.get(f"{base}/healthz").text == "ok\n"
    assert httpx.head(base + path).content == b""
    assert httpx.get(f"{base}/S/NOTHING").status_code == 404
    log = data / "log"
    assert not log.exists() or path[3:] not in log.read_text()


async def test_a_connection_that_asks_nothing_whole_is_closed(
    here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "HEAD_SECONDS", 0.2)
    page = uvicorn.Server(server.config(here.settings, app.make(here.settings, here.register)))
    listening = socket.create_server(("127.0.0.1", 0))
    running = asyncio.create_task(page.serve([listening]))
    try:
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        writer.write(b"GET / HTTP/1.1\r\nX-Slow: ")
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()
    finally:
        page.should_exit = True
        await running


async def test_idle_and_slow_connections_do_not_stop_the_page(served: tuple[str, str, Path]) -> None:
    base, path, _data = served
    port = int(base.rpartition(":")[2])
    held = [await asyncio.open_connection("127.0.0.1", port) for _n in range(150)]
    for _reader, writer in held[::2]:
        writer.write(b"GET / HTTP/1.1\r\nX-Slow: ")
    async with httpx.AsyncClient(base_url=base) as client:
        for _look in range(5):
            assert (await client.get(path, timeout=5)).status_code == 200
    for _reader, writer in held:
        writer.close()

"""The description of the door is true: whatever a machine makes up from it is answered as it says."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from collections.abc import Iterator

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from kiosk.api import app, server
from kiosk.web.server import config
from tests.api import TOLD, Door, door
from tests.desk_terminal import free_port
from tests.web import OFTEN

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "12"))
"""How many requests each way gets, right ones and as many wrong ones; a long run sets more."""
PATIENCE = 60.0
WAYS = [("/api/cases", "POST"), ("/api/cases/{number}", "GET"), ("/api/openapi.json", "GET")]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """Open a door for one channel."""
    with door(tmp_path_factory.mktemp("described") / "data") as made:
        yield made


@pytest.fixture(scope="module")
def base(portal: Door) -> Iterator[str]:
    """Serve it as `kiosk api` does, from a thread of this process."""
    here = portal.here
    made = config(here.settings, app.make(here.settings, here.register, OFTEN, OFTEN))
    made.host, made.port = "127.0.0.1", free_port()
    page = uvicorn.Server(made)
    serving = threading.Thread(target=lambda: asyncio.run(page.serve()))
    serving.start()
    latest = time.monotonic() + PATIENCE
    while not page.started and time.monotonic() < latest:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{made.port}"
    page.should_exit = True
    serving.join(PATIENCE)


def described(portal: Door) -> dict[str, object]:
    """Return the description as a channel reads it."""
    answer = portal.client.get("/api/openapi.json")
    assert answer.status_code == 200
    return dict(answer.json())


def test_every_way_is_described_and_every_description_has_a_way(portal: Door) -> None:
    paths = described(portal)["paths"]
    assert isinstance(paths, dict)
    told = {(path, method.upper()) for path, methods in paths.items() for method in methods}
    served = {
        (route.path, method)  # type: ignore[attr-defined]
        for route in app.make(portal.here.settings, portal.here.register).routes
        for method in getattr(route, "methods", ())
        if method != "HEAD"
    }
    assert told == served == set(WAYS)


def test_the_description_names_the_codes_of_this_hospital(portal: Door) -> None:
    told = str(described(portal))
    assert "'enum': ['service']" in told


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("path", "method"), WAYS)
def test_whatever_is_made_up_is_answered_as_described(
    portal: Door, base: str, path: str, method: str, mode: GenerationMode
) -> None:
    """Every check of schemathesis holds: statuses, bodies, headers, keys, methods, right and wrong values."""
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    operation = schemathesis.openapi.from_dict(described(portal))[path][method]
    if mode.is_negative and path == "/api/openapi.json":
        return  # it takes nothing that could be wrong
    number = portal.file(TOLD, "one-to-be-found").json()["number"]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=EXAMPLES < 50,
    )
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        headers = {"authorization": f"Bearer {portal.key}"}
        answer = case.call(base_url=base, headers=headers, timeout=PATIENCE, allow_redirects=False)
        case.validate_response(answer, checks=CHECKS.get_all(), headers=headers)
        assert "Traceback" not in answer.text

    ask()
    assert portal.read(number).json()["number"] == number
    log = portal.here.settings.log
    assert not log.exists() or "api:" not in log.read_text("utf-8")


def test_what_is_served_is_what_the_command_serves(portal: Door) -> None:
    made = server.config(portal.here.settings, "127.0.0.1", 8767, None)
    assert (made.host, made.port, made.access_log, made.server_header) == ("127.0.0.1", 8767, False, False)

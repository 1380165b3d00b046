"""The page's description is true, and nothing that a machine makes up from it breaks the page."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error

from kiosk.web import app, server
from tests.desk_terminal import free_port
from tests.terminals import ROOT
from tests.web import Site, form_of, opened, site

DESCRIBED = json.loads((ROOT / "docs" / "status-page.openapi.json").read_text("utf-8"))
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "8"))
"""How many requests each route gets; a long run sets more."""
PATIENCE = 60.0
OPERATIONS = [(path, method) for path, methods in DESCRIBED["paths"].items() for method in methods]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Open a page over a small hospital."""
    with site(tmp_path_factory.mktemp("described") / "data", trusted_proxies=("127.0.0.1",)) as made:
        yield made


@pytest.fixture(scope="module")
def base(here: Site) -> Iterator[str]:
    """Serve that page as `kiosk web` does, from a thread of this process."""
    made = app.make(here.settings, here.register, here.pages, here.acts)
    config = server.config(here.settings, made)
    config.host, config.port = "127.0.0.1", free_port()
    page = uvicorn.Server(config)
    serving = threading.Thread(target=lambda: asyncio.run(page.serve()))
    serving.start()
    latest = time.monotonic() + PATIENCE
    while not page.started and time.monotonic() < latest:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{config.port}"
    page.should_exit = True
    serving.join(PATIENCE)


def served(here: Site) -> set[tuple[str, str]]:
    """Return every way and method that the page answers, as a description writes them."""
    made = app.make(here.settings, here.register)
    found: set[tuple[str, str]] = set()
    for route in made.routes:
        for method in getattr(route, "methods", ()):
            if method != "HEAD" and not route.path.startswith("/s/"):  # type: ignore[attr-defined]
                found.add((route.path, method.lower()))  # type: ignore[attr-defined]
    return found


def test_every_route_is_described_and_every_description_has_a_route(here: Site) -> None:
    acts = re.compile(r"/(message|withdraw|verdict|rate)$")
    described = {(acts.sub("/{act}", path), method) for path, method in OPERATIONS}
    # The second factor has a route of its own; to look at it leads back, as at every act.
    described.remove(("/S/{token}/open", "get"))
    assert described == served(here)


def allowed(path: str, method: str) -> set[int]:
    """Return the answers that the description has."""
    return {int(status) for status in DESCRIBED["paths"][path][method]["responses"]}


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_nothing_made_up_breaks_a_route(here: Site, base: str, path: str, method: str) -> None:
    """Reliability 57, with a link that opens and with any other."""
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    schema = schemathesis.openapi.from_dict(DESCRIBED)
    case_of = schema[path][method.upper()].as_strategy()
    _uid, link = here.file()
    token = link[3:]
    mark = form_of(here.client.get(link).text)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=EXAMPLES < 50,
    )
    @given(case_of, st.booleans())
    def ask(case: schemathesis.Case, knows: bool) -> None:
        if knows and "token" in (case.path_parameters or {}):
            case.path_parameters["token"] = token
            if isinstance(case.body, dict):
                case.body["form"] = mark
        headers = {"x-forwarded-proto": "https"}
        answer = case.call(base_url=base, headers=headers, timeout=PATIENCE, allow_redirects=False)
        case.validate_response(answer, checks=[not_a_server_error])
        assert answer.status_code in allowed(path, method) | {400, 404, 405}, answer.status_code
        assert "Traceback" not in answer.text and "\x1b" not in answer.text

    ask()
    assert here.client.get(link).status_code == 200
    log = Path(here.settings.log)
    assert not log.exists() or "web:" not in log.read_text("utf-8")


@settings(max_examples=EXAMPLES * 3, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=300))
def test_whatever_words_a_patient_adds_are_kept_or_refused(here: Site, words: str) -> None:
    """Reliability 57: a form that is wholly right but for its words."""
    uid, link = here.file()
    phone = opened(here, link)
    form = form_of(phone.get(link).text)
    data = {"form": form, "words": words.encode("utf-8", "replace").decode()}
    assert phone.post(f"{link}/message", data=data).status_code in (303, 422)
    assert here.case(uid).stage == "received"

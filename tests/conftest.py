"""What every test gets: no settings of this machine, hospital time, and a register on either engine."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg  # noqa: F401  # before a command in this process keeps it out
import pytest

from kiosk import i18n
from kiosk.config import Settings

if TYPE_CHECKING:
    from tests.servers import Server

ENGINE = os.environ.get("KIOSK_TEST_ENGINE", "")
"""`postgresql` runs every test that opens a register on a server; `file` runs all of them on files alone.

`serializable` is a server that checks the most and takes back a third of what is written (reliability 29).
"""
ON_BOTH = {
    *(
        "test_store",
        "test_after_the_end",
        "test_handovers",
        "test_search",
        "test_audit_browse",
        "test_people",
        "test_sealing",
        "test_erasing",
    ),
    *(
        "test_presence",
        "test_theme_acts",
        "test_training",
        "test_unknown",
        "test_work_list",
        "test_registering",
        "test_patients",
        "test_scripts",
        "test_documents",
        "test_hooks",
        "test_staff_messages",
        "test_hotline",
        "test_channels",
        "test_admissions_import",
        "test_followup_making",
        "test_stay_erasing",
        "test_low_ratings",
        "test_satisfaction",
        "test_followups",
        "test_followup_lists",
    ),
    *("test_notice_climbing",),
    *("test_points", "test_notices", "test_recurrence", "test_conduct", "test_stars", "test_sheets"),
    *("test_tallies",),
}
"""Tests that run on both engines, in every run."""


def pytest_configure(config: pytest.Config) -> None:
    """Name the marks of this house."""
    config.addinivalue_line("markers", "on_file: speaks of a register in a file, and of no other")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test on each engine that it is for."""
    is_given = any("engine" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "engine" not in metafunc.fixturenames or hasattr(metafunc.module, "engine") or is_given:
        return
    is_on_file = metafunc.definition.get_closest_marker("on_file") is not None
    both = metafunc.module.__name__.rpartition(".")[2] in ON_BOTH and not is_on_file
    engines = ["file", "postgresql"] if both else ["file"]
    if ENGINE:
        engines = ["file"] if is_on_file or ENGINE == "file" else ["postgresql"]
    metafunc.parametrize("engine", engines, ids=[f"on-{name}" for name in engines], indirect=True)


@pytest.fixture(autouse=True)
def nobody_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep a test away from the settings and the register of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("KIOSK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session", autouse=True)
def one_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Let every desk find what is made once a machine: the lexicon takes many seconds."""
    place = tmp_path_factory.getbasetemp().parent / "kiosk-cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(place))
        yield place


@pytest.fixture(autouse=True)
def one_mask_a_test() -> Iterator[None]:
    """Let no test leave files closed to others: a command makes them so for its whole process."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(autouse=True)
def one_language_a_test() -> Iterator[None]:
    """Let no test leave its language to the next."""
    yield
    i18n.choose(i18n.DEFAULT)


@pytest.fixture(scope="session")
def server() -> Iterator["Server"]:
    """Start a PostgreSQL for all tests of this process."""
    from tests import servers, taking_back

    if ENGINE == "serializable":
        taking_back.begin()
    with servers.server() as started:
        yield started


@pytest.fixture(scope="session")
def template(server: "Server", tmp_path_factory: pytest.TempPathFactory) -> str:
    """Make a database with every table once; nobody's keys are tied to it yet."""
    from kiosk import store
    from kiosk.records import central, database

    address = server.fresh("template_of_tests")
    database.initialize(central.engine(Settings(data=tmp_path_factory.mktemp("none"), database=address)))
    database.connect()
    store.migrate()
    store.close()
    return "template_of_tests"


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the address of this test's register on a server, or nothing for one in a file."""
    if getattr(request, "param", "file") == "file":
        yield ""
        return
    server: Server = request.getfixturevalue("server")
    template: str = request.getfixturevalue("template")
    yield server.emptied("register_of_a_test", template)


@pytest.fixture
def settings(tmp_path: Path, engine: str) -> Settings:
    """Return settings that keep everything in a directory of this test."""
    return Settings(data=tmp_path / "data", database=engine)


@pytest.fixture
def register(settings: Settings) -> Iterator[Settings]:
    """Open a register of this test's own, on the test's thread."""
    from kiosk import store

    settings.data.mkdir()
    store.open_register(settings)
    yield settings
    store.close()

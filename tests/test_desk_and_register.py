"""A front desk beside a central register: it files whether the register answers or not."""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.i18n import _
from kiosk.records import Case
from kiosk.services import cases
from tests.desk_terminal import Desk, command, say
from tests.servers import Server
from tests.servers import server as started
from tests.test_whole_way import COMPLAINT, HELP, HOME, PHONE, Walk

SAMPLE = Path(__file__).parent.parent / "kiosk" / "sample"
PATIENCE = 90.0
"""Seconds that the line may take to notice that the register is there again; it waits up to ten."""


@pytest.fixture(scope="module")
def central() -> Iterator[Server]:
    """Start a PostgreSQL that can be killed."""
    with started(synchronous_commit="on") as server:
        yield server


@pytest.fixture
def walk(central: Server, tmp_path: Path) -> Iterator[Walk]:
    """Open the desk of a terminal, beside a register with the sample hospital."""
    address, centre, data = central.fresh("hospital"), tmp_path / "centre", tmp_path / "desk"
    done = say("import", "hospital", str(SAMPLE), "--data", str(centre), KIOSK_DATABASE=address)
    assert done.returncode == 0, done.stderr
    data.mkdir()
    shutil.copy(centre / "keys.json", data)
    words = command("--data", str(data), "--language", "en")
    desk = Desk(words, KIOSK_DATABASE=address, KIOSK_BASE_ADDRESS="https://desk.example")
    i18n.choose("en")
    try:
        yield Walk("en", data, desk)
    finally:
        desk.close()


def test_a_desk_files_while_its_register_is_dead(walk: Walk, central: Server, tmp_path: Path) -> None:
    walk.walk(HELP)
    walk.take_slip("contact")
    central.stop(signal.SIGKILL)
    walk.walk(COMPLAINT)
    walk.take_slip("complaint")
    walk.desk.see(_(HOME))
    [number] = [case.number for case in filed_here(walk.data) if case.kind == "complaint"]
    open_again(walk, number)
    central.start()
    await_delivery(walk.data, central)
    store.open_register(Settings(data=tmp_path / "centre", database=central.address("hospital")))
    try:
        for kind, address in walk.slips.items():
            case = cases.by_token(address.rpartition("/")[2])
            assert case is not None and case.kind == kind
        assert store.verify().ok
    finally:
        store.close()


def open_again(walk: Walk, number: str) -> None:
    """Open a case by its number, at the terminal at which it was filed."""
    walk.desk.tap(_("Check progress"))
    walk.desk.see(_("What is the number on your slip?"))
    walk.desk.type(number.encode() + b"\r")
    walk.desk.see(_("Four digits"))
    walk.desk.type(PHONE[-4:].encode() + b"\r")
    walk.desk.see(number)


def filed_here(data: Path) -> list[Case]:
    """Return what the terminal itself holds."""
    store.open_register(Settings(data=data), is_spool=True)
    try:
        return cases.newest(9)
    finally:
        store.close()


def await_delivery(data: Path, central: Server) -> None:
    """Wait until nothing waits at the terminal any more."""
    end = time.monotonic() + PATIENCE
    told = ""
    while not told.startswith("0 wait"):
        assert time.monotonic() < end, told + (data / "log").read_text()
        words = ("line", "--status", "--data", str(data), "--language", "en")
        told = say(*words, KIOSK_DATABASE=central.address("hospital")).stdout

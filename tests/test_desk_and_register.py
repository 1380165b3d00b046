"""A front desk beside a central register: it files whether the register answers or not."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from kiosk import i18n, line, store
from kiosk.config import Settings
from kiosk.i18n import _
from kiosk.records import Case
from kiosk.services import cases, delivering
from tests.desk_terminal import Desk, command, say
from tests.register import draft
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
    await_delivery(walk.data, central)
    assert who_speaks_to(central.port) == {"line"}, "Case 21: no desk ever opens a line to the register"
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


def who_speaks_to(port: int) -> set[str]:
    """Return which processes of a terminal have a connection to a port: `line`, or `desk`."""
    lines = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    sockets = {f"socket:[{row[9]}]" for row in lines if int(row[2].partition(":")[2], 16) == port}
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            if sockets & {os.readlink(handle) for handle in (process / "fd").iterdir()}:
                is_ours = "kiosk" in (process / "cmdline").read_text()
                found.add("line" if is_ours and listens(process) else "desk" if is_ours else "server")
    return found - {"server"}


def listens(process: Path) -> bool:
    """Tell whether a process is the line: the one at whose door desks ask."""
    doors = [row.split() for row in Path("/proc/net/unix").read_text().splitlines()[1:]]
    lines = {f"socket:[{row[6]}]" for row in doors if len(row) > 7 and row[7].endswith("/line")}
    return bool(lines & {os.readlink(handle) for handle in (process / "fd").iterdir()})


def test_a_commit_that_waits_for_ever_is_given_up_and_delivered_later(
    central: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 27: without its synchronous standby a commit hangs; it is never cancelled, and counts as none."""
    address, data = central.fresh("waiting"), tmp_path / "desk"
    done = say("import", "hospital", str(SAMPLE), "--data", str(data), KIOSK_DATABASE=address)
    assert done.returncode == 0, done.stderr
    settings = Settings(data=data, database=address)
    line.set_up(settings)
    monkeypatch.setattr(line, "DEADLINE", 2.0)
    kept = line.Line(settings, settings)
    try:
        with store.at(kept.spool):
            case = cases.file(draft(), settings, settings.clock())
        kept.reach()
        central.sql("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        central.sql("ALTER SYSTEM SET synchronous_commit = 'on'")
        central.sql("SELECT pg_reload_conf()")
        kept.turn()
        with store.at(kept.spool):
            assert delivering.counts() == (1, 0, 0)
        central.sql("ALTER SYSTEM RESET ALL")
        central.sql("SELECT pg_reload_conf()")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            kept.turn()
            with store.at(kept.spool):
                if delivering.counts() == (0, 1, 0):
                    break
        with store.at(kept.reach()):
            assert cases.find(case.uid).number == case.number
    finally:
        kept.close()

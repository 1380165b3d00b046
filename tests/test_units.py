"""The services: systemd understands them, they may do little, and the page lives inside what they allow."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from kiosk import cli
from kiosk.config import Settings
from tests.desk_terminal import free_port
from tests.terminals import ROOT
from tests.web import site

FILES = ROOT / "packaging"
EXPOSURE = {
    "kiosk-web.service": 1.5,
    "kiosk-tick.service": 0.5,
    "kiosk-api.service": 1.5,
    "kiosk-hooks.service": 1.5,
    "kiosk-backup.service": 0.5,
    "kiosk-browser.service": 2.0,
}
"""The most that `systemd-analyze security` may find: 0 is nothing, 10 everything."""
PATIENCE = 60
WITHOUT_NEW_CODE = """
import ctypes, sys
set_memory_deny_write_execute, refuse_gain = 65, 1
assert ctypes.CDLL(None).prctl(set_memory_deny_write_execute, refuse_gain, 0, 0, 0) == 0
from kiosk.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""Starts the command as MemoryDenyWriteExecute does: no page of memory becomes code after it was written."""


def unit(name: str, folder: Path) -> Path:
    """Return a unit whose program is one that this machine has."""
    (source,) = FILES.rglob(name)
    made = folder / name
    made.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", source.read_text("utf-8")))
    return made


def analyze(*words: object) -> subprocess.CompletedProcess[str]:
    """Ask systemd what it thinks of a unit."""
    return subprocess.run(
        ["systemd-analyze", *map(str, words)], capture_output=True, text=True, timeout=PATIENCE, check=False
    )


@pytest.mark.parametrize("name", EXPOSURE)
def test_systemd_understands_a_service_and_finds_little_that_it_may_do(name: str, tmp_path: Path) -> None:
    made = unit(name, tmp_path)
    understood = analyze("verify", made)
    assert understood.returncode == 0 and name not in understood.stderr
    told = analyze("security", "--offline=yes", made).stdout
    [level] = re.findall(rf"exposure level for {name}: ([0-9.]+)", told)
    print(f"\n{name}: exposure {level}")
    assert float(level) <= EXPOSURE[name], told


@pytest.mark.parametrize("name", EXPOSURE)
def test_a_service_starts_a_command_that_there_is(name: str) -> None:
    (source,) = FILES.rglob(name)
    [words] = re.findall(r"(?m)^ExecStart=/opt/kiosk/bin/kiosk (.*)$", source.read_text("utf-8"))
    assert cli.parser().parse_args(words.split())


def test_the_secrets_come_as_a_credential(tmp_path: Path) -> None:
    beside = tmp_path / "kiosk-web.service.d"
    beside.mkdir()
    (beside / "keys.conf").write_text((FILES / "keys.conf").read_text("utf-8"))
    assert analyze("verify", unit("kiosk-web.service", tmp_path)).returncode == 0
    assert "KIOSK_KEYS_FILE=%d/keys.json" in (beside / "keys.conf").read_text("utf-8")


def test_the_page_lives_without_making_new_code_and_tells_systemd_so(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    with site(data, Settings().clock):
        pass
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(PATIENCE)
        words = ["web", "--data", str(data), "--host", "127.0.0.1", "--port", str(port)]
        watched = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "300000"}
        page = subprocess.Popen(
            [sys.executable, "-c", WITHOUT_NEW_CODE, *words],
            env={"PATH": "/usr/bin", **watched},
            cwd=ROOT,
        )
        try:
            assert [systemd.recv(100) for _n in range(3)] == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
            assert httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE).text == "ok\n"
        finally:
            page.send_signal(signal.SIGTERM)
            assert page.wait(PATIENCE) == 0

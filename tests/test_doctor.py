"""`kiosk doctor` looks at everything, and says of whatever is wrong what to do."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from kiosk import i18n
from kiosk.cli import main
from kiosk.commands import certificate, machine, page
from kiosk.config import Settings
from kiosk.services import audit
from tests.desk_terminal import free_port
from tests.register import NOW, draft


@pytest.fixture(autouse=True)
def in_english() -> None:
    """Read what is said in the words of the code."""
    i18n.choose("en")


@pytest.fixture(autouse=True)
def english() -> None:
    """Read what is said in English."""
    i18n.choose("en")


@pytest.fixture
def doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Doctor:
    """Return the doctor of a machine with the sample hospital."""
    for name, value in (("LC_ALL", "C.UTF-8"), ("KIOSK_PORT", str(free_port()))):
        monkeypatch.setenv(name, value)
    assert main(["import", "hospital", "kiosk/sample", "--data", str(tmp_path / "data")]) == 0
    capsys.readouterr()

    def asked(*words: str) -> dict[str, str]:
        code = main(["doctor", "--json", "--data", str(tmp_path / "data"), *words])
        told = json.loads(capsys.readouterr().out)
        assert code == (0 if told["ok"] else 1)
        return {one["about"].partition(":")[0]: one["problem"] for one in told["findings"]}

    return asked


Doctor = Callable[..., dict[str, str]]


def test_everything_is_looked_at(doctor: Doctor) -> None:
    told = " ".join(doctor())
    for word in (
        "Python",
        "Letters",
        "Data directory",
        "Leave code",
        "Register",
        "Secrets",
        "Clock",
        "Working",
    ):
        assert word in told
    for word in ("Owner alone", "pinyin", "Printer", "Status page", "Slips lead to", "disk", "Clock against"):
        assert word in told


def test_a_person_reads_lines_and_what_to_do(
    doctor: Doctor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data" / "keys.json").chmod(0o644)
    assert main(["doctor", "--data", str(tmp_path / "data")]) == 1
    told = capsys.readouterr().out
    assert "!!  Register" in told and f"chmod 600 {tmp_path}/data/keys.json" in told


def test_secrets_and_directory_that_others_can_read_are_named(doctor: Doctor, tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert doctor()["Secrets of the register"] == ""
    data.chmod(0o755)
    (data / "keys.json").chmod(0o640)
    told = doctor()
    assert "chmod 600" in told["Secrets of the register"]
    assert f"chmod 700 {data}" in told[f"Owner alone reads {data}"]


def test_secrets_that_root_lends_the_owner_are_well(settings: Settings, tmp_path: Path) -> None:
    lent = replace(settings, keys_file=str(tmp_path / "keys.json"))
    lent.keys.write_text("{}")
    lent.keys.chmod(0o640)
    assert machine.secrets(lent) == ""
    lent.keys.chmod(0o644)
    assert "chmod 640" in machine.secrets(lent)


def test_a_clock_behind_the_register_is_named(register: Settings) -> None:
    from kiosk.services import cases

    cases.file(draft(), register, NOW)
    last = audit.newest()
    assert last == NOW
    assert machine.behind(last, NOW) == machine.behind(None, NOW) == ""
    assert "2026" in machine.behind(last, NOW - timedelta(days=3))


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Let the machine's programs say what a test wants."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    (tmp_path / "bin").mkdir()

    def put(name: str, script: str) -> None:
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "bin" / name).chmod(0o755)

    return put


def test_services_that_failed_or_do_not_start_are_named(
    programs: Callable[[str, str], None], tmp_path: Path
) -> None:
    for name in ("kiosk-web.service", "kiosk-tick.service", "kiosk-tick.timer", "kiosk-web.service.d"):
        (tmp_path / name).touch()
    assert machine.units((tmp_path,)) == ["kiosk-tick.timer", "kiosk-web.service"]
    programs(
        "systemctl",
        'case "$1 $2" in *kiosk-web*) echo disabled;; *.timer) echo enabled;; *) echo failed;; esac',
    )
    assert "systemctl enable --now kiosk-web.service" in machine.service("kiosk-web.service")
    assert "journalctl -u kiosk-tick.service" in machine.service("kiosk-tick.timer")
    programs("systemctl", "echo active")
    assert machine.service("kiosk-web.service") == machine.service("kiosk-tick.timer") == ""


def test_a_machine_without_chinese_letters_is_named(programs: Callable[[str, str], None]) -> None:
    programs("fc-list", "exit 0")
    assert "fonts-noto-cjk" in machine.letters()
    programs("fc-list", "echo Noto Sans CJK SC")
    assert machine.letters() == ""


def test_ssh_keys_that_others_can_write_are_named(tmp_path: Path) -> None:
    (tmp_path / "kiosk").write_text("")
    ours = os.geteuid() == 0
    assert (machine.ssh_keys(tmp_path) == "") == ours
    (tmp_path / "kiosk").chmod(0o666)
    assert "chmod go-w" in machine.ssh_keys(tmp_path)
    assert stat.S_IMODE((tmp_path / "kiosk").stat().st_mode) == 0o666


class Healthy(BaseHTTPRequestHandler):
    """A page that runs already."""

    said = b"ok\n"

    def do_GET(self) -> None:
        """Say how it is."""
        self.send_response(200 if self.said == b"ok\n" else 503)
        self.end_headers()
        self.wfile.write(self.said)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def running(settings: Settings) -> Iterator[Settings]:
    """Let something answer at the page's port."""
    with HTTPServer(("127.0.0.1", 0), Healthy) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield replace(settings, host="127.0.0.1", port=server.server_address[1])
        server.shutdown()
        thread.join()


def test_a_page_that_runs_has_its_port_rightly(running: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert page.served(running) == ""
    monkeypatch.setattr(Healthy, "said", b"away\n")
    assert "register does not answer" in page.served(running)
    monkeypatch.setattr(Healthy, "said", b"something else\n")
    assert f"port {running.port}" in page.served(running)


@pytest.fixture
def pair(settings: Settings, tmp_path: Path) -> Callable[[int], Settings]:
    """Make certificates that end after so many days."""

    def made(days: int) -> Settings:
        cert, key = tmp_path / f"{days}.pem", tmp_path / f"{days}.key"
        words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        words += ["-subj", "/CN=desk.example", "-days", str(days), "-keyout", str(key), "-out", str(cert)]
        subprocess.run(words, check=True, capture_output=True)
        return replace(settings, tls_cert=str(cert), tls_key=str(key))

    return made


def test_a_certificate_is_looked_at_early(pair: Callable[[int], Settings], settings: Settings) -> None:
    now = settings.clock()
    assert certificate.problem(pair(90), now) == ""
    assert "renew" in certificate.problem(pair(5), now)
    assert "renew" in certificate.problem(pair(90), now + timedelta(days=80))
    mixed = replace(pair(90), tls_key=pair(5).tls_key)
    assert "cannot be used" in certificate.problem(mixed, now)
    shutil.copy(mixed.tls_key, mixed.tls_cert)
    assert "cannot be used" in certificate.problem(mixed, now)

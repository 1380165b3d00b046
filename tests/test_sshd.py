"""How sshd starts the console: with the key that was proved, and nothing else."""

import subprocess
from base64 import b64decode, b64encode
from pathlib import Path

import pytest

from kiosk.rules import ssh_keys
from tests.terminals import ROOT, Terminal

PUBLIC = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
PRINT = "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"
"""As `ssh-keygen -l` shows it."""
OTHER = "ssh-ed25519 " + b64encode(b64decode(PUBLIC.split()[1])[:-1] + b"x").decode()


def test_sshd_tells_which_keys_were_proved() -> None:
    told = f"password\npublickey {PUBLIC}\npublickey nonsense\nhostbased {OTHER}\n"
    assert list(ssh_keys.fingerprints(told)) == [PRINT]
    assert ssh_keys.public_key(f'restrict,pty,environment="A=b c" {PUBLIC} comment') == PUBLIC


def test_sshd_starts_the_console_with_a_clean_environment_and_nothing_else(tmp_path: Path) -> None:
    told = (ROOT / "packaging" / "kiosk-session").read_text()
    fake = tmp_path / "kiosk"
    fake.write_text('#!/bin/sh\necho "said=$*."\n/usr/bin/env\necho end\n')
    session = tmp_path / "session"
    session.write_text(told.replace("/opt/kiosk/bin/kiosk", str(fake)))
    fake.chmod(0o755)
    around = {"KIOSK_STAFF": "xu", "BROWSER": "x", "PYTHONPATH": "x", "KIOSK_DATA": "x", "TERM": "a;b"}
    terminal = Terminal(["sh", str(session)], environ=around)
    try:
        shown = terminal.until(r"(?s)said=staff\.(.*)end")[1]
        assert terminal.code() == 0
    finally:
        terminal.close()
    names = {line.partition("=")[0] for line in shown.split()}
    assert names - {"PWD", "SHLVL", "_", "OLDPWD"} == {
        "HOME",
        "TERM",
        "LANG",
        "PATH",
        "KIOSK_STAFF",
        "SSH_USER_AUTH",
    }
    assert "KIOSK_STAFF=xu" in shown and "TERM=xterm\r" in shown


@pytest.mark.parametrize(("code", "sentence"), [("", "This key names nobody"), ("xu", "needs a terminal")])
def test_sshd_starts_nothing_for_a_nameless_key_or_without_a_terminal(code: str, sentence: str) -> None:
    said = subprocess.run(
        ["sh", str(ROOT / "packaging" / "kiosk-session"), "bash", "-i"],
        env={"KIOSK_STAFF": code, "PATH": "/usr/bin:/bin"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 77 and sentence in said.stderr and not said.stdout

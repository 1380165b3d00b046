"""Accounts, the console's door and the clocks from the command line, also over SSH."""

import json
import os
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from argon2.profiles import CHEAPEST

from kiosk import cli, i18n, preflight, store
from kiosk.commands import Stop, asking, staff
from kiosk.config import Settings
from kiosk.records import AuditEntry, Entry
from kiosk.services import cases, people, signing
from kiosk.services.people import SignedIn
from tests.register import NOW, draft
from tests.staff import hire, person
from tests.terminals import ROOT, Terminal

GOOD = "seven grey geese over Suzhou"
PUBLIC = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
PRINT = "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"
"""As `ssh-keygen -l` shows it."""
OTHER = "ssh-ed25519 " + b64encode(b64decode(PUBLIC.split()[1])[:-1] + b"x").decode()


@pytest.fixture(autouse=True)
def english_and_cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Type commands in English, and hash at the lowest cost."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setattr(signing, "COST", CHEAPEST)
    signing.decoy.cache_clear()
    with i18n.speaking("en"):
        yield


@pytest.fixture
def hospital(settings: Settings) -> Settings:
    """Write the small hospital into a register that is closed again; Xu is the administrator."""
    settings.data.mkdir()
    store.open_register(settings)
    hire()
    people.add("xu", {}, "admin", (), None, NOW, GOOD)
    store.close()
    return settings


@pytest.fixture
def kiosk(hospital: Settings) -> Callable[..., int]:
    """Say a command on the register of this test."""
    return lambda *words: cli.main([*words, "--data", str(hospital.data)])


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Type what stands in this list when something secret is asked for."""
    lines: list[str] = []
    monkeypatch.setattr(asking, "secret", lambda _question: lines.pop(0))
    return lines


@pytest.fixture
def opened(hospital: Settings) -> Iterator[Settings]:
    """Open the register to look into it."""
    store.open_register(hospital)
    yield hospital
    store.close()


def look(settings: Settings) -> dict[str, people.PersonRow]:
    """Return everybody who stands in the register."""
    store.open_register(settings)
    rows = {row.code: row for row in people.everybody()}
    store.close()
    return rows


def trail(settings: Settings) -> list[tuple[str, str]]:
    """Return who did what, but for the first two entries."""
    store.open_register(settings)
    bodies = [json.loads(row.body) for row in AuditEntry.select().order_by(AuditEntry.seq)]
    store.close()
    return [(body["act"], body["by"]) for body in bodies[2:]]


def test_somebody_new_is_added_with_a_password_that_they_must_change(
    kiosk: Callable[..., int], typed: list[str], hospital: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    typed += ["short", GOOD, "another", GOOD, GOOD]
    words = (
        "--name",
        "文静",
        "--role",
        "handler",
        "--department",
        "cashier",
        "--department",
        "nursing-office",
    )
    assert kiosk("people", "add", "wen", *words) == 0
    told = capsys.readouterr()
    assert told.out == "wen may sign in.\n"
    assert "at least 10 signs" in told.err and "not the same" in told.err
    row = look(hospital)["wen"]
    assert (row.role, row.departments, row.must_change) == ("handler", ("cashier", "nursing-office"), True)
    assert [(act, by.partition(":")[0]) for act, by in trail(hospital)] == [("people.added", "cli")]


def test_somebody_of_the_hospitals_files_keeps_their_name_and_role(
    kiosk: Callable[..., int], hospital: Settings
) -> None:
    assert kiosk("people", "add", "gu", "--no-password") == 0
    row = look(hospital)["gu"]
    assert (row.names["en"], row.role, row.departments) == ("Gu", "handler", ("medical-office",))
    assert row.has_account and not row.has_password


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("add", "wen"), 2, "Say the name with --name and the role with --role."),
        (("add", "wen", "--name", "W", "--role", "boss"), 1, "A role is one of desk, handler, head,"),
        (("add", "wen", "--name", "W", "--role", "desk", "--department", "attic"), 1, "no department attic"),
        (("add", "We n", "--name", "W", "--role", "desk"), 1, "A sign-in name has 1 to 32"),
        (("add", "xu"), 1, "xu has an account already."),
        (("password", "gu"), 1, "gu has no account."),
        (("disable", "xu"), 1, "xu is the last administrator."),
        (("key", "xu"), 2, "Name the file of the public key, or say --revoke."),
        (("key", "xu", "SHA256:short"), 1, "A fingerprint looks like SHA256:"),
        (("key", "xu", "/nowhere/x.pub"), 2, "/nowhere/x.pub cannot be read"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    kiosk: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    code: int,
    sentence: str,
) -> None:
    assert kiosk("people", *words) == code
    told = capsys.readouterr()
    assert sentence in told.err and told.err.count("\n") == 1 and not told.out


def test_a_password_is_never_read_from_a_pipe(hospital: Settings) -> None:
    for words in (("password", "xu"), ("add", "wen", "--name", "W", "--role", "desk")):
        said = subprocess.run(
            [sys.executable, "-m", "kiosk", "people", *words, "--data", str(hospital.data)],
            cwd=ROOT,
            input=f"{GOOD} 2\n{GOOD} 2\n",
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == 2
        assert (
            said.stderr.startswith("Passwords are typed at a terminal only") and said.stderr.count("\n") == 1
        )
    assert "wen" not in look(hospital) and trail(hospital) == []


def test_no_command_takes_a_password_as_an_argument(kiosk: Callable[..., int]) -> None:
    for words in (("add", "wen", GOOD), ("password", "xu", GOOD), ("password", "xu", "--password", GOOD)):
        with pytest.raises(SystemExit) as ended:
            kiosk("people", *words)
        assert ended.value.code == 2


def test_a_password_is_typed_twice_and_never_shown(hospital: Settings) -> None:
    command = [sys.executable, "-m", "kiosk", "people", "password", "xu", "--data", str(hospital.data)]
    terminal = Terminal(command)
    try:
        shown = ""
        for question in ("Password of xu: ", "Once more: "):
            terminal.until(question)
            os.write(terminal.screen, f"{GOOD} again\n".encode())
            shown += terminal.seen
        terminal.until("The password is changed")
        assert terminal.code() == 0 and "geese" not in shown + terminal.seen
    finally:
        terminal.close()
    store.open_register(hospital)
    assert people.enter("xu", f"{GOOD} again", hospital, NOW).must_change
    store.close()


def test_accounts_are_closed_opened_and_listed(
    kiosk: Callable[..., int], hospital: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    kiosk("people", "add", "gu", "--no-password")
    assert kiosk("people", "disable", "gu") == 0
    assert look(hospital)["gu"].is_disabled
    capsys.readouterr()
    assert kiosk("people", "list") == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:2] == [
        "xu  Xu  Administrator  -  may sign in",
        "gu  Gu  Department contact  medical-office  account closed",
    ]
    assert kiosk("people", "enable", "gu") == 0
    capsys.readouterr()
    assert kiosk("people", "list", "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["code"], row["is_disabled"]) for row in rows[:2]] == [("gu", False), ("xu", False)]
    assert not any("argon2" in str(value) for row in rows for value in row.values())


def test_a_key_is_known_by_its_file_or_fingerprint_until_it_is_revoked(
    kiosk: Callable[..., int], hospital: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "xu.pub").write_text(f"{PUBLIC} xu@cart\n")
    assert kiosk("people", "key", "xu", str(tmp_path / "xu.pub")) == 0
    assert capsys.readouterr().out == f'restrict,pty,environment="KIOSK_STAFF=xu" {PUBLIC} xu\n'
    assert look(hospital)["xu"].fingerprint == PRINT
    assert kiosk("people", "key", "xu", "--revoke") == 0
    assert look(hospital)["xu"].fingerprint == ""
    assert kiosk("people", "key", "xu", PRINT) == 0
    assert look(hospital)["xu"].fingerprint == PRINT


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n", "This is a private key"),
        ("hello\n", "holds no public SSH key"),
        ("ssh-ed25519 AAAA\n", "holds no public SSH key"),
        ("ssh-rsa " + PUBLIC.split()[1], "holds no public SSH key"),
        ("", "holds no public SSH key"),
    ],
)
def test_a_file_without_a_public_key_is_refused(
    kiosk: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, sentence: str
) -> None:
    (tmp_path / "key").write_text(text)
    assert kiosk("people", "key", "xu", str(tmp_path / "key")) == 2
    assert sentence in capsys.readouterr().err


def ssh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, *lines: str) -> None:
    """Make this look like a session that sshd opened."""
    (tmp_path / "auth").write_text("".join(f"publickey {line}\n" for line in lines))
    monkeypatch.setenv("KIOSK_STAFF", code)
    monkeypatch.setenv("SSH_USER_AUTH", str(tmp_path / "auth"))


def key_of_xu(settings: Settings, fingerprint: str) -> None:
    """Say which key is Xu's."""
    store.open_register(settings)
    people.set_key("xu", fingerprint, person("xu"), NOW)
    store.close()


def test_the_key_that_opened_the_session_signs_in(
    hospital: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key_of_xu(hospital, PRINT)
    ssh(monkeypatch, tmp_path, "xu", OTHER, PUBLIC)
    came = staff.recognised(hospital)
    assert came is not None and came.actor.code == "xu"
    assert trail(hospital)[-1] == ("people.signed_in", "xu")


@pytest.mark.parametrize("lines", [(), (OTHER,)])
def test_a_key_that_is_not_theirs_ends_the_session_at_once(
    hospital: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lines: tuple[str, ...]
) -> None:
    key_of_xu(hospital, PRINT)
    ssh(monkeypatch, tmp_path, "xu", *lines)
    with pytest.raises(Stop) as stop:
        staff.recognised(hospital)
    assert stop.value.code == 1


def test_a_key_taken_away_in_the_register_needs_no_change_of_sshd(
    hospital: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key_of_xu(hospital, PRINT)
    key_of_xu(hospital, "")
    ssh(monkeypatch, tmp_path, "xu", PUBLIC)
    with pytest.raises(Stop):
        staff.recognised(hospital)
    monkeypatch.delenv("SSH_USER_AUTH")
    with pytest.raises(Stop):
        staff.recognised(hospital)


def test_without_a_name_from_sshd_the_console_asks(
    hospital: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ssh(monkeypatch, tmp_path, "", PUBLIC)
    assert staff.recognised(hospital) is None


def test_the_name_that_sshd_tells_is_no_setting(
    kiosk: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIOSK_STAFF", "xu")
    assert kiosk("people", "list") == 0


def test_nobody_becomes_the_first_administrator_over_a_ward_carts_key(
    register: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ssh(monkeypatch, tmp_path, "xu", PUBLIC)
    with pytest.raises(Stop) as stop:
        staff.recognised(register)
    assert "an administrator does it first" in str(stop.value)


def test_the_first_administrator_is_asked_for_on_the_terminal(settings: Settings) -> None:
    settings.data.mkdir()
    code = (
        "import sys; from pathlib import Path; from kiosk import i18n; from kiosk.commands import staff; "
        "from kiosk.config import Settings; i18n.choose('en'); "
        "came = staff.recognised(Settings(data=Path(sys.argv[1]))); "
        "print('came', came.actor.code, came.must_change)"
    )
    terminal = Terminal([sys.executable, "-c", code, str(settings.data)])
    try:
        for question, answer in (
            ("Name: ", "许主任"),
            ("Name to sign in with .*: ", "Xu Zhuren"),
            ("A sign-in name has", ""),
            ("Name: ", "许主任"),
            ("Name to sign in with .*: ", "Xu"),
            ("Password of xu: ", "xu12345678"),
            ("Choose another", ""),
            ("Password of xu: ", GOOD),
            ("Once more: ", GOOD),
        ):
            terminal.until(question)
            if answer:
                os.write(terminal.screen, f"{answer}\n".encode())
        terminal.until("came xu False")
        assert terminal.code() == 0
    finally:
        terminal.close()
    row = look(settings)["xu"]
    assert (row.role, row.names["zh_CN"]) == ("admin", "许主任")


def test_the_first_administrator_cannot_be_piped_in(
    register: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Stop) as stop:
        staff.recognised(register)
    assert "at a terminal only" in str(stop.value)


@pytest.mark.parametrize(
    ("size", "environ", "sentence"),
    [
        ((preflight.WIDTH - 1, 24), {}, "终端|The terminal has 59"),
        ((80, 24), {"TERM": "dumb"}, "TERM=xterm-256color"),
    ],
)
def test_a_terminal_that_is_too_poor_is_one_sentence(
    hospital: Settings, size: tuple[int, int], environ: dict[str, str], sentence: str
) -> None:
    command = [sys.executable, "-m", "kiosk", "staff", "--data", str(hospital.data), "--language", "en"]
    terminal = Terminal(command, size, environ)
    try:
        terminal.until(sentence)
        assert terminal.code() == 2
    finally:
        terminal.close()


def test_the_console_without_a_terminal_is_one_sentence(
    kiosk: Callable[..., int], hospital: Settings
) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "kiosk", "staff", "--language", "en", "--data", str(hospital.data)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == "The console needs a terminal: start it in one, or with 'ssh -t'.\n"


def test_the_console_opens_with_whoever_is_known(
    hospital: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[SignedIn | None] = []

    class Console:
        @staticmethod
        def run(_settings: Settings, signed_in: SignedIn | None) -> int:
            opened.append(signed_in)
            return 7

    monkeypatch.setitem(sys.modules, "kiosk.console", Console)
    monkeypatch.setattr("kiosk.console", Console, raising=False)
    monkeypatch.setattr(staff, "_terminal", lambda: "")
    monkeypatch.setattr(preflight, "terminal", lambda: "")
    key_of_xu(hospital, PRINT)
    assert cli.main(["staff", "--data", str(hospital.data)]) == 7
    ssh(monkeypatch, tmp_path, "xu", PUBLIC)
    assert cli.main(["staff", "--data", str(hospital.data)]) == 7
    assert opened[0] is None and opened[1] is not None and opened[1].actor.code == "xu"


def test_a_tick_does_once_what_is_due_and_says_so_in_one_line(
    hospital: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store.open_register(hospital)
    filed = cases.file(draft(), hospital, NOW - timedelta(days=400))
    before = Entry.select().where(Entry.case == filed.uid).count()
    store.close()
    assert cli.main(["tick", "--data", str(hospital.data)]) == 0
    first = capsys.readouterr().out
    assert cli.main(["tick", "--data", str(hospital.data)]) == 0
    second = capsys.readouterr().out
    assert first.count("\n") == 1 and "Late work climbed: 0." not in first
    assert second.startswith("Offers expired: 0. Late work climbed: 0. Closed without a verdict: 0.")
    store.open_register(hospital)
    assert Entry.select().where(Entry.case == filed.uid).count() > before
    store.close()


def test_a_tick_makes_no_register(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["tick", "--data", str(tmp_path / "data")]) == 3
    assert "There is no register" in capsys.readouterr().err
    assert not (tmp_path / "data" / "kiosk.sqlite3").exists()

"""The command line says plainly what it can do, what it did, and what is missing."""

import io
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from terminals import ROOT, Terminal

from kiosk import cli, i18n

CASE = {"kind": "complaint", "words": "Two hours in the corridor."}


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Type commands in English."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def kiosk(tmp_path: Path) -> Callable[..., int]:
    """Say a command on a register of this test."""

    def say(*words: str) -> int:
        return cli.main([*words, "--data", str(tmp_path / "data")])

    return say


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Put bytes on standard input."""

    def put(text: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text), "utf-8"))

    return put


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Start kiosk in a terminal."""
    opened: list[Terminal] = []

    def start(
        *words: str, size: tuple[int, int] = (80, 24), environ: dict[str, str] | None = None
    ) -> Terminal:
        data = () if "--data" in words else ("--data", str(tmp_path / "data"))
        opened.append(Terminal([sys.executable, "-m", "kiosk", *words, *data], size, environ))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


def test_help_tells_commands_order_of_settings_and_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    told = capsys.readouterr().out
    assert ended.value.code == 0
    for word in ("web", "import", "case", "doctor", "calendar", "audit", "KIOSK_", "Exit codes", "130"):
        assert word in told


def test_a_word_it_does_not_know_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["dance"])
    assert ended.value.code == 2
    assert "dance" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh_TW.UTF-8", "zh_TW"), ("zh_CN.UTF-8", "zh_CN"), ("C", "en"), ("fr_FR.UTF-8", "en"), ("", "en")],
)
def test_commands_answer_in_the_language_of_whoever_types(locale: str, language: str) -> None:
    assert cli.spoken({"LC_ALL": "", "LANG": locale}) == language


def test_flags_stand_before_or_after_the_command(tmp_path: Path) -> None:
    before = cli.parser().parse_args(["--data", "x", "case", "list"])
    after = cli.parser().parse_args(["case", "list", "--data", "x"])
    assert before == after
    assert (before.module, before.data) == ("case", "x")
    assert cli.parser().parse_args([]).module == "desk"


def test_a_wrong_setting_is_one_sentence(
    kiosk: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KIOSK_PROT", "1")
    assert kiosk("case", "list") == 2
    assert capsys.readouterr().err == "unknown setting 'KIOSK_PROT'; did you mean 'KIOSK_PORT'?\n"


def test_the_desk_without_a_terminal_is_one_sentence(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "kiosk", "--data", str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith("The front desk needs a terminal") and said.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("size", "environ", "sentence"),
    [
        ((59, 24), {}, "The terminal has 59×24 cells and the desk needs 60×20"),
        ((80, 19), {}, "The terminal has 80×19 cells and the desk needs 60×20"),
        ((80, 24), {"TERM": "dumb"}, "This terminal cannot draw pages"),
    ],
)
def test_a_terminal_that_is_too_poor_is_one_sentence(
    terminal: Callable[..., Terminal], size: tuple[int, int], environ: dict[str, str], sentence: str
) -> None:
    desk = terminal(size=size, environ=environ)
    desk.until(sentence)
    assert desk.code() == 2


def test_a_port_that_is_taken_is_one_sentence(terminal: Callable[..., Terminal]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        desk = terminal("--host", "127.0.0.1", "--port", str(port))
        desk.until(rf"cannot use 127.0.0.1 port {port} \(Address already in use\)")
        assert desk.code() == 2


def test_a_data_directory_that_cannot_be_written_is_one_sentence(
    terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    desk = terminal("--data", str(tmp_path / "file" / "data"))
    desk.until(r"cannot be written \(Not a directory\): choose another with --data DIR")
    assert desk.code() == 2


def test_a_locale_without_chinese_is_switched_to_utf_8(tmp_path: Path) -> None:
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from kiosk import cli; cli.preflight.encoding(); print('服务台')",
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=False,
    )
    assert said.stdout.decode() == "服务台\n"


def test_a_case_is_filed_shown_and_listed_as_json(
    kiosk: Callable[..., int], typed: Callable[[bytes], None], capsys: pytest.CaptureFixture[str]
) -> None:
    typed(json.dumps(CASE).encode())
    assert kiosk("case", "file") == 0
    filed = json.loads(capsys.readouterr().out)
    assert kiosk("case", "show", filed["number"].lower(), "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["uid"], shown["words"]) == (filed["uid"], CASE["words"])
    assert kiosk("case", "list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == [shown]
    assert kiosk("case", "list") == 0
    assert capsys.readouterr().out.startswith(f"{filed['number']}  complaint  received  ")


@pytest.mark.parametrize(
    ("text", "code", "sentence"),
    [
        (b"{", 2, "Standard input is not JSON in UTF-8 (at 1:2)."),
        (b"\xff", 2, "Standard input is not JSON in UTF-8 (at 1:1)."),
        (b"[]", 2, "Standard input holds no JSON object with the fields of a case."),
        (b'{"colour": 1}', 1, "A case has no field 'colour'."),
    ],
)
def test_a_document_that_is_no_case_is_one_sentence(
    kiosk: Callable[..., int],
    typed: Callable[[bytes], None],
    capsys: pytest.CaptureFixture[str],
    text: bytes,
    code: int,
    sentence: str,
) -> None:
    typed(text)
    assert kiosk("case", "file") == code
    assert capsys.readouterr().err == sentence + "\n"


def test_a_number_that_nobody_has_is_not_found(
    kiosk: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert kiosk("case", "show", "AA-0000-000") == 1
    assert capsys.readouterr().err == "No case has this number.\n"


def test_a_register_that_is_none_cannot_be_opened(
    kiosk: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "kiosk.sqlite3").write_text("not a register")
    assert kiosk("case", "list") == 3
    assert capsys.readouterr().err.count("\n") == 1


def test_a_whole_chain_is_said_to_be_whole(
    kiosk: Callable[..., int], typed: Callable[[bytes], None], capsys: pytest.CaptureFixture[str]
) -> None:
    typed(json.dumps(CASE).encode())
    kiosk("case", "file")
    capsys.readouterr()
    assert kiosk("audit", "verify") == 0
    assert capsys.readouterr().out == "The chain is whole: 1 entry.\n"


def test_the_sample_hospital_can_be_imported(
    kiosk: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert kiosk("import", "hospital", str(ROOT / "kiosk" / "sample")) == 0
    assert "departments" in capsys.readouterr().out


def test_a_hospital_with_mistakes_is_refused_line_by_line(
    kiosk: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kiosk("import", "hospital", str(tmp_path)) == 1
    assert "hospital.toml" in capsys.readouterr().err
    assert kiosk("import", "hospital", str(tmp_path / "nowhere")) == 2


def test_the_calendar_says_which_years_are_announced(
    kiosk: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert kiosk("calendar", "sync") == 0
    assert "announced" in capsys.readouterr().out


def test_the_doctor_names_what_is_ill_and_makes_no_register(
    kiosk: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kiosk("doctor", "--print", "teapot", "--no-web") == 1
    told = capsys.readouterr().out
    assert "ok  Data directory" in told and "!!  Printer: teapot" in told
    assert not (tmp_path / "data" / "kiosk.sqlite3").exists()


def test_a_reader_who_had_enough_is_no_error(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    said = subprocess.run(
        [sys.executable, "-m", "kiosk", "case", "list", "--json", "--data", str(tmp_path)],
        cwd=ROOT,
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write)
    assert (said.returncode, said.stderr) == (0, b"")


def test_an_interrupted_command_says_130(monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.commands import answer

    assert answer(lambda: signal.raise_signal(signal.SIGINT) or 0) == 130
    assert i18n.language()

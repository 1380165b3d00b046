"""The desk that loads while the command line is read: it opens when told, and goes when it is not wanted."""

import sys
from argparse import _SubParsersAction
from contextlib import closing

import pytest

from kiosk import cli, warm
from tests.terminals import Terminal


def test_a_desk_that_is_not_wanted_leaves_nothing_behind() -> None:
    program = (
        "import os, sys; from kiosk import warm; loading = warm.start(); os.close(loading.go); "
        "print('left', os.waitstatus_to_exitcode(os.waitpid(loading.pid, 0)[1]), flush=True)"
    )
    with closing(Terminal([sys.executable, "-c", program])) as terminal:
        assert terminal.until(r"left (\d+)")[1] == "0"
        assert terminal.code() == 0


@pytest.mark.parametrize(
    "words", [["web"], ["case", "list"], ["--help"], ["--version"], ["--data", "x", "doctor"]]
)
def test_only_a_plain_kiosk_begins_to_load(monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.setattr(warm.os, "isatty", lambda _handle: True)
    assert not warm.begins(words)
    assert warm.begins(["--data", "x", "--no-web"])


def test_nothing_loads_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm.os, "isatty", lambda handle: handle != 1)
    assert not warm.begins([])


def test_a_question_on_the_command_line_loads_no_desk() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "kiosk", "--version"]
    with closing(Terminal(command)) as terminal:
        told = terminal.until(r"(?s)^(.*)kiosk \d+\.\d+")[1]
        assert "argparse" in told and "textual" not in told and "peewee" not in told
        assert terminal.code() == 0


def test_every_command_is_known_to_open_no_desk() -> None:
    [commands] = [one for one in cli.parser()._actions if isinstance(one, _SubParsersAction)]
    assert set(commands.choices) == warm.COMMANDS

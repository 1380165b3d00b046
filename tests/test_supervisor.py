"""The parent of the desk starts it again after a crash, ends everything when asked, and cleans up."""

import os
import re
import select
import signal
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from terminals import PATIENCE, ROOT, Terminal

CALM = "One moment, the desk is starting again."

FAKES = """
import os, signal, sys
from pathlib import Path

from kiosk import supervisor
from kiosk.config import Settings

settings = Settings(data=Path(sys.argv[1]))
screen = os.dup(2)
first = Path(sys.argv[1], "second")

def say(text):
    os.write(screen, (text + chr(10)).encode())

def wait():
    say("waiting")
    while True:
        signal.pause()

def paint(painted):
    os.write(2, b"\\x1b[?1049h\\x1b[?1003h\\x1b[?25l")
    os.write(painted, b"!")

def is_first():
    if first.exists():
        return False
    first.parent.mkdir(parents=True, exist_ok=True)
    first.touch()
    return True

def page(settings):
    print("words of the page", flush=True)
    say(f"page={os.getpid()}.")
    wait()

def desk(settings, painted):
    say(f"desk={os.getpid()}.")
%s

sys.exit(supervisor.run(settings, desk, %s))
"""

WAITS = "    paint(painted); wait()"
LEFT = "    paint(painted); return 0"


Opening = Callable[..., Terminal]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opening]:
    """Open a supervisor over a fake desk and a fake page."""
    terminals: list[Terminal] = []

    def open_with(desk: str, beside: str = "{'page': page}") -> Terminal:
        script = tmp_path / "fakes.py"
        script.write_text(FAKES % (desk, beside))
        path = f"import sys; sys.path.insert(0, {str(ROOT)!r}); exec(open({str(script)!r}).read())"
        terminals.append(Terminal([sys.executable, "-c", path, str(tmp_path / "data")]))
        return terminals[-1]

    yield open_with
    for terminal in terminals:
        terminal.close()


def is_gone(pid: int) -> bool:
    """Tell whether no such process runs; one that was ended is gone once somebody asks for it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def log_of(tmp_path: Path) -> str:
    """Return what the desk has logged."""
    return (tmp_path / "data" / "log").read_text()


def test_staff_who_leave_end_everything(opened: Opening) -> None:
    terminal = opened("    paint(painted); os.read(0, 1); return 0")
    page = terminal.process("page")
    os.write(terminal.screen, b"x")
    assert terminal.code() == 0
    assert is_gone(page)


def test_without_a_page_the_parent_rests(opened: Opening) -> None:
    terminal = opened("    paint(painted); import time; time.sleep(1); say('rested=1.'); wait()", beside="{}")
    terminal.process("desk")
    before = ticks(terminal.program.pid)
    terminal.process("rested")
    assert ticks(terminal.program.pid) - before < os.sysconf("SC_CLK_TCK") // 10


def ticks(pid: int) -> int:
    """Return how much of the processor's time a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def test_a_desk_that_was_killed_comes_back_behind_a_calm_sentence(opened: Opening, tmp_path: Path) -> None:
    terminal = opened(
        "    paint(painted)\n    os.kill(os.getpid(), signal.SIGKILL) if is_first() else wait()",
        beside="{}",
    )
    first = terminal.process("desk")
    terminal.until(re.escape(CALM))
    assert terminal.process("desk") != first
    assert "desk was ended by signal 9; it starts again in 0.5 s" in log_of(tmp_path)


def test_a_desk_that_fails_before_it_is_painted_comes_back(opened: Opening, tmp_path: Path) -> None:
    terminal = opened(
        "    name = 'Li Lei'\n    if is_first(): raise ValueError(name)\n    wait()", beside="{}"
    )
    terminal.until(re.escape(CALM))
    terminal.process("desk")
    logged = log_of(tmp_path)
    assert re.search(r"desk failed: ValueError at <string>:\d+", logged)
    assert "Li Lei" not in logged and "Li Lei" not in terminal.seen


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_both_and_gives_the_terminal_back(opened: Opening, ending: signal.Signals) -> None:
    terminal = opened(WAITS)
    desk, page = terminal.process("desk"), terminal.process("page")
    terminal.program.send_signal(ending)
    assert terminal.code() == 0
    assert is_gone(desk) and is_gone(page)
    terminal.until(r"\x1b\[\?1003l.*\x1b\[\?1049l\x1b\[\?25h")
    assert termios.tcgetattr(terminal.inside) == terminal.before


def test_a_page_that_dies_comes_back_without_a_word_on_the_terminal(opened: Opening, tmp_path: Path) -> None:
    terminal = opened(WAITS)
    first = terminal.process("page")
    os.kill(first, signal.SIGKILL)
    assert terminal.process("page") != first
    assert CALM not in terminal.seen and "words of the page" not in terminal.seen
    logged = log_of(tmp_path)
    assert "page was ended by signal 9" in logged and "words of the page" in logged


def test_no_key_and_no_keyboard_signal_ends_it(opened: Opening) -> None:
    terminal = opened(
        "    paint(painted)\n    for n in range(4): say(f'key {os.read(0, 1)!r}')\n    wait()", beside="{}"
    )
    desk = terminal.process("desk")
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP):
        terminal.program.send_signal(number)
    os.write(terminal.screen, b"\x03\x1c\x1az")
    terminal.until(r"key b'\\x03'[\s\S]*key b'\\x1c'[\s\S]*key b'\\x1a'[\s\S]*key b'z'")
    terminal.until("waiting")
    assert terminal.program.poll() is None and not is_gone(desk)


def test_what_is_typed_while_no_desk_is_there_is_neither_shown_nor_kept(opened: Opening) -> None:
    terminal = opened(
        "    if is_first(): os._exit(1)\n"
        "    say(f'kept {select.select([0], [], [], 0)[0]}')\n"
        "    wait()\nimport select",
        beside="{}",
    )
    terminal.until(re.escape(CALM))
    os.write(terminal.screen, b"secret\n")
    terminal.process("desk")
    before = terminal.seen
    terminal.until(r"kept \[\]")
    assert "secret" not in before + terminal.seen


def test_a_child_that_does_not_listen_is_ended_all_the_same(opened: Opening) -> None:
    terminal = opened("    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + WAITS, beside="{}")
    desk = terminal.process("desk")
    terminal.until("waiting")
    terminal.program.send_signal(signal.SIGTERM)
    assert terminal.code() == 0
    assert is_gone(desk)


def test_no_child_outlives_a_parent_that_was_killed(opened: Opening) -> None:
    terminal = opened(WAITS)
    desk, page = terminal.process("desk"), terminal.process("page")
    handles = [os.pidfd_open(pid) for pid in (desk, page)]
    terminal.program.kill()
    for handle in handles:
        assert select.select([handle], [], [], PATIENCE)[0]
        os.close(handle)

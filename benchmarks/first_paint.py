"""First paint and memory of the front desk beside an empty Textual app."""

from __future__ import annotations

import compileall
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.report import report
from benchmarks.terminal import Program

ROOT = Path(__file__).parent.parent
RUNS = 15
LIMIT = 1.3
PSS_LIMIT = 80.0
FLOOR = [sys.executable, "-m", "benchmarks.floor"]
HOME = "Check progress"


def desk(data: Path, *more: str) -> list[str]:
    """Return the command of a front desk with this register."""
    return [sys.executable, "-m", "kiosk", "--data", str(data), "--language", "en", *more]


def prepare(data: Path) -> None:
    """Start the desk once, so that its register is there; compile it, as pip compiled Textual."""
    compileall.compile_dir(ROOT / "kiosk", quiet=1)
    program = Program(desk(data, "--no-web"))
    program.wait(HOME, 60)
    program.settle()
    program.end()


def painted(command: list[str], text: str) -> tuple[float, float]:
    """Return wall and CPU milliseconds from exec to the text on the screen."""
    program = Program(command)
    at = program.wait(text)
    cpu = program.cpu()
    program.settle()
    program.end()
    return (at - program.began) * 1000, cpu * 1000


def memory(data: Path) -> tuple[float, float, float]:
    """Return MiB of the desk with its page after use: PSS, RSS, and PSS while somebody is there."""
    port = "18765"
    program = Program(desk(data, "--port", port, "--host", "127.0.0.1"))
    program.wait(HOME)
    program.settle(1.5)
    subprocess.run(
        [sys.executable, "-c", f"import urllib.request as u; u.urlopen('http://127.0.0.1:{port}/').read()"],
        check=True,
    )
    program.settle(1.0)
    at_rest = program.memory("Pss"), program.memory("Rss")
    program.tap("Appointments")  # what writes Chinese opens a moment after the first touch
    program.settle(2.0)
    in_use = program.memory("Pss")
    program.end()
    return (*at_rest, in_use)


def main() -> None:
    """Print wall, CPU and memory."""
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "data"
        prepare(data)
        ours, floor = [], []
        for _run in range(RUNS):
            ours.append(painted(desk(data, "--no-web"), HOME))
            floor.append(painted(FLOOR, "READY-TEXT"))
        for name, column in (("first paint of Home, wall", 0), ("first paint of Home, CPU", 1)):
            own = statistics.median(run[column] for run in ours)
            theirs = statistics.median(run[column] for run in floor)
            report(name, own, "an empty Textual app", theirs, LIMIT)
        pss, rss, in_use = memory(data)
        verdict = "ok" if pss <= PSS_LIMIT else "MISSED"
        print(f"{verdict:6} front desk with its page: {pss:.1f} MiB PSS of {PSS_LIMIT:.0f} (RSS {rss:.1f})")
        print(f"       while somebody is there, with what writes Chinese: {in_use:.1f} MiB PSS")


if __name__ == "__main__":
    main()

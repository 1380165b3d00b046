"""From a tap on a Home tile to the next screen painted, beside the push of a one-word screen."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from benchmarks.first_paint import FLOOR, HOME, desk, prepare
from benchmarks.report import report
from benchmarks.terminal import Program

RUNS = 20
LIMIT_MS = 100.0
TILES = (
    ("I need help", "Who are you"),
    ("Appointments", "what would you like to know"),
    ("Rate us", "How was it"),
    ("Check progress", "What is the number"),
)
"""A word of each tile, and a word of the page behind it."""


def measure(program: Program, tile: str, behind: str) -> float:
    """Return milliseconds from the tap to the page behind; then go Home again."""
    program.wait(tile)
    program.settle(0.7)
    tapped = program.tap(tile)
    seen = program.wait(behind)
    program.settle(0.7)
    program.tap("Start again")
    program.wait(HOME)
    return (seen - tapped) * 1000


def floor() -> float:
    """Return milliseconds from a tap to the one-word screen."""
    program = Program(FLOOR)
    program.wait("READY-TEXT")
    program.settle()
    tapped = program.tap("READY-TEXT")
    seen = program.wait("BEHIND-TEXT")
    program.end()
    return (seen - tapped) * 1000


def main() -> None:
    """Print the median of each tile, the first tap of a process apart."""
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "data"
        prepare(data)
        pushed = statistics.median(floor() for _run in range(5))
        program = Program(desk(data, "--no-web"))
        for tile, behind in TILES:
            first, *others = (measure(program, tile, behind) for _run in range(RUNS // 2))
            middle = statistics.median(others)
            what = f"tap on {tile!r} (first time {first:.0f} ms)"
            report(what, middle, "a one-word screen", pushed, LIMIT_MS / pushed)
        program.end()


if __name__ == "__main__":
    main()

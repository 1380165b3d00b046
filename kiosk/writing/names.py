"""Personal names: a family name before a given name, each as common as it is among people."""

from __future__ import annotations

from collections.abc import Iterator
from math import log
from typing import NamedTuple

from kiosk.writing.lexicon import hospital_groups, split

FLATNESS = {"surnames": 6, "given": 150, "characters": 40}
"""How slowly names grow rarer down each list (Zipf with a shifted rank)."""


class Name(NamedTuple):
    """A family name, a given name or a character of one."""

    kind: str
    text: str
    reading: str
    cost: float


def everybody() -> Iterator[Name]:
    """Yield every name with its kind, its reading and its cost, for the index."""
    for kind, listed in hospital_groups("names.txt").items():
        names = list(dict.fromkeys(listed))
        weights = [1 / (place + FLATNESS[kind]) for place in range(len(names))]
        total = sum(weights)
        for name, weight in zip(names, weights, strict=True):
            text, reading = split(name)
            yield Name(kind, text, "'".join(reading), round(-log(weight / total), 2))

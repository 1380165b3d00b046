"""How alike two texts are: the same matter told twice shares pairs of characters, or words."""

import re
from collections.abc import Iterator, Sequence

from kiosk.rules.runs import HAN, plain

LATIN = re.compile("[a-z0-9]{3,}")
LOOKED_AT = 400
"""Characters of a text that are compared."""
WINDOW, MOST_WINDOWS = 4, 40
"""Chinese characters that must stand together in what may be alike, and how many such places are tried."""
FEWEST = 4
"""Pieces that two texts share at least: less is chance."""

ASKING = re.compile(
    r"(?:在|到|去)?(?:哪里|哪裡|哪儿|哪兒|那里)|怎么样?|怎麼樣?|如何|多少|几个?|什么|什麼|可以|能不能|能否|可否|"
    r"有没有|有沒有|请问|請問|想问|想問|需要|[吗嗎呢啊的了是要能]|\b(?:how|what|where|when|can|the|you|are|for)\b"
)
"""Words of every question: they say nothing of what it is about."""


def pieces(text: str) -> frozenset[str]:
    """Return what two texts are compared by: pairs of Chinese characters, and other words."""
    told = plain(text[:LOOKED_AT])
    pairs = (run[at : at + 2] for run in HAN.findall(told) for at in range(len(run) - 1))
    return frozenset((*pairs, *LATIN.findall(told)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return which part of the shorter text stands in the longer one too, from 0 to 1."""
    shared = len(one & other)
    return shared / min(len(one), len(other)) if shared >= FEWEST else 0.0


def windows(text: str) -> list[tuple[str, ...]]:
    """Return places of a text, each as the runs that a text with the same place holds as well."""
    told = plain(text[:LOOKED_AT])
    found = [*_han(told), *_latin(told)]
    step = max(1, -(-len(found) // MOST_WINDOWS))
    return found[::step]


def _han(told: str) -> Iterator[tuple[str, ...]]:
    for run in HAN.findall(told):
        for at in range(len(run) - WINDOW + 1):
            yield tuple(f"w{run[at + step : at + step + 2]}" for step in range(WINDOW - 1))


def _latin(told: str) -> Iterator[tuple[str, ...]]:
    words = LATIN.findall(told)
    for pair in zip(words, words[1:], strict=False):
        yield tuple(f"w{word[at : at + 3]}" for word in pair for at in range(len(word) - 2))


def piles(texts: Sequence[str]) -> list[list[int]]:
    """Return which questions ask the same, as their places; the piles with the most stand first.

    Each is with one that has two thirds of its characters and words, in any order: questions are short.
    """
    told = [_signs(text) for text in texts]
    found: list[list[int]] = []
    for place, own in enumerate(told):
        for pile in found:
            if any(_asks_the_same(own, told[member]) for member in pile):
                pile.append(place)
                break
        else:
            found.append([place])
    return sorted(found, key=lambda pile: (-len(pile), pile[0]))


def _signs(text: str) -> frozenset[str]:
    """Return the characters and words of a question that say what it is about."""
    told = ASKING.sub(" ", plain(text[:LOOKED_AT]))
    return frozenset((*"".join(HAN.findall(told)), *LATIN.findall(told)))


def _asks_the_same(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return shared >= 2 and shared * 3 >= min(len(one), len(other)) * 2

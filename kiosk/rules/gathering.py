"""Which cases may be one common matter (共性问题): they share a category or a department, and their words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import chain, combinations
from typing import NamedTuple

from kiosk.rules.likeness import LOOKED_AT, pieces
from kiosk.rules.runs import plain

FEWEST_CASES = 3
"""Cases that make a matter common: fewer are chance."""
FEWEST_PIECES = 3
"""Pieces of words that they share at least."""
MOST_SEEDS = 24
"""Pieces around which groups of one category or department are tried."""
SAMPLE = 60
"""Cases around a piece that say what is shared: more would say the same."""
MOST_GROUPS = 20
MOST_SHARED = 3
"""Runs of words that are named as shared."""


class Told(NamedTuple):
    """What a case is about, as far as groups depend on it."""

    key: Hashable
    category: str
    department: str
    words: str


class Group(NamedTuple):
    """Cases that may be one matter, and what they share."""

    keys: tuple[Hashable, ...]
    category: str
    """Empty where it differs, as is the next."""
    department: str
    shared: tuple[str, ...]
    """Runs of their words, the longest first."""


class _Held(NamedTuple):
    told: Told
    pieces: frozenset[str]


def gather(cases: Iterable[Told]) -> list[Group]:
    """Return the groups that cases may form, the largest first; a case stands in one at most."""
    left = [_Held(one, pieces(one.words)) for one in cases]
    everywhere = _counted(left)
    groups: list[Group] = []
    for place in ("category", "department"):
        shelves: dict[str, list[_Held]] = defaultdict(list)
        for one in left:
            if code := getattr(one.told, place):
                shelves[code].append(one)
        taken: set[Hashable] = set()
        for code in sorted(shelves):
            found = _groups(shelves[code], everywhere)
            groups += found
            taken.update(key for group in found for key in group.keys)
        left = [one for one in left if one.told.key not in taken]
    return sorted(groups, key=lambda group: -len(group.keys))[:MOST_GROUPS]


def _groups(shelf: list[_Held], everywhere: Counter[str]) -> list[Group]:
    """Return the groups within one category or department."""
    if len(shelf) < FEWEST_CASES:
        return []
    here = _counted(shelf)
    found: list[Group] = []
    for seed in _seeds(here, everywhere):
        around = [one for one in shelf if seed in one.pieces]
        if len(around) < FEWEST_CASES:
            continue
        shared = _shared(around)
        members = [one for one in around if len(shared & one.pieces) * 2 >= len(shared)]
        if len(shared) >= FEWEST_PIECES and len(members) >= FEWEST_CASES:
            found.append(_group(members, shared, everywhere))
            gone = {one.told.key for one in members}
            shelf = [one for one in shelf if one.told.key not in gone]
    return found


def _seeds(here: Counter[str], everywhere: Counter[str]) -> list[str]:
    """Return the pieces that mark this shelf: often here, seldom elsewhere."""
    often = [piece for piece, count in here.items() if count >= FEWEST_CASES]
    return sorted(often, key=lambda piece: (-(here[piece] ** 2) / everywhere[piece], piece))[:MOST_SEEDS]


def _shared(around: Sequence[_Held]) -> frozenset[str]:
    """Return the pieces that three in five of some cases hold."""
    sample = around[:SAMPLE]
    return frozenset(piece for piece, count in _counted(sample).items() if count * 5 >= len(sample) * 3)


def _counted(cases: Iterable[_Held]) -> Counter[str]:
    return Counter(chain.from_iterable(one.pieces for one in cases))


def _group(members: Sequence[_Held], shared: frozenset[str], everywhere: Counter[str]) -> Group:
    categories, departments = ({getattr(one.told, part) for one in members} for part in Told._fields[1:3])
    return Group(
        tuple(one.told.key for one in members),
        categories.pop() if len(categories) == 1 else "",
        departments.pop() if len(departments) == 1 else "",
        _runs(shared, [plain(one.told.words[:LOOKED_AT]) for one in members[:SAMPLE]], everywhere),
    )


def _runs(shared: frozenset[str], texts: Sequence[str], everywhere: Counter[str]) -> tuple[str, ...]:
    """Return what is shared as one reads it: pieces that overlap, joined where most texts have them."""
    runs = set(shared)
    grown = True
    while grown:
        grown = False
        for one, other in combinations(sorted(runs), 2):
            joined = _joined(one, other) or _joined(other, one)
            if joined and sum(joined in text for text in texts) * 2 >= len(texts):
                runs = {run for run in runs if run not in joined} | {joined}
                grown = True
                break
    # Of runs as long, the one that stands nowhere else says most.
    ordered = sorted(runs, key=lambda run: (-len(run), everywhere[run], run))
    return tuple(ordered[:MOST_SHARED])


def _joined(one: str, other: str) -> str:
    """Return two runs of Chinese characters as one where the second goes on where the first ends."""
    return one + other[1:] if one[-1] == other[0] and not (one + other).isascii() else ""

"""The month's service star (服务之星): one formula over what patients said and how promises were kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kiosk.rules.text import clean

HUNDREDTHS = 100
"""A score is a whole number of hundredths, so that every machine reckons the same."""


class Weights(NamedTuple):
    """What the formula counts; printed on every list."""

    praise: int = 3
    timeliness: int = 10
    solved: int = 10
    least: int = 5
    """Clocks or verdicts below which their part counts nothing."""


class Facts(NamedTuple):
    """What a month says about one person."""

    staff: str
    praises: int = 0
    """That name the person."""
    met: int = 0
    clocks: int = 0
    """Clocks of the person's cases that ended, of them those in time."""
    solved: int = 0
    verdicts: int = 0
    """On the person's cases that closed; each reopening is a verdict that it was not solved."""
    points: int = 0
    """From supervisors."""


class Star(NamedTuple):
    """One line of the list."""

    facts: Facts
    score: int
    """In hundredths."""


def score(facts: Facts, weights: Weights) -> int:
    """Return what the formula makes of a month, in hundredths, cut off and never rounded up."""
    timely = part(facts.met, facts.clocks, weights.timeliness, weights.least)
    solved = part(facts.solved, facts.verdicts, weights.solved, weights.least)
    return HUNDREDTHS * (weights.praise * facts.praises + facts.points) + timely + solved


def part(good: int, of: int, weight: int, least: int) -> int:
    """Return the part of a weight that is earned; too few say too little."""
    return HUNDREDTHS * weight * good // of if of >= least else 0


def ranked(people: Iterable[Facts], weights: Weights) -> list[Star]:
    """Return everybody who earned something, best first; of equals the earlier code comes first."""
    found = (Star(one, score(one, weights)) for one in people)
    return sorted((one for one in found if one.score > 0), key=lambda one: (-one.score, one.facts.staff))


def shown(score: int) -> str:
    """Return a score as it is read."""
    return f"{score // HUNDREDTHS}.{score % HUNDREDTHS:02}"


class Known(NamedTuple):
    """Somebody whom praise may name."""

    staff: str
    names: tuple[str, ...]
    departments: frozenset[str]


def named(told: str, department: str, people: Iterable[Known]) -> str:
    """Return whom praise names: one person, or nobody where it could be several.

    Of several with the same name it is the one of the department that the praise is about.
    """
    words = clean(told, lines=False).casefold()
    found = [one for one in people if any(has(words, name.casefold()) for name in one.names)]
    if len(found) > 1:
        found = [one for one in found if department in one.departments]
    return found[0].staff if len(found) == 1 else ""


def has(words: str, name: str) -> bool:
    """Tell whether a name stands in words; one in Latin letters stands there as whole words."""
    if not name.strip():
        return False
    if name.isascii():
        return f" {name} " in f" {' '.join(letters(words))} "
    return len(name) > 1 and name in words


def letters(words: str) -> list[str]:
    """Return the words of a text without what stands between them."""
    return "".join(sign if sign.isalnum() else " " for sign in words).split()


def as_document(weights: Weights) -> Mapping[str, int]:
    """Return weights as they are kept with a signed list."""
    return weights._asdict()

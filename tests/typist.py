"""A patient at the keyboard: types full pinyin and takes the longest right beginning of the first page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import NamedTuple

from pypinyin import lazy_pinyin

from kiosk.writing.engine import Candidate, Offer

Ask = Callable[[str], Awaitable[Offer]]


class Written(NamedTuple):
    """How a phrase came onto the screen."""

    phrase: str
    taps: int
    """Candidates that were tapped; 0 when the phrase could not be written from first pages."""
    is_first: bool
    """Whether the very first candidate was the whole phrase."""


class Sum(NamedTuple):
    """What many phrases come to."""

    reached: float
    taps: float
    first: float


def typed(phrase: str) -> str:
    """Return the letters of a phrase."""
    return "".join(lazy_pinyin(phrase, v_to_u=False)).replace("ü", "v")


async def write(phrase: str, ask: Ask) -> Written:
    """Write one phrase."""
    letters, rest, taps = typed(phrase), phrase, 0
    first = (await ask(letters)).candidates[:1]
    while rest:
        right = [one for one in (await ask(letters)).candidates if rest.startswith(one.text)]
        if not right:
            return Written(phrase, 0, False)
        best: Candidate = max(right, key=lambda one: len(one.text))
        letters, rest, taps = letters[best.taken :].lstrip("'"), rest[len(best.text) :], taps + 1
    return Written(phrase, taps, bool(first) and first[0].text == phrase)


async def write_all(phrases: Iterable[str], ask: Ask) -> list[Written]:
    """Write many phrases, one after the other."""
    return [await write(phrase, ask) for phrase in phrases]


def summed(written: list[Written]) -> Sum:
    """Return the share that was reached, taps a phrase, and the share right at first offer."""
    reached = [one for one in written if one.taps]
    return Sum(
        len(reached) / len(written),
        sum(one.taps for one in reached) / max(1, len(reached)),
        sum(one.is_first for one in written) / len(written),
    )

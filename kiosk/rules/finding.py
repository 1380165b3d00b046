"""How somebody finds a thing by part of its name: in Chinese, pinyin, initials or English."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar
from unicodedata import normalize

Item = TypeVar("Item")

_EXACT, _PREFIX, _WORD_START, _CONTAINED = range(4)
_PINYIN_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")


def keys_for(texts: Iterable[str], pinyin: Iterable[str]) -> str:
    """Return the key by which a thing is found: its texts, their pinyin by syllable, and the initials.

    Three lines, each with | between its entries: 挂号|booking, gua hao, gh.
    """
    words = [text for text in map(_plain, texts) if text]
    sounds = [sound for sound in map(_sound, pinyin) if sound]
    initials = ["".join(syllable[0] for syllable in sound.split()) for sound in sounds]
    return "\n".join("|".join(dict.fromkeys(part)) for part in (words, sounds, initials))


def find(query: str, items: Iterable[Item], key: Callable[[Item], str]) -> list[Item]:
    """Return the items that the query finds, the best first; an empty query finds all as they stand.

    Exact comes before a beginning, that before the beginning of a word, that before any part;
    equals stay in the order in which they came.
    """
    wanted = _plain(query)
    if not wanted:
        return [] if query.strip() else list(items)
    ranked = [(rank, item) for item in items if (rank := _rank(wanted, key(item))) is not None]
    ranked.sort(key=lambda found: found[0])
    return [item for _rank_of_it, item in ranked]


def _rank(wanted: str, key: str) -> int | None:
    """Return how well a key answers the query, lower is better, or None."""
    texts, sounds, initials = (line.split("|") if line else [] for line in _lines(key))
    whole = _best([*_text_ranks(wanted, texts), *_sound_ranks(wanted, sounds, initials)])
    words = wanted.split()
    if whole is not None or len(words) == 1:
        return whole
    each = [_rank(word, key) for word in words]
    return None if None in each else _CONTAINED


def _lines(key: str) -> Sequence[str]:
    lines = key.split("\n")
    if len(lines) != 3:
        raise ValueError("a key to be found by has three lines: texts, pinyin, initials")
    return lines


def _text_ranks(wanted: str, texts: list[str]) -> Iterable[int]:
    close = wanted.replace(" ", "")
    for text in texts:
        if wanted == text:
            yield _EXACT
        elif text.startswith(wanted):
            yield _PREFIX
        elif f" {wanted}" in text:
            yield _WORD_START
        elif wanted in text or close in text.replace(" ", ""):
            yield _CONTAINED


def _sound_ranks(wanted: str, sounds: list[str], initials: list[str]) -> Iterable[int]:
    close = _sound(wanted).replace(" ", "")
    if not close or not set(close) <= _PINYIN_LETTERS:
        return
    for sound in sounds:
        yield from _syllable_ranks(close, sound)
    for letters in initials:
        if close in letters:
            yield _EXACT if close == letters else _PREFIX if letters.startswith(close) else _WORD_START


def _syllable_ranks(close: str, sound: str) -> Iterable[int]:
    syllables = sound.split()
    if close == "".join(syllables):
        yield _EXACT
    for at in range(len(syllables)):
        if "".join(syllables[at:]).startswith(close):
            yield _WORD_START if at else _PREFIX


def _best(ranks: list[int]) -> int | None:
    return min(ranks, default=None)


def _plain(text: str) -> str:
    """Leave letters, digits and Chinese characters, in lower case, with single spaces between words."""
    folded = normalize("NFKC", normalize("NFKC", text).casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())


def _sound(pinyin: str) -> str:
    # A keyboard has no ü; people type v.
    return _plain(pinyin).replace("ü", "v")

"""What a text is found by: its runs of one and two characters, and how they sound.

A run is a short string with a letter in front that says what it is: `w` a run of what was written, `p` one or
two syllables, `i` initials of three syllables, `t` a telephone and `e` its end; `n` before these says that it
comes from a person's name. Whoever must not search among people never asks for `n`, `t` and `e`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from unicodedata import normalize

from kiosk.rules.numbers import clean_phone
from kiosk.rules.syllables import SYLLABLES

HAN = re.compile("[\u4e00-\u9fff]+")
PINYIN = re.compile("[a-z]{2,30}")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
END = "."
"""Stands where a word has no further syllable, so that two initials at an end are a run, too."""
MOST_PARTED = 9
"""Letters of pinyin that are parted into syllables for the index."""
LONGEST = 100
"""Characters of a question that are looked at."""

Mark = Callable[[str], str]
"""How a run is written in the index."""
Syllables = Sequence[str]


def plain(text: str) -> str:
    """Leave letters, digits and Chinese characters in one form, with single spaces between words."""
    folded = normalize("NFKC", normalize("NFKC", text).casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())


def asked(query: str) -> list[str]:
    """Return the words of a question; all of them must be found."""
    return list(dict.fromkeys(plain(query[:LONGEST]).split()))


def word_runs(text: str) -> Iterator[str]:
    """Return the runs of what was written: one and two characters, of Latin ones and digits also three."""
    for word in plain(text).split():
        yield from (f"w{c}" for c in word)
        for at in range(len(word) - 1):
            yield f"w{word[at : at + 2]}"
            three = word[at : at + 3]
            if len(three) == 3 and three.isascii():
                yield f"w{three}"


def sound_runs(syllables: Syllables) -> Iterator[str]:
    """Return the runs of how Chinese characters that stand together are read."""
    yield from (f"p{one}" for one in syllables)
    yield from (f"p{one} {two}" for one, two in zip(syllables, syllables[1:], strict=False))
    if len(syllables) > 1:
        initials = "".join(one[0] for one in syllables) + END
        yield from (f"i{initials[at : at + 3]}" for at in range(len(initials) - 2))


def name_runs(name: str, readings: Iterable[Syllables]) -> Iterator[str]:
    """Return the runs of a person's name."""
    yield from (f"n{run}" for run in word_runs(name))
    yield from (f"n{run}" for syllables in readings for run in sound_runs(syllables))


def phone_runs(phone: str) -> Iterator[str]:
    """Return the runs of a telephone: the whole of it, and its last four digits."""
    if phone:
        yield f"t{phone}"
        yield f"e{phone[-4:]}"


def says(word: str, text: str) -> bool:
    """Tell whether a text holds a word of a question as it stands."""
    return word in plain(text)


def sounds(word: str, syllables: Syllables) -> bool:
    """Tell whether characters that stand together are read as a word was typed, or begin so."""
    typed = spelled(word)
    if not typed:
        return False
    if typed in "".join(one[0] for one in syllables):
        return True
    return any("".join(syllables[at : at + len(typed)]).startswith(typed) for at in range(len(syllables)))


def calls(word: str, phone: str) -> bool:
    """Tell whether a word of a question is a telephone or its last four digits."""
    return bool(phone) and (phone == clean_phone(word) or (is_end(word) and phone.endswith(word)))


def is_end(word: str) -> bool:
    """Tell whether a word may be the last four digits of a telephone."""
    return len(word) == 4 and word.isascii() and word.isdecimal()


def spelled(word: str) -> str:
    """Return a word as pinyin is typed, where a keyboard has no ü; empty when it can be no pinyin."""
    typed = word.replace("ü", "v")
    return typed if PINYIN.fullmatch(typed) else ""


def expression(words: Iterable[str], mark: Mark, is_personal: bool) -> str:
    """Return the full-text expression that finds everything which holds all the words, and little else."""
    return _all(_word(word, mark, is_personal) for word in words)


def phone_expression(phone: str, mark: Mark) -> str:
    """Return the full-text expression that finds a whole telephone."""
    return mark(f"t{phone}")


def _word(word: str, mark: Mark, is_personal: bool) -> str:
    def named(run: str) -> str:
        return mark(f"n{run}")

    found = [*_ways(word, mark)]
    if is_personal:
        found += _ways(word, named)
        if is_end(word):
            found.append(mark(f"e{word}"))
        if phone := clean_phone(word):
            found.append(mark(f"t{phone}"))
    return _any(found)


def _ways(word: str, mark: Mark) -> Iterator[str]:
    yield _all(mark(run) for run in _written(word))
    if typed := spelled(word):
        yield _initials(typed, mark)
        # What sounds like all the letters sounds like the first of them; few letters part in few ways.
        yield _any(_syllables(whole, rest, mark) for whole, rest in splits(typed[:MOST_PARTED]))


def _written(word: str) -> list[str]:
    if len(word) < 3:
        return [f"w{word}"]
    if word.isascii():
        return [f"w{word[at : at + 3]}" for at in range(len(word) - 2)]
    return [f"w{word[at : at + 2]}" for at in range(len(word) - 1)]


def _initials(typed: str, mark: Mark) -> str:
    if len(typed) == 2:
        return _any(mark(f"i{typed}{further}") for further in LETTERS + END)
    return _all(mark(f"i{typed[at : at + 3]}") for at in range(len(typed) - 2))


def _syllables(whole: Syllables, rest: str, mark: Mark) -> str:
    pairs = [mark(f"p{one} {two}") for one, two in zip(whole, whole[1:], strict=False)]
    before = f"{whole[-1]} " if whole else ""
    last = _any(mark(f"p{before}{one}") for one in beginning(rest))
    return _all([*pairs, last])


def splits(typed: str, whole: tuple[str, ...] = ()) -> Iterator[tuple[Syllables, str]]:
    """Return every way to read letters as whole syllables and the beginning of one more."""
    if beginning(typed):
        yield whole, typed
    for length in range(1, min(len(typed) - 1, 6) + 1):
        if typed[:length] in SYLLABLES:
            yield from splits(typed[length:], (*whole, typed[:length]))


def beginning(letters: str) -> list[str]:
    """Return the syllables that begin with these letters."""
    return sorted(one for one in SYLLABLES if one.startswith(letters))


def _all(parts: Iterable[str]) -> str:
    return _joined(" AND ", parts)


def _any(parts: Iterable[str]) -> str:
    return _joined(" OR ", parts)


def _joined(operator: str, parts: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(filter(None, parts)))
    if not distinct:
        return ""
    return distinct[0] if len(distinct) == 1 else f"({operator.join(distinct)})"

"""Which passwords are good enough: long, and not what everybody tries first."""

from __future__ import annotations

import re
from unicodedata import normalize

from kiosk.i18n import N_
from kiosk.rules.refusal import Refusal

SHORTEST, LONGEST = 10, 200
FEWEST_SIGNS = 5
"""So many different signs must be in it: "aaaaaaaaaa" is long, too."""
OWN_PART = 6
"""So many signs must be left when the name is taken out."""

COMMON = frozenset(
    """password passwort passw0rd p@ssw0rd p@ssword pa$$word administrator admin root user guest test
    welcome letmein changeme secret master login access hospital kiosk patient nurse doctor complaint
    iloveyou sunshine princess football baseball dragon monkey superman computer internet
    qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc wsxedc qweasd qweasdzxc
    woaini woaini1314 woaiwojia wodemima mima yiyuan huanzhe tousu kefu fuwutai zhongguo beijing
    shanghai aini iloveu taobao""".split()
)
"""Words that stand in every list of guesses; with digits and signs around them they are no better."""
ROWS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol",
    "1q2w3e4r5t6y7u8i9o0p",
    "1a2b3c4d5e6f7g8h9i",
)
_EDGE = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def folded(password: str) -> str:
    """Return a password as it is hashed: however the keyboard wrote the same signs."""
    return normalize("NFKC", password)


def check(password: str, code: str) -> None:
    """Refuse a password that is short, that everybody tries first, or that is the name once more."""
    word = folded(password)
    if len(word) < SHORTEST:
        raise Refusal(
            N_("A password has at least %(count)d signs: a short sentence is good."), count=SHORTEST
        )
    if len(word) > LONGEST:
        raise Refusal(N_("A password has at most %(count)d signs."), count=LONGEST)
    if is_name(word.casefold(), code.casefold()):
        raise Refusal(N_("This password is the name once more. Choose another."))
    if is_common(word.casefold()):
        raise Refusal(N_("This password is among the first that are tried. Choose another."))


def is_name(word: str, code: str) -> bool:
    """Tell whether nothing good is left of a password without the name, also written backwards."""
    rests = (word.replace(name, "") for name in (code, code[::-1]) if name and name in word)
    return any(len(rest) < OWN_PART or is_common(rest) for rest in rests)


def is_common(word: str) -> bool:
    """Tell whether a password is a common one, with or without digits around it, or keys in a row."""
    core = _EDGE.sub("", word)
    return (
        len(set(word)) < FEWEST_SIGNS
        or word in COMMON
        or core in COMMON
        or any(word in row or word in row[::-1] for row in ROWS)
        or is_repeated(word)
    )


def is_repeated(word: str) -> bool:
    """Tell whether a password is a short piece over and over."""
    return any(word == (word[:size] * len(word))[: len(word)] for size in range(1, SHORTEST // 2 + 1))

"""The numbers of the desk: a case's number to read aloud, its key, and the phones that people leave."""

import hmac
import re
import secrets
from datetime import UTC, datetime, timedelta
from unicodedata import category, normalize
from uuid import UUID

from kiosk.rules.text import Erased

# Crockford's letters leave out I, L, O and U: nothing looks like a digit, nothing spells a rude word.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CAPACITY = 32**6

_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans("oOiIlL", "001111")
_ALSO_DASHES = "_.·−ー"
_HALF = 15
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def case_number(prefix: str, n: int) -> str:
    """Return the n-th case number of the machine that the two-letter prefix names."""
    if len(prefix) != 2 or not set(prefix) <= set(ALPHABET):
        raise ValueError(f"a case number's prefix is two of {ALPHABET}, not {prefix!r}")
    if not 0 <= n < CAPACITY:
        raise ValueError(f"no case number for {n}")
    return _spaced(_with_check(prefix + "".join(ALPHABET[n >> shift & 31] for shift in range(25, -1, -5))))


def parse_case_number(text: str) -> str | None:
    """Return the case number that somebody typed, or None when it cannot be one."""
    if len(text) > 64:
        return None
    typed = "".join(c for c in normalize("NFKC", text) if not _is_between(c))
    letters = re.sub("[a-z]", lambda c: c[0].upper(), typed.translate(_LOOKALIKES))
    if len(letters) != 9 or not set(letters) <= set(ALPHABET):
        return None
    return _spaced(letters) if _with_check(letters[:-1]) == letters else None


def scramble(n: int, key: bytes) -> int:
    """Return another number for each n below CAPACITY, so that case numbers do not tell how many exist."""
    if not 0 <= n < CAPACITY:
        raise ValueError(f"only numbers below {CAPACITY} can be scrambled, not {n}")
    left, right = n >> _HALF, n & (1 << _HALF) - 1
    for turn in range(4):  # a Feistel network: whatever the key, no two numbers meet
        left, right = right, left ^ _mixed(turn, right, key)
    return left << _HALF | right


def new_uid(now: datetime, random_bits: int | None = None) -> UUID:
    """Return a version 7 key for a record made now; 74 random bits unless they are given."""
    milliseconds = (now - _EPOCH) // timedelta(milliseconds=1)
    if not 0 <= milliseconds < 1 << 48:
        raise ValueError("a key can only carry a moment after 1969")
    chance = secrets.randbits(74) if random_bits is None else random_bits & (1 << 74) - 1
    return UUID(int=milliseconds << 80 | 7 << 76 | chance >> 62 << 64 | 2 << 62 | chance & (1 << 62) - 1)


def clean_phone(text: str) -> str | None:
    """Return a phone number in one form for each phone, or None when it cannot be one.

    Mainland and Taiwan numbers are kept as they are dialled at home, others as +country and number;
    seven or eight digits are somebody's number in this town.
    """
    if len(text) > 64:
        return None
    typed = "".join(c for c in normalize("NFKC", text).replace("(0)", "") if not _is_between(c))
    digits = re.sub(r"[()/]", "", typed)
    abroad = re.fullmatch(r"(?:\+|00)([1-9][0-9]{6,14})", digits)
    if abroad is None:
        return _at_home(digits)
    return _without_country(abroad[1])


def mask_phone(phone: str) -> str:
    """Return a phone number as those may see it who need not call: 138****5678."""
    if isinstance(phone, Erased):
        return phone
    if len(phone) < 7:
        return "****" if phone else ""
    return f"{phone[: max(0, min(3, len(phone) - 8))]}****{phone[-4:]}"


def mask_name(name: str, child: bool = False) -> str:
    """Return a name as those may see it who need not know it: 王*英; of a child's name nothing is left."""
    if isinstance(name, Erased):
        return name
    name = name.strip()
    if not name:
        return ""
    if child or len(name) == 1:
        return "**"
    if name.isascii() or not any(category(c) == "Lo" for c in name):
        return " ".join(f"{word[0]}**" for word in name.split())
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}" if len(name) > 2 else f"{name[0]}*"


def _with_check(letters: str) -> str:
    """Add the letter that makes every wrong letter and every swap of two show."""
    x = 0
    for letter in letters:
        x = _times_two(x ^ _VALUE[letter])
    return letters + ALPHABET[x]


def _times_two(x: int) -> int:
    # In the field of 32 elements, x^5 + x^2 + 1.
    return x << 1 ^ (0b100101 if x & 16 else 0)


def _spaced(letters: str) -> str:
    return f"{letters[:2]}-{letters[2:6]}-{letters[6:]}"


def _is_between(c: str) -> bool:
    return c.isspace() or c in _ALSO_DASHES or category(c) in ("Pd", "Cf")


def _mixed(turn: int, half: int, key: bytes) -> int:
    digest = hmac.digest(key, bytes([turn]) + half.to_bytes(2, "big"), "sha256")
    return int.from_bytes(digest[:2], "big") & (1 << _HALF) - 1


def _without_country(digits: str) -> str | None:
    """Bring a number with its country in front to the form it has at home, when home is near."""
    if digits.startswith("86"):
        rest = digits[2:].removeprefix("0")
        return _mainland(rest) or _mainland("0" + rest)
    if digits.startswith("886"):
        return _taiwan("0" + digits[3:].removeprefix("0"))
    return "+" + digits


def _at_home(digits: str) -> str | None:
    if re.fullmatch(r"861[3-9][0-9]{9}", digits):
        digits = digits[2:]
    local = re.fullmatch(r"[2-9][0-9]{6,7}", digits)
    return _mainland(digits) or _taiwan(digits) or (digits if local else None)


def _mainland(digits: str) -> str | None:
    if mobile := re.fullmatch(r"0?(1[3-9][0-9]{9})", digits):
        return mobile[1]
    landline = re.fullmatch(r"0(?:10|2[0-9])[2-9][0-9]{7}|0[3-9][0-9]{2}[2-9][0-9]{6,7}", digits)
    return digits if landline else None


def _taiwan(digits: str) -> str | None:
    return digits if re.fullmatch(r"09[0-9]{8}|0[2-8][0-9]{7,8}", digits) else None

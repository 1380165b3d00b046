"""The token of a status link: 128 bits that only the register's key can make, in 26 letters."""

from __future__ import annotations

import hmac
from hashlib import sha256
from uuid import UUID

from kiosk.rules.numbers import ALPHABET

LETTERS = 26
BYTES = 16
MISREAD = str.maketrans("OIL", "011")


def token(key: bytes, uid: UUID, issue: int) -> str:
    """Return the token of a case's slip: the same for every print, another for every issue."""
    seal = hmac.digest(key, uid.bytes + issue.to_bytes(4, "big"), "sha256")
    number = int.from_bytes(seal[:BYTES], "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (LETTERS - 1), -1, -5))


def digest(token: str) -> bytes:
    """Return what the register keeps of a token; the token cannot be worked out from it."""
    number = 0
    for letter in token:
        number = number << 5 | ALPHABET.index(letter)
    return sha256(number.to_bytes(BYTES, "big")).digest()


def parse_token(text: str) -> str | None:
    """Return the token that somebody typed or scanned as the desk writes it; None when it cannot be one."""
    text = text.strip()
    if len(text) != LETTERS or not text.isascii():
        return None
    letters = text.upper().translate(MISREAD)
    # 26 letters hold 130 bits; the first two of a token are never set.
    possible = letters[0] in ALPHABET[:8] and all(letter in ALPHABET for letter in letters)
    return letters if possible else None

"""A slip held under the scanner at Home: a whole address typed in one go, which no finger does."""

from __future__ import annotations

import re

ADDRESS = re.compile(r"/S/([0-9A-Z]{26})\s*$", re.IGNORECASE)
"""The end of the address behind a slip's code."""
PAUSE = 0.5
"""Seconds between two keys after which it was no scanner."""
LONGEST = 120


class Scanner:
    """Gathers what a scanner types; its letters and digits choose nothing."""

    def __init__(self) -> None:
        self.typed, self.at = "", 0.0

    def takes(self, character: str | None, now: float) -> bool:
        """Take a key that belongs to an address: it begins with a letter, which means nothing at Home."""
        if now - self.at > PAUSE:
            self.typed = ""
        is_part = bool(character) and (bool(self.typed) or str(character).isalpha())
        if is_part:
            self.typed, self.at = (self.typed + str(character))[-LONGEST:], now
        return is_part

    def scanned(self) -> str:
        """Return the address that was typed, once; empty when it is none."""
        typed, self.typed = self.typed.strip(), ""
        return typed if ADDRESS.search(typed) else ""

"""What a code, a telephone number and a text look like in every file."""

from __future__ import annotations

import re

from kiosk.rules.text import clean

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,31}", re.ASCII)
PHONE = re.compile(r"\+?[0-9][0-9 ()/+-]{1,39}", re.ASCII)
EMAIL = re.compile(r"[a-z0-9._+-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII | re.IGNORECASE)


def clean_within(text: str, limit: int, lines: bool) -> str | None:
    """Return the text without what a terminal would obey, or None when it is longer than the limit."""
    # One letter more than allowed tells a text that is too long from one that just fits.
    cleaned = clean(text, limit + 1, lines=lines)
    return None if len(cleaned) > limit else cleaned

"""What patients said and the hospital did: what staff published, for the terminals and the page."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import NamedTuple

from kiosk import store

PUBLISHED = """SELECT you_said, we_did, published_at FROM theme WHERE published_at IS NOT NULL
    ORDER BY published_at DESC, uid DESC LIMIT ?"""
MOST = 30

Words = dict[str, str]
"""A text in several languages: {language: text}."""


class Mended(NamedTuple):
    """What was said, and what was done about it, in words of staff."""

    you_said: Words
    we_did: Words
    at: datetime


def published(most: int = MOST) -> list[Mended]:
    """Return what stands on the board, the newest first."""
    return [
        Mended(json.loads(said), json.loads(done), datetime.fromtimestamp(at / 1000, UTC))
        for said, done, at in store.rows(PUBLISHED, most)
        if said and done
    ]

"""What the page signs: the cookie of an opened case, and the forms that it gave out itself."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

OPEN_FOR = timedelta(minutes=15)
FORM_SECONDS = 24 * 60 * 60


class Seals:
    """Signs and checks with a key of the register. A token stands for a case and the issue of its link."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def opened(self, token: str, now: datetime) -> str:
        """Return the cookie of somebody who knew the second factor."""
        until = int((now + OPEN_FOR).timestamp())
        return f"{until}.{self._seal('opened', token, until)}"

    def is_opened(self, cookie: str, token: str, now: datetime) -> bool:
        """Say whether a cookie opens this case now."""
        until, _dot, seal = cookie.partition(".")
        if not (until.isascii() and until.isdecimal() and len(until) < 12 and int(until) > now.timestamp()):
            return False
        return hmac.compare_digest(seal.encode(), self._seal("opened", token, int(until)).encode())

    def form(self, token: str, now: datetime) -> str:
        """Return the mark of the forms of a case's page, another every day."""
        return self._seal("form", token, int(now.timestamp()) // FORM_SECONDS)

    def is_form(self, mark: str, token: str, now: datetime) -> bool:
        """Say whether a form came from a page that was given out today or yesterday."""
        today = int(now.timestamp()) // FORM_SECONDS
        known = [self._seal("form", token, day) for day in (today, today - 1)]
        return any([hmac.compare_digest(mark.encode(), one.encode()) for one in known])

    def _seal(self, what: str, token: str, number: int) -> str:
        return hmac.digest(self._key, f"{what}:{token}:{number}".encode(), "sha256").hex()[:40]

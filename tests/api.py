"""The door for other systems, for tests: a register on its own thread, and channels with their keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from kiosk.api import app
from kiosk.rules.rights import Actor
from kiosk.services import channels
from tests.web import OFTEN, Phone, Site, site

ADMIN = Actor("xu", "admin")
TOLD = {"kind": "complaint", "words": "抽血窗口排了两个小时的队", "name": "王秀英", "phone": "13812345678"}


class Door:
    """The door over a site's register, as one channel uses it."""

    def __init__(self, here: Site, code: str, source: str = "web", **limits: Any) -> None:
        self.here, self.code = here, code
        self.key = here.ask(channels.add, code, "Channel", source, ADMIN, here.settings, here.clock())
        given = {"calls": OFTEN, "tries": OFTEN} | limits
        made = app.make(here.settings, here.register, **given)
        self.client = Phone(made, "http://api.example", "en", "203.0.113.7")

    def file(self, told: dict[str, Any] | bytes, name: str, **headers: str) -> httpx.Response:
        """Ask for a case to be filed."""
        raw = told if isinstance(told, bytes) else json.dumps(told).encode()
        sent = {"authorization": f"Bearer {self.key}", "idempotency-key": name}
        sent |= {"content-type": "application/json"} | headers
        return self.client.post("/api/cases", content=raw, headers=sent)

    def read(self, number: str, **headers: str) -> httpx.Response:
        """Ask how a case stands."""
        sent = {"authorization": f"Bearer {self.key}"} | headers
        return self.client.get(f"/api/cases/{number}", headers=sent)


@contextmanager
def door(data: Path, **settings: Any) -> Iterator[Door]:
    """Open a door over a small hospital."""
    with site(data, **settings) as here:
        yield Door(here, "portal")

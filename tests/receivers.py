"""Receivers for tests: they take what is posted to them, fail at random, and drop what they had before."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """What a receiver of messages holds."""

    chance: random.Random
    fails: float = 0.0
    """How often it fails: half of the times before it took the message, half of them after."""
    address: str = ""
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    """Everything that came, also what it dropped."""
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What it took, by event id, in the order in which it took it."""
    status: int = 204

    def take(self, headers: dict[str, str], body: bytes) -> int:
        """Take a message, or fail; 0 closes the line without an answer."""
        self.posts.append((headers, body))
        fate = self.chance.random()
        if fate < self.fails / 2:
            return 500
        self.kept.setdefault(headers.get("webhook-id", str(len(self.posts))), json.loads(body))
        return 0 if fate < self.fails else self.status


@contextmanager
def receiver(fails: float = 0.0, seed: int = 11) -> Iterator[Receiver]:
    """Listen on this machine."""
    made = Receiver(random.Random(seed), fails)

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status = made.take({name.lower(): value for name, value in self.headers.items()}, body)
            if status:
                self.send_response(status)
                self.send_header("content-length", "0")
                if status == 302:
                    self.send_header("location", "http://127.0.0.1:1/")
                self.end_headers()

        def log_message(self, *_words: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        made.address = f"http://127.0.0.1:{server.server_port}/told"
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        yield made
        server.shutdown()
        serving.join(10)

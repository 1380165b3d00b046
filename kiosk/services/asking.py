"""Ask this machine's line for what only the central register knows."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Literal

from kiosk.config import Settings

PATIENCE = 3.0
"""Seconds to wait for an answer, while somebody stands there."""
LONGEST = 4096
LOCKED: Literal["locked"] = "locked"
AWAY = "away"
"""The answer of a line that cannot reach the register, or is not there."""


def address(settings: Settings) -> Path:
    """Return where a terminal finds its line."""
    return settings.data / "line"


def ask(settings: Settings, **asked: str) -> str:
    """Let the line try a second factor: `open`, `wrong`, `locked` or `away`. Blocks; needs no register."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asker:
            asker.settimeout(PATIENCE)
            asker.connect(str(address(settings)))
            asker.sendall(json.dumps(asked).encode())
            return asker.recv(LONGEST).decode() or AWAY
    except OSError:
        return AWAY

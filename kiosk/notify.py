"""What systemd is told while a service runs: that it is ready, and that it still lives."""

from __future__ import annotations

import os
import socket


def tell(state: str) -> None:
    """Tell systemd a state, where it asked to be told."""
    if address := os.environ.get("NOTIFY_SOCKET"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.connect(address.replace("@", "\0", 1) if address.startswith("@") else address)
            line.send(state.encode())


def beat() -> float:
    """Return after how many seconds a sign of life is due again; 0 where nobody waits for one."""
    meant = os.environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    return int(os.environ.get("WATCHDOG_USEC", "0")) / 3e6 if meant else 0.0

"""The desk begins to load while the command line is still being read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kiosk.config import Settings

COMMANDS = frozenset(
    (
        "web",
        "browser",
        "import",
        "case",
        "demo-data",
        "report",
        "doctor",
        "staff",
        "people",
        "backup",
        "restore",
        "line",
        "api",
        "channels",
        "hooks",
        "tick",
        "retention",
        "person",
        "keys",
        "satisfaction",
        "digest",
        "contact-card",
        "notice",
        "service-record",
        "teaching",
        "calendar",
        "audit",
    )
)
OTHER = frozenset(("-h", "--help", "--version"))


class Warm(NamedTuple):
    """A desk that has loaded and waits for its settings."""

    pid: int
    go: int
    """Takes the settings; closed without any, it sends the desk away."""
    painted: int
    """Gives one byte once the desk is painted."""

    def send(self, settings: Settings) -> None:
        """Tell the desk its settings, upon which it opens."""
        import marshal
        from dataclasses import fields

        names = [field.name for field in fields(settings) if field.name != "clock"]
        values = {name: getattr(settings, name) for name in names}
        with os.fdopen(self.go, "wb") as go:
            marshal.dump(values | {"data": str(settings.data)}, go)


def begins(argv: Sequence[str]) -> bool:
    """Say whether these words most likely open the front desk in a terminal."""
    is_other = any(word in COMMANDS or word in OTHER for word in argv)
    return not is_other and all(os.isatty(handle) for handle in (0, 1, 2))


def start() -> Warm:
    """Let a desk load in a process of its own; what both processes need is loaded once, before they part."""
    from kiosk import config, preflight, supervisor  # noqa: F401

    told, go = os.pipe()
    painted, paint = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(go)
        os.close(painted)
        _load(told, paint)
    os.close(told)
    os.close(paint)
    return Warm(pid, go, painted)


def _load(told: int, paint: int) -> None:
    """Load, wait for the settings, and become the desk; never returns."""
    import gc

    code = 1
    try:
        gc.disable()  # until the first paint: the desk turns it on again
        from kiosk import drivers

        drivers.keep_out()
        from kiosk import desk, preflight
        from kiosk.config import Settings
        from kiosk.lockdown import ignore_signals

        ignore_signals()
        preflight.encoding()

        with os.fdopen(told, "rb") as file:
            words = file.read()
        if not words:
            os._exit(0)
        import marshal
        from pathlib import Path

        values = marshal.loads(words)
        settings = Settings(**values | {"data": Path(values["data"])})
        os.umask(0o077)
        from kiosk.supervisor import become

        become(settings, "desk", lambda: desk.run(settings, paint))
    finally:
        os._exit(code)

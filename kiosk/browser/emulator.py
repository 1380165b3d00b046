"""The terminal emulator's script: installed beside the desk by npm, never part of it."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

PACKAGES = ("@xterm/xterm@6.0.0", "@xterm/addon-fit@0.11.0", "@xterm/addon-webgl@0.19.0")
"""What is installed, by npm's names."""
FILES: Mapping[str, str] = {
    "xterm.css": "@xterm/xterm/css/xterm.css",
    "xterm.js": "@xterm/xterm/lib/xterm.js",
    "addon-fit.js": "@xterm/addon-fit/lib/addon-fit.js",
    "addon-webgl.js": "@xterm/addon-webgl/lib/addon-webgl.js",
}
"""What the page asks for, and where npm puts it."""


def places() -> tuple[Path, ...]:
    """Return where npm puts what is installed for everybody, the desk's own environment first."""
    return tuple(Path(prefix, "lib", "node_modules") for prefix in (sys.prefix, "/usr/local", "/usr"))


def find(among: tuple[Path, ...] | None = None) -> dict[str, Path] | None:
    """Return every file as the first place has it that has them all."""
    for place in places() if among is None else among:
        files = {name: place / file for name, file in FILES.items()}
        if all(file.is_file() for file in files.values()):
            return files
    return None


def command() -> str:
    """Return the command that installs it beside the desk."""
    return shlex.join(("npm", "install", "--global", "--ignore-scripts", "--prefix", sys.prefix, *PACKAGES))

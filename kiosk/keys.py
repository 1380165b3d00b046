"""The register's secrets: kept beside the register's folder owner only, never inside the register."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

NAMES = ("audit", "link", "index")


@dataclass(frozen=True)
class Keys:
    """Three secrets of 32 bytes each."""

    audit: bytes
    """Ties the audit trail together."""
    link: bytes
    """Status links are derived from it."""
    index: bytes
    """Keyed hashes of phone endings, PINs, addresses and search runs."""
    link_id: str = "1"
    """Which link key this is; a case remembers it."""


class KeysLost(Exception):
    """The secrets of an existing register are not there."""


def load(path: Path, may_make: bool) -> Keys:
    """Read the secrets, or make them for a register that does not exist yet."""
    if not path.exists():
        if not may_make:
            raise KeysLost(path)
        make(path)
    told = json.loads(path.read_text())
    audit, link, index = (bytes.fromhex(told[name]) for name in NAMES)
    return Keys(audit, link, index)


def make(path: Path) -> None:
    """Write new secrets that only the owner can read, whole or not at all."""
    draft = path.with_suffix(".new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump({name: secrets.token_hex(32) for name in NAMES}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)

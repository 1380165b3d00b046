"""The register's secrets: kept beside the register's folder owner only, never inside the register."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAMES = ("audit", "link", "index")
HOSPITAL, NEWEST = "hospital", "hospital_id"
OTHERS, STRANGERS = 0o077, 0o027
"""What nobody but the owner may do; a file elsewhere belongs to root and is read by its group."""
MOST = 254
"""How many keys a hospital may have had: the first byte of what is sealed names one."""


@dataclass(frozen=True)
class Keys:
    """Three secrets of 32 bytes each, and the keys that seal personal data."""

    audit: bytes
    """Ties the audit trail together."""
    link: bytes
    """Status links are derived from it."""
    index: bytes
    """Keyed hashes of phone endings, PINs, addresses and search runs."""
    hospital: Mapping[int, bytes] = field(default_factory=dict)
    """The hospital's keys by their number, the newest and those that older copies still need."""
    hospital_id: int = 0
    """The one that seals what is written now."""
    link_id: str = "1"
    """Which link key this is; a case remembers it."""

    def mark(self, key_id: int) -> bytes:
        """Return by what the register knows one of the hospital's keys."""
        return hmac.digest(self.hospital[key_id], b"mark of the hospital's key", hashlib.sha256)[:16]


class KeysLost(Exception):
    """The secrets of an existing register are not there."""


class KeysOpen(Exception):
    """Others can read the secrets."""


class KeysDamaged(Exception):
    """The file of the secrets is not whole."""


class KeysFixed(Exception):
    """A key is missing in the file of the secrets, which cannot be written."""


def load(path: Path, may_make: bool, others: int = OTHERS) -> Keys:
    """Read the secrets, or make them for a register that does not exist yet."""
    if not path.exists():
        if not may_make:
            raise KeysLost(path)
        make(path)
    told = read(path, others)
    if HOSPITAL not in told:
        try:
            write(path, told | first())
        except OSError:
            raise KeysFixed(path) from None
        told = read(path, others)
    return of(told)


def read(path: Path, others: int = OTHERS) -> dict[str, Any]:
    """Return what the file holds, when nobody else can read it."""
    if path.stat().st_mode & others:
        raise KeysOpen(path)
    try:
        told = json.loads(path.read_text())
        of(told)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeysDamaged(path) from None
    return dict(told)


def of(told: Mapping[str, Any]) -> Keys:
    """Return the secrets that a file tells."""
    audit, link, index = (bytes.fromhex(told[name]) for name in NAMES)
    hospital = {int(key_id): bytes.fromhex(key) for key_id, key in told.get(HOSPITAL, {}).items()}
    newest = int(told.get(NEWEST, 0))
    if hospital and newest not in hospital:
        raise KeyError(newest)
    return Keys(audit, link, index, hospital, newest)


def make(path: Path) -> None:
    """Write new secrets that only the owner can read, whole or not at all."""
    write(path, {name: secrets.token_hex(32) for name in NAMES} | first())


def first() -> dict[str, Any]:
    """Return the first of the hospital's keys."""
    return {HOSPITAL: {"1": secrets.token_hex(32)}, NEWEST: 1}


def add(path: Path) -> Keys:
    """Make another of the hospital's keys, which seals from now on; the older ones stay."""
    told = read(path, STRANGERS)
    following = max(map(int, told[HOSPITAL])) + 1
    if following > MOST:
        raise ValueError("a hospital has at most 254 keys")
    told[HOSPITAL][str(following)] = secrets.token_hex(32)
    write(path, told | {NEWEST: following})
    return of(told | {NEWEST: following})


def forget(path: Path) -> Keys:
    """Keep the newest of the hospital's keys alone."""
    told = read(path, STRANGERS)
    told[HOSPITAL] = {str(told[NEWEST]): told[HOSPITAL][str(told[NEWEST])]}
    write(path, told)
    return of(told)


def write(path: Path, told: Mapping[str, Any]) -> None:
    """Replace the file, whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        if path.exists():  # one that stands elsewhere keeps its owner and its group
            before = path.stat()
            os.fchown(handle, before.st_uid, before.st_gid)
            os.fchmod(handle, before.st_mode & 0o777)
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # a key must not be lost that rows were sealed with
    finally:
        os.close(folder)

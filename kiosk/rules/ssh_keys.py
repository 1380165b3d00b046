"""SSH keys as files and sshd write them, and the fingerprints by which they are known."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterator
from hashlib import sha256

_KEY = re.compile(r"(?:^|\s)((?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[a-z0-9@.-]+)\s+([A-Za-z0-9+/]+={0,2})(?=\s|$)")


def public_key(line: str) -> str:
    """Return kind and key of a line that holds a public key; empty when there is none."""
    for kind, text in _KEY.findall(line):
        if name_in(text) == kind:
            return f"{kind} {text}"
    return ""


def fingerprint(key: str) -> str:
    """Return the fingerprint of a public key, as `ssh-keygen -l` shows it."""
    blob = b64decode(key.split()[1])
    return "SHA256:" + b64encode(sha256(blob).digest()).decode().rstrip("=")


def fingerprints(lines: str) -> Iterator[str]:
    """Give the fingerprints of every public key that somebody proved to have, as sshd's file tells."""
    for line in lines.splitlines():
        method, _space, rest = line.partition(" ")
        if method == "publickey" and (key := public_key(rest)):
            yield fingerprint(key)


def name_in(text: str) -> str:
    """Return the kind that the key itself tells, with which its bytes begin."""
    try:
        blob = b64decode(text, validate=True)
    except Error:
        return ""
    size = int.from_bytes(blob[:4], "big")
    return blob[4 : 4 + size].decode("ascii", "replace") if len(blob) > 4 + size else ""

"""A terminal's own register as a file that is enciphered whole (SQLCipher), for one that may be stolen."""

from __future__ import annotations

import hashlib
import hmac
from contextlib import closing
from pathlib import Path
from typing import Any

from playhouse.sqlcipher_ext import SqlCipherDatabase  # type: ignore[import-untyped]
from sqlcipher3 import dbapi2  # type: ignore[import-untyped]

from kiosk.keys import Keys
from kiosk.records.engines import LINE, PRAGMAS, InFile

QUIET = "PRAGMA cipher_log_level = NONE"
"""A wrong key would else be told on the screen of whoever stands there."""


class CipheredRegister(InFile, SqlCipherDatabase):  # type: ignore[misc]
    """A register in a file of which nothing can be read without its key, not even how much it holds."""

    is_enciphered = True

    def __init__(self, path: Path, keys: Keys) -> None:
        super().__init__(str(path), pragmas=PRAGMAS, passphrase=raw_key(keys), **LINE)

    def _add_conn_hooks(self, conn: Any) -> None:
        conn.execute(QUIET)
        super()._add_conn_hooks(conn)


def raw_key(keys: Keys) -> str:
    """Return the key of a terminal's file as SQLCipher takes it: raw, so that opening costs nothing."""
    return f"x'{hmac.digest(keys.index, b'the file of a terminal', hashlib.sha256).hex()}'"


def convert(source: Path, target: Path, keys: Keys) -> None:
    """Bring a register from a plain file into an enciphered one, or back; whole it gets its name."""
    is_sealing = not is_enciphered(source)
    draft = target.with_name(f"{target.name}.part")
    draft.unlink(missing_ok=True)
    source_key, target_key = ("", raw_key(keys)) if is_sealing else (raw_key(keys), "")
    with closing(dbapi2.connect(str(source), isolation_level=None)) as file:
        file.execute(QUIET)
        if source_key:
            file.execute(f'PRAGMA key = "{source_key}"')
        file.execute(f'ATTACH DATABASE ? AS target KEY "{target_key}"', (str(draft),))
        file.execute("SELECT sqlcipher_export('target')")
        file.execute("DETACH DATABASE target")
    draft.chmod(0o600)
    draft.replace(target)
    for rest in ("", "-wal", "-shm", ".lock"):
        source.with_name(source.name + rest).unlink(missing_ok=True)


def is_enciphered(path: Path) -> bool:
    """Tell whether a file is no plain database of SQLite."""
    with path.open("rb") as file:
        return file.read(16) != b"SQLite format 3\0"

"""The secrets that this process holds while a register is open, proved against the register."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from kiosk import keys as secret_keys
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import database
from kiosk.records.faults import Unopened

MARKS = "SELECT id, mark FROM key_mark"
ADD_MARK = "INSERT INTO key_mark (id, mark) VALUES (?, ?) ON CONFLICT (id) DO NOTHING"

_keys: secret_keys.Keys | None = None
_file: tuple[Path, int, int] = Path(), 0, secret_keys.OTHERS
"""Where the secrets are, when they were last written, and what others may not do with them."""


def keys() -> secret_keys.Keys:
    """Return the secrets of the open register."""
    if _keys is None:
        raise RuntimeError("no register is open")
    return _keys


def take(settings: Settings, may_make: bool) -> None:
    """Read the secrets that the settings name, or say what is wrong with their file."""
    read(settings.keys, may_make, secret_keys.STRANGERS if settings.keys_file else secret_keys.OTHERS)


def read(path: Path, may_make: bool, others: int) -> None:
    """Read the secrets from a file that others cannot look into."""
    global _keys, _file
    try:
        _keys = secret_keys.load(path, may_make, others)
    except secret_keys.KeysLost:
        raise Unopened(N_("The keys of the register are gone: %(file)s. Put them back."), file=path) from None
    except secret_keys.KeysOpen:
        raise Unopened(
            N_("Others can read the keys of the register: run 'chmod 600 %(file)s'."), file=path
        ) from None
    except secret_keys.KeysFixed:
        raise Unopened(
            N_("A key is missing in %(file)s, which cannot be written. Let it be written once."), file=path
        ) from None
    except secret_keys.KeysDamaged:
        raise Unopened(
            N_("The keys in %(file)s are not whole. Put back a copy of them."), file=path
        ) from None
    _file = path, path.stat().st_mtime_ns, others


def know(path: Path) -> None:
    """Hold the hospital's keys against what the register knows of them, and let it know a new one."""
    held, known = keys(), {key_id: bytes(mark) for key_id, mark in database.execute_sql(MARKS)}
    for key_id, mark in known.items():
        # An older one may have been forgotten since; the newest that the register knows must be there.
        is_lost = key_id not in held.hospital and key_id > held.hospital_id
        if is_lost or key_id in held.hospital and held.mark(key_id) != mark:
            raise Unopened(
                N_("The keys in %(file)s are not those of this register. Put back the right ones."), file=path
            )
    for key_id in sorted(set(held.hospital) - set(known)):
        database.execute_sql(ADD_MARK, (key_id, held.mark(key_id)))


def renew() -> None:
    """Read the secrets once more when another process made a new one."""
    path, at, others = _file
    with suppress(FileNotFoundError):  # what is in memory serves on
        if os.stat(path).st_mtime_ns != at:
            read(path, False, others)

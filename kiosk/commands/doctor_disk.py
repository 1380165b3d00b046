"""What `kiosk doctor` says of the disk under the register: room, the reserve, the last backup and look."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta

from kiosk.config import Settings
from kiosk.i18n import _
from kiosk.records.faults import Unopened
from kiosk.upkeep import notes, reserve, soundness

LITTLE = 500 * (1 << 20)
"""Room below which somebody should look."""
BACKUP_EVERY = timedelta(hours=26)
"""One a night, with some time for it."""


def findings(settings: Settings) -> Iterator[tuple[str, str]]:
    """Look at everything that keeps the register well."""
    free = reserve.free_bytes(settings.data)
    yield _("Free disk: %(size)d MB") % {"size": free >> 20}, _room(free)
    kept = reserve.is_kept(settings.data)
    yield (
        _("Reserve for one more filing: %(kept)s") % {"kept": "1 MB" if kept else "-"},
        "" if kept else _("It was given to a filing on the full disk, and is kept again when there is room."),
    )
    told = notes.read(settings.data)
    now = settings.clock()
    yield _("Last backup: %(at)s") % {"at": _at(told.backed_up_at, settings)}, _backup(told, settings, now)
    yield _("Last look through the file: %(at)s") % {"at": _at(told.checked_at, settings)}, _look(told, now)


def lost(settings: Settings) -> str:
    """Say that a register was here and is gone."""
    try:
        soundness.refuse_lost(settings.register_file, settings.keys)
    except Unopened as fault:
        return fault.mending()
    return ""


def _room(free: int) -> str:
    if free >= LITTLE:
        return ""
    return _("Make room: the register, its log and its backups grow every day.")


def _at(told: str, settings: Settings) -> str:
    at = notes.moment(told)
    return f"{at.astimezone(settings.tz):%Y-%m-%d %H:%M}" if at else "-"


def _backup(told: notes.Notes, settings: Settings, now: datetime) -> str:
    at = notes.moment(told.backed_up_at)
    if at is not None and now - at < BACKUP_EVERY:
        if os.path.exists(told.backup):
            return ""
        return _("It is not where it was: %(file)s") % {"file": told.backup}
    return _("Set 'backup_directory' and start kiosk-backup.timer, or run 'kiosk backup DIR' every night.")


def _look(told: notes.Notes, now: datetime) -> str:
    if told.found:
        return _("The file is damaged: end the desk, and put a backup back with 'kiosk restore FILE'.")
    at = notes.moment(told.checked_at)
    if at is not None and now - at < soundness.EVERY + timedelta(days=1):
        return ""
    return _("Start kiosk-tick.timer, which looks through it once a week.")

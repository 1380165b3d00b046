"""Backups: made while the desk is open, proved before they have their name, kept by day, week and month."""

from __future__ import annotations

import os
import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import _
from kiosk.rules.keeping import kept
from kiosk.upkeep import copies, notes, use

STAMP = "%Y%m%dT%H%M%SZ"
NAMED = re.compile(r"kiosk-([0-9]{8}T[0-9]{6}Z)\.sqlite3")
PART = ".part"


class BackupProblem(Exception):
    """Why there is no backup; says so in one sentence."""


class Backup(NamedTuple):
    """A backup that was made."""

    path: Path
    proof: copies.Proof
    size: int
    removed: int
    """How many old ones went."""


def make(directory: Path, settings: Settings, now: datetime) -> Backup:
    """Copy the open register into a directory, prove the copy, and let old ones go."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with use.alone(directory) as is_alone:
            if not is_alone:
                told = _("Another backup into %(directory)s is under way.")
                raise BackupProblem(told % {"directory": directory})
            return _make(directory, settings, now)
    except OSError as problem:
        raise BackupProblem(_failed(directory, problem.strerror or str(problem))) from None
    except sqlite3.Error as problem:
        raise BackupProblem(_failed(directory, str(problem))) from None


def _failed(directory: Path, reason: str) -> str:
    told = {"directory": directory, "reason": reason}
    return _("The backup into %(directory)s could not be written: %(reason)s.") % told


def _make(directory: Path, settings: Settings, now: datetime) -> Backup:
    path = directory / f"kiosk-{now.astimezone(UTC):{STAMP}}.sqlite3"
    draft = path.with_name(path.name + PART)
    for left_over in directory.glob(f"kiosk-*{PART}*"):
        left_over.unlink()
    entries = store.version()
    copies.copy(settings.register_file, draft)
    try:
        proof = copies.prove(draft, store.keys().audit)
    except copies.Unsound as problem:
        raise BackupProblem(str(problem)) from None
    if proof.entries < entries:
        raise BackupProblem(_("The copy holds less than the register. Try once more."))
    draft.replace(path)
    removed = thin_out(directory, settings)
    copies.sync(directory)
    notes.remember(settings.data, backed_up_at=now.isoformat(), backup=str(path))
    return Backup(path, proof, path.stat().st_size, removed)


def listed(directory: Path) -> dict[datetime, Path]:
    """Return the backups of a directory by their moment; other files are nobody's business here."""
    found = {}
    for path in directory.iterdir():
        if told := NAMED.fullmatch(path.name):
            found[datetime.strptime(told[1], STAMP).replace(tzinfo=UTC)] = path
    return found


def thin_out(directory: Path, settings: Settings) -> int:
    """Remove the backups that are kept no longer; return how many."""
    by_moment = {at.astimezone(settings.tz): path for at, path in listed(directory).items()}
    old = set(by_moment) - kept(by_moment)
    for at in old:
        os.unlink(by_moment[at])
    return len(old)

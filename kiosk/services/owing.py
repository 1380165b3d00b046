"""A slip that nobody saw because the desk stopped: remembered for two minutes, offered at the next start."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from kiosk.config import Settings
from kiosk.records import Case
from kiosk.rules.drafts import Draft
from kiosk.services import cases

FRESH = timedelta(minutes=2)
"""A desk is back in seconds; later somebody else may stand there."""


def file(draft: Draft, settings: Settings, now: datetime) -> Case:
    """File a case; its slip is owed until somebody is done with it."""
    with suppress(OSError):  # where nothing can be written any more, the reserve is for the case alone
        told = {"desk": settings.desk, "uid": str(draft.uid), "at": now.isoformat()}
        _place(settings).write_text(json.dumps(told), "utf-8")
    return cases.file(draft, settings, now)


def owed(settings: Settings, now: datetime) -> Case | None:
    """Return the case that was filed here a moment ago and whose slip nobody was done with."""
    try:
        told = json.loads(_place(settings).read_text("utf-8"))
        uid, at = UUID(told["uid"]), datetime.fromisoformat(told["at"])
    except (OSError, ValueError):
        return None
    if told["desk"] != settings.desk or not timedelta() <= now - at < FRESH:
        return None
    try:
        return cases.find(uid)
    except cases.NoCase:
        return None  # the desk stopped before the case was safe: then nothing was promised


def settle(settings: Settings) -> None:
    """Owe nothing any more: somebody was done with the slip, or nobody wanted it."""
    with suppress(OSError):  # on a disk that can only be read it ends by itself
        _place(settings).unlink()


def _place(settings: Settings) -> Path:
    return settings.data / "slip-owed"

"""Call a person: somebody at the terminal wants to be spoken to, now."""

from __future__ import annotations

import shlex
import subprocess
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kiosk import log
from kiosk.config import Settings
from kiosk.records import Case
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import new_uid
from kiosk.services import cases

PATIENCE = 10.0
"""Seconds that the hospital's own command may take."""


class Called(NamedTuple):
    """Who was called."""

    case: Case
    name: dict[str, str]
    """Who comes, as patients may read it; empty when only the desk is known."""


def call_person(
    desk: str, page: str, language: str, settings: Settings, now: datetime, uid: UUID | None = None
) -> Called:
    """Record the call as a contact with its first responder; the same uid again is the same call."""
    draft = Draft(uid or new_uid(now), now, "contact", language, desk, need=cases.CALL, page=page)
    case = cases.file(draft, settings, now)
    return Called(case, cases.responsible_name(case))


def ring(page: str, settings: Settings) -> None:
    """Ring where the hospital wants it: a line in the log, and its own command. Blocks; needs no register."""
    log.note(settings, f"somebody calls at desk {settings.desk} from {page}")
    if not settings.call_command:
        return
    command = [*shlex.split(settings.call_command), settings.desk, page]
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=True)
    except (OSError, subprocess.SubprocessError) as problem:
        log.note(settings, f"the call command failed: {type(problem).__name__}")

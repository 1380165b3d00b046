"""Call a person: somebody at the terminal wants to be spoken to, now."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kiosk.config import Settings
from kiosk.records import Case
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import new_uid
from kiosk.services import cases

NEED = "call"


class Called(NamedTuple):
    """Who was called."""

    case: Case
    name: dict[str, str]
    """Who comes, as patients may read it; empty when only the desk is known."""


def call_person(
    desk: str, page: str, language: str, settings: Settings, now: datetime, uid: UUID | None = None
) -> Called:
    """Record the call as a contact with its first responder; the same uid again is the same call."""
    draft = Draft(uid or new_uid(now), now, "contact", language, desk, need=NEED, page=page)
    case = cases.file(draft, settings, now)
    return Called(case, cases.responsible_name(case))

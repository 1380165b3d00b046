"""A case while somebody is still telling it: kept in memory only, until it is filed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kiosk.rules.numbers import new_uid


@dataclass
class Draft:
    """What a form has gathered so far; its uid is made when the form opens, so filing twice is one case."""

    uid: UUID
    opened_at: datetime
    kind: str
    language: str
    desk: str
    source: str = "kiosk"
    need: str = ""
    category: str = ""
    department: str = ""
    about_person: str = ""
    happened: str = ""
    """An ISO date, or the code of the choice that was tapped."""
    words: str = ""
    phrases: list[str] = field(default_factory=list)
    """Ready sentences that were tapped, as the person read them."""
    wish: str = ""
    wish_words: str = ""
    filer_role: str = ""
    is_anonymous: bool = False
    is_child: bool = False
    complainants: int = 1
    name: str = ""
    patient_name: str = ""
    phone: str = ""
    pin: str = ""
    channel_number: str = ""
    page: str = ""
    """The page from which a person was called."""
    by: str = ""
    """Staff code of who registers it for somebody; empty when the person does it alone."""
    is_verified: bool = False
    """Whether staff saw who the person is."""
    number: str = ""
    """The case number that a terminal gave it; empty while it has none."""
    responder: str = ""
    """Who answers for it since its terminal filed it; empty while nobody does."""
    rating: str = ""
    """The uid of the rating after which somebody told it; empty for all others."""
    answered: bool = False
    """Answered in the moment: filed and closed as solved in one act."""

    @classmethod
    def open(cls, kind: str, language: str, desk: str, now: datetime) -> Draft:
        """Begin a draft, with the uid that its case will have."""
        return cls(new_uid(now), now, kind, language, desk)

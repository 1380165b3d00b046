"""What somebody is writing, kept as typed: there again after a dropped line, apart for every console."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from kiosk import store
from kiosk.records import KeptDraft, database
from kiosk.rules.numbers import new_uid
from kiosk.rules.text import clean
from kiosk.services import presence

LONGEST = 20_000

OWN = "WHERE session = ? AND place = ?"
ORPHANS = """WHERE staff = ? AND place = ?
    AND session NOT IN (SELECT session FROM presence WHERE seen_at >= ?)
    ORDER BY at DESC, uid DESC LIMIT 1"""
PLACES = "WHERE staff = ? ORDER BY at DESC, uid DESC"
DROP = "DELETE FROM kept_draft WHERE session = ? AND place = ?"
FORGET = "DELETE FROM kept_draft WHERE place LIKE ?"


def keep(session: UUID, staff: str, place: str, words: str, facts: Mapping[str, Any], now: datetime) -> None:
    """Keep what stands in a form; a form that is empty again is forgotten."""
    values = {"staff": staff, "words": clean(words, LONGEST), "facts": cleaned(dict(facts)), "at": now}
    with store.alone(str(session)):
        own = own_draft(session, place)
        if not values["words"] and not any(values["facts"].values()):
            database.execute_sql(DROP, (session.hex, place))
        elif own is None:
            store.Written().add(KeptDraft(uid=new_uid(now), session=session, place=place, **values))
        elif (own.words, own.facts) != (values["words"], values["facts"]):
            store.Written().change(own, **values)


def kept(staff: str, place: str, session: UUID, now: datetime) -> KeptDraft | None:
    """Return what this console kept at a place, else the newest that a closed console of this person left."""
    if (own := own_draft(session, place)) is not None:
        return own
    since = presence.stamp(now - presence.ALIVE)
    with store.alone("drafts"):
        for draft in store.load(KeptDraft, ORPHANS, staff, place, since):
            KeptDraft.update(session=session).where(KeptDraft.uid == draft.uid).execute()
            draft.session = session
            return draft
    return None


def places(staff: str) -> list[KeptDraft]:
    """Return what somebody was writing, the newest of each place, the newest first."""
    newest: dict[str, KeptDraft] = {}
    for draft in store.load(KeptDraft, PLACES, staff):
        newest.setdefault(draft.place, draft)
    return list(newest.values())


def drop(session: UUID, place: str) -> None:
    """Forget what was kept at a place: it is saved, or thrown away."""
    with store.alone(str(session)):
        database.execute_sql(DROP, (session.hex, place))


def own_draft(session: UUID, place: str) -> KeptDraft | None:
    """Return what a console keeps at a place."""
    found = store.load(KeptDraft, OWN, session.hex, place)
    return found[0] if found else None


def cleaned(value: Any) -> Any:
    """Return the facts of a form without anything that a terminal would obey."""
    if isinstance(value, str):
        return clean(value, LONGEST)
    if isinstance(value, Mapping):
        return {str(name): cleaned(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(part) for part in value]
    return value


def forget(subjects: Iterable[UUID]) -> None:
    """Forget what anybody was writing about something that is erased; to be called inside `writing`."""
    for subject in subjects:
        database.execute_sql(FORGET, (f"%{subject}%",))

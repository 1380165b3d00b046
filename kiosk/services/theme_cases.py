"""The cases of a theme, which others may belong to it, and two themes made one and parted again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Case, CaseLink
from kiosk.rules.gathering import Group, Told, gather
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.rules.text import clean
from kiosk.services import grouping, themes
from kiosk.services.changes import changing

OF_THEME = f"{themes.OF_THEME} ORDER BY filed_at DESC, uid LIMIT 500"
LOOSE = """WHERE kind IN ('complaint', 'suggestion') AND stage <> 'void' AND changed_at > ?
    AND erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM case_link l
        WHERE l.case_uid = "case".uid AND l.kind = 'theme' AND l.ended_at IS NULL)
    ORDER BY changed_at DESC, uid LIMIT ?"""
LINKS = "WHERE other = ? AND kind = 'theme' AND ended_at IS NULL ORDER BY at, uid"
LAST_END = "SELECT MAX(ended_at) FROM case_link WHERE other = ? AND kind = 'theme'"
ENDED = "WHERE other = ? AND kind = 'theme' AND ended_at = ? ORDER BY at, uid"
MADE = "WHERE case_uid = ? AND kind = 'theme' AND at = ? AND other <> ? AND ended_at IS NULL"
RECENT = timedelta(days=90)
LOOKED_AT = 3000
"""Cases that are compared at most, the newest first."""


class Suggestion(NamedTuple):
    """Cases that may be one matter."""

    group: Group
    cases: tuple[Case, ...]


def of(uid: UUID, by: Actor) -> list[Case]:
    """Return the cases of a theme, the newest first."""
    require(by, "see_themes")
    return store.load(Case, OF_THEME, uid.hex)


def suggestions(by: Actor, now: datetime, most: int = LOOKED_AT) -> list[Suggestion]:
    """Return groups that recent cases without a theme may form."""
    require(by, "link")
    since = int((now - RECENT).timestamp() * 1000)
    loose = {case.uid: case for case in store.load(Case, LOOSE, since, most)}
    told = [Told(case.uid, case.category, case.department, case.words) for case in loose.values()]
    return [
        Suggestion(group, tuple(loose[uid] for uid in group.keys if isinstance(uid, UUID)))
        for group in gather(told)
    ]


def group(uids: list[UUID], title: str, by: Actor, settings: Settings, now: datetime) -> UUID:
    """Make a theme of some cases: all of them are put under it, or none."""
    if not clean(title, themes.TITLE, lines=False):
        raise Refusal(N_("Write what the cases have in common."))
    with store.whole():
        theme: UUID | str = title
        for uid in uids:
            grouping.link_theme(uid, theme, by, settings, now)
            theme = next(one.other for one in reversed(grouping.of(uid)) if one.kind == "theme")
    if not isinstance(theme, UUID):
        raise Refusal(N_("Choose the cases."))
    return theme


def merge(uid: UUID, into: UUID, by: Actor, settings: Settings, now: datetime) -> int:
    """Put the cases of a theme under another one; return how many there were. `part` undoes it."""
    require(by, "theme_decide")
    if uid == into:
        raise Refusal(N_("Choose the other theme."))
    with store.whole():
        for theme in (uid, into):
            themes.fresh(theme)
        links = store.load(CaseLink, LINKS, uid.hex)
        if not links:
            raise Refusal(N_("No case is under this theme."))
        for link in links:
            move(link, into, by, settings, now)
    return len(links)


def part(uid: UUID, by: Actor, settings: Settings, now: datetime) -> int:
    """Give a theme back the cases that left it together last."""
    require(by, "theme_decide")
    with store.whole():
        themes.fresh(uid)
        [(at,)] = store.rows(LAST_END, uid.hex)
        if at is None or store.load(CaseLink, LINKS, uid.hex):
            raise Refusal(N_("No cases left this theme for another one."))
        gone = store.load(CaseLink, ENDED, uid.hex, at)
        for link in gone:
            case = link.__data__["case"]
            made = store.load(CaseLink, MADE, case.hex, at, uid.hex)
            _relink(case, made, uid, by, settings, now)
    return len(gone)


def move(link: CaseLink, into: UUID, by: Actor, settings: Settings, now: datetime) -> None:
    """Put one case under another theme."""
    _relink(link.__data__["case"], [link], into, by, settings, now)


def _relink(
    case: UUID, ended: list[CaseLink], other: UUID, by: Actor, settings: Settings, now: datetime
) -> None:
    with changing(case, "link", by.code, settings, now) as change:
        for link in ended:
            change.written.change(link, ended_at=now)
            change.tell("unlinked", to="theme")
        if all(one.other != other for one in grouping.of(case)):
            made = CaseLink(uid=new_uid(now), case=case, kind="theme", other=other, by=by.code, at=now)
            change.written.add(made)
            change.tell("linked", to="theme", other="", theme=str(other))

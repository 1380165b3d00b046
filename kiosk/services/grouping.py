"""Tie cases together, reversibly: as the repeat of an earlier one, or under a theme."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Case, CaseLink, Theme
from kiosk.rules import grading
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor
from kiosk.rules.text import clean
from kiosk.services import acts
from kiosk.services.changes import Change, acting, once

OF_CASE = "WHERE case_uid = ? AND kind <> 'rating' AND ended_at IS NULL ORDER BY at, uid"
NOTICE = "SELECT number, issued_at, case_uid FROM notice WHERE uid = ?"
NUMBER = 'SELECT number, filed_at FROM "case" WHERE uid = ?'


def of(uid: UUID) -> list[CaseLink]:
    """Return the links of a case that hold."""
    return store.load(CaseLink, OF_CASE, uid.hex)


def numbers_of(links: list[CaseLink]) -> dict[UUID, str]:
    """Return what each link points to in words: the number of a case or a notice, or a theme's title."""
    found: dict[UUID, str] = {}
    for link in links:
        if link.kind == "recurrence":
            names = [row[0] for row in store.rows(NOTICE, link.other.hex)]
        elif link.kind == "repeat":
            names = [row[0] for row in store.rows(NUMBER, link.other.hex)]
        else:
            names = [theme.title for theme in store.load(Theme, "WHERE uid = ?", link.other.hex)]
        found |= dict.fromkeys([link.uid], names[0]) if names else {}
    return found


def themes() -> list[Theme]:
    """Return every theme, the newest first."""
    return store.load(Theme, "ORDER BY made_at DESC LIMIT 500")


@once
def link(
    uid: UUID, other: UUID, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None
) -> Case:
    """Say that a case is the repeat of an earlier one; a complaint brought again is at least complex."""
    with acting(uid, "link", by, settings, now, entry) as change:
        found = store.rows(NUMBER, other.hex)
        if not found or other == uid or found[0][1] > change.case.filed_at.timestamp() * 1000:
            raise Refusal(N_("Choose the earlier case."))
        tie(change, "repeat", other, found[0][0], entry)
        acts.grade_by_rule(change, grading.by_rule(grading.Facts(change.case.kind, repeated=True)))
    return change.case


@once
def link_theme(
    uid: UUID,
    theme: UUID | str,
    by: Actor,
    settings: Settings,
    now: datetime,
    entry: UUID | None = None,
) -> Case:
    """Put a case under a theme; a title makes a new one."""
    with acting(uid, "link", by, settings, now, entry) as change:
        if isinstance(theme, str):
            title = clean(theme, 120, lines=False)
            if not title:
                raise Refusal(N_("Write what the cases have in common."))
            made = Theme(uid=new_uid(now), title=title, by=by.code, made_at=now)
            change.written.add(made)
            tie(change, "theme", made.uid, title, entry)
        else:
            found = store.load(Theme, "WHERE uid = ?", theme.hex)
            if not found:
                raise Refusal(N_("Choose the theme."))
            tie(change, "theme", theme, found[0].title, entry)
    return change.case


@once
def link_notice(
    uid: UUID, notice: UUID, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None
) -> Case:
    """Say which earlier notice should have prevented it; a complaint of it is at least complex."""
    with acting(uid, "link", by, settings, now, entry) as change:
        found = store.rows(NOTICE, notice.hex)
        if not found or UUID(found[0][2]) == uid or found[0][1] > change.case.filed_at.timestamp() * 1000:
            raise Refusal(N_("Choose the earlier notice."))
        tie(change, "recurrence", notice, found[0][0], entry)
        acts.grade_by_rule(change, grading.by_rule(grading.Facts(change.case.kind, recurs=True)))
    return change.case


def tie(change: Change, kind: str, other: UUID, name: str, entry: UUID | None) -> None:
    """Write a link in the transaction of an act."""
    if any(one.other == other for one in of(change.case.uid)):
        raise Refusal(N_("They are tied together already."))
    change.written.add(
        CaseLink(
            uid=new_uid(change.now),
            case=change.case.uid,
            kind=kind,
            other=other,
            by=change.by,
            at=change.now,
        )
    )
    change.tell("linked", uid=entry, to=kind, other="" if kind == "theme" else name, theme=str(other))


@once
def unlink(
    uid: UUID, tied: UUID, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None
) -> Case:
    """Take a link away; that it was there stays on the timeline."""
    with acting(uid, "unlink", by, settings, now, entry) as change:
        for one in of(uid):
            if one.uid == tied:
                change.written.change(one, ended_at=now)
                change.tell("unlinked", uid=entry, to=one.kind)
                break
        else:
            raise Refusal(N_("They are not tied together."))
    return change.case

"""Other systems that file cases: each with a key of its own, each reading only what it filed itself."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid5

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import LANGUAGES, N_
from kiosk.records import Case, Channel, Request
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.rules.text import clean
from kiosk.services import audit, cases

SOURCES = ("web", "wechat", "email", "phone", "hotline")
"""What the cases of a channel can say they came by."""
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,31}", re.ASCII)
REQUESTS = UUID("0d5f6d52-7a53-5f0c-9a6c-9d0c3a6f7a11")
"""The namespace of requests, which a channel and its key name."""
CATEGORIES = "SELECT code FROM category ORDER BY position"
DEPARTMENTS = "SELECT code FROM department ORDER BY position"
OWN = "SELECT 1 FROM request WHERE subject = ? AND channel = ?"
NAME = 80


class Reused(Refusal):
    """The key of an earlier request came with another body."""


def add(
    code: str, names: Mapping[str, str] | str, source: str, by: Actor, settings: Settings, now: datetime
) -> str:
    """Open a channel, and return its key: it is shown once and kept nowhere."""
    require(by, "manage_settings")
    if not CODE.fullmatch(code):
        raise Refusal(N_("A code is up to 32 of a-z, 0-9 and -."))
    if source not in SOURCES:
        raise Refusal(N_("A channel's cases come by one of: %(sources)s."), sources=" ".join(SOURCES))
    if find(code) is not None:
        raise Refusal(N_("The code %(code)s was given before."), code=code)
    told = names if isinstance(names, Mapping) else {settings.language: names}
    name = {language: clean(told.get(language, ""), NAME, lines=False) for language in LANGUAGES}
    key = f"kiosk_{secrets.token_urlsafe(32)}"
    with store.writing("channel.added", by.code, code, now) as written:
        shown = {language: words for language, words in name.items() if words} or {settings.language: code}
        written.add(Channel(code=code, name=shown, source=source, key_digest=digest(key), made_at=now))
    return key


def end(code: str, by: Actor, now: datetime) -> None:
    """Let a channel's key open nothing any more; its cases stay."""
    require(by, "manage_settings")
    with store.writing("channel.ended", by.code, code, now) as written:
        channel = find(code)
        if channel is None:
            raise Refusal(N_("There is no %(code)s."), code=code)
        if channel.ended_at is not None:
            written.is_idle = True
        else:
            written.change(channel, ended_at=now)


def everyone() -> list[Channel]:
    """Return every channel, also those that ended."""
    return store.load(Channel, "ORDER BY code")


def find(code: str) -> Channel | None:
    """Return a channel by its code."""
    return next(iter(store.load(Channel, "WHERE code = ?", code)), None)


def of_key(key: str) -> Channel | None:
    """Return the open channel that a key belongs to."""
    found = store.load(Channel, "WHERE key_digest = ? AND ended_at IS NULL", digest(key))
    return found[0] if found else None


def digest(key: str) -> bytes:
    """Return what is kept of a key."""
    return sha256(key.encode("utf-8", "surrogateescape")).digest()


def codes() -> tuple[list[str], list[str]]:
    """Return the codes of categories and departments that a case may be told with."""
    return [row[0] for row in store.rows(CATEGORIES)], [row[0] for row in store.rows(DEPARTMENTS)]


def file(channel: Channel, key: str, body: bytes, draft: Draft, settings: Settings, now: datetime) -> Case:
    """File what a channel tells, once for each of its own keys: the same request again is the same case."""
    uid = uuid5(REQUESTS, f"{channel.code}\n{key}")
    mark = hmac.digest(store.keys().index, body, "sha256")
    with store.alone(str(uid)):
        for request in store.load(Request, "WHERE uid = ?", uid.hex):
            if not hmac.compare_digest(request.digest, mark):
                raise Reused(N_("This Idempotency-Key came before with another body."))
            return cases.find(request.subject)
        draft.source, draft.uid = channel.source, new_uid(now)
        case = cases.file(draft, settings, now)
        with store.writing("channel.filed", f"channel:{channel.code}", str(case.uid), now) as written:
            written.add(Request(uid=uid, channel=channel.code, digest=mark, subject=case.uid, at=now))
    return case


def read(channel: Channel, number: str, now: datetime) -> Case | None:
    """Return a case that this channel filed; None for every other, whether there is one or not."""
    case = cases.by_number(number)
    if case is None or not store.rows(OWN, case.uid.hex, channel.code):
        return None
    audit.read(case.uid, Actor(f"channel:{channel.code}", "desk"), now)
    return case

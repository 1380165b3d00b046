"""Receivers that are told what happens to cases: at least once, in order for each, under a stable name."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Alert, Case, Entry, Hook, HookMessage, database
from kiosk.rules import hooks
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.services import alerts, timeline_words
from kiosk.services.channels import CODE
from kiosk.services.documents import local

EVENTS = UUID("6a0f4c0e-51a9-5d0c-8c2e-9a3d2f10c7b4")
"""The namespace of messages, which a receiver and a line of a timeline name."""
LEASE = timedelta(minutes=2)
"""How long a message is left to whoever sends it, until another takes it as not sent."""
BEHIND = """SELECT a.chain, coalesce(p.seq, 0), a.seq FROM audit_chain a
    LEFT JOIN hook_place p ON p.chain = a.chain WHERE a.seq > coalesce(p.seq, 0)"""
UNREAD = "SELECT body FROM audit_entry WHERE chain = ? AND seq > ? AND seq <= ? ORDER BY seq"
READ = """INSERT INTO hook_place (chain, seq) VALUES (?, ?)
    ON CONFLICT (chain) DO UPDATE SET seq = excluded.seq WHERE hook_place.seq < excluded.seq"""
KEEP = """INSERT INTO hook_message
    (uid, hook_code, subject, entry, position, at, state, tries, next_at, problem)
    VALUES (?, ?, ?, ?, ?, ?, 'waiting', 0, ?, '') ON CONFLICT (uid) DO NOTHING"""
DUE = """SELECT m.uid FROM hook_message m JOIN hook h ON h.code = m.hook_code
    WHERE m.state = 'waiting' AND m.next_at <= ? AND h.ended_at IS NULL AND m.hook_code NOT IN ({marks})
    AND NOT EXISTS (SELECT 1 FROM hook_message e WHERE e.hook_code = m.hook_code AND e.subject = m.subject
        AND e.state = 'waiting' AND e.position < m.position)
    ORDER BY m.next_at, m.uid LIMIT ?"""
CLAIM = "UPDATE hook_message SET tries = tries + 1, next_at = ? WHERE uid = ?"
FREE = "SELECT 1 FROM hook_message WHERE uid = ? AND state = 'waiting' AND next_at <= ?"
MARK = "UPDATE hook_message SET state = ?, next_at = ?, problem = ? WHERE uid = ? AND state = 'waiting'"
COUNTS = "SELECT hook_code, state, count(*) FROM hook_message GROUP BY hook_code, state"
UNTIL = "WHERE case_uid = ? AND position <= ? ORDER BY position"
UNHEARD = "unheard"


class Message(NamedTuple):
    """A message on its way."""

    uid: UUID
    hook: str
    url: str
    secret: str
    body: bytes
    tries: int
    made_at: datetime


class HookRow(NamedTuple):
    """A receiver, as an administrator sees it."""

    code: str
    url: str
    kinds: tuple[str, ...]
    is_open: bool
    waiting: int
    taken: int
    given_up: int


def add(code: str, url: str, kinds: Sequence[str], by: Actor, now: datetime) -> str:
    """Let a receiver be told from now on, and return the secret that signs what it is told."""
    require(by, "manage_settings")
    hooks.place(url)
    if not CODE.fullmatch(code):
        raise Refusal(N_("A code is up to 32 of a-z, 0-9 and -."))
    if unknown := sorted(set(kinds) - set(timeline_words.SENTENCES)):
        raise Refusal(N_("No line of a timeline is of the kind '%(kind)s'."), kind=unknown[0])
    if store.rows("SELECT 1 FROM hook WHERE code = ?", code):
        raise Refusal(N_("The code %(code)s was given before."), code=code)
    gather(now)  # what was written until now is for those who were there
    told = hooks.secret(secrets.token_bytes(32))
    with store.writing("hook.added", by.code, code, now) as written:
        written.add(Hook(code=code, url=url, secret=told, kinds=sorted(set(kinds)), made_at=now))
    return told


def are_open() -> bool:
    """Tell whether there is anybody to be told."""
    return bool(store.rows("SELECT 1 FROM hook WHERE ended_at IS NULL LIMIT 1"))


def end(code: str, by: Actor, now: datetime) -> None:
    """Tell a receiver nothing more."""
    require(by, "manage_settings")
    with store.writing("hook.ended", by.code, code, now) as written:
        found = store.load(Hook, "WHERE code = ?", code)
        if not found:
            raise Refusal(N_("There is no %(code)s."), code=code)
        if found[0].ended_at is not None:
            written.is_idle = True
        else:
            written.change(found[0], ended_at=now)


def everyone() -> list[HookRow]:
    """Return every receiver, and how its messages stand."""
    counts = {(code, state): number for code, state, number in store.rows(COUNTS)}
    return [
        HookRow(
            one.code,
            one.url,
            tuple(one.kinds),
            one.ended_at is None,
            *(counts.get((one.code, state), 0) for state in ("waiting", "taken", "given_up")),
        )
        for one in store.load(Hook, "ORDER BY code")
    ]


def gather(now: datetime) -> int:
    """Make a message of every line that was written since the last time; return how many are new."""
    if not store.rows(BEHIND):
        return 0
    with store.alone("hooks"):
        open_hooks = store.load(Hook, "WHERE ended_at IS NULL ORDER BY code")
        behind = store.rows(BEHIND)
        keys = wrote(behind) if open_hooks else []
        # All chains are read to their ends at once: a line of one machine may follow one of another.
        lines = [line for key in keys for line in store.load(Entry, "WHERE uid = ?", key)]
        count = sum(keep(one, line, now) for line in lines for one in open_hooks)
        for chain, _since, last in behind:
            database.execute_sql(READ, (chain, last))
    return count


def wrote(behind: Sequence[tuple[str, int, int]]) -> list[str]:
    """Return the keys of the timeline's lines that the trail names between two places."""
    found: dict[str, None] = {}
    for chain, since, last in behind:
        for (body,) in store.rows(UNREAD, chain, since, last):
            for table, key, mark in json.loads(body)["wrote"]:
                if table == "entry" and mark is not None:
                    found[key] = None
    return list(found)


def keep(hook: Hook, line: Entry, now: datetime) -> bool:
    """Keep a message for a receiver that is told of such a line; the same line twice is one message."""
    if not hooks.is_told(line.kind, line.visibility, hook.kinds):
        return False
    uid, at = uuid5(EVENTS, f"{hook.code}\n{line.uid.hex}"), millis(now)
    case = line.__data__["case"]
    values = (uid.hex, hook.code, case.hex, line.uid.hex, line.position, at, at)
    return bool(database.execute_sql(KEEP, values).rowcount)


def millis(at: datetime) -> int:
    """Return a moment as the register keeps it."""
    return int(at.timestamp() * 1000)


def due(settings: Settings, now: datetime, most: int, without: Collection[str] = ()) -> list[Message]:
    """Take the messages whose turn it is; of each case only the first that was not taken yet."""
    marks = ", ".join("?" * len(without)) or "''"
    found = store.rows(DUE.format(marks=marks), millis(now), *without, most)
    if not found:
        return []
    with store.alone("hooks"):
        free = [uid for (uid,) in found if store.rows(FREE, uid, millis(now))]
        for uid in free:
            database.execute_sql(CLAIM, (millis(now + LEASE), uid))
    return [message(uid, settings) for uid in free]


def message(uid: str, settings: Settings) -> Message:
    """Return a message as it is sent: the same at each attempt."""
    [row] = store.load(HookMessage, "WHERE uid = ?", uid)
    [hook] = store.load(Hook, "WHERE code = ?", row.__data__["hook"])
    body = json.dumps(told(row, settings), ensure_ascii=False, separators=(",", ":")).encode()
    return Message(row.uid, hook.code, hook.url, hook.secret, body, row.tries, row.at)


def told(row: HookMessage, settings: Settings) -> dict[str, Any]:
    """Return what a message says: nobody's data and nobody's words."""
    [case] = store.load(Case, "WHERE uid = ?", row.subject.hex)
    lines = store.load(Entry, UNTIL, case.uid.hex, row.position)
    stage = "received"
    for line in lines:
        stage = hooks.stage_after(line.kind, line.facts, stage)
    return {
        "type": f"case.{lines[-1].kind}",
        "timestamp": local(lines[-1].at, settings.tz),
        "data": {
            "number": case.number,
            "kind": case.kind,
            "stage": stage,
            "position": row.position,
            "url": f"{settings.api_address}/api/cases/{case.number}",
        },
    }


def taken(sent: Message, now: datetime) -> None:
    """Mark a message that its receiver took."""
    with store.alone("hooks"):
        database.execute_sql(MARK, ("taken", millis(now), "", sent.uid.hex))


def not_taken(sent: Message, problem: str, settings: Settings, now: datetime) -> None:
    """Let a message be sent again later; after some days it is given up and the administrator told."""
    if now - sent.made_at < timedelta(days=settings.hook_days):
        again = now + hooks.pause(sent.tries, timedelta(seconds=settings.hook_pause))
        with store.alone("hooks"):
            database.execute_sql(MARK, ("waiting", millis(again), problem, sent.uid.hex))
        return
    with store.writing("hook.given_up", "rule", sent.hook, now) as written:
        database.execute_sql(MARK, ("given_up", millis(now), problem, sent.uid.hex))
        waits = store.load(Alert, "WHERE kind = ? AND taken_at IS NULL", UNHEARD)
        if any(one.facts.get("hook") == sent.hook for one in waits):
            written.is_idle = True
        else:
            alerts.ring(written, UNHEARD, now, role="admin", hook=sent.hook)

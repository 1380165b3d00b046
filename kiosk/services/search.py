"""Find cases by their words, by people and by numbers, in an index that nobody can read words out of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Case, Entry, Person, Record, database
from kiosk.rules import runs
from kiosk.rules.numbers import clean_phone, parse_case_number
from kiosk.rules.rights import ALL_SEEING, Actor, may, require
from kiosk.services import cases, search_index, staff, work
from kiosk.services.search_runs import (
    Marks,
    later_texts,
    own_texts,
    person_runs,
    read,
    read_name,
    read_text,
    text_runs,
    whole_runs,
)

MOST = 600
"""Candidates that one look reads; the next page goes on where it ended."""
MOST_NEAR = 6000
"""Candidates that one look sifts for somebody who sees only some of the cases."""
FIRST = 30
AROUND = 14
"""Characters shown before the first word that was found."""
EXCERPT = 60
BEHIND = """SELECT a.chain, coalesce(c.seq, 0) FROM audit_chain a
    LEFT JOIN search_cursor c ON c.chain = a.chain
    WHERE a.seq > coalesce(c.seq, 0) ORDER BY a.chain"""
UNREAD = "SELECT seq, body FROM audit_entry WHERE chain = ? AND seq > ? ORDER BY seq LIMIT ?"
READ = """INSERT INTO search_cursor (chain, seq) VALUES (?, ?)
    ON CONFLICT (chain) DO UPDATE SET seq = excluded.seq"""
NEAR = """SELECT d.id FROM search_doc d JOIN "case" c ON c.uid = d.case_uid WHERE d.id IN ({ids}) AND (
    c.department IN ({own}) OR c.responsible IN ({people})
    OR EXISTS (SELECT 1 FROM case_department i WHERE i.case_uid = c.uid AND i.department IN ({own}))
    OR EXISTS (SELECT 1 FROM handover h WHERE h.case_uid = c.uid AND h.state = 'requested')
    ) ORDER BY d.id DESC"""
"""Roughly who may read a case: all whom the rules let read it, and some more."""
DOC = "SELECT id FROM search_doc WHERE case_uid = ?"
ADD_DOC = "INSERT INTO search_doc (case_uid) VALUES (?) RETURNING id"
TAKE_DOC = "DELETE FROM search_doc WHERE id = ?"
NEWEST = 1 << 62


class Hit(NamedTuple):
    """A case that was found."""

    row: work.WorkRow
    excerpt: str
    """Words around the first hit; of a case found by its people or its number, how its words begin."""
    by: str
    """`words`, `person` or `number`."""


class Found(NamedTuple):
    """What a search found, the newest first."""

    rows: tuple[Hit, ...] = ()
    is_capped: bool = False
    """There may be more: ask again with `before=last`."""
    last: int | None = None
    """Where this page ended."""


@dataclass(frozen=True)
class Question:
    """What is looked for, and by whom."""

    words: tuple[str, ...]
    phone: str
    actor: Actor
    is_personal: bool


@dataclass
class Doc:
    """A case with what the search compares."""

    case: Case
    entries: list[Entry]
    people: list[Person] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """Return every text of the case, its own first."""
        return [*own_texts(self.case), *(line.words for line in self.entries)]


def find(
    actor: Actor,
    query: str,
    settings: Settings,
    now: datetime,
    limit: int = 20,
    before: int | None = None,
) -> Found:
    """Return cases that hold every word of a query, or have its number or its phone; the newest first."""
    require(actor, "search")
    if before is None:
        catch_up()  # what was written a moment ago is found, too
    with store.reading():
        if before is None and (hit := by_number(actor, query, now)):
            return Found((hit,))
        question = asked(actor, query)
        found = matching(question, now, limit, before) if question.words else Found()
    is_telephone = bool(question.phone) or any(map(runs.is_end, question.words))
    if question.is_personal and (is_telephone or any(hit.by == "person" for hit in found.rows)):
        store.again(tell, actor, now)
    return found


def tell(actor: Actor, now: datetime) -> None:
    """Tell that somebody looked among people, and not what was looked for."""
    with store.writing("search.personal", actor.code, "", now):
        pass


def asked(actor: Actor, query: str) -> Question:
    """Return a query as it is looked for."""
    is_personal = not may(actor, "search_personal")
    phone = clean_phone(query) if is_personal else None
    return Question(tuple(runs.asked(query)), phone or "", actor, is_personal)


def by_number(actor: Actor, query: str, now: datetime) -> Hit | None:
    """Return the case whose number was typed, however it was typed."""
    number = parse_case_number(query)
    found = store.load(Case, "WHERE number = ?", number) if number else []
    if not found or not may_read(actor, found[0]):
        return None
    return Hit(work.row_of(found[0], now), excerpt(Doc(found[0], []), ()), "number")


def may_read(actor: Actor, case: Case) -> bool:
    """Tell whether somebody may see a case; how they stand to it is only read where it matters."""
    standing = None if actor.role in ALL_SEEING else staff.standing(case)
    return not may(actor, "read", standing)


def matching(question: Question, now: datetime, limit: int, before: int | None) -> Found:
    """Read candidates from the newest on, and keep those that truly hold what was asked."""
    marks = Marks(store.keys().index)
    wanted = runs.expression(question.words, marks.__getitem__, question.is_personal)
    if question.phone:
        wanted = f"({wanted} OR {runs.phone_expression(question.phone, marks.__getitem__)})"
    hits: list[Hit] = []
    seen, last = 0, before or NEWEST
    sees_all = question.actor.role in ALL_SEEING
    size, most = (max(FIRST, limit + 5), MOST) if sees_all else (MOST, MOST_NEAR)
    while seen < most:
        ids = search_index.matching(wanted, last, size)
        for some in pieces(ids if sees_all else near(ids, question.actor), max(FIRST, limit + 5)):
            docs = loaded(some, question.is_personal)
            for place in some:
                if (doc := docs.get(place)) and (hit := checked(doc, question, now)):
                    hits.append(hit)
                    if len(hits) == limit:
                        return Found(tuple(hits), True, place)
        if len(ids) < size:
            return Found(tuple(hits))
        seen, last, size = seen + len(ids), ids[-1], min(size * 2, MOST)
    return Found(tuple(hits), True, last)


def pieces(ids: list[int], size: int) -> Iterator[list[int]]:
    """Part a list, so that no more is read than is needed."""
    return (ids[at : at + size] for at in range(0, len(ids), size))


def near(ids: list[int], actor: Actor) -> list[int]:
    """Leave out the candidates that somebody surely may not read; the rules look at the rest."""
    own = sorted(actor.departments)
    people = sorted({actor.code, *(code for department in own for code in staff.members(department))})
    statement = NEAR.format(ids=work.marks(ids), own=work.marks(own), people=work.marks(people))
    return [row[0] for row in store.rows(statement, *ids, *own, *people, *own)] if ids else []


def loaded(ids: list[int], is_personal: bool) -> dict[int, Doc]:
    """Read the candidates with their words, and with their people for those who may."""
    if not ids:
        return {}
    places = store.rows(f"SELECT id, case_uid FROM search_doc WHERE id IN ({work.marks(ids)})", *ids)
    uids = [uid for _id, uid in places]
    listed = f"({work.marks(uids)})"
    docs = {case.uid.hex: Doc(case, []) for case in store.load(Case, f"WHERE uid IN {listed}", *uids)}
    for line in store.load(
        Entry, f"WHERE case_uid IN {listed} AND length(words) > 1 ORDER BY position", *uids
    ):
        docs[uid_of(line)].entries.append(line)
    if is_personal:
        for person in store.load(Person, f"WHERE case_uid IN {listed}", *uids):
            docs[uid_of(person)].people.append(person)
    return {place: docs[uid] for place, uid in places}


def uid_of(record: Record) -> str:
    """Return the key of the case that a record belongs to, as the store keeps it."""
    return str(record.__data__["case"].hex)


def checked(doc: Doc, question: Question, now: datetime) -> Hit | None:
    """Return the hit of a candidate, or None when its runs only looked alike or it is not for these eyes."""
    by = how(doc, question)
    if not by or not may_read(question.actor, doc.case):
        return None
    return Hit(work.row_of(doc.case, now), excerpt(doc, question.words), by)


def how(doc: Doc, question: Question) -> str:
    """Say by what a case answers a question: its words, its people, or not at all."""
    if question.phone and any(person.phone == question.phone for person in doc.people):
        return "person"
    texts = [runs.plain(text) for text in doc.texts]
    by = "words"
    for word in question.words:
        if any(word in text for text in texts):
            continue
        if runs.spelled(word) and any(sounding(word, text) for text in texts):
            continue
        if not any(is_called(person, word) for person in doc.people):
            return ""
        by = "person"
    return by


def sounding(word: str, text: str) -> bool:
    """Tell whether a text has characters that are read as a word was typed."""
    return any(runs.sounds(word, syllables) for syllables in read_text(text))


def is_called(person: Person, word: str) -> bool:
    """Tell whether a word is part of a person's name, how it is read, or the person's telephone."""
    if runs.says(word, person.name) or runs.calls(word, person.phone):
        return True
    return bool(runs.spelled(word)) and any(runs.sounds(word, read) for read in read_name(person.name))


def excerpt(doc: Doc, words: tuple[str, ...]) -> str:
    """Return a line of the case around the first word that was found."""
    texts = [" ".join(text.split()) for text in doc.texts if text != doc.case.number]
    for text in texts:
        for word in words:
            if (at := text.casefold().find(word)) >= 0:
                begin = max(0, at - AROUND)
                return ("…" if begin else "") + text[begin : begin + EXCERPT]
    return texts[0][:EXCERPT] if texts else ""


def catch_up(limit: int = 200) -> int:
    """Index what was written since the last time; return how many entries of the trail were read."""
    if not store.rows(BEHIND):
        return 0
    read("读")  # the table of readings takes a while to load: not while others wait to write
    # The index and how far it has come are one transaction: two processes never index the same twice.
    with store.alone("search"):
        count = 0
        for chain, seq in store.rows(BEHIND):
            unread = store.rows(UNREAD, chain, seq, limit - count)
            if unread:
                index(body["wrote"] for body in (json.loads(told) for _seq, told in unread))
                database.execute_sql(READ, (chain, unread[-1][0]))
                count += len(unread)
        return count


def index(told: Iterable[list[Any]]) -> None:
    """Add the runs of what was written: of new cases everything, of known ones what is new."""
    wrote: dict[str, dict[str, None]] = {"case": {}, "entry": {}, "person": {}}
    for lines in told:
        for table, key, mark in lines:
            if table in wrote and mark is not None:
                wrote[table][key] = None
    entries = by_case(each(Entry, wrote["entry"]))
    people = by_case(each(Person, wrote["person"]))
    marks = Marks(store.keys().index)
    additions: list[tuple[int, str]] = []
    for uid in dict.fromkeys((*wrote["case"], *entries, *people)):
        additions += addition(uid, entries.get(uid, []), people.get(uid, []), marks)
    for place, words in sorted(additions):
        search_index.add(place, words)


def each(table: type[Any], keys: Iterable[str]) -> Iterator[Any]:
    """Read records by their keys, one at a time."""
    for key in keys:
        yield from store.load(table, "WHERE uid = ?", key)


def by_case(records: Iterable[Any]) -> dict[str, list[Any]]:
    """Sort records by the case that they belong to."""
    found: dict[str, list[Any]] = {}
    for record in records:
        found.setdefault(uid_of(record), []).append(record)
    return found


def addition(uid: str, entries: list[Entry], people: list[Person], marks: Marks) -> Iterator[tuple[int, str]]:
    """Return what is to be added for a case, and under which number."""
    known = store.rows(DOC, uid)
    found = store.load(Case, "WHERE uid = ?", uid)
    if not found or found[0].erased_at is not None:
        return
    if known:
        place = known[0][0]
        told = [*later_texts(found[0]), *(line.words for line in entries if line.words)]
        fresh = text_runs(told) | person_runs(people)
    else:
        [(place,)] = store.rows(ADD_DOC, uid)
        fresh = whole_runs(found[0], people, entries)
    if fresh:
        yield place, " ".join(sorted(marks[run] for run in fresh))


def forget(case: Case) -> None:
    """Take a case out of the index while its words are still there; to be called inside `writing`."""
    database.obj.hold("search")
    marks = Marks(store.keys().index)
    whole = cases.whole(case)
    words = " ".join(sorted(marks[run] for run in whole_runs(whole, whole.people, whole.timeline)))
    for (place,) in store.rows(DOC, case.uid.hex):
        search_index.take(place, words)
        database.execute_sql(TAKE_DOC, (place,))

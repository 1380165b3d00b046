"""Register for somebody: at the counter, from another channel, out of a letter box, from a ward round."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Case, database
from kiosk.records.faults import named
from kiosk.rules import likeness
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import clean_phone
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, may, require
from kiosk.rules.runs import phone_expression
from kiosk.rules.text import clean
from kiosk.services import cases, changes, search, search_index
from kiosk.services.search_runs import Marks

SOURCES = ("desk", "phone", "letter", "wechat", "email", "web", "hotline", "round", "visit", "call")
SINCE = timedelta(days=365)
"""How long ago an earlier case may be to count as the same matter."""
ALIKE = 0.5
MOST, CANDIDATES = 5, 60
MOST_TOGETHER = 200
"""Letters of one box, or opinions of one round."""
STAFF = "SELECT code FROM staff WHERE code = ?"


class Repeat(NamedTuple):
    """An earlier case that may be the same matter."""

    uid: UUID
    number: str
    kind: str
    stage: str
    filed_at: datetime
    why: str
    """`phone` or `words`."""
    need: str = ""
    category: str = ""


def register(draft: Draft, by: Actor, settings: Settings, now: datetime) -> Case:
    """File a case for somebody; whoever registers is the first responder. The same draft is the same case."""
    require(by, "register")
    if draft.source not in SOURCES:
        raise Refusal(N_("Choose how it came in."))
    if not (draft.need or draft.category or clean(draft.words)):
        raise Refusal(N_("Say what it is about, or choose it from the list."))
    draft.by = by.code
    return cases.file(draft, settings, now)


def repeats(phone: str, words: str, actor: Actor, settings: Settings, now: datetime) -> list[Repeat]:
    """Return earlier cases of the last twelve months with this phone or with words like these.

    Only for those who may search personal data. That a phone found something is an audit entry.
    """
    if may(actor, "search_personal"):
        return []
    search.catch_up()
    with store.reading():
        same = of_phone(clean_phone(phone) or "", now) if phone else []
        alike = of_words(words, now)
    if same:
        store.again(search.tell, actor, now)
    known = {one.uid for one in same}
    return [*same, *(one for one in alike if one.uid not in known)][:MOST]


def of_phone(phone: str, now: datetime) -> list[Repeat]:
    """Return the cases of somebody with this telephone."""
    if not phone:
        return []
    wanted = phone_expression(phone, Marks(store.keys().index).__getitem__)
    return [
        repeat(doc.case, "phone")
        for doc in recent(wanted, now)
        if any(person.phone == phone for person in doc.people)
    ]


def of_words(words: str, now: datetime) -> list[Repeat]:
    """Return the cases whose words are mostly the same, the most alike first."""
    places = likeness.windows(words)
    if not places:
        return []
    marks, mine = Marks(store.keys().index), likeness.pieces(words)
    wanted = " OR ".join(f"({' AND '.join(marks[run] for run in runs)})" for runs in places)
    ranked = [
        (likeness.likeness(mine, likeness.pieces(doc.case.words)), doc.case) for doc in recent(wanted, now)
    ]
    ranked.sort(key=lambda found: -found[0])
    return [repeat(case, "words") for rank, case in ranked if rank >= ALIKE]


def recent(wanted: str, now: datetime) -> Iterator[search.Doc]:
    """Return the newest cases that a full-text expression finds, within the time that counts."""
    ids = search_index.matching(wanted, search.NEWEST, CANDIDATES)
    docs = search.loaded(ids, True)
    for place in ids:
        doc = docs.get(place)
        if doc and doc.case.stage != "void" and doc.case.filed_at > now - SINCE:
            yield doc


def repeat(case: Case, why: str) -> Repeat:
    """Return what is shown of an earlier case: nobody's data."""
    return Repeat(case.uid, case.number, case.kind, case.stage, case.filed_at, why, case.need, case.category)


def open_box(
    opened_on: date,
    openers: tuple[str, str],
    letters: Sequence[Draft],
    by: Actor,
    settings: Settings,
    now: datetime,
) -> list[Case]:
    """Register the letters of a box that two people opened together; all of them, or none."""
    require(by, "register")
    if len(set(openers)) != 2 or not all(store.rows(STAFF, code) for code in openers):
        raise Refusal(N_("Two different members of staff open a letter box together."))
    if opened_on > now.astimezone(settings.tz).date():
        raise Refusal(N_("The box cannot have been opened on a day to come."))
    opening = {"date": opened_on.isoformat(), "openers": list(openers)}
    return together(letters, "letter", by, settings, now, lambda change: tell(change, "box_opened", opening))


def record_round(
    place: str,
    department: str,
    who: str,
    opinions: Sequence[Draft],
    by: Actor,
    settings: Settings,
    now: datetime,
) -> list[Case]:
    """Register what people said on a round through the wards; all of it, or none."""
    require(by, "register")
    walked = {
        "place": clean(place, cases.LINE, lines=False),
        "department": department,
        "who": clean(who, cases.LINE, lines=False),
    }
    if not (walked["place"] or department):
        raise Refusal(N_("Say where the round was."))
    for opinion in opinions:
        opinion.department = opinion.department or department
    return together(opinions, "round", by, settings, now, lambda change: tell(change, "round", walked))


def together(
    drafts: Sequence[Draft],
    source: str,
    by: Actor,
    settings: Settings,
    now: datetime,
    told: Callable[[changes.Change], None],
) -> list[Case]:
    """File several drafts in one transaction, with a line on each case that says where they come from."""
    if not drafts:
        raise Refusal(N_("Nothing is entered yet."))
    if len(drafts) > MOST_TOGETHER:
        raise Refusal(N_("At most %(count)d are filed together."), count=MOST_TOGETHER)
    filed = []
    with all_or_none():
        for draft in drafts:
            draft.source = source
            case = register(draft, by, settings, now)
            with changes.changing(case.uid, source, by.code, settings, now) as change:
                told(change)
            filed.append(change.case)
    return filed


def tell(change: changes.Change, kind: str, facts: Mapping[str, Any]) -> None:
    """Put a line on a case's timeline, unless it stands there already."""
    if any(line.kind == kind for line in change.case.timeline):
        change.written.is_idle = True
    else:
        change.tell(kind, **facts)


@contextmanager
def all_or_none() -> Iterator[None]:
    """Keep several transactions together: a box is filed whole."""
    with named(), database.atomic():
        yield

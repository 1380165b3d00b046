"""One case of a demonstration register as the rows that filing and working on it would have written."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.records import Case, CaseLink, Clock, Entry, Handover, Person, Rating, Record, Task, trail
from kiosk.rules import numbers, tokens
from kiosk.rules.retention import Keeping
from kiosk.services import demo_words as words
from kiosk.services.demo_house import House, Named
from kiosk.services.phones import phone_mark

KINDS = {"question": 30, "contact": 22, "complaint": 26, "suggestion": 10, "praise": 12}
SOURCES = {"kiosk": 62, "desk": 18, "phone": 9, "hotline": 5, "wechat": 4, "letter": 1, "web": 1}
GRADES = {"minor": 84, "complex": 13, "major": 3}
STAGES = {"received": 30, "working": 55, "answered": 15}
OUTCOMES = {"explained": 40, "partly_upheld": 25, "upheld": 25, "cannot_tell": 10}
CAUSES = ("attitude", "communication", "process", "waiting", "fees", "environment", "information")
SPAN = timedelta(days=36 * 30)
RECENT, RECENT_OPEN, OLD_OPEN = 0.04, 0.6, 0.006
"""Three in a hundred are open, most of them among the newest."""


@dataclass
class Made:
    """The rows of one case, and what it is found by."""

    rows: list[tuple[str, list[Any]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    people: list[tuple[str, str]] = field(default_factory=list)


TABLES: dict[str, type[Record]] = {
    table._meta.table_name: table for table in (Case, CaseLink, Person, Clock, Entry, Rating, Handover, Task)
}


@cache
def blank(table: str) -> tuple[dict[str, int], list[Any]]:
    """Return where each column of a table stands, and a row with nothing but defaults."""
    fields = trail.columns(TABLES[table])
    defaults = [f.default() if callable(f.default) else f.default for f in fields]
    values = [f.db_value(value) for f, value in zip(fields, defaults, strict=True)]  # type: ignore[no-untyped-call]
    return {f.name: at for at, f in enumerate(fields)}, values


def row(table: str, **values: Any) -> tuple[str, list[Any]]:
    """Return a row as the store keeps it."""
    places, defaults = blank(table)
    made = defaults.copy()
    for name, value in values.items():
        made[places[name]] = value
    return table, made


def sealed(text: str) -> bytes:
    """Return words as a column keeps them that is sealed once the row is whole."""
    return b"\0" + text.encode()


def told(value: Any) -> str:
    """Return a small document as its column keeps it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def ms(moment: datetime) -> int:
    """Return a moment as the store keeps it."""
    return int(moment.timestamp() * 1000)


def drawn(random: Random, shares: dict[str, int]) -> str:
    """Draw a code by its share."""
    return random.choices(tuple(shares), tuple(shares.values()))[0]


class Maker:
    """Makes the cases of a stretch of the register, the same for the same seed."""

    def __init__(self, house: House, begin: int) -> None:
        self.house = house
        self.random = Random(f"{house.seed}-{begin}")
        self.tz = ZoneInfo(house.time_zone)

    def uid(self, at: datetime) -> UUID:
        """Return a key made at a moment."""
        return numbers.new_uid(at, self.random.getrandbits(74))

    def filed_at(self, n: int) -> datetime:
        """Return when the n-th case came in: mostly by day, the newest last."""
        house = self.house
        at = (house.now - SPAN + SPAN * (n / house.total)).astimezone(self.tz)
        if self.random.random() > 0.04:
            share = (at.hour * 60 + at.minute) / 1440
            at = datetime.combine(at.date(), time(7, 30), self.tz) + timedelta(hours=10.5 * share)
        latest = house.now - timedelta(seconds=house.total - n, milliseconds=500) / 100
        return min(at.astimezone(UTC), latest)

    def place(self, _filed: datetime) -> Named:
        """Return the department that a case is about."""
        return self.random.choice(self.house.places)

    def is_open(self, n: int, _filed: datetime) -> bool:
        """Tell whether the n-th case is still open."""
        return self.random.random() < (RECENT_OPEN if n > self.house.total * (1 - RECENT) else OLD_OPEN)

    def made(self, n: int) -> Made:
        """Return the n-th case."""
        random, house, made = self.random, self.house, Made()
        kind, filed = drawn(random, KINDS), self.filed_at(n)
        place = self.place(filed)
        is_open = self.is_open(n, filed)
        in_the_moment = not is_open and kind in ("question", "contact") and random.random() < 0.8
        uid = self.uid(filed)
        people = house.desk_people if in_the_moment or not place.people else place.people
        by = random.choice(people) if people and random.random() > 0.01 else f"desk:{house.desk}"
        facts: dict[str, Any] = {
            "uid": uid.hex,
            "number": numbers.case_number(house.prefix, numbers.scramble(house.first + n, house.index_key)),
            "kind": kind,
            "stage": drawn(random, STAGES) if is_open else "closed",
            "grade": drawn(random, GRADES) if kind == "complaint" else "minor",
            "source": drawn(random, SOURCES),
            "desk": house.desk,
            "language": "zh_CN",
            "department": place.code,
            "first_responder": by,
            "responsible": by,
            "opened_at": ms(filed) - random.randrange(20_000, 300_000),
            "filed_at": ms(filed),
            "changed_at": ms(filed),
            "token_digest": tokens.digest(tokens.token(house.link_key, uid, 1)),
            "link_key": house.link_id,
        }
        self.say(kind, place, facts, made)
        self.work(kind, filed, by, in_the_moment, facts, made)
        made.rows.insert(0, row("case", **facts))
        made.texts.append(facts["number"])
        return made

    def say(self, kind: str, place: Named, facts: dict[str, Any], made: Made) -> None:
        """Add what the person says, and who it is."""
        random, need = self.random, self.random.choice(self.house.needs)
        if facts["source"] == "hotline":
            facts["channel_number"] = f"12345-{random.randrange(10**10):010d}"
            made.texts.append(facts["channel_number"])
        if kind in ("question", "contact"):
            facts["need"] = need[0]
            text = words.question(random, place.name, need[1])
        else:
            topic = random.choice(self.house.topics[kind])
            facts["category"] = topic.code
            speak = {"complaint": words.complaint, "praise": words.praise, "suggestion": words.suggestion}
            text = speak[kind](random, place.name)
            if topic.phrases and random.random() < 0.5:
                facts["phrases"] = told([phrase := random.choice(topic.phrases)])
                made.texts.append(phrase)
        if random.random() < 0.02:
            facts["language"], text = "en", words.english(random)
        facts["words"] = sealed(text)
        made.texts.append(text)
        if kind in ("praise", "complaint") and random.random() < 0.25:
            facts["about_person"] = sealed(about := words.staff_name(random))
            made.texts.append(about)
        if random.random() < (0.35 if kind in ("question", "contact") else 0.85):
            facts["filer_role"] = random.choice(("patient", "patient", "relative", "visitor"))
            self.sign(facts, made)
        else:
            facts["is_anonymous"] = 1

    def sign(self, facts: dict[str, Any], made: Made) -> None:
        """Add the person's name and telephone."""
        name, phone = words.name(self.random), words.phone(self.random)
        made.people.append((name, phone))
        end = end_hash(self.house.index_key, facts["uid"], phone[-4:])
        made.rows.append(
            row(
                "person",
                uid=self.uid(moment(facts["filed_at"])).hex,
                case=facts["uid"],
                role="filer",
                name=sealed(name),
                phone=sealed(phone),
                phone_end=end,
                phone_mark=phone_mark(self.house.index_key, phone),
            )
        )

    def work(
        self, kind: str, filed: datetime, by: str, in_the_moment: bool, facts: dict[str, Any], made: Made
    ) -> None:
        """Add the timeline, the clocks and what else was done."""
        opened = {"kind": kind, "source": facts["source"], "responsible": by}
        self.line(facts, made, "filed", filed, by, about=opened, is_public=True)
        self.clock(facts, made, "acknowledge", filed, filed, filed, 0, "hours")
        if in_the_moment:
            self.line(facts, made, "answered_now", filed, "patient", is_public=True)
            self.close(facts, filed, "solved")
        elif facts["stage"] == "closed":
            self.finish(kind, filed, by, facts, made)
        else:
            self.leave_open(kind, filed, by, facts, made)

    def finish(self, kind: str, filed: datetime, by: str, facts: dict[str, Any], made: Made) -> None:
        """Add how a case was worked to its end."""
        random, house = self.random, self.house
        place = random.choice(house.places).name
        hours = min(random.lognormvariate(3.4, 0.9), 24 * 40)
        done = min(filed + timedelta(hours=hours), house.now - timedelta(minutes=1))
        done = max(done, filed)
        if kind == "complaint":
            facts["outcome"], facts["cause"] = drawn(random, OUTCOMES), random.choice(CAUSES)
            found = words.spoken(random, words.FOUND, place)
            facts["investigation"] = sealed(found)
            outcome = {"outcome": facts["outcome"], "cause": facts["cause"]}
            self.line(facts, made, "investigated", filed + (done - filed) / 2, by, found, outcome)
        self.line(facts, made, "reply", done, by, words.spoken(random, words.REPLIES, place), is_public=True)
        verdict = random.choices(("solved", "no_answer"), (80, 20))[0]
        told_by = "patient" if verdict == "solved" else "rule"
        self.line(facts, made, "verdict", done, told_by, about={"verdict": verdict}, is_public=True)
        days = 7 if kind == "complaint" else 15 if kind in ("suggestion", "praise") else 1
        due = filed + timedelta(days=days * 1.4)
        name = "answer" if kind in ("question", "contact") else "reply"
        self.clock(facts, made, name, filed, due, done, days, "workdays")
        self.close(facts, done, verdict)
        if random.random() < 0.15:
            self.rate(facts, done, made)

    def close(self, facts: dict[str, Any], done: datetime, verdict: str) -> None:
        """Mark a case as closed."""
        at = ms(done)
        facts |= {"answered_at": at, "closed_at": at, "first_closed_at": at, "changed_at": at}
        facts["verdict"] = verdict
        facts["link_until"] = at + 180 * 86_400_000
        facts["keep_until"] = at + Keeping().days(facts["kind"]) * 86_400_000

    def rate(self, facts: dict[str, Any], at: datetime, made: Made) -> None:
        """Add a rating of how it was handled."""
        score = self.random.choices((1, 2, 3, 4, 5), (4, 6, 15, 35, 40))[0]
        made.rows.append(
            row(
                "rating",
                uid=self.uid(at).hex,
                at=ms(at),
                desk=facts["desk"],
                source="web",
                score=score,
                department=facts["department"],
                case=facts["uid"],
            )
        )

    def leave_open(self, kind: str, filed: datetime, by: str, facts: dict[str, Any], made: Made) -> None:
        """Add what is under way: a clock that ends around now, offers and tasks for some."""
        random, now = self.random, self.house.now
        day = now.astimezone(self.tz).date() + timedelta(days=int(random.triangular(-3, 11, 2)))
        due = datetime.combine(day, time(), self.tz).astimezone(UTC)
        if random.random() < 0.25:
            due += timedelta(minutes=random.randrange(8 * 60, 18 * 60))
        due = max(due, filed + timedelta(hours=1))
        name = "answer" if kind in ("question", "contact") else "reply"
        if facts["stage"] == "answered":
            name, facts["answered_at"] = "confirm", ms(max(filed, now - timedelta(days=2)))
        facts["due_at"] = ms(due)
        self.clock(facts, made, name, filed, due, None, 7, "workdays")
        if facts["stage"] != "received":
            began = filed + timedelta(minutes=20)
            self.line(facts, made, "started", min(began, now), by, is_public=True)
        if random.random() < 0.3:
            note = words.spoken(random, words.NOTES, random.choice(self.house.places).name)
            self.line(facts, made, "note", min(filed + timedelta(hours=2), now), by, note)
        if random.random() < 0.025:
            self.offer(by, facts, made)
        if random.random() < 0.06:
            self.task(by, facts, made)

    def offer(self, by: str, facts: dict[str, Any], made: Made) -> None:
        """Add an offer of the case that waits for its answer."""
        random, now = self.random, self.house.now
        to = random.choice([place for place in self.house.places if by not in place.people])
        at = max(now - timedelta(minutes=random.randrange(5, 170)), moment(facts["filed_at"]))
        said = random.choice(words.SAID)
        made.rows.append(
            row(
                "handover",
                uid=self.uid(at).hex,
                case=facts["uid"],
                part="responsibility",
                by=by,
                department=to.code,
                said=sealed(said),
                offered_at=ms(at),
                due_at=ms(at + timedelta(hours=2)),
            )
        )
        offer = str(UUID(made.rows[-1][1][0]))
        what = {"department": to.code, "part": "responsibility", "person": "", "offer": offer}
        self.line(facts, made, "offered", at, by, said, what)

    def task(self, by: str, facts: dict[str, Any], made: Made) -> None:
        """Add something to be done for the case."""
        random, now = self.random, self.house.now
        is_own = random.random() < 0.7
        at = now + timedelta(minutes=random.randrange(-600, 4000))
        made.rows.append(
            row(
                "task",
                uid=self.uid(moment(facts["filed_at"])).hex,
                case=facts["uid"],
                kind="callback",
                words=sealed(random.choice(words.SAID)),
                owner=by if is_own else "",
                department="" if is_own else facts["department"],
                due_at=ms(at),
            )
        )

    def line(
        self,
        facts: dict[str, Any],
        made: Made,
        kind: str,
        at: datetime,
        by: str,
        text: str = "",
        about: dict[str, Any] | None = None,
        is_public: bool = False,
    ) -> None:
        """Add a line of the timeline."""
        position = sum(table == "entry" for table, _values in made.rows)
        made.rows.append(
            row(
                "entry",
                uid=self.uid(at).hex,
                case=facts["uid"],
                position=position,
                at=ms(at),
                kind=kind,
                facts=told(about or {}),
                words=sealed(text),
                visibility="public" if is_public else "internal",
                by=by,
            )
        )
        if text:
            made.texts.append(text)
        facts["changed_at"] = max(facts["changed_at"], ms(at))

    def clock(
        self,
        facts: dict[str, Any],
        made: Made,
        name: str,
        began: datetime,
        due: datetime,
        ended: datetime | None,
        amount: int,
        unit: str,
    ) -> None:
        """Add a promise, kept or missed or running."""
        made.rows.append(
            row(
                "clock",
                uid=self.uid(began).hex,
                case=facts["uid"],
                name=name,
                basis="house",
                started_at=ms(began),
                due_at=ms(due),
                amount=amount,
                unit=unit,
                ended_at=ms(ended) if ended else None,
                result=("met" if ended <= due else "missed") if ended else "",
            )
        )


def moment(milliseconds: int) -> datetime:
    """Return the moment that the store keeps so."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def end_hash(key: bytes, uid: str, digits: str) -> bytes:
    """Keyed hash of the last digits of a phone, as filing makes it."""
    return hmac.digest(key, bytes.fromhex(uid) + digits.encode(), "sha256")


def cases(maker: Maker, begin: int, end: int) -> Iterator[Made]:
    """Return the cases of a stretch."""
    return map(maker.made, range(begin + 1, end + 1))

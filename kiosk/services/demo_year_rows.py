"""Cases of a made-up year: some departments busier and slower than others, promises kept and missed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from random import Random
from typing import Any
from uuid import UUID

from kiosk.rules import clocks
from kiosk.services import demo_words as words
from kiosk.services.demo_house import House, Named
from kiosk.services.demo_rows import OUTCOMES, STAGES, Made, Maker, drawn, ms, row, sealed
from kiosk.services.demo_season import minute

DEPARTMENTS = 60
CAUSES = {
    "waiting": 30,
    "communication": 22,
    "attitude": 15,
    "process": 12,
    "fees": 8,
    "information": 6,
    "environment": 4,
    "equipment": 3,
}
VERDICTS = {"solved": 70, "no_answer": 30}
SCORES = (4, 6, 15, 35, 40)
POINTS = ("outpatient", "window", "inpatient", "discharge")
STUCK, STUCK_FOR = 0.01, timedelta(days=40)
"""The share of cases of the last weeks that nobody has finished."""
UNSEEN = timedelta(days=1)
"""How old bad ratings are that nobody has seen yet."""
REOPENED, HANDED, RATED, IN_PASSING = 0.04, 0.3, 0.3, 0.8


class YearMaker(Maker):
    """Makes the cases of a made-up year, the same for the same seed."""

    def __init__(self, house: House, begin: int) -> None:
        super().__init__(house, begin)
        assert house.season is not None
        self.season = house.season

    @cached_property
    def traits(self) -> tuple[tuple[Named, ...], list[float], dict[str, float]]:
        """Return the departments, how busy each is and how slow; the same in every stretch."""
        random = Random(f"{self.house.seed}-departments")
        places = self.house.places[:DEPARTMENTS]
        busy = [12 / (rank + 4) for rank in range(len(places))]
        random.shuffle(busy)
        slow = {place.code: random.choice((0.7, 0.85, 1.0, 1.0, 1.2, 1.6)) for place in places}
        return places, busy, slow

    def filed_at(self, n: int) -> datetime:
        """Return when the n-th case came in, the newest last but for its hour."""
        day = self.season.day(n / self.house.total)
        at = datetime.combine(day, time(), self.tz) + timedelta(
            minutes=minute(self.random), seconds=self.random.randrange(60)
        )
        latest = self.house.now - timedelta(minutes=1, seconds=self.random.randrange(3600))
        return min(at.astimezone(UTC), latest)

    def place(self, filed: datetime) -> Named:
        """Return the department that a case is about; one has a bad quarter."""
        places, busy, _slow = self.traits
        bad = Random(f"{self.house.seed}-{filed.year}-{(filed.month - 1) // 3}").randrange(len(places))
        if self.random.random() < 0.04:
            return places[bad]
        return self.random.choices(places, busy)[0]

    def say(self, kind: str, place: Named, facts: dict[str, Any], made: Made) -> None:
        """Add what the person says; praise that names somebody names one who works here."""
        super().say(kind, place, facts, made)
        if kind == "praise" and facts.get("about_person") and place.people:
            code = place.people[facts["filed_at"] % len(place.people)]
            name = self.house.names.get(code, code)
            facts["about_person"] = sealed(name)
            made.texts[-1] = name

    def is_open(self, _n: int, filed: datetime) -> bool:
        """Tell whether a case is stuck: it is late and still open."""
        return self.house.now - filed < STUCK_FOR and self.random.random() < STUCK

    def work(
        self, kind: str, filed: datetime, by: str, in_the_moment: bool, facts: dict[str, Any], made: Made
    ) -> None:
        """Add what was done, and what the day's other visitors tapped."""
        super().work(kind, filed, by, in_the_moment, facts, made)
        if self.random.random() < IN_PASSING:
            self.tap(facts, made, filed + timedelta(minutes=self.random.randrange(1, 30)))

    def finish(self, kind: str, filed: datetime, by: str, facts: dict[str, Any], made: Made) -> None:
        """Add how a case was worked to its end."""
        random = self.random
        dues = self.dues(kind, filed)
        house_due = next(due for due in dues if due.name in ("reply", "answer"))
        slow = self.traits[2].get(facts["department"], 1.0)
        share = slow * random.lognormvariate(-0.75, 0.45)
        at = filed + (house_due.due_at - filed) * share
        if at >= self.house.now:
            facts["stage"] = drawn(random, STAGES)
            self.leave_open(kind, filed, by, facts, made)
            return
        at = self.until(at, filed)
        if random.random() < HANDED:
            by = self.hand_over(by, filed, at, facts, made)
        self.line(facts, made, "started", filed + (at - filed) * 0.1, by, is_public=True)
        found_at = min(self.until(filed + (at - filed) * 0.4, filed), at)
        if kind == "complaint":
            self.investigate(found_at, by, facts, made)
        for due in dues:
            ended = min(found_at, filed + timedelta(hours=20)) if due.name == "investigate" else at
            self.clock(facts, made, due.name, filed, due.due_at, ended, due.amount, due.unit)
            made.rows[-1][1][self.basis_place] = due.basis
        self.settle(at, by, facts, made)

    @cached_property
    def basis_place(self) -> int:
        """Return where the basis of a clock stands in its row."""
        from kiosk.services.demo_rows import blank

        return blank("clock")[0]["basis"]

    def dues(self, kind: str, filed: datetime) -> list[clocks.Due]:
        """Return the promises of a case as filing makes them; the first is kept at once."""
        house = self.house
        return list(
            clocks.for_case(kind, filed, promises=house.promises, calendar=house.calendar, tz=self.tz)
        )[1:]

    def until(self, at: datetime, filed: datetime) -> datetime:
        """Return a moment no later than now, and by day."""
        local = at.astimezone(self.tz)
        by_day = at if 8 <= local.hour < 18 else at + timedelta(hours=8 + local.hour % 9 - local.hour)
        return max(filed, min(by_day, self.house.now - timedelta(minutes=1)))

    def hand_over(self, by: str, filed: datetime, done: datetime, facts: dict[str, Any], made: Made) -> str:
        """Add an offer that was taken; return who took it."""
        random = self.random
        others = [one for one in self.traits[0] if one.people and by not in one.people]
        if not others:
            return by
        to = random.choice(others)
        offered = filed + (done - filed) * 0.03
        taken = min(offered + timedelta(minutes=random.randrange(4, 110)), filed + (done - filed) * 0.08)
        due, taker, said = offered + timedelta(hours=2), random.choice(to.people), random.choice(words.SAID)
        uid = self.uid(offered)
        made.rows.append(
            row(
                "handover",
                uid=uid.hex,
                case=facts["uid"],
                part="responsibility",
                by=by,
                department=to.code,
                said=sealed(said),
                state="accepted",
                offered_at=ms(offered),
                due_at=ms(due),
                ended_at=ms(taken),
                ended_by=taker,
            )
        )
        about = {"department": to.code, "part": "responsibility", "person": "", "offer": str(UUID(uid.hex))}
        self.line(facts, made, "offered", offered, by, said, about)
        taken_facts = {key: about[key] for key in ("department", "part", "offer")}
        changed = taken_facts | {"before": by, "responsible": taker}
        self.line(facts, made, "accepted", taken, taker, about=changed, is_public=True)
        facts["responsible"] = taker
        return taker

    def investigate(self, at: datetime, by: str, facts: dict[str, Any], made: Made) -> None:
        """Add what was found."""
        facts["outcome"], facts["cause"] = drawn(self.random, OUTCOMES), drawn(self.random, CAUSES)
        found = words.spoken(self.random, words.FOUND, self.random.choice(self.house.places).name)
        facts["investigation"] = sealed(found)
        about = {"outcome": facts["outcome"], "cause": facts["cause"]}
        self.line(facts, made, "investigated", at, by, found, about)

    def settle(self, at: datetime, by: str, facts: dict[str, Any], made: Made) -> None:
        """Add answer and verdict; a few open again and are answered once more."""
        random = self.random
        if random.random() < REOPENED:
            judged = self.answer(at, "not_solved", by, facts, made)
            at = self.until(judged + timedelta(days=random.uniform(0.5, 4)), judged)
            facts["reopenings"] = 1
        verdict = drawn(random, VERDICTS)
        judged = self.answer(at, verdict, by, facts, made)
        self.close(facts, judged, verdict)
        facts["answered_at"] = ms(at)
        if random.random() < RATED:
            self.rate(facts, judged, made)

    def answer(self, at: datetime, verdict: str, by: str, facts: dict[str, Any], made: Made) -> datetime:
        """Add an answer and what the patient said to it; return when."""
        days = self.house.promises.confirm_days
        silent = verdict == "no_answer"
        waited = timedelta(days=days) if silent else timedelta(hours=self.random.uniform(1, 60))
        judged = self.until(at + waited, at)
        self.line(facts, made, "reply", at, by, self.reply(), is_public=True)
        self.line(facts, made, "answered", at, by, is_public=True)
        teller = "rule" if silent else "patient"
        self.line(facts, made, "verdict", judged, teller, about={"verdict": verdict}, is_public=True)
        self.clock(facts, made, "confirm", at, at + timedelta(days=days), judged, days, "days")
        return judged

    def reply(self) -> str:
        """Return what the patient is told."""
        return words.spoken(self.random, words.REPLIES, self.random.choice(self.house.places).name)

    def tap(self, facts: dict[str, Any], made: Made, at: datetime) -> None:
        """Add a tap on a face by somebody with no case: each department has its own mood."""
        slow = self.traits[2].get(facts["department"], 1.0)
        score = self.random.choices(
            (1, 2, 3, 4, 5), [w * (slow if i < 3 else 1) for i, w in enumerate(SCORES)]
        )[0]
        at = min(at, self.house.now)
        uid = self.uid(at)
        made.rows.append(
            row(
                "rating",
                uid=uid.hex,
                at=ms(at),
                desk=facts["desk"],
                source="kiosk",
                score=score,
                department=facts["department"],
                point=self.random.choice(POINTS) if self.random.random() < 0.4 else "",
            )
        )
        if score <= 2 and self.house.now - at > UNSEEN:
            self.see_to(uid, at, facts, made)

    def see_to(self, rating: UUID, at: datetime, facts: dict[str, Any], made: Made) -> None:
        """Tie a bad rating to the case in which somebody saw to it; it would ring as a new one."""
        tie = {"uid": self.uid(at).hex, "case": facts["uid"], "other": rating.hex, "at": ms(at)}
        made.rows.append(row("case_link", kind="rating", by="rule", **tie))

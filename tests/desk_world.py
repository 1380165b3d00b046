"""A hospital in which time passes and random people do random things; every act is held against the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from kiosk.config import Settings
from kiosk.rules import rights
from kiosk.rules.answering import CAUSES, OUTCOMES
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.services import (
    acts,
    alerts,
    cases,
    closing,
    grouping,
    handovers,
    notices,
    patients,
    pauses,
    staff,
    tasks,
    tick,
)
from kiosk.services.changes import Stale
from tests import desk_model
from tests.desk_checks import GRADES, check
from tests.desk_model import People, Row
from tests.register import draft
from tests.staff import DEPARTMENTS, PEOPLE

CASES = 3
FURTHER = {"mao": "medical-office", "shi": "service-centre"}
"""Second departments."""
RIGHTS = {
    sentence for name, sentence in vars(rights).items() if name.startswith("_") and isinstance(sentence, str)
}
PASSING = ((0, 1), (1, 60), (60, 3600), (3600, 86400), (86400, 10 * 86400))
"""How many seconds pass between two acts."""


class World:
    """A hospital in which time passes and people act."""

    def __init__(self, settings: Settings, chance: Random) -> None:
        self.settings, self.chance = settings, chance
        self.people = People(FURTHER)
        self.now = datetime(2026, 9, 17, tzinfo=UTC) + timedelta(hours=chance.randrange(24 * 40))
        self.before = desk_model.look()
        self.did: Counter[str] = Counter()

    def step(self) -> None:
        """Let some time pass, and something happen."""
        waits = any(offer["state"] == "requested" for offer in self.before.tables["handover"].values())
        fewest, most = self.chance.choices(PASSING, (20, 40, 10, 2, 1) if waits else (10, 30, 30, 15, 4))[0]
        self.now += timedelta(seconds=self.chance.randint(fewest, most))
        if len(self.before.tables["case"]) < CASES and self.chance.random() < 0.3:
            self.file()
        elif not self.before.tables["case"]:
            self.file()
        else:
            ways = (self.staff_act, self.answer_offer, self.task, self.patient, self.clock)
            waits = any(case["stage"] == "answered" for case in self.before.tables["case"].values())
            self.chance.choices(ways, (60, 14, 7, 22 if waits else 7, 7))[0]()

    def file(self) -> None:
        """File a case at the terminal."""
        made = draft(self.chance.choice(("complaint", "complaint", "complaint", "question", "praise")))
        made.department = self.chance.choice(("", "", "cashier"))
        self.happen("file", lambda: cases.file(made, self.settings, self.now))

    def clock(self) -> None:
        """Let the clocks act, twice: the second time there is nothing to do."""
        self.happen("tick", lambda: tick.tick(self.settings, self.now))
        assert not any(tick.tick(self.settings, self.now))
        assert desk_model.look() == self.before

    def patient(self) -> None:
        """Let a patient do something with their case."""
        chance = self.chance
        waiting = [case for case in self.before.tables["case"].values() if case["stage"] == "answered"]
        case = chance.choice(waiting) if waiting and chance.random() < 0.7 else self.some_case()
        uid = UUID(case["uid"])
        if chance.random() < 0.02:
            self.happen("take_back", lambda: patients.withdraw(uid, self.settings, self.now))
        elif chance.random() < (0.4 if case["stage"] == "answered" else 0.7):
            words = chance.choice(("还有一件事", "请快一点"))
            self.happen("message", lambda: patients.add_message(uid, words, self.settings, self.now))
        elif chance.random() < 0.2:
            self.happen("rate", lambda: patients.rate_case(uid, 4, [], self.now))
        else:
            solved = chance.random() < 0.5
            self.with_entry(
                "give_verdict",
                lambda entry: closing.give_verdict(uid, solved, self.settings, self.now, entry),
            )

    def staff_act(self) -> None:
        """Let somebody of the staff do something with a case."""
        case = self.some_case()
        choices, weights = zip(*self.choices(case), strict=True)
        likely = self.likely(case)
        weights = [
            weight * likely.get(rest[0], 1)
            for (_act, _call, rest), weight in zip(choices, weights, strict=True)
        ]
        act, call, rest = self.chance.choices(choices, weights)[0]
        who = self.somebody(lambda code: self.people.may(code, act, case, self.before))
        allowed = self.people.may(who, act, case, self.before)
        by = staff.actor(who, self.settings)
        uid, given = UUID(case["uid"]), {"by": by, "settings": self.settings, "now": self.now}
        seen = self.seen(case) if "seen" in rest else None
        if seen is not None:
            given["seen"] = seen
        is_stale = seen is not None and seen < len(self.before.lines(case["uid"]))
        if "entry" in rest:
            self.with_entry(rest[0], lambda entry: call(uid, entry=entry, **given), allowed, is_stale)
        else:
            self.happen(rest[0], lambda: call(uid, **given), allowed)

    def likely(self, case: Row) -> dict[str, float]:
        """Return which acts make sense now, so that lives get on; the others are tried as well."""
        if case["stage"] == "answered":
            return {"verdict": 3, "investigate": 1.5, "release": 5, "answer": 0.3}
        if case["stage"] == "closed":
            return {"reopen": 20, "verdict": 4}
        lacks = desk_model.gate(case, self.before) if case["kind"] == "complaint" else {"reply"}
        if not lacks:
            return {"answer": 12}
        if any(pause["ended_at"] is None for pause in self.before.of("pause", case["uid"])):
            return {"resume": 10}
        return {
            "answer": 4 if len(lacks) == 1 else 0.3,
            "investigate": 3 if lacks & {"cause", "outcome"} else 0.5,
            "excuse_notice": 8 if "notice" in lacks else 0.5,
            "reply": 2 if "reply" in lacks else 0.7,
            "categorise": 2 if lacks & {"category", "department"} else 0.5,
        }

    def choices(self, case: Row) -> list[tuple[tuple[str, Callable[..., Any], tuple[str, ...]], int]]:
        """Return every act of staff on a case: its right, what it calls, its name and further arguments."""
        pick, some = self.chance.choice, self.chance.random()
        words = pick(("已电话沟通。", "会同科室核实。", "已经改了。", "已经加开窗口。", "", "  "))
        grade = pick(GRADES)
        up = GRADES.index(grade) >= GRADES.index(case["grade"])
        to, part = pick(DEPARTMENTS), pick(("lead", "helper"))
        person = pick(("", "", pick(sorted(PEOPLE))))
        found = pick(("窗口少开了一个。", "当班人员离岗。"))
        outcome, cause = pick(("", *OUTCOMES)), pick(("", "", *CAUSES))
        later = self.now + timedelta(hours=self.chance.randint(-1, 30))
        offer_part = "help" if some < 0.3 else "responsibility"

        def bound(act: Callable[..., Any], *values: Any, **named: Any) -> Callable[..., Any]:
            return lambda uid, **given: act(uid, *values, **named, **given)

        return [
            (("note", bound(acts.note, words), ("note", "entry")), 4),
            (("reply", bound(acts.reply, words), ("reply", "entry", "seen")), 14),
            (("ask", bound(acts.ask, words), ("ask", "entry")), 2),
            (("start", acts.start, ("start",)), 2),
            (
                (
                    "grade_up" if up else "grade_down",
                    bound(acts.grade, grade, words),
                    ("grade", "entry", "seen"),
                ),
                4,
            ),
            (
                (
                    "investigate",
                    bound(acts.investigate, found, outcome, cause, ""),
                    ("investigate", "entry", "seen"),
                ),
                14,
            ),
            (("categorise", bound(acts.categorise, "waiting", pick(("", to))), ("categorise", "entry")), 8),
            (("excuse_notice", bound(acts.excuse_notice, words), ("excuse_notice", "entry")), 5),
            (("answer", acts.answer, ("answer", "entry", "seen")), 16),
            (("offer", bound(handovers.offer, to, person, words, part=offer_part), ("offer", "entry")), 14),
            (("involve", bound(acts.involve, to, part), ("involve",)), 3),
            (("involve", bound(acts.release, to), ("release",)), 2),
            (("pause", bound(pauses.pause, pick(("patient", "outside", ""))), ("pause", "entry")), 4),
            (("resume", pauses.resume, ("resume", "entry")), 3),
            (("call_back", bound(tasks.call_back, later, words), ("call_back", "entry")), 3),
            (("meet", bound(tasks.meet, later, "三楼", [to], words), ("meet", "entry")), 2),
            (("attach", bound(acts.attach, "hotline", "12345-7"), ("attach", "entry")), 2),
            (("reveal", lambda uid, by, settings, now: acts.reveal(uid, by, settings, now), ("reveal",)), 2),
            (("link", bound(grouping.link, UUID(self.some_case()["uid"])), ("link", "entry")), 2),
            (("unlink", bound(grouping.unlink, self.some_link(case)), ("unlink", "entry")), 1),
            (
                (
                    "notice",
                    bound(
                        notices.issue,
                        to,
                        "",
                        words,
                        later.date(),
                    ),
                    ("notice", "entry"),
                ),
                3,
            ),
            (("verdict", bound(closing.verdict, some < 0.5), ("verdict", "entry")), 6),
            (("reopen", bound(closing.reopen, words), ("reopen", "entry")), 3),
            (("withdraw", bound(closing.withdraw, words), ("withdraw", "entry")), 1),
            (("void", bound(closing.void, words), ("void", "entry")), 1),
        ]

    def answer_offer(self) -> None:
        """Let somebody accept an offer, reject it or take it back."""
        made = list(self.before.tables["handover"].values())
        waiting = [offer for offer in made if offer["state"] == "requested"]
        if not made:
            return
        offer = self.chance.choice(waiting if waiting and self.chance.random() < 0.8 else made)
        uid, act = UUID(offer["uid"]), self.chance.choice(("accept", "accept", "reject", "withdraw_offer"))
        if act == "withdraw_offer":
            may = self.may_take_back(offer)
        else:
            may = lambda code: self.people.may_answer(code, offer)  # noqa: E731
        who = self.somebody(may)
        by = staff.actor(who, self.settings)
        calls = {
            "accept": lambda: handovers.accept(uid, by, self.settings, self.now),
            "reject": lambda: handovers.reject(uid, "不归我们管", by, self.settings, self.now),
            "withdraw_offer": lambda: handovers.withdraw(uid, by, self.settings, self.now),
        }
        self.happen(act, calls[act], may(who))

    def may_take_back(self, offer: Row) -> Callable[[str], bool]:
        """Return who may take an offer back: the giver, or the supervisor."""
        return lambda code: code == offer["by"] or self.people.role[code] == "supervisor"

    def task(self) -> None:
        """Let somebody do a task, try it or give it up; or take an alert."""
        if self.chance.random() < 0.2:
            self.notice()
            return
        if not (made := list(self.before.tables["task"].values())) or self.chance.random() < 0.3:
            self.take_alert()
            return
        task = self.chance.choice(made)
        case = self.before.case(task["case_uid"])
        who = self.somebody(lambda code: self.people.may(code, "do_task", case, self.before))
        uid, by = UUID(task["uid"]), staff.actor(who, self.settings)
        name, call = self.chance.choice(
            (
                ("do_task", lambda: tasks.do(uid, "已办", by, self.settings, self.now)),
                ("tried", lambda: tasks.tried(uid, by, self.settings, self.now)),
                ("drop_task", lambda: tasks.drop(uid, "不用了", by, self.settings, self.now)),
            )
        )
        self.happen(name, call, self.people.may(who, "do_task", case, self.before))

    def notice(self) -> None:
        """Let somebody mend what a notice tells, or verify that it was mended: never the same person."""
        if not (made := list(self.before.tables["notice"].values())):
            return
        notice, is_mending = self.chance.choice(made), self.chance.random() < 0.5
        case, uid = self.before.case(notice["case_uid"]), UUID(notice["uid"])
        act = "mend" if is_mending else "notice"
        who = self.somebody(lambda code: self.people.may(code, act, case, self.before))
        by, allowed = staff.actor(who, self.settings), self.people.may(who, act, case, self.before)
        if is_mending:
            self.happen(
                "mend", lambda: notices.mend(uid, "已改", "照片", by, self.settings, self.now), allowed
            )
            return
        done = self.happen(
            "verify", lambda: notices.verify(uid, "属实", by, self.settings, self.now), allowed
        )
        assert not done or notice["done_by"] not in ("", who)

    def some_link(self, case: Row) -> UUID:
        """Return a link of a case, or of none."""
        known = self.before.of("case_link", case["uid"])
        return UUID(self.chance.choice(known)["uid"]) if known else new_uid(self.now)

    def take_alert(self) -> None:
        """Let somebody take an alert."""
        if not (rung := list(self.before.tables["alert"].values())):
            return
        alert = self.chance.choice(rung)
        who = self.somebody(lambda code: self.is_for(code, alert))
        by = staff.actor(who, self.settings)
        self.happen("take", lambda: alerts.take(UUID(alert["uid"]), by, self.now), self.is_for(who, alert))

    def is_for(self, who: str, alert: Row) -> bool:
        """Tell whether an alert rings for somebody."""
        role, places = self.people.role[who], self.people.places[who]
        if role not in desk_model.WORKING:
            return False
        if alert["person"]:
            return bool(alert["person"] == who)
        if alert["desk"]:
            return role in ("desk", "supervisor")
        is_here = not alert["department"] or alert["department"] in places
        return is_here and alert["role"] in ("", role)

    def some_case(self) -> Row:
        return self.chance.choice(list(self.before.tables["case"].values()))

    def somebody(self, may: Callable[[str], bool]) -> str:
        """Return anybody, or more often somebody who may."""
        able = [code for code in PEOPLE if may(code)]
        return self.chance.choice(able if able and self.chance.random() < 0.7 else list(PEOPLE))

    def seen(self, case: Row) -> int | None:
        """Return what was on somebody's screen: all lines of the timeline, or not the last ones."""
        count = len(self.before.lines(case["uid"]))
        return self.chance.choices((None, count, self.chance.randrange(count)), (4, 5, 1))[0]

    def with_entry(
        self, name: str, call: Callable[[UUID], Any], allowed: bool = True, is_stale: bool = False
    ) -> None:
        """Do an act; now and then its key is pressed twice, and it is one act all the same."""
        entry = new_uid(self.now)
        if self.happen(name, lambda: call(entry), allowed, is_stale) and self.chance.random() < 0.2:
            call(entry)
            assert desk_model.look() == self.before, f"{name} was done twice"

    def happen(
        self, name: str, call: Callable[[], Any], allowed: bool = True, is_stale: bool = False
    ) -> bool:
        """Do something, and hold what came of it against the rules; False when it was refused."""
        before = self.before
        try:
            call()
        except Refusal as refused:
            assert not allowed or refused.sentence not in RIGHTS, f"{name}: {refused}"
            self.did[f"{name} refused"] += 1
        except Stale as stale:
            assert allowed and is_stale and stale.entries, name
            self.did["stale"] += 1
        else:
            assert allowed and not is_stale, f"{name} was allowed"
            self.did[name] += 1
            self.before = desk_model.look()
            check(name, before, self.before, self.now)
            return True
        assert desk_model.look() == before, f"{name} was refused and left a trace"
        return False

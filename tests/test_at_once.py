"""Several programs act on one case at once: no word is lost, nothing is done twice, one accepts."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any
from uuid import UUID

import pytest

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Alert, Case
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor
from kiosk.services import acts, cases, closing, handovers, patients, tick
from kiosk.services.changes import Stale
from tests.register import NOW, draft
from tests.staff import answer, hire, person

CREW = 4
PATIENCE = 60
Job = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


def work(settings: Settings, barrier: Barrier, line: Connection) -> None:
    """Be another program with the same register: do each job at the moment when all do theirs."""
    store.open_register(settings)
    while (job := line.recv()) is not None:
        barrier.wait(PATIENCE)
        line.send(outcome(*job))
    store.close()


def outcome(call: Callable[..., Any], values: tuple[Any, ...], named: dict[str, Any]) -> str:
    """Do something; say how it went."""
    try:
        call(*values, **named)
    except Stale as stale:
        return f"stale {len(stale.entries)}"
    except Refusal as refused:
        return refused.sentence
    except Exception as problem:
        return repr(problem)
    return "done"


def address(request: pytest.FixtureRequest) -> str:
    """Return the address of a register on a server, where one is asked for."""
    if request.param == "file":
        return ""
    template: str = request.getfixturevalue("template")
    address: str = request.getfixturevalue("server").emptied("at_once", template)
    return address


class Crew:
    """Programs that wait for their next job."""

    def __init__(self, settings: Settings) -> None:
        away = multiprocessing.get_context("spawn")
        self.barrier = barrier = away.Barrier(CREW)
        pipes = [away.Pipe() for _member in range(CREW)]
        self.lines = [ours for ours, _theirs in pipes]
        self.members = [
            away.Process(target=work, args=(settings, barrier, theirs), daemon=True)
            for _ours, theirs in pipes
        ]
        for member in self.members:
            member.start()

    def at_once(self, *jobs: Job) -> list[str]:
        """Let each member do a job, all at the same moment; those left over look on."""
        looking_on: Job = (store.version, (), {})
        for place, line in enumerate(self.lines):
            line.send(jobs[place] if place < len(jobs) else looking_on)
        found = []
        for line in self.lines:
            assert line.poll(PATIENCE)
            found.append(str(line.recv()))
        return found[: len(jobs)]

    def leave(self) -> None:
        """End every program."""
        for line in self.lines:
            line.send(None)
        for member in self.members:
            member.join(PATIENCE)
            assert member.exitcode == 0


@pytest.fixture(scope="module", params=["file", "postgresql"])
def desk(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Settings, Crew]]:
    """Open one register for this program and a crew of others."""
    settings = Settings(data=tmp_path_factory.mktemp("desk") / "data", database=address(request))
    settings.data.mkdir()
    store.open_register(settings)
    hire()
    crew = Crew(settings)
    yield settings, crew
    crew.leave()
    store.close()


@pytest.fixture
def case(desk: tuple[Settings, Crew]) -> Iterator[Case]:
    """File a complaint; whatever was done to it, its timeline has no gap and the trail is whole."""
    made = cases.file(draft(), desk[0], NOW)
    yield made
    after = cases.find(made.uid)
    assert [line.position for line in after.timeline] == list(range(len(after.timeline)))
    verdict = store.verify()
    assert verdict.ok, verdict.broken


def job(call: Callable[..., Any], *values: Any, **named: Any) -> Job:
    return call, values, named


def words(uid: UUID) -> Counter[str]:
    """Count what stands on a case's timeline."""
    return Counter(line.words for line in cases.find(uid).timeline if line.words)


def at(number: int) -> datetime:
    return NOW + timedelta(seconds=number)


def kinds(uid: UUID) -> Counter[str]:
    return Counter(line.kind for line in cases.find(uid).timeline)


def test_two_at_the_desk_and_a_phone_lose_no_word(desk: tuple[Settings, Crew], case: Case) -> None:
    settings, crew = desk
    told: Counter[str] = Counter()
    for number in range(20):
        now = at(number)
        found = crew.at_once(
            job(acts.note, case.uid, f"备注 {number}", person("fang"), settings, now),
            job(acts.reply, case.uid, f"回复 {number}", person("he"), settings, now),
            job(patients.add_message, case.uid, f"补充 {number}", settings, now),
            job(acts.ask, case.uid, f"请问 {number}", person("luo"), settings, now),
        )
        assert found == ["done"] * 4
        told.update(f"{kind} {number}" for kind in ("备注", "回复", "补充", "请问"))
    assert words(case.uid) == told
    assert cases.find(case.uid).version == 1 + 80
    assert kinds(case.uid)["started"] == 1


def test_one_form_sent_from_everywhere_is_one_line(desk: tuple[Settings, Crew], case: Case) -> None:
    settings, crew = desk
    for number in range(20):
        same = job(
            acts.reply,
            case.uid,
            f"回复 {number}",
            person("fang"),
            settings,
            at(number),
            entry=new_uid(at(number)),
        )
        assert crew.at_once(same, same, same, same) == ["done"] * 4
    assert words(case.uid) == {f"回复 {number}": 1 for number in range(20)}


def test_of_those_who_lean_on_the_same_lines_one_writes_and_the_others_hear_what_changed(
    desk: tuple[Settings, Crew], case: Case
) -> None:
    settings, crew = desk
    acts.start(case.uid, person("fang"), settings, NOW)
    for number in range(20):
        seen = len(cases.find(case.uid).timeline)
        given: dict[str, Any] = {"seen": seen}
        found = crew.at_once(
            job(acts.reply, case.uid, f"甲 {number}", person("fang"), settings, at(number), **given),
            job(acts.reply, case.uid, f"乙 {number}", person("he"), settings, at(number), **given),
            job(acts.investigate, case.uid, f"丙 {number}", "upheld", "process", "", person("luo"), settings,
                at(number), **given),
        )  # fmt: skip
        assert Counter(found) == {"done": 1, "stale 1": 2}
        assert len(cases.find(case.uid).timeline) == seen + 1


def test_of_many_who_accept_one_has_the_case(desk: tuple[Settings, Crew], case: Case) -> None:
    settings, crew = desk
    boss = person("he")
    for number in range(20):
        before = cases.find(case.uid).responsible
        handovers.offer(case.uid, "medical-office", "", "请接办", boss, settings, at(number))
        made = handovers.of(case.uid)[-1].uid
        others = ("gu", "xie", "lin")
        found = crew.at_once(
            *(job(handovers.accept, made, medical(code), settings, at(number)) for code in others),
            job(handovers.withdraw, made, boss, settings, at(number)),
        )
        assert found.count("done") == 1
        late = {"This offer was accepted already.", "This offer was taken back."}
        assert set(found) - {"done"} <= late and len(set(found)) == 2
        winner = dict(zip(found, (*others, before), strict=True))["done"]
        assert cases.find(case.uid).responsible == winner
    [ends] = {offer.state for offer in handovers.of(case.uid)} - {"accepted", "withdrawn"} or [""]
    assert not ends
    assert kinds(case.uid)["accepted"] + kinds(case.uid)["offer_withdrawn"] == 20


def medical(code: str) -> Actor:
    """Return somebody who belongs to the medical office, too."""
    known = person(code)
    return known._replace(departments=known.departments | {"medical-office"})


def test_a_case_is_judged_once_whoever_says_it_first(desk: tuple[Settings, Crew], case: Case) -> None:
    settings, crew = desk
    for number in range(10):
        answered = at(number) + timedelta(days=8 * number)
        answer(case.uid, settings, answered)
        silence = answered + timedelta(days=7)
        both = new_uid(silence)
        found = crew.at_once(
            job(closing.give_verdict, case.uid, True, settings, silence, both),
            job(closing.give_verdict, case.uid, True, settings, silence, both),
            job(tick.tick, settings, silence),
            job(closing.verdict, case.uid, True, person("fang"), settings, silence),
        )
        assert found[0] == found[1]
        assert found[2] == "done"
        assert set(found) <= {"done", "This case is closed."}
        assert kinds(case.uid)["verdict"] == number + 1
        assert cases.find(case.uid).stage == "closed"
        closing.reopen(case.uid, "再查一次", person("he"), settings, silence)


def test_however_many_clocks_act_each_thing_happens_once(desk: tuple[Settings, Crew], case: Case) -> None:
    settings, crew = desk
    for number in range(10):
        handovers.offer(case.uid, "cashier", "", "核对", person("he"), settings, at(number))
        made = handovers.of(case.uid)[-1]
        assert crew.at_once(*[job(tick.tick, settings, made.due_at)] * CREW) == ["done"] * CREW
        assert kinds(case.uid)["expired"] == number + 1
    rung = Counter((a.kind, a.role) for a in Alert.select().where(Alert.case == case.uid))
    assert rung["expired", "supervisor"] == 10


def test_an_alert_is_taken_by_one(desk: tuple[Settings, Crew], case: Case) -> None:
    from kiosk.services import alerts

    settings, crew = desk
    handovers.offer(case.uid, "medical-office", "", "请接办", person("he"), settings, NOW)
    alert = Alert.get(Alert.case == case.uid, Alert.kind == "offer")
    found = crew.at_once(*(job(alerts.take, alert.uid, medical(code), NOW) for code in ("gu", "xie", "lin")))
    assert found == ["done"] * 3
    assert Alert.get_by_id(alert.uid).taken_by in ("gu", "xie", "lin")

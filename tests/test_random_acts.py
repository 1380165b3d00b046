"""Random people do random things to cases, over nights and holidays; whatever they do, the rules hold."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Membership, Workday, tallies
from kiosk.rules.numbers import new_uid
from tests.desk_world import FURTHER, World
from tests.register import NOW
from tests.servers import Server
from tests.staff import hire

RUNS, SHARED_RUNS, STEPS = 40, 2, 150
DAYS = {"2026-09-20": "work", "2026-09-25": "rest", "2026-10-10": "work"} | {
    f"2026-10-0{day}": "rest" for day in range(1, 8)
}
OFTEN = {
    *("file", "message", "give_verdict", "verdict", "tick", "note", "reply", "ask", "grade", "investigate"),
    *("categorise", "excuse_notice", "answer", "offer", "accept", "reject", "withdraw_offer", "involve"),
    *("pause", "resume", "call_back", "meet", "attach", "reveal", "take", "stale", "do_task"),
    *("answer refused", "accept refused", "reply refused", "void refused", "reopen refused"),
}
"""What surely happens in that many lives."""


@pytest.fixture(scope="module")
def small_hospital(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the small hospital once, with a holiday calendar and people in two departments."""
    settings = Settings(data=tmp_path_factory.mktemp("template"))
    make(settings)
    return settings.data


def make(settings: Settings) -> None:
    """Make the small hospital, with a holiday calendar and people in two departments."""
    store.open_register(settings)
    hire()
    with store.writing("hospital.import", "test", "more", NOW) as written:
        for code, department in FURTHER.items():
            written.add(Membership(uid=new_uid(NOW), staff=code, department=department))
        for day, kind in DAYS.items():
            written.add(Workday(day=day, kind=kind, source="calendar"))
    store.close()


def live(template: Path, data: Path, seed: int, address: str = "") -> Counter[str]:
    """Live one life of the desk; return what was done in it, and what was refused."""
    shutil.copytree(template, data)
    settings = Settings(data=data, database=address)
    store.open_register(settings)
    try:
        world = World(settings, Random(seed))
        for _step in range(STEPS):
            world.step()
        verdict = store.verify()
        assert verdict.ok, verdict.broken
        assert list(tallies.differences()) == []
        return world.did
    finally:
        store.close()
        shutil.rmtree(data)


def test_whatever_people_do_the_rules_hold(small_hospital: Path, tmp_path: Path) -> None:
    did: Counter[str] = Counter()

    @hypothesis_settings(
        max_examples=RUNS,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(seed=st.integers(0, 2**32))
    def lives(seed: int) -> None:
        did.update(live(small_hospital, tmp_path / "data", seed))

    lives()
    assert not OFTEN - did.keys(), "the lives were too poor"
    assert did["answer"] > RUNS / 2


def test_the_rules_hold_on_a_server_that_several_share(server: Server, template: str, tmp_path: Path) -> None:
    data = tmp_path / "hospital"
    data.mkdir()
    make(Settings(data=data, database=server.fresh("hospital_of_lives", template)))
    for seed in range(SHARED_RUNS):
        life = server.fresh(f"life_{seed}", "hospital_of_lives")
        assert live(data, tmp_path / "data", seed, life)["file"]
        server.drop(life.rpartition("/")[2])

"""Several consoles let the clocks act at once: whatever happens by itself happens once."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from uuid import uuid4

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Alert, Deduction, FollowUp, HookMessage, StaffMessage, tallies
from kiosk.rules.drafts import Draft
from kiosk.rules.rights import Actor
from kiosk.services import acts, cases, hooks, low_ratings, messages, notices, ratings, tick
from tests.register import NOW, draft
from tests.staff import person
from tests.test_at_once import CREW, Crew, Job, desk
from tests.wards import WARD, stay

__all__ = ["desk"]
LATER = NOW + timedelta(days=10)
RATINGS, NOTICES, STAYS, HARD = 6, 3, 5, 6


def a_busy_week(settings: Settings) -> None:
    """Let everything come due that happens by itself."""
    boss = person("he")
    hooks.add("portal", "https://192.0.2.7/", (), Actor("xu", "admin"), NOW)
    case = cases.file(draft(), settings, NOW).uid
    for _one in range(NOTICES):
        notices.issue(case, WARD, "", "加开窗口", date(2026, 9, 18), boss, settings, NOW)
    for _one in range(RATINGS):
        made = ratings.rate(uuid4(), 1, f"desk-{_one}", LATER - timedelta(minutes=2))
        ratings.add_reasons(made.uid, "nursing-office", [], made.at)
    for nth in range(STAYS):
        stay(f"Z{nth}", admitted_on="2026-09-26")
    for _one in range(HARD):
        told = Draft(uuid4(), LATER, "complaint", "zh_CN", "front", words="重")
        told.responder = "gu"
        acts.grade(
            cases.file(told, settings, LATER - timedelta(minutes=1)).uid, "major", "重", boss, settings, LATER
        )


def test_what_happens_by_itself_happens_once_however_many_consoles_tick(
    desk: tuple[Settings, Crew],
) -> None:
    settings, crew = desk
    a_busy_week(settings)
    whole: Job = (tick.tick, (settings, LATER), {})
    told: Job = (hooks.gather, (LATER,), {})
    sent: Job = (messages.gather, (["mail://a", "mail://b"], LATER), {})
    for job in (whole, whole, told, sent, whole):
        assert crew.at_once(*[job] * CREW) == ["done"] * CREW
    rung = Counter((one.kind, one.role, one.person) for one in store.load(Alert, ""))
    assert rung["rating", "leader", ""] == RATINGS
    assert {who: rung["low_ratings", who, ""] for who in ("head", "supervisor", "leader")} == dict.fromkeys(
        ("head", "supervisor", "leader"), 1
    )
    assert (rung["load", "supervisor", ""], rung["loaded", "", "gu"]) == (1, 1)
    assert len(store.load(Deduction, "")) == 2 * NOTICES == rung["points", "head", ""]
    made = store.rows('SELECT COUNT(*) FROM "case" WHERE need = ?', low_ratings.NEED)
    assert made == [(RATINGS,)]
    due = Counter((one.__data__["stay"], one.kind, one.ordinal) for one in store.load(FollowUp, ""))
    assert len(due) >= STAYS and set(due.values()) == {1}
    told_of = Counter(one.entry for one in store.load(HookMessage, ""))
    assert told_of and set(told_of.values()) == {1}
    assert set(Counter((one.alert, one.address) for one in store.load(StaffMessage, "")).values()) == {1}
    assert store.verify().ok and list(tallies.differences()) == []

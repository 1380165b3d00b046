"""A notice that is not mended climbs: the head hears before it is late, the leader two working days after."""

from datetime import UTC, datetime, timedelta

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Alert, Case
from kiosk.services import cases, notices, tick
from tests.register import NOW
from tests.staff import person
from tests.test_points import LATE, case, ordered

__all__ = ["case"]

SPAN = LATE - NOW
SOON = LATE - SPAN / 5
MINUTE = timedelta(minutes=1)
LEADER = datetime(2026, 9, 23, 16, tzinfo=UTC)
"""The end of the second working day after."""


def told(case: Case) -> list[tuple[str, str]]:
    """Return who was told that the notice waits, as alerts and on the timeline."""
    rung = store.load(Alert, "WHERE kind IN ('soon', 'late') ORDER BY at")
    climbed = [line.facts for line in cases.find(case.uid).timeline if line.kind == "climbed"]
    steps = [(one.kind, one.role) for one in rung if one.facts["clock"] == "correct"]
    return steps + [("line", facts["to"]) for facts in climbed if facts["clock"] == "correct"]


def ticked(register: Settings, at: datetime) -> None:
    """Let two consoles look at the same moment."""
    for _console in range(2):
        tick.tick(register, at)


def test_each_step_is_told_once_and_to_whom_it_concerns(register: Settings, case: Case) -> None:
    """LIMIT notice-deadline: a notice that waits is told before it is late, and to the leader after."""
    ordered(case, register)
    ticked(register, SOON - MINUTE)
    assert told(case) == []
    ticked(register, SOON)
    assert told(case) == [("soon", "head"), ("line", "head")]
    ticked(register, LATE)
    assert told(case)[-1] == ("line", "supervisor"), "points ring at the supervisor's"
    ticked(register, LEADER)
    assert told(case) == [
        ("soon", "head"),
        ("late", "leader"),
        *(("line", role) for role in ("head", "supervisor", "leader")),
    ]
    assert store.verify().ok


def test_what_is_mended_climbs_no_further(register: Settings, case: Case) -> None:
    uid = ordered(case, register)
    ticked(register, SOON)
    notices.mend(uid, "加开了窗口", "照片", person("xie"), register, SOON + MINUTE)
    ticked(register, LEADER)
    assert told(case) == [("soon", "head"), ("line", "head")]


def test_what_was_sent_back_climbs_on(register: Settings, case: Case) -> None:
    uid = ordered(case, register)
    notices.mend(uid, "加开了窗口", "照片", person("xie"), register, SOON)
    notices.send_back(uid, "中午还是只有一个窗口", person("he"), register, LATE)
    ticked(register, LEADER)
    assert told(case)[-1] == ("line", "leader")

"""The list of visits and calls is made from the stays, is the same made twice, and follows what changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from kiosk import store
from kiosk.config import Settings
from kiosk.imports.stays import Listed
from kiosk.records import AuditEntry, CarePlan, FollowUp, Stay, database
from kiosk.services import followup_making, marks, stays, tick
from kiosk.services.followup_making import Generated, generate
from tests.register import NOW
from tests.staff import hire, person

DAY = timedelta(days=1)
SAME = Generated(0, 0, 0)
Line = tuple[str, int, str, str]


@pytest.fixture
def hospital(register: Settings) -> Settings:
    """Hire the small hospital, with a plan for a chronic illness."""
    hire()
    with store.writing("hospital.import", "test", "hospital", NOW) as written:
        steps = [{"day": 14, "questions": "chronic"}, {"day": 90, "questions": "chronic"}]
        written.add(CarePlan(code="chronic", position=0, name={"zh_CN": "慢性病"}, steps=steps))
    return register


def told(visit: str = "V1", admitted: str = "2026-09-17", **values: Any) -> Listed:
    """Return what a list says of a stay."""
    nothing = dict.fromkeys(Listed._fields)
    given = {"visit": visit, "ward": "cashier", "name": "王秀英", "admitted_on": admitted}
    return Listed(**nothing | given | values)


def home(visit: str = "V1", left: str = "2026-09-17", **values: Any) -> Listed:
    """Return what a list says of somebody who went home and may be called."""
    agreed = {"discharged_on": left, "consent": "yes", "phone": "13812345678"}
    return told(visit, "2026-09-10", **agreed | values)


def bring(settings: Settings, *rows: Listed, days: int = 0) -> Generated:
    """Take a list in, so many days later, and make the visits and calls."""
    now = NOW + days * DAY
    stays.take_in(rows, person("fang"), settings, now)
    return generate(settings, now)


def made(state: str = "open") -> list[Line]:
    """Return the list: kind, ordinal, day and ward."""
    rows = store.load(FollowUp, "WHERE state = ? ORDER BY due_day, kind, ordinal", state)
    return [(row.kind, row.ordinal, row.due_day, row.ward) for row in rows]


def kinds(state: str = "open") -> set[str]:
    """Return what kinds are on the list."""
    return {line[0] for line in made(state)}


def whole() -> list[tuple[Any, ...]]:
    """Return every row of the list as it stands in the store."""
    return store.rows("SELECT * FROM follow_up ORDER BY uid")


def row(kind: str) -> FollowUp:
    """Return the only row of a kind."""
    (found,) = store.load(FollowUp, "WHERE kind = ?", kind)
    return found


def test_a_visit_comes_of_an_admission(hospital: Settings) -> None:
    """FU-01: due on the second day, on the list of its ward; the survey of a week later is on it too."""
    assert bring(hospital, told()) == Generated(2, 0, 0)
    assert made() == [("visit", 0, "2026-09-18", "cashier"), ("survey", 0, "2026-09-25", "cashier")]
    assert row("visit").due_at == datetime(2026, 9, 18, 16, tzinfo=UTC)
    assert store.verify().ok


def test_a_survey_comes_each_week_for_who_stays(hospital: Settings) -> None:
    """FU-04: who is in for longer than a week, and then weekly."""
    bring(hospital, told(admitted="2026-09-10"))
    for day in range(1, 15):
        generate(hospital, NOW + day * DAY)
    days = [line[2] for state in ("open", "dropped") for line in made(state) if line[0] == "survey"]
    assert sorted(days) == ["2026-09-18", "2026-09-25", "2026-10-02", "2026-10-09"]


def test_calls_come_of_a_discharge(hospital: Settings) -> None:
    """FU-07: FU-09: a contact on the next day, a call after a week."""
    bring(hospital, home())
    assert made() == [("contact", 0, "2026-09-18", "cashier"), ("call", 0, "2026-09-24", "cashier")]


def test_a_plan_brings_its_own_calls(hospital: Settings) -> None:
    """FU-11: at the steps of the plan, with the plan's own questions."""
    bring(hospital, home(plan="chronic"))
    assert [line for line in made() if line[0] == "plan"] == [
        ("plan", 0, "2026-10-01", "cashier"),
        ("plan", 1, "2026-12-16", "cashier"),
    ]
    assert {one.questions for one in store.load(FollowUp, "WHERE kind = 'plan'")} == {"chronic"}


def test_a_long_plan_is_kept_on_the_list_for_months(hospital: Settings) -> None:
    """FU-11: its steps wait, while all else of the stay is over."""
    bring(hospital, home(plan="chronic"))
    generate(hospital, NOW + 85 * DAY)
    assert made() == [("plan", 1, "2026-12-16", "cashier")]


@pytest.mark.parametrize(
    "values", [{"consent": None}, {"consent": "no"}, {"phone": None}, {"is_not_called": True}]
)
def test_no_call_comes_without_consent_and_telephone(hospital: Settings, values: dict[str, Any]) -> None:
    """FU-10: an empty consent is none."""
    bring(hospital, home(plan="chronic", **values))
    assert not made()


def test_twice_makes_the_same_list(hospital: Settings) -> None:
    rows = [told(f"A{n}", f"2026-09-{n + 1:02}") for n in range(17)]
    rows += [home(f"D{n}", f"2026-09-{n + 10:02}", plan="chronic" if n % 2 else None) for n in range(9)]
    bring(hospital, *rows)
    before, entries = whole(), AuditEntry.select().count()
    assert len(before) > 40
    assert generate(hospital, NOW) == SAME
    assert whole() == before and AuditEntry.select().count() == entries


def test_another_register_makes_the_same_rows(hospital: Settings) -> None:
    """The key of a row comes from visit number, kind and ordinal alone."""
    bring(hospital, home())
    uids = [one[0] for one in store.rows("SELECT uid FROM follow_up ORDER BY uid")]
    with database.atomic():
        database.execute_sql("DELETE FROM follow_up")
    generate(hospital, NOW)
    assert [one[0] for one in store.rows("SELECT uid FROM follow_up ORDER BY uid")] == uids


def test_a_new_discharge_date_moves_what_is_open(hospital: Settings) -> None:
    bring(hospital, home())
    assert bring(hospital, home(left="2026-09-18", ward="nursing-office"), days=1) == Generated(0, 2, 0)
    assert made() == [
        ("contact", 0, "2026-09-19", "nursing-office"),
        ("call", 0, "2026-09-25", "nursing-office"),
    ]
    assert store.verify().ok


def test_who_goes_home_before_the_visit_is_not_visited(hospital: Settings) -> None:
    """FU-01: the visit is dropped, and the rule says so."""
    bring(hospital, told())
    assert bring(hospital, told(discharged_on="2026-09-17")).dropped == 2
    assert (row("visit").state, row("visit").ended_by, row("visit").ended_at) == ("dropped", "rule", NOW)


def test_a_consent_that_is_taken_back_drops_what_is_open(hospital: Settings) -> None:
    """FU-10: and one that is given again brings it back, as it is the same call."""
    bring(hospital, home())
    assert bring(hospital, home(consent="no")) == Generated(0, 0, 2)
    assert not made() and len(made("dropped")) == 2
    assert bring(hospital, home(consent="yes")) == Generated(0, 2, 0)
    assert len(made()) == 2 and row("call").ended_at is None and row("call").ended_by == ""


def test_what_somebody_has_done_is_never_touched(hospital: Settings) -> None:
    bring(hospital, home())
    with store.writing("followup.attempt", "fang", str(row("contact").uid), NOW) as written:
        written.change(row("contact"), state="done", attempts=1, ended_at=NOW, ended_by="fang")
    before = row("contact").__data__
    bring(hospital, home(left="2026-09-18", consent="no"), days=1)
    assert row("contact").__data__ == before


def test_what_was_put_off_waits_for_its_day(hospital: Settings) -> None:
    """FU-07: a patient who asked to be called in three weeks is not given up meanwhile."""
    bring(hospital, home())
    later = NOW + 21 * DAY
    with store.writing("followup.attempt", "fang", str(row("call").uid), NOW) as written:
        written.change(row("call"), attempts=1, next_at=later)
    generate(hospital, later)
    assert row("call").state == "open"
    generate(hospital, later + 7 * DAY)
    assert row("call").state == "dropped"


def test_what_is_a_week_late_is_given_up(hospital: Settings) -> None:
    bring(hospital, home())
    generate(hospital, NOW + 7 * DAY)
    assert row("contact").state == "open"
    assert generate(hospital, NOW + 8 * DAY) == Generated(0, 0, 1)
    assert row("contact").state == "dropped"


def test_a_list_of_last_year_makes_no_calls_that_nobody_could_make(hospital: Settings) -> None:
    bring(
        hospital,
        home(left="2026-09-05"),
        home("V2", "2025-09-17"),
        told("V3", "2026-09-01", discharged_on="2026-09-03"),
    )
    assert made() == [("call", 0, "2026-09-12", "cashier")]


def test_one_stay_is_brought_up_to_date_by_itself(hospital: Settings) -> None:
    bring(hospital, home(), home("V2"))
    (stay,) = store.load(Stay, "WHERE visit = ?", "V1")
    with store.writing("followup.agreed", "fang", str(stay.uid), NOW) as written:
        written.change(stay, is_not_called=True)
    assert generate(hospital, NOW, stay.uid) == Generated(0, 0, 2)
    assert len(made()) == 2


def test_the_daily_run_is_once_a_day(hospital: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """FU-04: each open console ticks three times a minute, and one of them makes the list of the day."""
    stays.take_in([told()], person("fang"), hospital, NOW)
    tick.tick(hospital, NOW)
    assert kinds() == {"visit", "survey"} and marks.last(followup_making.NAME) == NOW
    calls: list[datetime] = []
    monkeypatch.setattr(followup_making, "generate", lambda _settings, now: calls.append(now))
    for later in (NOW, NOW + timedelta(hours=13), NOW + timedelta(hours=14), NOW + timedelta(hours=20)):
        tick.tick(hospital, later)
    assert calls == [NOW + timedelta(hours=14)]  # midnight in the hospital is past


def test_the_trail_tells_who_made_the_list(hospital: Settings) -> None:
    bring(hospital, home())
    found = (
        store.rows("SELECT body FROM audit_entry ORDER BY rowid DESC LIMIT 1")
        if not hospital.database
        else []
    )
    assert hospital.database or '"act":"follow_ups.made","by":"rule"' in found[0][0]
    assert store.verify().ok


changes = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.fixed_dictionaries(
            {},
            optional={
                "discharged_on": st.dates(datetime(2026, 9, 12).date(), datetime(2026, 9, 18).date()).map(
                    str
                ),
                "consent": st.sampled_from(["yes", "no"]),
                "phone": st.just("13812345678"),
                "ward": st.sampled_from(["cashier", "nursing-office"]),
                "plan": st.sampled_from(["", "chronic"]),
            },
        ),
        st.integers(0, 4),
    ),
    max_size=6,
)


@pytest.mark.on_file
@trying(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(changes)
def test_after_any_changes_the_list_is_what_the_stays_need(
    hospital: Settings, changes: list[tuple[int, dict[str, Any], int]]
) -> None:
    """What is open is what a register would hold that knew from the start how things stand at the end."""
    with database.atomic():
        for table in ("follow_up", "stay"):
            database.execute_sql(f"DELETE FROM {table}")
    now = NOW
    for visit, values, days in changes:
        now += days * DAY
        stays.take_in([told(f"V{visit}", "2026-09-12", **values)], person("fang"), hospital, now)
        generate(hospital, now)
    assert generate(hospital, now) == SAME
    kept = sorted(made())
    with database.atomic():
        database.execute_sql("DELETE FROM follow_up")
    generate(hospital, now)
    assert sorted(made()) == kept


@pytest.mark.on_file
def test_five_thousand_discharges_make_ten_thousand_calls(hospital: Settings, tmp_path: Path) -> None:
    """LIMIT 5000-discharges: all of them are on the list, each once."""
    rows = [home(f"V{n}") for n in range(5000)]
    assert bring(hospital, *rows) == Generated(10_000, 0, 0)
    assert store.rows("SELECT count(*), count(DISTINCT stay_uid) FROM follow_up WHERE state = 'open'") == [
        (10_000, 5000)
    ]
    assert generate(hospital, NOW) == SAME


def test_a_row_that_another_machine_made_meanwhile_is_left_to_it(hospital: Settings) -> None:
    stays.take_in([home()], person("fang"), hospital, NOW)
    turns = list(followup_making.to_do(hospital, NOW, None))
    assert followup_making.write(turns, NOW) == Generated(2, 0, 0)
    assert followup_making.write(turns, NOW) == SAME


def test_what_was_done_meanwhile_is_not_dropped(hospital: Settings) -> None:
    bring(hospital, home())
    stays.take_in([home(consent="no")], person("fang"), hospital, NOW)
    turns = list(followup_making.to_do(hospital, NOW, None))
    uid: UUID = row("contact").uid
    with store.writing("followup.attempt", "fang", str(uid), NOW) as written:
        written.change(row("contact"), state="done", attempts=1, ended_at=NOW, ended_by="fang")
    assert followup_making.write(turns, NOW) == Generated(0, 0, 1)
    assert (row("contact").state, row("call").state) == ("done", "dropped")

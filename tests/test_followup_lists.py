"""Today's lists of visits and calls, who sees them, and the care record of one patient."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.rules.drafts import Draft
from kiosk.rules.refusal import Refusal
from kiosk.services import contact_files, followup_cases, followup_list, followup_reading
from tests.register import NOW
from tests.staff import hire, person
from tests.wards import OTHER_WARD, PHONE, WARD, ask, attempts, due, listed, stay, tried

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def english() -> None:
    """Read English."""
    i18n.choose("en")


@pytest.fixture
def house(register: Settings) -> Settings:
    """Open a register of the small hospital, with questions."""
    hire()
    ask()
    return register


def test_a_cart_goes_ward_by_ward_the_late_ones_first_then_bed_by_bed(house: Settings) -> None:
    beds = {}
    for ward, bed, hours in ((WARD, "10", 1), (WARD, "9", 1), (WARD, "31", -2), (OTHER_WARD, "1", -5)):
        made = due(stay(f"{ward}{bed}", ward, bed), due_at=NOW + hours * HOUR)
        beds[made.uid] = bed
    assert [line.patient.bed for line in listed(house)] == ["31", "9", "10", "1"]
    assert [line.patient.bed for line in listed(house, ward=OTHER_WARD)] == ["1"]


def test_names_and_telephones_are_covered(house: Settings) -> None:
    due(stay())
    [line] = listed(house)
    assert (line.patient.name, line.patient.phone) == ("王*英", "138****5678")


def test_a_childs_name_is_covered_whole(house: Settings) -> None:
    due(stay(is_child=True))
    assert listed(house)[0].patient.name == "**"


def test_a_telephone_is_read_whole_by_whoever_calls_and_that_is_told(house: Settings) -> None:
    made = stay()
    entries = store.rows("SELECT COUNT(*) FROM audit_entry")[0][0]
    assert followup_reading.reveal(made.uid, person("fang"), NOW).phone == PHONE
    assert store.rows("SELECT COUNT(*) FROM audit_entry")[0][0] == entries + 1
    assert '"act":"person.read"' in store.rows("SELECT body FROM audit_entry ORDER BY seq DESC LIMIT 1")[0][0]
    with pytest.raises(Refusal):
        followup_reading.reveal(made.uid, person("cao"), NOW)


def test_only_what_is_due_today_stands_on_the_list(house: Settings) -> None:
    due(stay("Z1"), due_day="2026-09-19")
    due(stay("Z2"), next_at=NOW + 20 * HOUR)
    due(stay("Z3"), state="done")
    later = due(stay("Z4"), due_day="2026-09-10", next_at=NOW + 2 * HOUR)
    assert [line.uid for line in listed(house)] == [later.uid]


def test_calls_stand_by_the_hour_from_which_one_may_call(house: Settings) -> None:
    noon = due(stay("Z1", calls_from="12:00", calls_until="14:00"), "contact")
    now = due(stay("Z2"), "call")
    again = due(stay("Z3"), "plan", next_at=NOW + HOUR)
    over = due(stay("Z4", calls_from="08:00", calls_until="09:30"), "contact")
    found = listed(house, "phone")
    assert [line.uid for line in found] == [now.uid, again.uid, noon.uid, over.uid]
    hours = [line.opens_at and f"{line.opens_at.astimezone(house.tz):%d %H:%M}" for line in found]
    assert hours == [None, "18 11:30", "18 12:00", "19 08:00"]


@pytest.mark.parametrize(
    "values", [{"consent": "no"}, {"consent": ""}, {"is_not_called": True}, {"phone": ""}], ids=str
)
def test_the_list_itself_keeps_who_may_not_be_called(house: Settings, values: dict[str, Any]) -> None:
    made = due(stay(**values), "call")
    assert listed(house, "phone") == []
    with pytest.raises(Refusal):
        tried(made, house)
    assert attempts() == []


def test_a_call_outside_the_agreed_hours_is_refused_with_the_hours(house: Settings) -> None:
    made = due(stay(calls_from="14:00", calls_until="16:00"), "call")
    with pytest.raises(Refusal, match="from 14:00 to 16:00"):
        tried(made, house)
    assert tried(made, house, now=NOW + 4 * HOUR).state == "done"


def test_a_list_is_read_page_by_page_in_both_directions(house: Settings) -> None:
    for n in range(7):
        due(stay(f"Z{n}", bed=str(n)))
    first = listed(house, size=3)
    rest = listed(house, after=first[-1].key, size=9)
    assert [line.patient.bed for line in (*first, *rest)] == [str(n) for n in range(7)]
    above = listed(house, before=rest[0].key, size=2)
    assert [line.key for line in above] == [line.key for line in first[1:]]


def test_a_ward_sees_its_own_patients_alone(house: Settings) -> None:
    own, other = due(stay("Z1", WARD)), due(stay("Z2", OTHER_WARD))
    assert [line.uid for line in listed(house, who="gu")] == [own.uid]
    assert listed(house, who="gu", ward=OTHER_WARD) == []
    assert len(listed(house, who="cao")) == 2
    with pytest.raises(Refusal):
        followup_list.opened(other.uid, person("gu"), house, NOW)
    with pytest.raises(Refusal):
        tried(other, house, "gu")
    with pytest.raises(Refusal):
        listed(house, who="xu")


@pytest.mark.parametrize(("who", "may"), [("gu", True), ("fang", True), ("cao", False), ("dai", False)])
def test_who_does_the_visits_of_a_ward(house: Settings, who: str, may: bool) -> None:
    made = due(stay())
    if may:
        assert tried(made, house, who).attempt.by == who
    else:
        with pytest.raises(Refusal):
            tried(made, house, who)


def test_everybody_in_the_hospital_is_found_by_ward_and_bed(house: Settings) -> None:
    stay("Z1", bed="2"), stay("Z2", bed="10"), stay("Z3", bed="1", discharged_on="2026-09-17")
    leaving = stay("Z4", bed="4", discharged_on="2026-09-18")
    found = listed(house, "patients")
    assert [line.patient.bed for line in found] == ["2", "4", "10"]
    assert found[1].uid == leaving.uid and found[1].due is None


# The care record


def opinion(of: Any, house: Settings, who: str = "he") -> Any:
    """Make a case of what a patient said."""
    draft = Draft.open("complaint", "zh_CN", "front", NOW)
    draft.words = "晚上走廊太吵。"
    return followup_cases.opinion(draft, of.uid, None, person(who), house, NOW)


def test_the_care_record_holds_everything_of_one_patient_and_is_audited(house: Settings) -> None:
    """FU-13: stays, attempts, what is still to be done, and cases; the newest first; names covered."""
    before = stay("Z1", admitted_on="2026-07-01", discharged_on="2026-07-05")
    of = stay("Z2")
    tried(due(of), house, words="很满意")
    due(of, "survey", due_at=NOW + 30 * HOUR)
    stay("Z3", phone="13900001111", name="别人")
    case = opinion(of, house)
    made = contact_files.of(of.uid, person("he"), house, NOW)
    assert [line.kind for line in made.lines if line.at != NOW] == [
        "due",
        "admitted",
        "discharged",
        "admitted",
    ]
    assert {line.kind for line in made.lines if line.at == NOW} == {"attempt", "case"}
    assert [line.case.uid for line in made.lines if line.case] == [case.uid]
    assert {line.patient.uid for line in made.lines if line.patient} == {before.uid, of.uid}
    assert {line.patient.name for line in made.lines if line.patient} == {"王*英"}
    assert '"act":"person.read"' in store.rows("SELECT body FROM audit_entry ORDER BY seq DESC LIMIT 1")[0][0]


def test_a_ward_reads_its_own_part_of_the_record_alone(house: Settings) -> None:
    elsewhere = stay("Z1", OTHER_WARD, admitted_on="2026-07-01", discharged_on="2026-07-05")
    opinion(elsewhere, house)
    of = stay("Z2")
    made = contact_files.of(of.uid, person("gu"), house, NOW)
    assert [line.kind for line in made.lines] == ["admitted"] and made.hidden == 1
    with pytest.raises(Refusal):
        contact_files.of(elsewhere.uid, person("gu"), house, NOW)


def test_a_patient_without_a_telephone_has_a_record_too(house: Settings) -> None:
    of = stay(phone="")
    stay("Z2", phone="")
    case = tried(due(of), house, answers={"pain": "1"}).case
    made = contact_files.of(of.uid, person("he"), house, NOW)
    assert [line.case.uid for line in made.lines if line.case] == [case.uid]
    assert len([line for line in made.lines if line.patient]) == 1

"""Which visits and calls follow from a stay, when each is due, and when one may call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import i18n
from kiosk.config import Settings, SettingsError
from kiosk.records import Stay
from kiosk.rules import followups
from kiosk.rules.followups import BEDSIDE, Following, Needed
from kiosk.sources import load

TZ = ZoneInfo("Asia/Shanghai")
RULES = Following()
STEPS = ({"day": 14, "questions": "chronic"}, {"day": -1, "questions": "chronic"})
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
times = st.times().map(lambda one: f"{one:%H:%M}")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Read what is said in English."""
    i18n.choose("en")
    yield


def local(text: str) -> datetime:
    """Return a moment of September 2026 in the hospital: `18 10:30`."""
    return datetime.strptime(f"2026-09-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=TZ)


def stay(admitted: str = "2026-09-16", discharged: str = "", **values: Any) -> Stay:
    """Return a stay of somebody who agreed to calls."""
    told = {"consent": "yes", "phone_mark": b"mark", "discharged_time": ""} | values
    return Stay(visit="1", ward="heart", admitted_on=admitted, discharged_on=discharged, **told)


@st.composite
def stays(draw: st.DrawFn) -> Stay:
    """Return any stay that a list may tell of."""
    admitted = draw(days)
    gone = draw(st.none() | st.integers(0, 60).map(lambda n: admitted + timedelta(n)))
    hours = sorted(draw(st.lists(times, min_size=2, max_size=2, unique=True)))
    return stay(
        admitted.isoformat(),
        gone.isoformat() if gone else "",
        discharged_time=draw(st.just("") | times) if gone else "",
        consent=draw(st.sampled_from(["yes", "no", ""])),
        is_not_called=draw(st.booleans()),
        phone_mark=draw(st.sampled_from([b"mark", None])),
        calls_from=draw(st.sampled_from(["", hours[0]])),
        calls_until=draw(st.sampled_from(["", hours[1]])),
    )


def needs(one: Stay, now: datetime, rules: Following = RULES) -> list[Needed]:
    """Return what a stay needs."""
    return followups.needed(one, STEPS, now, rules, TZ)


def of(kind: str, found: list[Needed]) -> list[Needed]:
    """Return what is of a kind."""
    return [one for one in found if one.kind == kind]


def test_who_was_admitted_yesterday_is_visited_today() -> None:
    """FU-01: the day of admission is the first, and the second is the visit's."""
    (visit,) = of("visit", needs(stay("2026-09-17"), local("18 00:01")))
    assert visit.due_day == date(2026, 9, 18)
    assert visit.due_at == local("19 00:00")


def test_the_visit_is_in_time_until_the_end_of_the_second_day() -> None:
    """LIMIT second-day-visit: what ends at 24:00 is late from then on."""
    (visit,) = of("visit", needs(stay("2026-09-17"), local("18 08:00")))
    told = [
        followups.standing(visit.due_day.isoformat(), visit.due_at, now, TZ)
        for now in (local("17 23:59"), local("18 00:00"), local("18 23:59"), local("19 00:00"))
    ]
    assert told == ["coming", "due", "due", "late"]


def test_who_is_in_for_longer_than_a_week_is_asked_and_again_each_week() -> None:
    """FU-04: LIMIT one-week-sample. On the eighth day one was there for a week, on the ninth for longer."""
    inside = stay("2026-09-01")
    found = of("survey", needs(inside, local("17 12:00"), RULES._replace(follow_up_late_days=365)))
    assert [one.due_day.day for one in found] == [9, 16, 23]
    assert [one.ordinal for one in found] == [0, 1, 2]


def test_who_goes_home_within_a_week_is_not_asked_at_the_bed() -> None:
    assert not of("survey", needs(stay("2026-09-01", "2026-09-08"), local("08 12:00")))


def test_after_discharge_nobody_goes_to_the_bed() -> None:
    home = stay("2026-09-01", "2026-09-17")
    assert of("survey", needs(home, local("17 12:00")))
    assert not {one.kind for one in needs(home, local("18 00:00"))} & BEDSIDE


def test_who_goes_home_before_the_second_day_is_not_visited() -> None:
    assert not of("visit", needs(stay("2026-09-18", "2026-09-18"), local("18 12:00")))


def test_whoever_went_home_is_contacted_within_a_day() -> None:
    """FU-09: LIMIT 24h-contact. To the minute where the list says it, else by the end of the next day."""
    told = stay("2026-09-10", "2026-09-17", discharged_time="10:30")
    (contact,) = of("contact", needs(told, local("17 12:00")))
    assert (contact.due_day, contact.due_at) == (date(2026, 9, 18), local("18 10:30"))
    (contact,) = of("contact", needs(stay("2026-09-10", "2026-09-17"), local("17 12:00")))
    assert (contact.due_day, contact.due_at) == (date(2026, 9, 18), local("19 00:00"))


def test_a_contact_that_ends_before_one_may_call_is_for_the_day_before() -> None:
    """LIMIT 24h-contact: who left at seven in the morning is called on that day."""
    early = stay("2026-09-10", "2026-09-17", discharged_time="07:00")
    (contact,) = of("contact", needs(early, local("17 08:00")))
    assert contact.due_day == date(2026, 9, 17)


def test_whoever_went_home_is_called_a_week_later() -> None:
    """FU-07: LIMIT one-week-call."""
    (call,) = of("call", needs(stay("2026-09-10", "2026-09-17"), local("17 12:00")))
    assert (call.due_day, call.due_at) == (date(2026, 9, 24), local("25 00:00"))


def test_a_plan_adds_its_own_calls_and_never_one_of_a_negative_day() -> None:
    """FU-11: a chronic illness brings calls with questions of their own."""
    (step,) = of("plan", needs(stay("2026-09-01", "2026-09-10"), local("17 12:00")))
    assert (step.ordinal, step.questions, step.due_day) == (0, "chronic", date(2026, 9, 24))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"consent": "no"}, "This patient does not want to be called."),
        ({"consent": ""}, "Nobody asked this patient yet whether we may call. Ask at the bedside."),
        ({"is_not_called": True}, "This patient asked not to be called again."),
        ({"phone_mark": None}, "No telephone is known of this patient."),
    ],
)
def test_nobody_is_called_who_did_not_agree(values: dict[str, Any], sentence: str) -> None:
    """FU-10: consent, a telephone, and nobody who said: do not call again."""
    one = stay("2026-09-17", "2026-09-18", **values)
    assert not [need for need in needs(one, local("18 12:00")) if need.kind not in BEDSIDE]
    assert followups.may_be_called(one, local("18 12:00"), RULES, TZ) == sentence


def test_who_was_not_asked_yet_is_still_visited() -> None:
    """FU-10: a visit may ask for consent."""
    assert of("visit", needs(stay("2026-09-17", consent=""), local("18 12:00")))


def test_one_calls_in_the_agreed_hours_only() -> None:
    """FU-10: the patient's hours, else the hospital's."""
    agreed = stay(calls_from="19:00", calls_until="20:30")
    only = "This patient is called from 19:00 to 20:30 only."
    told = [
        followups.may_be_called(agreed, local(at), RULES, TZ)
        for at in ("18 10:00", "18 19:00", "18 20:29", "18 20:30")
    ]
    assert told == [only, "", "", only]
    assert not followups.may_be_called(stay(), local("18 10:00"), RULES, TZ)
    assert followups.may_be_called(stay(), local("18 18:00"), RULES, TZ).endswith("09:00 to 18:00 only.")


def test_half_an_agreement_about_hours_is_none() -> None:
    assert followups.agreed_hours(stay(calls_from="19:00"), RULES) == (time(9), time(18))


def test_three_attempts_some_hours_apart_and_in_the_hours() -> None:
    """FU-07: the next attempt is at another time of the day, or the next morning."""

    def after(attempts: int, at: str) -> datetime | None:
        return followups.next_attempt("call", stay(), "no_answer", attempts, local(at), RULES, TZ)

    assert after(1, "18 10:00") == local("18 13:00")
    assert after(2, "18 16:00") == local("19 09:00")
    assert after(3, "19 10:00") is None


def test_who_asks_to_be_called_later_is_called_then() -> None:
    def later(asked: datetime | None, attempts: int = 3) -> datetime | None:
        return followups.next_attempt("call", stay(), "later", attempts, local("18 10:00"), RULES, TZ, asked)

    assert later(local("21 15:00")) == local("21 15:00")
    assert later(local("21 21:00")) == local("22 09:00")
    assert later(None) == local("18 13:00")


@pytest.mark.parametrize("result", ["reached", "refused", "wrong_number"])
def test_nobody_tries_again_after_an_end(result: str) -> None:
    assert followups.next_attempt("call", stay(), result, 1, local("18 10:00"), RULES, TZ) is None


def test_what_an_attempt_makes_of_a_follow_up() -> None:
    soon = local("18 13:00")
    told = [
        followups.state_after(*one)
        for one in (("reached", None), ("refused", None), ("no_answer", soon), ("no_answer", None))
    ]
    assert told == ["done", "refused", "open", "unreached"]
    assert followups.state_after("wrong_number", None) == "unreached"


def test_the_list_of_a_day_holds_what_is_due_and_not_put_off() -> None:
    today = local("18 08:00")
    told = [
        followups.is_on_list(*one, today, TZ)
        for one in (
            ("2026-09-18", None),
            ("2026-09-16", None),
            ("2026-09-19", None),
            ("2026-09-16", local("18 17:00")),
            ("2026-09-16", local("19 09:00")),
        )
    ]
    assert told == [True, True, False, True, False]


def test_a_call_stands_on_the_list_under_its_agreed_hour() -> None:
    evening = stay(calls_from="19:00", calls_until="20:30")
    assert followups.begins_at("call", evening, "2026-09-18", None, RULES, TZ) == local("18 19:00")
    assert followups.begins_at("visit", evening, "2026-09-18", None, RULES, TZ) == local("18 09:00")
    put_off = local("18 19:40")
    assert followups.begins_at("call", evening, "2026-09-18", put_off, RULES, TZ) == put_off


def test_what_is_a_week_late_is_given_up_unless_it_was_put_off() -> None:
    due = local("11 00:00")
    assert not followups.is_given_up(due, None, local("17 23:59"), RULES)
    assert followups.is_given_up(due, None, local("18 00:00"), RULES)
    assert not followups.is_given_up(due, local("17 10:00"), local("18 00:00"), RULES)
    assert not of("call", needs(stay("2026-08-01", "2026-09-03"), local("18 00:00")))


@given(stays(), moments)
def test_the_same_stay_needs_the_same_list(one: Stay, now: datetime) -> None:
    found = needs(one, now)
    assert found == needs(one, now)
    assert len({(need.kind, need.ordinal) for need in found}) == len(found)


@given(stays(), moments)
def test_no_call_without_consent_and_none_before_discharge(one: Stay, now: datetime) -> None:
    calls = [need for need in needs(one, now) if need.kind not in BEDSIDE]
    if calls:
        assert one.consent == "yes" and not one.is_not_called and one.phone_mark and one.discharged_on
        assert all(need.due_day >= date.fromisoformat(one.discharged_on) for need in calls)


@given(stays(), moments)
def test_nobody_is_visited_before_admission_or_after_discharge(one: Stay, now: datetime) -> None:
    for need in needs(one, now):
        if need.kind in BEDSIDE:
            assert one.admitted_on < need.due_day.isoformat()
            assert not one.discharged_on or need.due_day.isoformat() <= one.discharged_on


@given(stays(), moments)
def test_a_day_later_nothing_has_moved(one: Stay, now: datetime) -> None:
    later = {(need.kind, need.ordinal): need for need in needs(one, now + timedelta(1))}
    for need in needs(one, now):
        assert later.get((need.kind, need.ordinal), need) == need


@given(stays(), moments)
def test_each_is_due_on_a_day_that_it_can_be_done_on(one: Stay, now: datetime) -> None:
    for need in needs(one, now):
        begins = followups.begins_at(need.kind, one, need.due_day.isoformat(), None, RULES, TZ)
        assert (
            begins < need.due_at or need.kind == "contact" and need.due_day.isoformat() == one.discharged_on
        )


@given(stays(), moments, st.sampled_from(["no_answer", "busy", "later"]), st.integers(1, 5), moments)
def test_one_tries_again_in_the_hours_and_not_too_often(
    one: Stay, at: datetime, result: str, attempts: int, asked: datetime
) -> None:
    again = followups.next_attempt("call", one, result, attempts, at, RULES, TZ, asked)
    if again is None:
        assert result != "later" and attempts >= RULES.call_attempts
        return
    opens, closes = followups.agreed_hours(one, RULES)
    assert again >= at
    assert opens <= again.astimezone(TZ).time() < closes
    if followups.may_ever_call(one):
        assert not followups.may_be_called(one, again, RULES, TZ)


def test_a_hospital_that_sets_nothing_has_the_times_of_the_rules() -> None:
    assert Settings().following == RULES


def test_what_a_hospital_sets_is_what_the_rules_take() -> None:
    """LIMIT one-week-call: a hospital may promise another day."""
    following = load({}, {"KIOSK_CALL_AFTER_DAYS": "3", "KIOSK_CALLS_UNTIL": "20:00"}, ()).following
    (call,) = of("call", needs(stay("2026-09-10", "2026-09-17"), local("17 12:00"), following))
    assert call.due_day == date(2026, 9, 20)
    assert not followups.may_be_called(stay(), local("18 19:59"), following, TZ)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"KIOSK_CALLS_FROM": "9:00"}, "KIOSK_CALLS_FROM: 'calls_from' is a time of day, like 09:00."),
        ({"KIOSK_CALLS_UNTIL": "24:00"}, "KIOSK_CALLS_UNTIL: 'calls_until' is a time of day, like 09:00."),
        ({"KIOSK_CALLS_FROM": "18:00"}, "'calls_from' is earlier than 'calls_until'."),
    ],
)
def test_hours_that_are_none_are_refused(values: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(sentence)):
        load({}, values, ())
